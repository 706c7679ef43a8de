//! Where sites keep their feeds and news sitemaps when they name them nowhere.

use crate::article::ArticleUrl;
use std::collections::HashSet;
use url::Url;

/// Below the root, the most frequent first.
const FEEDS: [&str; 14] = [
    "feed",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feeds",
    "ar/rss",
    "ar/feed",
    "rss/",
    "?feed=rss2",
    "feed.json",
    "rss.aspx",
    "rss/feed",
];

/// Below the page that was given, when that is not the root: sections have feeds of their own.
const BELOW: [&str; 3] = ["feed", "rss", "rss.xml"];

/// Names of news sitemaps.
const SITEMAPS: [&str; 6] =
    ["news-sitemap.xml", "sitemap_news.xml", "sitemap-news.xml", "news_sitemap.xml", "googlenews.xml", "sitemap.xml"];

/// The places of feeds on the site of `url`, each once, the likeliest first.
#[must_use]
pub fn feed_places(url: &Url) -> Vec<ArticleUrl> {
    let mut directory = url.clone();
    directory.set_query(None);
    let path = directory.path().trim_end_matches('/').to_owned();
    directory.set_path(&format!("{path}/"));
    // Below an article there is at most the feed of its comments.
    let is_section = !path.is_empty() && path.matches('/').count() <= 2;
    let below = BELOW.iter().filter(|_| is_section).filter_map(|place| ArticleUrl::join(&directory, place).ok());
    once(below.chain(at_root(url, &FEEDS)))
}

/// The places of news sitemaps on the site of `url`, each once, the likeliest first.
#[must_use]
pub fn sitemap_places(url: &Url) -> Vec<ArticleUrl> {
    once(at_root(url, &SITEMAPS))
}

fn at_root(url: &Url, places: &'static [&str]) -> impl Iterator<Item = ArticleUrl> {
    let root = url.join("/").ok();
    places.iter().filter_map(move |place| ArticleUrl::join(root.as_ref()?, place).ok())
}

fn once(urls: impl Iterator<Item = ArticleUrl>) -> Vec<ArticleUrl> {
    let mut seen = HashSet::new();
    urls.filter(|url| seen.insert(url.key())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_few_and_of_the_same_site() {
        let of = |url: &str| feed_places(&Url::parse(url).unwrap());
        let root = of("https://news.example/?utm_source=x");
        assert_eq!(root[0].as_str(), "https://news.example/feed");
        assert!(root.iter().any(|u| u.as_str() == "https://news.example/ar/rss"));
        assert!(root.iter().any(|u| u.as_str() == "https://news.example/?feed=rss2"));
        assert_eq!(of("https://news.example/sport/")[0].as_str(), "https://news.example/sport/feed");
        assert_eq!(of("https://news.example/2026/11/23/a-story"), root);
        assert!(root.len() <= 17 && root.iter().all(|u| u.host() == "news.example"));
        assert_eq!(sitemap_places(&Url::parse("https://news.example/ar").unwrap()).len(), SITEMAPS.len());
    }
}
