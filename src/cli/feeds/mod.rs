//! `hasad feeds`: the feeds of the configuration, listed, found, imported and exported.

mod discover;
mod export;
mod import;
mod list;
mod preview;

use super::Outcome;
use super::args::{Feeds, FeedsVerb, Place};

pub(super) async fn run(place: &Place, verb: &Feeds) -> Outcome {
    match &verb.verb {
        FeedsVerb::List(form) => list::run(place, form).await,
        FeedsVerb::Discover(verb) => discover::run(place, verb).await,
        FeedsVerb::Import(verb) => import::run(place, verb),
        FeedsVerb::Export(verb) => export::run(place, verb),
    }
}
