//! The bound over all bodies held at once, in bytes: a hundred servers that send as much as a body may have must not add up.
//!
//! Small bodies are free: with a bounded number of requests they are bounded already. A larger one pays for each step it grows
//! by. When all is spent, one body at a time may go on growing on the reserve, so that somebody always comes to an end.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a body that are not counted.
pub(super) const FREE: usize = 64 << 10;

/// Steps in which the rest is paid for.
pub(super) const STEP: usize = 256 << 10;

/// What a byte of body costs: it stands in the body and in the window of the decoder, which is as large as what it has written.
const PRICE: usize = 2;

/// What is left to be spent.
#[derive(Debug)]
pub(super) struct BodyMemory {
    steps: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
}

/// The share of one body: given back when this is dropped, which is when nobody needs the body any more.
#[derive(Debug, Default)]
pub struct Held {
    steps: Option<OwnedSemaphorePermit>,
    reserve: Option<OwnedSemaphorePermit>,
    paid: usize,
}

impl BodyMemory {
    pub(super) fn new(bytes: usize) -> Self {
        let steps = (bytes / STEP).clamp(1, Semaphore::MAX_PERMITS);
        Self { steps: Arc::new(Semaphore::new(steps)), reserve: Arc::new(Semaphore::new(1)) }
    }

    /// Waits until `held` may hold `bytes` in all.
    pub(super) async fn grow(&self, held: &mut Held, bytes: usize) {
        while held.reserve.is_none() && bytes > FREE + held.paid {
            tokio::select! {
                biased;
                Ok(step) = Arc::clone(&self.steps).acquire_owned() => {
                    match &mut held.steps {
                        Some(steps) => steps.merge(step),
                        none => *none = Some(step),
                    }
                    held.paid += STEP / PRICE;
                }
                Ok(reserve) = Arc::clone(&self.reserve).acquire_owned() => held.reserve = Some(reserve),
                // Nobody ever closes the semaphores.
                else => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    async fn grows(memory: &BodyMemory, held: &mut Held, bytes: usize) -> bool {
        tokio::time::timeout(Duration::from_millis(20), memory.grow(held, bytes)).await.is_ok()
    }

    #[tokio::test]
    async fn small_bodies_are_free_and_large_ones_wait_for_each_other() {
        let memory = BodyMemory::new(2 * STEP);
        let (mut first, mut second, mut third) = (Held::default(), Held::default(), Held::default());
        assert!(grows(&memory, &mut first, FREE).await && first.steps.is_none());
        assert!(grows(&memory, &mut first, FREE + STEP).await);
        assert!(grows(&memory, &mut second, 100 * STEP).await, "one may always go on");
        assert!(second.reserve.is_some());
        assert!(!grows(&memory, &mut third, FREE + 1).await, "all is spent");
        assert!(grows(&memory, &mut third, FREE).await, "small ones never wait");
        drop(first);
        assert!(grows(&memory, &mut third, FREE + 1).await);
    }
}
