//! Links to other articles: one entry a link, with its title, its address and where it stood.

use super::blocks::{Block, Form, Stream, words};
use super::labels::site::is_button;
use super::labels::{is_site_pick, label_of};
use super::metadata::{key, whence};
use crate::article::{ArticleUrl, LinkKind, Placement, ReadAlso};
use crate::text::clean;
use crate::text::letters::fold;
use rustc_hash::FxHashMap;
use url::Url;

/// Most links kept of one page.
const MAX_LINKS: usize = 200;
/// Longest title in characters.
const MAX_TITLE: usize = 300;

/// A link's text shorter than this, in characters, yields to a longer one of the same address: a section with a date, a format.
const FRAGMENT: usize = 24;
/// A link's text that is cut off and at least this long, in characters, is no headline but a card's excerpt.
const EXCERPT: usize = 60;

/// What stands around a headline and is none of it.
const DECORATION: [char; 12] = [' ', '|', '-', '–', '•', '●', '▪', '■', '◾', '◆', '♦', '←'];

/// A title with or without an address, as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The headline.
    pub title: String,
    /// Address as written.
    pub href: Option<String>,
    /// First block of it.
    pub block: usize,
}

/// Where and under what a list of items stood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The label as written.
    pub label: &'a str,
    /// Which kind of list.
    pub kind: LinkKind,
    /// Inside or after the body.
    pub placement: Placement,
    /// Body blocks before it.
    pub position: usize,
}

/// Collects links, each once.
pub(super) struct Links<'a> {
    base: Option<&'a Url>,
    own: Option<String>,
    known: FxHashMap<String, usize>,
    out: Vec<ReadAlso>,
}

impl<'a> Links<'a> {
    /// `base` resolves addresses; a link back to `url` itself is dropped.
    pub fn new(base: Option<&'a Url>, url: Option<&Url>) -> Self {
        let own = url.and_then(|u| ArticleUrl::from_url(u.clone()).ok()).map(|u| u.key());
        Self { base, own, known: FxHashMap::default(), out: Vec::new() }
    }

    /// Adds one; a link seen before keeps its first place, and gains a label or an address it had not.
    pub fn add(&mut self, item: &Item, context: Context<'_>) {
        // Angle quotes part a headline from the next as often as they are its own.
        let quoted = item.title.contains('«');
        let is_decoration = |c: char| DECORATION.contains(&c) || (!quoted && matches!(c, '«' | '»' | '>' | '<'));
        let title = clean::line(item.title.trim_matches(is_decoration), MAX_TITLE);
        let url = item.href.as_deref().and_then(|h| self.resolve(h));
        if title.is_empty() || self.out.len() >= MAX_LINKS || (item.href.is_some() && url.is_none()) {
            return;
        }
        if url.as_ref().is_some_and(|u| Some(u.key()) == self.own) {
            return;
        }
        let title_key = key(&title);
        let url_key = url.as_ref().map(ArticleUrl::key);
        let by_title = self
            .known
            .get(&title_key)
            .filter(|at| url.is_none() || self.out.get(**at).is_some_and(|e| e.url.is_none()));
        let known = url_key.as_ref().and_then(|k| self.known.get(k)).or(by_title);
        if let Some(entry) = known.and_then(|at| self.out.get_mut(*at)) {
            if entry.label.is_empty() && !context.label.is_empty() {
                context.label.clone_into(&mut entry.label);
                entry.kind = context.kind;
            }
            entry.url = entry.url.take().or_else(|| url.map(|u| u.to_string()));
            return;
        }
        let at = self.out.len();
        self.known.entry(title_key).or_insert(at);
        if let Some(key) = url_key {
            self.known.insert(key, at);
        }
        self.out.push(ReadAlso {
            title,
            url: url.map(|u| u.to_string()),
            label: clean::line(context.label, 80),
            kind: context.kind,
            placement: context.placement,
            position: context.position,
        });
    }

    fn resolve(&self, href: &str) -> Option<ArticleUrl> {
        if href.trim_start().starts_with('#') {
            return None;
        }
        let url = match self.base {
            Some(base) => ArticleUrl::join(base, href).ok(),
            None => ArticleUrl::parse(href).ok(),
        };
        url.filter(|u| !is_home(u) && !self.is_own_form(u))
    }

    /// Whether an address is this page's with a question behind it: a button to share, print or answer.
    fn is_own_form(&self, url: &ArticleUrl) -> bool {
        let own = self.own.as_deref().filter(|o| !o.contains('?') && o.contains('/'));
        own.zip(url.key().split_once('?')).is_some_and(|(own, (path, _))| own == path.trim_end_matches('/'))
    }

    /// Whether a list below the text that is about this article was found.
    pub fn has_list(&self) -> bool {
        let about = |e: &ReadAlso| e.placement == Placement::Tail && !e.label.is_empty() && !is_site_pick(&e.label);
        self.out.iter().any(|e| about(e) && e.kind != LinkKind::MostRead)
    }

    /// The links in the order they were found.
    pub fn finish(self) -> Vec<ReadAlso> {
        self.out
    }
}

/// Whether an address is a site's front page.
fn is_home(url: &ArticleUrl) -> bool {
    Url::parse(url.as_str()).is_ok_and(|u| matches!(u.path(), "" | "/") && u.query().is_none())
}

/// How surely the text of a link is a headline: one in a heading before one whose class calls it a title, and a card's excerpt last.
fn headline_rank(stream: &Stream, block: &Block, text: &str) -> u8 {
    match block.form {
        Form::Heading(_) => 3,
        _ if stream.is_titled(block) => 2,
        _ if text.ends_with(['.', '…']) && text.chars().count() >= EXCERPT => 0,
        _ => 1,
    }
}

/// The linked headlines in a stretch of blocks, one a link: of several texts of one address the surest headline, else the first
/// that is no mere fragment; what comes after it is the card's excerpt.
pub(super) fn linked_items(stream: &Stream, range: std::ops::Range<usize>) -> Vec<Item> {
    let mut items: Vec<(Item, u8)> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let range_start = range.start;
    for at in range {
        let Some(block) = stream.blocks.get(at) else { break };
        for span in &block.spans {
            let (Some(link), Some(text)) = (stream.links.get(span.link), block.text.get(span.start..span.end)) else {
                continue;
            };
            let text = text.trim();
            if link.is_tag || !leads_to_article(&link.href) {
                continue;
            }
            // `<h5>headline</h5><a>التفاصيل</a>`
            let above = || range_start.max(at.saturating_sub(2))..at;
            let headed = || above().rev().find(|above| is_unlinked_headline(stream, *above));
            let (title, block) = match is_headline(text) {
                true => (text, block),
                false if is_details(text) => match headed().and_then(|at| stream.blocks.get(at)) {
                    Some(headline) => (headline.text.as_str(), headline),
                    None => continue,
                },
                false => continue,
            };
            let item = Item { title: title.to_owned(), href: Some(link.href.clone()), block: at };
            let rank = headline_rank(stream, block, title);
            match known.get(link.href.as_str()) {
                Some(at) => {
                    let (old, old_rank) = &mut items[*at];
                    let fragment = old.title.chars().count() < FRAGMENT && old.title.len() < text.len();
                    if rank > *old_rank || (rank == *old_rank && rank < 3 && fragment) {
                        old.title = item.title;
                        *old_rank = rank;
                    }
                }
                None => {
                    known.insert(&link.href, items.len());
                    items.push((item, rank));
                }
            }
        }
    }
    items.into_iter().map(|(item, _)| item).collect()
}

/// Whether a link says no more than that there is more of what stands above it.
fn is_details(text: &str) -> bool {
    const DETAILS: [&str; 9] = [
        "التفاصيل",
        "المزيد",
        "اقرا المزيد",
        "لقراءه المزيد",
        "للمزيد",
        "تابع القراءه",
        "اكمل القراءه",
        "read more",
        "more",
    ];
    text.chars().count() <= 24 && DETAILS.contains(&fold(text).trim_matches(|c: char| !c.is_alphanumeric()))
}

fn is_unlinked_headline(stream: &Stream, at: usize) -> bool {
    let titled = |b: &Block| matches!(b.form, Form::Heading(_)) || b.hints_title();
    stream.blocks.get(at).is_some_and(|b| b.spans.is_empty() && titled(b) && is_headline(&b.text))
}

/// Whether a link's text may be a headline: not a button, a category, a date or a name of one word.
pub(super) fn is_headline(text: &str) -> bool {
    let chars = text.chars().count();
    let words = words(text);
    let label = label_of(text).is_some_and(|l| l.is_alone(text));
    // A button that leads to the whole list: `عرض جميع المقالات`.
    let to_all = [
        "المزيد عن المؤلف",
        "المزيد من المؤلف",
        "المزيد من الكاتب",
        "المزيد للكاتب",
        "اقرأ على الموقع",
        "عرض جميع ",
        "عرض كل ",
        "مشاهدة جميع ",
        "مشاهدة كل ",
    ]
    .iter()
    .any(|w| text.starts_with(w));
    let back = words <= 4 && ["العودة إلى ", "عودة إلى "].iter().any(|w| text.starts_with(w));
    (10..=MAX_TITLE).contains(&chars) && words >= 3 && !label && !is_button(text) && !to_all && !back
}

/// Whether an address may be another article's, and not a share button, a tag or a page of the site itself.
pub(super) fn leads_to_article(href: &str) -> bool {
    let lower = href.trim().to_ascii_lowercase();
    let scheme = lower.split(':').next().unwrap_or_default();
    if lower.is_empty()
        || lower.starts_with('#')
        || matches!(scheme, "javascript" | "mailto" | "tel" | "whatsapp" | "sms")
    {
        return false;
    }
    const ELSEWHERE: [&str; 15] = [
        "akismet.com",
        "facebook.com",
        "twitter.com",
        "//x.com",
        "instagram.com",
        "youtube.com",
        "t.me/",
        "telegram.me",
        "whatsapp.com",
        "pinterest.",
        "linkedin.com",
        "tiktok.com",
        "news.google.com",
        "play.google.com",
        "itunes.apple.com",
    ];
    const PAGES: [&str; 20] = [
        "/tag/",
        "/tags/",
        "/category/",
        "/author/",
        "/authors/",
        "/topic/",
        "/topics/",
        "/keyword",
        "/search",
        "/privacy",
        "/terms",
        "/contact",
        "/about-us",
        "/aboutus",
        "/login",
        "/signin",
        "/register",
        "/subscribe",
        "/feed/",
        "/rss",
    ];
    // Okaz keeps the columns of its writers at `/articles/authors/2216120`.
    let is_page = |page: &str| lower.contains(page) && !(page == "/authors/" && lower.contains("/articles/authors/"));
    !ELSEWHERE.iter().any(|e| lower.contains(e)) && !PAGES.iter().any(|p| is_page(p))
}

/// Whether two addresses are of one site.
pub(super) fn is_same_site(base: Option<&Url>, href: &str) -> bool {
    let Some(base) = base else { return true };
    base.join(href).is_ok_and(|u| whence::site(&u) == whence::site(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_is_one_entry_with_an_absolute_address() {
        let base = Url::parse("https://n.example/news/1").unwrap();
        let mut links = Links::new(Some(&base), Some(&base));
        let context = Context { label: "", kind: LinkKind::Related, placement: Placement::Tail, position: 3 };
        let item =
            |title: &str, href: Option<&str>| Item { title: title.into(), href: href.map(str::to_owned), block: 0 };
        links.add(&item("جفاف النهر يهدد المحاصيل", Some("/a?utm_source=x")), context);
        links.add(&item("جفاف النهر يهدّد المحاصيل", None), Context { label: "اقرأ أيضا", ..context });
        links.add(&item("صفحة أخرى بالعنوان نفسه", Some("/a")), context);
        links.add(&item("الخبر نفسه الذي نقرأه", Some("https://www.n.example/news/1/")), context);
        let found = links.finish();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].url.as_deref(), Some("https://n.example/a"));
        assert_eq!(found[0].label, "اقرأ أيضا");
    }

    #[test]
    fn buttons_categories_and_share_links_are_no_headlines() {
        assert!(!is_headline("المزيد") && !is_headline("أخبار محلية") && !is_headline("اقرأ أيضا"));
        assert!(is_headline("بدء أعمال صيانة السد القديم"));
        assert!(
            !leads_to_article("https://www.facebook.com/sharer.php?u=x") && !leads_to_article("javascript:void(0)")
        );
    }
}
