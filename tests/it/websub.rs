//! A hub on loopback and the real daemon: subscribed, verified, delivered to, and deaf to strangers.

use super::command_line::wait_for;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::{Program, signal};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, FeedId};
use hasad::schedule::Schedule;
use hasad::store::sqlite::SqliteStore;
use hasad::store::{FeedSeed, PollRecord, PollResult, Route, Store, Subscription, SubscriptionState};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use url::form_urlencoded;

pub(super) type Form = BTreeMap<String, String>;

/// A hub that takes every subscription and remembers what it was told.
fn hub() -> (SocketAddr, Arc<Mutex<Vec<Form>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, told) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<Form>>>::default());
    let heard = Arc::clone(&told);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let request = read_request(&mut stream);
            let body = request.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
            let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            heard.lock().unwrap().push(form);
            let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (address, told)
}

pub(super) fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.and_then(|l| l.parse().ok()).unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return text,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

/// Says something to the callback and returns status and body.
pub(super) fn say(address: &str, request: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("{request}\r\nHost: {address}\r\nContent-Length: {}\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"\r\n").unwrap();
    let _ = stream.write_all(body);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

pub(super) fn signed(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    let digits: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256={digits}")
}

pub(super) fn document(hub: SocketAddr, topic: &str, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>صحيفة الفنار</title><atom:link rel=\"hub\" href=\"http://{hub}/\"/><atom:link rel=\"self\" href=\"{topic}\"/>\
         {items}</channel></rss>"
    )
}

fn item(outlet: &Outlet, news: &NewsItem) -> String {
    let link = outlet.url_of(&news.slug);
    format!("<item><guid>{0}</guid><title>{1}</title><link>{0}</link></item>", link, news.title)
}

#[test]
fn a_feed_with_a_hub_is_subscribed_verified_delivered_and_strangers_are_not_believed() {
    let outlet = Outlet::start(OutletStyle::new("lighthouse", "صحيفة الفنار", Layout::WordPress));
    let news: Vec<NewsItem> = generate(3, 21).into_iter().map(|n| NewsItem { published: morning(), ..n }).collect();
    news.iter().for_each(|n| outlet.publish(n.clone()));
    let (hub, told) = hub();
    let topic = format!("{}/hubbed", outlet.base_url());
    outlet.set("/hubbed", 200, "application/rss+xml", document(hub, &topic, "").as_bytes());
    let ours = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let more = format!(
        "[websub]\ncallback = \"http://{ours}/push\"\nlisten = \"{ours}\"\n[[feed]]\nid = \"hubbed\"\nurl = \"{topic}\"\noutlet = \"صحيفة الفنار\"\n"
    );
    let program = Program::new(&[], &more);
    let log = std::fs::File::create(program.file("log")).unwrap();
    let mut daemon = program
        .command(&["run"])
        .env("HASAD_LOG", "trace")
        .stdout(std::process::Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();

    wait_for("the hub is asked", || !told.lock().unwrap().is_empty());
    let asked = told.lock().unwrap()[0].clone();
    assert_eq!((asked["hub.mode"].as_str(), asked["hub.topic"].as_str()), ("subscribe", topic.as_str()));
    let path = asked["hub.callback"].strip_prefix(&format!("http://{ours}")).unwrap().to_owned();
    let secret = asked["hub.secret"].clone();
    assert!(path.starts_with("/push/") && secret.len() >= 32);

    // Intent: another topic, another path and an end nobody asked for are refused.
    let query = |mode: &str, topic: &str| {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("hub.mode", mode),
                ("hub.topic", topic),
                ("hub.challenge", "echo"),
                ("hub.lease_seconds", "86400"),
            ])
            .finish();
        format!("?{query}")
    };
    let get = |path: &str, query: &str| say(&ours, &format!("GET {path}{query} HTTP/1.1"), b"");
    assert_eq!(get(&path, &query("subscribe", "http://other.example/feed")).0, 404);
    assert_eq!(get("/push/guessed", &query("subscribe", &topic)).0, 404);
    assert_eq!(get(&path, &query("unsubscribe", &topic)).0, 404);
    assert_eq!(get(&path, &query("subscribe", &topic)), (200, "echo".to_owned()));
    let status = || -> serde_json::Value { serde_json::from_str(&program.prints(&["status", "--json"])).unwrap() };
    assert_eq!(status()["subscriptions"][0]["state"], "active");

    // Deliveries: without, with a wrong and with a right signature.
    let post = |path: &str, signature: Option<&str>, body: &[u8]| {
        let line = signature.map(|s| format!("\r\nX-Hub-Signature: {s}")).unwrap_or_default();
        say(&ours, &format!("POST {path} HTTP/1.1\r\nContent-Type: application/rss+xml{line}"), body).0
    };
    let bodies: Vec<Vec<u8>> = news.iter().map(|n| document(hub, &topic, &item(&outlet, n)).into_bytes()).collect();
    assert_eq!(post(&path, None, &bodies[0]), 202);
    assert_eq!(post(&path, Some(&signed("guessed", &bodies[0])), &bodies[0]), 202);
    assert_eq!(post("/push/guessed", Some(&signed(&secret, &bodies[0])), &bodies[0]), 404);
    assert_eq!(post(&path, Some(&signed(&secret, &bodies[0])), &bodies[1]), 202, "a right signature of another body");
    assert_eq!(post(&path, Some(&signed(&secret, &bodies[2])), &bodies[2]), 204);
    assert_eq!(post(&path, Some(&signed(&secret, &vec![b'x'; 11 << 20])), &vec![b'x'; 11 << 20]), 413);
    wait_for("the delivered article is there", || program.prints(&["export"]).contains(&news[2].title));
    let export = program.prints(&["export"]);
    assert!(!export.contains(&news[0].title) && !export.contains(&news[1].title), "what was not signed was dropped");
    assert!(status()["subscriptions"][0]["delivered_at"].is_string());
    assert!(outlet.count("/hubbed") >= 1);
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());

    let late = || post(&path, Some(&signed(&secret, &bodies[0])), &bodies[0]);
    nobody_listens_to_the_hub_of_a_renamed_feed(&program, &told, &asked, late);

    // The secret is in no log and no store; the key is for nobody else.
    for name in ["log", "hasad.db"] {
        let bytes = std::fs::read(program.file(name)).unwrap();
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "the secret is in {name}");
    }
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(program.file("websub.key")).unwrap().permissions().mode() & 0o777, 0o600);
}

/// The feed goes by another name from now on, and the lease of the old one lasts.
fn nobody_listens_to_the_hub_of_a_renamed_feed(
    program: &Program,
    told: &Mutex<Vec<Form>>,
    asked: &Form,
    deliver: impl Fn() -> u16,
) {
    let renamed = std::fs::read_to_string(program.file("hasad.toml")).unwrap().replace("\"hubbed\"", "\"renamed\"");
    std::fs::write(program.file("hasad.toml"), renamed).unwrap();
    let before = told.lock().unwrap().len();
    let mut daemon = program.daemon();
    wait_for("the renamed feed is subscribed to", || told.lock().unwrap().len() > before);
    assert_ne!(told.lock().unwrap()[before]["hub.callback"], asked["hub.callback"]);
    assert_eq!(deliver(), 404);
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());
}

#[test]
fn a_callback_that_nobody_can_reach_is_refused_at_the_start() {
    let outlet = Outlet::start(OutletStyle::new("a", "صحيفة", Layout::Agency));
    let program = Program::new(&[outlet], "[websub]\ncallback = \"http://10.0.0.1/push\"\n");
    let output = program.run(&["run"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("hubs cannot reach it"));
}

fn adaptive() -> Schedule {
    Schedule::parse("adaptive", chrono_tz::UTC).unwrap()
}

#[tokio::test]
async fn polling_slows_while_a_hub_delivers_and_never_stops() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("a.db")).unwrap();
    let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
    let feed = FeedId("a".to_owned());
    let url = ArticleUrl::parse("https://news.example/feed").unwrap();
    let seed = FeedSeed { id: feed.clone(), url, outlet: None, section: None, schedule: adaptive() };
    store.sync_feeds(vec![seed], now).await.unwrap();
    let poll = |schedule: Schedule| {
        let result = PollResult::Unchanged { hint: None, by_server: true };
        store.record_poll(PollRecord {
            feed: feed.clone(),
            now,
            schedule,
            result,
            route: Route::default(),
            forgiven: Vec::new(),
        })
    };
    let before = poll(adaptive()).await.unwrap().due_at.unwrap();
    let mut subscription = Subscription {
        feed: feed.clone(),
        hub: "https://hub.example/".to_owned(),
        topic: "https://news.example/feed".to_owned(),
        state: SubscriptionState::Active,
        asked_at: Some(now),
        next_try: now + TimeDelta::days(5),
        lease_until: Some(now + TimeDelta::days(7)),
        delivered_at: Some(now - TimeDelta::hours(3)),
        poll: TimeDelta::hours(6),
        failures: 0,
        reason: None,
    };
    store.put_subscription(subscription.clone()).await.unwrap();
    let slowed = poll(adaptive()).await.unwrap();
    assert_eq!(slowed.due_at, Some(now + TimeDelta::hours(6)), "{}", slowed.due_why);
    assert!(slowed.due_why.contains("hub"));
    let exact = Schedule::parse("every 15m", chrono_tz::UTC).unwrap();
    assert!(poll(exact).await.unwrap().due_at.unwrap() < now + TimeDelta::hours(1), "an exact schedule is kept");
    subscription.lease_until = Some(now - TimeDelta::hours(1));
    store.put_subscription(subscription.clone()).await.unwrap();
    assert_eq!(poll(adaptive()).await.unwrap().due_at, Some(before), "a lease that ran out slows nothing");
    subscription.lease_until = Some(now + TimeDelta::days(7));
    subscription.delivered_at = Some(now - TimeDelta::days(5));
    store.put_subscription(subscription).await.unwrap();
    assert_eq!(poll(adaptive()).await.unwrap().due_at, Some(before), "nor does a hub that fell silent");
}
