//! How outlets are treated beyond the pace that holds for all of them.

use std::collections::HashMap;
use std::time::Duration;

/// Settings of politeness and of what an operator may change about connections.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Whether robots.txt is asked for and obeyed for pages. Feeds are exempt: whoever publishes one wants it read.
    pub robots: bool,
    /// How long a host that could not be reached is not tried again. Without a delay between requests it is not remembered.
    pub dead_host: Duration,
    /// Hosts with settings of their own, by [`host_key`](crate::article::host_key).
    pub hosts: HashMap<String, HostManners>,
    /// Certificates of further authorities, PEM, trusted beside the system's.
    pub authorities: Vec<u8>,
    /// Bytes held for bodies at once, being received or waiting to be read: twice their size, for the decoder. Small ones do not
    /// count.
    pub body_memory: usize,
}

/// Settings of one host; what is `None` is as for all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HostManners {
    /// Least time between the starts of two requests.
    pub delay: Option<Duration>,
    /// Requests in flight.
    pub concurrency: Option<usize>,
    /// Whether its robots.txt is obeyed.
    pub robots: Option<bool>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            robots: true,
            dead_host: Duration::from_mins(10),
            hosts: HashMap::new(),
            authorities: Vec::new(),
            body_memory: 12 << 20,
        }
    }
}
