//! What bytes are when they are no feed.

use super::document::FeedError;
use super::repairs::quoted;
use super::tree::Tree;
use crate::article::ArticleUrl;
use url::Url;

/// Media types under which pages announce their feeds.
const FEED_TYPES: [&str; 6] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "text/xml",
    "application/xml",
];

/// Most feeds named to the user.
const MAX_FEEDS: usize = 20;

/// Says why a tree without a feed in it is none; `text` is the document it was read from.
pub(super) fn of_tree(tree: &Tree<'_>, text: &str, base: Option<&Url>) -> FeedError {
    let root = tree.nodes.first().map(|n| n.name.as_ref());
    if root == Some("opml") {
        return FeedError::NotAFeed("an OPML list of feeds; import it instead".to_owned());
    }
    let head = text.trim_start().get(..14).unwrap_or_default();
    let is_page = head.eq_ignore_ascii_case("<!doctype html")
        || matches!(root, Some("html" | "head" | "body" | "meta" | "title" | "script" | "div"))
        || tree.nodes.iter().take(20).any(|n| n.name == "html");
    if is_page {
        return FeedError::Html { feeds: announced(tree, base) };
    }
    match root {
        Some(root) => FeedError::NotAFeed(format!("an XML document with the root <{root}>")),
        None => of_text(text),
    }
}

/// Says what a text without any element is.
fn of_text(text: &str) -> FeedError {
    let odd = text.chars().take(2_000).filter(|c| *c == '\u{FFFD}').count();
    if odd > 20 {
        return FeedError::NotAFeed("binary data".to_owned());
    }
    let first: String = text.trim().chars().take(60).collect();
    FeedError::NotAFeed(format!("plain text beginning with {}", quoted(&first)))
}

fn announced(tree: &Tree<'_>, base: Option<&Url>) -> Vec<String> {
    let mut feeds: Vec<String> = Vec::new();
    for (id, _) in tree.nodes.iter().enumerate().filter(|(_, n)| n.name == "link") {
        let (Some(rel), Some(href)) = (tree.attribute(id, "rel"), tree.attribute(id, "href")) else { continue };
        let media_type = tree.attribute(id, "type").unwrap_or_default().to_ascii_lowercase();
        let is_feed = rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("alternate"))
            && FEED_TYPES.contains(&media_type.trim());
        if !is_feed {
            continue;
        }
        let url = match base {
            Some(base) => ArticleUrl::join(base, href).map(|u| u.to_string()).ok(),
            None => Some(href.to_owned()),
        };
        feeds.extend(url.filter(|u| !feeds.contains(u)));
        if feeds.len() >= MAX_FEEDS {
            break;
        }
    }
    feeds
}
