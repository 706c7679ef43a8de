//! Credits and tags: lines about the article that are no part of it.

use super::Pass;
use crate::article::Placement;
use crate::page::blocks::Form;
use crate::page::labels::site::is_button;
use crate::page::labels::{Label, label_of};

impl Pass<'_, '_, '_> {
    /// `المصدر: …`, with the name in the same block or alone in the next.
    pub(super) fn credit(&mut self, at: usize, end: usize, alone: bool) -> usize {
        // A box above the credit line stands inside what the outlet wrote, though no paragraph follows it.
        if !self.ended {
            self.settle(Placement::Inline);
        }
        let text = &self.stream.blocks[at].text;
        let next = self.stream.blocks.get(at + 1).filter(|b| at + 1 < end && b.chars <= 60 && !b.is_prose());
        match next.filter(|b| alone && label_of(&b.text).is_none()) {
            Some(name) => {
                self.out.credits.push(format!("{} {}", text.trim_end(), name.text));
                at + 2
            }
            None => {
                if !alone {
                    self.out.credits.push(text.clone());
                }
                at + 1
            }
        }
    }

    pub(super) fn tag_block(&mut self, at: usize, end: usize, label: &Label) -> usize {
        let block = &self.stream.blocks[at];
        let mut next = at + 1;
        if !block.spans.is_empty() {
            self.tag_links(at);
        } else if !label.is_alone(&block.text) {
            self.out.tag_line = self.out.tag_line.take().or_else(|| Some(block.text[label.rest..].to_owned()));
        }
        if label.is_alone(&block.text) {
            while next < end && next < at + 40 {
                let block = &self.stream.blocks[next];
                let is_tag = block.chars <= 60
                    && self.labels[next].is_none()
                    && (block.is_link() || block.form == Form::ListItem);
                let is_line = next == at + 1 && !block.is_prose() && block.spans.is_empty() && block.chars <= 300;
                if is_tag {
                    self.tag_links(next);
                } else if is_line && self.labels[next].is_none() {
                    self.out.tag_line = self.out.tag_line.take().or_else(|| Some(block.text.clone()));
                } else {
                    break;
                }
                next += 1;
            }
        }
        // Tags above the text are no end of it.
        let done: usize = self.out.body.iter().map(|b| b.text.len()).sum();
        let left = self.prose_before[end] - self.prose_before[next.min(end)];
        self.ended |= done > 0 && (done * 2 > left || self.labels.get(next).copied().flatten().is_some());
        next
    }

    pub(super) fn tag_links(&mut self, at: usize) {
        let block = &self.stream.blocks[at];
        let texts: Vec<&str> = block.spans.iter().filter_map(|s| block.text.get(s.start..s.end)).collect();
        let texts = if texts.is_empty() && block.chars <= 60 { vec![block.text.as_str()] } else { texts };
        for text in
            texts.iter().map(|t| t.trim()).filter(|t| !is_button(t) && label_of(t).is_none_or(|l| !l.is_alone(t)))
        {
            if self.out.tags.len() < 100 {
                self.out.tags.push(text.to_owned());
            }
        }
    }
}
