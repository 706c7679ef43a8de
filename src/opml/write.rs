//! Writing a list: OPML 2.0, folders by section, in the order of the feeds.

use super::Outline;
use chrono::{DateTime, Utc};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// Name of the namespace of what only Hasad reads. It is a name, nothing is fetched from it.
pub const NAMESPACE: &str = "https://hasad.example/opml";

/// The list as OPML 2.0; `now` is stated as its date.
///
/// Sections become folders, since a section is what import makes of a folder; the outlet is the name that other readers show.
#[must_use]
pub fn write(title: &str, now: DateTime<Utc>, feeds: &[Outline]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "<opml version=\"2.0\" xmlns:hasad=\"{NAMESPACE}\">\n  <head>");
    let _ = writeln!(out, "    <title>{}</title>", escape(title));
    let _ = writeln!(out, "    <dateCreated>{}</dateCreated>", now.format("%a, %d %b %Y %H:%M:%S GMT"));
    out.push_str("  </head>\n  <body>\n");
    for folder in folders(feeds) {
        let inside = feeds.iter().filter(|feed| feed.folder.as_deref() == folder);
        let Some(name) = folder else {
            inside.for_each(|feed| outline(feed, "    ", &mut out));
            continue;
        };
        let name = escape(name);
        let _ = writeln!(out, "    <outline text=\"{name}\" title=\"{name}\">");
        inside.for_each(|feed| outline(feed, "      ", &mut out));
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

/// Every folder once, in order of appearance.
fn folders(feeds: &[Outline]) -> Vec<Option<&str>> {
    let mut seen = std::collections::HashSet::new();
    feeds.iter().map(|feed| feed.folder.as_deref()).filter(|folder| seen.insert(*folder)).collect()
}

fn outline(feed: &Outline, indent: &str, out: &mut String) {
    let own = feed.own.as_ref();
    let name = feed.name.as_deref().or(own.map(|own| own.id.as_str())).unwrap_or_default();
    let _ = write!(out, "{indent}<outline type=\"rss\"");
    attribute("text", Some(name), out);
    attribute("title", Some(name), out);
    attribute("xmlUrl", Some(feed.url.as_str()), out);
    if let Some(own) = own {
        attribute("hasad:id", Some(&own.id), out);
        attribute("hasad:outlet", own.outlet.as_deref(), out);
        attribute("hasad:schedule", own.schedule.as_deref(), out);
        attribute("hasad:zone", own.zone.as_deref(), out);
        attribute("hasad:enabled", own.disabled.then_some("false"), out);
    }
    out.push_str("/>\n");
}

fn attribute(name: &str, value: Option<&str>, out: &mut String) {
    if let Some(value) = value {
        let _ = write!(out, " {name}=\"{}\"", escape(value));
    }
}
