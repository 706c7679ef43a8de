//! `hasad extract`: the article of a page, a text or a URL.

mod explain;

use super::args::{ArticleForm, Extract, InputForm, Place};
use super::workplace::Workplace;
use super::{Failure, Outcome, input, print, print_json};
use crate::article::ArticleUrl;
use crate::clock::{Clock, SystemClock};
use crate::config;
use crate::export;
use crate::http::{Answer, Request, Validators, Want, xml_document};
use crate::page::{self, InputKind, PageInput};
use crate::site::SiteRules;
use chrono_tz::Tz;
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// A page to be read.
struct Given {
    bytes: Vec<u8>,
    content_type: Option<String>,
    url: Option<Url>,
}

pub(super) async fn run(place: &Place, verb: &Extract) -> Outcome {
    let given = match &verb.source {
        Some(source) if source.starts_with("http://") || source.starts_with("https://") => fetch(place, source).await?,
        source => read(verb, source.as_deref())?,
    };
    if let Some(root) = xml_document(&given.bytes).filter(|root| root != "svg" && verb.input.is_none()) {
        return Err(Failure::Failed(format!("an XML document <{root}>, not a page: hasad feed-parse reads feeds")));
    }
    let page = PageInput {
        bytes: &given.bytes,
        content_type: verb.content_type.as_deref().or(given.content_type.as_deref()),
        url: given.url.as_ref(),
        kind: kind(verb),
        outlet: None,
        zone: zone(place),
        now: SystemClock.now(),
    };
    let rules = rules(place, verb, page.url)?;
    if verb.explain {
        return explain::print(&page::explain(&page, rules.as_deref()), verb.json);
    }
    let article = page::extract_with(&page, rules.as_deref());
    match verb.format {
        ArticleForm::Json => print_json(&article),
        ArticleForm::Markdown => print(&export::extracted_markdown(&article)),
        ArticleForm::Html => print(&export::extracted_html(&article)),
        ArticleForm::Text => print(&format!("{}\n", article.text())),
    }
}

/// The zone of dates that state none: the configured one, as the daemon takes it, where there is a configuration.
fn zone(place: &Place) -> Tz {
    let config = config::locate(place.config.as_deref()).and_then(|path| config::load(&path));
    config.map_or(Tz::UTC, |config| config.schedule.zone)
}

/// The rules to read the page by: those of the file that was named, else those installed for its site.
fn rules(place: &Place, verb: &Extract, url: Option<&Url>) -> Result<Option<Arc<SiteRules>>, Failure> {
    if let Some(file) = &verb.rules {
        let text = config::text(file).map_err(|e| Failure::Wrong(e.to_string()))?;
        let rules = config::parse_site(&text, file).map_err(|e| Failure::Wrong(e.to_string()))?;
        return Ok(Some(Arc::new(rules)));
    }
    let Some(url) = url.filter(|_| !verb.no_site_rules) else { return Ok(None) };
    let sites = match Workplace::open_or_default(place).and_then(|workplace| workplace.sites()) {
        Ok(sites) => sites,
        // A configuration nobody named is no reason not to read a page.
        Err(Failure::Wrong(why)) if place.config.is_none() => {
            tracing::warn!("{why}\nonly the shipped site rules are used");
            config::shipped().map_err(|e| Failure::Wrong(e.to_string()))?
        }
        Err(other) => return Err(other),
    };
    Ok(sites.of_url(url).cloned())
}

fn kind(verb: &Extract) -> InputKind {
    match verb.input {
        Some(InputForm::Html) => InputKind::Html,
        Some(InputForm::Text) => InputKind::Text,
        None => InputKind::Auto,
    }
}

fn read(verb: &Extract, source: Option<&str>) -> Result<Given, Failure> {
    let url = match &verb.url {
        Some(text) => Some(Url::parse(text).map_err(|e| Failure::Wrong(format!("--url {text:?}: {e}")))?),
        None => None,
    };
    Ok(Given { bytes: input::bytes(source.map(Path::new))?, content_type: None, url })
}

async fn fetch(place: &Place, source: &str) -> Result<Given, Failure> {
    let url = ArticleUrl::parse(source).map_err(|e| Failure::Wrong(format!("{source:?}: {e}")))?;
    let client = Workplace::open_or_default(place)?.client()?;
    match client.get(&Request { url, want: Want::Page, validators: Validators::default() }).await? {
        Answer::Body(head, bytes) => Ok(Given { bytes, content_type: head.content_type, url: Some(head.url) }),
        Answer::NotModified(_) => Err(Failure::Failed("answered 304 to an unconditional request".to_owned())),
    }
}
