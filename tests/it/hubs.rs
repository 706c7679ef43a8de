//! Hubs over days of virtual time: renewed in time, polled beside, refusing, failing and falling silent.

use super::desk::{Newsroom, ZONE};
use super::newsroom::{Layout, Outlet, OutletStyle, morning};
use super::websub::{Form, document, read_request, say, signed};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, FeedId};
use hasad::clock::Clock;
use hasad::pipeline::HubOffer;
use hasad::schedule::Schedule;
use hasad::store::{FeedSeed, Subscription, SubscriptionState};
use hasad::websub::{KEY_BYTES, Key, Options, WebSub};
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use url::form_urlencoded;

/// When a hub was asked and for what.
type Asked = Arc<Mutex<Vec<(DateTime<Utc>, Form)>>>;

/// What a hub does when it is asked for a subscription.
#[derive(Clone, Copy)]
enum Manner {
    /// Verifies it, for so many days.
    Grants(i64),
    /// Says that it will not.
    Refuses,
    /// Takes the request and is never heard of again.
    FallsSilent,
    /// Answers 500.
    Fails,
}

/// A feed with a hub, a daemon and a subscriber on one virtual clock.
struct Stage {
    newsroom: Newsroom,
    hub: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    asked: Asked,
    offers: Sender<HubOffer>,
    subscriber: JoinHandle<()>,
    topic: String,
    items: usize,
}

impl Stage {
    async fn open(manner: Manner, dir: &tempfile::TempDir) -> Self {
        let outlet = Outlet::start(OutletStyle::new("hubbed", "صحيفة الفنار", Layout::WordPress));
        let topic = format!("{}/hubbed", outlet.base_url());
        let mut newsroom = Newsroom::open_on(vec![outlet], morning(), dir.path(), "adaptive").await;
        let seed = FeedSeed {
            id: FeedId("hubbed".to_owned()),
            url: ArticleUrl::parse(&topic).unwrap(),
            outlet: None,
            section: None,
            schedule: Schedule::parse("adaptive", ZONE).unwrap(),
        };
        newsroom.daemon.sync_feeds(vec![seed]).await.unwrap();
        let (manner, asked) = (Arc::new(Mutex::new(manner)), Asked::default());
        let hub = hub(Arc::clone(&newsroom.daemon.desk.clock), Arc::clone(&manner), Arc::clone(&asked));
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (offers, taken) = tokio::sync::mpsc::channel(4);
        newsroom.daemon.desk = newsroom.daemon.desk.clone().with_hubs(offers.clone());
        let options = Options {
            callback: format!("http://{listen}/push").parse().unwrap(),
            listen,
            poll: TimeDelta::hours(6),
            max_body: 1 << 20,
        };
        let desk = newsroom.daemon.desk.clone();
        let subscriber = WebSub::new(options, Key::new([7; KEY_BYTES]), desk).await.unwrap();
        let subscriber = tokio::spawn(async move { subscriber.run(taken).await.unwrap() });
        Self { newsroom, hub, manner, asked, offers, subscriber, topic, items: 0 }
    }

    /// Another entry stands in the feed. Returns the document.
    fn publish(&mut self) -> String {
        self.items += 1;
        let items = (self.items.saturating_sub(9)..=self.items).fold(String::new(), |mut text, number| {
            let _ = write!(text, "<item><guid>{number}</guid><title>خبر رقم {number}</title></item>");
            text
        });
        let document = document(self.hub, &self.topic, &items);
        self.newsroom.outlets[0].set("/hubbed", 200, "application/rss+xml", document.as_bytes());
        document
    }

    /// Time passes and what is due is done, by the subscriber too: each new document makes it look for what is due.
    async fn after(&self, time: TimeDelta) {
        self.newsroom.after(time).await;
        while self.offers.capacity() < self.offers.max_capacity() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(4)).await;
    }

    async fn subscription(&self) -> Option<Subscription> {
        self.newsroom.store().subscriptions().await.unwrap().pop()
    }

    async fn wait_for(&self, state: SubscriptionState) -> Subscription {
        for _ in 0..2_000 {
            if let Some(found) = self.subscription().await.filter(|s| s.state == state && s.reason.is_none()) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{:?} instead of {state:?}", self.subscription().await)
    }

    fn times(&self) -> Vec<DateTime<Utc>> {
        self.asked.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    fn polls(&self) -> usize {
        self.newsroom.outlets[0].count("/hubbed")
    }

    /// A day in halves of an hour, an entry each hour, which the hub delivers or does not. Returns how often the feed was polled.
    async fn day(&mut self, delivers: bool) -> usize {
        let before = self.polls();
        for half in 0..48 {
            if half % 2 == 0 {
                let document = self.publish();
                if delivers {
                    assert_eq!(self.deliver(&document), 204);
                }
            }
            self.after(TimeDelta::minutes(30)).await;
        }
        self.polls() - before
    }

    fn deliver(&self, document: &str) -> u16 {
        let form = self.asked.lock().unwrap()[0].1.clone();
        let (address, path) = form["hub.callback"].strip_prefix("http://").unwrap().split_once('/').unwrap();
        let signature = signed(&form["hub.secret"], document.as_bytes());
        let head =
            format!("POST /{path} HTTP/1.1\r\nContent-Type: application/rss+xml\r\nX-Hub-Signature: {signature}");
        say(address, &head, document.as_bytes()).0
    }

    async fn close(self) {
        self.subscriber.abort();
        self.newsroom.close().await;
    }
}

/// Answers first and verifies then, as hubs do.
fn hub(clock: Arc<dyn Clock>, manner: Arc<Mutex<Manner>>, asked: Asked) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let request = read_request(&mut stream);
            let body = request.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
            let form: Form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            asked.lock().unwrap().push((clock.now(), form.clone()));
            let manner = *manner.lock().unwrap();
            let status = if matches!(manner, Manner::Fails) { "500 Broken" } else { "202 Accepted" };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            drop(stream);
            let seconds = if let Manner::Grants(days) = manner { days * 86_400 } else { 0 };
            let said: &[(&str, &str)] = match manner {
                Manner::Grants(_) => &[("hub.mode", "subscribe"), ("hub.challenge", "echo")],
                Manner::Refuses => &[("hub.mode", "denied"), ("hub.reason", "full")],
                Manner::FallsSilent | Manner::Fails => continue,
            };
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(said)
                .append_pair("hub.topic", &form["hub.topic"])
                .append_pair("hub.lease_seconds", &seconds.to_string())
                .finish();
            let (host, path) = form["hub.callback"].strip_prefix("http://").unwrap().split_once('/').unwrap();
            assert_eq!(say(host, &format!("GET /{path}?{query} HTTP/1.1"), b"").0, 200);
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_renewed_before_its_lease_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(Manner::Grants(10), &dir).await;
    stage.publish();
    stage.after(TimeDelta::zero()).await;
    let first = stage.wait_for(SubscriptionState::Active).await;
    let mut lease = first.lease_until.unwrap();
    assert_eq!(lease - stage.newsroom.now(), TimeDelta::days(10));
    for renewals in 1..=3 {
        let granted = stage.newsroom.now();
        while stage.times().len() <= renewals {
            stage.publish();
            stage.after(TimeDelta::hours(6)).await;
            assert!(stage.newsroom.now() < lease, "the lease ran out before the hub was asked again");
        }
        let renewed = stage.wait_for(SubscriptionState::Active).await;
        lease = renewed.lease_until.unwrap();
        let asked = stage.times()[renewals];
        assert!(asked - granted >= TimeDelta::days(7), "not long before it must be: {:?}", stage.times());
        assert_eq!((renewed.topic.as_str(), renewed.failures), (first.topic.as_str(), 0));
        let forms: Vec<Form> = stage.asked.lock().unwrap().iter().map(|(_, form)| form.clone()).collect();
        assert_eq!(forms[renewals], forms[0], "the same callback and secret as before");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_slows_while_the_hub_delivers_and_is_as_before_when_it_falls_silent() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(Manner::FallsSilent, &dir).await;
    let alone = stage.day(false).await;
    *stage.manner.lock().unwrap() = Manner::Grants(30);
    while stage.subscription().await.is_none_or(|s| s.state != SubscriptionState::Active) {
        stage.publish();
        stage.after(TimeDelta::hours(1)).await;
    }
    let delivered = stage.day(true).await;
    assert!(delivered >= 3 && delivered * 3 <= alone, "{alone} polls a day alone, {delivered} beside the hub");
    // Silent for longer than a hub is trusted.
    stage.day(false).await;
    stage.day(false).await;
    let again = stage.day(false).await;
    assert!(again * 2 >= alone, "{alone} polls a day before, {again} when the hub has fallen silent");
    assert_eq!(stage.newsroom.feed(0).await.failures, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_refuses_is_left_alone_for_a_week_and_slows_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(Manner::Refuses, &dir).await;
    while stage.times().len() < 3 {
        stage.publish();
        stage.after(TimeDelta::hours(6)).await;
        assert!(stage.polls() < 200, "never asked again");
    }
    let times = stage.times();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= TimeDelta::days(7)), "{times:?}");
    let refused = stage.subscription().await.unwrap();
    assert_eq!(refused.lease_until, None);
    let due = stage.newsroom.feed(0).await.due_at.unwrap() - stage.newsroom.now();
    assert!(due <= TimeDelta::hours(4), "polled as without a hub: {due}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_fails_or_never_verifies_is_asked_later_and_later() {
    for manner in [Manner::Fails, Manner::FallsSilent] {
        let dir = tempfile::tempdir().unwrap();
        let mut stage = Stage::open(manner, &dir).await;
        for _ in 0..50 {
            stage.publish();
            stage.after(TimeDelta::hours(1)).await;
        }
        let times = stage.times();
        assert!((6..=14).contains(&times.len()), "{times:?}");
        let last = times.windows(2).last().map(|pair| pair[1] - pair[0]).unwrap();
        assert!(last >= TimeDelta::hours(20), "{times:?}");
        // When it comes to its senses it is believed.
        *stage.manner.lock().unwrap() = Manner::Grants(10);
        while stage.times().len() == times.len() {
            stage.publish();
            stage.after(TimeDelta::hours(1)).await;
        }
        assert_eq!(stage.wait_for(SubscriptionState::Active).await.failures, 0);
        stage.close().await;
    }
}
