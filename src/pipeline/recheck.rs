//! Reading a young page again, to see edits that no feed announces: one conditional request, nothing retried.

use super::Desk;
use super::arrival::{Carrier, assemble};
use super::ingest::{IngestOutcome, IngestReport};
use super::memories;
use crate::article::{ArticleUrl, StatedDate};
use crate::http::{Answer, Head, Held, Request, Validators, Want};
use crate::page::health::Outcome;
use crate::page::{self, InputKind, PageInput};
use crate::store::{Arrival, PageCopy, PageReading, Recheck, Rechecked, Recorded, SeenEntry, StoreError, Watch};
use chrono::{DateTime, TimeDelta, Utc};

/// When a page is read next: at the first of `ages`, counted from when we first saw it, that is still ahead. A page that was
/// published longer ago than the last of them was old when its feed came to us, and is not watched.
pub(super) fn next_reading(
    ages: &[TimeDelta],
    first_seen: DateTime<Utc>,
    published: Option<&StatedDate>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let oldest = *ages.last()?;
    if published.is_some_and(|date| now - date.at.with_timezone(&Utc) > oldest + TimeDelta::days(1)) {
        return None;
    }
    ages.iter().map(|age| first_seen + *age).find(|at| *at > now)
}

/// How a page is watched after a reading.
pub(super) fn watch(due_at: Option<DateTime<Utc>>, asked: &ArticleUrl, validators: Validators) -> Option<Watch> {
    let Validators { etag, last_modified } = validators;
    Some(Watch { due_at, url: asked.clone(), etag, last_modified })
}

impl Desk {
    /// Asks for a page again that was leased, and records what changed. A page that does not come is asked for at its next age.
    ///
    /// # Errors
    /// Only when the store fails; a page that fails is a report.
    pub async fn recheck(&self, known: Recheck) -> Result<IngestReport, StoreError> {
        let (feed, url, source) = (known.feed.clone(), Some(known.url.clone()), known.source);
        let (first_seen, now) = (known.first_seen, self.clock.now());
        let validators = Validators { etag: known.etag.clone(), last_modified: known.last_modified.clone() };
        let request = Request { url: known.url.clone(), want: Want::Article, validators };
        let (unchanged, reason) = match self.client.get_as(&request, &self.access_of(&feed)).await {
            Ok((Answer::Body(head, body), held)) => match self.read_again(known, head, body, held).await {
                Some(arrival) => match self.store.record(*arrival).await {
                    Ok(Recorded::Elsewhere(article)) => {
                        (false, format!("it leads to the page of article {article} now"))
                    }
                    Ok(recorded) => return Ok(IngestReport { again: true, ..IngestReport::of(feed, url, recorded) }),
                    Err(error) => (false, format!("the store refused it: {error}")),
                },
                None => (false, "no article was found on it this time".to_owned()),
            },
            Ok((Answer::NotModified(_), _)) => (true, String::new()),
            Err(error) => {
                if let Err(error) = self.note_quiet(&error).await {
                    tracing::error!(%error, "the quiet a host asked for could not be written down");
                }
                (false, error.detail)
            }
        };
        let due_at = next_reading(&self.rechecks, first_seen, None, now);
        self.store.rechecked(Rechecked { source, unchanged, now, due_at }).await?;
        let outcome = if unchanged { IngestOutcome::Unchanged } else { IngestOutcome::Postponed { reason } };
        Ok(IngestReport { feed, url, outcome, stand_in: None, again: true })
    }

    /// The page as an arrival; `None` when it holds no article (an error page, a paywall) or reading it panicked.
    async fn read_again(&self, known: Recheck, head: Head, body: Vec<u8>, held: Held) -> Option<Box<Arrival>> {
        let (zone, now) = (self.zone_of(&known.feed), self.clock.now());
        let (compressors, ages) = (self.compressors.clone(), self.rechecks.clone());
        let (rules, site) = (self.sites.of_url(&head.url).cloned(), page::site(&head.url));
        let memory = self.memories.of(self.store.as_ref(), &known.outlet, &site).await;
        let bytes = body.len();
        let read = move || {
            let input = PageInput {
                bytes: &body,
                content_type: head.content_type.as_deref(),
                url: Some(&head.url),
                kind: InputKind::Auto,
                outlet: Some(&known.outlet.0),
                zone,
                now,
            };
            let mut reading = page::read(&input, rules.as_deref(), &memory);
            // Which page it is was settled when it was first read; what it teaches was learnt then.
            reading.extracted.canonical_url = None;
            let noted = PageReading { lesson: None, ..memories::noted(&reading, site) };
            if noted.outcome != Outcome::Article {
                return None;
            }
            let (content_type, validators) = (head.content_type.clone(), head.validators.clone());
            let copy = compressors.compress(&body).map(|compressed| PageCopy { compressed, content_type });
            // From here on only what was read is needed, and others may hold a body.
            drop((body, held));
            let carrier = Carrier {
                entry: None,
                entry_hash: 0,
                feed: Some(known.feed.0.clone()),
                outlet: known.outlet.clone(),
                section: None,
                announced: None,
                seen: now,
                added: now,
            };
            // Where the page has no headline the feed's own was taken, and still holds.
            let entry = SeenEntry { title: known.title.clone(), ..SeenEntry::default() };
            let watch = watch(next_reading(&ages, known.first_seen, None, now), &known.url, validators);
            let arrival = assemble(carrier, reading.extracted, &entry, &known.page, None, copy);
            let landed = ArticleUrl::from_url(head.url.clone()).ok().filter(|landed| *landed != known.url);
            Some(Box::new(Arrival { watch, landed, reading: Some(noted), ..arrival }))
        };
        self.compute(bytes, read).await.flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Precision;

    #[test]
    fn a_page_is_read_again_at_the_next_age_that_is_still_ahead() {
        let ages = [TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::hours(24)];
        let seen = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let next =
            |hours| next_reading(&ages, seen, None, seen + TimeDelta::hours(hours)).map(|at| (at - seen).num_hours());
        assert_eq!([next(0), next(1), next(5), next(6), next(24)], [Some(1), Some(6), Some(6), Some(24), None]);
        assert_eq!(next(20), Some(24), "after a pause the ages that passed are not caught up");
        assert_eq!(next_reading(&[], seen, None, seen), None);
    }

    #[test]
    fn what_was_old_when_it_came_is_not_watched() {
        let ages = [TimeDelta::hours(6)];
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let published = |hours| StatedDate {
            at: (now - TimeDelta::hours(hours)).fixed_offset(),
            precision: Precision::Minute,
            from: "feed".to_owned(),
        };
        assert!(next_reading(&ages, now, Some(&published(20)), now).is_some());
        assert!(next_reading(&ages, now, Some(&published(40)), now).is_none());
    }
}
