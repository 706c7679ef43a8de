//! `hasad extract`: the article of a page, a text or a URL.

use super::args::{ArticleForm, Extract, InputForm, Place};
use super::workplace::Workplace;
use super::{Failure, Outcome, input, print, print_json};
use crate::article::ArticleUrl;
use crate::clock::{Clock, SystemClock};
use crate::export;
use crate::http::{Answer, Request, Validators, Want};
use crate::page::{self, InputKind, PageInput};
use std::path::Path;
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
    let page = PageInput {
        bytes: &given.bytes,
        content_type: verb.content_type.as_deref().or(given.content_type.as_deref()),
        url: given.url.as_ref(),
        kind: kind(verb),
        outlet: None,
        zone: chrono_tz::UTC,
        now: SystemClock.now(),
    };
    let article = page::extract(&page);
    match verb.format {
        ArticleForm::Json => print_json(&article),
        ArticleForm::Markdown => print(&export::extracted_markdown(&article)),
        ArticleForm::Html => print(&export::extracted_html(&article)),
        ArticleForm::Text => print(&format!("{}\n", article.text())),
    }
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
