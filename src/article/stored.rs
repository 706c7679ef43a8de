//! The canonical article as the store gives it back, with every source that carried it.

use super::{ArticleId, Attribution, Block, LinkKind, Outlet, Placement, Precision, StatedDate, StoryId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a source's text is to the canonical article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first text we saw.
    Origin,
    /// The same text, perhaps edited a little.
    Copy,
    /// A part of it. Parts have articles of their own now ([`StoredArticle::excerpt_of`]); older stores hold sources of this kind.
    Excerpt,
    /// A later version of it by the same outlet.
    Revision,
}

impl Relation {
    /// The name used in JSON and in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Copy => "copy",
            Self::Excerpt => "excerpt",
            Self::Revision => "revision",
        }
    }

    /// The relation of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Origin, Self::Copy, Self::Excerpt, Self::Revision].into_iter().find(|r| r.as_str() == name)
    }
}

/// One page of one outlet that carried the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Who carried it.
    pub outlet: Outlet,
    /// The feed that announced it; `None` when it was imported without one.
    pub feed: Option<String>,
    /// The page.
    pub url: String,
    /// The headline this outlet gave it.
    pub title: String,
    /// When this outlet says it published it.
    pub published: Option<StatedDate>,
    /// When we first saw it here.
    pub first_seen: DateTime<Utc>,
    /// When we last saw it here.
    pub last_seen: DateTime<Utc>,
    /// What its text is to the canonical one.
    pub relation: Relation,
    /// Jaccard similarity of its text to the canonical one, 0 to 1.
    pub similarity: f64,
    /// Whom this page credits.
    pub attribution: Vec<Attribution>,
    /// Why it was placed here, readable alone.
    pub evidence: String,
}

/// A read-also link of a canonical article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// Headline of the linked article.
    pub title: String,
    /// Its URL where the page gave one.
    pub url: Option<String>,
    /// Label above it.
    pub label: String,
    /// Which kind of list it stood in.
    pub kind: LinkKind,
    /// Inside or after the body.
    pub placement: Placement,
    /// The linked article, when we hold it.
    pub article_id: Option<ArticleId>,
}

/// An article whose read-also link leads to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFrom {
    /// The linking article.
    pub article_id: ArticleId,
    /// Whose page links.
    pub outlet: Outlet,
    /// Its headline.
    pub title: String,
    /// The page that links.
    pub url: String,
    /// Label above the link.
    pub label: String,
    /// When that page was first seen.
    pub seen: DateTime<Utc>,
}

/// The longer article that an excerpt stands in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExcerptOf {
    /// The whole.
    pub article: ArticleId,
    /// How much of the excerpt stands in it, 0 to 1.
    pub share: f64,
    /// The measures, readable alone.
    pub evidence: String,
}

/// Whose text an article shows, where that is not its origin's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextFrom {
    /// The outlet.
    pub outlet: Outlet,
    /// Its page.
    pub url: String,
    /// Why it stands for the article, readable alone.
    pub why: String,
}

/// One canonical article.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    /// Its number.
    pub id: ArticleId,
    /// Its headline.
    pub title: String,
    /// Its body.
    pub blocks: Vec<Block>,
    /// Language code.
    pub lang: Option<String>,
    /// The earliest stated publication among its sources' own claims for this text, by the origin.
    pub published: Option<StatedDate>,
    /// When we first saw it anywhere.
    pub first_seen: DateTime<Utc>,
    /// Named authors.
    pub authors: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Section of the feed that brought it.
    pub section: Option<String>,
    /// Lead image.
    pub image: Option<String>,
    /// The story it belongs to.
    pub story_id: Option<StoryId>,
    /// Why it belongs there, readable after "story N:".
    pub story_why: String,
    /// Number of distinct versions of its text that were seen.
    pub versions: u32,
    /// Everyone who carried it, the origin first.
    pub sources: Vec<Source>,
    /// Whose text it shows, where that is not its origin's.
    pub text_from: Option<TextFrom>,
    /// The longer article whose part it is, where we hold one.
    pub excerpt_of: Option<ExcerptOf>,
    /// Links that stood around it.
    pub read_also: Vec<StoredLink>,
    /// Articles whose read-also links lead here, the first seen first; only where one article is read by its number.
    pub linked_from: Vec<LinkedFrom>,
}

impl StoredArticle {
    /// The body as plain text, captions left out, blocks joined by a blank line.
    #[must_use]
    pub fn text(&self) -> String {
        let body: Vec<&str> =
            self.blocks.iter().filter(|b| b.kind != super::BlockKind::Caption).map(|b| b.text.as_str()).collect();
        body.join("\n\n")
    }

    /// The source whose page a reader is sent to: the origin, or the first when none is marked so.
    #[must_use]
    pub fn origin(&self) -> Option<&Source> {
        self.sources.iter().find(|s| s.relation == Relation::Origin).or_else(|| self.sources.first())
    }

    /// The headline that a reader finds at the address of the origin. The article's own is that of the text it shows, which may be a
    /// fuller copy of another outlet.
    #[must_use]
    pub fn headline(&self) -> &str {
        self.origin()
            .map(|origin| origin.title.as_str())
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(&self.title)
    }

    /// The source that we saw first.
    #[must_use]
    pub fn seen_first(&self) -> Option<&Source> {
        self.sources.iter().min_by_key(|s| s.first_seen)
    }

    /// The source that says it published first. A bare day says too little to be first.
    #[must_use]
    pub fn claims_first(&self) -> Option<&Source> {
        let claim = |s: &Source| s.published.as_ref().filter(|d| d.precision <= Precision::Minute).map(|d| d.at);
        self.sources.iter().filter(|s| claim(s).is_some()).min_by_key(|s| claim(s))
    }

    /// When it happened for ordering: what was stated, else when we saw it.
    #[must_use]
    pub fn time(&self) -> DateTime<Utc> {
        self.published.as_ref().map_or(self.first_seen, |d| d.at.with_timezone(&Utc))
    }
}
