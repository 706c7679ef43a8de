//! What can go wrong with a store, in words that say what to do.

use std::path::PathBuf;

/// A failed store operation.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// No database where one was expected.
    #[error("no store at {}: run `hasad run --once` first, or check [store] url and the state directory", .0.display())]
    Missing(PathBuf),
    /// Another process holds the store.
    #[error("the store {} is in use by another hasad{}: stop it first", .path.display(), holder(.pid))]
    Busy {
        /// The database file.
        path: PathBuf,
        /// Process that holds it, when it left its number.
        pid: Option<u32>,
    },
    /// The file is there but cannot be opened.
    #[error("failed to open the store {}: {detail}", .path.display())]
    Open {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        detail: String,
    },
    /// Written by a newer version.
    #[error("the store {} has schema {found}, this hasad knows up to {known}: use the newer hasad", .path.display())]
    TooNew {
        /// The database file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Not a kind of store this build can open.
    #[error("{0}")]
    Unsupported(String),
    /// What was asked for cannot be done, for the reason it says.
    #[error("{0}")]
    Refused(String),
    /// A statement failed.
    #[error("store: {0}")]
    Database(String),
    /// The writer has stopped; the process is shutting down.
    #[error("the store is closed")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(format!("a stored value does not read back: {error}"))
    }
}

fn holder(pid: &Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}
