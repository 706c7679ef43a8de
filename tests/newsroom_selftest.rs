//! Checks of the newsroom harness itself, with a plain TCP client and nothing of Hasad but its folding of letters.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking, in their helpers too")]

#[path = "newsroom/selftest/faults.rs"]
mod faults;
#[path = "newsroom/selftest/likeness.rs"]
mod likeness;
#[path = "newsroom/mod.rs"]
mod newsroom;

use chrono::TimeDelta;
use encoding_rs::{UTF_8, WINDOWS_1256};
use hasad::text::shingles::{shingles, word_hash};
use hasad::text::tokens::Tokens;
use newsroom::{
    Copied, Encoding, Fault, FeedFlavour, Layout, NewsItem, Outlet, OutletStyle, Validators, cast, first_day, generate,
    later_that_day, morning, stories, story,
};
use std::collections::HashSet;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// An answer, as far as it came.
struct Got {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Got {
    fn header(&self, name: &str) -> Option<&str> {
        let fits = |line: &&str| line.split(':').next().is_some_and(|n| n.eq_ignore_ascii_case(name));
        self.head.lines().skip(1).find(fits).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }

    fn length(&self) -> usize {
        self.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0)
    }
}

fn send(stream: &mut TcpStream, path: &str, headers: &str) -> std::io::Result<()> {
    // In one piece: small writes would wait for each other's acknowledgement.
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: selftest\r\n{headers}\r\n");
    stream.write_all(request.as_bytes())
}

/// Reads one answer and not a byte more than its `Content-Length`.
fn receive(stream: &mut TcpStream) -> std::io::Result<Got> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a head in ASCII");
    let status = head[9..12].parse().expect("a status");
    let mut got = Got { status, head, body: Vec::new() };
    let length = got.length();
    stream.take(length as u64).read_to_end(&mut got.body)?;
    Ok(got)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the outlet listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout can be set");
    stream
}

fn get_with(outlet: &Outlet, path: &str, headers: &str) -> Got {
    let mut stream = connect(outlet.address());
    send(&mut stream, path, headers).expect("the request goes out");
    receive(&mut stream).expect("an answer comes")
}

fn get(outlet: &Outlet, path: &str) -> Got {
    get_with(outlet, path, "")
}

/// Path of an item as a client asks for it.
fn path(outlet: &Outlet, slug: &str) -> String {
    outlet.url_of(slug).split_off(outlet.base_url().len())
}

fn sample() -> NewsItem {
    story("old-lighthouse", morning())
        .credit("وكالات")
        .dateline("رأس العقيق - وكالات")
        .following(&story("museum-theft", morning()))
}

fn started(layout: Layout, encoding: Encoding, feed: FeedFlavour) -> Outlet {
    let outlet = Outlet::start(OutletStyle::new("probe", "صحيفة التجربة", layout).encoding(encoding).feed(feed));
    outlet.publish(sample());
    outlet
}

fn decoded(bytes: &[u8], encoding: Encoding) -> String {
    let decoder = if encoding.is_utf8() { UTF_8 } else { WINDOWS_1256 };
    let (text, _, broken) = decoder.decode(bytes);
    assert!(!broken, "bytes that are not {encoding:?}");
    text.into_owned()
}

/// What a reader of the page sees: text outside scripts and styles, spaces collapsed.
fn visible(html: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let mut text = String::new();
    for node in document.tree.nodes() {
        let hidden = node.ancestors().any(|a| {
            a.value().as_element().is_some_and(|e| matches!(e.name(), "script" | "style" | "head" | "noscript"))
        });
        match node.value() {
            scraper::Node::Text(words) if !hidden => text.push_str(words),
            scraper::Node::Element(e) if matches!(e.name(), "p" | "br" | "div" | "li") => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_layout_in_every_encoding_shows_each_paragraph_once() {
    for layout in Layout::ALL {
        for encoding in Encoding::ALL {
            let outlet = started(layout, encoding, FeedFlavour::RssSummary);
            let got = get(&outlet, &path(&outlet, "old-lighthouse"));
            assert_eq!(got.status, 200);
            let text = visible(&decoded(&got.body, encoding));
            let item = sample();
            for paragraph in item.shown() {
                assert_eq!(text.matches(paragraph.as_str()).count(), 1, "{layout:?} {encoding:?}: {paragraph}");
            }
            let label = item.boxes[0].label.trim_end_matches(':');
            for wanted in [item.title.as_str(), label, item.boxes[0].links[0].title.as_str(), "وكالات"] {
                assert!(text.contains(wanted), "{layout:?} {encoding:?} lacks {wanted}");
            }
        }
    }
}

#[test]
fn encodings_are_declared_where_they_say() {
    for encoding in Encoding::ALL {
        let outlet = started(Layout::WordPress, encoding, FeedFlavour::RssSummary);
        let got = get(&outlet, &path(&outlet, "old-lighthouse"));
        let kind = got.header("content-type").expect("a content type").to_owned();
        let text = String::from_utf8_lossy(&got.body).into_owned();
        assert_eq!(got.body.starts_with(b"\xEF\xBB\xBF"), encoding == Encoding::Utf8Bom);
        assert_eq!(kind.contains("windows-1256"), encoding == Encoding::Windows1256Header);
        assert_eq!(text.contains("charset=windows-1256"), encoding == Encoding::Windows1256Meta);
        assert_eq!(std::str::from_utf8(&got.body).is_ok(), encoding.is_utf8());
    }
}

#[test]
fn every_feed_flavour_is_well_formed_and_holds_its_entries() {
    for flavour in FeedFlavour::ALL {
        let outlet = started(Layout::Drupal, Encoding::Utf8, flavour);
        for item in stories(morning()).into_iter().filter(|i| i.slug != "old-lighthouse") {
            outlet.publish(item);
        }
        let got = get(&outlet, "/feed");
        let feed = feed_rs::parser::parse(got.body.as_slice()).unwrap_or_else(|e| panic!("{flavour:?}: {e}"));
        assert_eq!(feed.entries.len(), 20, "{flavour:?}");
        let entry = feed.entries.iter().find(|e| e.links.iter().any(|l| l.href == outlet.url_of("old-lighthouse")));
        let entry = entry.unwrap_or_else(|| panic!("{flavour:?} lacks the link"));
        assert_eq!(entry.title.as_ref().map(|t| t.content.as_str()), Some(sample().title.as_str()), "{flavour:?}");
        assert_eq!(entry.published.or(entry.updated), Some(sample().published), "{flavour:?}");
        let full = entry.content.as_ref().and_then(|c| c.body.as_deref()).unwrap_or_default();
        assert_eq!(full.contains(&sample().paragraphs[4]), flavour == FeedFlavour::RssFull, "{flavour:?}");
        assert_eq!(std::str::from_utf8(&got.body).is_err(), flavour == FeedFlavour::RssWindows1256);
    }
}

#[test]
fn conditional_requests_get_a_304_until_something_changes() {
    let outlet = started(Layout::WordPress, Encoding::Utf8, FeedFlavour::Atom);
    for (hours, asked) in [(9, "/feed".to_owned()), (10, path(&outlet, "old-lighthouse"))] {
        let first = get(&outlet, &asked);
        let tag = format!("If-None-Match: {}\r\n", first.header("etag").expect("an ETag"));
        let since = format!("If-Modified-Since: {}\r\n", first.header("last-modified").expect("a date"));
        for headers in [&tag, &since, &format!("{tag}{since}")] {
            let again = get_with(&outlet, &asked, headers);
            assert_eq!((again.status, again.body.len()), (304, 0), "{asked} {headers}");
            assert_eq!(again.header("etag"), first.header("etag"));
        }
        assert_eq!(get_with(&outlet, &asked, "If-None-Match: \"other\"\r\n").status, 200);
        let at = morning() + TimeDelta::hours(hours);
        outlet.correct("old-lighthouse", at, |item| item.paragraphs[1].push_str(" (حُدِّث)"));
        for headers in [&tag, &since] {
            assert_eq!(get_with(&outlet, &asked, headers).status, 200, "{asked} {headers}");
        }
    }
    assert!(outlet.requests().iter().filter(|r| r.is_conditional()).count() >= 10);
}

#[test]
fn validators_are_those_of_the_style() {
    for validators in [Validators::Both, Validators::Etag, Validators::LastModified, Validators::None] {
        let outlet = Outlet::start(OutletStyle::new("v", "صحيفة", Layout::Drupal).validators(validators));
        let got = get(&outlet, "/feed");
        assert_eq!(got.header("etag").is_some(), matches!(validators, Validators::Both | Validators::Etag));
        let dated = matches!(validators, Validators::Both | Validators::LastModified);
        assert_eq!(got.header("last-modified").is_some(), dated);
    }
}

#[test]
fn one_connection_carries_many_requests_and_all_are_logged() {
    let outlet = started(Layout::Agency, Encoding::Utf8, FeedFlavour::RssSummary);
    let mut stream = connect(outlet.address());
    for _ in 0..20 {
        send(&mut stream, "/feed", "").expect("the request goes out");
        assert_eq!(receive(&mut stream).expect("an answer").status, 200);
    }
    assert_eq!(outlet.count("/feed"), 20);
    assert_eq!(outlet.max_parallel(), 1);
    assert_eq!(outlet.requests()[0].user_agent.as_deref(), Some("selftest"));
    outlet.forget_requests();
    assert_eq!(get(&outlet, "/nothing").status, 404);
    assert_eq!(outlet.requests().iter().map(|r| r.status).collect::<Vec<_>>(), [404]);
}

#[test]
fn parallel_requests_are_seen_when_answers_take_time() {
    let style = OutletStyle::new("slow", "صحيفة بطيئة", Layout::Drupal).latency(Duration::from_millis(200));
    let outlet = Outlet::start(style);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(get(&outlet, "/feed").status, 200));
        }
    });
    assert_eq!(outlet.max_parallel(), 3);
}

#[test]
fn arabic_urls_stand_unescaped_in_the_feed_and_work_escaped() {
    let outlet = Outlet::start(OutletStyle::new("ar", "منصة", Layout::NextJs).arabic_urls());
    outlet.publish(sample());
    let feed = String::from_utf8(get(&outlet, "/feed").body).expect("a feed in UTF-8");
    assert!(feed.contains("/خبر-old-lighthouse</link>"));
    let page = path(&outlet, "old-lighthouse");
    assert!(page.is_ascii() && page.contains("%D8%AE"));
    assert_eq!((get(&outlet, &page).status, outlet.count_item("old-lighthouse")), (200, 1));
}

#[test]
fn what_is_retracted_is_gone_and_comes_back_when_published_anew() {
    let outlet = started(Layout::OldTable, Encoding::Windows1256Meta, FeedFlavour::Rdf);
    let page = path(&outlet, "old-lighthouse");
    outlet.retract("old-lighthouse", 410);
    assert_eq!(get(&outlet, &page).status, 410);
    assert!(!String::from_utf8_lossy(&get(&outlet, "/feed").body).contains("old-lighthouse"));
    outlet.publish(sample());
    assert_eq!(get(&outlet, &page).status, 200);
}

#[test]
fn pages_are_as_heavy_as_asked() {
    for layout in Layout::ALL {
        for encoding in [Encoding::Utf8, Encoding::Windows1256Meta] {
            let style = OutletStyle::new("heavy", "صحيفة ثقيلة", layout).encoding(encoding).page_bytes(70_000);
            let outlet = Outlet::start(style);
            outlet.publish(sample());
            let size = get(&outlet, &path(&outlet, "old-lighthouse")).body.len();
            assert!((70_000..=75_000).contains(&size), "{layout:?} {encoding:?}: {size}");
        }
    }
}

#[tokio::test]
async fn an_outlet_serves_async_clients_and_ends_inside_a_runtime() {
    let outlet = started(Layout::NextJs, Encoding::Utf8, FeedFlavour::Atom);
    let response = reqwest::get(outlet.url_of("old-lighthouse")).await.expect("an answer");
    assert!(response.text().await.expect("a body").contains(&sample().title));
    drop(outlet);
}

#[test]
fn sixty_outlets_serve_a_load_quickly() {
    let mut items = generate(60 * 4, 3).into_iter();
    let outlets: Vec<Outlet> = (0..60)
        .map(|n| {
            let layout = Layout::ALL[n % Layout::ALL.len()];
            let outlet = Outlet::start(OutletStyle::new(&format!("o{n}"), "صحيفة", layout).page_bytes(70_000));
            items.by_ref().take(4).for_each(|item| outlet.publish(item));
            outlet
        })
        .collect();
    let begun = Instant::now();
    let mut bytes = 0;
    for outlet in &outlets {
        let mut stream = connect(outlet.address());
        for item in outlet.items() {
            send(&mut stream, &path(outlet, &item.slug), "").expect("the request goes out");
            bytes += receive(&mut stream).expect("an answer").body.len();
        }
    }
    println!("{} pages, {bytes} bytes in {:?}", 60 * 4, begun.elapsed());
    assert!(bytes >= 60 * 4 * 70_000);
}
