//! How well the pages of an outlet read: the share that gave an article, how long the texts are, and sudden changes of either.

use crate::article::PageKind;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Visits that are compared with those before them.
const LATELY: usize = 12;
/// Visits before them that say what is usual for the outlet.
const USUAL: usize = 120;
/// Days that are told one by one.
const DAYS: usize = 14;
/// A share this good may fall suddenly; less than half of it is a fall.
const GOOD_SHARE: f64 = 0.5;
/// A median length outside these multiples of the usual one is a sudden change.
const LENGTHS: (f64, f64) = (0.4, 2.5);
/// Texts whose median means something.
const ENOUGH_TEXTS: usize = 8;

/// What came of a page that a feed announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// An article was read.
    Article,
    /// A home, section or search page.
    Listing,
    /// A video, a gallery or a picture: no article, and no fault.
    Media,
    /// A form to sign in or to subscribe.
    Login,
    /// A test whether the reader is a person.
    Challenge,
    /// An error page, whatever its status.
    Error,
    /// Nothing to read.
    Empty,
    /// It could not be fetched, and will not be tried again.
    Unreachable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 8] = [
        Self::Article,
        Self::Listing,
        Self::Media,
        Self::Login,
        Self::Challenge,
        Self::Error,
        Self::Empty,
        Self::Unreachable,
    ];

    /// The name used in JSON and in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Listing => "listing",
            Self::Media => "media",
            Self::Login => "login",
            Self::Challenge => "challenge",
            Self::Error => "error",
            Self::Empty => "empty",
            Self::Unreachable => "unreachable",
        }
    }

    /// The outcome of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }

    /// Whether the page counts when the share of good ones is asked for: a video is no page that failed.
    #[must_use]
    pub fn counts(self) -> bool {
        self != Self::Media
    }
}

impl From<PageKind> for Outcome {
    fn from(kind: PageKind) -> Self {
        match kind {
            PageKind::Article => Self::Article,
            PageKind::Listing => Self::Listing,
            PageKind::Media => Self::Media,
            PageKind::Login => Self::Login,
            PageKind::Challenge => Self::Challenge,
            PageKind::Error => Self::Error,
            PageKind::Empty => Self::Empty,
        }
    }
}

/// One page that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// When.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// Characters of the article's text; 0 without one.
    pub chars: u32,
}

/// A sudden change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// Stable name: `share-drop`, `length-drop`, `length-jump`.
    pub code: &'static str,
    /// What changed, readable alone.
    pub detail: String,
    /// The first of the pages that show it.
    pub since: DateTime<Utc>,
}

/// The pages of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// The day, UTC.
    pub day: NaiveDate,
    /// Pages asked for.
    pub pages: usize,
    /// Share of good ones, 0 to 1; `None` when none counts.
    pub good_share: Option<f64>,
    /// Median length of the texts in characters.
    pub median_chars: Option<u32>,
}

/// How an outlet's pages read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Health {
    /// Pages asked for.
    pub pages: usize,
    /// How many of them came to what.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Share that gave an article of those that should, 0 to 1; `None` when none counts.
    pub good_share: Option<f64>,
    /// Median length of the texts in characters.
    pub median_chars: Option<u32>,
    /// The last days with pages, oldest first.
    pub days: Vec<Day>,
    /// What changed suddenly.
    pub alerts: Vec<Alert>,
}

/// How the pages read that were asked for in `visits`, oldest first.
#[must_use]
pub fn judge(visits: &[Visit]) -> Health {
    let mut health = Health {
        pages: visits.len(),
        good_share: good_share(visits),
        median_chars: median(visits),
        alerts: alerts(visits),
        ..Health::default()
    };
    for visit in visits {
        *health.outcomes.entry(visit.outcome.as_str()).or_default() += 1;
    }
    let mut days: BTreeMap<NaiveDate, Vec<Visit>> = BTreeMap::new();
    for visit in visits {
        days.entry(visit.at.date_naive()).or_default().push(*visit);
    }
    let skipped = days.len().saturating_sub(DAYS);
    let day = |(day, visits): (NaiveDate, Vec<Visit>)| Day {
        day,
        pages: visits.len(),
        good_share: good_share(&visits),
        median_chars: median(&visits),
    };
    health.days = days.into_iter().skip(skipped).map(day).collect();
    health
}

/// What changed suddenly: the last dozen pages against the hundred before.
#[must_use]
pub fn alerts(visits: &[Visit]) -> Vec<Alert> {
    let counted: Vec<Visit> = visits.iter().copied().filter(|visit| visit.outcome.counts()).collect();
    let Some(split) = counted.len().checked_sub(LATELY).filter(|before| *before >= LATELY) else { return Vec::new() };
    let (before, lately) = counted.split_at(split);
    let usual = &before[before.len().saturating_sub(USUAL)..];
    let since = lately.first().map(|visit| visit.at).unwrap_or_default();
    let mut found = Vec::new();
    if let (Some(was), Some(is)) = (good_share(usual), good_share(lately))
        && was >= GOOD_SHARE
        && is * 2.0 <= was
    {
        let detail =
            format!("{:.0} % of the last {LATELY} pages gave an article, {:.0} % before", is * 100.0, was * 100.0);
        let first = lately.iter().find(|visit| visit.outcome != Outcome::Article).map_or(since, |visit| visit.at);
        found.push(Alert { code: "share-drop", detail, since: first });
    }
    let enough = |visits: &[Visit]| visits.iter().filter(|v| v.outcome == Outcome::Article).count() >= ENOUGH_TEXTS;
    if let (true, true, Some(was), Some(is)) = (enough(usual), enough(lately), median(usual), median(lately)) {
        let ratio = f64::from(is) / f64::from(was.max(1));
        let code = if ratio < LENGTHS.0 { "length-drop" } else { "length-jump" };
        if !(LENGTHS.0..=LENGTHS.1).contains(&ratio) {
            let detail = format!("the last texts have {is} characters (median), {was} before");
            found.push(Alert { code, detail, since });
        }
    }
    found
}

fn good_share(visits: &[Visit]) -> Option<f64> {
    let counted = visits.iter().filter(|visit| visit.outcome.counts()).count();
    let good = visits.iter().filter(|visit| visit.outcome == Outcome::Article).count();
    (counted > 0).then(|| good as f64 / counted as f64)
}

fn median(visits: &[Visit]) -> Option<u32> {
    let mut lengths: Vec<u32> = visits.iter().filter(|v| v.outcome == Outcome::Article).map(|v| v.chars).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn visits(parts: &[(usize, Outcome, u32)]) -> Vec<Visit> {
        let all = parts.iter().flat_map(|(count, outcome, chars)| std::iter::repeat_n((*outcome, *chars), *count));
        let at = |n: usize| DateTime::UNIX_EPOCH + TimeDelta::hours(i64::try_from(n).unwrap());
        all.enumerate().map(|(n, (outcome, chars))| Visit { at: at(n), outcome, chars }).collect()
    }

    fn codes(parts: &[(usize, Outcome, u32)]) -> Vec<&'static str> {
        alerts(&visits(parts)).into_iter().map(|alert| alert.code).collect()
    }

    #[test]
    fn a_video_is_counted_apart() {
        let health = judge(&visits(&[(8, Outcome::Article, 900), (2, Outcome::Login, 0), (30, Outcome::Media, 0)]));
        assert_eq!((health.good_share, health.median_chars, health.outcomes["media"]), (Some(0.8), Some(900), 30));
        assert_eq!(health.days.len(), 2);
        assert_eq!(judge(&[]).good_share, None);
    }

    #[test]
    fn sudden_changes_are_told_and_pass() {
        let usual = (40, Outcome::Article, 2_000);
        assert_eq!(codes(&[usual]), Vec::<&str>::new());
        assert_eq!(codes(&[usual, (9, Outcome::Challenge, 0), (3, Outcome::Article, 2_000)]), ["share-drop"]);
        assert_eq!(codes(&[usual, (12, Outcome::Article, 300)]), ["length-drop"]);
        assert_eq!(codes(&[usual, (12, Outcome::Article, 9_000)]), ["length-jump"]);
        assert_eq!(codes(&[usual, (12, Outcome::Media, 0)]), Vec::<&str>::new(), "videos are no fault");
        assert_eq!(
            codes(&[(5, Outcome::Article, 2_000), (12, Outcome::Error, 0)]),
            Vec::<&str>::new(),
            "too little is known"
        );
        assert_eq!(codes(&[usual, (200, Outcome::Error, 0)]), Vec::<&str>::new(), "what lasts is usual");
        let since = alerts(&visits(&[usual, (12, Outcome::Error, 0)]))[0].since;
        assert_eq!(since, DateTime::UNIX_EPOCH + TimeDelta::hours(40));
    }
}
