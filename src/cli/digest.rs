//! `hasad digest`: the digest of a day, printed or written.

use super::args::{Digest, DigestForm, Place};
use super::workplace::Workplace;
use super::{Outcome, print};
use crate::clock::{Clock, SystemClock};
use crate::daemon::DigestPlan;
use crate::digest;
use crate::export::{self, Format, HtmlOptions};
use std::path::Path;

pub(super) async fn run(place: &Place, verb: &Digest) -> Outcome {
    let workplace = Workplace::open(place)?;
    let plan = workplace.digest_plan();
    let now = SystemClock.now();
    let date = verb.date.unwrap_or_else(|| now.with_timezone(&plan.zone).date_naive());
    let window = digest::day_window(date, plan.zone);
    let stories = workplace.store_to_read()?.stories(window.0, window.1).await?;
    let digest = digest::build(date, plan.zone, window, stories);
    let options = HtmlOptions { language: plan.language, max_stories: plan.max_stories, ..HtmlOptions::new(now) };
    match &verb.out {
        None => print(&export::render(&digest, verb.format.map_or(Format::Markdown, format), &options)),
        Some(out) if is_directory(out) => {
            let formats = verb.format.map_or_else(|| plan.formats.clone(), |form| vec![format(form)]);
            let written = export::write_digest(&digest, out, &formats, &options)?;
            print(&written.iter().map(|path| format!("{}\n", path.display())).collect::<String>())
        }
        Some(out) => {
            let format = verb.format.map_or_else(|| by_extension(out, &plan), format);
            export::write_file(out, export::render(&digest, format, &options).as_bytes())?;
            print(&format!("{}\n", out.display()))
        }
    }
}

fn is_directory(out: &Path) -> bool {
    out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/')
}

/// The format a file's name asks for, else the first configured one.
fn by_extension(out: &Path, plan: &DigestPlan) -> Format {
    let name = out.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let asked = Format::ALL.into_iter().find(|format| name.ends_with(&format!(".{}", format.extension())));
    asked.or(plan.formats.first().copied()).unwrap_or(Format::Html)
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
