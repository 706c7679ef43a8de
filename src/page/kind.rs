//! What a page is when it may be no article: a list, a player, a form, a test, an error.

use super::blocks::{Block, Form, Stream};
use super::metadata::json_ld::JsonLd;
use super::read_also::is_headline;
use super::segment::Segments;
use crate::article::{self, BlockKind, Extracted, PageKind};
use crate::text::letters::fold;
use std::ops::Range;

/// Body characters that make an article without any other witness.
const ENOUGH: usize = 250;
/// Body characters of a short agency item that the markup calls an article.
const ENOUGH_WITNESSED: usize = 60;

/// Characters from which a line of the body counts as a paragraph where teasers are told from an article.
const LONG: usize = 60;
/// Characters and words of an excerpt at least.
const EXCERPT: usize = 40;
/// See [`EXCERPT`].
const EXCERPT_WORDS: usize = 6;

/// What the body and its surroundings measure.
struct Measures<'a> {
    /// Characters of the body's paragraphs.
    body_chars: usize,
    /// Paragraphs of the body.
    paragraphs: usize,
    /// Paragraphs of the region right below a linked headline: excerpts of other articles.
    excerpts: usize,
    /// The headline.
    title: Option<&'a str>,
    /// Whether the headline stands on the page.
    title_shown: bool,
    /// Whether it stands there in a heading, or a date tells that the page reports: a slogan below the logo has neither.
    title_vouched: bool,
    /// Whether the page says that it is its site's front page.
    front_page: bool,
}

/// Body characters that make an article below a headline that the page shows.
const ENOUGH_TITLED: usize = 100;
/// Characters and words of a title that is a headline and no section's name.
const HEADLINE: (usize, usize) = (22, 4);

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
const ERRORS: [&str; 19] = [
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
    "الصفحه غير متوفره",
    "الصفحه غير متاحه",
    "الصفحه التي تبحث عنها",
    "الصفحه التي طلبتها",
    "المحتوي غير موجود",
];

/// Folded words of pages that ask who the reader is.
const LOGINS: [&str; 6] = ["تسجيل الدخول", "الدخول الي حساب", "سجل الدخول", "انشاء حساب", "تسجيل حساب جديد", "log in"];

/// Folded words that stand in the place of a text that is for subscribers.
const PAYWALLS: [&str; 6] = [
    "متاح لمشتركي",
    "للمشتركين فقط",
    "مخصص للمشتركين",
    "خاص بالمشتركين",
    "سجل الدخول لمتابعه القراءه",
    "اشترك لمتابعه القراءه",
];

/// Folded names by which the first page of a site calls itself.
const HOMES: [&str; 6] = ["الصفحه الرييسيه", "الرييسيه", "الصفحه الاولي", "home", "home page", "accueil"];

/// Whether the page's head calls it the first page of its site, before or behind the site's name.
pub(super) fn calls_itself_home(folded_head: &str) -> bool {
    let mut parts =
        folded_head.split(['|', '-', '–', '—', ':', '»', '«', '•']).map(str::trim).filter(|p| !p.is_empty());
    let first = parts.next().unwrap_or_default();
    HOMES.contains(&first) || parts.next_back().is_some_and(|last| HOMES.contains(&last))
}

/// Decides over a page that was read: `region` is where its text stands, `title_block` the block of its headline.
pub(super) fn of_page(
    stream: &Stream,
    ld: &JsonLd,
    parts: &Segments,
    region: &Range<usize>,
    (out, title_block): (&Extracted, Option<usize>),
    front_page: bool,
) -> PageKind {
    let blocks = stream.blocks.get(region.clone()).unwrap_or_default();
    // A box inside an article stands above one paragraph, however many links it has.
    let (mut below_link, mut excerpts, mut all) = (false, 0, 0);
    for block in blocks {
        if block.is_prose() || (below_link && is_excerpt(block)) {
            excerpts += usize::from(std::mem::take(&mut below_link));
            all += 1;
        } else {
            below_link |= block.is_link() && is_headline(&block.text);
        }
    }
    let text = parts.body.iter().filter(|b| b.kind != BlockKind::Caption);
    let body_chars = text.clone().map(|b| b.text.chars().count()).sum();
    // Names and times stand between the teasers of a list.
    let is_long = |b: &&article::Block| b.kind != BlockKind::Heading && b.text.chars().count() >= LONG;
    let paragraphs = text.filter(is_long).count().max(all);
    let in_heading = title_block.is_some_and(|at| matches!(stream.blocks[at].form, Form::Heading(_)));
    let measures = Measures {
        body_chars,
        paragraphs,
        excerpts,
        title: out.title.as_deref(),
        title_shown: title_block.is_some(),
        front_page,
        title_vouched: in_heading || out.published.is_some(),
    };
    of(stream, ld, &measures)
}

/// Whether a line below a linked headline tells of it, with or without the stop at its end; a date or a name does not.
fn is_excerpt(block: &Block) -> bool {
    let words = block.text.split_whitespace().filter(|w| w.chars().all(|c| !c.is_numeric())).count();
    block.form == Form::Text && block.spans.is_empty() && block.chars >= EXCERPT && words >= EXCERPT_WORDS
}

/// Decides. A real article is never given up for a doubt: only a page without a body is anything else.
fn of(stream: &Stream, ld: &JsonLd, measures: &Measures<'_>) -> PageKind {
    let short = measures.body_chars < 600;
    let title = fold(measures.title.unwrap_or_default());
    let head = fold(&stream.head.title);
    let says = |words: &[&str]| words.iter().any(|w| title.contains(w) || head.contains(w));
    let all_chars: usize = stream.blocks.iter().map(|b| b.chars).sum();
    if short && (says(&CHALLENGES) || (all_chars < 1_500 && shows(stream, &CHALLENGES))) {
        return PageKind::Challenge;
    }
    let stated = ld.is_article || stream.head.meta("og:type").is_some_and(|t| t.eq_ignore_ascii_case("article"));
    let link_chars: usize = stream.blocks.iter().map(|b| b.link_chars).sum();
    let mostly_links = link_chars * 10 > all_chars * 6;
    // A headline that the page shows with a text below is an article, however much the site puts around it.
    let headed = measures.title_shown
        && measures.title_vouched
        && title.chars().count() >= HEADLINE.0
        && title.split_whitespace().count() >= HEADLINE.1
        && measures.body_chars >= ENOUGH_TITLED;
    let enough = match () {
        () if stated || stream.is_text => ENOUGH_WITNESSED,
        () if headed => ENOUGH_TITLED,
        () => ENOUGH,
    };
    // A list of news has a linked headline above every excerpt; an article has a few boxes.
    let excerpts = measures.excerpts >= 4 && measures.excerpts * 10 >= measures.paragraphs * 7;
    let few = mostly_links && !stated && measures.body_chars * 8 < link_chars && measures.paragraphs < 4;
    let home = !stated && (measures.front_page || (!measures.title_vouched && calls_itself_home(&head)));
    let is_list = !ld.is_article && (home || excerpts || (few && !headed));
    let lacks_text = short && (measures.body_chars < ENOUGH || is_list);
    if says(&ERRORS) && (is_list || (short && measures.body_chars < ENOUGH))
        || lacks_text && all_chars < 1_500 && shows(stream, &ERRORS)
    {
        return PageKind::Error;
    }
    // The offer is no text, however long.
    if short && stream.passwords > 0 && says(&LOGINS) && shows(stream, &PAYWALLS) {
        return PageKind::Login;
    }
    let asks = all_chars < 3_000 && !headed;
    if measures.body_chars < ENOUGH && stream.passwords > 0 && (asks || says(&LOGINS)) {
        return PageKind::Login;
    }
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
    if stated && !is_list && measures.body_chars >= 30 && measures.title_shown {
        return PageKind::Article;
    }
    let shows_pictures = stated && !is_list && !stream.images.is_empty() && measures.title_shown;
    if shows_pictures { PageKind::Media } else { PageKind::Listing }
}

fn shows(stream: &Stream, words: &[&str]) -> bool {
    stream.blocks.iter().take(40).any(|b| {
        let folded = fold(&b.text);
        words.iter().any(|w| folded.contains(w))
    })
}
