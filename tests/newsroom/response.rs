//! Answers as bytes: a head and a body in one buffer, built once and sent many times.

use super::arabic::fnv;
use super::request::Logged;
use super::style::Validators;
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

/// A whole answer, ready to be written.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Head and body.
    pub bytes: Vec<u8>,
    /// Where the body begins.
    pub head: usize,
    /// Its status.
    pub status: u16,
    etag: Option<String>,
    changed: Option<DateTime<Utc>>,
}

impl Rendered {
    /// A 200 with validators.
    pub fn page(body: &[u8], content_type: &str, changed: DateTime<Utc>, validators: Validators) -> Self {
        let etag = matches!(validators, Validators::Both | Validators::Etag).then(|| format!("\"{:016x}\"", fnv(body)));
        let changed = matches!(validators, Validators::Both | Validators::LastModified).then_some(changed);
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{}", validator_lines(etag.as_deref(), changed));
        Self { etag, changed, ..Self::assemble(200, &head, body) }
    }

    /// Any answer without validators; `extra` holds header lines, each closed by `\r\n`.
    pub fn plain(status: u16, content_type: &str, extra: &str, body: &[u8]) -> Self {
        let head = format!("HTTP/1.1 {status} {}\r\nContent-Type: {content_type}\r\n{extra}", reason(status));
        Self::assemble(status, &head, body)
    }

    /// The 304 that belongs to this answer.
    pub fn not_modified(&self) -> Self {
        let head = format!("HTTP/1.1 304 Not Modified\r\n{}\r\n", validator_lines(self.etag.as_deref(), self.changed));
        Self { head: head.len(), bytes: head.into_bytes(), status: 304, etag: None, changed: None }
    }

    /// Whether `request` holds what this answer would give it. `If-None-Match` goes before `If-Modified-Since`.
    pub fn is_known_to(&self, request: &Logged) -> bool {
        if let (Some(asked), Some(etag)) = (&request.if_none_match, &self.etag) {
            return asked.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag);
        }
        let since = request.if_modified_since.as_deref().and_then(|d| DateTime::parse_from_rfc2822(d).ok());
        request.if_none_match.is_none()
            && since.zip(self.changed).is_some_and(|(since, changed)| changed.timestamp() <= since.timestamp())
    }

    /// The body alone.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.head..]
    }

    /// The same answer with another body and no validators, under the same content type.
    pub fn with_body(&self, body: &[u8]) -> Self {
        Self::plain(200, &self.content_type(), "", body)
    }

    /// The content type as sent.
    pub fn content_type(&self) -> String {
        let head = String::from_utf8_lossy(&self.bytes[..self.head]);
        let line = head.lines().find_map(|l| l.strip_prefix("Content-Type: "));
        line.unwrap_or("application/octet-stream").to_owned()
    }

    fn assemble(status: u16, head: &str, body: &[u8]) -> Self {
        let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
        let mut bytes = Vec::with_capacity(head.len() + body.len());
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(body);
        Self { head: head.len(), bytes, status, etag: None, changed: None }
    }
}

fn validator_lines(etag: Option<&str>, changed: Option<DateTime<Utc>>) -> String {
    let mut lines = String::new();
    if let Some(etag) = etag {
        let _ = write!(lines, "ETag: {etag}\r\n");
    }
    if let Some(changed) = changed {
        let _ = write!(lines, "Last-Modified: {}\r\n", changed.format("%a, %d %b %Y %H:%M:%S GMT"));
    }
    lines
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
