//! Following read-also links that no feed announced: which of a page's links are worth reading, and what is kept of them.

use crate::article::{ArticleUrl, LinkKind};
use crate::store::{Arrival, SeenEntry};
use chrono::{DateTime, TimeDelta, Utc};

/// Links followed of one page.
const MAX_OF_PAGE: usize = 5;

/// What was published longer ago is an old article that an editor remembered: it is no news of today.
const FRESH: TimeDelta = TimeDelta::days(3);

/// The editor's links of a page to other pages of its site, as entries to be read. None where the page was itself found that way:
/// one step is followed, a second would walk the archive.
pub(super) fn links(arrival: &Arrival, entry: &SeenEntry) -> Vec<SeenEntry> {
    if entry.found_on.is_some() || arrival.partial {
        return Vec::new();
    }
    let site = arrival.url.host_key();
    let links = arrival.extracted.read_also.iter().filter(|link| link.kind == LinkKind::ReadAlso);
    let found = links.filter_map(|link| {
        let url = ArticleUrl::parse(link.url.as_deref()?).ok().filter(|url| url.host_key() == site)?;
        (url.key() != arrival.key).then(|| SeenEntry {
            identity: format!("read-also:{}", url.key()),
            url: Some(url),
            title: link.title.clone(),
            found_on: Some(arrival.url.to_string()),
            ..SeenEntry::default()
        })
    });
    found.take(MAX_OF_PAGE).collect()
}

/// Why a page that was found by a link is not kept; `None` when it is.
pub(super) fn refusal(arrival: &Arrival, now: DateTime<Utc>) -> Option<String> {
    match &arrival.extracted.published {
        None => Some("it states no date: whether it is news cannot be told".to_owned()),
        Some(date) if date.at.with_timezone(&Utc) < now - FRESH => {
            Some(format!("it was published {}, and only pages of the last three days are followed", date.to_text()))
        }
        Some(_) => None,
    }
}
