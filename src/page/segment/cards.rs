//! Cards inside the text that no label announces: the linked headline of another story with its section, excerpt or counters.

use super::Pass;
use crate::article::LinkKind;
use crate::page::blocks::Form;
use crate::page::html::tag::Tag;
use crate::page::labels::LabelKind;
use crate::page::read_also::{is_headline, is_same_site, leads_to_article, linked_items};

/// Most blocks of a card.
const MAX_BLOCKS: usize = 6;
/// Longest excerpt, and longest line of small print, in characters.
const MAX_EXCERPT: usize = 200;
/// See [`MAX_EXCERPT`].
const MAX_SMALL: usize = 60;
/// Containers that begin with a block among which the card is looked for.
const MAX_DEPTH: usize = 3;
/// Of an article's running text at most one part in so many is excerpts; of a round-up of stories, most is.
const SHARE: usize = 5;

impl Pass<'_, '_, '_> {
    /// Whether the excerpts of all cards in the region are few beside its text: a round-up of stories is nothing but such cards.
    pub(super) fn has_few_excerpts(&self) -> bool {
        let range = &self.region.range;
        let inside = self.stream.nodes.iter().enumerate().filter(|(_, n)| range.start <= n.first && n.end <= range.end);
        let parent = |node: usize| &self.stream.nodes[self.stream.nodes[node].parent];
        // Of several containers around the same blocks the outermost counts.
        let whole = inside.filter(|(at, n)| (parent(*at).first, parent(*at).end) != (n.first, n.end));
        let excerpts: usize = whole.filter_map(|(at, _)| self.excerpt(at)).sum();
        excerpts * SHARE <= self.prose_before[range.end] - self.prose_before[range.start]
    }

    /// The block after the card that begins at `at`, where one does; its headline waits as a link, and nothing of it is text.
    pub(super) fn card(&mut self, at: usize) -> Option<usize> {
        if !self.heads.is_empty() {
            return None;
        }
        let begins = |node: &usize| self.stream.nodes[*node].first == at;
        let around = self.stream.containers(at).take_while(begins).take(MAX_DEPTH);
        let fits = |node: &usize| self.excerpt(*node).is_some_and(|bytes| bytes == 0 || self.takes_excerpts);
        let next = self.stream.nodes[around.filter(fits).last()?].end;
        for item in linked_items(self.stream, at..next) {
            self.waiting.push((item, String::new(), LinkKind::ReadAlso));
        }
        Some(next)
    }

    /// Bytes of the excerpt of the card that a container is; `None` when it is none.
    fn excerpt(&self, node: usize) -> Option<usize> {
        let here = &self.stream.nodes[node];
        let range = here.first..here.end;
        if !(2..=MAX_BLOCKS).contains(&range.len()) || matches!(here.tag, Tag::Article | Tag::Main | Tag::Body) {
            return None;
        }
        let (mut headlines, mut excerpts) = (0, 0);
        for at in range {
            let block = &self.stream.blocks[at];
            if matches!(block.form, Form::Heading(2..)) && block.is_link() && is_headline(&block.text) {
                let leads = |href: &str| leads_to_article(href) && is_same_site(self.base, href);
                headlines += usize::from(self.stream.first_href(at).is_some_and(leads));
            } else if headlines > 0 && block.is_prose() && block.chars <= MAX_EXCERPT && block.spans.is_empty() {
                excerpts += block.text.len();
            } else if block.is_prose()
                || block.chars > MAX_SMALL
                || matches!(block.form, Form::Quote | Form::Caption)
                || self.labels[at].is_some_and(|l| matches!(l.kind, LabelKind::Links(_)))
            {
                // Text above the headline is the article's own, and a label opens a box of its own.
                return None;
            }
        }
        (headlines == 1).then_some(excerpts)
    }
}
