//! Why a page was read as it was: every block with its measures and its fate, every field with its witnesses.

mod fields;

use super::extract::Reading;
use super::labels::LabelKind;
use super::{PageInput, binary, extract};
use crate::article::{Extracted, LinkKind};
use crate::site::SiteRules;
use crate::text::clean::excerpt;
use serde::Serialize;

/// Containers named of a block's path.
const PATH: usize = 6;
/// Characters shown of a block.
const SHOWN: usize = 160;

/// One block of the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockReason {
    /// Its number on the page, from 0.
    pub number: usize,
    /// Elements it stands in, the outermost of the last few first.
    pub path: String,
    /// What the markup says it is: `text`, `heading1`, `listitem`, `quote`, `caption`.
    pub form: String,
    /// Its length in characters.
    pub chars: usize,
    /// Share of them inside links, 0 to 1.
    pub link_density: f32,
    /// How much it speaks for its container being the article, in characters of running text; 0 for none.
    pub score: f32,
    /// What class names, ids and roles around it say.
    pub hints: Vec<&'static str>,
    /// What its first words announce.
    pub label: Option<String>,
    /// Whether it stands in the region the article was read from.
    pub in_region: bool,
    /// Whether it is in the body.
    pub kept: bool,
    /// Why it is, or is not.
    pub reason: String,
    /// How it begins.
    pub text: String,
}

/// What one witness says of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// Who says it: `json-ld`, `meta:og:title`, `h1`, `site-rule`, `url` …
    pub source: String,
    /// What it says.
    pub value: String,
    /// Whether that is what was chosen, the outlet's name around a headline and the time of a day aside.
    pub agrees: bool,
}

/// Where a field came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldReason {
    /// The field as in the article.
    pub field: &'static str,
    /// What was chosen.
    pub value: Option<String>,
    /// The first witness that says so.
    pub from: Option<String>,
    /// Everyone who says anything.
    pub witnesses: Vec<Witness>,
}

/// What one rule of the site did on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleReason {
    /// What the rule is for.
    pub role: &'static str,
    /// Its selector.
    pub selector: String,
    /// Elements it matched.
    pub matches: usize,
    /// The first value it found.
    pub value: Option<String>,
}

/// The rules of the page's site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesReason {
    /// The first domain they are for.
    pub site: String,
    /// The file they were read from.
    pub origin: String,
    /// Whether they decided the body; when not, it was read without them.
    pub decided_body: bool,
    /// Each rule.
    pub rules: Vec<RuleReason>,
}

/// The article with every reason for it.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// What extraction returns for the page.
    pub article: Extracted,
    /// The rules of its site, where it has some.
    pub site_rules: Option<RulesReason>,
    /// The fields.
    pub fields: Vec<FieldReason>,
    /// The blocks.
    pub blocks: Vec<BlockReason>,
}

/// Takes the article out of a page and tells why it is as it is.
#[must_use]
pub fn explain(page: &PageInput<'_>, rules: Option<&SiteRules>) -> Explanation {
    if binary::is_binary(page.bytes) {
        let article = binary::refused(page);
        return Explanation { article, site_rules: None, fields: Vec::new(), blocks: Vec::new() };
    }
    let reading = extract::extract(page, rules, None);
    Explanation {
        site_rules: rules.map(|rules| rules_of(&reading, rules)),
        fields: fields::of(&reading, page, rules),
        blocks: (0..reading.stream.blocks.len()).map(|at| block(&reading, at)).collect(),
        article: reading.article,
    }
}

/// How many elements of a page each rule matches, by the rules' places.
#[must_use]
pub fn rule_matches(page: &PageInput<'_>, rules: &SiteRules) -> Vec<usize> {
    let mut counts = vec![0; rules.rules().len()];
    if !binary::is_binary(page.bytes) {
        for hit in extract::hits(page, rules) {
            if let Some(count) = counts.get_mut(hit.rule) {
                *count += 1;
            }
        }
    }
    counts
}

fn rules_of(reading: &Reading, rules: &SiteRules) -> RulesReason {
    let rule = |(at, rule): (usize, &crate::site::Rule)| {
        let hits = || reading.stream.hits.iter().filter(move |hit| hit.rule == at);
        let value = hits().filter_map(|h| h.value.as_deref()).map(|v| excerpt(v.trim(), SHOWN)).find(|v| !v.is_empty());
        RuleReason {
            role: rule.role.as_str(),
            selector: rule.selector.as_str().to_owned(),
            matches: hits().count(),
            value,
        }
    };
    RulesReason {
        site: rules.name().to_owned(),
        origin: rules.origin().to_owned(),
        decided_body: reading.by_rules,
        rules: rules.rules().iter().enumerate().map(rule).collect(),
    }
}

fn block(reading: &Reading, at: usize) -> BlockReason {
    let block = &reading.stream.blocks[at];
    let why = reading.why.get(at).copied().unwrap_or(super::segment::Why::Beyond);
    let mut path: Vec<String> = reading
        .stream
        .containers(at)
        .take(PATH)
        .filter_map(|node| reading.stream.nodes.get(node))
        .map(|node| word(&format!("{:?}", node.tag)))
        .collect();
    path.reverse();
    let label = reading.labels.get(at).copied().flatten().map(|label| match label.kind {
        LabelKind::Links(LinkKind::ReadAlso) => "read-also".to_owned(),
        LabelKind::Links(LinkKind::Related) => "related".to_owned(),
        LabelKind::Links(LinkKind::MostRead) => "most-read".to_owned(),
        other => word(&format!("{other:?}")),
    });
    BlockReason {
        number: at,
        path: path.join(">"),
        form: word(&format!("{:?}", block.form)),
        chars: block.chars,
        link_density: block.link_density(),
        score: reading.region.weights.get(at).copied().unwrap_or(0.0),
        hints: reading.region.hints.get(at).map(|hints| hints.words().collect()).unwrap_or_default(),
        label,
        in_region: reading.region.range.contains(&at),
        kept: why.is_kept(),
        reason: why.in_words(),
        text: excerpt(&block.text, SHOWN),
    }
}

/// `Heading(2)` as `heading2`.
fn word(debug: &str) -> String {
    debug.to_lowercase().replace(['(', ')'], "")
}
