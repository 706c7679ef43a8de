//! The feeds: each valid by itself, and no two of them the same.

use super::build::warn_if_impolite;
use super::error::Problems;
use super::read::Section;
use super::types::FeedConfig;
use super::values;
use crate::article::{ArticleUrl, FeedId, Outlet};
use crate::text::letters::fold;
use chrono_tz::Tz;
use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// Reads every `[[feed]]`; `None` when any is wrong, which is reported.
pub(super) fn feeds(
    root: &DeTable<'_>,
    default: &str,
    zone: Tz,
    problems: &mut Problems<'_>,
) -> Option<Vec<FeedConfig>> {
    let Some((key, value)) = root.get_key_value("feed") else { return Some(Vec::new()) };
    let DeValue::Array(array) = value.get_ref() else {
        let message = "feeds are written under [[feed]], with two brackets, once for each feed".to_owned();
        problems.push(key.span(), message, Some("[[feed]]".to_owned()), None);
        return None;
    };
    let mut feeds = Vec::new();
    let mut seen = Seen::default();
    let mut complete = true;
    for element in array.iter() {
        if problems.is_full() {
            return None;
        }
        let section = Section::of_element("feed", element, problems);
        match section.and_then(|section| feed(&section, default, zone, &mut seen, problems)) {
            Some(feed) => feeds.push(feed),
            None => complete = false,
        }
    }
    complete.then_some(feeds)
}

fn feed(
    section: &Section<'_, '_>,
    default: &str,
    default_zone: Tz,
    seen: &mut Seen,
    problems: &mut Problems<'_>,
) -> Option<FeedConfig> {
    for required in ["id", "url"] {
        if section.given(required).is_none() {
            section.missing(required, problems);
        }
    }
    let (line, _) = problems.place(section.span.start);
    let id = section.text("id", problems, values::feed_id);
    let url = section.text("url", problems, values::feed_url);
    let outlet = section.text("outlet", problems, values::name);
    let topic = section.text("section", problems, values::name);
    let zone = section.text("zone", problems, values::zone).unwrap_or(default_zone);
    let enabled = section.truth("enabled", problems);
    let access = super::access::access(section, url.as_ref(), problems);
    // The default is checked where it stands; here it is only read in the feed's own zone.
    let inherited = || Some((values::schedule(default, zone).ok()?, default.to_owned()));
    let schedule = match section.given("schedule") {
        None => inherited(),
        Some(_) => section.text("schedule", problems, |t| Ok((values::schedule(t, zone)?, t.trim().to_owned()))),
    };
    seen.check(id.as_ref(), url.as_ref(), outlet.as_deref(), section, problems);
    let (schedule, schedule_text) = schedule?;
    warn_if_impolite(&schedule, section, "schedule", problems);
    Some(FeedConfig {
        id: id?,
        url: url?,
        outlet: outlet.map(Outlet),
        section: topic,
        schedule,
        schedule_text,
        zone,
        enabled: enabled?,
        line,
        access: access?,
    })
}

/// What the feeds read so far were called, and where in the file each began.
#[derive(Default)]
struct Seen {
    ids: HashMap<String, usize>,
    urls: HashMap<String, (String, usize)>,
    outlets: HashMap<String, (String, usize)>,
}

impl Seen {
    /// Reports what another feed has already, and remembers the rest.
    fn check(
        &mut self,
        id: Option<&FeedId>,
        url: Option<&ArticleUrl>,
        outlet: Option<&str>,
        section: &Section<'_, '_>,
        problems: &mut Problems<'_>,
    ) {
        if let Some(id) = id {
            self.check_id(&id.0, section, problems);
        }
        if let Some(url) = url {
            self.check_url(&url.key(), id.map_or("", |id| &id.0), section, problems);
        }
        if let Some(outlet) = outlet {
            self.check_outlet(outlet, section, problems);
        }
    }

    fn check_id(&mut self, id: &str, section: &Section<'_, '_>, problems: &mut Problems<'_>) {
        let here = section.span.start;
        // Ids become file names and labels, where case may not count.
        let first = *self.ids.entry(id.to_lowercase()).or_insert(here);
        if let Some(given) = section.given("id")
            && first != here
        {
            let (line, _) = problems.place(first);
            let message = format!("duplicate feed id {id:?}, already used by the feed at line {line}");
            problems.push(given.span(), message, None, None);
        }
    }

    fn check_url(&mut self, key: &str, id: &str, section: &Section<'_, '_>, problems: &mut Problems<'_>) {
        let here = section.span.start;
        let (other, first) = self.urls.entry(key.to_owned()).or_insert_with(|| (id.to_owned(), here));
        if let Some(given) = section.given("url")
            && *first != here
        {
            let (line, _) = problems.place(*first);
            let message = format!("duplicate feed url, the same as that of {other:?} at line {line}");
            problems.push(given.span(), message, None, None);
        }
    }

    /// One outlet in two spellings would count as two that carried a story.
    fn check_outlet(&mut self, outlet: &str, section: &Section<'_, '_>, problems: &mut Problems<'_>) {
        let Some(given) = section.given("outlet") else { return };
        let (line, _) = problems.place(given.span().start);
        let (other, first) = self.outlets.entry(fold(outlet)).or_insert_with(|| (outlet.to_owned(), line));
        if other != outlet {
            let message = format!(
                "outlet {outlet:?} is spelled {other:?} at line {first}; they count as two outlets, choose one spelling"
            );
            problems.warn(given.span().start, &message);
        }
    }
}
