//! Whose fault it is that nobody answers: the host's, or that of our own network.
//!
//! One host that cannot be reached says nothing about us. When hosts that have nothing to do with each other cannot be reached
//! and nobody answers in between, it is us; then what failed in the run-up is taken back, and nothing counts until somebody
//! answers. Any answer proves a network, an error page too.

use crate::article::FeedId;
use crate::http::{FailureClass, FetchError, host_key};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// Hosts that must be out of reach, with no answer in between.
const HOSTS: usize = 3;

/// For how long an answer proves that there was a network.
const PROOF: TimeDelta = TimeDelta::minutes(2);

/// Feeds and hosts remembered while it is not yet clear; more only say the same.
const MOST_SUSPECTS: usize = 10_000;

/// A host that was out of reach this often while others answered is dead by itself: it says nothing about us any more.
const STRIKES: u8 = 3;

/// What is known of our own network.
#[derive(Debug, Default)]
pub(super) struct Network {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    answered: Option<DateTime<Utc>>,
    hosts: BTreeSet<String>,
    feeds: Vec<FeedId>,
    is_down: bool,
    /// How often a host was out of reach while others answered, since it last answered itself.
    strikes: BTreeMap<String, u8>,
}

impl State {
    /// Somebody answered: there is a network, and who was out of reach until now has a strike more.
    fn answered(&mut self, host: &str, now: DateTime<Utc>) {
        self.strikes.remove(host);
        for suspect in std::mem::take(&mut self.hosts) {
            if suspect != host && self.strikes.len() < MOST_SUSPECTS {
                let strikes = self.strikes.entry(suspect).or_default();
                *strikes = strikes.saturating_add(1);
            }
        }
        (self.answered, self.is_down) = (Some(now), false);
        self.feeds.clear();
    }

    fn is_dead(&self, host: &str) -> bool {
        self.strikes.get(host).is_some_and(|strikes| *strikes >= STRIKES)
    }
}

/// What a failure to reach a host means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// It is our own network.
    pub ours: bool,
    /// Feeds whose failures were counted before that was clear.
    pub forgiven: Vec<FeedId>,
}

impl Network {
    /// Takes in how a request to `url` ended; `feed` is the feed that would be blamed.
    pub(super) fn judge(
        &self,
        url: Option<&Url>,
        error: Option<&FetchError>,
        feed: Option<&FeedId>,
        now: DateTime<Utc>,
    ) -> Verdict {
        if error.is_some_and(never_left) {
            return Verdict::default();
        }
        let host = url.map(host_key).unwrap_or_default();
        let Some(error) = error.filter(|e| is_unreachable(e.class)) else {
            self.lock().answered(&host, now);
            return Verdict::default();
        };
        let mut state = self.lock();
        if !state.is_dead(&host) {
            let is_proven = state.answered.is_some_and(|at| (TimeDelta::zero()..PROOF).contains(&(now - at)));
            if state.hosts.len() < MOST_SUSPECTS {
                state.hosts.insert(host);
            }
            state.is_down |= state.hosts.len() >= HOSTS || (error.looks_offline() && !is_proven);
        }
        if state.is_down {
            return Verdict { ours: true, forgiven: std::mem::take(&mut state.feeds) };
        }
        if state.feeds.len() < MOST_SUSPECTS {
            state.feeds.extend(feed.cloned());
        }
        Verdict::default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing left this machine, or need not have: a refusal of the guard, a host that wants quiet, rules of robots.txt that are known.
fn never_left(error: &FetchError) -> bool {
    error.unasked || matches!(error.class, FailureClass::Refused | FailureClass::Robots)
}

/// Nothing came back at all. A broken answer or a bad certificate is an answer.
fn is_unreachable(class: FailureClass) -> bool {
    matches!(class, FailureClass::Dns | FailureClass::Connect | FailureClass::Timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(host: &str) -> Option<Url> {
        Url::parse(&format!("https://{host}/feed")).ok()
    }

    fn failed(network: &Network, host: &str, class: FailureClass, minute: i64) -> Verdict {
        let now = DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        network.judge(url(host).as_ref(), Some(&FetchError::new(class, "test")), Some(&FeedId(host.to_owned())), now)
    }

    fn answered(network: &Network, minute: i64) {
        network.judge(url("good.example").as_ref(), None, None, DateTime::UNIX_EPOCH + TimeDelta::minutes(minute));
    }

    #[test]
    fn what_never_left_this_machine_proves_no_network() {
        let network = Network::default();
        failed(&network, "a.example", FailureClass::Timeout, 0);
        failed(&network, "b.example", FailureClass::Connect, 0);
        let quiet = FetchError { unasked: true, ..FetchError::new(FailureClass::Status(429), "not asked") };
        let robots = FetchError::new(FailureClass::Robots, "forbidden");
        for error in [quiet, robots] {
            let verdict = network.judge(url("q.example").as_ref(), Some(&error), None, DateTime::UNIX_EPOCH);
            assert_eq!(verdict, Verdict::default());
        }
        assert!(failed(&network, "c.example", FailureClass::Dns, 1).ours);
    }

    #[test]
    fn three_hosts_without_an_answer_between_are_our_own_outage_and_the_first_two_are_forgiven() {
        let network = Network::default();
        assert_eq!(failed(&network, "a.example", FailureClass::Timeout, 0), Verdict::default());
        assert_eq!(failed(&network, "b.example", FailureClass::Connect, 0), Verdict::default());
        let third = failed(&network, "c.example", FailureClass::Dns, 1);
        assert_eq!(
            third,
            Verdict { ours: true, forgiven: vec![FeedId("a.example".into()), FeedId("b.example".into())] }
        );
        assert!(failed(&network, "a.example", FailureClass::Timeout, 30).ours);
        answered(&network, 31);
        assert!(!failed(&network, "a.example", FailureClass::Timeout, 32).ours);
    }

    #[test]
    fn one_dead_machine_with_many_feeds_is_no_outage_of_ours() {
        let network = Network::default();
        for feed in 0..50 {
            assert!(!failed(&network, &format!("www{feed}.dead.example"), FailureClass::Connect, feed).ours);
        }
    }

    #[test]
    fn dead_hosts_among_living_ones_are_blamed_themselves() {
        let network = Network::default();
        for minute in 0..50 {
            assert!(!failed(&network, &format!("dead{minute}.example"), FailureClass::Connect, minute).ours);
            answered(&network, minute);
        }
    }

    #[test]
    fn dead_hosts_that_fail_together_are_found_out_by_the_one_that_answers() {
        let network = Network::default();
        let blamed = |round: i64| {
            let dead = |n: i64| failed(&network, &format!("dead{n}.example"), FailureClass::Connect, round * 60 + n);
            let blamed = (0..5).filter(|n| !dead(*n).ours).count();
            answered(&network, round * 60 + 10);
            blamed
        };
        assert_eq!((0..5).map(blamed).collect::<Vec<_>>(), [2, 2, 2, 5, 5]);
        // One that answered once is believed again.
        network.judge(url("dead1.example").as_ref(), None, None, DateTime::UNIX_EPOCH);
        assert!(!network.lock().is_dead("dead1.example") && network.lock().is_dead("dead2.example"));
    }

    #[test]
    fn an_error_page_proves_a_network_and_a_refusal_proves_nothing() {
        for (class, ours) in [(FailureClass::Status(500), false), (FailureClass::Refused, true)] {
            let network = Network::default();
            failed(&network, "a.example", FailureClass::Timeout, 0);
            failed(&network, "b.example", FailureClass::Timeout, 0);
            failed(&network, "x.example", class, 0);
            assert_eq!(failed(&network, "c.example", FailureClass::Timeout, 0).ours, ours, "{class:?}");
        }
    }

    #[test]
    fn a_lost_route_is_ours_at_once_unless_somebody_just_answered() {
        let offline = FetchError { offline: true, ..FetchError::new(FailureClass::Dns, "test") };
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        let network = Network::default();
        answered(&network, 0);
        assert!(
            !network.judge(url("a.example").as_ref(), Some(&offline), None, at(1)).ours,
            "a host with IPv6 only, say"
        );
        assert!(network.judge(url("a.example").as_ref(), Some(&offline), None, at(5)).ours);
    }
}
