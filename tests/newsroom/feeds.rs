//! The feed of an outlet in each flavour.

use super::arabic::{encode, escape, local};
use super::item::NewsItem;
use super::pages::Document;
use super::style::{Encoding, FeedFlavour, OutletStyle};
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

const NAMESPACES: &str = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:atom=\"http://www.w3.org/2005/Atom\"";

/// The feed over `items`, the newest first.
pub fn feed(style: &OutletStyle, base: &str, items: &[&NewsItem], changed: DateTime<Utc>) -> Document {
    let (text, content_type) = match style.feed {
        FeedFlavour::RssSummary => (rss(style, base, items, changed, false), "application/rss+xml; charset=utf-8"),
        FeedFlavour::RssFull => (rss(style, base, items, changed, true), "application/rss+xml; charset=UTF-8"),
        FeedFlavour::RssWindows1256 => (rss(style, base, items, changed, false), "text/xml"),
        FeedFlavour::Atom => (atom(style, base, items, changed), "application/atom+xml; charset=utf-8"),
        FeedFlavour::Rdf => (rdf(style, base, items), "text/xml; charset=utf-8"),
    };
    let encoding = if style.feed == FeedFlavour::RssWindows1256 { Encoding::Windows1256Header } else { Encoding::Utf8 };
    Document { bytes: encode(&text, encoding), content_type }
}

fn link(style: &OutletStyle, base: &str, item: &NewsItem) -> String {
    escape(&format!("{base}{}", style.written_path(&item.slug)))
}

fn rss(style: &OutletStyle, base: &str, items: &[&NewsItem], changed: DateTime<Utc>, full: bool) -> String {
    let name = escape(&style.name);
    let declared = if style.feed == FeedFlavour::RssWindows1256 { "windows-1256" } else { "utf-8" };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"{declared}\"?>\n<rss version=\"2.0\" {NAMESPACES}>\n<channel>\n<title>{name}</title>\n\
         <link>{base}/</link>\n<description>آخر الأخبار من {name}</description>\n<language>ar</language>\n\
         <lastBuildDate>{}</lastBuildDate>\n",
        local(changed, style.offset_hours).to_rfc2822()
    );
    if let Some(ttl) = style.ttl {
        let _ = writeln!(out, "<ttl>{ttl}</ttl>");
    }
    for item in items {
        rss_item(style, base, item, full, &mut out);
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

fn rss_item(style: &OutletStyle, base: &str, item: &NewsItem, full: bool, out: &mut String) {
    let link = link(style, base, item);
    let _ = write!(
        out,
        "<item>\n<title>{}</title>\n<link>{link}</link>\n<guid isPermaLink=\"false\">{}-{}</guid>\n<pubDate>{}</pubDate>\n",
        escape(&item.title),
        style.id,
        OutletStyle::number(&item.slug),
        local(item.published, style.offset_hours).to_rfc2822()
    );
    if let Some(modified) = item.modified {
        let _ = writeln!(out, "<atom:updated>{}</atom:updated>", local(modified, style.offset_hours).to_rfc3339());
    }
    if let Some(author) = &item.author {
        let _ = writeln!(out, "<dc:creator><![CDATA[{author}]]></dc:creator>");
    }
    for tag in std::iter::once(&item.section).chain(&item.tags) {
        let _ = writeln!(out, "<category><![CDATA[{tag}]]></category>");
    }
    let _ = writeln!(out, "<description><![CDATA[<p>{}</p>]]></description>", escape(&item.teaser()));
    if full {
        let _ = writeln!(out, "<content:encoded><![CDATA[{}]]></content:encoded>", full_html(style, base, item));
    }
    out.push_str("</item>\n");
}

fn atom(style: &OutletStyle, base: &str, items: &[&NewsItem], changed: DateTime<Utc>) -> String {
    let name = escape(&style.name);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ar\">\n\
         <title>{name}</title>\n<id>tag:{},2026:feed</id>\n<link rel=\"self\" href=\"{base}/feed\"/>\n\
         <link rel=\"alternate\" href=\"{base}/\"/>\n<updated>{}</updated>\n",
        style.id,
        local(changed, style.offset_hours).to_rfc3339()
    );
    for item in items {
        let _ = write!(
            out,
            "<entry>\n<title type=\"text\">{}</title>\n<id>tag:{},2026:{}</id>\n<link rel=\"alternate\" type=\"text/html\" \
             href=\"{}\"/>\n<published>{}</published>\n<updated>{}</updated>\n",
            escape(&item.title),
            style.id,
            OutletStyle::number(&item.slug),
            link(style, base, item),
            local(item.published, style.offset_hours).to_rfc3339(),
            local(item.changed(), style.offset_hours).to_rfc3339(),
        );
        if let Some(author) = &item.author {
            let _ = writeln!(out, "<author><name>{}</name></author>", escape(author));
        }
        for tag in &item.tags {
            let _ = writeln!(out, "<category term=\"{}\"/>", escape(tag));
        }
        let _ = writeln!(out, "<summary type=\"html\">{}</summary>\n</entry>", escape(&escape(&item.teaser())));
    }
    out.push_str("</feed>\n");
    out
}

fn rdf(style: &OutletStyle, base: &str, items: &[&NewsItem]) -> String {
    let name = escape(&style.name);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <channel rdf:about=\"{base}/feed\">\n<title>{name}</title>\n<link>{base}/</link>\n\
         <description>{name}: الأخبار</description>\n<dc:language>ar</dc:language>\n<items>\n<rdf:Seq>\n"
    );
    for item in items {
        let _ = writeln!(out, "<rdf:li rdf:resource=\"{}\"/>", link(style, base, item));
    }
    out.push_str("</rdf:Seq>\n</items>\n</channel>\n");
    for item in items {
        let link = link(style, base, item);
        let _ = write!(
            out,
            "<item rdf:about=\"{link}\">\n<title>{}</title>\n<link>{link}</link>\n<description>{}</description>\n\
             <dc:date>{}</dc:date>\n<dc:subject>{}</dc:subject>\n</item>\n",
            escape(&item.title),
            escape(&item.teaser()),
            local(item.published, style.offset_hours).to_rfc3339(),
            escape(&item.section),
        );
    }
    out.push_str("</rdf:RDF>\n");
    out
}

/// What WordPress puts into `content:encoded`: the body, the related box, and its closing line.
fn full_html(style: &OutletStyle, base: &str, item: &NewsItem) -> String {
    let mut out = String::new();
    for (index, paragraph) in item.shown().iter().enumerate() {
        for link_box in item.boxes.iter().filter(|b| b.after == index) {
            let _ = write!(out, "<p><strong>{}</strong></p>", escape(&link_box.label));
            for to in &link_box.links {
                let _ = write!(out, "<p>{}</p>", escape(&to.title));
            }
        }
        let _ = write!(out, "<p>{}</p>", escape(paragraph));
    }
    if let Some(credit) = &item.credit {
        let _ = write!(out, "<p>المصدر: {}</p>", escape(credit));
    }
    let _ = write!(
        out,
        "<p>The post <a href=\"{}\">{}</a> appeared first on <a href=\"{base}/\">{}</a>.</p>",
        link(style, base, item),
        escape(&item.title),
        escape(&style.name)
    );
    out
}
