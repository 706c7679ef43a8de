//! `hasad explain --normalise TEXT`: what every step makes of a text.

use super::super::table::foreign;
use super::super::{Outcome, print, print_json};
use crate::dedup::FINGERPRINT_VERSION;
use crate::text::normalise::{VERSION, trace};
use std::fmt::Write;

/// Characters of a text that are looked at; more is told by the same steps.
const MOST: usize = 10_000;

pub(super) fn run(text: &str, json: bool) -> Outcome {
    let text: String = text.chars().take(MOST).collect();
    let steps = trace(&text);
    if json {
        let steps: Vec<serde_json::Value> = steps
            .iter()
            .map(|(step, made)| serde_json::json!({ "step": step.name, "does": step.does, "text": made }))
            .collect();
        return print_json(
            &serde_json::json!({ "version": VERSION, "fingerprint_version": FINGERPRINT_VERSION, "steps": steps }),
        );
    }
    let mut out = format!(
        "normalisation {VERSION}, of fingerprints {FINGERPRINT_VERSION}; the last step only for search and stories\n"
    );
    let mut before = text.as_str();
    for (number, (step, made)) in (1..).zip(&steps) {
        let _ = writeln!(out, "\n{number:>2} {}: {}", step.name, step.does);
        let shown = if made == before { "(nothing)".to_owned() } else { foreign(made, MOST) };
        let _ = writeln!(out, "   {shown}");
        before = made;
    }
    print(&out)
}
