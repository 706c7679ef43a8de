//! What each step of an item costs on one core: decode and parse, extract, fingerprint, terms, record.
//!
//! `cargo bench --bench steps`

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run should say so by panicking")]

#[path = "../tests/newsroom/mod.rs"]
mod newsroom;
mod served;

use chrono::Utc;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use hasad::article::{ArticleUrl, Extracted, Outlet as OutletName};
use hasad::dedup::Fingerprint;
use hasad::feed::{self, ReadContext};
use hasad::pipeline::{Carrier, assemble};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{Arrival, SeenEntry, Store};
use hasad::story::Terms;
use newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate_sized, morning};
use served::{body, extract};

const PAGE_BYTES: usize = 70_000;

fn main() {
    divan::main();
}

/// One 70 KB page in each layout, as bytes.
fn pages() -> Vec<Vec<u8>> {
    served::pages(PAGE_BYTES, 6_000)
}

/// A feed of a few hundred kilobytes.
fn document() -> Vec<u8> {
    let style = OutletStyle::new("bench", "صحيفة القياس", Layout::WordPress).feed(newsroom::FeedFlavour::RssFull);
    let outlet = Outlet::start(OutletStyle { feed_length: 100, ..style });
    for item in generate_sized(100, 6, 6_000) {
        outlet.publish(NewsItem { published: morning(), ..item });
    }
    body(&outlet, &outlet.feed_url())
}

/// From the bytes of a feed to its entries.
#[divan::bench]
fn read_feed(bencher: Bencher<'_, '_>) {
    let bytes = document();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| {
        let context = ReadContext { url: None, content_type: None, zone: chrono_tz::UTC, now: Utc::now() };
        feed::read(black_box(&bytes), &context).unwrap()
    });
}

/// feed-rs alone on the same bytes, without repair, dates of ours, identities and remarks.
#[divan::bench]
fn read_feed_by_feed_rs_alone(bencher: Bencher<'_, '_>) {
    let bytes = document();
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench(|| feed_rs::parser::parse(black_box(bytes.as_slice())).expect("the feed is well-formed"));
}

/// The HTML parser alone, for comparison with `extract_page`.
#[divan::bench]
fn parse_html_alone(bencher: Bencher<'_, '_>) {
    let pages: Vec<String> = pages().iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            black_box(scraper::Html::parse_document(black_box(page)));
        }
    });
}

/// From the bytes of a page to its article; one page of each layout.
#[divan::bench]
fn extract_page(bencher: Bencher<'_, '_>) {
    let pages = pages();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            black_box(extract(black_box(page)));
        }
    });
}

/// Normalise, hash and sketch a text of 6 KB.
#[divan::bench]
fn fingerprint(bencher: Bencher<'_, '_>) {
    let article = extract(&pages()[0]);
    let (title, text) = (article.title.clone().unwrap_or_default(), article.text());
    bencher.counter(BytesCount::of_str(&text)).bench(|| Fingerprint::of(black_box(&title), black_box(&text)));
}

/// The terms of a text for its story.
#[divan::bench]
fn story_terms(bencher: Bencher<'_, '_>) {
    let article = extract(&pages()[0]);
    let (title, text) = (article.title.clone().unwrap_or_default(), article.text());
    bencher.bench(|| Terms::of(black_box(&title), black_box(&text)));
}

/// The deduplicating insert: 500 different articles, in commits of 50, into a fresh store.
#[divan::bench(sample_count = 5)]
fn record_500_articles(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let arrivals: Vec<Arrival> = generate_sized(500, 9, 3_000).iter().map(arrival).collect();
    bencher.counter(ItemsCount::new(arrivals.len())).with_inputs(|| tempfile::tempdir().unwrap()).bench_values(|dir| {
        runtime.block_on(async {
            let store = SqliteStore::open(&dir.path().join("bench.db")).unwrap();
            for batch in arrivals.chunks(50) {
                store.record_all(batch.to_vec()).await.unwrap();
            }
        });
    });
}

fn arrival(item: &NewsItem) -> Arrival {
    let blocks = item
        .paragraphs
        .iter()
        .map(|text| hasad::article::Block { kind: hasad::article::BlockKind::Paragraph, text: text.clone() })
        .collect();
    let extracted = Extracted { title: Some(item.title.clone()), blocks, ..Extracted::default() };
    let outlet = OutletName("صحيفة القياس".to_owned());
    let (seen, added) = (morning(), morning());
    let carrier =
        Carrier { entry: None, entry_hash: 0, feed: None, outlet, section: None, announced: None, seen, added };
    let url = ArticleUrl::parse(&format!("https://bench.example/{}", item.slug)).unwrap();
    assemble(carrier, extracted, &SeenEntry::default(), &url, None, None)
}
