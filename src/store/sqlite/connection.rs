//! Opening the database: one way for the writer, one for readers, a reason for every pragma, and one schema version at a time.

use super::lock::DaemonLock;
use crate::store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;
use std::time::{Duration, Instant};

/// Marks the file as ours (`PRAGMA application_id`): "HSAD".
const APPLICATION_ID: i64 = 0x4853_4144;

/// Each entry takes the schema from its index to the next version, in one transaction.
const MIGRATIONS: [&str; 9] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
];

/// What a reader sees of tables that an older store has not: it cannot migrate, so they are empty to it. Each with the version that
/// brought them.
const EMPTY_TABLES: [(i64, &str); 6] = [
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
        "CREATE TEMP TABLE redirects (old_id, new_id); CREATE TEMP TABLE reprocessing (one, key, pass, after);
         CREATE TEMP TABLE chores (name, at)",
    ),
    (
        7,
        "CREATE TEMP TABLE expired_pages (entry_id, at, why);
         CREATE TEMP TABLE quiet_hosts (host, until);
         CREATE TEMP TABLE subscriptions (feed_id, hub, topic, state, asked_at, next_try, lease_until, delivered_at,
             poll_ms, failures, reason)",
    ),
    (
        8,
        "CREATE TEMP TABLE page_versions (source_id, number, title, body, modified, seen, text_hash, stand_in, change, silent,
             removed, added);
         CREATE TEMP TABLE standing (article_id, source_id, why);
         CREATE TEMP TABLE corrections (id, made_at, said, one_id, other_id);
         CREATE TEMP TABLE correction_sides (correction_id, side, url_key, outlet, text_hash);
         CREATE TEMP TABLE merged_texts (article_id, text_hash, title_hash, fingerprint, title_words, words, outlet, time);
         CREATE TEMP TABLE rechecks (due_at, host, lease_holder)",
    ),
];

/// How long a statement waits for another process that writes. Each holds the database for one commit at a time, and SQLite does
/// not queue them: the wait must outlast some bad luck.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a second process waits for a first that creates or migrates the store.
const MIGRATION_PATIENCE: Duration = Duration::from_secs(5);

/// First SQLite without the bug that could lose commits when a WAL is reset under several connections.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Opens the database for writing, creating and migrating it as needed; its directory exists. Only a process that holds the
/// daemon's lock changes a schema: `locked` says that ours does, else it is taken for that while.
pub(super) fn open_writer(path: &Path, locked: bool) -> Result<Connection, StoreError> {
    let failed = |e: rusqlite::Error| StoreError::Open { path: path.to_owned(), detail: e.to_string() };
    if rusqlite::version_number() < OLDEST_SQLITE {
        let detail = format!("SQLite {} can lose commits in WAL mode; build with the bundled one", rusqlite::version());
        return Err(StoreError::Open { path: path.to_owned(), detail });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags).map_err(failed)?;
    db.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    let version = schema_version(&db).map_err(failed)?;
    check_version(path, version)?;
    if version < known_version() {
        let lock = if locked { None } else { lock_to_migrate(&db, path)? };
        if locked || lock.is_some() {
            create_or_migrate(&mut db, path).map_err(failed)?;
        }
    }
    prepare_writer(&db).map_err(failed)?;
    Ok(db)
}

/// The daemon's lock, or `None` when the process that held it has brought the schema up to date meanwhile.
fn lock_to_migrate(db: &Connection, path: &Path) -> Result<Option<DaemonLock>, StoreError> {
    let until = Instant::now() + MIGRATION_PATIENCE;
    loop {
        match DaemonLock::take(path) {
            Err(StoreError::Busy { .. }) if schema_version(db)? == known_version() => return Ok(None),
            Err(StoreError::Busy { .. }) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            taken => return taken.map(Some),
        }
    }
}

fn create_or_migrate(db: &mut Connection, path: &Path) -> rusqlite::Result<()> {
    // Only a new file takes it. A commit writes every page it touched, and an article touches sixteen of the sketch index alone:
    // pages twice as large are half as many writes.
    db.pragma_update(None, "page_size", 8_192)?;
    // Readers never wait for the writer, and a commit is one append.
    db.pragma_update(None, "journal_mode", "WAL")?;
    migrate(db, path)
}

fn prepare_writer(db: &Connection) -> rusqlite::Result<()> {
    // What is acknowledged survives power loss: a commit ends with an fsync. Commits are grouped, so this is affordable.
    db.pragma_update(None, "synchronous", "FULL")?;
    // Each job is a savepoint, which keeps the former state of every page it touches: some forty an article, and no business of
    // the disk's.
    db.pragma_update(None, "temp_store", "MEMORY")?;
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
    prepare_statements_once(db)
}

/// Every statement is prepared once and stays so: recording an article alone runs some eighty. Without the guarantee, SQLite built
/// with STAT4 plans a statement anew whenever a bound value changes.
fn prepare_statements_once(db: &Connection) -> rusqlite::Result<()> {
    db.set_prepared_statement_cache_capacity(256);
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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
    db.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    db.pragma_update(None, "trusted_schema", false).map_err(failed)?;
    prepare_statements_once(&db).map_err(failed)?;
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
    db.pragma_update(None, "query_only", true).map_err(failed)?;
    Ok(db)
}

/// Copies the whole store, as it is at this moment, to a new file; a daemon may run meanwhile.
///
/// # Errors
/// When there is no store, the file is there already, or the disk is full.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    drop(open_reader(from)?);
    let failed = |e: rusqlite::Error| StoreError::Open { path: to.to_owned(), detail: e.to_string() };
    let db = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    db.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    db.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map_err(failed)?;
    Ok(())
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

fn migrate(db: &mut Connection, path: &Path) -> rusqlite::Result<()> {
    loop {
        // The version is read again under the lock of the transaction: nobody takes the same step twice.
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = schema_version(&transaction)?;
        let Some(step) = usize::try_from(version).ok().and_then(|v| MIGRATIONS.get(v)) else { return Ok(()) };
        tracing::debug!(store = %path.display(), from = version, "migrating the store");
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version + 1)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
}
