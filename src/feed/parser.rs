//! feed-rs, fenced in: it is given a clean document, caught when it panics, and believed about the fields it reads well.

use super::document::Category;
use super::draft::{EntryDraft, FeedDraft};
use super::markup;
use super::repairs::Repairs;
use super::shape::MARK;
use feed_rs::model;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads `text` with feed-rs and lays what it found over `draft`. Its failure is a remark: the draft stands alone then.
pub(super) fn overlay(text: &str, draft: &mut FeedDraft, repairs: &mut Repairs) {
    // Dates and identities are ours; giving feed-rs constant ones spares its regular expressions and its random numbers.
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .timestamp_parser(|_| None)
        .id_generator(|links, _, _| links.first().map(|link| link.href.clone()).unwrap_or_default())
        .build();
    // The parser owns nothing that outlives a panic, so nothing broken can be seen afterwards.
    match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(Ok(feed)) => apply(feed, draft),
        Ok(Err(error)) => repairs.note("feed-rs-failed", || format!("feed-rs refused the repaired document: {error}")),
        Err(_) => repairs.note("feed-rs-failed", || "feed-rs panicked on the repaired document".to_owned()),
    }
}

fn apply(feed: model::Feed, draft: &mut FeedDraft) {
    prefer(&mut draft.title, feed.title.and_then(|t| markup::plain(&t.content)));
    prefer(&mut draft.description, feed.description.and_then(|t| markup::plain(&t.content)));
    draft.language = draft.language.take().or(feed.language);
    for entry in feed.entries {
        let number = entry.id.strip_prefix(MARK).and_then(|n| n.parse::<usize>().ok());
        if let Some(target) = number.and_then(|n| draft.entries.get_mut(n)) {
            apply_entry(entry, target);
        }
    }
}

fn apply_entry(entry: model::Entry, target: &mut EntryDraft) {
    prefer(&mut target.title, entry.title.and_then(|t| markup::plain(&t.content)));
    // Of several texts the clean copy has one, and not always the first, and their bases are not in it.
    target.summary = target.summary.take().or_else(|| entry.summary.and_then(|t| markup::html(&t.content)));
    let body = || entry.content.and_then(|c| c.body).and_then(|body| markup::html(&body));
    target.content = target.content.take().or_else(body);
    // What it found is a part of what the tree has (it reads neither subjects nor media terms), in another form.
    if target.categories.is_empty() {
        target.categories = entry
            .categories
            .into_iter()
            .filter_map(|c| Some(Category { term: markup::plain(&c.term)?, scheme: c.scheme, label: c.label }))
            .collect();
    }
}

fn prefer(slot: &mut Option<String>, found: Option<String>) {
    if found.is_some() {
        *slot = found;
    }
}
