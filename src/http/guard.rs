//! The address guard: decides which addresses may be connected to. One pure function, asked about the host of a URL, about
//! every address a name resolves to and about every redirect hop.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Networks that are not the public internet: first address and prefix length. From the IANA special-purpose registry
/// (RFC 6890 and its updates), with 168.63.129.16, a cloud's metadata service on an address that looks public.
const CLOSED_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The only part of IPv6 that is global unicast today.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Parts of [`GLOBAL_V6`] that are not: protocol assignments (Teredo and ORCHID among them) and documentation.
const CLOSED_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// NAT64 of RFC 6052: the last 32 bits are the IPv4 address that is reached.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// 6to4 of RFC 3056: the IPv4 address stands behind the first 16 bits.
const SIX_TO_FOUR: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16);

/// True for an address of the public internet. An address that carries an IPv4 address (mapped, NAT64, 6to4) is as public as
/// what it carries; IPv4-compatible, Teredo and every other tunnel is closed.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !CLOSED_V4.iter().any(|(net, prefix)| same_prefix_v4(v4, *net, *prefix)),
        IpAddr::V6(v6) => match carried_v4(v6) {
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => same_prefix_v6(v6, GLOBAL_V6) && !CLOSED_V6.iter().any(|net| same_prefix_v6(v6, *net)),
        },
    }
}

/// The IPv4 address that a connection to `address` ends at.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = address.to_bits();
    let word = |shift: u32| Ipv4Addr::from_bits(u32::try_from((bits >> shift) & 0xffff_ffff).unwrap_or(0));
    if same_prefix_v6(address, NAT64) {
        return Some(word(0));
    }
    if same_prefix_v6(address, SIX_TO_FOUR) {
        return Some(word(80));
    }
    address.to_ipv4_mapped()
}

fn same_prefix_v4(address: Ipv4Addr, net: Ipv4Addr, prefix: u32) -> bool {
    (address.to_bits() ^ net.to_bits()).leading_zeros() >= prefix
}

fn same_prefix_v6(address: Ipv6Addr, (net, prefix): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ net.to_bits()).leading_zeros() >= prefix
}

/// Why the guard said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// Not http or https.
    #[error("scheme {0:?} is not fetched, only http and https are")]
    Scheme(String),
    /// No host in the URL.
    #[error("a URL without a host is not fetched")]
    NoHost,
    /// An address that is not public and not allowed.
    #[error("{0} is not a public address; name its network in fetch.allow_networks if it is meant")]
    Address(IpAddr),
}

/// The guard with the operator's exceptions.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
}

impl Guard {
    /// A guard that permits the public internet and `allowed`.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// True when `address` may be connected to.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        // The kernel connects a mapped address to the IPv4 one, so an operator's 127.0.0.0/8 covers both spellings.
        let plain = address.to_canonical();
        self.allowed.iter().any(|net| net.contains(&plain)) || is_public(plain)
    }

    /// Checks what a URL shows without a look-up: its scheme, and its host if that is an address. The `url` crate has already
    /// turned every spelling of an IPv4 address (`0x7f.1`, `2130706433`, `127。0。0。1`) into one.
    ///
    /// # Errors
    /// When the scheme or the address is forbidden.
    pub fn check(&self, url: &Url) -> Result<(), Forbidden> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Forbidden::Scheme(url.scheme().chars().take(20).collect()));
        }
        let address = match url.host() {
            None => return Err(Forbidden::NoHost),
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
            Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
        };
        if self.permits(address) { Ok(()) } else { Err(Forbidden::Address(address)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect(text))
    }

    #[test]
    fn every_network_is_closed_from_its_first_to_its_last_address() {
        for (net, prefix) in CLOSED_V4 {
            let last = Ipv4Addr::from_bits(net.to_bits() | (u32::MAX.checked_shr(prefix).unwrap_or(0)));
            assert!(!is_public(net.into()) && !is_public(last.into()), "{net}/{prefix}");
        }
    }

    #[test]
    fn neighbours_of_closed_networks_are_public() {
        for text in [
            "1.0.0.0",
            "1.1.1.1",
            "11.0.0.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "168.63.129.15",
            "168.63.129.17",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "192.0.3.1",
            "198.20.0.1",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2001:200::1",
            "2a00::1",
            "3ffe::1",
        ] {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn only_global_unicast_v6_is_public() {
        for text in [
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "fec0::1",
            "100::1",
            "2001:db8::1",
            "3fff::1",
            "2001::1",
            "2001:20::1",
            "4000::1",
            "5f00::1",
            "64:ff9b:1::7f00:1",
            "::ffff:0:127.0.0.1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn carried_addresses_count_as_what_they_carry() {
        for text in
            ["::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::8.8.8.8"]
        {
            assert!(!public(text), "{text}");
        }
        for text in ["::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"] {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn an_exception_opens_its_network_and_no_other() {
        let guard = Guard::new(vec!["127.0.0.0/8".parse().expect("net")]);
        let permits = |text: &str| guard.permits(text.parse().expect(text));
        assert!(permits("127.0.0.1") && permits("::ffff:127.0.0.1"));
        assert!(!permits("10.0.0.1") && !permits("::1") && !permits("64:ff9b::7f00:1"));
    }

    #[test]
    fn a_url_is_judged_by_scheme_and_literal() {
        let check = |text: &str| Guard::default().check(&Url::parse(text).expect(text));
        assert_eq!(check("https://news.example/"), Ok(()));
        assert_eq!(check("ftp://news.example/"), Err(Forbidden::Scheme("ftp".into())));
        assert!(matches!(check("http://0x7f.1/"), Err(Forbidden::Address(_))));
        assert!(matches!(check("http://[::ffff:a9fe:a9fe]/"), Err(Forbidden::Address(_))));
    }
}
