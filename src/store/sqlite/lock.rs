//! The lock beside the database: one daemon a store, and nobody changes a schema under its feet.

use crate::store::StoreError;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The lock that keeps a second daemon out; held as long as it lives. Verbs that only write for a moment do without it.
#[derive(Debug)]
pub(super) struct DaemonLock {
    file: File,
}

impl DaemonLock {
    /// Takes the lock beside the database, or says who holds it.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let path = lock_path(database);
        let failed = |e: std::io::Error| StoreError::Open { path: path.clone(), detail: e.to_string() };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        if file.try_lock().is_err() {
            let mut text = String::new();
            let _ = file.read_to_string(&mut text);
            return Err(StoreError::Busy { path: database.to_owned(), pid: text.trim().parse().ok() });
        }
        // The number only serves the message above; a lock without it still locks.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

impl Drop for DaemonLock {
    /// Closing the file is not enough: a child process between its fork and its exec still holds a copy of it, and the lock.
    fn drop(&mut self) {
        // A lock that cannot be given back goes with the file.
        let _ = self.file.unlock();
    }
}

/// Beside the file itself: two links to one database are one store.
fn lock_path(database: &Path) -> PathBuf {
    let database = std::fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    database.with_file_name(name)
}
