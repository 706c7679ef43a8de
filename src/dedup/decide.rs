//! The verdict on an arriving text: new, a copy, an excerpt or a revision of one canonical article, with the rule and the evidence.
//!
//! The rules were measured on 62,000 real Arabic articles (lead alignment and distance in time separate copies from templates;
//! similarity alone does not). Every threshold is a constant below with its reason.

use super::{Comparison, Fingerprint};
use crate::article::{ArticleId, Outlet, Relation};
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};

/// An article that just arrived.
#[derive(Debug, Clone)]
pub struct Arriving<'a> {
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint,
    /// Who published it.
    pub outlet: &'a Outlet,
    /// When it was published, else first seen.
    pub time: DateTime<Utc>,
}

/// A canonical article that may be the same text.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its number.
    pub id: ArticleId,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Everyone who carried it so far.
    pub outlets: Vec<Outlet>,
    /// When it was published, else first seen.
    pub time: DateTime<Utc>,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Equal after folding.
    Exact,
    /// Nearly equal texts within a week.
    NearlyEqual,
    /// Another outlet's edited copy: similar, leads aligned.
    EditedCopy,
    /// Another outlet's copy under a rewritten lead.
    RewrittenLead,
    /// Another outlet's cut or extended copy.
    CutOrExtended,
    /// A press release edited by each outlet that printed it.
    EditedRelease,
    /// The same outlet's later version under another address.
    SameOutletVersion,
}

/// What an arriving text is to the articles we hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// A text of its own; the nearest candidate, if there was any, as evidence.
    New {
        /// The candidate that came closest and how close.
        nearest: Option<(ArticleId, Comparison)>,
    },
    /// The same text as a canonical article.
    Same {
        /// The article.
        article: ArticleId,
        /// What the arriving text is to it.
        relation: Relation,
        /// The rule that said so.
        rule: Rule,
        /// The measures.
        comparison: Comparison,
    },
}

/// A text with less than this share of the canonical one's words is called an excerpt of it rather than a copy.
const EXCERPT_BELOW: f64 = 0.8;

/// Articles that must have been counted before a word's rarity says anything: on an empty store every word is rare.
const GUARD_NEEDS_ARTICLES: u32 = 300;

/// Decides what `arriving` is, given the canonical articles that share a sketch value with it.
#[must_use]
pub fn decide(arriving: &Arriving<'_>, candidates: &[Candidate], frequencies: &Frequencies) -> Verdict {
    let guarded = frequencies.documents() >= GUARD_NEEDS_ARTICLES;
    let mut nearest: Option<(ArticleId, Comparison)> = None;
    let mut best: Option<(ArticleId, Comparison, Rule, Relation)> = None;
    for candidate in candidates {
        let hours = (arriving.time - candidate.time).num_minutes() as f64 / 60.0;
        let comparison = Comparison::of(arriving.fingerprint, &candidate.fingerprint, frequencies, hours);
        if nearest.is_none_or(|(_, c)| comparison.jaccard > c.jaccard) {
            nearest = Some((candidate.id, comparison));
        }
        let same_outlet = candidate.outlets.contains(arriving.outlet);
        if let Some(rule) = rule_for(&comparison, same_outlet, guarded)
            && best.as_ref().is_none_or(|(_, c, _, _)| comparison.jaccard > c.jaccard)
        {
            best = Some((candidate.id, comparison, rule, relation(&comparison, same_outlet)));
        }
    }
    match best {
        Some((article, comparison, rule, relation)) => Verdict::Same { article, relation, rule, comparison },
        None => Verdict::New { nearest },
    }
}

fn relation(c: &Comparison, same_outlet: bool) -> Relation {
    if same_outlet {
        Relation::Revision
    } else if c.arriving_is_shorter && c.length_ratio < EXCERPT_BELOW {
        Relation::Excerpt
    } else {
        Relation::Copy
    }
}

fn rule_for(c: &Comparison, same_outlet: bool, guarded: bool) -> Option<Rule> {
    if guarded && !passes_guard(c) {
        return None;
    }
    // One outlet writes its daily counts, rates and episodes by a template: another number in the headline is another text.
    if same_outlet && !c.title_numbers_agree {
        return None;
    }
    if is_nearly_equal(c) {
        return Some(Rule::NearlyEqual);
    }
    if same_outlet {
        return is_same_outlet_version(c).then_some(Rule::SameOutletVersion);
    }
    [
        (is_edited_copy(c), Rule::EditedCopy),
        (is_rewritten_lead(c), Rule::RewrittenLead),
        (is_cut_or_extended(c), Rule::CutOrExtended),
        (is_edited_release(c), Rule::EditedRelease),
    ]
    .into_iter()
    .find_map(|(holds, rule)| holds.then_some(rule))
}

/// Long texts need less: 60 words that agree to 70 % are one text; short ones are too easily templates (weather, rates).
fn is_nearly_equal(c: &Comparison) -> bool {
    let long = c.shorter_words >= 60 && c.jaccard >= 0.70 && c.hours_apart <= 7.0 * 24.0;
    let short = c.shorter_words < 60 && c.jaccard >= 0.80 && c.hours_apart <= 36.0;
    long || short
}

/// Templates (cables of congratulation, daily counts) share everything but the rare words: names and figures.
fn passes_guard(c: &Comparison) -> bool {
    let needed = if c.shorter_words < 120 { 5.0 / 8.0 } else { 4.0 / 8.0 };
    c.rare_words >= needed
}

fn is_edited_copy(c: &Comparison) -> bool {
    c.hours_apart <= 72.0 && c.jaccard >= 0.45 && c.lead_low() >= 0.5
}

fn is_rewritten_lead(c: &Comparison) -> bool {
    c.hours_apart <= 48.0 && c.jaccard >= 0.50 && c.containment >= 0.75 && c.lead_high() >= 0.6
}

fn is_cut_or_extended(c: &Comparison) -> bool {
    c.hours_apart <= 72.0
        && c.containment >= 0.75
        && c.length_ratio >= 0.15
        && c.lead_of_longer >= 0.6
        && c.lead_of_shorter >= 0.5
}

fn is_edited_release(c: &Comparison) -> bool {
    c.hours_apart <= 36.0 && c.jaccard >= 0.28 && c.lead_low() >= 0.6 && c.lead_high() >= 0.7
}

/// One outlet repeats its own background paragraphs under new leads, so its texts must agree in the lead and soon.
fn is_same_outlet_version(c: &Comparison) -> bool {
    c.hours_apart <= 24.0
        && ((c.jaccard >= 0.60 && c.lead_low() >= 0.6)
            || (c.containment >= 0.90 && c.length_ratio >= 0.15 && c.lead_low() >= 0.8))
}

impl Rule {
    /// Stable name, stored with every verdict.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::NearlyEqual => "nearly-equal",
            Self::EditedCopy => "edited-copy",
            Self::RewrittenLead => "rewritten-lead",
            Self::CutOrExtended => "cut-or-extended",
            Self::EditedRelease => "edited-release",
            Self::SameOutletVersion => "same-outlet-version",
        }
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
