//! From the stories of a day to its digest.

use super::{Counts, Digest, DigestArticle, DigestLink, DigestSource, DigestStory, StoryMaterial, summary};
use crate::article::{ArticleUrl, LinkKind, Relation, StatedDate, StoredArticle, StoredLink};
use crate::story::headline::{self, MAX_TITLE_CHARS};
use crate::story::rank;
use crate::text::clean;
use crate::text::letters::fold;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most read-also links shown under a story.
const MAX_READ_ALSO: usize = 5;

/// A summary shorter than this tells less than the headline; another article's is tried, in characters.
const GOOD_SUMMARY_CHARS: usize = 60;

/// Longest outlet or section name shown, in characters.
const MAX_NAME_CHARS: usize = 80;

/// A title made of the text when no article of a story has one, in characters.
const MADE_TITLE_CHARS: usize = 90;

/// Builds the digest of `date` from the stories of the window: all of them, best first.
///
/// Stories are ordered by [`rank::score`]; equal ones by more outlets, then by the newer article, then by the smaller number, so
/// that the same stories always give the same digest, in whatever order they come. Stories without articles are left out.
/// Every text is cleaned to one line without control or bidi characters.
#[must_use]
pub fn build(date: NaiveDate, zone: Tz, window: (DateTime<Utc>, DateTime<Utc>), stories: Vec<StoryMaterial>) -> Digest {
    let stories: Vec<StoryMaterial> = stories.into_iter().filter(|s| !s.articles.is_empty()).collect();
    let counts = count(&stories);
    let mut ranked: Vec<(DateTime<Utc>, DigestStory)> =
        stories.into_iter().map(|s| (newest(&s), digest_story(s))).collect();
    ranked.sort_by(|(newest_a, a), (newest_b, b)| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| b.outlets.len().cmp(&a.outlets.len()))
            .then_with(|| newest_b.cmp(newest_a))
            .then_with(|| a.id.cmp(&b.id))
    });
    Digest {
        date,
        zone: zone.to_string(),
        from: window.0,
        to: window.1,
        counts,
        stories: ranked.into_iter().map(|(_, story)| story).collect(),
        alerts: Vec::new(),
    }
}

fn newest(story: &StoryMaterial) -> DateTime<Utc> {
    story.articles.iter().map(StoredArticle::time).max().unwrap_or_default()
}

fn count(stories: &[StoryMaterial]) -> Counts {
    let articles = || stories.iter().flat_map(|s| &s.articles);
    let sources = || articles().flat_map(|a| &a.sources);
    Counts {
        articles: articles().count(),
        sources: sources().map(|s| s.url.as_str()).collect::<FxHashSet<_>>().len(),
        outlets: sources().map(|s| s.outlet.0.as_str()).collect::<FxHashSet<_>>().len(),
        stories: stories.len(),
    }
}

fn digest_story(material: StoryMaterial) -> DigestStory {
    // Whatever order the store gives, the digest is the same.
    let mut articles = material.articles;
    articles.sort_by_key(|a| (a.time(), a.id));
    let headline = headline::choose(&articles);
    let best = headline.as_ref().map_or(0, |h| h.article);
    articles[..=best].rotate_right(1);
    let summary = best_summary(&articles);
    let title = headline.map_or_else(|| clean::excerpt(&summary, MADE_TITLE_CHARS), |h| h.title);
    DigestStory {
        id: material.id,
        title,
        summary,
        section: section(&articles),
        score: rank::score(&articles),
        outlets: outlets(&articles),
        read_also: read_also(&articles),
        articles: articles.iter().map(digest_article).collect(),
    }
}

/// The summary of the first article that has a real one, which is that of the headline if it can be; else the longest there is.
fn best_summary(articles: &[StoredArticle]) -> String {
    let mut longest = String::new();
    for text in articles.iter().map(summary::summary) {
        if text.chars().count() >= GOOD_SUMMARY_CHARS {
            return text;
        }
        if text.len() > longest.len() {
            longest = text;
        }
    }
    longest
}

fn name(text: &str) -> String {
    clean::line(text, MAX_NAME_CHARS)
}

/// The section most articles are filed under; of equally frequent ones the first met.
fn section(articles: &[StoredArticle]) -> Option<String> {
    let mut tally: Vec<(String, usize)> = Vec::new();
    for section in articles.iter().filter_map(|a| a.section.as_deref()).map(name).filter(|s| !s.is_empty()) {
        match tally.iter_mut().find(|(known, _)| *known == section) {
            Some((_, n)) => *n += 1,
            None => tally.push((section, 1)),
        }
    }
    let most = tally.iter().map(|(_, n)| *n).max()?;
    tally.into_iter().find(|(_, n)| *n == most).map(|(section, _)| section)
}

/// Distinct outlets in the order in which we saw them carry the story.
fn outlets(articles: &[StoredArticle]) -> Vec<String> {
    let mut sources: Vec<_> = articles.iter().flat_map(|a| &a.sources).collect();
    sources.sort_by(|a, b| a.first_seen.cmp(&b.first_seen).then_with(|| a.url.cmp(&b.url)));
    let mut seen = FxHashSet::default();
    sources.iter().map(|s| name(&s.outlet.0)).filter(|o| !o.is_empty() && seen.insert(o.clone())).collect()
}

fn digest_article(article: &StoredArticle) -> DigestArticle {
    let mut sources: Vec<_> = article.sources.iter().collect();
    sources.sort_by(|a, b| {
        let rank = |r: Relation| r != Relation::Origin;
        (rank(a.relation), a.first_seen, &a.url).cmp(&(rank(b.relation), b.first_seen, &b.url))
    });
    let origin = article.origin();
    DigestArticle {
        id: article.id,
        title: clean::line(article.headline(), MAX_TITLE_CHARS),
        url: origin.map(|s| s.url.clone()).unwrap_or_default(),
        outlet: origin.map(|s| name(&s.outlet.0)).unwrap_or_default(),
        published: article.published.as_ref().map(StatedDate::to_text),
        sources: sources
            .into_iter()
            .map(|s| DigestSource { outlet: name(&s.outlet.0), url: s.url.clone(), relation: s.relation })
            .collect(),
    }
}

/// Links that editors set (not the lists a site makes by itself) to articles outside the story, those set most often first.
fn read_also(articles: &[StoredArticle]) -> Vec<DigestLink> {
    let inside = Inside::of(articles);
    let mut place: FxHashMap<String, usize> = FxHashMap::default();
    let mut found: Vec<(DigestLink, usize)> = Vec::new();
    for link in articles.iter().flat_map(|a| &a.read_also).filter(|l| l.kind == LinkKind::ReadAlso) {
        let title = clean::line(&link.title, MAX_TITLE_CHARS);
        let url = link.url.as_deref().and_then(|u| ArticleUrl::parse(u).ok());
        let folded = fold(&title);
        if title.is_empty() || inside.holds(link, url.as_ref(), &folded) {
            continue;
        }
        // One article is one link, under whatever headline and from whichever outlet.
        let article = link.article_id.map(|id| format!("#{id}"));
        let keys = || url.as_ref().map(ArticleUrl::key).into_iter().chain(article.clone()).chain([folded.clone()]);
        let known = keys().find_map(|key| place.get(&key).copied());
        let at = known.unwrap_or(found.len());
        match found.get_mut(at) {
            Some((_, times)) => *times += 1,
            None => found.push((DigestLink { title, url: url.as_ref().map(ToString::to_string) }, 1)),
        }
        place.extend(keys().map(|key| (key, at)));
    }
    found.sort_by_key(|(_, times)| core::cmp::Reverse(*times));
    found.into_iter().take(MAX_READ_ALSO).map(|(link, _)| link).collect()
}

/// What the story already shows, by number, page and title.
struct Inside {
    ids: FxHashSet<i64>,
    keys: FxHashSet<String>,
    titles: FxHashSet<String>,
}

impl Inside {
    fn of(articles: &[StoredArticle]) -> Self {
        let sources = || articles.iter().flat_map(|a| &a.sources);
        let titles = articles.iter().map(|a| a.title.as_str()).chain(sources().map(|s| s.title.as_str()));
        Self {
            ids: articles.iter().map(|a| a.id.0).collect(),
            keys: sources().filter_map(|s| ArticleUrl::parse(&s.url).ok()).map(|u| u.key()).collect(),
            titles: titles.map(|t| fold(&clean::line(t, MAX_TITLE_CHARS))).collect(),
        }
    }

    fn holds(&self, link: &StoredLink, url: Option<&ArticleUrl>, folded_title: &str) -> bool {
        link.article_id.is_some_and(|id| self.ids.contains(&id.0))
            || url.is_some_and(|u| self.keys.contains(&u.key()))
            || self.titles.contains(folded_title)
    }
}
