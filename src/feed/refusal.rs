//! What bytes are when they are no feed.

use super::announce;
use super::document::FeedError;
use super::repairs::quoted;
use super::tree::Tree;
use crate::article::ArticleUrl;
use url::Url;

/// Most feeds named to the user.
const MAX_FEEDS: usize = 20;

/// Says why a tree without a feed in it is none; `text` is the document it was read from.
pub(super) fn of_tree(tree: &Tree<'_>, text: &str, base: Option<&Url>) -> FeedError {
    let root = tree.nodes.first().map(|n| n.name.as_ref());
    if root == Some("opml") {
        return FeedError::NotAFeed("an OPML list of feeds; `hasad feeds import` takes it".to_owned());
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

/// The feeds that a page announces to programs, then those it links to for readers.
fn announced(tree: &Tree<'_>, base: Option<&Url>) -> Vec<String> {
    let named =
        |name: &'static str| tree.nodes.iter().enumerate().filter(move |(_, n)| n.name == name).map(|(id, _)| id);
    let is_announced = |id: &usize| {
        let rel = tree.attribute(*id, "rel").unwrap_or_default();
        rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("alternate"))
            && announce::is_feed_type(tree.attribute(*id, "type").unwrap_or_default())
    };
    let mut feeds: Vec<String> = Vec::new();
    for id in named("link").filter(is_announced).chain(named("a").filter(|id| is_linked(tree, *id, base))) {
        let Some(href) = tree.attribute(id, "href") else { continue };
        let url = match base {
            Some(base) => ArticleUrl::join(base, href).map(|u| u.to_string()).ok(),
            None => Some(href.to_owned()),
        };
        // The page is what answered, so that a link to itself leads to no feed.
        let is_self = |url: &String| base.is_some_and(|base| base.as_str() == url);
        feeds.extend(url.filter(|u| !is_self(u) && !feeds.contains(u)));
        if feeds.len() >= MAX_FEEDS {
            break;
        }
    }
    feeds
}

fn is_linked(tree: &Tree<'_>, id: usize, base: Option<&Url>) -> bool {
    let Some(href) = tree.attribute(id, "href") else { return false };
    let url = base.map_or_else(|| Url::parse(href), |base| base.join(href));
    url.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && announce::is_feed_address(&url))
}
