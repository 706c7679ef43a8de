//! Configuration: TOML in, valid settings out, every mistake at once with its place.
//!
//! Two stages: the file is parsed into a tree that knows where everything stood, and the tree is walked by hand into
//! [`Config`], which holds no text that could still be wrong. The walk does not stop at a mistake, so that a person mends a
//! file once. [`known_keys`] is the one table of keys and defaults; the walk reads nothing that is not in it.

mod access;
mod append;
mod build;
mod error;
mod feeds;
mod ids;
mod keys;
mod read;
mod secrets;
mod sites;
mod types;
mod values;

#[cfg(test)]
mod tests;

pub use append::{NewFeed, append, replace};
pub use error::{ConfigError, ConfigErrors};
pub use ids::FeedIds;
pub use keys::{Key, known_keys};
pub(crate) use read::nearest;
pub use secrets::{CREDENTIALS, HeaderSource, SecretError, SecretSource};
pub use sites::{load_sites, parse_site, shipped};
pub use types::{
    AccessConfig, Config, DigestConfig, DigestFormat, ExtractConfig, FeedConfig, FetchConfig, HostConfig, Language,
    RetentionConfig, ScheduleConfig, StoreConfig, StoreUrl, WebConfig, WebSubConfig,
};

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Where the configuration is looked for when nobody names it, in this order.
pub const PLACES: [&str; 2] = ["config/hasad.toml", "/etc/hasad/hasad.toml"];

/// Largest configuration file, in bytes: some 20,000 feeds. A larger one is not a configuration but a mistake.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Which file to read: the one given, else the first of [`PLACES`] that exists.
///
/// # Errors
/// When none is given and none exists.
pub fn locate(given: Option<&Path>) -> Result<PathBuf, ConfigErrors> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    PLACES.iter().map(PathBuf::from).find(|p| p.is_file()).ok_or_else(|| {
        let looked = PLACES.join(" and ");
        ConfigErrors::whole_file(
            Path::new(PLACES[0]),
            format!("no configuration found; looked for {looked}, name another with --config"),
        )
    })
}

/// Reads and validates a configuration file.
///
/// # Errors
/// When it cannot be read, is larger than [`MAX_FILE_BYTES`], is not UTF-8, or as [`parse`].
pub fn load(path: &Path) -> Result<Config, ConfigErrors> {
    parse(&text(path)?, path)
}

/// The text of a configuration file, unread.
///
/// # Errors
/// When it cannot be read, is larger than [`MAX_FILE_BYTES`], or is not UTF-8.
pub fn text(path: &Path) -> Result<String, ConfigErrors> {
    let refuse = |message: String| ConfigErrors::whole_file(path, message);
    let file = File::open(path).map_err(|e| refuse(format!("cannot be read: {e}")))?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too long from one that just fits.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|e| refuse(format!("cannot be read: {e}")))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(refuse(format!("larger than {MAX_FILE_BYTES} bytes, which no configuration is")));
    }
    String::from_utf8(bytes).map_err(|e| ConfigErrors::not_utf8(path, e.as_bytes(), e.utf8_error().valid_up_to()))
}

/// Validates the text of a configuration; `file` is only named in errors. Touches nothing outside.
///
/// # Errors
/// Every mistake in it at once: TOML syntax, unknown keys, wrong types, bad values, duplicate feeds.
pub fn parse(text: &str, file: &Path) -> Result<Config, ConfigErrors> {
    build::build(text, file)
}
