//! The label grammar: the fixed phrases that part an article from what a page puts into and around it.
//!
//! Matching is on folded text, so that one key stands for every spelling with and without hamza, vowel marks and tatweel.

pub(super) mod site;

use crate::article::LinkKind;
use crate::text::letters::{Folded, fold, fold_into, fold_plain, is_word_char};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// Links to other articles.
    Links(LinkKind),
    /// Tags of this article.
    Tags,
    /// The source the outlet credits.
    Source,
    /// Who wrote, translated or edited.
    Byline,
    /// When it was published or changed.
    Date,
    /// A line of the site's own: share, follow, subscribe, download.
    Furniture,
    /// The article is over: comments, rights.
    Stop,
}

/// A label at the start of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// What it announces.
    pub kind: LabelKind,
    /// Where the label's own words end, in bytes.
    pub end: usize,
    /// Where what follows it begins; the length of the text when nothing does.
    pub rest: usize,
    /// Whether a colon, bar or dash parts the two.
    pub separated: bool,
}

impl Label {
    /// Whether the block is the label and nothing more.
    pub fn is_alone(&self, text: &str) -> bool {
        self.rest >= text.len()
    }
}

use LabelKind::{Byline, Date, Furniture, Links, Source, Stop, Tags};
const READ: LabelKind = Links(LinkKind::ReadAlso);
const LIKE: LabelKind = Links(LinkKind::Related);
const MOST: LabelKind = Links(LinkKind::MostRead);

/// Folded keys. Of two that fit, the longer wins.
const KEYS: [(&str, LabelKind); 151] = [
    ("اقرا ايضا", READ),
    ("واقرا ايضا", READ),
    ("اقراي ايضا", READ),
    ("اقراوا ايضا", READ),
    ("اقرووا ايضا", READ),
    ("اقرا كذلك", READ),
    ("اقرا عن", READ),
    ("ايضا اقرا", READ),
    ("اقرا المزيد", READ),
    ("اقرا المزيد من الاخبار", READ),
    ("اقرا المزيد عن", READ),
    ("للمزيد", READ),
    ("للمزيد اقرا", READ),
    ("للمزيد من الاخبار", READ),
    ("للمزيد من التفاصيل", READ),
    ("لمزيد من التفاصيل", READ),
    ("المزيد من التفاصيل", READ),
    ("طالع ايضا", READ),
    ("طالع المزيد", READ),
    ("طالعوا ايضا", READ),
    ("شاهد ايضا", READ),
    ("شاهدوا ايضا", READ),
    ("شاهدي ايضا", READ),
    ("تابع ايضا", READ),
    ("تصفح ايضا", READ),
    ("انظر ايضا", READ),
    ("استمع ايضا", READ),
    ("read also", READ),
    ("read more", READ),
    ("also read", READ),
    ("see also", READ),
    ("lire aussi", READ),
    ("قد يهمك", READ),
    ("قد يهمك ايضا", READ),
    ("قد يهمك قراءه", READ),
    ("وقد يهمك", READ),
    ("قد يعجبك", READ),
    ("قد يعجبك ايضا", READ),
    ("ربما يعجبك", READ),
    ("ربما يعجبك ايضا", READ),
    ("اخترنا لك", LIKE),
    ("اخترنا لكم", LIKE),
    ("نرشح لك", READ),
    ("نرشح لكم", READ),
    ("نوصي بقراءه", READ),
    ("ننصحك بقراءه", READ),
    ("لا تفوت", READ),
    ("لا يفوتك", READ),
    ("تابع القراءه", READ),
    ("ذات صله", LIKE),
    ("مقالات ذات صله", LIKE),
    ("مواضيع ذات صله", LIKE),
    ("موضوعات ذات صله", LIKE),
    ("المواضيع ذات الصله", LIKE),
    ("المقالات ذات الصله", LIKE),
    ("الاخبار ذات الصله", LIKE),
    ("اخبار ذات صله", LIKE),
    ("روابط ذات صله", LIKE),
    ("قصص ذات صله", LIKE),
    ("تقارير ذات صله", LIKE),
    ("منشورات ذات صله", LIKE),
    ("ابحاث ذات صله", LIKE),
    ("مواضيع متعلقه", LIKE),
    ("موضوعات متعلقه", LIKE),
    ("الموضوعات المتعلقه", LIKE),
    ("اخبار متعلقه", LIKE),
    ("مقالات متعلقه", LIKE),
    ("الاخبار المتعلقه", LIKE),
    ("مواضيع مرتبطه", LIKE),
    ("مقالات مرتبطه", LIKE),
    ("اخبار مرتبطه", LIKE),
    ("موضوعات مرتبطه", LIKE),
    ("موضوعات مقترحه", LIKE),
    ("مواضيع مقترحه", LIKE),
    ("مقالات مقترحه", LIKE),
    ("مقالات مشابهه", LIKE),
    ("اخبار مشابهه", LIKE),
    ("مواضيع مشابهه", LIKE),
    ("موضوعات مشابهه", LIKE),
    ("مواضيع قد تهمك", LIKE),
    ("مقالات قد تهمك", LIKE),
    ("اخبار قد تهمك", LIKE),
    ("مواد ذات صله", LIKE),
    ("المزيد", LIKE),
    ("المزيد من الاخبار", LIKE),
    ("المزيد من", LIKE),
    ("مختارات", LIKE),
    ("related posts", LIKE),
    ("related articles", LIKE),
    ("related news", LIKE),
    ("الاكثر قراءه", MOST),
    ("الاكثر مشاهده", MOST),
    ("الاكثر تعليقا", MOST),
    ("الاكثر تفاعلا", MOST),
    ("الاكثر مشاركه", MOST),
    ("الاكثر تداولا", MOST),
    ("الاكثر شعبيه", MOST),
    ("الاكثر زياره", MOST),
    ("الاكثر رواجا", MOST),
    ("الاكثر ارسالا", MOST),
    ("تفضيلات القراء", MOST),
    ("most read", MOST),
    ("most popular", MOST),
    ("كلمات دلاليه", Tags),
    ("الكلمات الدلاليه", Tags),
    ("كلمات داله", Tags),
    ("الكلمات الداله", Tags),
    ("كلمات مفتاحيه", Tags),
    ("الكلمات المفتاحيه", Tags),
    ("كلمات البحث", Tags),
    ("الوسوم", Tags),
    ("وسوم", Tags),
    ("اوسمه", Tags),
    ("تاغات", Tags),
    ("تاجز", Tags),
    ("علامات", Tags),
    ("tags", Tags),
    ("المصدر", Source),
    ("المصادر", Source),
    ("مصدر الخبر", Source),
    ("مصدر", Source),
    ("نقلا عن", Source),
    ("كتب", Byline),
    ("كتبت", Byline),
    ("بقلم", Byline),
    ("اعداد", Byline),
    ("اعداد وتحرير", Byline),
    ("تحرير", Byline),
    ("ترجمه", Byline),
    ("تقرير", Byline),
    ("حوار", Byline),
    ("تصوير", Byline),
    ("الكاتب", Byline),
    ("المحرر", Byline),
    ("تاريخ النشر", Date),
    ("نشر في", Date),
    ("تم النشر", Date),
    ("اخر تحديث", Date),
    ("شارك", Furniture),
    ("شارك المقال", Furniture),
    ("شارك الخبر", Furniture),
    ("مشاركه الخبر", Furniture),
    ("مشاركه", Furniture),
    ("تابعنا علي", Furniture),
    ("تابعونا علي", Furniture),
    ("اضف تعليق", Stop),
    ("اترك تعليقا", Stop),
    ("اترك ردا", Stop),
    ("التعليقات", Stop),
    ("جميع الحقوق محفوظه", Stop),
    ("حقوق النشر محفوظه", Stop),
];

/// Whether a label announces what the site chose for every reader, and not what is like this article.
pub(super) fn is_site_pick(label: &str) -> bool {
    let folded = fold(label);
    ["اخترنا", "مختارات"].iter().any(|key| folded.trim_start().starts_with(key))
}

/// Longest key in characters, with room for decoration: how much of a block is folded to look for one.
const WINDOW: usize = 48;

/// The label `text` starts with.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let start = text.find(is_word_char)?;
    // Decoration before a label is short: bullets, arrows, an opening quote.
    if start > 12 {
        return None;
    }
    // Folding is the dear part, and most blocks begin with letters that begin no key.
    if !may_open(&text[start..]) {
        return None;
    }
    let window_end = text[start..].char_indices().nth(WINDOW).map_or(text.len(), |(at, _)| start + at);
    let folded = fold(&text[start..window_end]);
    let head = folded.as_bytes().get(..4)?;
    let near = KEYS.iter().filter(|(key, _)| key.as_bytes().starts_with(head));
    let (key, kind) = near.filter(|(key, _)| starts_with_word(&folded, key)).max_by_key(|(key, _)| key.len())?;
    let end = start + original_length(&text[start..], key.len());
    let rest = &text[end..];
    let gap = rest.find(|c: char| is_word_char(c) || matches!(c, '«' | '"' | '“' | '(' | '\'' | '‹' | '['));
    let between = &rest[..gap.unwrap_or(rest.len())];
    let separated = between.contains([':', '|', '：', '…', '–', '—', '-', '/', '»', '>', '←', '+', '.', '؟', '!']);
    Some(Label { kind: *kind, end, rest: end + gap.unwrap_or(rest.len()), separated })
}

/// The first two characters of every key.
static OPENINGS: LazyLock<FxHashSet<(char, char)>> = LazyLock::new(|| {
    let first_two = |key: &str| key.chars().next().zip(key.chars().nth(1));
    KEYS.iter().filter_map(|(key, _)| first_two(key)).collect()
});

/// Whether the first two characters of `text`, folded, begin a key. What is no plain letter is let through: folding decides.
fn may_open(text: &str) -> bool {
    let mut first = None;
    for c in text.chars().take(8) {
        match fold_plain(c) {
            Folded::Keep(c) => match first {
                None => first = Some(c),
                Some(first) => return OPENINGS.contains(&(first, c)),
            },
            Folded::Drop => {}
            Folded::Other => return true,
        }
    }
    first.is_some()
}

fn starts_with_word(folded: &str, key: &str) -> bool {
    folded.strip_prefix(key).is_some_and(|rest| !rest.starts_with(is_word_char))
}

/// How many bytes of `text` fold to `folded_len` bytes, marks after the last letter included.
fn original_length(text: &str, folded_len: usize) -> usize {
    let mut folded = String::new();
    let mut buffer = [0; 4];
    for (at, c) in text.char_indices() {
        let before = folded.len();
        fold_into(c.encode_utf8(&mut buffer), &mut folded);
        if before >= folded_len && folded.len() > before {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests;
