//! Being told to stop: a signal that any number of waiters see, at once or later.

use std::time::Duration;
use tokio::sync::watch;

/// Tells everyone who holds a [`Stop`] to stop.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<bool>);

/// Learns that it is time to stop.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// A connected pair.
#[must_use]
pub fn stopper() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Asks everyone to stop.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether stopping was asked for.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until stopping is asked for; for ever when nobody can ask any more.
    pub async fn requested(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Sleeps for `length` or until stopping is asked for.
    pub async fn or_sleep(&mut self, length: Duration) {
        tokio::select! {
            () = tokio::time::sleep(length) => {}
            () = self.requested() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_wakes_a_sleeper_and_stays() {
        let (stopper, mut stop) = stopper();
        stopper.stop();
        stop.or_sleep(Duration::from_secs(3_600)).await;
        assert!(stop.is_requested());
    }
}
