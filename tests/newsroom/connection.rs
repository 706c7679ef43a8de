//! One connection: requests in turn, each answered well or as the fault of the hour has it.

use super::fault::Fault;
use super::request::{self, Logged};
use super::response::Rendered;
use super::server::Server;
use encoding_rs::WINDOWS_1256;
use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(60);
/// How long a hang lasts when nobody ends it.
const HANG: Duration = Duration::from_secs(60);
/// Piece in which a huge body is sent.
const PIECE: usize = 64 * 1_024;

/// What to do about one request.
enum Answer {
    Whole(Arc<Rendered>),
    Huge(Arc<Rendered>, usize),
    Slow(Arc<Rendered>, Duration, Duration),
    CutShort(Arc<Rendered>),
    Hang,
    Reset,
}

impl Answer {
    fn status(&self) -> u16 {
        match self {
            Self::Whole(r) | Self::Huge(r, _) | Self::Slow(r, ..) | Self::CutShort(r) => r.status,
            Self::Hang | Self::Reset => 0,
        }
    }
}

/// Serves `stream` until either side ends it.
pub fn serve(server: &Server, mut stream: TcpStream, number: u64) {
    let _ = stream.set_nodelay(true);
    let _ = stream.set_read_timeout(Some(IDLE));
    let _ = stream.set_write_timeout(Some(IDLE));
    let mut buffer = Vec::new();
    let mut reset = false;
    while let Some(mut request) = request::read(&mut stream, &mut buffer) {
        server.begin();
        server.linger();
        let answer = decide(server, &request);
        request.status = answer.status();
        let head_only = request.method == "HEAD";
        server.note(request);
        reset = matches!(answer, Answer::Reset);
        let sent = send(server, &mut stream, &answer, head_only);
        server.end();
        if !matches!(sent, Ok(true)) {
            break;
        }
    }
    // The second handle must be gone before the last close, or a reset would be a polite end.
    server.release(number);
    if reset {
        let _ = TcpSocket::from_std_stream(stream).set_zero_linger();
    }
}

fn decide(server: &Server, request: &Logged) -> Answer {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return error(405, "");
    }
    let path = request.path.split(['?', '#']).next().unwrap_or_default();
    let (whole, fault) = server.look_up(path);
    let Some(fault) = fault else {
        let known = whole.status == 200 && whole.is_known_to(request);
        return Answer::Whole(if known { Arc::new(whole.not_modified()) } else { whole });
    };
    with_fault(&fault, whole)
}

fn with_fault(fault: &Fault, whole: Arc<Rendered>) -> Answer {
    let other = |body: &[u8]| Answer::Whole(Arc::new(whole.with_body(body)));
    match fault {
        Fault::Status(status) => error(*status, ""),
        Fault::RateLimited { retry_after } => error(429, &retry_line(*retry_after)),
        Fault::Unavailable { retry_after } => error(503, &retry_line(*retry_after)),
        Fault::NotModifiedAlways => Answer::Whole(Arc::new(whole.not_modified())),
        Fault::HtmlInsteadOfFeed => {
            Answer::Whole(Arc::new(Rendered::plain(200, "text/html; charset=utf-8", "", MAINTENANCE.as_bytes())))
        }
        Fault::EmptyFeed => other(b""),
        Fault::TruncatedFeed => other(&whole.body()[..whole.body().len() / 2]),
        Fault::WrongCharset => wrong_charset(&whole),
        Fault::Huge(bytes) => Answer::Huge(whole, *bytes),
        Fault::Slow { per_byte, at_most } => Answer::Slow(whole, *per_byte, *at_most),
        Fault::CutShort => Answer::CutShort(whole),
        Fault::Hang => Answer::Hang,
        Fault::Reset | Fault::Down => Answer::Reset,
        Fault::Redirect { status, to } => error(*status, &format!("Location: {to}\r\n")),
    }
}

const MAINTENANCE: &str = "<!DOCTYPE html><html dir=\"rtl\" lang=\"ar\"><head><meta charset=\"utf-8\"><title>الموقع تحت \
    الصيانة</title></head><body><h1>نعود إليكم قريباً</h1><p>نجري الآن أعمال صيانة دورية.</p></body></html>";

fn error(status: u16, extra: &str) -> Answer {
    let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
    Answer::Whole(Arc::new(Rendered::plain(status, "text/html; charset=utf-8", extra, body.as_bytes())))
}

fn retry_line(seconds: Option<u64>) -> String {
    seconds.map_or_else(String::new, |s| format!("Retry-After: {s}\r\n"))
}

/// windows-1256 bytes under a header and a declaration that say UTF-8.
fn wrong_charset(whole: &Rendered) -> Answer {
    let body = whole.body();
    let is_utf8 = std::str::from_utf8(body).is_ok();
    let text = if is_utf8 { String::from_utf8_lossy(body) } else { WINDOWS_1256.decode(body).0 };
    let text = text.trim_start_matches('\u{feff}').replace("encoding=\"windows-1256\"", "encoding=\"utf-8\"");
    let (bytes, ..) = WINDOWS_1256.encode(&text);
    let kind = whole.content_type();
    let kind = kind.split(';').next().unwrap_or_default();
    Answer::Whole(Arc::new(Rendered::plain(200, &format!("{kind}; charset=utf-8"), "", &bytes)))
}

/// Sends an answer; `Ok(true)` when the connection may be used again.
fn send(server: &Server, stream: &mut TcpStream, answer: &Answer, head_only: bool) -> io::Result<bool> {
    match answer {
        Answer::Whole(whole) => {
            let end = if head_only { whole.head } else { whole.bytes.len() };
            stream.write_all(&whole.bytes[..end])?;
            Ok(true)
        }
        Answer::Huge(whole, bytes) => send_huge(stream, whole, *bytes).map(|()| false),
        Answer::Slow(whole, per_byte, at_most) => {
            send_slowly(server, stream, &whole.bytes, *per_byte, *at_most).map(|()| false)
        }
        Answer::CutShort(whole) => {
            stream.write_all(&whole.bytes[..whole.head + whole.body().len() / 2])?;
            Ok(false)
        }
        Answer::Hang => {
            server.pause(HANG);
            Ok(false)
        }
        Answer::Reset => Ok(false),
    }
}

fn send_huge(stream: &mut TcpStream, whole: &Rendered, bytes: usize) -> io::Result<()> {
    let body = whole.body();
    let kind = whole.content_type();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n")?;
    let begin = &body[..(body.len() / 2).min(bytes)];
    stream.write_all(begin)?;
    let mut left = bytes - begin.len();
    let piece = [b' '; PIECE];
    while left > 0 {
        let now = left.min(PIECE);
        stream.write_all(&piece[..now])?;
        left -= now;
    }
    Ok(())
}

fn send_slowly(
    server: &Server,
    stream: &mut TcpStream,
    bytes: &[u8],
    per_byte: Duration,
    at_most: Duration,
) -> io::Result<()> {
    let until = Instant::now() + at_most;
    for byte in bytes {
        if !server.pause(per_byte) || Instant::now() >= until {
            return Ok(());
        }
        stream.write_all(std::slice::from_ref(byte))?;
    }
    Ok(())
}
