//! Site rules: what an operator, or the shipped files, know of one outlet's pages. Parsed and matched here, applied by `page`.
//!
//! Extraction builds no tree, so selectors are the part of CSS that can be decided while a page streams by: what an element
//! is and what it stands in, never what comes after it or how many came before.

mod matcher;
mod rules;
mod selector;
mod set;

pub use matcher::{ElementView, MAX_STEPS, Matched, Matcher, Path};
pub use rules::{Role, Rule, SiteRules, Variant, When};
pub use selector::{Selector, SelectorError};
pub use set::SiteSet;
