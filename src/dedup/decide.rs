//! The verdict on an arriving text: new, the same as one canonical article, or an excerpt, with the rule and the evidence.
//!
//! Measured on labelled pairs of real Arabic articles; ARCHITECTURE.md has the figures. Every threshold is a constant with its
//! reason, here or in `likeness`.

use super::likeness::{SAME_FROM, likeness};
use super::{Comparison, Fingerprint};
use crate::article::{ArticleId, Outlet, Relation};
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};
use std::fmt;

/// An article that just arrived.
#[derive(Debug, Clone)]
pub struct Arriving<'a> {
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint,
    /// Who published it.
    pub outlet: &'a Outlet,
    /// When it was published, as it says, and when we saw it: stated dates are wrong now and then, and old texts are found late.
    pub times: [DateTime<Utc>; 2],
}

impl Arriving<'_> {
    /// Hours between another text and this one, by whichever of its times is nearer; negative when the other is later.
    fn hours_after(&self, time: DateTime<Utc>) -> f64 {
        let hours = self.times.map(|own| (own - time).num_minutes() as f64 / 60.0);
        if hours[1].abs() < hours[0].abs() { hours[1] } else { hours[0] }
    }
}

/// A canonical article that may be the same text.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its number.
    pub id: ArticleId,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Everyone who carried it so far, the outlet whose text the canonical one is first.
    pub outlets: Vec<Outlet>,
    /// When it was published, else first seen.
    pub time: DateTime<Utc>,
    /// Other texts of it: copies, each different from the canonical one. They may vouch for an arrival, not bring it alone.
    pub copies: Vec<Copied>,
}

/// A text that was joined to a canonical article.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Who published it.
    pub outlet: Outlet,
    /// When it was published, else first seen.
    pub time: DateTime<Utc>,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Equal after folding.
    Exact,
    /// The longer text begins as the whole shorter one: cut, or followed by something else on the page.
    CutOrContinued,
    /// The likeness of all measures together is high enough.
    Likeness,
    /// Not quite like the canonical text, and clearly like a copy of it: both were cut or edited from one text.
    VouchedByCopy,
    /// A short text that does not agree word by word: counts, rates and notices are filled into one form.
    ShortForm,
    /// One outlet's text of another day, short or under a headline with other numbers: a daily count, another text.
    DailyCount,
    /// The words of one form with other figures in it: prices of another country, the match of another club.
    OtherFigures,
    /// The likeness is too low.
    Unlike,
}

/// What the measures of two texts come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Whether they are one article.
    pub same: bool,
    /// Whether the shorter stands in the longer as a part of another article.
    pub excerpt: bool,
    /// The rule that decided.
    pub rule: Rule,
    /// The likeness, 0 to 1.
    pub likeness: f64,
}

impl fmt::Display for Judgement {
    /// The rule and the likeness, as evidence begins.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.2}", self.rule.as_str(), self.likeness)
    }
}

/// What an arriving text is to the articles we hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// A text of its own.
    New {
        /// The candidate that came closest and how close, as evidence.
        nearest: Option<(ArticleId, Comparison, Judgement)>,
        /// The longest text that holds it whole, or that it holds whole (see [`Comparison::arriving_is_shorter`]).
        part: Option<(ArticleId, Comparison)>,
    },
    /// The same text as a canonical article.
    Same {
        /// The article.
        article: ArticleId,
        /// What the arriving text is to it.
        relation: Relation,
        /// What the measures came to.
        judgement: Judgement,
        /// The measures.
        comparison: Comparison,
    },
}

/// Shares of the shorter text and of the longer's beginning that must agree for [`Rule::CutOrContinued`].
const NEARLY_ALL: f64 = 0.95;

/// A round-up may open with a whole report, and is titled after something else: the headlines of a cut page share this much.
const CUT_HEADLINES: f64 = 0.30;

/// A page is cut or continued on the day of the copy; later a text inside another is a quotation.
const CUT_WITHIN_HOURS: f64 = 72.0;

/// An outlet changes the figures of a running story within hours; the next day's figures are the next count.
const COUNT_AFTER_HOURS: f64 = 12.0;

/// Texts that agree so far are one text whatever their headlines say.
const EQUAL_FROM: f64 = 0.98;

/// Texts shorter than this, in words, are forms too often to be judged by anything but their wording …
const FORM_BELOW: usize = 60;

/// … which must agree so far.
const FORM_JACCARD: f64 = 0.60;

/// Figures that a text must have before their disagreement outweighs all its words: of fewer, an edit may change half …
const MANY_FIGURES: usize = 6;

/// … of so many copies share at least this much: editors move, cut and reword, but do not change what was counted.
const FIGURES_OF_COPIES: f64 = 0.60;

/// Likeness to the canonical text from which a copy of it is asked: without this floor copies of copies would make chains.
const ASK_COPIES_FROM: f64 = 0.40;

/// Likeness to a copy that vouches. More is asked of it than of the canonical text, since any of several may vouch.
const VOUCH_FROM: f64 = 0.85;

/// A shorter text of which this share stands in a longer one is an excerpt of it …
const EXCERPT_FROM: f64 = 0.75;

/// … when it has at most this share of its words.
const EXCERPT_AT_MOST: f64 = 0.8;

/// Says what the measures of two texts come to.
#[must_use]
pub fn judge(c: &Comparison) -> Judgement {
    let likeness = likeness(c);
    let (same, rule) = if is_daily_count(c) {
        (false, Rule::DailyCount)
    } else if is_filled_in_again(c) {
        (false, Rule::OtherFigures)
    } else if is_cut_or_continued(c) {
        (true, Rule::CutOrContinued)
    } else if c.shorter_words < FORM_BELOW && c.jaccard < FORM_JACCARD {
        (false, Rule::ShortForm)
    } else if likeness >= SAME_FROM {
        (true, Rule::Likeness)
    } else {
        (false, Rule::Unlike)
    };
    Judgement { same, excerpt: !same && is_excerpt(c), rule, likeness }
}

/// Decides what `arriving` is, given the canonical articles that share a sketch value with it.
#[must_use]
pub fn decide(arriving: &Arriving<'_>, candidates: &[Candidate], frequencies: &Frequencies) -> Verdict {
    let mut nearest: Option<(ArticleId, Comparison, Judgement)> = None;
    let mut part: Option<(ArticleId, Comparison)> = None;
    for candidate in candidates {
        let (comparison, judgement) = weigh(arriving, candidate, frequencies);
        let rank = |j: &Judgement, c: &Comparison| (j.same, j.likeness, c.jaccard);
        if nearest.as_ref().is_none_or(|(_, c, j)| rank(&judgement, &comparison) > rank(j, c)) {
            nearest = Some((candidate.id, comparison, judgement));
        }
        if judgement.excerpt && part.is_none_or(|(_, c)| comparison.longer_words > c.longer_words) {
            part = Some((candidate.id, comparison));
        }
    }
    match nearest {
        Some((article, comparison, judgement)) if judgement.same => {
            let carried = candidates.iter().any(|c| c.id == article && c.outlets.contains(arriving.outlet));
            let relation = if carried { Relation::Revision } else { Relation::Copy };
            Verdict::Same { article, relation, judgement, comparison }
        }
        nearest => Verdict::New { nearest, part },
    }
}

/// The measures against the canonical text, or against the copy that vouched.
fn weigh(arriving: &Arriving<'_>, candidate: &Candidate, frequencies: &Frequencies) -> (Comparison, Judgement) {
    // Of one outlet are two texts that it wrote or printed itself; that it also printed some other copy says nothing about them.
    let measured = |to: &Fingerprint, outlet: Option<&Outlet>, time: DateTime<Utc>| {
        Comparison::of(
            arriving.fingerprint,
            to,
            frequencies,
            arriving.hours_after(time),
            outlet == Some(arriving.outlet),
        )
    };
    let comparison = measured(&candidate.fingerprint, candidate.outlets.first(), candidate.time);
    let judgement = judge(&comparison);
    if judgement.rule != Rule::Unlike || judgement.likeness < ASK_COPIES_FROM {
        return (comparison, judgement);
    }
    for copy in &candidate.copies {
        let of_copy = measured(&copy.fingerprint, Some(&copy.outlet), copy.time);
        let judged = judge(&of_copy);
        if judged.same && judged.likeness >= VOUCH_FROM {
            return (of_copy, Judgement { rule: Rule::VouchedByCopy, ..judged });
        }
    }
    (comparison, judgement)
}

/// A form filled in again: its words agree, its figures do not. Copies agree in their figures however much else was edited.
fn is_filled_in_again(c: &Comparison) -> bool {
    c.figures >= MANY_FIGURES && c.figures_shared < FIGURES_OF_COPIES && c.jaccard < EQUAL_FROM
}

/// One outlet writes its daily counts, rates and episodes by a template: another number in the headline is another text, and so
/// is a short text that is not the same word by word.
fn is_daily_count(c: &Comparison) -> bool {
    let template = !c.title_numbers_agree || c.shorter_words < FORM_BELOW;
    c.same_outlet && template && c.hours_apart >= COUNT_AFTER_HOURS && c.jaccard < EQUAL_FROM
}

/// One outlet's longer text that begins as an older one is left to the likeness: it also builds new articles on old ones.
fn is_cut_or_continued(c: &Comparison) -> bool {
    !c.same_outlet
        && c.hours_apart <= CUT_WITHIN_HOURS
        && c.title_shared >= CUT_HEADLINES
        && c.shorter_covered >= NEARLY_ALL
        && c.front_covered >= NEARLY_ALL
}

fn is_excerpt(c: &Comparison) -> bool {
    c.hours_apart <= CUT_WITHIN_HOURS && c.shorter_covered >= EXCERPT_FROM && c.length_ratio() <= EXCERPT_AT_MOST
}

impl Rule {
    /// Stable name, stored with every verdict.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::CutOrContinued => "cut-or-continued",
            Self::Likeness => "likeness",
            Self::VouchedByCopy => "vouched-by-copy",
            Self::ShortForm => "short-form",
            Self::DailyCount => "daily-count",
            Self::OtherFigures => "other-figures",
            Self::Unlike => "unlike",
        }
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
