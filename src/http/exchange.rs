//! One fetch: hop after hop through redirects, each checked by the guard and sent in its host's turn, then the body.
//!
//! A hop from https to http is followed, since feeds and pages hold nothing secret and some outlets redirect so, but it never
//! counts as a move.

use super::failure::{host_of, seconds, size};
use super::hosts::Place;
use super::{Answer, FailureClass, FetchError, Head, Inner, Request, Validators, Want, guard, headers, wall};
use crate::article::ArticleUrl;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// Redirects followed at most.
const MAX_HOPS: usize = 5;

/// Longest URL a redirect may lead to, in bytes.
const MAX_TARGET: usize = 4_096;

/// A redirect's own body is read up to this, so that its connection can serve the next hop.
const DRAIN: usize = 16 << 10;

/// Memory set aside on a server's word about the length; beyond it the body grows as it arrives.
const TRUSTED_LENGTH: usize = 256 << 10;

/// First bytes of a gzip stream.
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// A request on its way.
struct Trip<'a> {
    request: &'a Request,
    url: Url,
    visited: Vec<Url>,
    /// Every hop so far was permanent.
    permanent: bool,
    /// Whether the first server asked was on the public internet.
    began_public: Option<bool>,
    /// What is left of the total time.
    budget: Duration,
}

/// What one exchange led to.
enum Step {
    Done(Answer),
    Hop { to: Url, permanent: bool },
}

impl Inner {
    pub(super) async fn get(&self, request: &Request) -> Result<Answer, FetchError> {
        let mut trip = Trip::new(request, self.timeout)?;
        let mut place: Option<Place> = None;
        loop {
            self.guard.check(&trip.url).map_err(|e| trip.told(FetchError::forbidden(&e)))?;
            let here = match place.take() {
                Some(place) if place.serves(&trip.url) => place,
                other => {
                    // The old host's place goes back before the new one is waited for: no two waits hold each other up.
                    drop(other);
                    self.hosts.line_up(&trip.url).await?
                }
            };
            let turn = self.hosts.turn(&here, &trip.url).await.map_err(|e| trip.told(e))?;
            let begun = Instant::now();
            let outcome = self.exchange(&mut trip).await;
            drop(turn);
            trip.budget = trip.budget.saturating_sub(begun.elapsed());
            self.hosts.note(&here, &trip.url, outcome.as_ref().map(|_| ()));
            match outcome.map_err(|e| trip.told(e))? {
                Step::Done(answer) => return Ok(answer),
                Step::Hop { to, permanent } => trip.follow(to, permanent)?,
            }
            place = Some(here);
        }
    }

    async fn exchange(&self, trip: &mut Trip<'_>) -> Result<Step, FetchError> {
        let deadline = Instant::now() + trip.budget;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let sending = self.http.get(trip.url.clone()).headers(trip.headers()).send();
        let response = match timeout_at(deadline, sending).await {
            Ok(sent) => sent.map_err(|e| FetchError::of(&e, &trip.url))?,
            Err(_) => return Err(self.too_slow(trip, "no answer")),
        };
        // Some resolvers and layers could in principle connect elsewhere; the address really reached is the last word.
        if let Some(peer) = response.remote_addr()
            && !self.guard.permits(peer.ip())
        {
            return Err(FetchError::forbidden(&super::guard::Forbidden::Address(peer.ip())));
        }
        let public = response.remote_addr().is_none_or(|peer| guard::is_public(peer.ip().to_canonical()));
        // Whoever runs a public site must not move us to a machine inside.
        trip.permanent &= public || !*trip.began_public.get_or_insert(public);
        match response.status() {
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION | StatusCode::NO_CONTENT => {
                let head = trip.head(&response);
                let body = self.body(response, trip, deadline).await?;
                Ok(Step::Done(Answer::Body(head, body)))
            }
            StatusCode::NOT_MODIFIED if trip.request.validators.is_empty() => {
                Err(FetchError::new(FailureClass::Broken, "HTTP 304 to a request that named no version"))
            }
            StatusCode::NOT_MODIFIED => Ok(Step::Done(Answer::NotModified(trip.head(&response)))),
            status @ (StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT) => {
                let to = trip.target(response.headers())?;
                drain(response, deadline, DRAIN).await;
                let permanent = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
                Ok(Step::Hop { to, permanent })
            }
            status => {
                let (headers, body) = drain(response, deadline, wall::LOOKED_AT).await;
                let found = wall::of_answer(status, &headers, &body);
                Err(FetchError::status(status, headers::retry_after(&headers)).behind(found))
            }
        }
    }

    /// Reads the whole body, counting decoded bytes.
    async fn body(&self, mut response: Response, trip: &Trip<'_>, deadline: Instant) -> Result<Vec<u8>, FetchError> {
        if let Some(coding) = response.headers().get(header::CONTENT_ENCODING)
            && !means_no_coding(coding.as_bytes())
        {
            return Err(FetchError::new(FailureClass::Broken, "a content encoding that was not asked for"));
        }
        let announced = response.content_length().unwrap_or(0);
        if announced > self.max_body as u64 {
            return Err(FetchError::too_large(announced, self.max_body));
        }
        let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(TRUSTED_LENGTH));
        loop {
            let chunk = match timeout_at(deadline, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Err(FetchError::of(&error, &trip.url)),
                Err(_) => return Err(self.too_slow(trip, &format!("{} of the body read", size(body.len() as u64)))),
            };
            self.body_bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if body.len() + chunk.len() > self.max_body {
                return Err(FetchError::too_large((body.len() + chunk.len()) as u64, self.max_body));
            }
            body.extend_from_slice(&chunk);
        }
        // Two Content-Encoding lines slip through the decoder as one: what is left shows it.
        if body.starts_with(&GZIP_MAGIC) {
            return Err(FetchError::new(FailureClass::Broken, "a body that is still compressed after decoding"));
        }
        Ok(body)
    }

    fn too_slow(&self, trip: &Trip<'_>, state: &str) -> FetchError {
        let detail = format!("timed out after {} ({state} from {})", seconds(self.timeout), host_of(&trip.url));
        FetchError::new(FailureClass::Timeout, detail)
    }
}

impl<'a> Trip<'a> {
    fn new(request: &'a Request, budget: Duration) -> Result<Self, FetchError> {
        let url = request.url.to_url();
        let url = url.ok_or_else(|| FetchError::new(FailureClass::Refused, "a URL that cannot be read"))?;
        Ok(Self { request, url, visited: Vec::new(), permanent: true, began_public: None, budget })
    }

    fn headers(&self) -> HeaderMap {
        let accept = match self.request.want {
            Want::Feed => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                 text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
            }
            Want::Page => "text/html, application/xhtml+xml, */*;q=0.5",
        };
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("ar, *;q=0.5"));
        let Validators { etag, last_modified } = &self.request.validators;
        let mut version = |name: HeaderName, value: &Option<String>| {
            if let Some(value) = value.as_ref().and_then(|v| HeaderValue::from_bytes(v.as_bytes()).ok()) {
                headers.insert(name, value);
            }
        };
        version(header::IF_NONE_MATCH, etag);
        version(header::IF_MODIFIED_SINCE, last_modified);
        headers
    }

    fn head(&self, response: &Response) -> Head {
        let headers = response.headers();
        let content_type =
            headers.get(header::CONTENT_TYPE).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
        let moved = self.permanent && !self.visited.is_empty();
        let moved_to = moved.then(|| ArticleUrl::from_url(self.url.clone()).ok()).flatten();
        Head {
            url: self.url.clone(),
            status: response.status().as_u16(),
            content_type,
            validators: headers::validators(headers),
            max_age: headers::max_age(headers),
            moved_to: moved_to.filter(|url| *url != self.request.url),
        }
    }

    /// Reads `Location`, which in the wild holds raw Arabic in UTF-8 or windows-1256.
    fn target(&self, headers: &HeaderMap) -> Result<Url, FetchError> {
        let redirect = |detail: &str| FetchError::new(FailureClass::Redirect, detail);
        let location = headers.get(header::LOCATION).ok_or_else(|| redirect("a redirect that names no target"))?;
        let location = match std::str::from_utf8(location.as_bytes()) {
            Ok(text) => text.to_owned(),
            Err(_) => escape_bytes(location.as_bytes()),
        };
        let mut to = self.url.join(location.trim()).map_err(|_| redirect("a redirect to an unreadable URL"))?;
        if to.as_str().len() > MAX_TARGET {
            return Err(redirect("a redirect to an endless URL"));
        }
        to.set_fragment(None);
        // Only URLs without a host have no credentials to drop, and the guard refuses those.
        let _ = to.set_username("");
        let _ = to.set_password(None);
        Ok(to)
    }

    fn follow(&mut self, to: Url, permanent: bool) -> Result<(), FetchError> {
        let downgrade = self.url.scheme() == "https" && to.scheme() == "http";
        self.permanent &= permanent && !downgrade;
        let from = std::mem::replace(&mut self.url, to);
        self.visited.push(from);
        if self.visited.contains(&self.url) {
            return Err(FetchError::new(
                FailureClass::Redirect,
                format!("{} redirects in a circle", host_of(&self.url)),
            ));
        }
        if self.visited.len() > MAX_HOPS {
            return Err(FetchError::new(FailureClass::Redirect, format!("more than {MAX_HOPS} redirects")));
        }
        Ok(())
    }

    /// Says where a redirect had led when a hop failed elsewhere than at the asked host.
    fn told(&self, mut error: FetchError) -> FetchError {
        if self.visited.first().is_some_and(|first| first.host() != self.url.host() && self.url.has_host()) {
            error.detail.push_str(&format!(" (redirected to {})", host_of(&self.url)));
        }
        error
    }
}

impl Validators {
    /// True when there is nothing to ask a conditional request with.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Values that name no coding, some of them nonsense seen in the wild.
fn means_no_coding(value: &[u8]) -> bool {
    ["", "identity", "none", "utf-8"].iter().any(|name| value.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
}

/// Percent-encodes what is not ASCII, as the server meant the bytes.
fn escape_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len()), |mut text, byte| {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// Reads a short body, `most` bytes of it; an unfinished one costs the connection, nothing else.
async fn drain(mut response: Response, deadline: Instant, most: usize) -> (HeaderMap, Vec<u8>) {
    let soon = deadline.min(Instant::now() + Duration::from_secs(1));
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    while let Ok(Ok(Some(chunk))) = timeout_at(soon, response.chunk()).await {
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
        if body.len() >= most {
            break;
        }
    }
    (headers, body)
}
