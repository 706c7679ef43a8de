//! From draft to document: links made absolute and canonical, dates read, identities given.

use super::document::{Entry, FeedDocument, Link, Person, ReadContext};
use super::draft::{EntryDraft, FeedDraft};
use super::entities;
use super::identity::{self, Clues};
use super::markup;
use super::repairs::{Repairs, quoted};
use crate::article::ArticleUrl;
use crate::text::dates::{self, DateContext};
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

/// How far ahead of the fetch a date may be: clocks differ, and some outlets announce.
const MAX_AHEAD: TimeDelta = TimeDelta::hours(1);

/// Turns a draft into the published form; its remarks stay with `repairs`.
pub(super) fn document(draft: FeedDraft, context: &ReadContext<'_>, repairs: &mut Repairs) -> FeedDocument {
    let dates = DateContext { zone: context.zone, now: context.now };
    let base = draft.base.as_ref().or(context.url);
    let entries: Vec<_> =
        draft.entries.into_iter().filter(|e| e.says_something).map(|e| entry(e, base, &dates, repairs)).collect();
    FeedDocument {
        title: draft.title,
        link: draft.link.and_then(|l| absolute(&l, base)),
        description: draft.description,
        language: draft.language.map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()),
        image: draft.image.and_then(|i| absolute(&i, base)),
        updated: instant(&draft.updated, &dates, repairs),
        feed_type: draft.feed_type.to_owned(),
        ttl_minutes: draft.ttl_minutes,
        update_minutes: draft.update_minutes,
        update_base: instant(&draft.update_base, &dates, repairs),
        skip_hours: draft.skip_hours,
        skip_days: draft.skip_days,
        hub: draft.hub.and_then(|h| absolute(&h, base)),
        topic: draft.topic.and_then(|t| absolute(&t, base)),
        entries: identity::settle(entries, repairs),
        ..FeedDocument::default()
    }
}

fn entry(draft: EntryDraft, feed_base: Option<&Url>, dates: &DateContext, repairs: &mut Repairs) -> (Entry, Clues) {
    let base = draft.base.as_ref().or(feed_base);
    let raw_date = draft.published.first().or(draft.updated.first()).cloned().unwrap_or_default();
    let link = main_link(&draft, base);
    let guid = draft.guid.or(draft.about);
    let mut links: Vec<Link> = Vec::new();
    for mut found in draft.links {
        let Some(href) = absolute(&found.href, base) else {
            repairs.note("link-dropped", || format!("a link that no page is behind: {}", quoted(&found.href)));
            continue;
        };
        found.href = href;
        if !links.contains(&found) {
            links.push(found);
        }
    }
    if let Some(href) = &link
        && !links.iter().any(|l| l.href == *href)
    {
        links.insert(0, Link { href: href.clone(), rel: Some("alternate".to_owned()), media_type: None });
    }
    let mut enclosures = draft.enclosures;
    enclosures.retain_mut(|e| absolute(&e.url, base).map(|url| e.url = url).is_some());
    let mut seen = std::collections::BTreeSet::new();
    enclosures.retain(|e| seen.insert(e.url.clone()));
    let picture = enclosures.iter().find(|e| e.media_type.as_deref().is_some_and(|t| t.starts_with("image/")));
    let image = draft.image.and_then(|i| absolute(&i, base)).or_else(|| picture.map(|e| e.url.clone()));
    let shown = || [&draft.content, &draft.summary].into_iter().flatten().find_map(|html| markup::first_picture(html));
    let image = image.or_else(|| shown().and_then(|i| absolute(&i, base)));
    let rooted = |html: String| match base {
        Some(base) if html.contains('<') => markup::with_absolute_links(&html, base),
        _ => html,
    };
    let entry = Entry {
        identity: String::new(),
        guid: guid.clone(),
        title: draft.title,
        links,
        link,
        published: instant(&draft.published, dates, repairs),
        updated: instant(&draft.updated, dates, repairs),
        // Who shows only summaries would otherwise show nothing.
        summary: draft.summary.or_else(|| draft.content.clone()).map(&rooted),
        content: draft.content.map(&rooted),
        authors: draft.authors.into_iter().map(|person| with_absolute_page(person, base)).collect(),
        categories: draft.categories,
        enclosures,
        image,
    };
    (entry, Clues { guid, raw_date })
}

fn with_absolute_page(mut person: Person, base: Option<&Url>) -> Person {
    person.uri = person.uri.and_then(|page| absolute(&page, base));
    person
}

/// The address of the article: the link before the redirector, the alternate link (HTML first), a GUID that is an address,
/// `rdf:about`.
fn main_link(draft: &EntryDraft, base: Option<&Url>) -> Option<String> {
    let alternates = || draft.links.iter().filter(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
    let is_page = |l: &&Link| l.media_type.as_deref().is_none_or(|t| t.contains("html"));
    let original = draft.original_link.as_deref();
    let candidates = original
        .into_iter()
        .chain(alternates().filter(is_page).map(|l| l.href.as_str()))
        .chain(alternates().map(|l| l.href.as_str()))
        .filter_map(|href| absolute(href, base));
    let whole = |text: &Option<String>| text.as_deref().and_then(|t| ArticleUrl::parse(t).ok()).map(|u| u.to_string());
    let mut candidates = candidates;
    candidates
        .next()
        .or_else(|| if draft.guid_is_link { whole(&draft.guid) } else { None })
        .or_else(|| draft.guid.as_deref().filter(|_| draft.guid_is_relative_link).and_then(|g| absolute(g, base)))
        .or_else(|| whole(&draft.about))
}

/// A canonical absolute address. Without a base a relative one stays as it is; what is no web address at all is dropped.
fn absolute(text: &str, base: Option<&Url>) -> Option<String> {
    // A reference in an address was encoded once too often.
    let resolved = entities::resolve(text.trim(), |_| {});
    let text = resolved.trim();
    if text.is_empty() {
        return None;
    }
    let found = match base {
        Some(base) => ArticleUrl::join(base, text),
        None => ArticleUrl::parse(text),
    };
    match found {
        Ok(url) => Some(url.to_string()),
        Err(_) if base.is_none() && matches!(Url::parse(text), Err(url::ParseError::RelativeUrlWithoutBase)) => {
            (text.len() <= crate::article::url::MAX_URL_BYTES).then(|| text.to_owned())
        }
        Err(_) => None,
    }
}

/// The first of several dates that can be read and is not ahead of the fetch.
fn instant(raw: &[String], context: &DateContext, repairs: &mut Repairs) -> Option<DateTime<Utc>> {
    let mut unread = None;
    for text in raw.iter().take(8) {
        match dates::parse(text, context).or_else(|| dates::find(text, context)) {
            Some(date) if date.at > context.now + MAX_AHEAD => {
                repairs.note("date-future", || format!("a date ahead of the fetch, not used: {}", quoted(text)));
            }
            Some(date) => return Some(date.at.to_utc()),
            None => unread = unread.or(Some(text)),
        }
    }
    if let Some(text) = unread {
        repairs.note("date-unreadable", || format!("not readable as a date: {}", quoted(text)));
    }
    None
}
