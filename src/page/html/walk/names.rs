//! What the names, roles and styles of an element say of it.

use super::{Hints, MAX_RECORDS, Tag, Walker, of_names};
use crate::page::html::tokenizer::StartTag;

impl<'a> Walker<'a, '_> {
    pub(super) fn hints_of(&mut self, token: &StartTag<'_, 'a>, tag: Tag) -> Hints {
        let mut hints = match tag {
            Tag::Nav => Hints::NAV,
            Tag::Footer => Hints::FOOTER,
            Tag::Aside => Hints::SIDE,
            Tag::Time => Hints::DATE,
            _ => Hints::default(),
        };
        token.each_attribute(|name, value| match name {
            "class" | "id" | "role" | "data-component" | "data-testid" => hints = hints.with(self.of_names(value)),
            "itemprop" if value == "articleBody" => hints = hints.with(Hints::STATED_BODY),
            // Data for programs that is no more shown than a `meta` element.
            "itemprop" if matches!(value, "publisher" | "logo") => hints = hints.with(Hints::META),
            "property" if value.ends_with("content:encoded") => hints = hints.with(Hints::STATED_BODY),
            "style" if hides(value) => hints = hints.with(Hints::HIDDEN),
            "hidden" => hints = hints.with(Hints::HIDDEN),
            _ => {}
        });
        hints
    }

    fn of_names(&mut self, names: &'a str) -> Hints {
        if let Some(known) = self.names.get(names) {
            return *known;
        }
        let hints = of_names(names);
        if self.names.len() < MAX_RECORDS && names.len() < 500 {
            self.names.insert(names, hints);
        }
        hints
    }
}

/// Hash of an element's class without digits, which are numbers of this page or of this build; 0 when it has none.
pub(super) fn class_of(token: &StartTag<'_, '_>) -> u32 {
    let mut hash = 0_u32;
    token.each_attribute(|name, value| {
        if name == "class" {
            let letters = value.bytes().take(200).filter(|b| !b.is_ascii_digit() && !b.is_ascii_whitespace());
            // FNV-1a.
            hash = letters.fold(0x811C_9DC5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
        }
    });
    hash
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
