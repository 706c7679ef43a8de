//! What people said about two texts: that they are one article, or that they are not.
//!
//! A correction names its two sides by what stays when articles are decided anew: pages by their address, and texts by outlet
//! and hash. Numbers of articles do not stay.

use std::collections::BTreeSet;

/// What a correction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Both sides are one article.
    Together,
    /// They are not.
    Apart,
}

impl Said {
    /// The name used in the store and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Together => "together",
            Self::Apart => "apart",
        }
    }

    /// The word of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Together, Self::Apart].into_iter().find(|said| said.as_str() == name)
    }
}

/// One side of a correction, or a text that is asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// Keys of its pages ([`crate::article::ArticleUrl::key`]).
    pub pages: BTreeSet<String>,
    /// Its texts: outlet and hash.
    pub texts: BTreeSet<(String, u128)>,
}

impl Party {
    /// Whether they share a page, or a text of one outlet.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        !self.pages.is_disjoint(&other.pages) || !self.texts.is_disjoint(&other.texts)
    }

    /// Takes in what `other` has.
    pub fn join(&mut self, other: Self) {
        self.pages.extend(other.pages);
        self.texts.extend(other.texts);
    }
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its number; a later correction has a greater one.
    pub number: i64,
    /// What it says.
    pub said: Said,
    /// Its sides.
    pub sides: [Party; 2],
}

/// The correction that holds between two texts: the latest that concerns both, one on each side. `None`: nobody said anything.
#[must_use]
pub fn holding<'a>(corrections: &'a [Correction], one: &Party, other: &Party) -> Option<&'a Correction> {
    let concerns = |c: &&Correction| {
        let [a, b] = &c.sides;
        (a.meets(one) && b.meets(other)) || (a.meets(other) && b.meets(one))
    };
    corrections.iter().filter(concerns).max_by_key(|c| c.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(pages: &[&str], texts: &[(&str, u128)]) -> Party {
        Party {
            pages: pages.iter().map(|p| (*p).to_owned()).collect(),
            texts: texts.iter().map(|(outlet, hash)| ((*outlet).to_owned(), *hash)).collect(),
        }
    }

    fn said(corrections: &[Correction], one: &Party, other: &Party) -> Option<Said> {
        assert_eq!(holding(corrections, one, other), holding(corrections, other, one), "either way round");
        holding(corrections, one, other).map(|c| c.said)
    }

    #[test]
    fn the_latest_word_about_both_sides_holds() {
        let (a, b) = (party(&["n.example/1"], &[]), party(&["n.example/2"], &[]));
        let correction = |number, said| Correction { number, said, sides: [a.clone(), b.clone()] };
        let merged = [correction(1, Said::Apart), correction(2, Said::Together)];
        assert_eq!(said(&merged, &a, &b), Some(Said::Together));
        let split = [correction(3, Said::Apart), correction(2, Said::Together)];
        assert_eq!(said(&split, &a, &b), Some(Said::Apart));
    }

    #[test]
    fn others_and_two_texts_of_one_side_are_not_concerned() {
        let sides = [party(&["n.example/1", "m.example/1"], &[]), party(&["n.example/2"], &[])];
        let split = [Correction { number: 1, said: Said::Apart, sides }];
        let page = |key| party(&[key], &[]);
        assert_eq!(said(&split, &page("n.example/1"), &page("m.example/1")), None);
        assert_eq!(said(&split, &page("n.example/1"), &page("z.example/1")), None);
        assert_eq!(said(&split, &page("m.example/1"), &page("n.example/2")), Some(Said::Apart));
    }

    #[test]
    fn a_text_is_known_by_its_outlet_under_another_address() {
        let sides = [party(&["n.example/1"], &[("النهر", 7)]), party(&["n.example/2"], &[])];
        let split = [Correction { number: 1, said: Said::Apart, sides }];
        let other = party(&["n.example/2"], &[]);
        assert_eq!(said(&split, &party(&["n.example/99"], &[("النهر", 7)]), &other), Some(Said::Apart));
        assert_eq!(
            said(&split, &party(&["x.example/99"], &[("الدلتا", 7)]), &other),
            None,
            "another outlet's copy is free"
        );
    }
}
