//! What stands below and above the body: a second article, lists of links, late credits and tags.

use super::{MAX_FOLLOWING, MIN_FOLLOWING, NEAR, Pass, Why, is_short_name};
use crate::article::{Following, Placement};
use crate::page::attribution::is_credit;
use crate::page::blocks::Form;
use crate::page::boxes::opens_box;
use crate::page::glued::is_glued;
use crate::page::html::hints::Hints;
use crate::page::labels::site::is_site_line;
use crate::page::labels::{Label, LabelKind};
use crate::page::metadata::authors::begins_with_given_name;
use crate::page::read_also::is_headline;

impl Pass<'_, '_, '_> {
    /// A second article without a label above it: a headline in a heading, then its text.
    pub(super) fn second_article(&mut self, at: usize, end: usize) -> Option<usize> {
        let block = &self.stream.blocks[at];
        let heads = matches!(block.form, Form::Heading(1 | 2)) && is_headline(&block.text);
        if heads { self.following(&block.text.clone(), at + 1, end) } else { None }
    }

    /// Reads the text of a second article that begins at `from`; `None` when there is too little.
    pub(super) fn following(&mut self, title: &str, from: usize, end: usize) -> Option<usize> {
        if self.out.following.is_some() {
            return None;
        }
        let mut paragraphs: Vec<&str> = Vec::new();
        let mut next = from;
        let end = end.min(from + MAX_FOLLOWING);
        while next < end {
            let block = &self.stream.blocks[next];
            let ends = self.labels[next].is_some_and(|l| {
                !matches!(l.kind, LabelKind::Byline | LabelKind::Date | LabelKind::Changed)
                    && (opens_box(block, &l) || l.is_alone(&block.text) || l.separated)
            });
            if ends || matches!(block.form, Form::Heading(1)) {
                break;
            }
            let furniture = self.region.hints[next].any(Hints::FURNITURE.without(Hints::OTHERS));
            let own = block.is_prose() && block.form != Form::ListItem && !furniture;
            if own && !is_glued(&block.text, block.chars) && !is_site_line(&block.text, block.chars) {
                paragraphs.push(&block.text);
            }
            next += 1;
        }
        let chars: usize = paragraphs.iter().map(|p| p.chars().count()).sum();
        if chars < MIN_FOLLOWING {
            return None;
        }
        self.out.following = Some(Following { title: title.to_owned(), text: paragraphs.join("\n\n") });
        Some(next)
    }

    /// Boxes above and below the region: only links, credits and tags count there, and a second article.
    pub(super) fn around(&mut self, from: usize) {
        let (range, all) = (self.region.range.clone(), self.stream.blocks.len());
        if range.is_empty() {
            return;
        }
        self.ended = true;
        let mut at = from.max(range.end);
        while at < all {
            let next = self.beside(at, all, at < range.end + NEAR);
            self.part_of(at, next);
            at = next;
        }
        let mut at = 0;
        while at < range.start {
            let next = self.beside(at, range.start, at + NEAR > range.start);
            self.part_of(at, next);
            at = next;
        }
        self.settle(Placement::Tail);
    }

    /// A byline above the text may do without a colon (`كتب سامي الحداد`); a linked headline or one of the page's does not count.
    fn names_author(&self, at: usize, label: &Label) -> bool {
        let block = &self.stream.blocks[at];
        let above = at < self.region.range.start && matches!(block.form, Form::Text) && !block.is_link();
        let rest = &block.text[label.rest..];
        // `تقرير: …` opens the headline of another story.
        let is_other = block.is_link() && !is_short_name(rest);
        !is_other && label.separated || ((above || begins_with_given_name(rest)) && is_short_name(rest))
    }

    fn is_tags(&self, at: usize, hints: Hints) -> bool {
        hints.any(Hints::TAGS) && !hints.any(Hints::OTHERS.with(Hints::SIDE)) && self.column.owns_tags(at, hints)
    }

    /// A list of the site's own: its label, and the links right below it, which are none of the article's.
    pub(super) fn site_list(&mut self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && self.stream.blocks[next].is_link() && self.labels[next].is_none() {
            next += 1;
        }
        next
    }

    pub(super) fn beside(&mut self, at: usize, end: usize, near: bool) -> usize {
        let block = &self.stream.blocks[at];
        let hints = self.region.hints[at];
        if hints.any(Hints::DROPPED) || (hints.any(Hints::NAV.with(Hints::HIDDEN)) && !hints.any(Hints::OTHERS)) {
            return at + 1;
        }
        if at >= self.region.range.end
            && matches!(block.form, Form::Heading(1))
            && !block.is_link()
            && let Some(next) = self.second_article(at, end)
        {
            return next;
        }
        if let Some(label) = self.labels[at] {
            let alone = label.is_alone(&block.text);
            self.note(at, Why::Label(label.kind));
            match label.kind {
                LabelKind::Links(kind) if opens_box(block, &label) => return self.link_box(at, end, kind),
                LabelKind::Tags if near && (alone || label.separated) => return self.tag_block(at, end, &label),
                LabelKind::Source if near && is_credit(&block.text, block.chars) => return self.credit(at, end, alone),
                LabelKind::SiteList if alone => return self.site_list(at, end),
                // Readers sign their comments, too.
                LabelKind::Byline
                    if near
                        && block.chars <= 60
                        && !alone
                        && !self.stream.stands_in(at, Hints::COMMENT)
                        && self.names_author(at, &label) =>
                {
                    self.out.bylines.push(block.text.clone());
                }
                _ => {
                    self.note(at, Why::Beyond);
                }
            }
        } else if near && self.is_tags(at, hints) {
            self.tag_links(at);
            self.note(at, Why::Tags);
        } else if hints.any(Hints::OTHERS) && !hints.any(Hints::NAV) && (near || hints.any(Hints::READ_ALSO)) {
            self.note(at, Why::MarkedBox);
            return self.unlabelled_box(at, end);
        }
        at + 1
    }
}
