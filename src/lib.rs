//! Hasad: an Arabic news aggregator.

pub mod article;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod dedup;
pub mod digest;
pub mod discover;
pub mod export;
pub mod feed;
pub mod http;
pub mod opml;
pub mod page;
pub mod pipeline;
pub mod schedule;
pub mod site;
pub mod store;
pub mod story;
pub mod systemd;
pub mod text;
pub mod websub;
pub mod whole_file;
