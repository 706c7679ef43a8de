//! Every rendering of one small day, kept beside the tests, and what no rendering may let through.

use super::*;
use crate::article::{ArticleId, Relation, StoryId};
use crate::digest::sample::{self, at, digest, small};
use crate::digest::{Digest, DigestAlert, DigestArticle, DigestLink, DigestSource, DigestStory};
use std::path::Path;

pub(super) const PAYLOADS: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</style></title></textarea><svg onload=alert(1)>",
    "'onmouseover='alert(1)",
    "\u{202e}مقلوب\u{2067}نص\u{202a}",
    "\u{1b}]0;pwn\u{7}\r\nFAKE\u{0}\u{85}\u{9b}31m",
    "](javascript:alert(1)) **عريض** `رمز` <b>x</b> | ![](http://e.example/p.png)",
    "# عنوان\n\n1. بند\n- بند\n> اقتباس\n---\n```",
    "&lt;script&gt; ]]> <!-- --> &#x3c;b> \u{fffe}\u{fdd0}",
];

pub(super) const BAD_URLS: [&str; 6] = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "https://good.example/\"onclick=\"alert(1)",
    "https://good.example/a)[b](javascript:alert(1))<i>",
    "https://bank.example:x@evil.example/`x`",
];

/// A digest with the payload in every field that can hold one.
pub(super) fn hostile(payload: &str, url: &str) -> Digest {
    let (text, url) = (payload.to_owned(), url.to_owned());
    let source = |relation| DigestSource { outlet: text.clone(), url: url.clone(), relation };
    let article = |id| DigestArticle {
        id: ArticleId(id),
        title: text.clone(),
        url: url.clone(),
        outlet: text.clone(),
        published: Some(text.clone()),
        sources: vec![
            source(Relation::Origin),
            source(Relation::Copy),
            source(Relation::Excerpt),
            source(Relation::Revision),
        ],
    };
    let story = |id| DigestStory {
        id: StoryId(id),
        title: text.clone(),
        summary: text.clone(),
        section: Some(text.clone()),
        score: 1.0,
        outlets: vec![text.clone()],
        articles: vec![article(id), article(id + 100)],
        read_also: vec![DigestLink { title: text.clone(), url: Some(url.clone()) }],
    };
    let alert = DigestAlert {
        feed: text.clone(),
        outlet: text.clone(),
        kind: text.clone(),
        since: digest(Vec::new()).from,
        detail: text.clone(),
    };
    let alerts = vec![alert; 20];
    Digest { zone: text.clone(), stories: (0..15).map(story).collect(), alerts, ..digest(Vec::new()) }
}

#[test]
fn feeds_to_look_at_stand_at_the_foot_in_both_languages() {
    let alert = |kind: &str| DigestAlert {
        feed: "paper".to_owned(),
        outlet: "صحيفة الضفة".to_owned(),
        kind: kind.to_owned(),
        since: digest(Vec::new()).from,
        detail: "failed 5 times in a row".to_owned(),
    };
    let told = Digest { alerts: vec![alert("failing"), alert("stale")], ..digest(small()) };
    for format in [Format::Html, Format::Markdown, Format::Text] {
        let arabic = render(&told, format, &options());
        assert!(arabic.contains("مصادر تحتاج إلى نظر") && arabic.contains("تتعذر قراءة الخلاصة"), "{format}");
        let english = render(&told, format, &HtmlOptions { language: Language::English, ..options() });
        assert!(english.contains("Feeds to look at") && english.contains("nothing new for unusually long"), "{format}");
        assert!(!render(&digest(small()), format, &options()).contains("مصادر تحتاج"), "{format}: all is well");
    }
}

pub(super) fn options() -> HtmlOptions {
    HtmlOptions::new(at(1_815))
}

#[test]
fn a_small_day_in_every_format_is_as_it_was_looked_at() {
    let digest = digest(small());
    for format in Format::ALL {
        let file = format!("{}/tests/data/digest/small.{}", env!("CARGO_MANIFEST_DIR"), format.extension());
        let got = render(&digest, format, &options());
        if std::env::var_os("HASAD_BLESS").is_some() {
            std::fs::create_dir_all(Path::new(&file).parent().unwrap()).unwrap();
            std::fs::write(&file, &got).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(got, kept, "{file}: look at the change, then run this test with HASAD_BLESS=1");
    }
}

#[test]
fn rendering_is_a_function_of_the_digest() {
    for format in Format::ALL {
        let mut turned = small();
        turned.reverse();
        assert_eq!(render(&digest(small()), format, &options()), render(&digest(turned), format, &options()));
    }
}

#[test]
fn no_control_or_unbalanced_direction_character_reaches_a_reader() {
    for payload in PAYLOADS {
        for format in [Format::Html, Format::Markdown, Format::Text, Format::Atom] {
            let out = render(&hostile(payload, "https://a.example/1"), format, &options());
            let bad: Vec<char> = out
                .chars()
                .filter(|c| {
                    (c.is_control() && *c != '\n')
                        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}' | '\u{fffe}')
                })
                .collect();
            assert!(bad.is_empty(), "{format} lets {bad:?} of {payload:?} through");
            for line in out.lines() {
                let count = |mark: char| line.chars().filter(|c| *c == mark).count();
                assert_eq!(count('\u{2068}'), count('\u{2069}'), "{format}: isolates of {line:?}");
            }
        }
    }
}

#[test]
fn json_is_the_contract() {
    let value: serde_json::Value = serde_json::from_str(&json(&digest(small()))).unwrap();
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    assert_eq!(sorted(&keys(&value)), "alerts counts date from stories to zone");
    assert_eq!(sorted(&keys(&value["counts"])), "articles outlets sources stories");
    let story = &value["stories"][0];
    assert_eq!(sorted(&keys(story)), "articles id outlets read_also score section summary title");
    assert_eq!(sorted(&keys(&story["articles"][0])), "id outlet published sources title url");
    assert_eq!(sorted(&keys(&story["articles"][0]["sources"][0])), "outlet relation url");
    assert_eq!((value["date"].as_str(), value["zone"].as_str()), (Some("2026-11-23"), Some("Asia/Riyadh")));
    assert_eq!(value["from"].as_str(), Some("2026-11-22T21:00:00Z"));
    assert_eq!(value["stories"][1]["articles"][0]["sources"][0]["relation"].as_str(), Some("origin"));
}

#[test]
fn atom_is_well_formed_and_its_identifiers_are_unique() {
    for payload in PAYLOADS.into_iter().chain(["نص"]) {
        for url in BAD_URLS {
            let feed = atom(&hostile(payload, url), &options());
            let mut reader = quick_xml::Reader::from_str(&feed);
            let mut entries = 0;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Start(e) if e.name().as_ref() == "entry" => entries += 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(entries, 15);
        }
    }
    let feed = feed_rs::parser::parse(atom(&digest(small()), &options()).as_bytes()).unwrap();
    let ids: Vec<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, [1, 2, 3].map(|n| format!("tag:hasad.invalid,2026:digest/2026-11-23/story/{n}")));
    assert_eq!(feed.entries[0].authors.len(), 5);
    assert_eq!(feed.entries[2].links[0].href, "https://malaab24.example/news/31");
}

#[test]
fn plain_text_lines_open_to_the_right_and_name_every_page() {
    let out = text(&digest(small()), &options());
    assert!(out.lines().all(|l| l.is_empty() || l.starts_with('\u{200f}')));
    for url in
        ["https://alofoq.example/news/11", "https://levantpost.example/news/13", "https://malaab24.example/news/31"]
    {
        assert!(out.contains(url), "{url}");
    }
    assert!(out.contains("5 مصادر") && out.contains("4 أخبار"));
    let empty = text(&digest(Vec::new()), &options());
    assert!(empty.contains("لا أخبار في هذا اليوم"));
}

#[test]
fn formats_are_read_by_name_and_by_extension() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse(), Ok(format));
        assert_eq!(format.extension().to_uppercase().parse(), Ok(format));
    }
    let error = "epub".parse::<Format>().unwrap_err().to_string();
    assert!(error.contains("epub") && error.contains("markdown"), "{error}");
    assert_eq!(sample::day().to_string(), "2026-11-23");
}
