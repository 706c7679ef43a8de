//! What must hold for any input at all: the bodies of the fuzz targets, run by `cargo test` too, over the kept corpora.
//!
//! Each takes bytes and panics when a promise is broken.

use chrono::{DateTime, TimeDelta, Utc};
use hasad::feed::{self, ReadContext};
use hasad::page::memory::OutletMemory;
use hasad::page::{self, InputKind, PageInput};
use hasad::text::dates::{self, DateContext};
use hasad::text::decode::{self, Markup};

/// Panics when a promise is broken.
pub type Check = fn(&[u8]);

/// The targets by name, which is also that of the folder of their corpus.
pub const TARGETS: [(&str, Check); 5] =
    [("decode", decode), ("repair", repair), ("dates", dates), ("feed", feed), ("page", page)];

/// When every input is read: a fixed moment, so that a finding can be had again.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_430_400, 0).unwrap_or_default()
}

/// Bytes to text. The first byte chooses the label that the server sent.
pub fn decode(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let labels =
        [None, Some("text/xml; charset=windows-1256"), Some("text/html; charset=utf-8"), Some("x; charset=\"")];
    let markup = if choice & 0x80 == 0 { Markup::Xml } else { Markup::Html };
    let decoded = decode::decode(bytes, labels[usize::from(choice & 3)], markup);
    assert!(!decoded.text.contains('\0'), "no NUL is left");
    assert!(decoded.malformed <= bytes.len(), "a byte is counted once");
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&0)
    {
        assert_eq!(decoded.text, text.trim_start_matches('\u{FEFF}'), "what is UTF-8 stays as it is");
    }
    // Decoding what was decoded changes nothing.
    let again = decode::decode(decoded.text.as_bytes(), None, markup);
    assert!(
        decoded.text.starts_with('\u{FEFF}') || again.text == decoded.text || again.text.len() < decoded.text.len()
    );
}

/// The copy of a document that feed-rs is given: it is made, and made again from itself it finds the same entries.
pub fn repair(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(repaired) = feed::repaired(text) {
        let again = feed::repaired(&repaired);
        let items = |t: &str| t.matches("<item>").count() + t.matches("<entry>").count();
        assert_eq!(
            again.as_deref().map(items),
            Some(items(&repaired)),
            "a repaired document needs no repair:\n{repaired}"
        );
    }
}

/// A date in any words. What is read lies in the years that clocks know, and a date it wrote itself is read back.
pub fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let context = DateContext { zone: chrono_tz::Asia::Riyadh, now: now() };
    for date in [dates::parse(text, &context), dates::find(text, &context)].into_iter().flatten() {
        let back = dates::parse(&date.at.to_rfc3339(), &context);
        assert_eq!(back.map(|d| d.at), Some(date.at), "{text:?}");
    }
}

/// A whole feed: every entry has an identity of its own, text without controls, and a date that is not in the future.
pub fn feed(data: &[u8]) {
    let context = ReadContext { url: None, content_type: None, zone: chrono_tz::Asia::Riyadh, now: now() };
    let Ok(document) = feed::read(data, &context) else { return };
    let mut identities: Vec<&str> = document.entries.iter().map(|e| e.identity.as_str()).collect();
    identities.sort_unstable();
    identities.dedup();
    assert_eq!(identities.len(), document.entries.len(), "identities are unique");
    for entry in &document.entries {
        assert!(!entry.identity.is_empty());
        assert!(entry.title.as_deref().is_none_or(|t| !t.chars().any(char::is_control)), "{:?}", entry.title);
        assert!(entry.published.is_none_or(|at| at.with_timezone(&Utc) <= now() + TimeDelta::hours(1)), "{entry:?}");
    }
}

/// A page: blocks of one line each without controls, and links that are absolute.
pub fn page(data: &[u8]) {
    let url = "https://outlet.example/news/1".parse().ok();
    let input = PageInput {
        bytes: data,
        content_type: None,
        url: url.as_ref(),
        kind: InputKind::Auto,
        outlet: None,
        zone: chrono_tz::Asia::Riyadh,
        now: now(),
    };
    let found = page::extract(&input);
    for block in &found.blocks {
        assert!(!block.text.trim().is_empty() && !block.text.chars().any(char::is_control), "{:?}", block.text);
    }
    for link in &found.read_also {
        assert!(link.url.as_deref().is_none_or(|u| u.starts_with("http://") || u.starts_with("https://")), "{link:?}");
    }
    // One text under several addresses is one witness: it teaches nothing about itself.
    let mut memory = OutletMemory::default();
    for address in ["one", "two", "three"] {
        let reading = page::read(&input, None, &memory);
        assert_eq!(reading.extracted, found, "read as {address}");
        if let Some(lesson) = &reading.lesson {
            memory.learn(lesson, address, now());
        }
    }
}
