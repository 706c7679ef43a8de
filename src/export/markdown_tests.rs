//! Foreign text stays text in Markdown.

use super::*;
use crate::digest::sample::{digest, small};
use crate::export::tests::{BAD_URLS, PAYLOADS, hostile, options};

/// What a backslash does not stand before.
fn bare(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn no_payload_is_markup() {
    for payload in PAYLOADS {
        let out = markdown(&hostile(payload, "ftp://no.example/"), &options());
        for line in out.lines().filter(|l| !l.starts_with("<div") && !l.starts_with("</div") && *l != "---") {
            let bare = bare(line);
            let body = bare.trim_start_matches(['#', ' ', '-']);
            assert!(
                !body.contains(['[', ']', '<', '>', '`', '*', '|', '#', '~', '$', '_', '&']),
                "{payload:?}: {line}"
            );
        }
    }
}

#[test]
fn links_end_where_they_should() {
    for url in BAD_URLS {
        let out = markdown(&hostile("نص", url), &options());
        for (_, rest) in out.match_indices("](").map(|(at, _)| out.split_at(at + 2)) {
            let target = rest.strip_prefix('<').and_then(|r| r.split_once(">)")).map(|(t, _)| t).unwrap_or_default();
            assert!(target.starts_with("https://") && !target.contains(['<', '>', ' ', '`', '\\']), "{target}");
        }
        assert!(!out.contains("](javascript") && !out.contains("<javascript"), "{url}");
    }
}

#[test]
fn list_and_heading_marks_at_the_start_are_disarmed() {
    for (text, escaped) in [
        ("2026. عام", "2026\\. عام"),
        ("3) بند", "3\\) بند"),
        ("- بند", "\\- بند"),
        ("+ بند", "\\+ بند"),
        ("# وسم", "\\# وسم"),
        ("www.a.example", "www\\.a.example"),
        ("https://a.example", "https\\://a.example"),
        ("انتهى. بدأ (أمس) 2-1", "انتهى. بدأ (أمس) 2-1"),
    ] {
        assert_eq!(escape(text), escaped);
    }
}

#[test]
fn the_day_reads_from_right_to_left() {
    let out = markdown(&digest(small()), &options());
    assert!(out.starts_with("<div dir=\"rtl\">\n\n# حصاد اليوم · الاثنين 23"));
    assert!(out.trim_end().ends_with("</div>"));
    assert!(out.contains("(\u{2068}alofoq.example\u{2069})"));
    assert!(markdown(&digest(Vec::new()), &options()).contains("لا أخبار في هذا اليوم"));
}
