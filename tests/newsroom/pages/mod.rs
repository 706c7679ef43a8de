//! Article pages: the item in the markup of each layout, with the furniture that surrounds an article on a real site.

mod agency;
mod aggregator;
mod broadcaster;
mod drupal;
mod egyptian;
mod furniture;
mod nextjs;
mod old_table;
mod sheet;
mod wordpress;

use super::arabic::{encode, escape};
use super::item::NewsItem;
use super::style::{Encoding, Layout, OutletStyle};
use sheet::Sheet;
use std::fmt::Write as _;

/// What the furniture counts as filling although a page without filling has it too, in bytes at most.
const UNFILLED: usize = 400;

/// A document and how it is served.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its bytes in the outlet's encoding.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header.
    pub content_type: &'static str,
}

/// The page of an item.
pub fn page(style: &OutletStyle, base: &str, item: &NewsItem) -> Document {
    let sheet = Sheet::new(style, base, item);
    let mut text = render(&sheet);
    let bytes = encode(&text, style.encoding);
    if bytes.len() >= style.page_bytes {
        return Document { bytes, content_type: content_type(style.encoding) };
    }
    // Rendered again with filling: a letter is one byte or two, so the first rendering tells how much is missing.
    let sheet = Sheet { filling: style.page_bytes - bytes.len() + UNFILLED, ..sheet };
    text = render(&sheet);
    Document { bytes: encode(&text, style.encoding), content_type: content_type(style.encoding) }
}

/// The home page: headlines, and the link by which a feed is discovered.
pub fn home(style: &OutletStyle, base: &str, items: &[&NewsItem]) -> Document {
    let name = escape(&style.name);
    let mut text = format!(
        "<!DOCTYPE html>\n<html dir=\"rtl\" lang=\"ar\"><head>{}<title>{name} - الصفحة الرئيسية</title>\n\
         <link rel=\"alternate\" type=\"application/rss+xml\" title=\"{name}\" href=\"{base}/feed\"></head><body><ul>\n",
        charset_meta(style.encoding)
    );
    for item in items {
        let path = style.written_path(&item.slug);
        let _ = writeln!(text, "<li><a href=\"{}\">{}</a></li>", escape(&path), escape(&item.title));
    }
    text.push_str("</ul></body></html>\n");
    Document { bytes: encode(&text, style.encoding), content_type: content_type(style.encoding) }
}

fn render(sheet: &Sheet<'_>) -> String {
    match sheet.style.layout {
        Layout::WordPress => wordpress::render(sheet),
        Layout::Broadcaster => broadcaster::render(sheet),
        Layout::OldTable => old_table::render(sheet),
        Layout::NextJs => nextjs::render(sheet),
        Layout::Drupal => drupal::render(sheet),
        Layout::EgyptianDaily => egyptian::render(sheet),
        Layout::Aggregator => aggregator::render(sheet),
        Layout::Agency => agency::render(sheet),
    }
}

fn content_type(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "text/html; charset=utf-8",
        Encoding::Windows1256Header => "text/html; charset=windows-1256",
        Encoding::Utf8Bom | Encoding::Windows1256Meta | Encoding::Windows1256Undeclared => "text/html",
    }
}

fn charset_meta(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "<meta charset=\"utf-8\">\n",
        Encoding::Windows1256Meta => "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1256\">\n",
        Encoding::Utf8Bom | Encoding::Windows1256Header | Encoding::Windows1256Undeclared => "",
    }
}
