//! Names to addresses, closed by the guard: the addresses handed out are the ones connected to, so a name cannot be checked
//! as one address and reached as another.

use super::guard::Guard;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt::Debug;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A look-up slower than this failed: the system's resolver may hang for half a minute.
const PATIENCE: Duration = Duration::from_secs(8);

/// The future of a [`Lookup`].
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Asks for the addresses of a name; another one than the system's serves tests and special networks. What it says is
/// checked by the guard all the same.
pub trait Lookup: Debug + Send + Sync + 'static {
    /// All addresses of `name`. Not found is an error of kind `NotFound` or an empty list.
    fn lookup(&self, name: &str) -> Looking;
}

/// The system's resolver (hosts file, DNS).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: &str) -> Looking {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why a name led to no connection; travels through reqwest as the source of its error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum LookupError {
    /// At least one of its addresses is not public. One is enough: a mix is how rebinding begins.
    #[error("{0} is not a public address")]
    Forbidden(IpAddr),
    /// It has no address.
    #[error("no such name")]
    NotFound,
    /// The resolver could not be asked: likely our own network.
    #[error("no resolver answered")]
    Unavailable,
    /// No answer in time.
    #[error("the look-up took more than {} s", PATIENCE.as_secs())]
    Slow,
}

/// The resolver given to reqwest.
#[derive(Debug, Clone)]
pub(super) struct GuardedResolver {
    pub(super) guard: Arc<Guard>,
    pub(super) lookup: Arc<dyn Lookup>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let addresses = this.addresses(name.as_str()).await?;
            let addresses: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

/// The resolver of a client that speaks to a proxy and to nothing else: it looks up the proxy's own name.
#[derive(Debug, Clone)]
pub(super) struct UnguardedResolver {
    pub(super) lookup: Arc<dyn Lookup>,
}

impl Resolve for UnguardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = tokio::time::timeout(PATIENCE, this.lookup.lookup(name.as_str())).await?;
            let addresses: Addrs = Box::new(found?.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

impl GuardedResolver {
    pub(super) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, LookupError> {
        if is_localhost(name) {
            return self.loopback();
        }
        let found = match tokio::time::timeout(PATIENCE, self.lookup.lookup(name)).await {
            Err(_) => return Err(LookupError::Slow),
            Ok(Err(error)) => return Err(lookup_error(&error)),
            Ok(Ok(found)) => found,
        };
        match found.iter().find(|ip| !self.guard.permits(**ip)) {
            Some(closed) => Err(LookupError::Forbidden(*closed)),
            None if found.is_empty() => Err(LookupError::NotFound),
            None => Ok(found),
        }
    }

    /// `localhost` and what is below it never leave the machine (RFC 6761 §6.3), whatever a name server says; an operator who
    /// allowed only one of the two loopback networks gets that one.
    fn loopback(&self) -> Result<Vec<IpAddr>, LookupError> {
        let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let open: Vec<IpAddr> = both.into_iter().filter(|ip| self.guard.permits(*ip)).collect();
        if open.is_empty() { Err(LookupError::Forbidden(both[0])) } else { Ok(open) }
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    last.eq_ignore_ascii_case("localhost")
}

/// getaddrinfo's errors have no kind of their own in std; the C libraries' words for EAI_AGAIN tell "nobody could be asked"
/// from "there is no such name".
fn lookup_error(error: &io::Error) -> LookupError {
    let text = error.to_string();
    let again = ["emporary failure", "ry again"].iter().any(|words| text.contains(words));
    if again { LookupError::Unavailable } else { LookupError::NotFound }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(Vec<IpAddr>);

    impl Lookup for Fixed {
        fn lookup(&self, _: &str) -> Looking {
            let found = self.0.clone();
            Box::pin(async move { Ok(found) })
        }
    }

    async fn ask(name: &str, answer: &[&str], allowed: &[&str]) -> Result<Vec<IpAddr>, LookupError> {
        let allowed = allowed.iter().map(|net| net.parse().expect("net")).collect();
        let answer = answer.iter().map(|ip| ip.parse().expect("ip")).collect();
        GuardedResolver { guard: Arc::new(Guard::new(allowed)), lookup: Arc::new(Fixed(answer)) }.addresses(name).await
    }

    #[tokio::test]
    async fn one_closed_address_refuses_the_name() {
        let closed = Err(LookupError::Forbidden(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))));
        assert_eq!(ask("a.example", &["8.8.8.8", "10.0.0.1"], &[]).await, closed);
        assert!(ask("a.example", &["8.8.8.8"], &[]).await.is_ok());
        assert_eq!(ask("a.example", &[], &[]).await, Err(LookupError::NotFound));
        assert!(ask("a.example", &["::ffff:127.0.0.1"], &[]).await.is_err());
    }

    #[tokio::test]
    async fn localhost_is_loopback_whatever_the_resolver_says() {
        for name in ["localhost", "LOCALHOST", "localhost.", "a.localhost"] {
            assert!(ask(name, &["8.8.8.8"], &[]).await.is_err(), "{name}");
            let only = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
            assert_eq!(ask(name, &["8.8.8.8"], &["127.0.0.0/8"]).await, Ok(only), "{name}");
        }
        assert!(ask("notlocalhost", &["8.8.8.8"], &[]).await.is_ok());
    }
}
