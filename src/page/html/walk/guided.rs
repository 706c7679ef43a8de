//! Where the pass asks the rules of the site.

use super::{Path, Role, Walker};
use crate::page::html::tokenizer::StartTag;

impl Walker<'_, '_> {
    /// Looks at an element that will be among the open ones; `node` is its container, when it is one.
    pub(super) fn look_container(&mut self, token: &StartTag<'_, '_>, node: Option<usize>) {
        let (depth, fits) = (self.stack.depth(), self.stack.has_room());
        let Some(guide) = &mut self.guide else { return };
        guide.closed_to(depth);
        let (path, matched) = guide.look(token, depth);
        // What is too deep is followed as text of the elements around it.
        if !fits {
            return;
        }
        guide.opened(path, depth);
        if !matched.is_empty() {
            guide.note(matched, token, node, self.out.blocks.len(), depth, None);
        }
    }

    /// Whether a rule speaks of the place of an element.
    pub(super) fn places(&mut self, token: &StartTag<'_, '_>) -> bool {
        let depth = self.stack.depth();
        let Some(guide) = &mut self.guide else { return false };
        let (_, matched) = guide.look(token, depth);
        guide.roles(matched).any(|role| !role.takes_value())
    }

    /// Looks at an element that is never among the open ones. Returns whether it was dropped, with all that is in it.
    pub(super) fn look_inline(&mut self, token: &StartTag<'_, '_>, holds_text: bool) -> bool {
        let depth = self.stack.depth();
        let Some(guide) = &mut self.guide else { return false };
        if holds_text {
            guide.inline_began(token.name);
        }
        let (_, matched): (Path, _) = guide.look(token, depth);
        if matched.is_empty() {
            return false;
        }
        let dropped = holds_text && guide.roles(matched).any(|role| role == Role::Drop);
        let name = holds_text.then_some(token.name);
        guide.note(matched, token, None, self.out.blocks.len(), depth, name);
        if dropped && !token.self_closing {
            self.skipped = Some((token.name.to_owned(), 1));
        }
        dropped
    }

    /// Open elements were closed.
    pub(super) fn guide_closed(&mut self) {
        let depth = self.stack.depth();
        if let Some(guide) = &mut self.guide {
            guide.closed_to(depth);
        }
    }
}
