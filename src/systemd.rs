//! systemd: readiness, watchdog and stopping notices. Outside systemd (no `NOTIFY_SOCKET`) every function does nothing.

use sd_notify::NotifyState;
use std::time::Duration;

/// Longest status line sent, in characters.
const MAX_STATUS: usize = 200;

/// Tells systemd that the service is up (`Type=notify`).
pub fn ready() {
    send(NotifyState::Ready);
}

/// Tells systemd that the service is going down on purpose.
pub fn stopping() {
    send(NotifyState::Stopping);
}

/// Keeps the watchdog quiet for another interval. To be sent from the loop that proves the daemon works, not from a timer
/// of its own.
pub fn beat() {
    send(NotifyState::Watchdog);
}

/// Sets the line that `systemctl status` shows. Line breaks become spaces: a break would start another notice.
pub fn status(text: &str) {
    send(NotifyState::Status(&one_line(text)));
}

/// How often [`beat`] must be called: half of the unit's `WatchdogSec`, as sd_watchdog_enabled(3) advises; `None` when no
/// watchdog is set for this process.
#[must_use]
pub fn watchdog_interval() -> Option<Duration> {
    sd_notify::watchdog_enabled().filter(|limit| !limit.is_zero()).map(|limit| limit / 2)
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_STATUS).collect()
}

/// A notice that cannot be delivered must not stop the work it is about.
fn send(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(?error, "systemd was not notified");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_cannot_smuggle_another_notice() {
        assert_eq!(one_line("polling 5 feeds\nREADY=1"), "polling 5 feeds READY=1");
        assert_eq!(one_line(&"x".repeat(1_000)).len(), MAX_STATUS);
    }
}
