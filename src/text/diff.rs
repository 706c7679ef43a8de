//! What of two sequences is the same, gone and new: paragraphs of two versions, then the words of those that differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::hash::Hash;
use std::ops::Range;

/// Items of both sides together, after what they begin and end with alike, up to which a difference is worked out. The
/// algorithm (Myers 1986) is quadratic in how much differs; a longer stretch counts as replaced whole.
const MAX_ITEMS: usize = 4_000;

/// A stretch of both sequences: equal, or what stands in place of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Items of the former sequence.
    pub old: Range<usize>,
    /// Items of the later sequence.
    pub new: Range<usize>,
    /// Whether both hold the same items.
    pub equal: bool,
}

/// The two sequences as stretches, in order and without gaps.
#[must_use]
pub fn stretches<T: Hash + Eq + Ord>(old: &[T], new: &[T]) -> Vec<Stretch> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut found = Vec::new();
    push(&mut found, 0..head, 0..head, true);
    if (old_end - head) + (new_end - head) > MAX_ITEMS {
        push(&mut found, head..old_end, head..new_end, false);
    } else {
        for op in capture_diff_slices(Algorithm::Myers, &old[head..old_end], &new[head..new_end]) {
            let moved = |range: Range<usize>| range.start + head..range.end + head;
            push(&mut found, moved(op.old_range()), moved(op.new_range()), matches!(op, DiffOp::Equal { .. }));
        }
    }
    push(&mut found, old_end..old.len(), new_end..new.len(), true);
    found
}

/// Adds a stretch; neighbours of one kind become one.
fn push(found: &mut Vec<Stretch>, old: Range<usize>, new: Range<usize>, equal: bool) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    match found.last_mut() {
        Some(last) if last.equal == equal => {
            last.old.end = old.end;
            last.new.end = new.end;
        }
        _ => found.push(Stretch { old, new, equal }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        text.split(' ').collect()
    }

    fn shown(old: &str, new: &str) -> Vec<String> {
        let (old, new) = (words(old), words(new));
        let show = |s: Stretch| {
            let (gone, came) = (old[s.old].join(" "), new[s.new].join(" "));
            if s.equal { gone } else { format!("[{gone}|{came}]") }
        };
        stretches(&old, &new).into_iter().map(show).collect()
    }

    #[test]
    fn what_changed_stands_between_what_did_not() {
        let told = shown("أعلن الوزير فتح الجسر مساء الأحد", "أعلن المحافظ فتح الجسر الجديد مساء الأحد");
        assert_eq!(told, ["أعلن", "[الوزير|المحافظ]", "فتح الجسر", "[|الجديد]", "مساء الأحد"]);
        assert_eq!(shown("نص واحد", "نص واحد"), ["نص واحد"]);
    }

    #[test]
    fn a_long_difference_is_replaced_whole_and_at_once() {
        let (old, new): (Vec<u32>, Vec<u32>) = ((0..60_000).collect(), (60_000..120_000).collect());
        assert_eq!(stretches(&old, &new), [Stretch { old: 0..60_000, new: 0..60_000, equal: false }]);
        let mut edited = old.clone();
        edited[30_000] = 7;
        assert_eq!(stretches(&old, &edited).len(), 3, "what is alike at both ends costs nothing");
    }

    #[test]
    fn empty_sides_are_taken() {
        assert_eq!(stretches::<u8>(&[], &[]), []);
        assert_eq!(stretches(&[], &[1, 2]), [Stretch { old: 0..0, new: 0..2, equal: false }]);
    }
}
