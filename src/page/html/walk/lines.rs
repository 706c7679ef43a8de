//! Where a line of text ends: it becomes a block.

use super::{MAX_RECORDS, Walker};
use crate::page::blocks::{Block, Form};
use crate::page::html::hints::Hints;
use crate::page::html::tag::Tag;
use crate::text::letters::is_word_char;

impl Walker<'_, '_> {
    /// Ends the block.
    pub(super) fn flush(&mut self) {
        if let Some(guide) = &mut self.guide {
            guide.line_ended();
        }
        let open = self.link;
        self.close_link();
        self.link = open.map(|(link, depth, _)| (link, depth, 0));
        self.blank = false;
        self.uncover();
        let spans = std::mem::take(&mut self.spans);
        let hints = std::mem::replace(&mut self.hints, Hints::ALL);
        if !self.text.contains(is_word_char) || self.out.blocks.len() >= MAX_RECORDS {
            self.text.clear();
            return;
        }
        let text = self.text.as_str().to_owned();
        self.text.clear();
        let chars = text.chars().count();
        let link_chars = spans.iter().filter_map(|s| text.get(s.start..s.end)).map(|t| t.chars().count()).sum();
        let (node, form) = (self.stack.top().node, self.form());
        let captioned = hints != Hints::ALL && hints.any(Hints::CAPTION) && form == Form::Text;
        let form = if captioned { Form::Caption } else { form };
        self.out.blocks.push(Block { text, chars, link_chars, spans, form, node, hints });
    }

    /// The innermost element that says how the text is to be shown.
    pub(super) fn form(&self) -> Form {
        let mut node = self.stack.top().node;
        let mut form = None;
        for _ in 0..6 {
            let Some(here) = self.out.nodes.get(node) else { break };
            let found = match here.tag {
                Tag::Heading(level) => Some(Form::Heading(level)),
                Tag::Item => Some(Form::ListItem),
                Tag::Quote => return Form::Quote,
                Tag::Caption => return Form::Caption,
                Tag::P | Tag::Div if here.hints.any(Hints::CAPTION) => return Form::Caption,
                _ => None,
            };
            form = form.or(found);
            if here.parent == node || matches!(here.tag, Tag::Article | Tag::Main | Tag::Body) {
                break;
            }
            node = here.parent;
        }
        form.unwrap_or(Form::Text)
    }
}
