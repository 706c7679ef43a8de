//! The one writer: a thread that runs whatever waits in one transaction and answers only after the commit.

use super::memory::Memory;
use crate::store::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Jobs put into one commit at most: enough to hide an fsync of some milliseconds, few enough to answer soon.
const MAX_BATCH: usize = 256;

/// How long patient jobs wait for company. Every commit writes each page it touched and an fsync; articles touch the same pages.
const COMPANY: Duration = Duration::from_millis(30);

/// Called with whether the commit held.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Called inside a transaction, or with nothing when none could be begun.
type Work = Box<dyn FnOnce(Option<(&Connection, &mut Memory)>) -> Reply + Send>;

/// How soon a job wants its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haste {
    /// Somebody waits for the answer before anything else can go on.
    AtOnce,
    /// Others will follow in a moment: the commit may wait for them.
    Patient,
}

struct Job {
    haste: Haste,
    work: Work,
}

/// Handle of the writer thread; dropping it ends the thread after what was already asked.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on an open database.
    pub(super) fn start(db: Connection, memory: Memory) -> Result<Self, StoreError> {
        let (jobs, inbox) = channel();
        let thread = std::thread::Builder::new()
            .name("hasad-writer".to_owned())
            .spawn(move || serve(db, memory, &inbox))
            .map_err(|e| StoreError::Database(format!("failed to start the writer thread: {e}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `job` inside the next transaction. The answer comes after the commit; a job that fails is rolled back alone.
    pub(super) async fn run<T, F>(&self, haste: Haste, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &mut Memory) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, wait) = oneshot::channel();
        let work: Work = Box::new(move |open| {
            let outcome = open.map_or(Err(StoreError::Closed), |(db, memory)| in_savepoint(db, memory, job));
            // The asker may have gone away; what was committed stays committed.
            Box::new(move |commit| drop(answer.send(commit.and(outcome))))
        });
        self.jobs.as_ref().and_then(|jobs| jobs.send(Job { haste, work }).ok()).ok_or(StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already reported to every asker as `Closed`.
            let _ = thread.join();
        }
    }
}

fn in_savepoint<T>(
    db: &Connection,
    memory: &mut Memory,
    job: impl FnOnce(&Connection, &mut Memory) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    db.prepare_cached("SAVEPOINT job")?.execute([])?;
    // A panicking job must neither end the thread nor leave half a job behind.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(db, memory)))
        .unwrap_or_else(|_| Err(StoreError::Database("a write panicked and was rolled back".to_owned())));
    match outcome {
        Ok(value) => {
            db.prepare_cached("RELEASE job")?.execute([])?;
            Ok(value)
        }
        Err(error) => {
            memory.mark_stale();
            db.execute_batch("ROLLBACK TO job; RELEASE job")?;
            Err(error)
        }
    }
}

fn serve(mut db: Connection, mut memory: Memory, inbox: &Receiver<Job>) {
    while let Ok(first) = inbox.recv() {
        let batch = gather(first, inbox);
        let mut replies = Vec::with_capacity(batch.len());
        let committed = run_batch(&mut db, &mut memory, batch, &mut replies);
        if committed.is_err() {
            memory.mark_stale();
        }
        for reply in replies {
            reply(committed.clone());
        }
    }
}

/// The jobs of the next commit: all that wait, and as long as none is in haste those of the next moment.
fn gather(first: Job, inbox: &Receiver<Job>) -> Vec<Job> {
    let until = Instant::now() + COMPANY;
    let mut patient = first.haste == Haste::Patient;
    let mut batch = vec![first];
    while batch.len() < MAX_BATCH {
        let next = if patient {
            inbox.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
        } else {
            inbox.try_recv().ok()
        };
        let Some(job) = next else { break };
        patient &= job.haste == Haste::Patient;
        batch.push(job);
    }
    batch
}

fn run_batch(
    db: &mut Connection,
    memory: &mut Memory,
    batch: Vec<Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    let begun = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from);
    let ready = begun.and_then(|transaction| memory.catch_up(&transaction).map(|()| transaction));
    let transaction = match ready {
        Ok(transaction) => transaction,
        Err(error) => {
            replies.extend(batch.into_iter().map(|job| (job.work)(None)));
            return Err(error);
        }
    };
    let mut batch = batch.into_iter();
    for job in batch.by_ref() {
        memory.refresh_if_stale(&transaction)?;
        replies.push((job.work)(Some((&transaction, memory))));
        if transaction.is_autocommit() {
            // A full disk makes SQLite roll back everything by itself: what follows would each be a commit of its own.
            replies.extend(batch.map(|job| (job.work)(None)));
            return Err(StoreError::Database(
                "the disk is full or failing: all of this commit was rolled back".to_owned(),
            ));
        }
    }
    transaction.commit().map_err(StoreError::from)
}

#[cfg(test)]
mod tests {
    use super::{Haste, Writer};
    use crate::store::sqlite::{connection, memory::Memory};
    use rusqlite::Connection;

    /// A full disk makes SQLite roll the whole transaction back in the middle of a batch.
    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_of_a_commit_that_sqlite_rolled_back_is_kept_or_said_to_be() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let db = connection::open_writer(&path, false).unwrap();
        let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        db.pragma_update(None, "max_page_count", pages + 8).unwrap();
        let writer = Writer::start(db, Memory::load(&Connection::open(&path).unwrap()).unwrap()).unwrap();
        let put = |name: &'static str, bytes: i64| {
            writer.run(Haste::Patient, move |db, _| {
                db.execute("INSERT INTO chores (name, at) VALUES (?1 || hex(zeroblob(?2)), 0)", (name, bytes))?;
                Ok(())
            })
        };
        let (small, large, after) = tokio::join!(put("small", 1), put("large", 4 << 20), put("after", 1));
        assert!(large.is_err(), "the disk is full");
        let kept: i64 =
            Connection::open(&path).unwrap().query_row("SELECT count(*) FROM chores", [], |row| row.get(0)).unwrap();
        let said = [small.is_ok(), after.is_ok()].into_iter().filter(|ok| *ok).count();
        assert_eq!(kept, said as i64, "what was said to be done is there, and nothing else");
    }
}
