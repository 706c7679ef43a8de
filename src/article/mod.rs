//! The nouns everything else speaks in: identifiers, URLs, and the article as extraction returns it.

mod extracted;
mod host;
mod identity;
mod stored;
mod twin;
pub mod url;

pub use extracted::{
    Attribution, Block, BlockKind, Extracted, Following, LinkKind, LiveEntry, PageKind, Placement, Precision, ReadAlso,
    StatedDate,
};
pub use host::host_key;
pub use identity::{ArticleId, FeedId, Outlet, StoryId};
pub use stored::{ExcerptOf, LinkedFrom, Relation, Source, StoredArticle, StoredLink, TextFrom};
pub use url::{ArticleUrl, UrlError};

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Evidence of something done or not done while reading foreign input: a repair, a fallback, a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Stable kebab-case code, e.g. `date-future`; counted by `status`.
    pub code: Cow<'static, str>,
    /// What was seen, in English, readable alone; may quote the input.
    pub detail: String,
}

impl Remark {
    /// A remark; `detail` should be readable without the input beside it.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), detail: detail.into() }
    }
}
