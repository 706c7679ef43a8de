//! `hasad feed-parse`: a feed document as Hasad reads it.

use super::args::FeedParse;
use super::{Failure, Outcome, input, print_json};
use crate::clock::{Clock, SystemClock};
use crate::feed::{self, ReadContext};
use url::Url;

pub(super) fn run(verb: &FeedParse) -> Outcome {
    let bytes = input::bytes(verb.file.as_deref())?;
    let url = match &verb.url {
        Some(text) => Some(Url::parse(text).map_err(|e| Failure::Wrong(format!("--url {text:?}: {e}")))?),
        None => None,
    };
    let content_type = verb.content_type.as_deref();
    let context = ReadContext { url: url.as_ref(), content_type, zone: chrono_tz::UTC, now: SystemClock.now() };
    let named = || verb.file.as_ref().map_or_else(|| "standard input".to_owned(), |f| f.display().to_string());
    let document = feed::read(&bytes, &context).map_err(|e| Failure::Failed(format!("{}: {e}", named())))?;
    print_json(&document)
}
