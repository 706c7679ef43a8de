//! The scenarios: a newsroom of fake outlets on loopback, Hasad in the middle of it, and a clock the test moves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, in their helpers too"
)]

#[path = "../newsroom/mod.rs"]
mod newsroom;
#[path = "../rhythms/mod.rs"]
mod rhythms;

mod alerts;
mod bombs;
mod catching_up;
mod command_line;
mod corrections;
mod desk;
mod digests;
mod faults;
mod feed_discovery;
mod feed_lists;
mod first_day;
mod hanging;
mod hubs;
mod injection;
mod kill;
mod misled;
mod mistakes;
mod moves;
mod offline;
mod outlet_health;
mod outlet_memory;
mod page_queue;
mod politeness;
mod polling;
mod program;
mod read_also;
mod reprocessing;
mod revisions;
mod secrets;
mod service;
mod site_rules;
mod store;
mod store_hazards;
mod store_origins;
mod store_outlets;
mod store_versions;
mod twins;
mod two_writers;
mod websub;
