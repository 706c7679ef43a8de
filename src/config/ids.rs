//! Ids for new feeds, made of their addresses and unlike every id in use.

use super::values::feed_id;
use crate::article::ArticleUrl;
use std::collections::{HashMap, HashSet};

/// Parts of a host name that say what a server does and not whose it is.
const SERVER_WORDS: [&str; 11] = ["www", "m", "mobile", "amp", "rss", "feed", "feeds", "api", "web", "beta", "new"];

/// Parts of a path that every feed has.
const FEED_WORDS: [&str; 12] =
    ["rss", "rss2", "feed", "feeds", "atom", "xml", "index", "default", "rssfeed", "section", "sitemap", "json"];

/// Longest part of an id that is taken from a name, so that a number still fits behind it.
const MAX_PART: usize = 24;

/// The ids in use, in lower case: they become file names, where case may not count.
#[derive(Debug, Clone, Default)]
pub struct FeedIds {
    used: HashSet<String>,
    /// The number to try next behind a name, so that thousands of feeds of one host stay cheap.
    next: HashMap<String, usize>,
}

impl FeedIds {
    /// With these ids in use.
    pub fn new<'a>(used: impl IntoIterator<Item = &'a str>) -> Self {
        Self { used: used.into_iter().map(str::to_lowercase).collect(), next: HashMap::new() }
    }

    /// The wished id when it is one and free; it is then in use.
    pub fn take(&mut self, wished: &str) -> Option<String> {
        let id = feed_id(wished).ok()?.0;
        self.used.insert(id.to_lowercase()).then_some(id)
    }

    /// A new id for a feed: `aljazeera`, `cnn-arabic`, then with a word of the path, then with a number.
    pub fn for_url(&mut self, url: &ArticleUrl) -> String {
        let name = of_host(&url.host());
        let named = path_words(url).into_iter().map(|word| format!("{name}-{word}"));
        for wished in std::iter::once(name.clone()).chain(named) {
            if let Some(id) = self.take(&wished) {
                return id;
            }
        }
        loop {
            let number = self.next.entry(name.clone()).or_insert(1);
            *number += 1;
            let wished = format!("{name}-{number}");
            if let Some(id) = self.take(&wished) {
                return id;
            }
        }
    }
}

/// `www.alaraby.co.uk` is `alaraby`, `arabic.cnn.com` is `cnn-arabic`; an address stays as it is.
fn of_host(host: &str) -> String {
    let host = host.trim_matches(['[', ']', '.']);
    let part = |text: &str| -> String {
        let clean: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        clean.trim_matches('-').chars().take(MAX_PART).collect()
    };
    let is_address = host.contains(':') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let whole = || Some(part(host)).filter(|p| !p.is_empty()).unwrap_or_else(|| "feed".to_owned());
    if is_address {
        return whole();
    }
    let domain = psl::domain_str(host).unwrap_or(host);
    let name = part(domain.split('.').next().unwrap_or(domain));
    if name.is_empty() {
        return whole();
    }
    let below = host.strip_suffix(domain).unwrap_or_default().trim_end_matches('.');
    let sub = below.rsplit('.').map(part).find(|p| !p.is_empty() && !SERVER_WORDS.contains(&p.as_str()));
    sub.map_or_else(|| name.clone(), |sub| format!("{name}-{sub}"))
}

/// Words of the path that may tell one feed of a host from another, the last first.
fn path_words(url: &ArticleUrl) -> Vec<String> {
    let path = url.to_url().map(|u| u.path().to_ascii_lowercase()).unwrap_or_default();
    let is_word = |w: &&str| (2..=MAX_PART).contains(&w.len()) && w.bytes().any(|b| b.is_ascii_alphabetic());
    let parts = path.rsplit('/').filter(|part| !part.contains('%')).flat_map(|part| part.split('.').take(1));
    let words = parts
        .map(|part| part.trim_matches('-'))
        .filter(is_word)
        .filter(|word| !FEED_WORDS.contains(word) && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    words.take(3).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_host_then_the_path_then_a_number() {
        let mut ids = FeedIds::new(["AlAraby"]);
        let mut id = |url: &str| ids.for_url(&ArticleUrl::parse(url).unwrap());
        assert_eq!(id("https://arabic.cnn.com/api/v1/rss/rss.xml"), "cnn-arabic");
        assert_eq!(id("https://www.alaraby.co.uk/rss"), "alaraby-2", "the shipped id differs in case only");
        assert_eq!(id("https://feeds.bbci.co.uk/arabic/rss.xml"), "bbci");
        assert_eq!(id("https://feeds.bbci.co.uk/arabic/business/rss.xml"), "bbci-business");
        assert_eq!(id("https://aawsat.com/feed"), "aawsat");
        assert_eq!(id("https://aawsat.com/feed/economy"), "aawsat-economy");
        assert_eq!(id("https://aawsat.com/feed/%D8%AE"), "aawsat-2");
        assert_eq!(id("http://127.0.0.1:8080/feed"), "127-0-0-1");
        assert_eq!(id("http://[::1]/feed"), "1");
    }

    #[test]
    fn every_id_is_valid_and_new() {
        let mut ids = FeedIds::default();
        let hosts = ["-a.example", "x--y.example", "localhost", "a_b.example", "xn--igbicxr.example"];
        for url in hosts.iter().flat_map(|h| [format!("https://{h}/1"), format!("https://{h}/{}", "é".repeat(90))]) {
            let before = ids.used.len();
            let id = ids.for_url(&ArticleUrl::parse(&url).unwrap());
            assert!(feed_id(&id).is_ok(), "{id}");
            assert_eq!(ids.used.len(), before + 1);
        }
        assert_eq!(ids.take(".hidden"), None);
    }
}
