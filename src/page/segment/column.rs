//! The article's own column: which lists of links are about this article, and which the site shows beside every page.

use crate::article::LinkKind;
use crate::page::blocks::Stream;
use crate::page::body::Region;
use crate::page::html::hints::Hints;
use crate::page::html::tag::Tag;
use crate::page::labels::{is_more, is_more_of, is_site_pick};
use std::ops::Range;

/// Where links of other readers, buttons and forms stand: never links to articles, whatever label is near.
const NO_LINKS: Hints = Hints::COMMENT.with(Hints::SHARE).with(Hints::NEWSLETTER).with(Hints::POPUP);

/// The blocks of the smallest container that holds headline and text; the whole `article` element where they stand in one.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    blocks: Range<usize>,
    /// The headline, when it stands above the text.
    title: usize,
}

impl Column {
    /// `prose` are the first and the last paragraph of the body.
    pub fn of(stream: &Stream, title: Option<usize>, prose: (usize, usize)) -> Self {
        let headline = title.filter(|t| *t <= prose.0 && !stream.is_text).unwrap_or(0);
        let whole = Self { blocks: 0..stream.blocks.len(), title: headline };
        let Some(title) = title.filter(|_| !stream.is_text) else { return whole };
        let holds = |node: usize| [title, prose.0, prose.1].iter().all(|b| stream.is_inside(*b, node));
        let around: Vec<usize> = stream.containers(prose.0).filter(|n| holds(*n)).collect();
        let article = around.iter().find(|n| matches!(stream.nodes[**n].tag, Tag::Article));
        let Some(node) = article.or(around.first()).and_then(|n| stream.nodes.get(*n)) else { return whole };
        Self { blocks: node.first..node.end, title: headline }
    }

    /// Whether tags at a block are the article's: not those of a menu above its headline, nor of the site's foot.
    pub fn owns_tags(&self, block: usize, hints: Hints) -> bool {
        block >= self.title && (self.blocks.contains(&block) || !hints.any(Hints::FOOTER))
    }

    /// Whether a link of a list below or beside the body is the article's: an editor's or a similar one wherever it stands,
    /// what the site shows on every page (most read, chosen for you, a box without a label) only inside the column.
    pub fn owns(&self, block: usize, (stream, region): (&Stream, &Region), (label, kind): (&str, LinkKind)) -> bool {
        let hints = region.hints.get(block).copied().unwrap_or_default();
        let of_site = kind == LinkKind::MostRead || is_site_pick(label);
        // Menus and tickers stand above the headline, and have their own "more".
        let called = hints.any(Hints::RELATED.with(Hints::READ_ALSO));
        let in_menu = block < self.title && (of_site || (label.is_empty() && !called) || is_more(label));
        // Teasers and "the latest" that nothing says to be like this article.
        let teased = label.is_empty() && hints.any(Hints::LATEST) && !called;
        if hints.any(NO_LINKS) || in_menu || teased {
            return false;
        }
        let (outside, side) = (!self.blocks.contains(&block), hints.any(Hints::SIDE));
        let stated = hints.any(Hints::READ_ALSO) || (!(side && outside) && hints.any(Hints::RELATED));
        // `المزيد من اقتصاد` in an element for what stands aside leads to the section.
        let set_aside = || stream.containers(block).any(|node| stream.nodes[node].tag == Tag::Aside);
        let of_section = outside && is_more_of(label) && set_aside();
        !of_section && !((outside || side) && (of_site || (label.is_empty() && !stated)))
    }
}
