//! What a hub delivered: read and recorded like the document of a poll.

use super::{Desk, entry};
use crate::article::{ArticleUrl, FeedId};
use crate::feed::{self, ReadContext};
use crate::store::{Delivery, PollOutcome, StoreError};

impl Desk {
    /// Reads a document that was pushed and records its entries; the caller has checked who sent it. `None` when it is no feed.
    ///
    /// # Errors
    /// Only when the store fails.
    pub async fn deliver(
        &self,
        feed: FeedId,
        address: &ArticleUrl,
        content_type: Option<String>,
        body: Vec<u8>,
    ) -> Result<Option<PollOutcome>, StoreError> {
        let (zone, now, url) = (self.zone_of(&feed), self.clock.now(), address.to_url());
        let read = self
            .compute(body.len(), move || {
                let context = ReadContext { url: url.as_ref(), content_type: content_type.as_deref(), zone, now };
                feed::read(&body, &context)
            })
            .await;
        let Some(Ok(document)) = read else { return Ok(None) };
        let entries = document.entries.iter().map(entry::seen).collect();
        self.store.record_delivery(Delivery { feed, now, entries }).await.map(Some)
    }
}
