//! Whether two headlines may be of one article.

use super::tokens::Tokens;
use rustc_hash::FxHashSet;

/// Whether half of the words of the shorter headline stand in the longer one. A headline without words may be any.
///
/// ```
/// use hasad::text::headlines::may_be_one;
/// assert!(may_be_one("الحكومة تقر الموازنة", "الحكومة تُقرّ موازنة العام المقبل بعد نقاش"));
/// assert!(!may_be_one("الموقع تحت الصيانة", "الحكومة تقر الموازنة"));
/// ```
#[must_use]
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (Tokens::of(a), Tokens::of(b));
    let (a, b): (FxHashSet<&str>, FxHashSet<&str>) = (a.iter().collect(), b.iter().collect());
    let shorter = a.len().min(b.len());
    a.intersection(&b).count() * 2 >= shorter
}
