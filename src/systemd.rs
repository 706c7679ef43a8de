//! systemd: readiness, watchdog and stopping notices.
