//! Sitemaps: which ones `robots.txt` names, and which members of an index are worth asking.

use crate::article::ArticleUrl;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::HashSet;
use url::Url;

/// Most sitemaps taken of one `robots.txt` or one index.
pub const MAX_SITEMAPS: usize = 6;

/// Lines of a `robots.txt` that are read, and members of an index; a large outlet's index has a few thousand.
const MAX_READ: usize = 50_000;

/// Parts of a sitemap's address that say it is of news.
const NEWS_WORDS: [&str; 4] = ["news", "akhbar", "latest", "recent"];

/// Whether the address says that the sitemap is of news. The host does not count, it often says so of everything.
#[must_use]
pub fn names_news(url: &ArticleUrl) -> bool {
    let path = url.to_url().map(|u| u.path().to_ascii_lowercase()).unwrap_or_default();
    NEWS_WORDS.iter().any(|word| path.contains(word))
}

/// The sitemaps that a `robots.txt` names, those of news first; `base` is where it came from.
#[must_use]
pub fn named_in_robots(text: &str, base: &Url) -> Vec<ArticleUrl> {
    let named = text.lines().take(MAX_READ).filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let value = value.split('#').next().unwrap_or_default();
        key.trim().eq_ignore_ascii_case("sitemap").then(|| ArticleUrl::join(base, value).ok()).flatten()
    });
    best(named.map(|url| (url, String::new())))
}

/// The members of a sitemap index: those of news first, then those that changed last. `None` when the text is no index.
#[must_use]
pub fn of_index(document: &str, base: &Url) -> Option<Vec<ArticleUrl>> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut members: Vec<(ArticleUrl, String)> = Vec::new();
    let (mut is_index, mut text) = (false, String::new());
    // What is broken ends the reading; the members before it are kept.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) if !is_index => {
                if local(tag.name().0) != "sitemapindex" {
                    return None;
                }
                is_index = true;
            }
            Event::Start(_) => text.clear(),
            Event::Text(part) => text.push_str(&part),
            Event::CData(part) => text.push_str(&part),
            Event::GeneralRef(name) if &*name == "amp" => text.push('&'),
            Event::End(tag) => match local(tag.name().0).as_str() {
                "loc" if members.len() < MAX_READ => {
                    members.extend(ArticleUrl::join(base, &text).ok().map(|url| (url, String::new())));
                }
                "lastmod" => {
                    if let Some(last) = members.last_mut() {
                        last.1 = text.trim().chars().take(40).collect();
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    is_index.then(|| best(members.into_iter()))
}

/// Each once, those of news first, then by date: the ISO form that sitemaps have sorts as text.
fn best(urls: impl Iterator<Item = (ArticleUrl, String)>) -> Vec<ArticleUrl> {
    let mut seen = HashSet::new();
    let mut all: Vec<_> = urls.filter(|(url, _)| seen.insert(url.key())).collect();
    all.sort_by(|(a, a_date), (b, b_date)| names_news(b).cmp(&names_news(a)).then_with(|| b_date.cmp(a_date)));
    all.into_iter().map(|(url, _)| url).take(MAX_SITEMAPS).collect()
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://news.example/").unwrap()
    }

    fn shown(urls: &[ArticleUrl]) -> Vec<&str> {
        urls.iter().map(ArticleUrl::as_str).collect()
    }

    #[test]
    fn robots_names_sitemaps() {
        let text = "User-agent: *\r\nDisallow: /admin\r\nsitemap : /map.xml # الكل\r\nSitemap: https://news.example/news-sitemap.xml\n\
            Sitemap: ftp://news.example/x\nSitemap:/map.xml\n";
        assert_eq!(
            shown(&named_in_robots(text, &base())),
            ["https://news.example/news-sitemap.xml", "https://news.example/map.xml"]
        );
    }

    #[test]
    fn an_index_gives_its_news_first_and_then_what_changed_last() {
        let text = "<?xml version='1.0'?><sitemapindex xmlns='x'>\
            <sitemap><loc>/a.xml</loc><lastmod>2026-01-01</lastmod></sitemap>\
            <sitemap><loc>\n/b.xml?x=1&amp;y=2&z=3 </loc><lastmod>2026-11-01</lastmod></sitemap>\
            <sitemap><loc><![CDATA[https://news.example/google-news.xml]]></loc></sitemap></sitemapindex>";
        let read = of_index(text, &base()).unwrap();
        assert_eq!(read[0].as_str(), "https://news.example/google-news.xml");
        assert_eq!(read[1].as_str(), "https://news.example/b.xml?x=1&y=2&z=3");
        assert_eq!(read.last().unwrap().as_str(), "https://news.example/a.xml");
        assert_eq!(of_index("<urlset><url><loc>/a</loc></url></urlset>", &base()), None);
        assert_eq!(of_index("نص", &base()), None);
        let cut: String = (0..100).map(|n| format!("<sitemap><loc>/{n}.xml</loc></sitemap>")).collect();
        assert_eq!(of_index(&format!("<sitemapindex>{cut}<sitemap><lo"), &base()).unwrap().len(), MAX_SITEMAPS);
    }
}
