//! What became of a block, and why.

use crate::page::labels::LabelKind;

/// Why a block is, or is not, the article's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Why {
    /// It stands outside the article's region, and is no box, credit or tag beside it.
    Beyond,
    /// It is the article's.
    Kept,
    /// The time or the headline of an entry of a live blog.
    LiveHead,
    /// A rule of the site keeps it.
    KeptByRule,
    /// A rule of the site drops it.
    DroppedByRule,
    /// It stands between the elements that the site's rules call the body.
    OutsideRule,
    /// It begins with a label.
    Label(LabelKind),
    /// It belongs to what began at this block: a box, tags, a credit, a second article.
    PartOf(usize),
    /// The markup calls it tags.
    Tags,
    /// The markup calls it a box of other articles.
    MarkedBox,
    /// The markup calls it furniture.
    Furniture,
    /// It repeats the headline.
    Title,
    /// The site speaks: follow us, all rights reserved.
    SiteLine,
    /// The article was over.
    AfterEnd,
    /// It is nothing but a link to another article.
    LinkedHeadline,
    /// It is a button, a counter, an address or an agency's name alone.
    Button,
    /// Headlines run together.
    Glued,
    /// Most of it is links.
    Linked,
    /// A short line at the edge of the text, not in the element of its paragraphs.
    Edge,
    /// It says again what the article says elsewhere.
    Repeated,
}

impl Why {
    /// Whether the block is in the body.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept | Self::KeptByRule | Self::LiveHead)
    }

    /// In words.
    pub fn in_words(self) -> String {
        let words = match self {
            Self::Beyond => "outside the article's region",
            Self::Kept => "the article's text",
            Self::LiveHead => "time or headline of an entry of a live blog",
            Self::KeptByRule => "kept by a rule of the site",
            Self::DroppedByRule => "dropped by a rule of the site",
            Self::OutsideRule => "outside what the site's rules call the body",
            Self::Label(kind) => {
                return format!(
                    "begins with a label: {}",
                    format!("{kind:?}").to_lowercase().replace('(', " (").replace('_', "-")
                );
            }
            Self::PartOf(at) => return format!("belongs to block {at}"),
            Self::Tags => "tags, by its markup",
            Self::MarkedBox => "a box of other articles, by its markup",
            Self::Furniture => "furniture, by its markup",
            Self::Title => "repeats the headline",
            Self::SiteLine => "a line of the site itself",
            Self::AfterEnd => "after the article's end",
            Self::LinkedHeadline => "nothing but a link to another article",
            Self::Button => "a button, a counter, an address or an agency's name",
            Self::Glued => "headlines run together",
            Self::Linked => "mostly links",
            Self::Edge => "a short line at the edge, outside the element of the paragraphs",
            Self::Repeated => "repeats the article's own words",
        };
        words.to_owned()
    }
}
