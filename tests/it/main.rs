//! The scenarios: a newsroom of fake outlets on loopback, Hasad in the middle of it, and a clock the test moves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, in their helpers too"
)]

#[path = "../newsroom/mod.rs"]
mod newsroom;

mod bombs;
mod command_line;
mod desk;
mod digests;
mod faults;
mod feed_discovery;
mod feed_lists;
mod first_day;
mod kill;
mod offline;
mod page_queue;
mod politeness;
mod program;
mod secrets;
mod service;
mod store;
mod store_hazards;
mod twins;
mod websub;
