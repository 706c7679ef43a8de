//! The foot of a digest about feeds that somebody should look at: what of them may be missing above.

use super::{Language, wording};
use crate::digest::{Digest, DigestAlert};
use crate::text::clean;

/// Feeds named at most: a digest with sixty stories must stay below what mail programs cut, and `status` has all of them.
const MOST: usize = 3;

/// Longest outlet name shown, in characters.
const MAX_NAME_CHARS: usize = 40;

/// One line of the foot.
pub(super) struct Line {
    /// The outlet, foreign text; empty in the line that counts the others.
    pub outlet: String,
    /// What is the matter, in our own words.
    pub words: String,
}

/// The heading and the lines of the foot; `None` when all is well.
pub(super) fn foot(digest: &Digest, language: Language) -> Option<(&'static str, Vec<Line>)> {
    let heading = match language {
        Language::Arabic => "مصادر تحتاج إلى نظر",
        Language::English => "Feeds to look at",
    };
    let line = |alert: &DigestAlert| Line {
        outlet: clean::line(&alert.outlet, MAX_NAME_CHARS),
        words: words(alert, &digest.zone, language),
    };
    let mut lines: Vec<Line> = digest.alerts.iter().take(MOST).map(line).collect();
    let hidden = digest.alerts.len().saturating_sub(MOST);
    if hidden > 0 {
        lines.push(Line { outlet: String::new(), words: wording::and_others(hidden, language) });
    }
    (!lines.is_empty()).then_some((heading, lines))
}

fn words(alert: &DigestAlert, zone: &str, language: Language) -> String {
    let since = wording::moment(alert.since, zone, language);
    match language {
        Language::Arabic => {
            let matter = match alert.kind.as_str() {
                "failing" => "تتعذر قراءة الخلاصة في كل محاولة",
                "gone" => "الخلاصة أُزيلت نهائيًا بحسب الموقع (410)",
                "html" => "صفحة ويب في مكان الخلاصة",
                "moved" => "انتقلت الخلاصة إلى عنوان آخر",
                "stale" => "الموقع يجيب ولا جديد في الخلاصة على غير العادة",
                _ => "الخلاصة بحاجة إلى نظر",
            };
            format!("{matter}، لوحظ ذلك في {since}")
        }
        Language::English => {
            let matter = match alert.kind.as_str() {
                "failing" => "its feed fails at every try",
                "gone" => "says its feed is gone for good (410)",
                "html" => "a web page is where its feed was",
                "moved" => "its feed moved to another address",
                "stale" => "answers, but has nothing new for unusually long",
                _ => "its feed needs a look",
            };
            format!("{matter}, noticed {since}")
        }
    }
}
