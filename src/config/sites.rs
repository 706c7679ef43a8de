//! Files of site rules: the shipped ones, which the program carries in itself, and the operator's own, which override them.

mod file;
mod shipped;

pub use shipped::shipped;

use super::error::ConfigErrors;
use super::types::Config;
use crate::site::{SiteRules, SiteSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest file of rules, in bytes.
const MAX_RULES_BYTES: u64 = 64 * 1024;
/// Most files read of the operator's directory.
const MAX_FILES: usize = 2_000;

/// Reads the text of one file of rules; `file` is named in errors, and its name must be the first domain. Touches nothing outside.
///
/// # Errors
/// Every mistake in it at once.
pub fn parse_site(text: &str, file: &Path) -> Result<SiteRules, ConfigErrors> {
    file::read(text, file)
}

/// The rules a configuration asks for: the shipped ones, with the operator's in place of those of the same domains.
///
/// # Errors
/// Every mistake in every file of the operator's directory, and when it was named and cannot be read.
pub fn load_sites(config: &Config) -> Result<SiteSet, ConfigErrors> {
    let extract = &config.extract;
    if !extract.site_rules {
        return Ok(SiteSet::default());
    }
    let mut set = shipped()?;
    let Some(dir) = extract.sites.as_deref() else { return Ok(set) };
    let dir = config.file.parent().unwrap_or(Path::new("")).join(dir);
    let mut wrong = Vec::new();
    for path in files(&dir, extract.sites_given)? {
        match rules(&path) {
            Ok(rules) => set.add(rules),
            Err(errors) => wrong.extend(errors.into_list()),
        }
    }
    ConfigErrors::of(wrong).map_or(Ok(set), Err)
}

/// The `.toml` files of a directory in the order of their names.
fn files(dir: &Path, must_be: bool) -> Result<Vec<PathBuf>, ConfigErrors> {
    let listed = match std::fs::read_dir(dir) {
        Ok(listed) => listed,
        Err(error) if !must_be && error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(ConfigErrors::whole_file(dir, format!("cannot be read: {error}"))),
    };
    let mut paths: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    if paths.len() > MAX_FILES {
        return Err(ConfigErrors::whole_file(dir, format!("holds more than {MAX_FILES} files of rules")));
    }
    Ok(paths)
}

fn rules(path: &Path) -> Result<SiteRules, ConfigErrors> {
    let refuse = |message: String| ConfigErrors::whole_file(path, message);
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(MAX_RULES_BYTES + 1).read_to_end(&mut bytes));
    opened.map_err(|e| refuse(format!("cannot be read: {e}")))?;
    if bytes.len() as u64 > MAX_RULES_BYTES {
        return Err(refuse(format!("larger than {MAX_RULES_BYTES} bytes, which no file of rules is")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|e| ConfigErrors::not_utf8(path, e.as_bytes(), e.utf8_error().valid_up_to()))?;
    parse_site(&text, path)
}
