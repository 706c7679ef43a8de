//! Extraction beside dom_smoothie on the same pages, and its cost over the size of a page; one core.
//!
//! `cargo bench --bench pages`

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run should say so by panicking")]

#[path = "../tests/newsroom/mod.rs"]
mod newsroom;
mod served;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use dom_smoothie::Readability;
use served::{extract, pages};

/// Bytes of a news page as outlets serve it.
const PAGE_BYTES: usize = 70_000;
/// Bytes of the article on it.
const TEXT_BYTES: usize = 6_000;
/// Page sizes for the line, in kilobytes.
const SIZES: [usize; 7] = [50, 100, 250, 500, 1_000, 2_500, 5_000];

fn main() {
    divan::main();
}

/// Ours, from bytes to the article with its metadata and links.
#[divan::bench]
fn ours(bencher: Bencher<'_, '_>) {
    let pages = pages(PAGE_BYTES, TEXT_BYTES);
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            black_box(extract(black_box(page)));
        }
    });
}

/// dom_smoothie on the same pages, decoding left out: text and metadata, no links to other articles.
#[divan::bench]
fn dom_smoothie(bencher: Bencher<'_, '_>) {
    let pages: Vec<String> =
        pages(PAGE_BYTES, TEXT_BYTES).iter().map(|page| String::from_utf8_lossy(page).into_owned()).collect();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            black_box(Readability::new(black_box(page.as_str()), None, None).and_then(|mut read| read.parse()).ok());
        }
    });
}

/// One page of each size, furniture and text growing alike: bytes a second must stay the same.
#[divan::bench(args = SIZES, sample_count = 20)]
fn size(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let page = pages(kilobytes * 1_000, kilobytes * 100).swap_remove(0);
    bencher.counter(BytesCount::of_slice(&page)).bench(|| extract(black_box(&page)));
}

/// The worst a page can do: as many elements as fit, each a block with a link.
#[divan::bench(args = SIZES, sample_count = 20)]
fn size_of_nothing_but_links(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let item = "<div><p>اقرأ أيضا: <a href=/n/1>خبر قصير عن المدينة والميناء</a></p></div>";
    let page = item.repeat(kilobytes * 1_000 / item.len());
    bencher.counter(BytesCount::of_str(&page)).bench(|| extract(black_box(page.as_bytes())));
}
