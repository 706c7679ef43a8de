//! Putting an arrival together: what the page says, completed by what the feed said.

use super::memories::{self, Learnable};
use crate::article::{ArticleUrl, Block, BlockKind, Extracted, Outlet, PageKind, Precision, Remark, StatedDate};
use crate::dedup::Fingerprint;
use crate::page::memory::{Lesson, OutletMemory, recall};
use crate::page::{self, InputKind, PageInput, Reading};
use crate::store::{Arrival, PageCopy, SeenEntry};
use crate::story::Terms;
use crate::text::tokens::Tokens;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;

/// A stated date further ahead than this is a mistake or a scheduled post, and is not believed.
const FUTURE_ALLOWED: TimeDelta = TimeDelta::hours(1);

/// How near to the beginning of 1970 a date is none: the hour of some zone.
const NEAR_EPOCH: TimeDelta = TimeDelta::hours(36);

/// Who brings an article, and when.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// The entry in the store; `None` for imports.
    pub entry: Option<i64>,
    /// Hash of the entry as it was leased.
    pub entry_hash: u64,
    /// The feed; `None` for imports without one.
    pub feed: Option<String>,
    /// The outlet.
    pub outlet: Outlet,
    /// Section of the feed.
    pub section: Option<String>,
    /// When its feed announced it, where that was before.
    pub announced: Option<DateTime<Utc>>,
    /// When it is read.
    pub seen: DateTime<Utc>,
    /// When it is recorded.
    pub added: DateTime<Utc>,
}

/// The arrival of a page that was read. `asked` and `reached` are the addresses before and after redirects.
#[must_use]
pub fn assemble(
    carrier: Carrier,
    mut extracted: Extracted,
    entry: &SeenEntry,
    asked: &ArticleUrl,
    reached: Option<ArticleUrl>,
    page: Option<PageCopy>,
) -> Arrival {
    complete(&mut extracted, entry, carrier.seen);
    let url = extracted
        .canonical_url
        .as_deref()
        .and_then(|u| ArticleUrl::parse(u).ok())
        .or_else(|| reached.clone())
        .unwrap_or_else(|| asked.clone());
    let landed = reached.filter(|reached| reached != asked);
    let aliases = std::iter::once(asked.clone()).chain(landed.clone()).collect();
    Arrival { landed, ..arrive(carrier, extracted, url, aliases, page) }
}

/// The arrival of a text that came without a page, already extracted. It is kept as it came; blocks that recur over the texts
/// of its outlet are only left out of what is compared, and remarked on. Returns what the text teaches, to be learnt once it
/// is recorded.
#[must_use]
pub fn assemble_text(
    carrier: Carrier,
    extracted: Extracted,
    url: &ArticleUrl,
    memory: &OutletMemory,
) -> (Arrival, Learnable) {
    let site = url.to_url().map(|u| page::site(&u)).unwrap_or_default();
    let lesson = Lesson::of_text(&extracted);
    let mut own = extracted.clone();
    let recalled = recall(&mut own, &lesson, memory, carrier.seen);
    let reading = Reading { extracted, lesson: Some(lesson.clone()), raw: None };
    let noted = memories::noted(&reading, site.clone());
    let remarks = own.remarks.clone();
    let mut arrival = assemble(carrier, reading.extracted, &SeenEntry::default(), url, None, None);
    if !recalled.blocks.is_empty() {
        let (title, text) = (Tokens::of(own.title.as_deref().unwrap_or_default()), own.text());
        let tokens = Tokens::of(&text);
        let compared = Fingerprint::of_tokens(&title, &tokens, &text);
        // The exact hash stays that of the whole text, which is what is kept.
        arrival.fingerprint = Fingerprint { text_hash: arrival.fingerprint.text_hash, ..compared };
        arrival.terms = Terms::of_tokens(&title, &tokens);
        arrival.extracted.remarks = remarks;
    }
    let learnable = Learnable { site, lesson, key: arrival.key.clone(), at: arrival.seen };
    (Arrival { reading: Some(noted), ..arrival }, learnable)
}

/// The arrival of an entry whose page cannot be read: the feed's own text stands in, and a remark says so.
#[must_use]
pub fn from_feed(carrier: Carrier, entry: &SeenEntry, feed_url: &ArticleUrl, zone: Tz, why: &str) -> Arrival {
    let mut extracted = Extracted { url: entry.url.as_ref().map(ToString::to_string), ..Extracted::default() };
    extracted.blocks = feed_blocks(entry, zone, carrier.seen);
    extracted.remarks.push(Remark::new("body-from-feed", format!("the page was not used: {why}")));
    complete(&mut extracted, entry, carrier.seen);
    let own = entry.url.as_ref().filter(|_| entry.own_page);
    let key = match (own, &carrier.feed) {
        (Some(url), _) => url.key(),
        (None, feed) => format!("{}#{}", feed.as_deref().unwrap_or_default(), entry.identity),
    };
    let url = entry.url.clone().unwrap_or_else(|| feed_url.clone());
    let aliases = own.into_iter().cloned().collect();
    Arrival { key, partial: true, ..arrive(carrier, extracted, url, aliases, None) }
}

fn feed_blocks(entry: &SeenEntry, zone: Tz, now: DateTime<Utc>) -> Vec<Block> {
    if entry.body.trim().is_empty() {
        return Vec::new();
    }
    let html = format!("<article><h1></h1><div>{}</div></article>", entry.body);
    let input = PageInput {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        url: None,
        kind: InputKind::Html,
        outlet: None,
        zone,
        now,
    };
    let blocks = page::extract(&input).blocks;
    if blocks.is_empty() { plain_block(&entry.body) } else { blocks }
}

/// A text too short to look like an article: its words without the markup, as one paragraph.
fn plain_block(html: &str) -> Vec<Block> {
    let fragment = scraper::Html::parse_fragment(html);
    let text: Vec<&str> = fragment.root_element().text().collect();
    let text = crate::text::clean::line(&text.join(" "), 20_000);
    if text.is_empty() { Vec::new() } else { vec![Block { kind: BlockKind::Paragraph, text }] }
}

fn arrive(
    carrier: Carrier,
    extracted: Extracted,
    url: ArticleUrl,
    aliases: Vec<ArticleUrl>,
    page: Option<PageCopy>,
) -> Arrival {
    let title = Tokens::of(extracted.title.as_deref().unwrap_or_default());
    let body = extracted.text();
    let text = Tokens::of(&body);
    Arrival {
        entry: carrier.entry,
        entry_hash: carrier.entry_hash,
        feed: carrier.feed,
        outlet: carrier.outlet,
        section: carrier.section,
        key: url.key(),
        fingerprint: Fingerprint::of_tokens(&title, &text, &body),
        terms: Terms::of_tokens(&title, &text),
        url,
        aliases,
        landed: None,
        extracted,
        page,
        reading: None,
        partial: false,
        watch: None,
        announced: carrier.announced,
        seen: carrier.seen,
        added: carrier.added,
    }
}

/// Fills what the page left open from the feed, and drops dates nobody can have meant.
fn complete(extracted: &mut Extracted, entry: &SeenEntry, now: DateTime<Utc>) {
    if extracted.title.as_deref().is_none_or(|t| t.trim().is_empty()) || extracted.page_kind != PageKind::Article {
        extracted.title = Some(entry.title.clone());
    }
    drop_impossible(extracted, now);
    let stated = entry.published.filter(|at| !is_nothing(*at)).map(|at| StatedDate {
        at: at.fixed_offset(),
        precision: Precision::Second,
        from: "feed".into(),
    });
    extracted.published = match (extracted.published.take(), stated) {
        (None, stated) => stated,
        (Some(page), Some(feed)) if is_vague(&page) && within_stated(&page, &feed) => Some(feed),
        (page, _) => page,
    };
    if extracted.modified.is_none() {
        let stated = entry.updated.filter(|at| Some(*at) != entry.published);
        extracted.modified =
            stated.map(|at| StatedDate { at: at.fixed_offset(), precision: Precision::Second, from: "feed".into() });
    }
    if extracted.authors.is_empty() {
        extracted.authors.clone_from(&entry.authors);
    }
    if extracted.tags.is_empty() {
        extracted.tags.clone_from(&entry.tags);
    }
    if extracted.image.is_none() {
        extracted.image.clone_from(&entry.image);
    }
    if extracted.lang.is_none() {
        let sample = format!("{} {}", entry.title, extracted.text());
        extracted.lang = crate::text::direction::language(&sample).map(str::to_owned);
    }
}

/// Whether a date is what programs write for none: the first of January 1970, or a year before there was a press to speak of.
fn is_nothing(at: DateTime<Utc>) -> bool {
    at.timestamp().abs() <= NEAR_EPOCH.num_seconds() || at.year() < 1_900
}

fn drop_impossible(extracted: &mut Extracted, now: DateTime<Utc>) {
    if let Some(date) = extracted.published.take_if(|date| is_nothing(date.at.with_timezone(&Utc))) {
        let detail = format!("{} ({}) is what programs write for no date", date.to_text(), date.from);
        extracted.remarks.push(Remark::new("date-nothing", detail));
    }
    let limit = now + FUTURE_ALLOWED;
    if let Some(date) = extracted.published.take_if(|date| date.at.with_timezone(&Utc) > limit) {
        let detail = format!("{} ({}) is in the future and was not used", date.to_text(), date.from);
        extracted.remarks.push(Remark::new("date-future", detail));
    }
}

/// Visible text seldom names its zone, and a bare day has no time: a feed's instant with an offset says more.
fn is_vague(page: &StatedDate) -> bool {
    page.precision >= Precision::Day || page.from.starts_with("text")
}

/// Whether the exact instant of the feed lies in the day (month, year) the page states, give or take a zone.
fn within_stated(page: &StatedDate, feed: &StatedDate) -> bool {
    let span = match page.precision {
        Precision::Second | Precision::Minute => TimeDelta::zero(),
        Precision::Day => TimeDelta::days(1),
        Precision::Month => TimeDelta::days(31),
        Precision::Year => TimeDelta::days(366),
    };
    let slack = TimeDelta::hours(14);
    feed.at >= page.at - slack && feed.at < page.at + span + slack
}
