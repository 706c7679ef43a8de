//! `hasad sites`: the rules of sites, listed, shown, and checked against the pages held.

mod check;

use super::args::{Place, SiteShow, Sites, SitesVerb, Table as Form};
use super::table::Table;
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::site::{Role, SiteRules, When};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) async fn run(place: &Place, verb: &Sites) -> Outcome {
    match &verb.verb {
        SitesVerb::List(form) => list(place, form),
        SitesVerb::Show(verb) => show(place, verb),
        SitesVerb::Check(verb) => check::run(place, verb).await,
    }
}

/// The rules of one site.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    site: &'a str,
    domains: &'a [String],
    origin: &'a str,
    rules: BTreeMap<&'static str, Vec<&'a str>>,
    variant: Option<ShownVariant<'a>>,
}

/// Another form of its pages.
#[derive(Debug, Serialize)]
struct ShownVariant<'a> {
    #[serde(rename = "match")]
    from: &'a str,
    fetch: &'a str,
    when: &'static str,
}

fn shown(rules: &SiteRules) -> Shown<'_> {
    let mut by_role: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for rule in rules.rules() {
        by_role.entry(rule.role.as_str()).or_default().push(rule.selector.as_str());
    }
    let variant = rules.variant().map(|variant| {
        let (from, fetch) = variant.patterns();
        let when = if variant.when == When::Always { "always" } else { "no-article" };
        ShownVariant { from, fetch, when }
    });
    Shown { site: rules.name(), domains: rules.domains(), origin: rules.origin(), rules: by_role, variant }
}

fn list(place: &Place, form: &Form) -> Outcome {
    let sites = Workplace::open_or_default(place)?.sites()?;
    let sites = sites.sites();
    if form.json {
        return print_json(&sites.iter().map(|rules| shown(rules)).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["site", "domains", "selectors", "variant", "from"]);
    for rules in sites {
        table.row(vec![
            rules.name().to_owned(),
            rules.domains().len().to_string(),
            rules.rules().len().to_string(),
            if rules.variant().is_some() { "yes" } else { "-" }.to_owned(),
            rules.origin().to_owned(),
        ]);
    }
    print(&table.render())
}

fn show(place: &Place, verb: &SiteShow) -> Outcome {
    let sites = Workplace::open_or_default(place)?.sites()?;
    let found = sites.of_host(&verb.domain);
    let rules = found.ok_or_else(|| Failure::Failed(format!("no rules for {:?}", verb.domain)))?;
    let shown = shown(rules);
    if verb.json {
        return print_json(&shown);
    }
    let mut out = format!("{} ({})\n{}\n", shown.site, shown.origin, shown.domains.join(" "));
    for (name, _) in Role::ALL {
        for selector in shown.rules.get(name).into_iter().flatten() {
            let _ = writeln!(out, "  {name:<10} {selector}");
        }
    }
    if let Some(variant) = &shown.variant {
        let _ = writeln!(out, "  {:<10} {} -> {} ({})", "variant", variant.from, variant.fetch, variant.when);
    }
    print(&out)
}
