//! How connections are made: the one client of the library, and one more for each proxy.

use super::access::Access;
use super::guard::Guard;
use super::resolve::{GuardedResolver, Lookup, UnguardedResolver};
use super::{ClientError, FailureClass, FetchError, Inner, Manners};
use reqwest::header::HeaderValue;
use reqwest::{Certificate, ClientBuilder, Proxy};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use url::Url;

/// Time to connect, look-up and TLS handshake included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An idle connection is closed after this. Many servers hang up after 5 s, and a request sent into that is lost.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// Bytes that a server may send over HTTP/2 before they are asked for, which we hold for it: hundreds of servers may do so at once.
const WINDOW: u32 = 128 << 10;

/// What every client is made from.
#[derive(Debug)]
pub(super) struct Recipe {
    agent: HeaderValue,
    connect_timeout: Duration,
    /// Connections kept open to a host when nothing is asked of it.
    idle: usize,
    authorities: Vec<Certificate>,
    pub(super) resolver: GuardedResolver,
}

impl Recipe {
    pub(super) fn new(
        user_agent: &str,
        (timeout, host_delay, host_concurrency): (Duration, Duration, usize),
        manners: &Manners,
        guard: Arc<Guard>,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, ClientError> {
        let agent = HeaderValue::from_str(user_agent).map_err(|_| ClientError::UserAgent(user_agent.to_owned()))?;
        let authorities = Certificate::from_pem_bundle(&manners.authorities).map_err(|_| ClientError::Authorities)?;
        if authorities.is_empty() && !manners.authorities.is_empty() {
            return Err(ClientError::Authorities);
        }
        let shortest = manners.hosts.values().filter_map(|host| host.delay).fold(host_delay, Duration::min);
        // Where the next request comes after the connection has been closed, it is of no use, and ten thousand hosts have one each.
        let idle = if shortest < IDLE_CONNECTION { host_concurrency.max(1) } else { 0 };
        Ok(Self {
            agent,
            connect_timeout: CONNECT_TIMEOUT.min(timeout),
            idle,
            authorities,
            resolver: GuardedResolver { guard, lookup },
        })
    }

    /// The client that connects by itself: nothing is reached that the guard has not seen.
    pub(super) fn direct(&self) -> Result<reqwest::Client, ClientError> {
        // A proxy of the environment would connect where the guard does not see it.
        self.finish(|| self.builder().no_proxy().dns_resolver(self.resolver.clone()))
    }

    /// The client that asks a proxy, whose own address the operator has chosen and nobody judges.
    fn through(&self, proxy: &Url) -> Result<reqwest::Client, ClientError> {
        let route = Proxy::all(proxy.as_str()).map_err(|_| ClientError::Start("not a proxy".to_owned()))?;
        let resolver = UnguardedResolver { lookup: Arc::clone(&self.resolver.lookup) };
        self.finish(|| self.builder().proxy(route.clone()).dns_resolver(resolver.clone()))
    }

    fn builder(&self) -> ClientBuilder {
        reqwest::Client::builder()
            .user_agent(self.agent.clone())
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_max_idle_per_host(self.idle)
            .pool_idle_timeout(IDLE_CONNECTION)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http2_max_header_list_size(32_768)
            .http2_initial_stream_window_size(WINDOW)
            .http2_initial_connection_window_size(WINDOW)
    }

    fn finish(&self, builder: impl Fn() -> ClientBuilder) -> Result<reqwest::Client, ClientError> {
        let trusting = if self.authorities.is_empty() {
            builder()
        } else {
            builder().tls_certs_merge(self.authorities.iter().cloned())
        };
        trusting.build().or_else(|error| {
            // A machine without root certificates can still fetch over http; every https host will be a TLS failure.
            tracing::warn!(?error, "no root certificates: https will fail (install the ca-certificates package)");
            let own = self.authorities.iter().cloned();
            builder().tls_certs_only(own).build().map_err(|e| ClientError::Start(e.to_string()))
        })
    }
}

impl Inner {
    /// The client for a feed: the common one, or that of its proxy.
    pub(super) fn client_for(&self, access: &Access) -> Result<reqwest::Client, FetchError> {
        let Some(proxy) = &access.proxy else { return Ok(self.http.clone()) };
        let mut proxied = self.proxied.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = proxied.get(proxy.as_str()) {
            return Ok(client.clone());
        }
        let made = self.recipe.through(proxy);
        let client =
            made.map_err(|e| FetchError::new(FailureClass::Refused, format!("the proxy cannot be used: {e}")))?;
        proxied.insert(proxy.as_str().to_owned(), client.clone());
        Ok(client)
    }
}
