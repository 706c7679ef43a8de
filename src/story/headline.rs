//! Which of a story's titles stands above it.

use crate::article::{Relation, StoredArticle};
use crate::text::clean;
use crate::text::direction::arabic_share;
use crate::text::letters::{fold, is_arabic_letter};
use crate::text::stem::light_stem;
use crate::text::tokens::Tokens;
use rustc_hash::{FxHashMap, FxHashSet};

/// Longest title shown, in characters; what is longer is a paragraph in the wrong field.
pub const MAX_TITLE_CHARS: usize = 240;

/// Fewest and most words of a title that tells who did what and no more.
const GOOD_WORDS: (usize, usize) = (5, 15);

/// How much each missing word costs: a title of two words names a subject, not what happened.
const SHORT_COST: f64 = 0.1;

/// How much each word too many costs, for as many as [`COUNTED_WORDS`].
const LONG_COST: f64 = 0.03;

/// Words beyond which a title is merely long.
const COUNTED_WORDS: usize = 10;

/// What a call to click costs; as much as half of all agreement with the other titles.
const BAIT_COST: f64 = 0.5;

/// What a question, an exclamation or an unfinished sentence costs.
const TEASE_COST: f64 = 0.25;

/// What a title in another script costs where Arabic ones are to be had.
const FOREIGN_COST: f64 = 0.3;

/// What the fullest article's title gains over that of an article without text.
const FULLNESS_GAIN: f64 = 0.2;

/// Folded beginnings of titles that advertise a page instead of telling the news.
const BAIT_STARTS: [&str; 26] = [
    "شاهد",
    "مباشر",
    "تغطيه",
    "لحظه",
    "هذا ما",
    "شاهدوا",
    "بالفيديو",
    "فيديو",
    "بالصور",
    "صور",
    "بالصوت",
    "لن تصدق",
    "لن تتخيل",
    "لا يفوتك",
    "تعرف علي",
    "اليك",
    "اليكم",
    "مفاجاه",
    "صادم",
    "طريقه",
    "watch",
    "video",
    "photos",
    "you wont believe",
    "live",
    "بث مباشر",
];

/// Folded words that open a question, with or without its mark.
const QUESTION_STARTS: [&str; 6] = ["ماذا", "لماذا", "كيف", "هل", "ما الذي", "من هو"];

/// Folded words that make a title bait wherever they stand.
const BAIT_ANYWHERE: [&str; 4] = ["شاهد الفيديو", "فيديو صادم", "اضغط هنا", "لن تصدق"];

/// The title chosen for a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// Index of its article among those given.
    pub article: usize,
    /// The title in one clean line; never empty.
    pub title: String,
}

/// The most telling title: the one whose words the other titles (and those that carriers gave the same texts) use most, neither
/// curt nor endless, no bait, by preference of the article with most text. `None` when no article has a title with a word.
///
/// Agreement is the harmonic mean of the share of the title's stems found in other titles (of at least five, or a title of one
/// common word would agree with everything) and the share of what the other titles say that it covers. Equal titles tie by the order given.
#[must_use]
pub fn choose(articles: &[StoredArticle]) -> Option<Headline> {
    let titles: Vec<Title> = articles.iter().map(|a| Title::of(a.headline())).collect();
    let agreement = Agreement::of(articles, &titles);
    let fullest = articles.iter().map(body_chars).max().unwrap_or(0);
    let any_arabic = titles.iter().any(|t| t.is_arabic);
    let mut best: Option<(usize, f64)> = None;
    for (index, (article, title)) in articles.iter().zip(&titles).enumerate() {
        if title.stems.is_empty() {
            continue;
        }
        let fullness = if fullest == 0 { 0.0 } else { body_chars(article) as f64 / fullest as f64 };
        let foreign = if any_arabic && !title.is_arabic { FOREIGN_COST } else { 0.0 };
        let value = agreement.of_title(title) + FULLNESS_GAIN * fullness - title.cost() - foreign;
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((index, value));
        }
    }
    best.map(|(article, _)| Headline { article, title: titles[article].line.clone() })
}

/// Characters of body text, which is what makes one article fuller than another.
fn body_chars(article: &StoredArticle) -> usize {
    article.blocks.iter().map(|b| b.text.chars().count()).sum()
}

struct Title {
    line: String,
    folded: String,
    words: usize,
    stems: FxHashSet<String>,
    is_arabic: bool,
}

impl Title {
    fn of(text: &str) -> Self {
        let line = clean::line(text, MAX_TITLE_CHARS);
        let tokens = Tokens::of(&line);
        let stems = tokens.iter().filter(|w| w.chars().count() > 2).map(|w| light_stem(w).to_owned()).collect();
        let is_arabic = arabic_share(&line) >= 0.4 && line.chars().any(is_arabic_letter);
        Self { folded: fold(&line), words: tokens.len(), stems, is_arabic, line }
    }

    /// What its form costs, whatever it says.
    fn cost(&self) -> f64 {
        let (fewest, most) = GOOD_WORDS;
        let missing = SHORT_COST * fewest.saturating_sub(self.words) as f64;
        let surplus = LONG_COST * self.words.saturating_sub(most).min(COUNTED_WORDS) as f64;
        let bait = if self.is_bait() { BAIT_COST } else { 0.0 };
        let end = self.folded.trim_end_matches(['"', '»', '”', ' ']);
        let teases = end.ends_with(['؟', '?', '!', '…']) || end.ends_with("..") || self.opens_with(&QUESTION_STARTS);
        let tease = if teases { TEASE_COST } else { 0.0 };
        missing + surplus + bait + tease
    }

    fn is_bait(&self) -> bool {
        self.opens_with(&BAIT_STARTS) || BAIT_ANYWHERE.iter().any(|bait| self.folded.contains(bait))
    }

    /// Whether the title's first words are one of `starts`, whole words only.
    fn opens_with(&self, starts: &[&str]) -> bool {
        let title = self.folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        starts.iter().any(|start| {
            title.strip_prefix(start).is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
        })
    }
}

/// In how many titles of the story each stem stands.
struct Agreement {
    titles: usize,
    uses: FxHashMap<String, usize>,
    /// Uses of all stems that more than one title has.
    shared: usize,
}

impl Agreement {
    fn of(articles: &[StoredArticle], own: &[Title]) -> Self {
        let mut uses: FxHashMap<String, usize> = FxHashMap::default();
        let mut titles = 0;
        for (article, title) in articles.iter().zip(own) {
            // The origin's is the article's own; a carrier that kept it has voted for it.
            // The origin's is the article's own; a carrier that kept it has voted for it.
            let carried = article.sources.iter().filter(|s| s.relation != Relation::Origin);
            let carried: Vec<Title> = carried.map(|s| Title::of(&s.title)).collect();
            for voter in std::iter::once(title).chain(&carried).filter(|t| !t.stems.is_empty()) {
                titles += 1;
                for stem in &voter.stems {
                    *uses.entry(stem.clone()).or_default() += 1;
                }
            }
        }
        let shared = uses.values().filter(|n| **n > 1).sum();
        Self { titles, uses, shared }
    }

    fn of_title(&self, title: &Title) -> f64 {
        if self.titles < 2 || self.shared == 0 {
            return 0.0;
        }
        let others: usize = title.stems.iter().map(|s| self.uses.get(s).copied().unwrap_or(1) - 1).sum();
        let covered: usize = title.stems.iter().filter_map(|s| self.uses.get(s)).filter(|n| **n > 1).sum();
        let told = others as f64 / ((self.titles - 1) * title.stems.len().max(GOOD_WORDS.0)) as f64;
        let covered = covered as f64 / self.shared as f64;
        if told + covered > 0.0 { 2.0 * told * covered / (told + covered) } else { 0.0 }
    }
}

#[cfg(test)]
#[path = "headline_tests.rs"]
mod tests;
