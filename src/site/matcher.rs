//! Selectors against a stream of tags: a small automaton whose states are the compounds reached on the way in.
//!
//! Every open element carries two sets of bits: the compounds it ended itself, and those any element around it ended. A new
//! element looks only at the compounds filed under its tag, id and classes, so that an element no rule speaks of costs a
//! few look-ups. The `selectors` crate asks each element for its parent and siblings, and so needs the tree that is not built.

use super::selector::{Compound, Selector};
use rustc_hash::FxHashMap;

/// Most compounds of all selectors of one site together.
pub const MAX_STEPS: usize = 128;

/// The compounds reached at an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Path {
    /// By the element itself.
    own: u128,
    /// By it or anything around it.
    around: u128,
}

/// Which selectors an element is the end of, as bits by their place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matched(u128);

impl Matched {
    /// Whether none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their places, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.0), |bits| Some(bits & bits.wrapping_sub(1)))
            .take_while(|bits| *bits != 0)
            .map(|bits| bits.trailing_zeros() as usize)
    }
}

/// What a matcher must know of an element.
pub trait ElementView {
    /// Its name in lower case.
    fn tag(&self) -> &str;
    /// Calls `each` with every attribute: its name in lower case, and its value.
    fn attributes(&self, each: &mut dyn FnMut(&str, &str));
}

/// One compound and where it stands.
#[derive(Debug)]
struct Step {
    compound: Compound,
    /// The compound before it, and whether that must be the parent.
    previous: Option<(usize, bool)>,
    /// The selector it ends.
    ends: Option<usize>,
}

/// The selectors of a site, ready to be matched.
#[derive(Debug, Default)]
pub struct Matcher {
    steps: Vec<Step>,
    by_id: FxHashMap<String, Vec<usize>>,
    by_class: FxHashMap<String, Vec<usize>>,
    by_tag: FxHashMap<String, Vec<usize>>,
    /// Compounds of nothing but attributes.
    bare: Vec<usize>,
}

impl Matcher {
    /// Files the selectors. `None` when they have more than [`MAX_STEPS`] compounds.
    #[must_use]
    pub fn new<'s>(selectors: impl IntoIterator<Item = &'s Selector>) -> Option<Self> {
        let mut matcher = Self::default();
        for (number, selector) in selectors.into_iter().enumerate() {
            for alternative in &selector.alternatives {
                let mut previous = None;
                for (place, (child, compound)) in alternative.iter().enumerate() {
                    let at = matcher.steps.len();
                    let ends = (place + 1 == alternative.len()).then_some(number);
                    let before = previous.map(|step| (step, *child));
                    matcher.file(at, compound);
                    matcher.steps.push(Step { compound: compound.clone(), previous: before, ends });
                    previous = Some(at);
                }
            }
        }
        (matcher.steps.len() <= MAX_STEPS).then_some(matcher)
    }

    fn file(&mut self, at: usize, compound: &Compound) {
        let (map, key) = match compound {
            Compound { id: Some(id), .. } => (&mut self.by_id, id),
            Compound { classes, .. } if !classes.is_empty() => (&mut self.by_class, &classes[0]),
            Compound { tag: Some(tag), .. } => (&mut self.by_tag, tag),
            _ => return self.bare.push(at),
        };
        map.entry(key.clone()).or_default().push(at);
    }

    /// What an element inside `parent` reaches, and the selectors it is the end of.
    #[must_use]
    pub fn enter(&self, parent: Path, element: &impl ElementView) -> (Path, Matched) {
        let mut candidates: u128 = 0;
        let mut add = |steps: Option<&Vec<usize>>| steps.into_iter().flatten().for_each(|at| candidates |= 1 << at);
        add(self.by_tag.get(element.tag()));
        add(Some(&self.bare));
        element.attributes(&mut |name, value| match name {
            "id" if !self.by_id.is_empty() => add(self.by_id.get(value.trim())),
            "class" if !self.by_class.is_empty() => {
                value.split_ascii_whitespace().for_each(|class| add(self.by_class.get(class)));
            }
            _ => {}
        });
        let (mut own, mut matched) = (0, 0);
        while candidates != 0 {
            let at = candidates.trailing_zeros() as usize;
            candidates &= candidates - 1;
            let step = &self.steps[at];
            let reached = match step.previous {
                None => true,
                Some((previous, true)) => parent.own & (1 << previous) != 0,
                Some((previous, false)) => parent.around & (1 << previous) != 0,
            };
            if reached && holds(&step.compound, element) {
                own |= 1 << at;
                matched |= step.ends.map_or(0, |selector| 1 << selector);
            }
        }
        (Path { own, around: parent.around | own }, Matched(matched))
    }
}

/// Whether an element is what a compound asks for.
fn holds(compound: &Compound, element: &impl ElementView) -> bool {
    if compound.tag.as_deref().is_some_and(|tag| tag != element.tag()) {
        return false;
    }
    let wanted = usize::from(compound.id.is_some()) + compound.classes.len() + compound.tests.len();
    let mut met = 0;
    element.attributes(&mut |name, value| {
        match name {
            "id" => met += usize::from(compound.id.as_deref().is_some_and(|id| id == value.trim())),
            "class" => {
                let has = |class: &&String| value.split_ascii_whitespace().any(|word| word == class.as_str());
                met += compound.classes.iter().filter(has).count();
            }
            _ => {}
        }
        met += compound.tests.iter().filter(|(wanted, test)| wanted == name && test.passes(value)).count();
    });
    met >= wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Element(&'static str, Vec<(&'static str, &'static str)>);

    impl ElementView for Element {
        fn tag(&self) -> &str {
            self.0
        }

        fn attributes(&self, each: &mut dyn FnMut(&str, &str)) {
            self.1.iter().for_each(|(name, value)| each(name, value));
        }
    }

    /// Whether the innermost of nested elements is matched.
    fn matches(selector: &str, nested: &[Element]) -> bool {
        let selector = Selector::parse(selector).expect("a selector");
        let matcher = Matcher::new([&selector]).expect("small enough");
        let start = (Path::default(), Matched::default());
        !nested.iter().fold(start, |(path, _), element| matcher.enter(path, element)).1.is_empty()
    }

    #[test]
    fn descendants_and_children_are_told_apart() {
        let page = || {
            vec![
                Element("article", vec![("id", "a1")]),
                Element("div", vec![("class", "x body y")]),
                Element("p", vec![("itemprop", "text"), ("style", "direction: rtl")]),
            ]
        };
        for good in [
            "p",
            "article p",
            "#a1 .body > p",
            "article > div > p",
            ".x.y p[itemprop=text]",
            "[itemprop]",
            "p[style*=rtl][itemprop^=te]",
            "h1, .body p",
        ] {
            assert!(matches(good, &page()), "{good}");
        }
        for bad in ["div", "article > p", ".body.z p", "p p", "p[itemprop=tex]", "#a2 p", "p.body", "h1, h2"] {
            assert!(!matches(bad, &page()), "{bad}");
        }
    }

    #[test]
    fn too_many_compounds_are_refused_and_the_last_bit_works() {
        let selectors: Vec<Selector> = (0..MAX_STEPS).filter_map(|n| Selector::parse(&format!(".c{n}")).ok()).collect();
        let matcher = Matcher::new(&selectors).expect("as many as there may be");
        let (_, matched) = matcher.enter(Path::default(), &Element("p", vec![("class", "c127 c0")]));
        assert_eq!(matched.iter().collect::<Vec<_>>(), [0, 127]);
        let more = selectors.iter().chain(selectors.first());
        assert!(Matcher::new(more).is_none());
    }
}
