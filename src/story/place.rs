//! Placing an article: it joins the open story it resembles most, or opens one.
//!
//! Single-pass clustering against centroids (as in topic detection and tracking; Miranda et al. 2018 for news streams): cosine
//! of tf-idf vectors, faded with the story's age. Only stories that still move are open, so the cost follows the day's news.

use super::Terms;
use crate::article::StoryId;
use crate::text::frequency::Frequencies;
use chrono::{DateTime, TimeDelta, Utc};
use rustc_hash::FxHashMap;

/// Likeness from which an article joins a story; measured on hand-clustered days (best B-cubed F1 at 0.25, fewer false joins above).
const JOIN_AT: f32 = 0.28;

/// Hours over which likeness fades to 1/e: the same words a week later are another event.
const FADE_HOURS: f32 = 144.0;

/// A story with no new article for this long is closed.
const IDLE_HOURS: i64 = 48;

/// A story is closed this long after its first article, however busy: what lasts longer is a topic.
const SPAN_HOURS: i64 = 5 * 24;

/// Terms of an article by which open stories are looked up.
const PROBES: usize = 24;

/// Stories compared in full.
const COMPARED: usize = 12;

/// The stories that may still take an article.
#[derive(Debug, Clone, Default)]
pub struct OpenStories {
    stories: FxHashMap<StoryId, Story>,
    with_stem: FxHashMap<u32, Vec<StoryId>>,
    frequencies: Frequencies,
}

#[derive(Debug, Clone)]
struct Story {
    /// Sum of the unit vectors of its articles.
    centroid: FxHashMap<u32, f32>,
    /// Square of the length of the centroid.
    norm: f32,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
}

/// Where an article belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Placed {
    /// Into an open story, with the likeness that decided.
    Join(StoryId, f32),
    /// Into a new story; the likeness to the nearest open one.
    Open(f32),
}

impl OpenStories {
    /// Where an article with these terms belongs at `time`.
    #[must_use]
    pub fn place(&self, terms: &Terms, time: DateTime<Utc>) -> Placed {
        let vector = terms.weighted(&self.frequencies);
        let best = self
            .probable(&vector)
            .into_iter()
            .filter_map(|id| Some((id, self.likeness(&vector, self.stories.get(&id)?, time))))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best {
            Some((id, likeness)) if likeness >= JOIN_AT => Placed::Join(id, likeness),
            other => Placed::Open(other.map_or(0.0, |(_, likeness)| likeness)),
        }
    }

    /// Tells that an article was put into `story`.
    pub fn add(&mut self, story: StoryId, terms: &Terms, time: DateTime<Utc>) {
        self.frequencies.add(terms.stems());
        let vector = terms.weighted(&self.frequencies);
        let entry = self.stories.entry(story).or_insert_with(|| Story {
            centroid: FxHashMap::default(),
            norm: 0.0,
            first: time,
            last: time,
        });
        entry.first = entry.first.min(time);
        entry.last = entry.last.max(time);
        for (stem, weight) in vector {
            let known = entry.centroid.entry(stem).or_insert(0.0);
            if *known == 0.0 {
                self.with_stem.entry(stem).or_default().push(story);
            }
            // |c + w|² differs from |c|² by (c + w)² - c² in each coordinate.
            entry.norm += (*known + weight).powi(2) - known.powi(2);
            *known += weight;
        }
    }

    /// Forgets stories that can take no article any more.
    pub fn close_idle(&mut self, now: DateTime<Utc>) {
        let open =
            |s: &Story| now - s.last <= TimeDelta::hours(IDLE_HOURS) && now - s.first <= TimeDelta::hours(SPAN_HOURS);
        self.stories.retain(|_, story| open(story));
        let stories = &self.stories;
        self.with_stem.retain(|_, ids| {
            ids.retain(|id| stories.contains_key(id));
            !ids.is_empty()
        });
    }

    /// How far back articles matter to open stories.
    #[must_use]
    pub fn horizon() -> TimeDelta {
        TimeDelta::hours(SPAN_HOURS)
    }

    /// Word frequencies over the articles added so far.
    #[must_use]
    pub fn frequencies(&self) -> &Frequencies {
        &self.frequencies
    }

    /// Stories that share the most telling terms with `vector`, most first.
    fn probable(&self, vector: &[(u32, f32)]) -> Vec<StoryId> {
        let mut probes = vector.to_vec();
        probes.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut scores: FxHashMap<StoryId, f32> = FxHashMap::default();
        for (stem, weight) in probes.into_iter().take(PROBES) {
            for id in self.with_stem.get(&stem).into_iter().flatten() {
                *scores.entry(*id).or_default() += weight * weight;
            }
        }
        let mut ranked: Vec<(StoryId, f32)> = scores.into_iter().collect();
        let order = |a: &(StoryId, f32), b: &(StoryId, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        // Hundreds share a common word; only the first few need an order.
        if ranked.len() > COMPARED {
            ranked.select_nth_unstable_by(COMPARED, order);
            ranked.truncate(COMPARED);
        }
        ranked.sort_unstable_by(order);
        ranked.into_iter().map(|(id, _)| id).collect()
    }

    fn likeness(&self, vector: &[(u32, f32)], story: &Story, time: DateTime<Utc>) -> f32 {
        if (time - story.last).abs() > TimeDelta::hours(IDLE_HOURS) || time - story.first > TimeDelta::hours(SPAN_HOURS)
        {
            return 0.0;
        }
        let norm = story.norm.max(0.0).sqrt();
        if norm == 0.0 {
            return 0.0;
        }
        let dot: f32 = vector.iter().filter_map(|(stem, w)| story.centroid.get(stem).map(|c| c * w)).sum();
        let age = (time - story.last).num_minutes().abs() as f32 / 60.0;
        dot / norm * (-age / FADE_HOURS).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(hours: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 6, 0, 0).unwrap() + TimeDelta::hours(hours)
    }

    fn desk() -> OpenStories {
        let mut stories = OpenStories::default();
        let articles = [
            (
                "زلزال بقوة ست درجات يضرب الساحل الشمالي",
                "ضرب زلزال بقوة ست درجات الساحل الشمالي وأدى إلى انهيار منازل قديمة",
            ),
            ("البرلمان يقر موازنة العام المقبل", "صوت النواب بالأغلبية على مشروع الموازنة بعد نقاش دام ثلاثة أيام"),
            ("المنتخب يتأهل إلى نهائي البطولة", "فاز المنتخب بهدفين نظيفين وبلغ نهائي البطولة القارية للمرة الثالثة"),
            ("أسعار القمح ترتفع في الأسواق العالمية", "ارتفعت أسعار القمح بعد تراجع المحصول في البلدان المصدرة الكبرى"),
        ];
        for (number, (title, body)) in (1_i64..).zip(articles) {
            stories.add(StoryId(number), &Terms::of(title, body), at(0));
        }
        stories
    }

    #[test]
    fn another_report_of_the_event_joins_its_story() {
        let terms = Terms::of(
            "ارتفاع عدد ضحايا زلزال الساحل الشمالي",
            "قالت فرق الإنقاذ إن الزلزال الذي ضرب الساحل خلّف قتلى تحت منازل منهارة",
        );
        assert!(matches!(desk().place(&terms, at(5)), Placed::Join(StoryId(1), _)));
    }

    #[test]
    fn another_event_opens_a_story() {
        let terms = Terms::of(
            "افتتاح معرض الكتاب في العاصمة",
            "افتتحت وزيرة الثقافة الدورة الثلاثين لمعرض الكتاب بمشاركة مئتي دار نشر",
        );
        assert!(matches!(desk().place(&terms, at(1)), Placed::Open(_)));
    }

    #[test]
    fn a_closed_story_takes_nothing_more() {
        let mut stories = desk();
        let terms = Terms::of("زلزال بقوة ست درجات يضرب الساحل الشمالي", "ضرب زلزال بقوة ست درجات الساحل الشمالي");
        assert!(matches!(stories.place(&terms, at(IDLE_HOURS + 1)), Placed::Open(_)));
        stories.close_idle(at(IDLE_HOURS + 1));
        assert!(stories.stories.is_empty() && stories.with_stem.is_empty());
    }

    #[test]
    fn an_article_without_words_joins_nothing() {
        assert_eq!(desk().place(&Terms::of("", ""), at(0)), Placed::Open(0.0));
    }
}
