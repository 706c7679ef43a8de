//! What hubs say to us: that they mean it (verification of intent) and what was published (deliveries).
//!
//! Nothing is believed of a stranger: the path holds a token only the hub was told, the topic must be the one asked for, and a body
//! counts only with a right signature. Bodies are bounded before they are read, connections in number and time.

use super::WebSub;
use super::signature::is_signed;
use crate::article::ArticleUrl;
use crate::store::{StoreError, Subscription, SubscriptionState};
use chrono::TimeDelta;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use url::form_urlencoded;

/// Connections at one time; further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 32;

/// Deliveries whose bodies are held at one time.
const MAX_DELIVERIES: usize = 4;

/// A head, and a whole request, must arrive within this.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Leases are taken for no less and no more.
const LEASE_SECONDS: (i64, i64) = (300, 30 * 86_400);

/// How soon a hub that said no is asked again.
const AFTER_REFUSAL: TimeDelta = TimeDelta::days(7);

/// Longest challenge given back, in bytes.
const MAX_CHALLENGE: usize = 1_024;

/// Why nobody listens for hubs.
#[derive(Debug, thiserror::Error)]
#[error("[websub] listen {address}: {error}")]
pub struct ListenError {
    address: SocketAddr,
    error: std::io::Error,
}

type Answer = Response<Full<Bytes>>;

impl WebSub {
    pub(super) async fn bind(&self) -> Result<TcpListener, ListenError> {
        let address = self.options.listen;
        TcpListener::bind(address).await.map_err(|error| ListenError { address, error })
    }

    pub(super) async fn serve(&self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let deliveries = Arc::new(Semaphore::new(MAX_DELIVERIES));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file handles, most likely: others will be given back.
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            };
            let (this, deliveries) = (self.clone(), Arc::clone(&deliveries));
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let (this, deliveries) = (this.clone(), Arc::clone(&deliveries));
                    async move { Ok::<_, Infallible>(this.answer(request, &deliveries).await) }
                });
                let mut server = hyper::server::conn::http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(32 << 10);
                let connection = server.keep_alive(false).serve_connection(TokioIo::new(stream), service);
                // How a stranger's connection ends is its own business.
                let _ = tokio::time::timeout(REQUEST_TIMEOUT, connection).await;
                drop(place);
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>, deliveries: &Semaphore) -> Answer {
        let token = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        let outcome = match (request.method(), self.subscription(&token).await) {
            (_, Err(error)) => Err(error),
            (_, Ok(None)) => Ok(plain(StatusCode::NOT_FOUND, "")),
            (&Method::GET, Ok(Some(subscription))) => self.verify(&request, subscription).await,
            (&Method::POST, Ok(Some(subscription))) => self.receive(request, subscription, deliveries).await,
            _ => Ok(plain(StatusCode::METHOD_NOT_ALLOWED, "")),
        };
        outcome.unwrap_or_else(|error| {
            tracing::error!(%error, "a hub was not answered: the store failed");
            plain(StatusCode::SERVICE_UNAVAILABLE, "")
        })
    }

    /// The hub asks whether we meant it. Only what we asked for is confirmed; an end nobody asked for is not.
    async fn verify(&self, request: &Request<Incoming>, mut known: Subscription) -> Result<Answer, StoreError> {
        let query = request.uri().query().unwrap_or_default();
        let said = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if said("hub.topic").as_deref() != Some(known.topic.as_str()) || known.asked_at.is_none() {
            return Ok(plain(StatusCode::NOT_FOUND, ""));
        }
        let now = self.now();
        match said("hub.mode").as_deref() {
            Some("denied") => {
                let reason: String =
                    said("hub.reason").unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect();
                tracing::warn!(feed = %known.feed, ?reason, "the hub refused the subscription");
                known.state = SubscriptionState::Refused;
                known.next_try = now + AFTER_REFUSAL;
                known.lease_until = None;
                known.reason = Some(format!("refused by the hub: {reason}"));
                self.store_change(known).await?;
                Ok(plain(StatusCode::OK, ""))
            }
            Some("subscribe") => {
                let Some(challenge) = said("hub.challenge").filter(|c| !c.is_empty() && c.len() <= MAX_CHALLENGE)
                else {
                    return Ok(plain(StatusCode::BAD_REQUEST, ""));
                };
                let seconds =
                    said("hub.lease_seconds").and_then(|text| text.parse::<i64>().ok()).unwrap_or(LEASE_SECONDS.1);
                let lease = TimeDelta::seconds(seconds.clamp(LEASE_SECONDS.0, LEASE_SECONDS.1));
                tracing::info!(feed = %known.feed, hours = lease.num_hours(), "the hub will deliver");
                known.state = SubscriptionState::Active;
                known.lease_until = Some(now + lease);
                // Renewed when a fifth of the lease is left.
                known.next_try = now + lease * 4 / 5;
                known.failures = 0;
                known.reason = None;
                self.store_change(known).await?;
                Ok(plain(StatusCode::OK, &challenge))
            }
            _ => Ok(plain(StatusCode::NOT_FOUND, "")),
        }
    }

    /// A delivery. One without a right signature is dropped with the answer that a good one has: a guesser learns nothing.
    async fn receive(
        &self,
        request: Request<Incoming>,
        known: Subscription,
        deliveries: &Semaphore,
    ) -> Result<Answer, StoreError> {
        let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (signature, content_type) = (text("x-hub-signature"), text(CONTENT_TYPE.as_str()));
        let Some(signature) = signature else {
            tracing::warn!(feed = %known.feed, "a delivery without a signature was dropped");
            return Ok(plain(StatusCode::ACCEPTED, ""));
        };
        let Ok(_place) = deliveries.acquire().await else { return Ok(plain(StatusCode::SERVICE_UNAVAILABLE, "")) };
        let Ok(body) = Limited::new(request.into_body(), self.options.max_body).collect().await else {
            return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, ""));
        };
        let body = body.to_bytes();
        if !is_signed(&signature, &self.key.secret(&known.feed.0, &known.topic), &body) {
            tracing::warn!(feed = %known.feed, "a delivery with a wrong signature was dropped");
            return Ok(plain(StatusCode::ACCEPTED, ""));
        }
        let Ok(address) = ArticleUrl::parse(&known.topic) else { return Ok(plain(StatusCode::ACCEPTED, "")) };
        match self.desk.deliver(known.feed.clone(), &address, content_type, body.to_vec()).await? {
            Some(outcome) => {
                tracing::info!(feed = %known.feed, new = outcome.new, changed = outcome.changed, "delivered by its hub");
                let now = self.now();
                self.change(&known, |known| known.delivered_at = Some(now)).await?;
            }
            None => tracing::warn!(feed = %known.feed, "a delivery that is no feed was dropped"),
        }
        Ok(plain(StatusCode::NO_CONTENT, ""))
    }

    /// Writes down what the hub said. What was delivered meanwhile stays.
    async fn store_change(&self, said: Subscription) -> Result<(), StoreError> {
        let (of, delivered_at) = (said.clone(), said.delivered_at);
        let change = |known: &mut Subscription| {
            let delivered_at = known.delivered_at.max(delivered_at);
            *known = Subscription { delivered_at, ..said };
        };
        self.change(&of, change).await
    }
}

/// An answer in plain text, which no browser takes for a page.
fn plain(status: StatusCode, text: &str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text.to_owned())));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert("x-content-type-options", hyper::header::HeaderValue::from_static("nosniff"));
    answer
}
