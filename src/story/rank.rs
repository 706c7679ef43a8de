//! How much a story weighs: the number of independent voices that carried it.

use crate::article::StoredArticle;
use rustc_hash::{FxHashMap, FxHashSet};

/// What an outlet adds that carries a text which another voice already spoke: a copy tells that the text was thought worth
/// printing, not that somebody else found it out.
const COPY_WEIGHT: f64 = 0.25;

/// What each further text by the same voice adds.
const FURTHER_TEXT_WEIGHT: f64 = 0.1;

/// The most that further texts may add together, so that one outlet's live blog never outweighs a second outlet.
const FURTHER_TEXT_MAX: f64 = 0.5;

/// Score of a story: independent voices first, carriers of the same text a little, further texts a little less.
///
/// Its articles fall into groups of one *voice* each: the news agency that the origin credits, else the origin's outlet; two
/// outlets that each rewrote one agency's report are one voice. Groups are taken from the smallest up, and
///
/// ```text
/// score = Σ over groups with an outlet not counted yet ( 1 + 0.25 · (outlets not counted yet − 1) )
///       + min(0.5, 0.1 · (articles − groups counted))
/// ```
///
/// so one wire text in nine outlets is 1 + 0.25 · 8 = 3, nine outlets with a text of their own are 9, and one outlet with three
/// texts is 1.2. Age does not enter: a digest compares the stories of one day. Zero for no articles; rounded to a
/// thousandth, so that equal stories tie exactly.
#[must_use]
pub fn score(articles: &[StoredArticle]) -> f64 {
    let groups = groups(articles);
    let mut counted: FxHashSet<&str> = FxHashSet::default();
    let (mut total, mut voices) = (0.0, 0_usize);
    for group in &groups {
        let fresh = group.iter().filter(|outlet| counted.insert(outlet)).count();
        if fresh > 0 {
            voices += 1;
            total += 1.0 + COPY_WEIGHT * (fresh - 1) as f64;
        }
    }
    let further = articles.len().saturating_sub(voices) as f64 * FURTHER_TEXT_WEIGHT;
    ((total + further.min(FURTHER_TEXT_MAX)) * 1000.0).round() / 1000.0
}

/// The distinct outlets of each voice, groups of few outlets first, so that an outlet's own report counts before the wire
/// text that it carried as well.
fn groups(articles: &[StoredArticle]) -> Vec<Vec<&str>> {
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for article in articles {
        let Some(voice) = voice(article) else { continue };
        let at = *place.entry(voice).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].extend(article.sources.iter().map(|s| s.outlet.0.as_str()));
    }
    for group in &mut groups {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        group.retain(|outlet| seen.insert(outlet));
    }
    groups.sort_by_key(Vec::len);
    groups
}

fn voice(article: &StoredArticle) -> Option<&str> {
    let origin = article.origin()?;
    let agency = origin.attribution.iter().find_map(|credit| credit.agency.as_deref());
    Some(agency.unwrap_or(origin.outlet.0.as_str()))
}

#[cfg(test)]
#[path = "rank_tests.rs"]
pub(super) mod tests;
