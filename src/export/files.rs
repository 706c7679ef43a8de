//! Digests as files, each whole or absent: temporary file, fsync, rename, fsync of the directory.

use super::{Format, HtmlOptions, render};
use crate::digest::Digest;
use crate::whole_file::{create_anew, sync_directory, temporary_beside};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why a digest was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The directory is not there and cannot be made.
    #[error("failed to create the digest directory {}: {source}; create it and give it to the daemon's user, or set digest.dir", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written whole; what stood in its place before still stands.
    #[error("failed to write {} ({step}): {source}; make its directory, free space or correct the permissions, then run the same again", path.display())]
    File {
        /// The file meant.
        path: PathBuf,
        /// What was being done.
        step: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// `hasad-2026-11-23.html`: made of the day alone, so that nothing foreign is ever part of a path.
#[must_use]
pub fn file_name(digest: &Digest, format: Format) -> String {
    format!("hasad-{}.{}", digest.date.format("%Y-%m-%d"), format.extension())
}

/// Writes the digest into `dir` (made if missing) in each format, and returns the files in that order.
///
/// Whoever reads `dir` at any instant, a power cut included, finds the old file or the new one, never a part. Files get mode 0640.
/// A digest without stories never replaces a file that exists: an outage of ours must not erase a day.
///
/// # Errors
/// When the directory or a file cannot be written; files named earlier in `formats` are then in place, this one is as it was.
pub fn write_digest(
    digest: &Digest,
    dir: &Path,
    formats: &[Format],
    options: &HtmlOptions,
) -> Result<Vec<PathBuf>, ExportError> {
    fs::create_dir_all(dir).map_err(|source| ExportError::Directory { path: dir.to_owned(), source })?;
    let lock = lock(dir);
    let mut written = Vec::with_capacity(formats.len());
    for format in formats {
        let path = dir.join(file_name(digest, *format));
        if !digest.stories.is_empty() || fs::symlink_metadata(&path).is_err() {
            write_atomically(&path, render(digest, *format, options).as_bytes(), lock.is_some())?;
        }
        written.push(path);
    }
    drop(lock);
    Ok(written)
}

/// Keeps a second writer of the same directory (the daemon and a command by hand) waiting. Where the system cannot lock a directory,
/// both write: each rename is whole all the same.
fn lock(dir: &Path) -> Option<File> {
    let handle = File::open(dir).ok()?;
    handle.lock().ok()?;
    Some(handle)
}

/// Replaces `path` by `bytes` as a whole. A symbolic link at `path` is replaced, not followed.
///
/// # Errors
/// As [`write_digest`].
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    write_atomically(path, bytes, false)
}

fn write_atomically(path: &Path, bytes: &[u8], locked: bool) -> Result<(), ExportError> {
    let fail = |step| move |source| ExportError::File { path: path.to_owned(), step, source };
    let (temporary, dir) = temporary_beside(path);
    if locked {
        remove_leftovers(dir, &path.file_name().unwrap_or_default().to_string_lossy());
    }
    let written = fill(&temporary, bytes).and_then(|()| fs::rename(&temporary, path).map_err(|e| ("rename", e)));
    if let Err((step, source)) = written {
        // Only tidying: the error that matters is the one reported.
        let _ = fs::remove_file(&temporary);
        return Err(fail(step)(source));
    }
    sync_directory(dir).map_err(fail("fsync of its directory"))
}

fn fill(temporary: &Path, bytes: &[u8]) -> Result<(), (&'static str, io::Error)> {
    let mut file = create_anew(temporary).map_err(|e| ("create a temporary file", e))?;
    file.write_all(bytes).map_err(|e| ("write", e))?;
    restrict(&file).map_err(|e| ("set its mode", e))?;
    file.sync_all().map_err(|e| ("fsync", e))
}

#[cfg(unix)]
fn restrict(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o640))
}

#[cfg(not(unix))]
fn restrict(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Temporary files of this name that a killed writer left; only under the lock, when none can be in use.
fn remove_leftovers(dir: &Path, name: &str) {
    let start = format!(".{name}.");
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        if found.to_str().is_some_and(|n| n.starts_with(&start) && n.ends_with(".tmp")) {
            // A leftover that cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
