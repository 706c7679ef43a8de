//! The feed's own data and its hints to the scheduler.

use super::dialect::{Dialect, Outline, is_atom};
use super::draft::FeedDraft;
use super::media;
use super::namespaces::Vocabulary as V;
use super::payload::title;
use super::tree::{NodeId, Tree};
use crate::text::numerals::to_ascii_digits;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Longest interval a hint may ask for: a year in minutes.
const MAX_MINUTES: u32 = 525_600;

/// What counts only together with something else, or when nothing better is said.
#[derive(Default)]
struct Spare {
    /// `sy:updatePeriod`, minutes.
    period: Option<u32>,
    /// `sy:updateFrequency`: how often in the period.
    frequency: Option<u32>,
    /// A podcast's description of itself.
    description: Option<String>,
    /// A picture that is not called the feed's image.
    image: Option<String>,
}

/// Reads everything but the entries.
pub(super) fn read(tree: &Tree<'_>, outline: &Outline) -> FeedDraft {
    let mut feed = FeedDraft { feed_type: outline.dialect.name(), ..FeedDraft::default() };
    let mut spare = Spare::default();
    let Some(channel) = outline.channel else { return feed };
    for (id, node) in tree.children(channel) {
        let atom = outline.dialect == Dialect::Atom && is_atom(node.vocabulary);
        let name = node.name.as_ref();
        if node.vocabulary == V::Native || atom {
            native(tree, id, name, &mut feed);
        } else {
            extension(tree, id, node.vocabulary, name, &mut feed, &mut spare);
        }
    }
    // RSS 1.0 keeps the image beside the channel.
    if feed.image.is_none() && outline.root != channel {
        feed.image = tree.child(outline.root, V::Native, "image").and_then(|id| media::image(tree, id));
    }
    let stated = [channel, outline.root].iter().find_map(|id| tree.attribute(*id, "xml:lang"));
    feed.language = feed.language.or_else(|| stated.map(str::to_owned)).map(|code| code.replace('_', "-"));
    feed.description = feed.description.or(spare.description);
    feed.image = feed.image.or(spare.image);
    // CDF has the address and the date of a channel in attributes.
    feed.link = feed.link.or_else(|| tree.attribute(channel, "href").map(str::to_owned));
    feed.updated.extend(tree.attribute(channel, "lastmod").map(str::to_owned));
    let minutes = |period: u32| period / spare.frequency.unwrap_or(1).max(1);
    feed.update_minutes = spare.period.map(|period| minutes(period).clamp(1, MAX_MINUTES));
    feed
}

fn native(tree: &Tree<'_>, id: NodeId, name: &str, feed: &mut FeedDraft) {
    match name {
        "title" => set(&mut feed.title, title(tree, id)),
        "description" | "subtitle" | "tagline" | "abstract" => set(&mut feed.description, title(tree, id)),
        "language" => set(&mut feed.language, tree.text(id)),
        "link" => link(tree, id, feed),
        "image" | "logo" => set(&mut feed.image, media::image(tree, id)),
        "icon" if feed.image.is_none() => feed.image = tree.text(id),
        "lastbuilddate" | "updated" | "modified" => feed.updated.extend(tree.text(id)),
        "pubdate" | "date" => feed.updated.extend(tree.text(id)),
        "ttl" => {
            feed.ttl_minutes = feed.ttl_minutes.or_else(|| number(tree, id)).filter(|m| (1..=MAX_MINUTES).contains(m));
        }
        "skiphours" => {
            let hours = tree.children(id).filter(|(_, n)| n.name == "hour").filter_map(|(id, _)| number(tree, id));
            feed.skip_hours = hours.filter(|h| *h <= 24).filter_map(|h| u8::try_from(h % 24).ok()).collect();
            feed.skip_hours.sort_unstable();
            feed.skip_hours.dedup();
        }
        "skipdays" => {
            let days = tree.children(id).filter(|(_, n)| n.name == "day").filter_map(|(id, _)| tree.text(id));
            let known =
                days.filter_map(|d| WEEKDAYS.iter().find(|w| w.eq_ignore_ascii_case(&d)).map(|w| (*w).to_owned()));
            for day in known {
                if !feed.skip_days.contains(&day) {
                    feed.skip_days.push(day);
                }
            }
        }
        _ => {}
    }
}

fn extension(tree: &Tree<'_>, id: NodeId, vocabulary: V, name: &str, feed: &mut FeedDraft, spare: &mut Spare) {
    match (vocabulary, name) {
        (V::Atom, "link") => link(tree, id, feed),
        (V::Dublin, "title") => set(&mut feed.title, title(tree, id)),
        (V::Dublin, "description") => set(&mut feed.description, title(tree, id)),
        (V::Itunes, "summary" | "subtitle") => set(&mut spare.description, title(tree, id)),
        (V::Dublin, "language") => set(&mut feed.language, tree.text(id)),
        (V::Dublin, "date" | "modified" | "issued" | "created") | (V::Atom, "updated" | "modified" | "published") => {
            feed.updated.extend(tree.text(id));
        }
        (V::Media, "thumbnail") => set(&mut spare.image, media::image(tree, id)),
        (V::Media, "content") if media::is_picture(tree, id) => set(&mut spare.image, media::image(tree, id)),
        (V::Itunes, "link") if tree.attribute(id, "rel") == Some("image") => {
            set(&mut feed.image, media::image(tree, id));
        }
        (V::Itunes, "image") => set(&mut feed.image, media::image(tree, id)),
        (V::Syndication, "updateperiod") => {
            spare.period = tree.text(id).and_then(|p| match p.to_ascii_lowercase().as_str() {
                "hourly" => Some(60),
                "daily" => Some(1_440),
                "weekly" => Some(10_080),
                "monthly" => Some(43_200),
                "yearly" => Some(MAX_MINUTES),
                _ => None,
            });
        }
        (V::Syndication, "updatefrequency") => spare.frequency = number(tree, id),
        (V::Syndication, "updatebase") => feed.update_base.extend(tree.text(id)),
        _ => {}
    }
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    *slot = slot.take().or(value);
}

fn link(tree: &Tree<'_>, id: NodeId, feed: &mut FeedDraft) {
    let rel = tree.attribute(id, "rel").unwrap_or("alternate").to_ascii_lowercase();
    let Some(href) = tree.attribute(id, "href").map(str::to_owned).or_else(|| tree.text(id)) else { return };
    match rel.as_str() {
        "hub" => set(&mut feed.hub, Some(href)),
        "self" => set(&mut feed.topic, Some(href)),
        "alternate" => set(&mut feed.link, Some(href)),
        _ => {}
    }
}

fn number(tree: &Tree<'_>, id: NodeId) -> Option<u32> {
    to_ascii_digits(&tree.text(id)?).trim().parse().ok()
}
