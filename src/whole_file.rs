//! The steps of replacing a file as a whole: a temporary file beside it, a rename, and a directory that remembers the rename.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The temporary file of this process for `path`, and the directory both stand in.
#[must_use]
pub fn temporary_beside(path: &Path) -> (PathBuf, &Path) {
    let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (dir.join(format!(".{name}.{}.tmp", std::process::id())), dir)
}

/// Creates the file anew: one that exists is the leftover of a dead process of our number, and a planted link is never followed.
///
/// # Errors
/// When it cannot be created, or a leftover cannot be removed.
pub fn create_anew(temporary: &Path) -> io::Result<File> {
    let open = || OpenOptions::new().write(true).create_new(true).open(temporary);
    match open() {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(temporary)?;
            open()
        }
        other => other,
    }
}

/// Makes a rename inside `dir` survive a power cut.
///
/// # Errors
/// When the directory cannot be opened or written.
#[cfg(unix)]
pub fn sync_directory(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Other systems have no handle of a directory to sync; the rename is still whole.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn sync_directory(_dir: &Path) -> io::Result<()> {
    Ok(())
}
