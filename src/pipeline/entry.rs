//! From an entry as the feed has it to an entry as the store keeps it.

use crate::article::ArticleUrl;
use crate::feed::Entry;
use crate::store::SeenEntry;
use crate::text::clean::line;
use xxhash_rust::xxh3::Xxh3;

/// Characters of a title that are kept.
const MAX_TITLE: usize = 500;

/// Bytes of the feed's own text that are kept until the page is read.
const MAX_BODY: usize = 256 * 1024;

/// Tags and authors kept of one entry.
const MAX_NAMES: usize = 40;

/// The entry as the store keeps it.
#[must_use]
pub fn seen(entry: &Entry) -> SeenEntry {
    let title = line(entry.title.as_deref().unwrap_or_default(), MAX_TITLE);
    let body = longer(entry.content.as_deref(), entry.summary.as_deref());
    SeenEntry {
        identity: entry.identity.clone(),
        url: entry.link.as_deref().and_then(|link| ArticleUrl::parse(link).ok()),
        published: entry.published,
        updated: entry.updated,
        authors: entry.authors.iter().filter_map(|p| p.name.as_deref()).map(|n| line(n, 120)).take(MAX_NAMES).collect(),
        tags: entry.categories.iter().map(|c| line(c.label.as_ref().unwrap_or(&c.term), 120)).take(MAX_NAMES).collect(),
        image: entry.image.clone(),
        content_hash: content_hash(entry, &title),
        own_page: true,
        found_on: None,
        body: head(body, MAX_BODY).to_owned(),
        title,
    }
}

fn longer<'a>(a: Option<&'a str>, b: Option<&'a str>) -> &'a str {
    let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
    if a.len() >= b.len() { a } else { b }
}

/// The first `bytes` bytes, cut at a character.
fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Changes when the outlet edits what a reader sees. The publication date is left out, since feeds rewrite it without touching
/// the text, and so is markup, where tracking pixels and counters change at every request.
fn content_hash(entry: &Entry, title: &str) -> u64 {
    let mut hasher = Xxh3::new();
    for part in [Some(title), entry.summary.as_deref(), entry.content.as_deref()] {
        visible(part.unwrap_or_default()).for_each(|text| hasher.update(text.as_bytes()));
        hasher.update(&[0]);
    }
    // A date of change that only repeats the publication moves with it.
    let changed = entry.updated.filter(|at| Some(*at) != entry.published);
    hasher.update(&changed.map_or(0, |at| at.timestamp_millis()).to_le_bytes());
    hasher.digest()
}

/// The text between tags.
fn visible(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').enumerate().map(|(place, part)| match part.split_once('>') {
        Some((_, text)) if place > 0 => text,
        _ => part,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            identity: "1".into(),
            title: Some("افتتاح  جسر\u{202e} جديد".into()),
            link: Some("https://news.example/1?utm_source=rss".into()),
            summary: Some("افتتح الوزير الجسر".into()),
            ..Entry::default()
        }
    }

    #[test]
    fn titles_are_cleaned_and_links_canonical() {
        let seen = seen(&entry());
        assert_eq!(seen.title, "افتتاح جسر جديد");
        assert_eq!(seen.url.map(|u| u.to_string()).as_deref(), Some("https://news.example/1"));
    }

    #[test]
    fn an_edit_changes_the_hash_and_a_moved_date_does_not() {
        let (first, mut second) = (entry(), entry());
        second.published = chrono::DateTime::from_timestamp(1_800_000_000, 0);
        assert_eq!(seen(&first).content_hash, seen(&second).content_hash);
        second.summary = Some("افتتح الوزير الجسر بعد تأخر عام".into());
        assert_ne!(seen(&first).content_hash, seen(&second).content_hash);
    }
}
