//! Large documents are read one at a time, and all on one thread.
//!
//! Reading one may take ten times its size for a moment. The allocator keeps what a thread has given back for the same thread: on
//! a thread of their own, the next large document is read in the memory of the one before.

use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Bytes from which on a document is large.
pub(super) const LARGE: usize = 1 << 20;

type Work = Box<dyn FnOnce() + Send>;

/// The thread, started when it is first needed; it ends with the last clone.
#[derive(Debug, Clone, Default)]
pub(super) struct LargeReader(Arc<Mutex<Option<Sender<Work>>>>);

impl LargeReader {
    /// Runs `work` after what was asked before. `None` when it panicked or no thread can be started.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (answer, wait) = oneshot::channel();
        let work: Work = Box::new(move || {
            // The asker may have gone away.
            drop(std::panic::catch_unwind(AssertUnwindSafe(work)).map(|done| answer.send(done)));
        });
        self.sender()?.send(work).ok()?;
        wait.await.ok()
    }

    fn sender(&self) -> Option<Sender<Work>> {
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = sender.as_ref() {
            return Some(sender.clone());
        }
        let (jobs, inbox) = channel::<Work>();
        let serve = move || {
            for work in inbox {
                work();
            }
        };
        std::thread::Builder::new().name("hasad-large".to_owned()).spawn(serve).ok()?;
        *sender = Some(jobs.clone());
        Some(jobs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_is_done_on_one_thread_and_a_panic_ends_nothing() {
        let reader = LargeReader::default();
        let name = || std::thread::current().id();
        let first = reader.run(name).await.unwrap();
        assert_eq!(reader.run(|| -> u8 { panic!("a hostile document") }).await, None);
        assert_eq!(reader.clone().run(name).await, Some(first));
    }
}
