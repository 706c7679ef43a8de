//! Memories of outlets while a pass runs: each is read once from the store, and learns from pages as they are recorded.

use crate::article::{Outlet, PageKind};
use crate::page::Reading;
use crate::page::health::Outcome;
use crate::page::memory::{Lesson, OutletMemory};
use crate::store::{PageReading, Recorded, Store};
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Outlets held at once.
const HELD: usize = 256;
/// Pages after which a memory is read anew: the store counts more strictly what teaches it.
const READ_ANEW: u32 = 64;

/// An outlet and one of its sites.
type Key = (Outlet, String);

struct Held {
    memory: Arc<OutletMemory>,
    pages: u32,
}

/// The memories in use; cheap to clone.
#[derive(Clone, Default)]
pub struct Memories(Arc<Mutex<FxHashMap<Key, Held>>>);

impl Memories {
    /// What is known of a site of an outlet. A store that fails costs only the knowledge: the page is read without it.
    pub async fn of(&self, store: &dyn Store, outlet: &Outlet, site: &str) -> Arc<OutletMemory> {
        let key = (outlet.clone(), site.to_owned());
        if let Some(held) = self.lock().get(&key).filter(|held| held.pages < READ_ANEW) {
            return Arc::clone(&held.memory);
        }
        let memory = match store.outlet_memory(outlet.clone(), site.to_owned()).await {
            Ok(memory) => Arc::new(memory),
            Err(error) => {
                tracing::warn!(%outlet, site, %error, "the memory of the outlet cannot be read; reading pages without it");
                return Arc::default();
            }
        };
        let mut held = self.lock();
        if held.len() >= HELD {
            held.clear();
        }
        held.insert(key, Held { memory: Arc::clone(&memory), pages: 0 });
        memory
    }

    /// Learns from a page that was recorded, as the store has done.
    pub fn learn(&self, outlet: &Outlet, page: &Learnable, recorded: Recorded) {
        if !matches!(recorded, Recorded::New(_) | Recorded::Joined(..)) {
            return;
        }
        if let Some(held) = self.lock().get_mut(&(outlet.clone(), page.site.clone())) {
            held.pages += 1;
            Arc::make_mut(&mut held.memory).learn(&page.lesson, &page.key, page.at);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<Key, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page to learn from once it is recorded.
#[derive(Debug, Clone)]
pub struct Learnable {
    /// Its site.
    pub site: String,
    /// What it teaches.
    pub lesson: Lesson,
    /// What makes it the same page.
    pub key: String,
    /// When it was read.
    pub at: DateTime<Utc>,
}

/// How a page read, for the store.
pub(super) fn noted(reading: &Reading, site: String) -> PageReading {
    let extracted = &reading.extracted;
    let empty = extracted.page_kind == PageKind::Article && extracted.blocks.is_empty();
    PageReading {
        site,
        outcome: if empty { Outcome::Empty } else { extracted.page_kind.into() },
        chars: u32::try_from(extracted.text().chars().count()).unwrap_or(u32::MAX),
        raw: reading.raw,
        lesson: reading.lesson.clone(),
    }
}

/// A page that gave no article.
pub(super) fn failed(outcome: Outcome, site: String) -> PageReading {
    PageReading { site, outcome, chars: 0, raw: None, lesson: None }
}
