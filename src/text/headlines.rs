//! Whether two headlines may be of one article.

use super::tokens::Tokens;
use rustc_hash::FxHashSet;

/// Letters from which a word says something: shorter ones are prepositions and the like.
const TELLING: usize = 3;

/// Whether half of the telling words of the shorter headline stand in the longer one. A headline without any may be any.
///
/// ```
/// use hasad::text::headlines::may_be_one;
/// assert!(may_be_one("الحكومة تقر الموازنة", "الحكومة تُقرّ موازنة العام المقبل بعد نقاش"));
/// assert!(!may_be_one("الموقع تحت الصيانة", "الحكومة تقر الموازنة"));
/// assert!(!may_be_one("مقتل شخصين في غزة", "قصف عنيف في غزة"));
/// ```
#[must_use]
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (Tokens::of(a), Tokens::of(b));
    let telling = |word: &&str| word.chars().nth(TELLING - 1).is_some();
    let (a, b): (FxHashSet<&str>, FxHashSet<&str>) =
        (a.iter().filter(telling).collect(), b.iter().filter(telling).collect());
    let shorter = a.len().min(b.len());
    a.intersection(&b).count() * 2 >= shorter
}
