//! Sending a form: what a subscription at a WebSub hub takes.

use super::failure::host_of;
use super::{FailureClass, FetchError, Inner, headers};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// What came of sending a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// A status of 200 to 299.
    pub status: u16,
}

impl Inner {
    pub(super) async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Posted, FetchError> {
        self.guard.check(url).map_err(|e| FetchError::forbidden(&e))?;
        let place = self.hosts.line_up(url).await?;
        let _turn = self.hosts.turn(&place, url, Duration::ZERO).await?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let outcome = self.send_form(url, form).await;
        self.hosts.note(&place, url, outcome.as_ref().map(|_| ()));
        outcome
    }

    async fn send_form(&self, url: &Url, form: &[(&str, &str)]) -> Result<Posted, FetchError> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let sending = self
            .http
            .post(url.clone())
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send();
        let slow = |_| FetchError::new(FailureClass::Timeout, format!("timed out waiting for {}", host_of(url)));
        let response = timeout(self.timeout, sending).await.map_err(slow)?.map_err(|e| FetchError::of(&e, url))?;
        let status = response.status();
        if status.is_success() {
            return Ok(Posted { status: status.as_u16() });
        }
        Err(FetchError::status(status, headers::retry_after(response.headers())))
    }
}
