//! The stack of open elements: which end what, and how deep it may go.

use super::hints::Hints;
use super::tag::Tag;

/// Deepest nesting followed; browsers stop at 512. Elements beyond it still part blocks but are no containers.
const MAX_DEPTH: usize = 256;

/// An element that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Which element.
    pub tag: Tag,
    /// Its container in the stream; for inline elements the one around it.
    pub node: usize,
    /// Whether the container is its own.
    pub owns: bool,
    /// Hints of inline elements from the container inwards.
    pub inline: Hints,
}

/// The open elements, outermost first; the root is never closed.
#[derive(Debug)]
pub(super) struct Stack(Vec<Open>);

impl Stack {
    /// Only the root is open.
    pub fn new() -> Self {
        Self(vec![Open { tag: Tag::Root, node: 0, owns: true, inline: Hints::default() }])
    }

    /// The innermost open element.
    pub fn top(&self) -> Open {
        self.0.last().copied().unwrap_or(Open { tag: Tag::Root, node: 0, owns: true, inline: Hints::default() })
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Whether another may be opened.
    pub fn has_room(&self) -> bool {
        self.0.len() < MAX_DEPTH
    }

    /// Opens one; `false` when it is too deep.
    pub fn push(&mut self, open: Open) -> bool {
        let fits = self.has_room();
        if fits {
            self.0.push(open);
        }
        fits
    }

    /// Closes the innermost `wanted` and everything inside it, unless an element matched by `wall` stands between. The
    /// containers closed go to `closed`.
    pub fn close(&mut self, wanted: impl Fn(Tag) -> bool, wall: impl Fn(Tag) -> bool, closed: &mut Vec<usize>) -> bool {
        let mut at = self.0.len();
        while at > 1 {
            at -= 1;
            let tag = self.0[at].tag;
            if wanted(tag) {
                closed.extend(self.0.drain(at..).filter(|o| o.owns).map(|o| o.node));
                return true;
            }
            if wall(tag) {
                return false;
            }
        }
        false
    }

    /// Whether an element is open with no wall inside it.
    pub fn has(&self, wanted: impl Fn(Tag) -> bool, wall: impl Fn(Tag) -> bool) -> bool {
        self.0.iter().skip(1).rev().map(|o| o.tag).find(|t| wanted(*t) || wall(*t)).is_some_and(wanted)
    }
}

/// Elements that an end tag from inside does not reach over, as in the standard's scopes.
pub(super) fn is_wall(tag: Tag) -> bool {
    matches!(tag, Tag::Cell | Tag::Table | Tag::Body)
}
