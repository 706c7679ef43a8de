//! What class names, ids and roles say an element is. Read word by word, so that `shared` is no `share`.

use super::Hints;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Longest class word that is looked at, in bytes; longer ones are generated.
const MAX_WORD: usize = 24;
/// Words read of one element; a page of class names is an attack, not a style.
const MAX_WORDS: usize = 48;

/// What single words say.
const WORDS: [(Hints, &str); 22] = [
    (
        Hints::NAV,
        "nav navbar navigation menu submenu mainmenu breadcrumb breadcrumbs pagination pager topbar ticker newsticker skip megamenu \
         offcanvas sitemap toc tableofcontents",
    ),
    (Hints::FOOTER, "footer copyright copyrights colophon mainfooter"),
    (Hints::SIDE, "sidebar aside widget widgets sidenav rightcol leftcol complementary"),
    (Hints::COMMENT, "comment comments commentlist respond disqus commentform"),
    (
        Hints::SHARE,
        "share sharing social socials sharethis addtoany addthis sharebar sharedaddy shareit socialmedia follow followus",
    ),
    (
        Hints::RELATED,
        "related relatedposts relatednews relatedarticles similar suggested suggestions yarpp ilrelated ilrltpost relatedpost moreon encart \
         linkedarticles",
    ),
    (
        Hints::LATEST,
        "latest latestnews othernews morenews teaser teasers promo promos recommended recommendations recommendation outbrain taboola mgid",
    ),
    (Hints::READ_ALSO, "readalso seealso alsoread"),
    (Hints::MOST_READ, "popular trending mostread mostviewed topnews mostpopular"),
    (
        Hints::AD,
        "ad ads advert advertisement advertising adsbygoogle banner banners dfp sponsor sponsored gpt adslot adunit",
    ),
    (
        Hints::NEWSLETTER,
        "newsletter newsletters subscribe subscription mailchimp optin donate donation donations membership joinus join",
    ),
    (Hints::TAGS, "tags tag keywords tagcloud hashtags taglist tagslist"),
    (Hints::BYLINE, "author authors byline writer reporter authorname writername"),
    (Hints::DATE, "date time datetime timestamp published pubdate writedate newsdate publishdate postdate timeago"),
    (Hints::CAPTION, "caption figcaption imagecaption photocaption imgcaption"),
    (Hints::POPUP, "modal popup cookie cookies gdpr consent signin login lightbox"),
    (Hints::GADGET, "poll polls vote weather prayer currency survey"),
    (
        Hints::BODY,
        "articlebody articlecontent entrycontent postcontent postbody newsbody newscontent newsdetails newstext storybody bodytext \
         articletext wysiwyg newsstory articledetails fulltext maintext",
    ),
    (Hints::LEAD, "lead lede standfirst summary sapo chapeau intro subtitle deck"),
    (Hints::TITLE, "title headline heading"),
    (Hints::META, "meta postmeta readtime entrymeta"),
    (Hints::SECTION, "category categories kicker"),
];

/// What one of the first words with one of the second right behind it says.
const PAIRS: [(&str, &str, Hints); 19] = [
    (
        "article entry post news story single detail details main page field text",
        "body content text story details contents",
        Hints::BODY,
    ),
    ("body", "text content", Hints::BODY),
    ("read see", "also too", Hints::READ_ALSO),
    ("also", "read", Hints::READ_ALSO),
    ("most top", "read viewed popular commented shared views visited watched", Hints::MOST_READ),
    ("more", "on news articles stories posts", Hints::RELATED),
    ("you might may", "like", Hints::RELATED),
    ("feed", "card", Hints::RELATED),
    ("non", "editable", Hints::RELATED),
    ("inline", "posts post story", Hints::RELATED),
    ("sr", "only", Hints::HIDDEN),
    ("visually", "hidden", Hints::HIDDEN),
    ("screen", "reader", Hints::HIDDEN),
    ("caption", "text", Hints::CAPTION),
    ("image photo img", "credit description desc title", Hints::CAPTION),
    ("breaking", "news", Hints::NAV),
    ("ai", "summary summaries overview", Hints::MACHINE_MADE),
    ("summary", "ai", Hints::MACHINE_MADE),
    // The one that a widespread theme slides over the text.
    ("check", "also", Hints::POPUP),
];

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    hints: Hints,
    /// The pairs it may begin, by their place in [`PAIRS`].
    begins: u32,
    /// The pairs it may end.
    ends: u32,
}

static KNOWN: LazyLock<FxHashMap<&'static [u8], Word>> = LazyLock::new(|| {
    let mut known: FxHashMap<&'static [u8], Word> = FxHashMap::default();
    for (hints, words) in WORDS {
        for word in words.split(' ') {
            let entry = known.entry(word.as_bytes()).or_default();
            entry.hints = entry.hints.with(hints);
        }
    }
    for (at, (first, second, _)) in PAIRS.into_iter().enumerate() {
        first.split(' ').for_each(|word| known.entry(word.as_bytes()).or_default().begins |= 1 << at);
        second.split(' ').for_each(|word| known.entry(word.as_bytes()).or_default().ends |= 1 << at);
    }
    known
});

/// Reads the words of a class list, an id or a role.
pub(in crate::page) fn of_names(names: &str) -> Hints {
    let mut hints = Hints::default();
    let mut buffer = [0; MAX_WORD];
    let (mut length, mut words, mut was_lower, mut previous) = (0, 0, false, Word::default());
    // One blank behind the last word ends it.
    for byte in names.bytes().chain([b' ']) {
        // `relatedPosts` is two words, `RELATED` is one.
        let ends = !byte.is_ascii_alphabetic() || (byte.is_ascii_uppercase() && was_lower);
        if ends && length > 0 {
            let word = of_word(&buffer[..length]);
            hints = hints.with(word.hints).with(of_pair(previous, word));
            (previous, length) = (word, 0);
            words += 1;
            if words >= MAX_WORDS {
                break;
            }
        }
        was_lower = byte.is_ascii_lowercase();
        if byte.is_ascii_alphabetic() && length < MAX_WORD {
            buffer[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    // Elementor calls every paragraph it lays out a widget.
    if hints.any(Hints::SIDE) && names.contains("elementor") { hints.without(Hints::SIDE) } else { hints }
}

fn of_word(word: &[u8]) -> Word {
    KNOWN.get(word).copied().unwrap_or_else(|| Word { hints: of_compound(word), ..Word::default() })
}

/// Words written together (`articleauthor`, `relatedstories`): their first or last part tells.
fn of_compound(word: &[u8]) -> Hints {
    if !(8..MAX_WORD).contains(&word.len()) {
        Hints::default()
    } else if word.starts_with(b"related") || word.ends_with(b"related") {
        Hints::RELATED
    } else if word.ends_with(b"author") || word.ends_with(b"writer") {
        Hints::BYLINE
    } else if word.starts_with(b"comment") || word.ends_with(b"comments") {
        Hints::COMMENT
    } else if word.ends_with(b"caption") {
        Hints::CAPTION
    } else {
        Hints::default()
    }
}

fn of_pair(first: Word, second: Word) -> Hints {
    let both = first.begins & second.ends;
    if both == 0 {
        return Hints::default();
    }
    let meant = PAIRS.iter().enumerate().filter(|(at, _)| both & (1 << at) != 0);
    meant.fold(Hints::default(), |hints, (_, pair)| hints.with(pair.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        assert!(of_names("td_block_related_posts").any(Hints::RELATED));
        assert!(of_names("relatedPosts").any(Hints::RELATED));
        assert!(of_names("jeg_share_top").any(Hints::SHARE));
        assert!(of_names("entry-content").any(Hints::BODY));
        assert!(of_names("overflow-hidden views-field-body elementor-widget-text").without(Hints::BODY).is_empty());
        assert!(of_names("read-also-box").any(Hints::READ_ALSO));
        assert!(of_names("most-read").any(Hints::MOST_READ) && of_names("image-credit").any(Hints::CAPTION));
        assert!(of_names("screen-only image-text readers most").is_empty());
        assert!(of_names("shared unrelatedthing mydate2019x").is_empty());
    }

    #[test]
    fn endless_names_cost_nothing() {
        assert!(of_names(&"x ".repeat(100_000)).is_empty());
        assert!(of_names(&"related".repeat(100_000)).is_empty());
    }
}
