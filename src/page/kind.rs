//! What a page is when it may be no article: a list, a player, a form, a test, an error.

use super::blocks::Stream;
use super::metadata::json_ld::JsonLd;
use crate::article::PageKind;
use crate::text::letters::fold;

/// Body characters that make an article without any other witness.
const ENOUGH: usize = 250;
/// Body characters of a short agency item that the markup calls an article.
const ENOUGH_WITNESSED: usize = 60;

/// What the body and its surroundings measure.
pub(super) struct Measures<'a> {
    /// Characters of the body's paragraphs.
    pub body_chars: usize,
    /// Paragraphs of the body.
    pub paragraphs: usize,
    /// Linked headlines between the paragraphs of the body.
    pub linked_headlines: usize,
    /// The headline.
    pub title: Option<&'a str>,
    /// Whether the headline stands on the page in a heading.
    pub title_shown: bool,
}

/// Folded words of pages that test or refuse the reader.
const CHALLENGES: [&str; 10] = [
    "just a moment",
    "attention required",
    "checking your browser",
    "verify you are human",
    "enable javascript and cookies",
    "ddos protection",
    "are you a robot",
    "التحقق من انك لست",
    "access denied",
    "request unsuccessful. incapsula",
];

/// Folded words of error pages.
const ERRORS: [&str; 14] = [
    "404",
    "not found",
    "الصفحه غير موجوده",
    "الصفحه المطلوبه",
    "لم يتم العثور",
    "عذرا، الصفحه",
    "page introuvable",
    "error 5",
    "internal server error",
    "bad gateway",
    "service unavailable",
    "403 forbidden",
    "خطا في الصفحه",
    "حدث خطا",
];

/// Decides. A real article is never given up for a doubt: only a page without a body is anything else.
pub(super) fn of(stream: &Stream, ld: &JsonLd, measures: &Measures<'_>) -> PageKind {
    let short = measures.body_chars < 600;
    let title = fold(measures.title.unwrap_or_default());
    let head = fold(&stream.head.title);
    let says = |words: &[&str]| words.iter().any(|w| title.contains(w) || head.contains(w));
    let all_chars: usize = stream.blocks.iter().map(|b| b.chars).sum();
    if short && (says(&CHALLENGES) || (all_chars < 1_500 && shows(stream, &CHALLENGES))) {
        return PageKind::Challenge;
    }
    if short && measures.body_chars < ENOUGH && (says(&ERRORS) || (all_chars < 1_500 && shows(stream, &ERRORS))) {
        return PageKind::Error;
    }
    if measures.body_chars < ENOUGH && stream.passwords > 0 && (all_chars < 3_000 || head.contains("تسجيل الدخول"))
    {
        return PageKind::Login;
    }
    let stated = ld.is_article || stream.head.meta("og:type").is_some_and(|t| t.eq_ignore_ascii_case("article"));
    let link_chars: usize = stream.blocks.iter().map(|b| b.link_chars).sum();
    let mostly_links = link_chars * 10 > all_chars * 6;
    let enough = if stated || stream.is_text { ENOUGH_WITNESSED } else { ENOUGH };
    // A list of news has a linked headline above every excerpt; an article has a few boxes.
    let excerpts = measures.linked_headlines >= 4 && measures.linked_headlines * 10 >= measures.paragraphs * 7;
    let is_list = !ld.is_article
        && (excerpts || (mostly_links && !stated && measures.body_chars * 8 < link_chars && measures.paragraphs < 4));
    if ld.is_media && !ld.is_article && measures.body_chars < 400 && !is_list {
        return PageKind::Media;
    }
    if measures.body_chars >= enough
        && !is_list
        && (measures.body_chars >= 120 || measures.title_shown || stream.is_text)
    {
        return PageKind::Article;
    }
    if stream.players > 0 || ld.is_media || stream.head.meta("og:type").is_some_and(|t| t.starts_with("video")) {
        return PageKind::Media;
    }
    if all_chars < 200 {
        return PageKind::Empty;
    }
    if stated && measures.body_chars >= 30 && measures.title_shown {
        return PageKind::Article;
    }
    if stated && !stream.images.is_empty() && measures.title_shown { PageKind::Media } else { PageKind::Listing }
}

fn shows(stream: &Stream, words: &[&str]) -> bool {
    stream.blocks.iter().take(40).any(|b| {
        let folded = fold(&b.text);
        words.iter().any(|w| folded.contains(w))
    })
}
