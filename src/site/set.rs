//! The rules of all sites, found by host.

use super::rules::SiteRules;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rules of all sites.
#[derive(Debug, Clone, Default)]
pub struct SiteSet {
    by_domain: BTreeMap<String, Arc<SiteRules>>,
}

impl SiteSet {
    /// Adds rules; a domain that has some already gets these in their place.
    pub fn add(&mut self, rules: SiteRules) {
        let rules = Arc::new(rules);
        for domain in rules.domains() {
            self.by_domain.insert(domain.clone(), Arc::clone(&rules));
        }
    }

    /// The rules for a host: those of its own name, else of the nearest domain it is part of.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Option<&Arc<SiteRules>> {
        if self.by_domain.is_empty() {
            return None;
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(rules) = self.by_domain.get(rest) {
                return Some(rules);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// The rules for an address.
    #[must_use]
    pub fn of_url(&self, url: &url::Url) -> Option<&Arc<SiteRules>> {
        self.of_host(url.host_str()?)
    }

    /// Every site once, by its first domain.
    #[must_use]
    pub fn sites(&self) -> Vec<&Arc<SiteRules>> {
        let mut sites: Vec<&Arc<SiteRules>> = Vec::new();
        for rules in self.by_domain.values() {
            if !sites.iter().any(|known| Arc::ptr_eq(known, rules)) {
                sites.push(rules);
            }
        }
        sites.sort_by(|a, b| a.name().cmp(b.name()));
        sites
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(domain: &str, origin: &str) -> SiteRules {
        SiteRules::new(vec![domain.to_owned()], origin.to_owned(), Vec::new(), None).expect("few compounds")
    }

    #[test]
    fn the_nearest_domain_wins_and_a_later_file_overrides() {
        let mut set = SiteSet::default();
        set.add(rules("bbc.com", "shipped"));
        set.add(rules("arabic.bbc.com", "shipped"));
        set.add(rules("bbc.com", "own"));
        let origin = |host: &str| set.of_host(host).map(|r| (r.name().to_owned(), r.origin().to_owned()));
        assert_eq!(origin("www.BBC.com"), Some(("bbc.com".into(), "own".into())));
        assert_eq!(origin("x.arabic.bbc.com"), Some(("arabic.bbc.com".into(), "shipped".into())));
        assert_eq!(origin("notbbc.com"), None);
        assert_eq!(set.sites().len(), 2);
    }
}
