//! Reading a request, and the log of what was asked.

use std::io::Read;
use std::net::TcpStream;

/// Longest head of a request that is read, in bytes.
const MAX_HEAD: usize = 16 * 1_024;

/// One request that was answered, or was about to be when the connection broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// `GET` …
    pub method: String,
    /// Path and query as they came over the wire.
    pub path: String,
    /// `If-None-Match` as sent.
    pub if_none_match: Option<String>,
    /// `If-Modified-Since` as sent.
    pub if_modified_since: Option<String>,
    /// `User-Agent` as sent.
    pub user_agent: Option<String>,
    /// `Accept-Encoding` as sent.
    pub accept_encoding: Option<String>,
    /// `Host` as sent.
    pub host: Option<String>,
    /// Status of the answer; 0 when there was none (a hang, a reset).
    pub status: u16,
}

impl Logged {
    /// Whether the client asked conditionally.
    pub fn is_conditional(&self) -> bool {
        self.if_none_match.is_some() || self.if_modified_since.is_some()
    }
}

/// Reads the next request; `buffer` keeps what came after it. `None` when the peer is gone, silent for too long or
/// sends what is no HTTP request.
pub fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Logged> {
    loop {
        if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            buffer.drain(..end + 4);
            return parse(&head);
        }
        if buffer.len() > MAX_HEAD {
            return None;
        }
        let mut piece = [0; 4_096];
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(n) => buffer.extend_from_slice(&piece[..n]),
        }
    }
}

fn parse(head: &str) -> Option<Logged> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let get = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    Some(Logged {
        method,
        path,
        if_none_match: get("if-none-match"),
        if_modified_since: get("if-modified-since"),
        user_agent: get("user-agent"),
        accept_encoding: get("accept-encoding"),
        host: get("host"),
        status: 0,
    })
}
