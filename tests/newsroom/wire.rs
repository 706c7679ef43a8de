//! How one outlet carries the text of another: dateline, credit, its own spelling, small edits, a cut, a lead of its own.

use super::item::NewsItem;
use chrono::TimeDelta;

/// What happens to a text on its way into another outlet. Without any wish it is a faithful copy without the boxes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    slug: Option<String>,
    title: Option<String>,
    dateline: Option<String>,
    credit: Option<String>,
    lead: Option<String>,
    keep: Option<usize>,
    edits: usize,
    respelled: bool,
    with_boxes: bool,
    minutes: i64,
}

impl Copied {
    /// A faithful copy.
    pub fn faithfully() -> Self {
        Self::default()
    }

    /// Under another slug.
    #[must_use]
    pub fn slug(mut self, slug: &str) -> Self {
        self.slug = Some(slug.to_owned());
        self
    }

    /// Under another headline.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// Opening with a dateline such as `القاهرة - رويترز`.
    #[must_use]
    pub fn dateline(mut self, text: &str) -> Self {
        self.dateline = Some(text.to_owned());
        self
    }

    /// Crediting somebody.
    #[must_use]
    pub fn credit(mut self, name: &str) -> Self {
        self.credit = Some(name.to_owned());
        self
    }

    /// With a paragraph of its own before the text.
    #[must_use]
    pub fn lead(mut self, text: &str) -> Self {
        self.lead = Some(text.to_owned());
        self
    }

    /// Cut after that many paragraphs.
    #[must_use]
    pub fn cut_after(mut self, paragraphs: usize) -> Self {
        self.keep = Some(paragraphs);
        self
    }

    /// With that many words at most replaced by others.
    #[must_use]
    pub fn edited(mut self, words: usize) -> Self {
        self.edits = words;
        self
    }

    /// In another orthography: bare alefs, Egyptian final yeh, tatweel, other digits and quotation marks.
    #[must_use]
    pub fn respelled(mut self) -> Self {
        self.respelled = true;
        self
    }

    /// With the read-also boxes of the original, as an aggregator takes them along: headlines that lead nowhere.
    #[must_use]
    pub fn with_boxes(mut self) -> Self {
        self.with_boxes = true;
        self
    }

    /// That many minutes after the original.
    #[must_use]
    pub fn later(mut self, minutes: i64) -> Self {
        self.minutes = minutes;
        self
    }

    /// The copy.
    pub fn of(&self, original: &NewsItem) -> NewsItem {
        let mut item = original.clone();
        item.published = original.published + TimeDelta::minutes(self.minutes);
        item.modified = None;
        item.summary = None;
        item.author = None;
        item.related.clear();
        item.following = None;
        item.dateline.clone_from(&self.dateline);
        item.credit.clone_from(&self.credit);
        item.slug = self.slug.clone().unwrap_or(item.slug);
        item.title = self.title.clone().unwrap_or(item.title);
        if let Some(keep) = self.keep {
            item.paragraphs.truncate(keep);
        }
        replace_words(&mut item.paragraphs, self.edits);
        if self.respelled {
            item.paragraphs.iter_mut().for_each(|p| *p = respell(p));
        }
        if let Some(lead) = &self.lead {
            item.paragraphs.insert(0, lead.clone());
        }
        if !self.with_boxes {
            item.boxes.clear();
        }
        item.boxes.iter_mut().flat_map(|b| &mut b.links).for_each(|link| link.to = None);
        item.boxes.retain(|b| b.after <= item.paragraphs.len());
        item
    }
}

/// Words and what a copy editor puts in their place.
const SYNONYMS: [(&str, &str); 20] = [
    ("وقال", "وصرّح"),
    ("قال", "صرّح"),
    ("وقالت", "وصرّحت"),
    ("وذكرت", "وأفادت"),
    ("نحو", "قرابة"),
    ("بعد", "عقب"),
    ("عقب", "بعد"),
    ("خلال", "أثناء"),
    ("اليوم", "أمس"),
    ("أكثر", "أزيد"),
    ("كما", "وكذلك"),
    ("بحسب", "وفق"),
    ("وفق", "حسب"),
    ("مدينة", "بلدة"),
    ("سنة", "عام"),
    ("داعياً", "مطالباً"),
    ("إضافة", "فضلاً"),
    ("كبير", "ضخم"),
    ("قبل", "قبيل"),
    ("المقبل", "القادم"),
];

fn replace_words(paragraphs: &mut [String], most: usize) {
    let mut left = most;
    for paragraph in paragraphs {
        let words: Vec<&str> = paragraph
            .split(' ')
            .map(|word| match SYNONYMS.iter().find(|(from, _)| *from == word) {
                Some((_, to)) if left > 0 => {
                    left -= 1;
                    *to
                }
                _ => word,
            })
            .collect();
        *paragraph = words.join(" ");
    }
}

/// The same words in another house's spelling; folding makes both equal.
fn respell(text: &str) -> String {
    let mut quote_opens = true;
    let mut out = String::with_capacity(text.len());
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        for c in respell_word(word, n).chars() {
            match c {
                '"' => {
                    out.push(if quote_opens { '«' } else { '»' });
                    quote_opens = !quote_opens;
                }
                '«' | '»' => out.push('"'),
                _ => out.push(c),
            }
        }
    }
    out
}

fn respell_word(word: &str, n: usize) -> String {
    let bare: String = word.replace("اً", "ا");
    match bare.as_str() {
        "في" => "فى".to_owned(),
        "قال" | "قالت" => bare.replacen('ق', "ق\u{640}", 1),
        _ if n.is_multiple_of(2) && bare.starts_with(['أ', 'إ']) => bare.replacen(['أ', 'إ'], "ا", 1),
        _ if bare.chars().all(|c| c.is_ascii_digit()) => super::arabic::arabic_digits(&bare),
        _ => bare,
    }
}
