//! New feeds at the end of a configuration file: what stands there already keeps every byte, comments and layout included.

use super::error::ConfigErrors;
use super::types::Config;
use super::{MAX_FILE_BYTES, build};
use crate::article::ArticleUrl;
use crate::whole_file::{create_anew, sync_directory, temporary_beside};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use toml::Value;

/// A feed that is to be written into the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFeed {
    /// Its id, unique in the file; see [`super::FeedIds`].
    pub id: String,
    /// Where it is.
    pub url: ArticleUrl,
    /// Whose it is; `None` takes the feed's own title.
    pub outlet: Option<String>,
    /// Section of everything in it.
    pub section: Option<String>,
    /// A schedule of its own.
    pub schedule: Option<String>,
    /// A zone of its own.
    pub zone: Option<String>,
    /// Whether it is polled.
    pub enabled: bool,
}

impl NewFeed {
    /// Its `[[feed]]` table, ready to be pasted.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::from("[[feed]]\n");
        let texts = [
            ("id", Some(self.id.as_str())),
            ("url", Some(self.url.as_str())),
            ("outlet", self.outlet.as_deref()),
            ("section", self.section.as_deref()),
            ("schedule", self.schedule.as_deref()),
            ("zone", self.zone.as_deref()),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                out.push_str(&format!("{key} = {}\n", Value::String(text.to_owned())));
            }
        }
        if !self.enabled {
            out.push_str("enabled = false\n");
        }
        out
    }

    /// What a configuration with only this feed in it would be refused for.
    ///
    /// # Errors
    /// With the first mistake, readable alone.
    pub fn check(&self) -> Result<(), String> {
        match build::build(&self.to_toml(), Path::new("")) {
            Ok(_) => Ok(()),
            Err(errors) => Err(errors.list().first().map_or_else(String::new, |e| e.message.clone())),
        }
    }
}

/// `text` with the feeds added at its end, and the configuration that this is; `file` is only named in errors.
///
/// # Errors
/// When the result would not be valid, or be larger than [`MAX_FILE_BYTES`].
pub fn append(text: &str, file: &Path, feeds: &[NewFeed]) -> Result<(String, Config), ConfigErrors> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = text.to_owned();
    for feed in feeds {
        if !out.is_empty() {
            out.push_str(if out.ends_with('\n') { "" } else { newline });
            out.push_str(newline);
        }
        out.push_str(&feed.to_toml().replace('\n', newline));
    }
    if out.len() as u64 > MAX_FILE_BYTES {
        let message = format!("would be larger than {MAX_FILE_BYTES} bytes with {} new feeds", feeds.len());
        return Err(ConfigErrors::whole_file(file, message));
    }
    let config = build::build(&out, file)?;
    Ok((out, config))
}

/// Puts `new` in the place of a file that still holds `old`: a temporary file, fsync, rename. Mode and owner stay, and a
/// symbolic link is followed, so that what it leads to is what changes.
///
/// # Errors
/// When it cannot be written, or was changed by somebody else meanwhile; it is then as it was.
pub fn replace(path: &Path, old: &str, new: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let (temporary, dir) = temporary_beside(&path);
    let written = fill(&temporary, &path, new).and_then(|()| {
        if fs::read(&path)? != old.as_bytes() {
            return Err(io::Error::other("it was changed meanwhile; run the command again"));
        }
        fs::rename(&temporary, &path)
    });
    if written.is_err() {
        // Only tidying: the error that matters is the one returned.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_directory(dir)
}

fn fill(temporary: &Path, model: &Path, text: &str) -> io::Result<()> {
    let metadata = fs::metadata(model)?;
    let mut file = create_anew(temporary)?;
    keep_owner(&file, &metadata);
    file.set_permissions(metadata.permissions())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Only root may give a file away; anyone else owns the new file, as an editor's would be.
#[cfg(unix)]
fn keep_owner(file: &File, model: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let _ = fchown(file, Some(model.uid()), Some(model.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _model: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(id: &str, outlet: &str) -> NewFeed {
        NewFeed {
            id: id.to_owned(),
            url: ArticleUrl::parse(&format!("https://{id}.example/rss?a=1&b=%D8%AE")).unwrap(),
            outlet: Some(outlet.to_owned()),
            section: None,
            schedule: None,
            zone: None,
            enabled: true,
        }
    }

    fn added(text: &str, feeds: &[NewFeed]) -> (String, Config) {
        append(text, Path::new("hasad.toml"), feeds).unwrap()
    }

    #[test]
    fn what_stood_there_keeps_every_byte() {
        for text in
            ["", "# فاتحة\n[web]\nlisten=''   # خاتمة", "[[feed]] # أول\r\nid='x'\r\nurl='https://x.example/'\r\n"]
        {
            let (out, config) = added(text, &[feed("one", "صحيفة \"الفجر\" \\ 'الأولى'"), feed("two", "ث")]);
            assert!(out.starts_with(text));
            assert_eq!(out.contains("\r\n"), text.contains("\r\n"));
            assert!(!out.replace("\r\n", "").contains('\n') || !text.contains('\r'));
            let outlets: Vec<_> = config.feeds.iter().rev().take(2).map(|f| f.outlet.clone().unwrap().0).collect();
            assert_eq!(outlets, ["ث", "صحيفة \"الفجر\" \\ 'الأولى'"]);
        }
        let (twice, _) = added("", &[feed("one", "أ")]);
        assert!(append(&twice, Path::new("hasad.toml"), &[feed("one", "أ")]).is_err(), "a feed that is there already");
        assert!(append("feed = []", Path::new("hasad.toml"), &[feed("one", "أ")]).is_err(), "an inline list");
    }

    #[test]
    fn a_feed_that_cannot_be_valid_says_why() {
        assert_eq!(feed("one", "أ").check(), Ok(()));
        let zone = NewFeed { zone: Some("Asia/Nowhere".to_owned()), ..feed("one", "أ") };
        assert!(zone.check().unwrap_err().contains("Asia/Nowhere"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_whole_through_a_link_with_its_mode() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real.toml"), dir.path().join("link.toml"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o604)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(replace(&link, "other", "new").unwrap_err().to_string().contains("meanwhile"));
        assert_eq!(fs::read_to_string(&real).unwrap(), "old");
        replace(&link, "old", "new").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o604);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no temporary file is left");
    }
}
