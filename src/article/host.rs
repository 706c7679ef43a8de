//! Which hosts count as one when requests are counted: the registrable domain.

use super::ArticleUrl;
use url::{Host, Url};

/// The key under which hosts count as one: the registrable domain, since its subdomains are mostly one machine or one budget.
/// Addresses and names without a dot count with their port, as several servers on one machine.
#[must_use]
pub fn host_key(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let local = !name.contains('.') || name.ends_with(".localhost");
            if local { with_port(name, url) } else { psl::domain_str(name).unwrap_or(name).to_owned() }
        }
        Some(address) => with_port(&address.to_string(), url),
        None => String::new(),
    }
}

impl ArticleUrl {
    /// The [`host_key`] of this address: what politeness and the queue of pages count by.
    #[must_use]
    pub fn host_key(&self) -> String {
        self.to_url().map_or_else(String::new, |url| host_key(&url))
    }
}

fn with_port(host: &str, url: &Url) -> String {
    format!("{host}:{}", url.port_or_known_default().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_count_as_one_by_registrable_domain_and_servers_by_port() {
        let key = |text: &str| host_key(&Url::parse(text).unwrap());
        assert_eq!(key("https://www.news.example/a"), key("http://feeds.news.example:8080/b"));
        assert_eq!(key("https://www.bbc.co.uk/arabic"), "bbc.co.uk");
        assert_ne!(key("https://one.blogspot.com/"), key("https://two.blogspot.com/"));
        assert_ne!(key("http://127.0.0.1:8001/"), key("http://127.0.0.1:8002/"));
        assert_ne!(key("http://[::1]:8001/"), key("http://[::1]:8002/"));
        assert_ne!(key("http://localhost:8001/"), key("http://localhost:8002/"));
        assert_eq!(key("http://news.example./"), key("http://news.example/"));
        assert_eq!(key("https://news.example/"), key("http://news.example/"));
        assert_eq!(key("https://co.uk/"), "co.uk");
        let url = ArticleUrl::parse("https://images.news.example/a").unwrap();
        assert_eq!(url.host_key(), "news.example");
    }
}
