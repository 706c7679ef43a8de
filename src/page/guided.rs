//! Site rules applied: where they say the text stands, what they drop, and the values they name.
//!
//! A rule is believed only as long as it works: the article is read without the rules as well, and when theirs finds nothing
//! or far less, the page was rebuilt, a remark says so and the generic reading stands. A redesign never silences an outlet.

use super::blocks::Stream;
use super::body::{self, Region};
use super::html::hints::Hints;
use super::labels::Label;
use super::live;
use super::metadata::title::Title;
use super::read_also::Links;
use super::segment::{Segments, segment};
use crate::article::{BlockKind, ReadAlso, Remark};
use crate::site::{Role, SiteRules};
use crate::text::clean;
use url::Url;

/// A text of this many characters is an article's: on a page with less, rules that match nothing are no surprise.
const SUBSTANTIAL: usize = 250;

/// The body with what stood around it, and the region it was read from.
pub(super) struct Taken {
    /// The region.
    pub region: Region,
    /// The parts.
    pub parts: Segments,
    /// Links to other articles.
    pub links: Vec<ReadAlso>,
    /// Whether rules of the site decided the region or what is in it.
    pub by_rules: bool,
}

/// What the body is read from.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    /// Labels of the blocks.
    pub labels: &'a [Option<Label>],
    /// The headline.
    pub title: &'a Title,
    /// What addresses are relative to.
    pub base: Option<&'a Url>,
    /// Where the page came from.
    pub url: Option<&'a Url>,
}

impl Desk<'_> {
    fn read(&self, stream: &Stream, region: Region, by_rules: bool) -> Taken {
        let mut links = Links::new(self.base, self.url);
        let entries = live::find(stream, &region, self.title.block);
        let region = live::widened(region, &entries);
        let parts = segment(
            stream,
            self.labels,
            (&region, &entries),
            (self.title.text.as_deref(), self.title.block),
            self.base,
            &mut links,
        );
        Taken { region, parts, links: links.finish(), by_rules }
    }
}

/// Takes the body out of a page, by the rules of the site where it has some and they work.
pub(super) fn take(stream: &mut Stream, desk: Desk<'_>, rules: Option<&SiteRules>, remarks: &mut Vec<Remark>) -> Taken {
    let region = body::find(stream, desk.labels, desk.title.block);
    let generic = desk.read(stream, region, false);
    let Some(rules) = rules else { return generic };
    let wanted = chars(&generic);
    note_missed(stream, rules, wanted, remarks);
    let places = stream.hits.iter().any(|hit| !role_of(rules, hit.rule).takes_value());
    if !places {
        return generic;
    }
    let before: Vec<Hints> = stream.nodes.iter().map(|node| node.hints).collect();
    mark(stream, rules);
    let mut region = match body_nodes(stream, rules) {
        Some(nodes) => body::stated(stream, &nodes, desk.title.block),
        None => body::find(stream, desk.labels, desk.title.block),
    };
    // What the generic reading weighed explains the page either way.
    region.weights.clone_from(&generic.region.weights);
    mark_blocks(stream, rules, &mut region);
    let ruled = desk.read(stream, region, true);
    let found = chars(&ruled);
    if found * 5 < wanted * 2 {
        let detail = format!(
            "the rules of {} leave {found} characters where {wanted} are; the page was read without them",
            rules.name()
        );
        remarks.push(Remark::new("site-rule-short", detail));
        for (node, hints) in stream.nodes.iter_mut().zip(before) {
            node.hints = hints;
        }
        return generic;
    }
    ruled
}

fn role_of(rules: &SiteRules, rule: usize) -> Role {
    rules.rules().get(rule).map_or(Role::Section, |rule| rule.role)
}

fn chars(taken: &Taken) -> usize {
    let text = taken.parts.body.iter().filter(|b| b.kind != BlockKind::Caption);
    text.map(|b| b.text.chars().count()).sum()
}

/// Says which of the rules every article's page should match matched nothing.
fn note_missed(stream: &Stream, rules: &SiteRules, chars: usize, remarks: &mut Vec<Remark>) {
    if chars < SUBSTANTIAL {
        return;
    }
    let missed = |role: &Role| {
        let mut of_role = rules.of(*role).peekable();
        of_role.peek().is_some() && of_role.all(|at| !stream.hits.iter().any(|hit| hit.rule == at))
    };
    let missed: Vec<&str> =
        [Role::Body, Role::Title, Role::Date].into_iter().filter(missed).map(Role::as_str).collect();
    if !missed.is_empty() {
        let detail = format!("{} of the rules of {} matched nothing on this page", missed.join(", "), rules.name());
        remarks.push(Remark::new("site-rule-missed", detail));
    }
}

/// The containers of the first body rule that holds text.
fn body_nodes(stream: &Stream, rules: &SiteRules) -> Option<Vec<usize>> {
    rules.of(Role::Body).find_map(|rule| {
        let nodes: Vec<usize> =
            stream.hits.iter().filter(|h| h.rule == rule).filter_map(|h| h.node).take(500).collect();
        let holds = |node: &usize| {
            let inside = stream.nodes.get(*node).and_then(|n| stream.blocks.get(n.first..n.end));
            inside.unwrap_or_default().iter().any(super::blocks::Block::is_prose)
        };
        nodes.iter().any(holds).then_some(nodes)
    })
}

fn hint_of(role: Role) -> Option<Hints> {
    match role {
        Role::Keep => Some(Hints::KEPT),
        Role::Drop => Some(Hints::DROPPED),
        Role::ReadAlso => Some(Hints::READ_ALSO),
        _ => None,
    }
}

/// Marks the containers that rules keep, drop or call links.
fn mark(stream: &mut Stream, rules: &SiteRules) {
    for hit in &stream.hits {
        if let (Some(hint), Some(node)) = (hint_of(role_of(rules, hit.rule)), hit.node)
            && let Some(node) = stream.nodes.get_mut(node)
        {
            node.hints = node.hints.with(hint);
        }
    }
}

/// Marks the blocks of links and other elements that are no containers.
fn mark_blocks(stream: &Stream, rules: &SiteRules, region: &mut Region) {
    for hit in stream.hits.iter().filter(|hit| hit.node.is_none()) {
        let hint = hint_of(role_of(rules, hit.rule)).filter(|hint| !hint.any(Hints::DROPPED));
        let whole = stream.blocks.get(hit.block).is_some_and(|b| hint != Some(Hints::READ_ALSO) || b.is_link());
        if let (Some(hint), Some(hints), true) = (hint, region.hints.get_mut(hit.block), whole) {
            *hints = hints.with(hint);
        }
    }
}

/// The values of the first rule of a role that has any: cleaned, each a line or more.
pub(super) fn values(stream: &Stream, rules: Option<&SiteRules>, role: Role) -> Vec<String> {
    let Some(rules) = rules else { return Vec::new() };
    let of_rule = |rule: usize| {
        let hits = stream.hits.iter().filter(move |hit| hit.rule == rule).take(100);
        let lines = hits.filter_map(|hit| hit.value.as_deref()).map(|value| clean::line(value, 1_000));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    rules.of(role).map(of_rule).find(|values| !values.is_empty()).unwrap_or_default()
}
