//! Checks the newsroom harness itself.
#[path = "newsroom/mod.rs"]
mod newsroom;
