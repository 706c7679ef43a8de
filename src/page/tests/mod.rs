//! Tests of extraction as a whole: one grammar in many layouts, and the traps that pages set.

mod authors;
mod cards;
mod code_page;
mod dates;
mod house;
mod kinds;
mod layouts;
mod lists;
mod live;
mod rules;
mod scripts;
mod traps;
mod unmarked;

use super::{InputKind, PageInput, extract};
use crate::article::Extracted;
use url::Url;

/// Extracts a page that came from `https://akhbar.example/news/77`.
fn read(bytes: &[u8], kind: InputKind) -> Extracted {
    let url = Url::parse("https://akhbar.example/news/77").unwrap();
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    let zone = chrono_tz::Asia::Riyadh;
    extract(&PageInput { bytes, content_type: None, url: Some(&url), kind, outlet: None, zone, now })
}

fn html(page: &str) -> Extracted {
    read(page.as_bytes(), InputKind::Html)
}

fn titles(page: &Extracted) -> Vec<&str> {
    page.read_also.iter().map(|l| l.title.as_str()).collect()
}
