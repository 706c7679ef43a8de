//! The body of an answer: decoded, whole, bounded in bytes, in time and in what all bodies may hold together.

use super::exchange::Trip;
use super::failure::size;
use super::lane::Turn;
use super::memory::Held;
use super::{FailureClass, FetchError, Inner, Want, sniff};
use reqwest::Response;
use reqwest::header;
use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Memory set aside on a server's word about the length; beyond it the body grows as it arrives.
const TRUSTED_LENGTH: usize = 256 << 10;

/// Steps in which it grows then: doubling would hold twice of what arrived.
const GROWTH: usize = 512 << 10;

/// Longest that a body waits for others to let go of memory. Waiting is our doing and no time of the server's.
const MAX_WAIT: Duration = Duration::from_mins(2);

/// Bytes of brotli decoded at a time.
const BROTLI_PIECE: usize = 16 << 10;

/// First bytes of a gzip stream.
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// Largest robots.txt read; what follows is no rule of anybody's (RFC 9309 §2.5).
const MAX_ROBOTS: usize = robotxt::BYTE_LIMIT;

impl Inner {
    /// Reads the whole body, counting decoded bytes.
    pub(super) async fn body(
        &self,
        mut response: Response,
        trip: &Trip<'_>,
        turn: &mut Turn,
        mut deadline: Instant,
    ) -> Result<(Vec<u8>, Held), FetchError> {
        let coding = response.headers().get(header::CONTENT_ENCODING).map(|coding| coding.as_bytes().trim_ascii());
        let is_brotli = coding.is_some_and(|coding| coding.eq_ignore_ascii_case(b"br"));
        if let Some(coding) = coding
            && !is_brotli
            && !means_no_coding(coding)
        {
            return Err(FetchError::new(FailureClass::Broken, "a content encoding that was not asked for"));
        }
        let announced = response.content_length().unwrap_or(0);
        if announced > self.max_body as u64 && trip.request.want != Want::Robots {
            return Err(FetchError::too_large(announced, self.max_body));
        }
        let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(TRUSTED_LENGTH));
        let mut held = Held::default();
        let mut looked = trip.request.want != Want::Article || is_brotli;
        loop {
            let chunk = match turn.wait(timeout_at(deadline, response.chunk())).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Err(FetchError::of(&error, &trip.url)),
                Err(_) => return Err(trip.too_slow(&format!("{} of the body read", size(body.len() as u64)))),
            };
            self.body_bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            let length = body.len() + chunk.len();
            if trip.request.want == Want::Robots && length > MAX_ROBOTS {
                body.extend_from_slice(&chunk[..MAX_ROBOTS - body.len()]);
                break;
            }
            if length > self.max_body {
                return Err(FetchError::too_large(length as u64, self.max_body));
            }
            deadline += turn.received(chunk.len()).await?;
            deadline += turn.wait(self.wait_for_memory(&mut held, length)).await?;
            if length > body.capacity() {
                body.reserve_exact(chunk.len().max(GROWTH));
            }
            body.extend_from_slice(&chunk);
            if !looked && body.len() >= sniff::LOOKED_AT {
                looked = true;
                look(&body, &response)?;
            }
        }
        if is_brotli {
            body = turn.wait(self.unbrotli(body)).await?;
            turn.wait(self.wait_for_memory(&mut held, body.len())).await?;
            looked = trip.request.want != Want::Article;
        }
        if !looked {
            look(&body, &response)?;
        }
        // Two Content-Encoding lines slip through the decoder as one: what is left shows it.
        if body.starts_with(&GZIP_MAGIC) {
            return Err(FetchError::new(FailureClass::Broken, "a body that is still compressed after decoding"));
        }
        Ok((body, held))
    }

    /// Brotli is decoded when it is whole, one body at a time: its decoder takes up to 16 MiB at the sender's wish, whatever the
    /// size of the body, and a hundred senders may wish so at once.
    async fn unbrotli(&self, coded: Vec<u8>) -> Result<Vec<u8>, FetchError> {
        let broken = |detail: &str| FetchError::new(FailureClass::Broken, detail);
        let turn = Arc::clone(&self.brotli).acquire_owned().await.map_err(|_| broken("the client is closed"))?;
        let most = self.max_body;
        let decode = move || {
            let _turn = turn;
            let mut body = Vec::new();
            let decoder = brotli_decompressor::Decompressor::new(coded.as_slice(), BROTLI_PIECE);
            // An empty body is an empty answer whatever coding is stated.
            let read = if coded.is_empty() { Ok(0) } else { decoder.take(most as u64 + 1).read_to_end(&mut body) };
            read.map(|_| body)
        };
        let decoded = tokio::task::spawn_blocking(decode).await.map_err(|_| broken("decoding the body panicked"))?;
        let body = decoded.map_err(|_| broken("damaged or cut brotli sent"))?;
        self.body_bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
        if body.len() > most { Err(FetchError::too_large(body.len() as u64, most)) } else { Ok(body) }
    }

    /// Returns how long it took.
    async fn wait_for_memory(&self, held: &mut Held, bytes: usize) -> Result<Duration, FetchError> {
        let begun = Instant::now();
        match tokio::time::timeout(MAX_WAIT, self.memory.grow(held, bytes)).await {
            Ok(()) => Ok(begun.elapsed()),
            Err(_) => Err(FetchError::new(FailureClass::Timeout, "too many large bodies at once; tried again later")),
        }
    }
}

fn look(body: &[u8], response: &Response) -> Result<(), FetchError> {
    let stated = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let start = &body[..body.len().min(sniff::LOOKED_AT)];
    // The magic of gzip has a better explanation, given when the body is whole.
    match sniff::refuse(stated, start) {
        Some(why) if !body.starts_with(&GZIP_MAGIC) => Err(FetchError::new(FailureClass::NotAPage, why)),
        _ => Ok(()),
    }
}

/// Values that name no coding, some of them nonsense seen in the wild.
fn means_no_coding(value: &[u8]) -> bool {
    ["", "identity", "none", "utf-8"].iter().any(|name| value.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
}
