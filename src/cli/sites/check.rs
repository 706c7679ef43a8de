//! `hasad sites check`: which selectors still match the pages held.

use crate::cli::args::{Place, SiteCheck};
use crate::cli::table::{Table, when};
use crate::cli::workplace::Workplace;
use crate::cli::{Failure, Outcome, print, print_json};
use crate::page::{InputKind, PageInput, rule_matches};
use crate::pipeline::decompress;
use crate::site::{Role, SiteRules, SiteSet};
use crate::store::HeldPage;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// Pages read of the store at a time.
const PORTION: usize = 64;
/// Largest page, in bytes.
const MAX_PAGE: usize = 256 * 1024 * 1024;

/// What one selector did.
#[derive(Debug, Clone, Serialize)]
struct Selector {
    role: &'static str,
    selector: String,
    /// Pages with at least one match.
    pages: usize,
    /// Matches on all pages.
    matches: usize,
    /// When the newest page it matched was fetched.
    last_match: Option<DateTime<Utc>>,
    /// `ok`, `spare` or `dead`.
    state: &'static str,
}

/// What the rules of one site did.
#[derive(Debug, Serialize)]
struct Site {
    site: String,
    origin: String,
    /// Pages of the site that are held.
    pages: usize,
    selectors: Vec<Selector>,
}

pub(super) async fn run(place: &Place, verb: &SiteCheck) -> Outcome {
    let workplace = Workplace::open(place)?;
    let sites = workplace.sites()?;
    let only = match &verb.domain {
        Some(domain) => {
            let found = sites.of_host(domain).map(|rules| rules.name().to_owned());
            Some(found.ok_or_else(|| Failure::Wrong(format!("no rules for {domain:?}")))?)
        }
        None => None,
    };
    let zone = workplace.config.schedule.zone;
    let store = workplace.store_to_read()?;
    let mut counted: BTreeMap<String, Site> = BTreeMap::new();
    let mut after = 0;
    loop {
        let pages = store.held_pages(after, PORTION).await?;
        let Some(last) = pages.last() else { break };
        after = last.number;
        for page in &pages {
            count(&sites, page, only.as_deref(), zone, &mut counted);
        }
    }
    let mut counted: Vec<Site> = counted.into_values().collect();
    counted.iter_mut().for_each(judge);
    if verb.json {
        print_json(&counted)?;
    } else {
        print_table(&counted, zone)?;
    }
    let dead: usize = counted.iter().flat_map(|s| &s.selectors).filter(|s| s.state == "dead").count();
    if dead > 0 {
        return Err(Failure::Failed(format!("{dead} rules match nothing in the pages held")));
    }
    Ok(())
}

fn count(sites: &SiteSet, page: &HeldPage, only: Option<&str>, zone: Tz, counted: &mut BTreeMap<String, Site>) {
    let Ok(url) = Url::parse(&page.url) else { return };
    let Some(rules) = sites.of_url(&url).filter(|rules| only.is_none_or(|only| only == rules.name())) else { return };
    let Some(body) = decompress(&page.copy.compressed, MAX_PAGE) else {
        tracing::warn!("the page of {url} cannot be unpacked");
        return;
    };
    let input = PageInput {
        bytes: &body,
        content_type: page.copy.content_type.as_deref(),
        url: Some(&url),
        kind: InputKind::Auto,
        outlet: None,
        zone,
        now: page.fetched,
    };
    let site = counted.entry(rules.name().to_owned()).or_insert_with(|| empty(rules));
    site.pages += 1;
    for (selector, matches) in site.selectors.iter_mut().zip(rule_matches(&input, rules)) {
        selector.matches += matches;
        if matches > 0 {
            selector.pages += 1;
            selector.last_match = selector.last_match.max(Some(page.fetched));
        }
    }
}

fn empty(rules: &Arc<SiteRules>) -> Site {
    let selector = |rule: &crate::site::Rule| Selector {
        role: rule.role.as_str(),
        selector: rule.selector.as_str().to_owned(),
        pages: 0,
        matches: 0,
        last_match: None,
        state: "ok",
    };
    let selectors = rules.rules().iter().map(selector).collect();
    Site { site: rules.name().to_owned(), origin: rules.origin().to_owned(), pages: 0, selectors }
}

/// Of selectors that stand in for one another one must match; what drops, keeps or calls links must match itself.
fn judge(site: &mut Site) {
    let lives = |role: &str| site.selectors.iter().any(|s| s.role == role && s.pages > 0);
    let living: Vec<bool> = site.selectors.iter().map(|s| lives(s.role)).collect();
    for (selector, role_lives) in site.selectors.iter_mut().zip(living) {
        let alone = Role::ALL
            .iter()
            .any(|(name, role)| *name == selector.role && matches!(role, Role::Drop | Role::Keep | Role::ReadAlso));
        selector.state = match (selector.pages > 0, role_lives && !alone) {
            (true, _) => "ok",
            (false, true) => "spare",
            (false, false) => "dead",
        };
    }
}

fn print_table(sites: &[Site], zone: Tz) -> Outcome {
    if sites.is_empty() {
        return print("no page of a site with rules is held\n");
    }
    let mut table = Table::new(&["site", "rule", "state", "pages", "matches", "last match", "selector"]);
    for site in sites {
        for selector in &site.selectors {
            table.row(vec![
                site.site.clone(),
                selector.role.to_owned(),
                selector.state.to_owned(),
                format!("{}/{}", selector.pages, site.pages),
                selector.matches.to_string(),
                when(selector.last_match, zone),
                selector.selector.clone(),
            ]);
        }
    }
    print(&table.render())
}
