//! How likely two texts are the same article: a logistic regression over six measures, small enough to be read.

use super::Comparison;

/// One measure with its weight; the sum of all terms and the intercept is the log-odds of being one text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// What it measures, readable.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// What one unit of it adds to the log-odds.
    pub weight: f64,
}

/// Log-odds of two texts of which all measures are zero.
const INTERCEPT: f64 = -3.69;

/// Names and figures that both have: the best single measure between copies and templates.
const RARE_WORDS: f64 = 6.90;

/// What a text holds beyond another that it does not begin with: whole statements inside round-ups and analyses.
const OWN_FRAME: f64 = -5.88;

/// What the headlines share: a piece about two things is titled after the other one.
const HEADLINES: f64 = 2.67;

/// A report that editors cut, moved and reworded is shared in many pieces, a statement quoted by another report in one.
const PIECES: f64 = 0.305;

/// Copies arrive within hours; the same words days later are a template.
const DAYS_APART: f64 = -0.90;

/// One outlet repeats its background under new leads.
const SAME_OUTLET_OTHER_LEAD: f64 = -2.61;

/// Days beyond which the distance says no more.
const MOST_DAYS: f64 = 4.0;

/// Pieces in 100 words beyond which their number says no more.
const MOST_PIECES: f64 = 8.0;

/// Likeness from which two texts are one article. False joins hide an article from its readers, missed ones show it twice: the
/// threshold is above one half.
pub const SAME_FROM: f64 = 0.75;

/// The terms of the sum, in the order of their weight in practice.
#[must_use]
pub fn terms(c: &Comparison) -> [Term; 6] {
    let term = |name, value, weight| Term { name, value, weight };
    [
        term("rare words shared", c.rare_words, RARE_WORDS),
        term("own frame around the shared part", (1.0 - c.front_covered) * (1.0 - c.longer_covered), OWN_FRAME),
        term("headlines share", c.title_shared, HEADLINES),
        term("pieces shared in 100 words", c.pieces.min(MOST_PIECES), PIECES),
        term("days apart", (c.hours_apart / 24.0).min(MOST_DAYS), DAYS_APART),
        term(
            "same outlet with another lead",
            if c.same_outlet { 1.0 - c.lead_low } else { 0.0 },
            SAME_OUTLET_OTHER_LEAD,
        ),
    ]
}

/// Likelihood, 0 to 1, that two texts are the same article.
#[must_use]
pub fn likeness(c: &Comparison) -> f64 {
    let log_odds = INTERCEPT + terms(c).iter().map(|t| t.value * t.weight).sum::<f64>();
    1.0 / (1.0 + (-log_odds).exp())
}
