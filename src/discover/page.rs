//! What a page tells of feeds.

use super::{Found, Lead};
use crate::article::ArticleUrl;
use crate::feed::announce::{is_feed_address, is_feed_type, is_feed_word};
use crate::page::{self, PageLink};
use std::collections::HashSet;
use url::Url;

/// Most addresses taken of what a page announces.
const MAX_ANNOUNCED: usize = 20;

/// Most addresses taken of a page's other links.
const MAX_LINKED: usize = 12;

/// The leads of a page that came from `url`: announced feeds, then links that look like feeds; feeds of comments last.
#[must_use]
pub fn of_page(text: &str, url: &Url) -> Vec<Lead> {
    let read = page::links(text);
    let base = read.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or_else(|| url.clone());
    // The page itself is known, and no feed.
    let mut seen: HashSet<String> = ArticleUrl::from_url(url.clone()).map(|u| u.key()).into_iter().collect();
    let mut leads = |found: Found, most: usize, takes: &dyn Fn(&PageLink, &Url) -> bool| {
        let taken = read.links.iter().filter_map(|link| {
            let target = base.join(&link.href).ok()?;
            let url = takes(link, &target).then(|| ArticleUrl::from_url(target).ok()).flatten()?;
            seen.insert(url.key()).then_some(Lead { url, found })
        });
        taken.take(most).collect::<Vec<_>>()
    };
    let mut all = leads(Found::Announced, MAX_ANNOUNCED, &|link, _| is_announced(link));
    let site = site_of(url).to_owned();
    all.extend(leads(Found::Linked, MAX_LINKED, &|link, target| {
        let is_here = site_of(target) == site;
        !link.is_element && is_here && (is_feed_address(target) || is_feed_word(&link.words))
    }));
    all.sort_by_key(|lead| lead.url.as_str().contains("/comments/"));
    all
}

fn is_announced(link: &PageLink) -> bool {
    let is_alternate = link.rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("alternate"));
    link.is_element && is_alternate && is_feed_type(&link.media_type)
}

/// The registrable domain; an address as it is.
fn site_of(url: &Url) -> &str {
    match url.host() {
        Some(url::Host::Domain(name)) => psl::domain_str(name).unwrap_or(name),
        _ => url.host_str().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_feeds_come_first_then_links_that_look_like_feeds() {
        let text = "<link rel=alternate type='application/rss+xml' href='/comments/feed/'>\
            <link rel='alternate' type='application/rss+xml; charset=UTF-8' href='feed/'>\
            <link rel=alternate type=application/json href=/wp-json><link rel=alternate hreflang=en href=/en/>\
            <a href='https://rss.news.example/sport.xml'>رياضة</a><a href='/feed/'>RSS</a><a href='/x'>خلاصات</a>\
            <a href='https://other.example/rss'>RSS</a><a href='javascript:rss()'>RSS</a><a href='/about'>عن الموقع</a>";
        let leads = of_page(text, &Url::parse("https://www.news.example/").unwrap());
        let shown: Vec<_> = leads.iter().map(|l| (l.found, l.url.as_str())).collect();
        assert_eq!(
            shown,
            [
                (Found::Announced, "https://www.news.example/feed/"),
                (Found::Linked, "https://rss.news.example/sport.xml"),
                (Found::Linked, "https://www.news.example/x"),
                (Found::Announced, "https://www.news.example/comments/feed/"),
            ]
        );
        let many: String = (0..100).map(|n| format!("<a href='/rss/{n}'>")).collect();
        assert_eq!(of_page(&many, &Url::parse("https://news.example/").unwrap()).len(), MAX_LINKED);
    }
}
