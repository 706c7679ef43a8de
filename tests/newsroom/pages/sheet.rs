//! What a layout is given, and the pieces every layout needs: hrefs, lists, linked paragraphs, JSON-LD.

use super::super::arabic::{Dice, escape, fnv, local, script_json};
use super::super::item::{Link, LinkBox, NewsItem};
use super::super::style::OutletStyle;
use super::furniture::{HEADLINES, SECTIONS};
use chrono::{DateTime, FixedOffset};
use serde_json::json;
use std::fmt::Write as _;

/// One page in the making.
pub struct Sheet<'a> {
    /// The outlet.
    pub style: &'a OutletStyle,
    /// `http://127.0.0.1:port`.
    pub base: &'a str,
    /// The item.
    pub item: &'a NewsItem,
    /// Bytes of filling that the furniture shall add.
    pub filling: usize,
}

impl<'a> Sheet<'a> {
    /// A page without filling.
    pub fn new(style: &'a OutletStyle, base: &'a str, item: &'a NewsItem) -> Self {
        Self { style, base, item, filling: 0 }
    }

    /// The headline, escaped.
    pub fn title(&self) -> String {
        escape(&self.item.title)
    }

    /// The outlet's name, escaped.
    pub fn name(&self) -> String {
        escape(&self.style.name)
    }

    /// The page's own URL, escaped for HTML.
    pub fn url(&self) -> String {
        escape(&format!("{}{}", self.base, self.style.path(&self.item.slug)))
    }

    /// Publication on the outlet's clock.
    pub fn published(&self) -> DateTime<FixedOffset> {
        local(self.item.published, self.style.offset_hours)
    }

    /// Last change on the outlet's clock.
    pub fn changed(&self) -> DateTime<FixedOffset> {
        local(self.item.changed(), self.style.offset_hours)
    }

    /// The href of a link, when it has one.
    pub fn href(&self, link: &Link) -> Option<String> {
        let to = link.to.as_deref()?;
        Some(escape(&if to.contains('/') { to.to_owned() } else { self.style.written_path(to) }))
    }

    /// The link as an anchor of that class, or as bare text when it leads nowhere.
    pub fn anchor(&self, link: &Link, class: &str) -> String {
        let title = escape(&link.title);
        self.href(link).map_or(title.clone(), |href| format!("<a class=\"{class}\" href=\"{href}\">{title}</a>"))
    }

    /// The boxes that stand before the paragraph of that index.
    pub fn boxes_at(&self, index: usize) -> impl Iterator<Item = &LinkBox> {
        self.item.boxes.iter().filter(move |b| b.after == index)
    }

    /// The boxes that stand after the last paragraph.
    pub fn boxes_at_end(&self) -> impl Iterator<Item = &LinkBox> {
        let count = self.item.paragraphs.len();
        self.item.boxes.iter().filter(move |b| b.after >= count)
    }

    /// The related list: the item's own, else headlines of the house.
    pub fn related(&self, count: usize) -> Vec<Link> {
        if self.item.related.is_empty() { self.stock(&self.item.slug, count) } else { self.item.related.clone() }
    }

    /// The popularity list: the same on every page of the outlet.
    pub fn most_read(&self, count: usize) -> Vec<Link> {
        self.stock("most-read", count)
    }

    /// Headlines of the house, chosen by outlet and `key`.
    fn stock(&self, key: &str, count: usize) -> Vec<Link> {
        let mut dice = Dice::new(fnv(self.style.id.as_bytes()) ^ fnv(key.as_bytes()));
        let first = dice.below(HEADLINES.len());
        let chosen = (0..count.min(HEADLINES.len())).map(|n| (first + n * 7) % HEADLINES.len());
        chosen.map(|n| Link::new(HEADLINES[n], Some(&format!("stock-{n}")))).collect()
    }

    /// The paragraph, escaped, with the first tag that occurs in it linked, as editors do.
    pub fn linked(&self, paragraph: &str) -> String {
        let text = escape(paragraph);
        let Some(tag) = self.item.tags.iter().map(|t| escape(t)).find(|t| text.contains(t.as_str())) else {
            return text;
        };
        text.replacen(&tag, &format!("<a href=\"/tag/{}\">{tag}</a>", tag.replace(' ', "-")), 1)
    }

    /// `<li>` elements of links.
    pub fn list(&self, links: &[Link], class: &str) -> String {
        links.iter().fold(String::new(), |mut out, link| {
            let _ = writeln!(out, "<li class=\"{class}-item\">{}</li>", self.anchor(link, class));
            out
        })
    }

    /// Links to the tags' pages, each in its own anchor, parted by `between`.
    pub fn tags(&self, class: &str, between: &str) -> String {
        let links: Vec<String> = self
            .item
            .tags
            .iter()
            .map(|tag| {
                format!("<a class=\"{class}\" rel=\"tag\" href=\"/tag/{}\">{}</a>", tag.replace(' ', "-"), escape(tag))
            })
            .collect();
        links.join(between)
    }

    /// Entries of a navigation menu.
    pub fn menu(&self, class: &str) -> String {
        SECTIONS.iter().enumerate().fold(String::new(), |mut out, (n, section)| {
            let _ = write!(out, "<li class=\"{class}\"><a href=\"/section/{n}\">{section}</a></li>");
            out
        })
    }

    /// The `meta` elements of OpenGraph and the article's own.
    pub fn open_graph(&self) -> String {
        let mut out = format!(
            "<meta name=\"description\" content=\"{}\">\n<meta property=\"og:type\" content=\"article\">\n\
             <meta property=\"og:title\" content=\"{}\">\n<meta property=\"og:site_name\" content=\"{}\">\n\
             <meta property=\"og:url\" content=\"{}\">\n<meta property=\"og:locale\" content=\"ar_AR\">\n\
             <meta property=\"og:image\" content=\"{}/img/{}.jpg\">\n",
            escape(&self.item.teaser()),
            self.title(),
            self.name(),
            self.url(),
            self.base,
            OutletStyle::number(&self.item.slug)
        );
        let _ = writeln!(out, "<link rel=\"canonical\" href=\"{}\">", self.url());
        out
    }

    /// `article:published_time` and `article:modified_time`.
    pub fn article_times(&self) -> String {
        let mut out = format!(
            "<meta property=\"article:published_time\" content=\"{}\">\n<meta property=\"article:section\" content=\"{}\">\n",
            self.published().to_rfc3339(),
            escape(&self.item.section)
        );
        if self.item.modified.is_some() {
            let _ =
                writeln!(out, "<meta property=\"article:modified_time\" content=\"{}\">", self.changed().to_rfc3339());
        }
        out
    }

    /// A JSON-LD `NewsArticle`.
    pub fn json_ld(&self) -> String {
        let author = self.item.author.as_ref().map_or_else(
            || json!({"@type": "Organization", "name": self.style.name}),
            |name| json!({"@type": "Person", "name": name}),
        );
        let value = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.item.title,
            "datePublished": self.published().to_rfc3339(),
            "dateModified": self.changed().to_rfc3339(),
            "articleSection": self.item.section,
            "keywords": self.item.tags,
            "inLanguage": "ar",
            "author": author,
            "publisher": {"@type": "NewsMediaOrganization", "name": self.style.name},
            "mainEntityOfPage": format!("{}{}", self.base, self.style.path(&self.item.slug)),
        });
        let text = script_json(&value, self.style.encoding);
        format!("<script type=\"application/ld+json\">{text}</script>\n")
    }
}
