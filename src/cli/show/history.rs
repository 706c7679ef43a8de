//! The versions of an article as a list, and which two of them are compared.

use super::super::table::{foreign, when};
use crate::article::StoredArticle;
use crate::store::{Version, VersionChange};
use chrono_tz::Tz;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The list for a person: a line for the version, a line for its page.
pub(super) fn told(article: &StoredArticle, versions: &[Version], zone: Tz) -> String {
    let pages: BTreeSet<&str> = versions.iter().map(|v| v.url.as_str()).collect();
    let mut out = format!("article {}: {} versions of {} pages\n", article.id, versions.len(), pages.len());
    for version in versions {
        // Writing to a String cannot fail; the results are dropped for that reason here and below.
        let _ = writeln!(
            out,
            "\n{:>4}  {}  {}  {}",
            version.number,
            when(Some(version.seen), zone),
            foreign(&version.outlet.0, 40),
            how(version)
        );
        let _ = writeln!(out, "      {}", version.url);
        let _ = writeln!(out, "      {}", foreign(&version.title, 120));
        if let Some(modified) = version.modified {
            let _ = writeln!(out, "      says it was changed {}", when(Some(modified), zone));
        }
    }
    for url in pages {
        let of_page = versions.iter().filter(|v| v.url == url);
        let (kept, newest) = (of_page.clone().count() as i64, of_page.map(|v| v.of_page).max().unwrap_or(0));
        if newest > kept {
            let _ = writeln!(out, "\n{} versions between the first and the newest were dropped: {url}", newest - kept);
        }
    }
    if versions.is_empty() {
        out.push_str("its texts were recorded by an older version, which kept only the one shown by `hasad show`\n");
    }
    out
}

fn how(version: &Version) -> String {
    let stand_in = if version.stand_in { ", the feed's own text" } else { "" };
    let words = format!("-{} +{} words", version.removed, version.added);
    let told = match version.change {
        VersionChange::First => return format!("first text{stand_in}"),
        VersionChange::Page => return "the page in place of the feed's own text".to_owned(),
        VersionChange::Edit => format!("edited, {words}"),
        VersionChange::Cut => format!("cut, {words}; the text before it is kept for the article"),
        VersionChange::Return => format!("back to a text it had before, {words}"),
    };
    if version.silent { format!("{told}, silent") } else { told }
}

/// The two versions to compare: as asked for by number, else the latest edit and what stood before it on the same page.
///
/// # Errors
/// In words, when there are no such versions.
pub(super) fn chosen(
    versions: &[Version],
    from: Option<usize>,
    to: Option<usize>,
) -> Result<(&Version, &Version), String> {
    let numbered = |number: usize| {
        versions
            .iter()
            .find(|v| v.number == number)
            .ok_or_else(|| format!("there is no version {number}: the article has {}, see --history", versions.len()))
    };
    let before = |version: &Version| {
        let earlier = versions.iter().filter(|v| v.source == version.source && v.of_page < version.of_page);
        earlier
            .max_by_key(|v| v.of_page)
            .ok_or_else(|| format!("version {} is the first of its page: name another with --from", version.number))
    };
    match (from, to) {
        (Some(from), Some(to)) => Ok((numbered(from)?, numbered(to)?)),
        (None, Some(to)) => numbered(to).and_then(|to| Ok((before(to)?, to))),
        (Some(from), None) => {
            let from = numbered(from)?;
            let newest = versions.iter().filter(|v| v.source == from.source).max_by_key(|v| v.of_page).unwrap_or(from);
            Ok((from, newest))
        }
        (None, None) => {
            let edit = versions.iter().rev().find(|v| v.change != VersionChange::First);
            let edit = edit.ok_or("no page of the article has changed since we first saw it: name two versions")?;
            Ok((before(edit)?, edit))
        }
    }
}
