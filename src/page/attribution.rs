//! Credits: which names an outlet states as its source, agencies under one name each.

use super::cities::is_city;
use super::labels::{LabelKind, label_of};
use crate::article::Attribution;
use crate::text::letters::fold;

/// Longest credit line in characters.
const MAX_CREDIT: usize = 120;

/// Canonical names of agencies and the folded forms they go by, blanks and dots left out.
const AGENCIES: [(&str, &[&str]); 41] = [
    ("AFP", &["افب", "فرانسبرس", "وكالهفرانسبرس", "الصحافهالفرنسيه", "وكالهالصحافهالفرنسيه", "الفرنسيه", "afp"]),
    ("Reuters", &["رويترز", "وكالهرويترز", "reuters"]),
    ("AP", &["اب", "اسوشيتدبرس", "اسوشييتدبرس", "الاسوشييتدبرس", "الاسوشيتدبرس", "ap", "associatedpress"]),
    ("dpa", &["دبا", "الالمانيه", "وكالهالانباءالالمانيه", "dpa"]),
    ("EFE", &["افي", "efe"]),
    ("UPI", &["يوبياي", "يبا", "upi"]),
    ("TASS", &["تاس", "وكالهتاس", "tass"]),
    ("RIA Novosti", &["نوفوستي", "ريانوفوستي"]),
    ("Interfax", &["انترفاكس", "وكالهانترفاكس"]),
    ("Xinhua", &["شينخوا", "وكالهشينخوا", "xinhua"]),
    ("IRNA", &["ارنا"]),
    ("Fars", &["وكالهفارس"]),
    ("Tasnim", &["تسنيم", "وكالهتسنيم"]),
    ("Kyodo", &["كيودو"]),
    ("Yonhap", &["يونهاب"]),
    ("Bloomberg", &["بلومبرغ", "بلومبيرغ", "bloomberg"]),
    ("الأناضول", &["الاناضول", "وكالهالاناضول", "وكالهانباءالاناضول", "aa", "anadolu"]),
    ("سبوتنيك", &["سبوتنيك", "وكالهسبوتنيك", "sputnik"]),
    ("واس", &["واس", "وكالهالانباءالسعوديه", "spa"]),
    ("وام", &["وام", "وكالهانباءالامارات", "wam"]),
    ("قنا", &["قنا", "وكالهالانباءالقطريه", "qna"]),
    ("كونا", &["كونا", "وكالهالانباءالكويتيه", "kuna"]),
    ("بنا", &["بنا", "وكالهانباءالبحرين", "bna"]),
    ("العمانية", &["العمانيه", "وكالهالانباءالعمانيه", "ona"]),
    ("بترا", &["بترا", "وكالهالانباءالاردنيه", "petra"]),
    ("وفا", &["وفا", "وكالهوفا", "wafa"]),
    ("صفا", &["وكالهصفا", "صفا"]),
    ("معا", &["معا", "وكالهمعا"]),
    ("سانا", &["سانا", "وكالهسانا", "sana"]),
    ("الوكالة الوطنية للإعلام", &["الوطنيهللاعلام", "الوكالهالوطنيهللاعلام", "nna"]),
    ("واع", &["واع", "وكالهالانباءالعراقيه"]),
    ("شفق نيوز", &["شفقنيوز"]),
    ("رووداو", &["رووداو", "روداو"]),
    ("أ ش أ", &["اشا", "وكالهانباءالشرقالاوسط", "mena"]),
    ("واج", &["واج", "وكالهالانباءالجزايريه", "aps"]),
    ("و م ع", &["ومع", "لاماب", "وكالهالمغربالعربيللانباء"]),
    ("وات", &["وات", "وكالهتونسافريقياللانباء"]),
    ("وال", &["وال", "وكالهالانباءالليبيه"]),
    ("سونا", &["سونا", "suna"]),
    ("سبأ", &["سبا", "وكالهسبا"]),
    ("وكالات", &["وكالات", "الوكالات", "وكالاتالانباء"]),
];

/// The canonical name of an agency, when `name` is one of its forms.
pub(super) fn agency(name: &str) -> Option<&'static str> {
    let mut folded = fold(name);
    folded.retain(char::is_alphanumeric);
    AGENCIES.iter().find(|(_, forms)| forms.contains(&folded.as_str())).map(|(canonical, _)| *canonical)
}

/// Collects credits, one entry a name.
#[derive(Debug, Default)]
pub(super) struct Credits(Vec<Attribution>);

impl Credits {
    /// A line behind a source label: `المصدر: الجزيرة + وكالات`.
    pub fn line(&mut self, line: &str) {
        let rest = match label_of(line) {
            Some(label) if label.kind == LabelKind::Source => &line[label.rest..],
            _ => line,
        };
        self.names(rest, line);
    }

    /// Names joined by `+`, commas or slashes.
    pub fn names(&mut self, names: &str, raw: &str) {
        for name in names.split(['+', '،', ',', '/', '|', '؛', '&']).flat_map(|n| n.split(" - ")) {
            // "رويترز والأناضول": parted only where both sides are agencies, since names hold the letter too.
            match name.split_once(" و").filter(|(a, b)| agency(a).is_some() && agency(b).is_some()) {
                Some((a, b)) => {
                    self.add(a, raw);
                    self.add(b, raw);
                }
                None => self.add(name, raw),
            }
        }
    }

    fn add(&mut self, name: &str, raw: &str) {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        if name.is_empty() || name.chars().count() > 60 || name.chars().all(|c| c.is_ascii_digit()) || is_address(name)
        {
            return;
        }
        let agency = agency(name);
        let name = agency.unwrap_or(name);
        if is_city(name) {
            return;
        }
        if self.0.len() < 20 && !self.0.iter().any(|a| fold(&a.name) == fold(name)) {
            let raw = crate::text::clean::line(raw, MAX_CREDIT * 2);
            self.0.push(Attribution { name: name.to_owned(), agency: agency.map(str::to_owned), raw });
        }
    }

    /// An agency in brackets at the end of a text: `… (أ ف ب)`. Only agencies: brackets hold anything.
    pub fn brackets(&mut self, text: &str) {
        let trimmed = text.trim_end_matches(['.', ' ', '-']);
        let Some(open) = trimmed.strip_suffix(')').and_then(|t| t.rfind('(')) else { return };
        let inside = &trimmed[open + 1..trimmed.len() - 1];
        if inside.chars().count() <= 60 && inside.split(['،', ',', '+', '/', '-']).any(|n| agency(n).is_some()) {
            self.names(inside, &trimmed[open..]);
        }
    }

    /// The dateline of a first paragraph: `القاهرة - أ.ش.أ -`, `الرياض (واس):`, `أنقرة/ الأناضول`.
    pub fn dateline(&mut self, text: &str) {
        let head_end = text.char_indices().nth(60).map_or(text.len(), |(at, _)| at);
        let head = &text[..head_end];
        if let Some((open, close)) = head.find('(').and_then(|o| head[o..].find(')').map(|c| (o, o + c)))
            && head[..open].split_whitespace().count() <= 3
            && agency(&head[open + 1..close]).is_some()
        {
            self.names(&head[open + 1..close], &head[..=close]);
            return;
        }
        let mut end = 0;
        for part in head.split(['-', '–', '/', '—', ':', '|']).take(4) {
            if agency(part).is_some() && (end > 0 || part.len() > 8) && end + part.len() < head.len() {
                self.names(part, head[..end + part.len()].trim());
                return;
            }
            if part.split_whitespace().count() > 3 {
                return;
            }
            end += part.len() + head[end + part.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// The credits found.
    pub fn finish(self) -> Vec<Attribution> {
        self.0
    }
}

/// Whether a block is a credit line: short, and its label is parted from the name.
pub(super) fn is_credit(text: &str, chars: usize) -> bool {
    let Some(label) = label_of(text).filter(|l| l.kind == LabelKind::Source) else { return false };
    let rest = &text[label.rest..];
    let words = rest.split_whitespace().count();
    let named = fold(&text[..label.end]).ends_with("نقلا عن");
    chars <= MAX_CREDIT
        && words <= 12
        && (label.separated || label.is_alone(text) || (named && words <= 6 && !super::blocks::ends_sentence(text)))
}

/// Whether a block is nothing but an agency in brackets.
pub(super) fn is_agency_line(text: &str) -> bool {
    let inner = text.trim().trim_end_matches('.').trim_matches(['(', ')', '[', ']', ' ', '/']);
    text.chars().count() <= 60 && inner.split(['،', ',', '+', '/', '-']).all(|n| agency(n).is_some())
}

/// Whether a short line names an agency beside the outlet's own name: `الوادي/ أ ف ب`.
pub(super) fn names_agency(text: &str, chars: usize) -> bool {
    let mut parts = text.trim_matches(['(', ')', ' ']).split(['،', ',', '+', '/', '-', '|']);
    let named = |part: &str| agency(part).is_some() || (1..=3).contains(&part.split_whitespace().count());
    chars <= 40 && text.contains(['/', '+', '،', '-']) && parts.clone().any(|p| agency(p).is_some()) && parts.all(named)
}

fn is_address(name: &str) -> bool {
    name.contains("http") || name.contains("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(fill: impl Fn(&mut Credits)) -> Vec<String> {
        let mut credits = Credits::default();
        fill(&mut credits);
        credits.finish().into_iter().map(|a| a.name).collect()
    }

    #[test]
    fn credit_lines_are_parted_and_agencies_have_one_name() {
        assert_eq!(names(|c| c.line("المصدر: صحيفة النهر + أ ف ب")), ["صحيفة النهر", "AFP"]);
        assert_eq!(names(|c| c.line("المصدر : رويترز والأناضول")), ["Reuters", "الأناضول"]);
        assert_eq!(names(|c| c.line("المصدر: وكالة الأنباء الجزائرية")), ["واج"]);
        assert_eq!(names(|c| c.line("المصدر: الجزائر - الوادي")), ["الوادي"]);
        assert_eq!(
            names(|c| {
                c.line("المصدر | الوادي");
                c.line("المصدر: الوادي");
            }),
            ["الوادي"]
        );
    }

    #[test]
    fn ambiguous_names_count_only_where_credits_stand() {
        assert_eq!(names(|c| c.brackets("وانتهت الزيارة اليوم (وفا).")), ["وفا"]);
        assert_eq!(names(|c| c.brackets("وكان بنا في القرية (قرب النهر)")), Vec::<String>::new());
        assert_eq!(names(|c| c.dateline("الرياض (واس): أعلنت الوزارة خطتها")), ["واس"]);
        assert_eq!(names(|c| c.dateline("القاهرة - أ.ش.أ - افتتح الوزير المحطة")), ["أ ش أ"]);
        assert_eq!(names(|c| c.dateline("معا من أجل بيئة نظيفة - شعار الحملة")), Vec::<String>::new());
    }

    #[test]
    fn prose_about_a_source_is_no_credit() {
        let line = "المصدر الذي طلب عدم الكشف عن اسمه قال إن الاتفاق قريب.";
        assert!(!is_credit(line, line.chars().count()));
        assert!(is_credit("نقلا عن صحيفة الوادي", 20));
    }
}
