//! Opening the store, and how its operations reach the writer thread and the readers.

use super::lock::DaemonLock;
use super::memory::Memory;
use super::writer::{Haste, Writer};
use super::{SqliteStore, connection, queue};
use crate::store::{Answer, StoreError};
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Read-only connections kept open: reading is short, and few read at once.
const READERS: usize = 2;

impl SqliteStore {
    /// Opens the store for a daemon: creates and migrates the file, gives back the leases of one that was killed, and keeps other
    /// daemons out.
    ///
    /// # Errors
    /// When the file cannot be opened, is of a newer version, or another daemon works with it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        make_directory(path)?;
        let lock = DaemonLock::take(path)?;
        let db = connection::open_writer(path, true)?;
        queue::release_all(&db)?;
        Self::writing(path, db, Some(lock))
    }

    /// Opens the store for writing beside a running daemon or others like this one: every write is one transaction that begins by
    /// catching up with what the others wrote. A store that is not there yet is made.
    ///
    /// # Errors
    /// When the file cannot be opened, is of a newer version, or of an older one while a daemon works with it.
    pub fn open_beside(path: &Path) -> Result<Self, StoreError> {
        make_directory(path)?;
        let db = connection::open_writer(path, false)?;
        Self::writing(path, db, None)
    }

    fn writing(path: &Path, db: Connection, lock: Option<DaemonLock>) -> Result<Self, StoreError> {
        // One state of the database, although others may write to it.
        let snapshot = db.unchecked_transaction()?;
        let memory = Memory::load(&snapshot)?;
        snapshot.finish()?;
        let writer = Writer::start(db, memory)?;
        Ok(Self { path: path.to_owned(), writer: Some(writer), readers: Arc::default(), _lock: lock })
    }

    /// Opens the store for reading beside a running daemon.
    ///
    /// # Errors
    /// When there is no store at `path` or it cannot be read.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        let reader = connection::open_reader(path)?;
        Ok(Self { path: path.to_owned(), writer: None, readers: Arc::new(Mutex::new(vec![reader])), _lock: None })
    }

    pub(super) fn write<'a, T, F>(&'a self, job: F) -> Answer<'a, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &mut Memory) -> Result<T, StoreError> + Send + 'static,
    {
        self.write_with(Haste::AtOnce, job)
    }

    pub(super) fn write_with<'a, T, F>(&'a self, haste: Haste, job: F) -> Answer<'a, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &mut Memory) -> Result<T, StoreError> + Send + 'static,
    {
        Box::pin(async move {
            let writer = self.writer.as_ref();
            let writer =
                writer.ok_or_else(|| StoreError::Unsupported("the store was opened for reading only".into()))?;
            writer.run(haste, job).await
        })
    }

    pub(super) fn read<'a, T, F>(&'a self, job: F) -> Answer<'a, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (readers, path) = (Arc::clone(&self.readers), self.path.clone());
        Box::pin(async move {
            let work = move || {
                let pooled = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let db = pooled.map_or_else(|| connection::open_reader(&path), Ok)?;
                // All of its questions see one state, whoever commits meanwhile.
                let reading = db.unchecked_transaction()?;
                let outcome = job(&reading);
                drop(reading);
                let mut idle = readers.lock().unwrap_or_else(PoisonError::into_inner);
                if idle.len() < READERS {
                    idle.push(db);
                }
                outcome
            };
            tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Closed)?
        })
    }

    pub(super) fn bytes(&self) -> u64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
        let mut wal = self.path.clone().into_os_string();
        wal.push("-wal");
        size(&self.path) + size(Path::new(&wal))
    }
}

impl Drop for SqliteStore {
    /// The last connection that closes brings the log into the database and removes it, which one that only reads cannot: the
    /// file of a program that has ended is whole.
    fn drop(&mut self) {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        drop(self.writer.take());
    }
}

fn make_directory(path: &Path) -> Result<(), StoreError> {
    let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(dir).map_err(|e| StoreError::Open { path: path.to_owned(), detail: e.to_string() })
}
