//! What an element is by its names: a set of roles.

mod names;

pub(in crate::page) use names::of_names;

/// A set of roles that an element's names hint at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::page) struct Hints(u32);

macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Hints {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*
        }
    };
}

hints! {
    /// Menus, breadcrumbs, tickers.
    NAV = 0;
    /// The site's foot: rights, address.
    FOOTER = 1;
    /// Columns beside the article.
    SIDE = 2;
    /// Readers' comments.
    COMMENT = 3;
    /// Share buttons and accounts to follow.
    SHARE = 4;
    /// Other articles chosen as similar.
    RELATED = 5;
    /// Other articles chosen by the editor.
    READ_ALSO = 6;
    /// Popular articles.
    MOST_READ = 7;
    /// Advertisements.
    AD = 8;
    /// Newsletters and sign-up boxes.
    NEWSLETTER = 9;
    /// Tags of the article.
    TAGS = 10;
    /// Who wrote it.
    BYLINE = 11;
    /// When it was published.
    DATE = 12;
    /// Caption or credit of a picture.
    CAPTION = 13;
    /// Dialogs, consent, sign-in.
    POPUP = 14;
    /// Polls, weather, prayer times, rates.
    GADGET = 15;
    /// Not shown.
    HIDDEN = 16;
    /// The article's text.
    BODY = 17;
    /// The paragraph under the headline.
    LEAD = 18;
    /// A headline.
    TITLE = 19;
    /// Small print about the article: section, views, reading time.
    META = 20;
    /// Name of a section or category.
    SECTION = 21;
    /// Stated by `itemprop=articleBody`.
    STATED_BODY = 22;
    /// A rule of the site keeps it.
    KEPT = 23;
    /// A rule of the site drops it.
    DROPPED = 24;
    /// It stands between the elements that rules of the site call the body.
    OUTSIDE = 25;
    /// Known to recur over the outlet's pages: the memory's word, not the markup's.
    KNOWN = 26;
    /// Other articles of the site, not said to be like this one: the latest, teasers, what a service recommends.
    LATEST = 27;
    /// A summary that a machine made of the text.
    MACHINE_MADE = 28;
}

impl Hints {
    /// Everything that is not the article's own text.
    pub const FURNITURE: Self = Self(
        Self::NAV.0
            | Self::FOOTER.0
            | Self::SIDE.0
            | Self::COMMENT.0
            | Self::SHARE.0
            | Self::AD.0
            | Self::NEWSLETTER.0
            | Self::POPUP.0
            | Self::GADGET.0
            | Self::MACHINE_MADE.0
            | Self::HIDDEN.0
            | Self::KNOWN.0
            | Self::DROPPED.0
            | Self::OTHERS.0
            | Self::SMALL.0,
    );
    /// Boxes of links to other articles.
    pub const OTHERS: Self = Self(Self::RELATED.0 | Self::READ_ALSO.0 | Self::MOST_READ.0 | Self::LATEST.0);
    /// Small print around an article.
    pub const SMALL: Self = Self(Self::TAGS.0 | Self::BYLINE.0 | Self::DATE.0 | Self::META.0 | Self::SECTION.0);
    /// Every bit; the neutral element of [`Hints::both`].
    pub const ALL: Self = Self(u32::MAX);

    /// Every hint with the word for it, for explanations.
    pub const NAMES: [(&'static str, Self); 28] = [
        ("nav", Self::NAV),
        ("footer", Self::FOOTER),
        ("side", Self::SIDE),
        ("comment", Self::COMMENT),
        ("share", Self::SHARE),
        ("related", Self::RELATED),
        ("latest", Self::LATEST),
        ("read-also", Self::READ_ALSO),
        ("most-read", Self::MOST_READ),
        ("ad", Self::AD),
        ("newsletter", Self::NEWSLETTER),
        ("tags", Self::TAGS),
        ("byline", Self::BYLINE),
        ("date", Self::DATE),
        ("caption", Self::CAPTION),
        ("popup", Self::POPUP),
        ("gadget", Self::GADGET),
        ("machine-made", Self::MACHINE_MADE),
        ("hidden", Self::HIDDEN),
        ("body", Self::BODY),
        ("lead", Self::LEAD),
        ("title", Self::TITLE),
        ("meta", Self::META),
        ("section", Self::SECTION),
        ("stated-body", Self::STATED_BODY),
        ("rule-kept", Self::KEPT),
        ("rule-dropped", Self::DROPPED),
        ("rule-outside", Self::OUTSIDE),
    ];

    /// The words for the hints that are in.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(_, hint)| self.any(*hint)).map(|(name, _)| name)
    }

    /// Whether any of `other` is in.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The set as a number, equal for equal sets.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Both sets together.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set without those of `other`.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
