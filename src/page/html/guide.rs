//! Site rules while a page streams by: which elements they match, and the text of those whose text is wanted.

use super::tokenizer::StartTag;
use crate::site::{ElementView, Matched, Matcher, Path, Role, SiteRules};

/// Most matches noted of one page, and most texts collected at a time.
const MAX_HITS: usize = 2_000;
/// See [`MAX_HITS`].
const MAX_OPEN: usize = 16;
/// Longest text collected of one element, in bytes.
const MAX_TEXT: usize = 2_000;

/// An element that a selector matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::page) struct Hit {
    /// Place of the rule among those of the site.
    pub rule: usize,
    /// The container, when the element is one.
    pub node: Option<usize>,
    /// The block it begins in.
    pub block: usize,
    /// Its text, or the attribute asked for; `None` where the place is what matters.
    pub value: Option<String>,
}

/// A text being collected.
#[derive(Debug)]
struct Open {
    hit: usize,
    /// Open elements around the element; it has ended when there are no more than these.
    depth: usize,
    /// Name of an element that is not among the open ones, and how many of its name are open.
    name: Option<(String, usize)>,
}

/// The state of the rules in one pass.
#[derive(Debug)]
pub(super) struct Guide<'r> {
    rules: &'r SiteRules,
    matcher: &'r Matcher,
    /// What each open element reached.
    paths: Vec<Path>,
    open: Vec<Open>,
    pub hits: Vec<Hit>,
}

impl<'r> Guide<'r> {
    pub fn new(rules: &'r SiteRules) -> Self {
        Self { rules, matcher: rules.matcher(), paths: vec![Path::default()], open: Vec::new(), hits: Vec::new() }
    }

    /// Looks at an element inside `depth` open ones.
    pub fn look(&mut self, token: &StartTag<'_, '_>, depth: usize) -> (Path, Matched) {
        let parent = depth.checked_sub(1).and_then(|at| self.paths.get(at)).copied().unwrap_or_default();
        self.matcher.enter(parent, token)
    }

    /// The element was opened inside `depth` others.
    pub fn opened(&mut self, path: Path, depth: usize) {
        self.paths.resize(depth, Path::default());
        self.paths.push(path);
    }

    /// What the rules that matched say of an element's place.
    pub fn roles(&self, matched: Matched) -> impl Iterator<Item = Role> + '_ {
        matched.iter().filter_map(|at| self.rules.rules().get(at)).map(|rule| rule.role)
    }

    /// Notes the matches of an element. `name` is given for one that is not among the open elements and yet holds text.
    pub fn note(
        &mut self,
        matched: Matched,
        token: &StartTag<'_, '_>,
        node: Option<usize>,
        block: usize,
        depth: usize,
        name: Option<&str>,
    ) {
        for at in matched.iter() {
            let Some(rule) = self.rules.rules().get(at).filter(|_| self.hits.len() < MAX_HITS) else { continue };
            let asked = rule.selector.attribute();
            let stated = match asked {
                Some(name) => Some(token.attribute(name).map(std::borrow::Cow::into_owned).unwrap_or_default()),
                None if rule.role.takes_value() => usual_value(rule.role, token),
                None => None,
            };
            let collects = rule.role.takes_value() && stated.is_none() && !is_void(token.name);
            if collects && self.open.len() < MAX_OPEN {
                let name = name.map(|name| (name.to_owned(), 1));
                self.open.push(Open { hit: self.hits.len(), depth, name });
            }
            let value = if collects { Some(String::new()) } else { stated };
            self.hits.push(Hit { rule: at, node, block, value });
        }
    }

    /// An element began that is not among the open ones.
    pub fn inline_began(&mut self, began: &str) {
        for open in &mut self.open {
            if let Some((name, count)) = &mut open.name
                && name == began
            {
                *count += 1;
            }
        }
    }

    /// An end tag was read.
    pub fn ended(&mut self, ended: &str) {
        self.open.retain_mut(|open| match &mut open.name {
            Some((name, count)) if name == ended => {
                *count -= 1;
                *count > 0
            }
            _ => true,
        });
    }

    /// Elements were closed, and `depth` are open now.
    pub fn closed_to(&mut self, depth: usize) {
        self.open.retain(|open| depth > open.depth || (open.name.is_some() && depth == open.depth));
    }

    /// Text was read.
    pub fn text(&mut self, text: &str) {
        for open in &self.open {
            if let Some(value) = self.hits.get_mut(open.hit).and_then(|hit| hit.value.as_mut())
                && value.len() < MAX_TEXT
            {
                value.push_str(&text[..text.floor_char_boundary(MAX_TEXT)]);
            }
        }
    }

    /// A line ended.
    pub fn line_ended(&mut self) {
        if !self.open.is_empty() {
            self.text("\n");
        }
    }
}

/// The attribute that states an element's value without being asked for.
fn usual_value(role: Role, token: &StartTag<'_, '_>) -> Option<String> {
    let names: &[&str] = match (role, token.name) {
        (_, "meta") => &["content"],
        (Role::Image, _) => &["data-src", "data-lazy-src", "data-original", "src", "content", "href"],
        (Role::Date, _) => &["datetime", "content"],
        _ => return None,
    };
    names
        .iter()
        .find_map(|name| token.attribute(name))
        .map(std::borrow::Cow::into_owned)
        .filter(|v| !v.trim().is_empty())
}

fn is_void(name: &str) -> bool {
    matches!(name, "meta" | "img" | "amp-img" | "link" | "input" | "br" | "hr" | "source")
}

impl ElementView for StartTag<'_, '_> {
    fn tag(&self) -> &str {
        self.name
    }

    fn attributes(&self, each: &mut dyn FnMut(&str, &str)) {
        self.each_attribute(|name, value| each(name, value));
    }
}
