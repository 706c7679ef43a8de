//! What a feed that was found looks like: a preview for people, and the table to paste.

use crate::article::{ArticleUrl, Remark};
use crate::cli::table::{foreign, when};
use crate::config::{FeedIds, NewFeed};
use crate::discover::Found;
use crate::feed::FeedDocument;
use crate::text::clean;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::fmt::Write as _;

/// Headlines shown of each feed.
const HEADLINES: usize = 3;

/// Longest outlet's name proposed, in characters.
const MAX_OUTLET: usize = 80;

/// A feed that was found and read.
#[derive(Debug, Serialize)]
pub(super) struct Preview {
    /// Where it answers, after redirects.
    pub url: String,
    pub found: Found,
    pub kind: String,
    pub encoding: String,
    pub title: Option<String>,
    pub language: Option<String>,
    pub entries: usize,
    pub newest: Option<DateTime<Utc>>,
    pub headlines: Vec<String>,
    /// What had to be mended, a kind each.
    pub remarks: Vec<Remark>,
    /// Other addresses with the same entries.
    pub also: Vec<String>,
    /// Id of the configured feed that this is.
    pub configured_as: Option<String>,
    /// The id proposed; none for a feed that is configured.
    pub id: Option<String>,
    /// What to add to the configuration.
    pub toml: Option<String>,
    #[serde(skip)]
    links: Vec<String>,
}

impl Preview {
    /// A feed as read.
    pub(super) fn of(url: &ArticleUrl, found: Found, document: FeedDocument) -> Self {
        let newest = document.entries.iter().filter_map(|e| e.published.or(e.updated)).max();
        let titles = document.entries.iter().filter_map(|e| e.title.clone());
        Self {
            url: url.to_string(),
            found,
            kind: document.feed_type,
            encoding: document.encoding,
            title: document.title,
            language: document.language,
            entries: document.entries.len(),
            newest,
            headlines: titles.take(HEADLINES).collect(),
            remarks: document.remarks,
            also: Vec::new(),
            configured_as: None,
            id: None,
            toml: None,
            links: document.entries.into_iter().map(|e| e.link.unwrap_or(e.identity)).collect(),
        }
    }

    /// Whether both announce the same entries: one feed under two addresses or in two formats.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let key = |url: &str| ArticleUrl::parse(url).map(|u| u.key());
        key(&self.url) == key(&other.url) || (!self.links.is_empty() && self.links == other.links)
    }

    /// Adds what to paste, with an id of its own.
    pub(super) fn propose(&mut self, url: &ArticleUrl, ids: &mut FeedIds) {
        // A joiner is kept in foreign text and is no part of a name.
        let title = self.title.as_deref().map(|t| clean::line(t, MAX_OUTLET).replace('\u{200d}', ""));
        let feed = NewFeed {
            id: ids.for_url(url),
            url: url.clone(),
            outlet: title.filter(|t| !t.trim().is_empty()),
            section: None,
            schedule: None,
            zone: None,
            enabled: true,
        };
        let feed = if feed.check().is_ok() { feed } else { NewFeed { outlet: None, ..feed } };
        self.toml = Some(feed.to_toml());
        self.id = Some(feed.id);
    }

    /// The preview as comments of TOML, and what to paste below them.
    pub(super) fn told(&self, zone: Tz) -> String {
        let mut out = String::new();
        let title = self.title.as_deref().map_or_else(|| "-".to_owned(), |t| foreign(t, 100));
        let repairs = match self.remarks.len() {
            0 => "none".to_owned(),
            count => {
                let codes: Vec<&str> = self.remarks.iter().map(|r| r.code.as_ref()).collect();
                format!("{count} ({})", codes.join(", "))
            }
        };
        let (newest, found) = (when(self.newest, zone), self.found.described());
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "# {}\n#   found by  {found}\n#   kind      {}, {}\n#   title     {title}\n#   entries   {}, newest {newest}\n\
             #   repairs   {repairs}",
            self.url, self.kind, self.encoding, self.entries
        );
        for headline in &self.headlines {
            let _ = writeln!(out, "#   -         {}", foreign(headline, 100));
        }
        for also in &self.also {
            let _ = writeln!(out, "#   same as   {also}");
        }
        if let Some(id) = &self.configured_as {
            let _ = writeln!(out, "#   configured already as {id:?}");
        }
        out.push_str(self.toml.as_deref().unwrap_or_default());
        out
    }
}
