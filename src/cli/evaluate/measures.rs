//! `hasad evaluate --measures`: every measure of every pair, decided or not, for who wants to look at the decision or learn its weights again.

use super::Pair;
use crate::dedup::{Comparison, Fingerprint, judge, newspaper_words, terms};
use crate::store::Arrival;
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

/// One text of a pair.
struct Side {
    fingerprint: Fingerprint,
    outlet: String,
    time: DateTime<Utc>,
}

/// The texts of the pairs, and how common words are among all articles.
pub(super) struct Measures {
    wanted: FxHashSet<String>,
    sides: FxHashMap<String, Side>,
    frequencies: Frequencies,
}

impl Measures {
    /// Waits for the texts of `pairs`.
    pub fn of(pairs: &[Pair]) -> Self {
        let wanted = pairs.iter().flat_map(|p| [p.a.clone(), p.b.clone()]).collect();
        Self { wanted, sides: FxHashMap::default(), frequencies: Frequencies::assuming(newspaper_words()) }
    }

    /// Looks at an article that is being loaded.
    pub fn see(&mut self, arrival: &Arrival) {
        let words: FxHashSet<u32> = arrival.fingerprint.words.iter().copied().collect();
        self.frequencies.add(words);
        let url = arrival.url.as_str();
        if self.wanted.contains(url) {
            let time = arrival.extracted.published.as_ref().map_or(arrival.seen, |d| d.at.with_timezone(&Utc));
            let (fingerprint, outlet) = (arrival.fingerprint.clone(), arrival.outlet.0.clone());
            self.sides.insert(url.to_owned(), Side { fingerprint, outlet, time });
        }
    }

    /// The measures of one pair; `None` where a text of it is missing.
    pub fn measured(&self, pair: &Pair) -> Option<Value> {
        let (a, b) = (self.sides.get(&pair.a)?, self.sides.get(&pair.b)?);
        let hours = (a.time - b.time).num_minutes() as f64 / 60.0;
        let comparison = Comparison::of(&a.fingerprint, &b.fingerprint, &self.frequencies, hours, a.outlet == b.outlet);
        let judged = judge(&comparison);
        let terms: serde_json::Map<String, Value> =
            terms(&comparison).iter().map(|t| (t.name.to_owned(), json!(t.value))).collect();
        Some(json!({
            "a": pair.a, "b": pair.b, "merge": pair.merge, "label": pair.label, "same": judged.same,
            "rule": judged.rule.as_str(), "likeness": judged.likeness, "terms": terms, "measures": comparison
        }))
    }
}
