//! One fetch: hop after hop through redirects, each checked by the guard and sent in its host's turn, then the body.
//!
//! A hop from https to http is followed, since feeds and pages hold nothing secret and some outlets redirect so, but it never
//! counts as a move. A feed with credentials is another matter: it is not followed there, and they are sent to its own origin only.

use super::failure::{host_of, seconds};
use super::hosts::Place;
use super::lane::Turn;
use super::memory::Held;
use super::resolve::LookupError;
use super::{Access, Answer, FailureClass, FetchError, Head, Inner, Request, Validators, Want, guard, headers, wall};
use crate::article::ArticleUrl;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

/// Redirects followed at most.
const MAX_HOPS: usize = 5;

/// Longest URL a redirect may lead to, in bytes.
const MAX_TARGET: usize = 4_096;

/// A redirect's own body is read up to this, so that its connection can serve the next hop.
const DRAIN: usize = 16 << 10;

/// A request on its way.
pub(super) struct Trip<'a> {
    pub(super) request: &'a Request,
    pub(super) access: &'a Access,
    pub(super) url: Url,
    visited: Vec<Url>,
    /// Every hop so far was permanent.
    permanent: bool,
    /// Whether the first server asked was on the public internet.
    began_public: Option<bool>,
    /// Time for all of it.
    allowance: Duration,
    /// What is left of it.
    budget: Duration,
}

/// What one exchange led to.
enum Step {
    Done(Answer, Held),
    Hop { to: Url, permanent: bool },
}

impl Inner {
    pub(super) async fn get(&self, request: &Request, access: &Access) -> Result<(Answer, Held), FetchError> {
        self.travel(Trip::new(request, access, self.timeout_for(access))?).await
    }

    pub(super) fn timeout_for(&self, access: &Access) -> Duration {
        access.timeout.unwrap_or(self.timeout)
    }

    pub(super) async fn travel(&self, mut trip: Trip<'_>) -> Result<(Answer, Held), FetchError> {
        let mut place: Option<Place> = None;
        loop {
            self.check(&trip).await.map_err(|e| trip.told(e))?;
            let crawl_delay = self.crawl_delay(&trip, &mut place).await.map_err(|e| trip.told(e))?;
            let here = match place.take() {
                Some(place) if place.serves(&trip.url) => place,
                other => {
                    // The old host's place goes back before the new one is waited for: no two waits hold each other up.
                    drop(other);
                    self.hosts.line_up(&trip.url).await?
                }
            };
            let mut turn = self.hosts.turn(&here, &trip.url, crawl_delay).await.map_err(|e| trip.told(e))?;
            let begun = Instant::now();
            let outcome = self.exchange(&mut trip, &mut turn).await;
            drop(turn);
            trip.budget = trip.budget.saturating_sub(begun.elapsed());
            self.hosts.note(&here, &trip.url, outcome.as_ref().map(|_| ()));
            match outcome.map_err(|e| trip.told(e))? {
                Step::Done(answer, held) => return Ok((answer, held)),
                Step::Hop { to, permanent } => trip.follow(to, permanent)?,
            }
            place = Some(here);
        }
    }

    /// What can be seen of a target before it is asked. A proxy resolves names by itself: a name that leads to a closed address
    /// from here is refused all the same, one that leads nowhere from here is the proxy's business.
    async fn check(&self, trip: &Trip<'_>) -> Result<(), FetchError> {
        self.guard.check(&trip.url).map_err(|e| FetchError::forbidden(&e))?;
        if let (Some(_), Some(Host::Domain(name))) = (&trip.access.proxy, trip.url.host())
            && let Err(LookupError::Forbidden(closed)) = self.recipe.resolver.addresses(name).await
        {
            return Err(FetchError::of_lookup(&LookupError::Forbidden(closed), &host_of(&trip.url)));
        }
        Ok(())
    }

    /// Asks robots.txt about a page. A place is given back before rules are fetched, which needs one of its own.
    async fn crawl_delay(&self, trip: &Trip<'_>, place: &mut Option<Place>) -> Result<Duration, FetchError> {
        if trip.request.want != Want::Article {
            return Ok(Duration::ZERO);
        }
        if let Some(delay) = self.allowed(&trip.url, trip.access, place.is_none()).await? {
            return Ok(delay);
        }
        place.take();
        Ok(self.allowed(&trip.url, trip.access, true).await?.unwrap_or_default())
    }

    async fn exchange(&self, trip: &mut Trip<'_>, turn: &mut Turn) -> Result<Step, FetchError> {
        let deadline = Instant::now() + trip.budget;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let http = self.client_for(trip.access)?;
        let sending = http.get(trip.url.clone()).headers(trip.headers()).send();
        let response = match timeout_at(deadline, sending).await {
            Ok(sent) => sent.map_err(|e| FetchError::of(&e, &trip.url))?,
            Err(_) => return Err(trip.too_slow("no answer")),
        };
        // Some resolvers and layers could in principle connect elsewhere; the address really reached is the last word.
        if trip.access.proxy.is_none()
            && let Some(peer) = response.remote_addr()
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
                let (body, held) = self.body(response, trip, turn, deadline).await?;
                Ok(Step::Done(Answer::Body(head, body), held))
            }
            StatusCode::NOT_MODIFIED if trip.request.validators.is_empty() => {
                Err(FetchError::new(FailureClass::Broken, "HTTP 304 to a request that named no version"))
            }
            StatusCode::NOT_MODIFIED => Ok(Step::Done(Answer::NotModified(trip.head(&response)), Held::default())),
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
}

impl<'a> Trip<'a> {
    pub(super) fn new(request: &'a Request, access: &'a Access, allowance: Duration) -> Result<Self, FetchError> {
        let url = request.url.to_url();
        let url = url.ok_or_else(|| FetchError::new(FailureClass::Refused, "a URL that cannot be read"))?;
        let budget = allowance;
        Ok(Self { request, access, url, visited: Vec::new(), permanent: true, began_public: None, allowance, budget })
    }

    pub(super) fn too_slow(&self, state: &str) -> FetchError {
        let detail = format!("timed out after {} ({state} from {})", seconds(self.allowance), host_of(&self.url));
        FetchError::new(FailureClass::Timeout, detail)
    }

    fn headers(&self) -> HeaderMap {
        let accept = match self.request.want {
            Want::Feed => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                 text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
            }
            Want::Page | Want::Article => "text/html, application/xhtml+xml, */*;q=0.5",
            Want::Robots => "text/plain, */*;q=0.5",
        };
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd, deflate"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("ar, *;q=0.5"));
        let Validators { etag, last_modified } = &self.request.validators;
        let mut version = |name: HeaderName, value: &Option<String>| {
            if let Some(value) = value.as_ref().and_then(|v| HeaderValue::from_bytes(v.as_bytes()).ok()) {
                headers.insert(name, value);
            }
        };
        version(header::IF_NONE_MATCH, etag);
        version(header::IF_MODIFIED_SINCE, last_modified);
        if let Some(agent) = &self.access.user_agent {
            headers.insert(header::USER_AGENT, agent.clone());
        }
        if self.request.want == Want::Feed && self.access.is_home(&self.url) {
            headers.extend(self.access.secrets.clone());
        }
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
        if downgrade && self.access.has_secrets() && self.request.want == Want::Feed {
            let detail =
                format!("{} redirects from https to http, refused for a feed with credentials", host_of(&self.url));
            return Err(FetchError::new(FailureClass::Redirect, detail));
        }
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
        if self.visited.first().is_some_and(|first| first.host() != self.url.host()) {
            let to = if self.url.has_host() { host_of(&self.url) } else { format!("{}:…", self.url.scheme()) };
            error.detail.push_str(&format!(" (redirected to {to})"));
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
