//! The addresses a page names, wherever they stand: what the search for a site's feeds looks at.

use super::bounded;
use super::tokenizer::{StartTag, TokenSink, tokenize};

/// Most links kept of one page.
const MAX_LINKS: usize = 5_000;

/// Words kept of one link, in bytes.
const MAX_WORDS: usize = 300;

/// A link of a page, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLink {
    /// Whether it is a `link` element, which speaks to programs, and not an `a`, which speaks to readers.
    pub is_element: bool,
    /// `href`.
    pub href: String,
    /// `rel`.
    pub rel: String,
    /// `type`.
    pub media_type: String,
    /// Its text, title, label, class names, and those of pictures in it, parted by blanks.
    pub words: String,
}

/// The links of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// `href` of the `base` element.
    pub base: Option<String>,
    /// In order of appearance.
    pub links: Vec<PageLink>,
}

/// Every `link` and `a` of a page that leads somewhere; bounded, and never fails.
#[must_use]
pub fn links(text: &str) -> PageLinks {
    let mut collected = Collected::default();
    tokenize(bounded(text), &mut collected);
    collected.out
}

#[derive(Default)]
struct Collected {
    out: PageLinks,
    /// Whether the last link is an `a` that has not ended.
    is_open: bool,
}

impl<'a> TokenSink<'a> for Collected {
    fn start(&mut self, tag: &StartTag<'_, 'a>) {
        match tag.name {
            "base" => self.out.base = self.out.base.take().or_else(|| attribute(tag, "href")),
            "a" | "link" | "area" => self.link(tag),
            "img" | "i" | "span" | "svg" => self.names(tag),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "a" {
            self.is_open = false;
        }
    }

    fn text(&mut self, text: &str) {
        self.word(text);
    }

    fn wants_raw(&self) -> bool {
        false
    }
}

impl Collected {
    fn link(&mut self, tag: &StartTag<'_, '_>) {
        self.is_open = false;
        let Some(href) = attribute(tag, "href").filter(|h| !h.is_empty()) else { return };
        if self.out.links.len() >= MAX_LINKS {
            return;
        }
        let given = |name| attribute(tag, name).unwrap_or_default();
        self.out.links.push(PageLink {
            is_element: tag.name == "link",
            href,
            rel: given("rel"),
            media_type: given("type"),
            words: String::new(),
        });
        self.is_open = true;
        self.names(tag);
        self.is_open = tag.name == "a";
    }

    fn names(&mut self, tag: &StartTag<'_, '_>) {
        // Most elements stand in no link.
        if self.is_open {
            for value in ["title", "aria-label", "alt", "class", "src"].iter().filter_map(|name| attribute(tag, name)) {
                self.word(&value);
            }
        }
    }

    fn word(&mut self, text: &str) {
        if let Some(link) = self.out.links.last_mut().filter(|link| self.is_open && link.words.len() < MAX_WORDS) {
            link.words.push(' ');
            link.words.push_str(&text[..text.floor_char_boundary(MAX_WORDS)]);
        }
    }
}

fn attribute(tag: &StartTag<'_, '_>, name: &str) -> Option<String> {
    tag.attribute(name).map(|value| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_with_their_words() {
        let page = "<base href='/ar/'><link rel=alternate type=application/rss+xml title=خلاصات href=feed.xml>\
            <script>'<a href=no>'</script><!-- <a href=no> --><a name=x>لا</a><a href='/rss' class='fa fa-rss'><img \
            alt='آخر الأخبار' src=/i/rss.png></a> نص <a href='/1'>خبر <b>عاجل</b></a>";
        let read = links(page);
        assert_eq!(read.base.as_deref(), Some("/ar/"));
        let shown: Vec<_> = read.links.iter().map(|l| (l.is_element, l.href.as_str(), l.words.trim())).collect();
        assert_eq!(
            shown,
            [
                (true, "feed.xml", "خلاصات"),
                (false, "/rss", "fa fa-rss آخر الأخبار /i/rss.png"),
                (false, "/1", "خبر  عاجل")
            ]
        );
    }

    #[test]
    fn a_page_of_links_is_bounded() {
        assert_eq!(links(&"<a href=/1>".repeat(MAX_LINKS + 100)).links.len(), MAX_LINKS);
        assert!(links(&format!("<a href=/1>{}", "كلمة <i>".repeat(10_000))).links[0].words.len() < 2 * MAX_WORDS);
    }
}
