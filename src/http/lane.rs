//! The bounds over all hosts: how many requests may be open, and from how many of them bytes are taken at once.
//!
//! Waiting for a server costs a socket and nothing else. So a request waits among many, and takes one of the few places of those that
//! receive only when bytes have come. They pay for the time it keeps that place while it waits for more: who sends fast keeps it,
//! who drips has it for as long as a byte takes, who hangs never.

use super::{FailureClass, FetchError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// Requests open for each that may receive, and how many more than these at most: the system grants a process a thousand files.
const OPEN_FOR_ONE: usize = 16;
const MOST_MORE: usize = 256;

/// Time that a received byte pays for: a megabyte a second keeps a place.
const A_BYTE: Duration = Duration::from_micros(1);

/// Most that is paid in advance; and what is too short for a timer, which counts milliseconds.
const MOST_PAID: Duration = Duration::from_millis(50);
const LEAST_PAID: Duration = Duration::from_millis(2);

/// The places of all requests.
#[derive(Debug)]
pub(super) struct Lanes {
    open: Arc<Semaphore>,
    /// Half of the open ones: what hosts that hung before may take of them.
    slow: Arc<Semaphore>,
    receiving: Arc<Semaphore>,
}

/// Leave to send one request now, and its place among those that receive, while it has one.
#[derive(Debug)]
pub(super) struct Turn {
    _open: OwnedSemaphorePermit,
    _slow: Option<OwnedSemaphorePermit>,
    receiving: Arc<Semaphore>,
    place: Option<OwnedSemaphorePermit>,
    paid: Duration,
}

impl Lanes {
    pub(super) fn new(concurrency: usize) -> Self {
        let receiving = concurrency.clamp(1, Semaphore::MAX_PERMITS / OPEN_FOR_ONE);
        let open = open_for(receiving);
        let lane = |places| Arc::new(Semaphore::new(places));
        Self { open: lane(open), slow: lane(open / 2), receiving: lane(receiving) }
    }

    /// Waits until a request may be sent; those to hosts that hung before wait for each other first.
    pub(super) async fn enter(&self, slow: bool) -> Result<Turn, FetchError> {
        let slow = if slow { Some(acquire(&self.slow).await?) } else { None };
        let open = acquire(&self.open).await?;
        let receiving = Arc::clone(&self.receiving);
        Ok(Turn { _open: open, _slow: slow, receiving, place: None, paid: Duration::ZERO })
    }
}

impl Turn {
    /// Waits for the server, or for anything else that is not ours to hasten, and gives the place back when that lasts.
    pub(super) async fn wait<T>(&mut self, something: impl Future<Output = T>) -> T {
        tokio::pin!(something);
        if self.place.is_some() && self.paid >= LEAST_PAID {
            let begun = Instant::now();
            if let Ok(come) = timeout(self.paid, &mut something).await {
                self.paid = self.paid.saturating_sub(begun.elapsed());
                return come;
            }
            self.paid = Duration::ZERO;
        }
        self.place = None;
        something.await
    }

    /// Bytes have come: waits for a place to take them in. Returns how long, which is no time of the server's.
    pub(super) async fn received(&mut self, bytes: usize) -> Result<Duration, FetchError> {
        let earned = A_BYTE.saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.paid = self.paid.saturating_add(earned).min(MOST_PAID);
        if self.place.is_some() {
            return Ok(Duration::ZERO);
        }
        let begun = Instant::now();
        self.place = Some(acquire(&self.receiving).await?);
        Ok(begun.elapsed())
    }
}

/// Requests open at once where so many may receive.
#[must_use]
pub fn open_for(concurrency: usize) -> usize {
    concurrency.saturating_mul(OPEN_FOR_ONE).min(concurrency.saturating_add(MOST_MORE))
}

async fn acquire(lane: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, FetchError> {
    let closed = |_| FetchError::new(FailureClass::Broken, "the client is closed");
    Arc::clone(lane).acquire_owned().await.map_err(closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
        timeout(Duration::from_millis(1), future).await.ok()
    }

    #[tokio::test]
    async fn who_waits_holds_no_place_and_who_receives_does() {
        let lanes = Lanes::new(1);
        let (mut first, mut second) = (lanes.enter(false).await.unwrap(), lanes.enter(false).await.unwrap());
        first.received(100_000).await.unwrap();
        assert!(at_once(second.received(1)).await.is_none(), "one receives at a time");
        // The place is kept when more is there, and lost in a long wait.
        first.wait(std::future::ready(())).await;
        assert!(at_once(second.received(1)).await.is_none());
        let mut hanging = Box::pin(first.wait(std::future::pending::<()>()));
        assert!(timeout(MOST_PAID * 2, &mut hanging).await.is_err());
        assert!(at_once(second.received(1)).await.is_some());
    }

    #[tokio::test]
    async fn a_drop_pays_for_no_waiting() {
        let lanes = Lanes::new(1);
        let (mut dripper, mut other) = (lanes.enter(false).await.unwrap(), lanes.enter(false).await.unwrap());
        dripper.received(1).await.unwrap();
        let mut dripping = Box::pin(dripper.wait(std::future::pending::<()>()));
        assert!(at_once(&mut dripping).await.is_none());
        assert!(at_once(other.received(1)).await.is_some());
    }

    #[tokio::test]
    async fn open_requests_are_bounded_and_slow_hosts_take_half_at_most() {
        let lanes = Lanes::new(2);
        let mut open = Vec::new();
        for _ in 0..open_for(2) / 2 {
            open.push(lanes.enter(true).await.unwrap());
        }
        assert!(at_once(lanes.enter(true)).await.is_none(), "the slow ones have their half");
        while open.len() < open_for(2) {
            open.push(lanes.enter(false).await.unwrap());
        }
        assert!(at_once(lanes.enter(false)).await.is_none());
        open.pop();
        assert!(at_once(lanes.enter(false)).await.is_some());
    }

    #[test]
    fn open_requests_stay_within_what_a_process_may_open() {
        assert_eq!([1, 4, 16, 32, 512].map(open_for), [16, 64, 256, 288, 768]);
    }
}
