//! What was mended while reading, counted by code, so that ten thousand bare ampersands are one remark.

use crate::article::Remark;
use std::collections::BTreeMap;

/// Longest quotation of the input in a remark, in characters.
const QUOTE_CHARS: usize = 80;

/// Repairs so far.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    seen: BTreeMap<&'static str, (usize, String)>,
}

impl Repairs {
    /// Notes one repair; the first of a code says what was seen.
    pub(super) fn note(&mut self, code: &'static str, detail: impl FnOnce() -> String) {
        self.seen.entry(code).or_insert_with(|| (0, detail())).0 += 1;
    }

    /// One remark a code, in the order of codes.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        let told = |(code, (count, detail)): (&'static str, (usize, String))| {
            Remark::new(code, if count > 1 { format!("{detail} ({count} times)") } else { detail })
        };
        self.seen.into_iter().map(told).collect()
    }
}

/// A short quotation of foreign text.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", crate::text::clean::line(text, QUOTE_CHARS))
}
