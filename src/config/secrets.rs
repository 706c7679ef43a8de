//! Secrets: the configuration says where they are, and only there are they read.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Longest secret, in bytes.
const MAX_SECRET: u64 = 8 * 1_024;

/// Directory in which systemd puts credentials (`LoadCredential=`).
pub const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// A file that others cannot read.
    File(PathBuf),
    /// A systemd credential, by name.
    Credential(String),
}

/// The value of a header: as it stands in the file, or kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderSource {
    /// As it stands.
    Plain(String),
    /// A secret.
    Secret(SecretSource),
}

/// Why a secret cannot be had; names where it should be, never what is there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It cannot be read.
    #[error("the secret {place} cannot be read: {detail}")]
    Unreadable {
        /// Where it should be.
        place: String,
        /// What the system said.
        detail: String,
    },
    /// Everybody can read it.
    #[error("the secret {0} can be read by others: chmod 600 (or 640) it")]
    Exposed(String),
    /// No credential, since systemd gave none.
    #[error(
        "the credential {0:?} needs systemd: LoadCredential={0}:/PATH in the unit ($CREDENTIALS_DIRECTORY is not set)"
    )]
    NoCredentials(String),
    /// Empty, endless or not text of one line.
    #[error("the secret {0} is not one line of text, at most 8 KiB")]
    Unusable(String),
}

impl SecretSource {
    /// `file:/PATH` or `credential:NAME`; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("file:") {
            let path = path.trim();
            return (!path.is_empty() && !path.contains('\0')).then(|| Self::File(PathBuf::from(path)));
        }
        let name = text.strip_prefix("credential:")?.trim();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let plain = !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && name.chars().all(good);
        plain.then(|| Self::Credential(name.to_owned()))
    }

    /// Reads the secret, without the line break at its end. `credentials` is where systemd put them, if it did.
    ///
    /// # Errors
    /// When it is not there, open to others, or no line of text.
    pub fn read(&self, credentials: Option<&Path>) -> Result<String, SecretError> {
        let path = match self {
            Self::File(path) => path.clone(),
            Self::Credential(name) => credentials.ok_or_else(|| SecretError::NoCredentials(name.clone()))?.join(name),
        };
        let place = path.display().to_string();
        let unreadable = |e: std::io::Error| SecretError::Unreadable { place: place.clone(), detail: e.to_string() };
        let file = File::open(&path).map_err(unreadable)?;
        let mode = file.metadata().map_err(unreadable)?.permissions().mode();
        if mode & 0o007 != 0 {
            return Err(SecretError::Exposed(place));
        }
        let mut text = String::new();
        if file.take(MAX_SECRET + 1).read_to_string(&mut text).is_err() || text.len() as u64 > MAX_SECRET {
            return Err(SecretError::Unusable(place));
        }
        let line = text.trim_end_matches(['\n', '\r']);
        if line.is_empty() || line.chars().any(char::is_control) {
            return Err(SecretError::Unusable(place));
        }
        Ok(line.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_named_not_written() {
        assert_eq!(SecretSource::parse("file:/etc/hasad/key"), Some(SecretSource::File("/etc/hasad/key".into())));
        assert_eq!(SecretSource::parse("credential:key-1"), Some(SecretSource::Credential("key-1".into())));
        for wrong in ["GEHEIM", "file:", "credential:", "credential:../x", "credential:a/b", "http://x"] {
            assert_eq!(SecretSource::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn files_open_to_others_and_odd_ones_are_refused_without_quoting_them() {
        let dir = tempfile::tempdir().unwrap();
        let read = |bytes: &[u8], mode: u32| {
            let path = dir.path().join("secret");
            std::fs::write(&path, bytes).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            SecretSource::Credential("secret".into()).read(Some(dir.path()))
        };
        assert_eq!(read("كلمة السر\n".as_bytes(), 0o600).as_deref(), Ok("كلمة السر"));
        assert_eq!(read(b"abc", 0o440).as_deref(), Ok("abc"));
        for (bytes, mode) in [(&b"GEHEIM"[..], 0o644), (b"", 0o600), (b"GEHEIM\nmore", 0o600), (b"GEHEIM\xff", 0o600)] {
            let error = read(bytes, mode).unwrap_err().to_string();
            assert!(!error.contains("GEHEIM"), "{error}");
        }
        assert!(SecretSource::File(dir.path().join("none")).read(None).is_err());
        let error = SecretSource::Credential("key".into()).read(None).unwrap_err();
        assert!(error.to_string().contains("LoadCredential=key"), "{error}");
    }
}
