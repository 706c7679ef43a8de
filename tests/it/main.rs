//! The scenarios: a newsroom of fake outlets on loopback, Hasad in the middle of it, and a clock the test moves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, in their helpers too"
)]

#[path = "../newsroom/mod.rs"]
mod newsroom;

mod command_line;
mod corrections;
mod desk;
mod digests;
mod faults;
mod feed_discovery;
mod feed_lists;
mod first_day;
mod injection;
mod kill;
mod offline;
mod program;
mod read_also;
mod revisions;
mod service;
mod site_rules;
mod store;
mod store_hazards;
mod store_versions;
mod twins;
