//! What of a text is compared: without the dateline, credits, calls to read or share, and what outlets put after it.
//!
//! Only the words that are hashed are cleaned, never the text that is kept. Named steps, in this order; a change of any of them
//! is a new [`super::FINGERPRINT_VERSION`]:
//! 1. `tail`: everything from a line that begins what follows an article (related titles, tags, sharing, contact numbers);
//! 2. `lines`: single lines that are a credit, a byline, or one title to read besides;
//! 3. `dateline`: place, agency and date before the first sentence;
//! 4. `fillers`: days ("today", "yesterday", "Tuesday") and honorifics, which every copy writes anew.

use crate::text::letters::fold;
use std::borrow::Cow;

/// Beginnings, folded, of a line after which nothing belongs to the article.
const TAILS: [&str; 13] = [
    "مقالات مشابهه",
    "مواضيع ذات صله",
    "موضوعات ذات صله",
    "اخبار ذات صله",
    "مواضيع متعلقه",
    "كلمات دلاليه",
    "الكلمات المفتاحيه",
    "رابط الخبر",
    "شارك من خلال",
    "شارك الخبر",
    "للتواصل مع الكاتب",
    "اكتب رايك",
    "اترك تعليقا",
];

/// Marks, folded, that end an article in the middle of its last line.
const INLINE_TAILS: [&str; 3] = ["رابط الخبر ب", "شارك من خلال", "المزيد..."];

/// Beginnings, folded, of single lines that are not the article's own.
const LINES: [&str; 8] =
    ["اقرا ايضا", "اقرا المزيد", "قد يهمك", "شاهد ايضا", "طالع ايضا", "المصدر", "تابعونا", "انضم الي"];

/// Longest line that may be such a line, in characters; a paragraph that happens to begin so is longer.
const LONGEST_LINE: usize = 160;

/// A tail is never looked for in the first part of a text: what remains must still be an article.
const TAIL_AFTER_PERCENT: usize = 40;

/// Longest dateline in characters, and in words.
const DATELINE_CHARS: usize = 60;
const DATELINE_WORDS: usize = 8;

/// The text without tail, foreign lines and dateline; borrowed when there is nothing to take away.
#[must_use]
pub(super) fn for_matching(text: &str) -> Cow<'_, str> {
    let end = tail_start(text);
    let body = &text[..end];
    let start = dateline_end(body);
    let body = &body[start..];
    if body.lines().any(is_foreign_line) {
        let kept: Vec<&str> = body.lines().filter(|line| !is_foreign_line(line)).collect();
        return Cow::Owned(kept.join("\n"));
    }
    Cow::Borrowed(body)
}

/// Where the first line that begins a tail stands, in bytes; the length of the text when there is none.
fn tail_start(text: &str) -> usize {
    let earliest = text.len() / 100 * TAIL_AFTER_PERCENT;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at >= earliest && begins_with(line, &TAILS) {
            return at;
        }
        at += line.len();
    }
    let last = text.trim_end().rfind('\n').map_or(0, |newline| newline + 1);
    inline_tail(&text[last..], earliest.saturating_sub(last)).map_or(text.len(), |found| last + found)
}

/// A mark inside the last line, where pages are flattened into one.
fn inline_tail(line: &str, earliest: usize) -> Option<usize> {
    // Folding changes lengths, so the place is looked for word by word in the text itself.
    line.match_indices(' ').map(|(at, _)| at).filter(|at| *at >= earliest).find(|at| {
        let rest = &line[at + 1..];
        rest.starts_with(['ر', 'ش', 'ا', '.']) && begins_with(rest, &INLINE_TAILS)
    })
}

fn is_foreign_line(line: &str) -> bool {
    line.len() <= LONGEST_LINE * 2 && begins_with(line, &LINES) && !line.trim_end().ends_with('.')
}

/// Whether a line begins with one of `beginnings` after folding.
fn begins_with(line: &str, beginnings: &[&str]) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = line.char_indices().nth(30).map_or(line.len(), |(at, _)| at);
    let folded = fold(&line[..end]);
    beginnings.iter().any(|beginning| folded.starts_with(beginning))
}

/// Where the text begins after its dateline, in bytes: `الرياض - واس:`, `لندن: «الشرق الأوسط»`, `دبي (CNN) --`.
fn dateline_end(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let head_end = text[start..].char_indices().nth(DATELINE_CHARS).map_or(text.len(), |(at, _)| start + at);
    let head = &text[start..head_end];
    let line = head.split('\n').next().unwrap_or(head);
    let mut end = 0;
    for (at, sign) in line.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '|' | '/')) {
        let after = at + sign.len_utf8();
        let ends_here = line[after..].chars().next().is_none_or(char::is_whitespace);
        // A colon after a verb of saying opens a quotation, which is the article itself.
        if !ends_here || line[..at].split_whitespace().count() > DATELINE_WORDS || is_speech(&line[..at]) {
            continue;
        }
        end = after;
    }
    if end == 0 { 0 } else { start + end }
}

/// Whether the words before a colon say that somebody speaks.
fn is_speech(before: &str) -> bool {
    const SAYING: [&str; 12] =
        ["قال", "وقال", "قالت", "وقالت", "اكد", "اكدت", "اعلن", "اعلنت", "كتب", "اضاف", "واضاف", "ان"];
    before.split_whitespace().any(|word| SAYING.contains(&fold(word).as_str()))
}

/// Whether a folded word is one that every copy writes anew: a day, "today", an honorific.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "اليوم"
            | "امس"
            | "الامس"
            | "اول"
            | "يوم"
            | "غدا"
            | "الاحد"
            | "الاثنين"
            | "الثلاثاء"
            | "الاربعاء"
            | "الخميس"
            | "الجمعه"
            | "السبت"
            | "الماضي"
            | "المقبل"
            | "الجاري"
            | "صباح"
            | "مساء"
            | "ظهر"
            | "معالي"
            | "سعاده"
            | "فخامه"
            | "جلاله"
            | "دوله"
            | "سمو"
            | "السمو"
            | "الملكي"
            | "صاحب"
            | "الدكتور"
            | "الاستاذ"
            | "المهندس"
            | "الشيخ"
            | "السيد"
            | "اللواء"
            | "العميد"
            | "العقيد"
            | "د"
            | "م"
            | "ا"
            | "حفظه"
            | "يحفظه"
            | "رعاه"
            | "الله"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "افتتح وزير النقل محطة القطار الجديدة في ضاحية المدينة بعد أعمال دامت ثلاث سنوات وكلفت مئة مليون.\n\
        وقال مدير المشروع إن القطار الأول سينطلق فجر الأحد وإن التذاكر ستباع عبر تطبيق الهاتف طوال الشهر الأول.";

    #[test]
    fn datelines_go_and_speech_stays() {
        for dateline in ["الرياض - واس: ", "القاهرة - أ ش أ - ", "لندن: ", "سبق – جدة: ", "دبي، الإمارات (CNN)-- "]
        {
            assert_eq!(for_matching(&format!("{dateline}{BODY}")).trim(), BODY, "{dateline}");
        }
        let speech = "قال الوزير: إن المحطة ستفتح غدا";
        assert_eq!(for_matching(speech), speech);
        let early = "كرة القدم-السيدات تعود إلى الملاعب";
        assert_eq!(for_matching(early), early);
    }

    #[test]
    fn what_follows_an_article_goes() {
        for tail in
            ["رابط الخبر بصحيفة النهر: افتتاح المحطة", "مقالات مشابهة\nزلزال يضرب الجزيرة", "كلمات دلالية: قطار نقل"]
        {
            assert_eq!(for_matching(&format!("{BODY}\n{tail}")).trim(), BODY, "{tail}");
        }
        let flat = format!("{} رابط الخبر بصحيفة النهر: افتتاح المحطة", BODY.replace('\n', " "));
        assert_eq!(for_matching(&flat), BODY.replace('\n', " "));
    }

    #[test]
    fn foreign_lines_inside_go() {
        let with = BODY.replace('\n', "\nاقرأ أيضًا: أسعار التذاكر في العواصم\n");
        assert_eq!(for_matching(&with), BODY);
        let prose = format!("{BODY}\nالمصدر الذي تحدث إلى الصحيفة طلب ألا يذكر اسمه.");
        assert_eq!(for_matching(&prose), prose, "prose about a source is no credit");
    }

    #[test]
    fn a_tail_mark_at_the_top_takes_nothing() {
        let top = format!("شارك الخبر\n{BODY}");
        assert!(for_matching(&top).contains(BODY));
    }
}
