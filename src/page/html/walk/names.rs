//! What the names, roles and styles of an element say of it.

use super::{Hints, MAX_RECORDS, Tag, Walker, of_names};
use crate::page::html::tokenizer::StartTag;

/// What a list of names says, read once however many elements bear it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    /// What it hints at.
    pub hints: Hints,
    /// Its hash without digits, which are numbers of this page or of this build; 0 for an element without a class.
    pub class: u32,
}

impl<'a> Walker<'a, '_> {
    /// What an element's names, role and style hint at, and the hash of its class.
    pub(super) fn said_of(&mut self, token: &StartTag<'_, 'a>, tag: Tag) -> Said {
        let mut hints = match tag {
            Tag::Nav => Hints::NAV,
            Tag::Footer => Hints::FOOTER,
            Tag::Aside => Hints::SIDE,
            Tag::Time => Hints::DATE,
            _ => Hints::default(),
        };
        let mut class = 0;
        token.each_attribute(|name, value| match name {
            "class" => {
                let said = self.of_names(value);
                (hints, class) = (hints.with(said.hints), said.class);
            }
            "id" | "role" | "data-component" | "data-testid" | "data-e2e" | "aria-labelledby" => {
                hints = hints.with(self.of_names(value).hints);
            }
            "itemprop" if value == "articleBody" => hints = hints.with(Hints::STATED_BODY),
            // Data for programs that is no more shown than a `meta` element.
            "itemprop" if matches!(value, "publisher" | "logo") => hints = hints.with(Hints::META),
            "property" if value.ends_with("content:encoded") => hints = hints.with(Hints::STATED_BODY),
            "style" if hides(value) => hints = hints.with(Hints::HIDDEN),
            "hidden" => hints = hints.with(Hints::HIDDEN),
            _ => {}
        });
        Said { hints, class }
    }

    fn of_names(&mut self, names: &'a str) -> Said {
        if let Some(known) = self.names.get(names) {
            return *known;
        }
        let said = Said { hints: of_names(names), class: hash_of(names) };
        if self.names.len() < MAX_RECORDS && names.len() < 500 {
            self.names.insert(names, said);
        }
        said
    }
}

fn hash_of(class: &str) -> u32 {
    let letters = class.bytes().take(200).filter(|b| !b.is_ascii_digit() && !b.is_ascii_whitespace());
    // FNV-1a.
    letters.fold(0x811C_9DC5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn hides(style: &str) -> bool {
    let mut squeezed = style.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_lowercase());
    let mut matched = 0;
    let wanted = b"display:none";
    squeezed.any(|b| {
        matched = if b == wanted[matched] { matched + 1 } else { usize::from(b == wanted[0]) };
        matched == wanted.len()
    })
}
