//! `hasad digest`: the digest of a day, printed or written.

use super::args::{Digest, DigestForm, Place};
use super::workplace::Workplace;
use super::{Failure, Outcome, print};
use crate::clock::{Clock, SystemClock};
use crate::daemon::DigestPlan;
use crate::export::{self, Format};
use std::path::Path;

pub(super) async fn run(place: &Place, verb: &Digest) -> Outcome {
    let workplace = Workplace::open(place)?;
    let plan = workplace.digest_plan();
    let now = SystemClock.now();
    let date = verb.date.unwrap_or_else(|| now.with_timezone(&plan.zone).date_naive());
    let today = now.with_timezone(&plan.zone).date_naive();
    if date > today {
        return Err(Failure::Wrong(format!("--date {date}: that day has not come; today is {today} in {}", plan.zone)));
    }
    let store = workplace.store_to_read()?;
    let digest = plan.gather(store.as_ref(), date).await?;
    if digest.stories.is_empty() {
        let first = store.digests(today).await?.first_article.map(|at| at.with_timezone(&plan.zone).date_naive());
        if let Some(first) = first.filter(|first| date < *first) {
            tracing::warn!(%date, %first, "the store holds nothing of that day: its first article is of a later one");
        }
    }
    let options = plan.html_options(now);
    match &verb.out {
        None => print(&export::render(&digest, verb.format.map_or(Format::Markdown, format), &options)),
        Some(out) if is_directory(out) => {
            let formats = verb.format.map_or_else(|| plan.formats.clone(), |form| vec![format(form)]);
            let written = export::write_digest(&digest, out, &formats, &options)?;
            print(&written.iter().map(|path| format!("{}\n", path.display())).collect::<String>())
        }
        Some(out) => {
            let format = verb.format.map_or_else(|| by_extension(out, &plan), |form| Ok(format(form)))?;
            write(out, export::render(&digest, format, &options).as_bytes())?;
            print(&format!("{}\n", out.display()))
        }
    }
}

/// A file is replaced as a whole, where it really lies; a device or a pipe is written to and stays what it is.
fn write(out: &Path, bytes: &[u8]) -> Outcome {
    let real = std::fs::canonicalize(out).unwrap_or_else(|_| out.to_owned());
    match std::fs::metadata(&real) {
        Ok(known) if !known.is_file() => {
            std::fs::write(&real, bytes).map_err(|e| Failure::Failed(format!("failed to write {}: {e}", out.display())))
        }
        _ => Ok(export::write_file(&real, bytes)?),
    }
}

fn is_directory(out: &Path) -> bool {
    out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/')
}

/// The format a file's name asks for, or the first configured one where it asks for none.
fn by_extension(out: &Path, plan: &DigestPlan) -> Result<Format, Failure> {
    let Some(asked) = out.extension().map(|extension| extension.to_string_lossy().to_lowercase()) else {
        return Ok(plan.formats.first().copied().unwrap_or(Format::Html));
    };
    let name = out.to_string_lossy().to_lowercase();
    let ends = |format: &Format| name.ends_with(&format!(".{}", format.extension()));
    Format::ALL.into_iter().find(ends).ok_or_else(|| {
        let known: Vec<String> = Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect();
        let out = out.display();
        Failure::Wrong(format!(
            "--out {out}: no digest is written as .{asked}; end the name in one of {}, or say --format",
            known.join(" ")
        ))
    })
}

fn format(form: DigestForm) -> Format {
    match form {
        DigestForm::Html => Format::Html,
        DigestForm::Markdown => Format::Markdown,
        DigestForm::Json => Format::Json,
        DigestForm::Atom => Format::Atom,
        DigestForm::Text => Format::Text,
    }
}
