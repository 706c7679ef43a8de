//! `hasad reconcile`: the merge decision repeated over the articles of the last days.

use super::args::{Place, Reconcile};
use super::table::foreign;
use super::workplace::Workplace;
use super::{Outcome, input, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::store::Reconciliation;
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) async fn run(place: &Place, verb: &Reconcile) -> Outcome {
    let workplace = Workplace::open(place)?;
    let since = input::instant(&verb.since, workplace.config.schedule.zone, SystemClock.now())?;
    let store = if verb.dry_run { workplace.store_to_read()? } else { workplace.store_to_correct()? };
    let mut total = Reconciliation::default();
    let (mut after, mut pairs) = (None, BTreeSet::new());
    loop {
        let portion = store.reconcile(since, after, verb.dry_run).await?;
        total.compared += portion.compared;
        // Without joining, a pair is met from both sides.
        total.found.extend(portion.found.into_iter().filter(|found| pairs.insert((found.kept, found.joined))));
        after = portion.last;
        if after.is_none() {
            break;
        }
    }
    if verb.json {
        return print_json(
            &serde_json::json!({ "dry_run": verb.dry_run, "compared": total.compared, "joined": total.found }),
        );
    }
    print(&told(verb.dry_run, &total))
}

fn told(dry_run: bool, total: &Reconciliation) -> String {
    let mut out = String::new();
    let did = if dry_run { "would be joined" } else { "joined" };
    for found in &total.found {
        let _ = writeln!(out, "{} into {}  {}", found.joined, found.kept, foreign(&found.joined_title, 80));
        let _ = writeln!(out, "  {}", found.evidence);
    }
    let _ = writeln!(out, "{} articles compared, {} {did}", total.compared, total.found.len());
    out
}
