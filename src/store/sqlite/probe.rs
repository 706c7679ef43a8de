//! What would become of a text, and how long it takes to tell: for measurements.

use super::candidates::Scope;
use super::{SqliteStore, record};
use crate::article::{ArticleId, Outlet};
use crate::dedup::{Arriving, Fingerprint};
use crate::store::StoreError;
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

impl SqliteStore {
    /// The article that a text would be joined to if it arrived now, and how long finding candidates and comparing them took.
    /// Records nothing.
    ///
    /// # Errors
    /// When the store is open for reading only or fails.
    pub async fn probe(
        &self,
        fingerprint: Fingerprint,
        outlet: Outlet,
        time: DateTime<Utc>,
    ) -> Result<(Option<ArticleId>, Duration), StoreError> {
        self.write(move |db, memory| {
            let started = Instant::now();
            let arriving = Arriving { fingerprint: &fingerprint, outlet: &outlet, times: [time; 2] };
            let found = record::verdict(db, &memory.words, &arriving, Scope::default())?;
            Ok((found.join.map(|join| join.article), started.elapsed()))
        })
        .await
    }
}
