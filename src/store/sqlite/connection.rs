//! Opening the database: one way for the writer, one for readers, a reason for every pragma, and one schema version at a time.

use crate::store::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Marks the file as ours (`PRAGMA application_id`): "HSAD".
const APPLICATION_ID: i64 = 0x4853_4144;

/// Each entry takes the schema from its index to the next version, in one transaction.
const MIGRATIONS: [&str; 6] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];

/// What a reader sees of tables that an older store has not: it cannot migrate, so they are empty to it. Each with the version that
/// brought them.
const EMPTY_TABLES: [(i64, &str); 4] = [
    (
        2,
        "CREATE TEMP TABLE excerpts (article_id, whole_id, share, evidence);
         CREATE TEMP TABLE copies (article_id, text_hash, fingerprint, outlet, words, time)",
    ),
    (
        4,
        "CREATE TEMP TABLE feed_pace (feed_id, state, asked_url);
         CREATE TEMP TABLE alerts (feed_id, kind, since, detail)",
    ),
    (
        5,
        "CREATE TEMP TABLE outlet_sites (id, outlet, site, pages, layouts, first_seen, last_seen);
         CREATE TEMP TABLE outlet_pages (site_id, number, of_layout, url_key, seen, note);
         CREATE TEMP TABLE outlet_blocks (site_id, text, path, known);
         CREATE TEMP TABLE outlet_visits (id, outlet, feed_id, at, outcome, chars);
         CREATE TEMP TABLE outlet_alerts (outlet, code, detail, since, told)",
    ),
    (
        6,
        "CREATE TEMP TABLE page_versions (source_id, number, title, body, modified, seen, text_hash, stand_in, change, silent,
             removed, added);
         CREATE TEMP TABLE standing (article_id, source_id, why);
         CREATE TEMP TABLE corrections (id, made_at, said, one_id, other_id);
         CREATE TEMP TABLE correction_sides (correction_id, side, url_key, outlet, text_hash);
         CREATE TEMP TABLE redirects (old_id, new_id, correction_id);
         CREATE TEMP TABLE rechecks (due_at, lease_holder)",
    ),
];

/// How long a correction beside a running daemon waits for its turn: a commit of the daemon is a fraction of a second.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// First SQLite without the bug that could lose commits when a WAL is reset under several connections.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The lock that keeps a second writer out; held as long as it lives.
#[derive(Debug)]
pub(super) struct WriterLock {
    file: File,
}

impl WriterLock {
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

impl Drop for WriterLock {
    /// Closing the file is not enough: a child process between its fork and its exec still holds a copy of it, and the lock.
    fn drop(&mut self) {
        // A lock that cannot be given back goes with the file.
        let _ = self.file.unlock();
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    database.with_file_name(name)
}

/// Opens the database for writing, creating and migrating it as needed; its directory exists, since the lock lies in it.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let failed = |e: rusqlite::Error| StoreError::Open { path: path.to_owned(), detail: e.to_string() };
    if rusqlite::version_number() < OLDEST_SQLITE {
        let detail = format!("SQLite {} can lose commits in WAL mode; build with the bundled one", rusqlite::version());
        return Err(StoreError::Open { path: path.to_owned(), detail });
    }
    let mut db = Connection::open(path).map_err(failed)?;
    prepare_writer(&db).map_err(failed)?;
    migrate(&mut db, path)?;
    Ok(db)
}

/// Opens the database for a short write beside the process that holds its lock; never migrates it.
pub(super) fn open_beside(path: &Path) -> Result<Connection, StoreError> {
    let failed = |e: rusqlite::Error| StoreError::Open { path: path.to_owned(), detail: e.to_string() };
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    prepare_writer(&db).map_err(failed)?;
    db.busy_timeout(PATIENCE).map_err(failed)?;
    let found = schema_version(&db).map_err(failed)?;
    check_version(path, found)?;
    if found < known_version() {
        return Err(StoreError::Refused(format!(
            "the running daemon is of an older version (schema {found}, this hasad has {}): restart it with this one first",
            known_version()
        )));
    }
    Ok(db)
}

fn prepare_writer(db: &Connection) -> rusqlite::Result<()> {
    // Only a new file takes it. A commit writes every page it touched, and an article touches sixteen of the sketch index alone:
    // pages twice as large are half as many writes.
    db.pragma_update(None, "page_size", 8_192)?;
    // Readers never wait for the writer, and a commit is one append.
    db.pragma_update(None, "journal_mode", "WAL")?;
    // What is acknowledged survives power loss: a commit ends with an fsync. Commits are grouped, so this is affordable.
    db.pragma_update(None, "synchronous", "FULL")?;
    // Each job is a savepoint, which keeps the former state of every page it touches: some forty an article, and no business of
    // the disk's.
    db.pragma_update(None, "temp_store", "MEMORY")?;
    // Only backup tools ever contend with the one writer.
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Nothing in the file may run code: the schema is not trusted, damaged pages are noticed.
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    // A burst must not leave a giant journal behind.
    db.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // 32 MiB between checkpoints: pages are stored by the dozen, and each checkpoint costs two more fsyncs.
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    // 24 MiB: the sketch index of a few weeks fits.
    db.pragma_update(None, "cache_size", -24 * 1024)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Opens the database for reading only; never creates or changes it.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let failed = |e: rusqlite::Error| StoreError::Open { path: path.to_owned(), detail: e.to_string() };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(failed)?;
    db.busy_timeout(std::time::Duration::from_secs(5)).map_err(failed)?;
    db.pragma_update(None, "trusted_schema", false).map_err(failed)?;
    let version = schema_version(&db).map_err(failed)?;
    check_version(path, version)?;
    if version == 0 {
        return Err(StoreError::Missing(path.to_owned()));
    }
    for (since, tables) in EMPTY_TABLES {
        if version < since {
            db.execute_batch(tables).map_err(failed)?;
        }
    }
    if version < 3 {
        let empty = "CREATE TEMP TABLE outlet_sites (id, outlet, site, pages, layouts, first_seen, last_seen);
            CREATE TEMP TABLE outlet_pages (site_id, number, of_layout, url_key, seen, note);
            CREATE TEMP TABLE outlet_blocks (site_id, text, path, known);
            CREATE TEMP TABLE outlet_visits (id, outlet, feed_id, at, outcome, chars);
            CREATE TEMP TABLE outlet_alerts (outlet, code, detail, since, told)";
        db.execute_batch(empty).map_err(failed)?;
    }
    if version < 4 {
        let empty = "CREATE TEMP TABLE page_versions (source_id, number, title, body, modified, seen, text_hash, stand_in, change, silent,
                removed, added);
            CREATE TEMP TABLE standing (article_id, source_id, why);
            CREATE TEMP TABLE corrections (id, made_at, said, one_id, other_id);
            CREATE TEMP TABLE correction_sides (correction_id, side, url_key, outlet, text_hash);
            CREATE TEMP TABLE redirects (old_id, new_id, correction_id);
            CREATE TEMP TABLE rechecks (due_at, lease_holder)";
        db.execute_batch(empty).map_err(failed)?;
    }
    db.pragma_update(None, "query_only", true).map_err(failed)?;
    Ok(db)
}

/// The schema version of an open database.
pub(super) fn schema_version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn known_version() -> i64 {
    MIGRATIONS.len() as i64
}

fn check_version(path: &Path, found: i64) -> Result<(), StoreError> {
    if found > known_version() {
        return Err(StoreError::TooNew { path: path.to_owned(), found, known: known_version() });
    }
    Ok(())
}

fn migrate(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let mut version = schema_version(db)?;
    check_version(path, version)?;
    while let Some(step) = usize::try_from(version).ok().and_then(|v| MIGRATIONS.get(v)) {
        let transaction = db.transaction()?;
        transaction.execute_batch(step)?;
        version += 1;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
    Ok(())
}
