//! One article as a line and for a person.

use super::*;
use crate::article::Placement;
use crate::digest::sample::{self, NAHR, OFOQ, SAHM};

fn bridge() -> StoredArticle {
    sample::article(7, OFOQ, 430, "افتتاح جسر الميناء", "افتتح الوزير الجسر.\nوقال إن الكلفة 310 ملايين.")
        .carried(NAHR, Relation::Copy, 455)
        .carried(SAHM, Relation::Excerpt, 470)
        .credits("السهم")
        .also("رسوم العبور", Some("https://alofoq.example/news/77"))
}

#[test]
fn a_line_is_the_contract() {
    let line = article_jsonl(&bridge());
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    for key in
        ["id", "title", "text", "lang", "published", "first_seen", "tags", "image", "story_id", "sources", "read_also"]
    {
        assert!(value.get(key).is_some(), "{key}");
    }
    for key in [
        "outlet",
        "feed",
        "url",
        "title",
        "published",
        "first_seen",
        "last_seen",
        "relation",
        "similarity",
        "attribution",
    ] {
        assert!(value["sources"][0].get(key).is_some(), "{key}");
    }
    for key in ["title", "url", "kind", "article_id"] {
        assert!(value["read_also"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(value["text"], "افتتح الوزير الجسر.\n\nوقال إن الكلفة 310 ملايين.");
    assert_eq!(value["published"], "2026-11-23T07:10:00+03:00");
    assert_eq!(value["first_seen"], "2026-11-23T04:14:00Z");
    assert_eq!(value["sources"][1]["relation"], "copy");
    assert_eq!(value["sources"][0]["attribution"][0]["agency"], "السهم");
    assert_eq!(value["read_also"][0]["kind"], "read_also");
}

#[test]
fn a_line_is_one_line_whatever_stands_in_it() {
    let mut article = bridge();
    article.title = "أول\r\nثان\u{2028}ثالث\u{2029}رابع\u{85}خامس\u{b}\u{c}".to_owned();
    let line = article_jsonl(&article);
    assert!(!line.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}']));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["title"], article.title.as_str(), "and nothing is lost");
}

#[test]
fn only_the_day_that_was_stated_is_told() {
    let mut article = bridge();
    if let Some(date) = &mut article.published {
        date.precision = crate::article::Precision::Day;
    }
    article.sources[0].published = None;
    let value: serde_json::Value = serde_json::from_str(&article_jsonl(&article)).unwrap();
    assert_eq!(value["published"], "2026-11-23");
    assert!(value["sources"][0]["published"].is_null());
    assert!(article_text(&article).contains("date not stated"));
}

#[test]
fn a_person_sees_who_carried_it_and_where_it_leads() {
    let out = article_text(&bridge());
    for part in [
        "\u{2068}افتتاح جسر الميناء\u{2069}\n",
        "published  2026-11-23T07:10:00+03:00",
        "sources (3)",
        "origin    100%",
        "copy       87%",
        "https://www.alnahr.example/news/1155",
        "credits \u{2068}السهم\u{2069}",
        "\u{2068}وقال إن الكلفة 310 ملايين.\u{2069}",
        "read also",
    ] {
        assert!(out.contains(part), "{part:?} in\n{out}");
    }
}

#[test]
fn a_terminal_is_safe_from_what_outlets_write() {
    let evil = "\u{1b}]0;pwn\u{7}\u{202e}\r\nFAKE\u{9b}2J";
    let mut article = bridge().also(evil, Some("javascript:alert(1)\u{1b}[2J"));
    article.title = evil.to_owned();
    article.tags = vec![evil.to_owned()];
    article.authors = vec![evil.to_owned()];
    article.section = Some(evil.to_owned());
    article.image = Some(evil.to_owned());
    article.lang = Some(evil.to_owned());
    article.blocks[0].text = evil.to_owned();
    article.sources[0].evidence = evil.to_owned();
    article.sources[0].url = evil.to_owned();
    article.sources[0].outlet.0 = evil.to_owned();
    article.read_also[0].placement = Placement::Tail;
    let out = article_text(&article);
    assert!(out.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{out:?}");
    for line in out.lines() {
        assert_eq!(line.matches('\u{2068}').count(), line.matches('\u{2069}').count());
    }
}
