//! AMP and mobile forms of a page: which addresses may be the same page in another dress.
//!
//! Sites follow a few conventions (a host `amp.` or `m.`, a path ending in `/amp`, a parameter `amp=1`), and just as many use the
//! same words for something else. So two addresses of that kind are *candidates* only, and count as one page when the page
//! itself names the other as canonical.

use super::ArticleUrl;
use url::Url;

/// First labels of hosts that serve another form of the same pages.
const HOSTS: [&str; 5] = ["www", "m", "mobile", "amp", "wap"];
/// Parts of a path that mark another form, at its beginning or end.
const SEGMENTS: [&str; 4] = ["amp", "amphtml", "mobile", "m"];
/// Query parameters that ask for another form; with one of the values where there are any.
const PARAMETERS: [(&str, &[&str]); 7] = [
    ("amp", &[]),
    ("outputtype", &["amp"]),
    ("output", &["amp"]),
    ("view", &["mobile", "amp"]),
    ("m", &["1", "0"]),
    ("mobile", &["1", "true"]),
    ("amp_js_v", &[]),
];

impl ArticleUrl {
    /// Whether the two may be forms of one page (AMP, mobile, plain): they differ, and only in the marks of such forms.
    #[must_use]
    pub fn may_be_twin_of(&self, other: &Self) -> bool {
        self.key() != other.key() && plain_form(self).is_some_and(|plain| Some(plain) == plain_form(other))
    }
}

/// Host, path and query without the marks of another form.
fn plain_form(url: &ArticleUrl) -> Option<String> {
    let url = url.to_url()?;
    let host = url.host_str()?;
    // A cache names the page in its path: HOST.cdn.ampproject.org/c/s/HOST/PATH, google.com/amp/s/HOST/PATH.
    let cached = if host.ends_with(".ampproject.org") {
        url.path().strip_prefix("/c/s/").or_else(|| url.path().strip_prefix("/v/s/"))
    } else {
        url.path().strip_prefix("/amp/s/")
    };
    if let Some(inner) = cached {
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        return bare(&Url::parse(&format!("https://{inner}{query}")).ok()?);
    }
    bare(&url)
}

fn bare(url: &Url) -> Option<String> {
    let mut host = url.host_str()?;
    while let Some((first, rest)) = host.split_once('.')
        && HOSTS.contains(&first)
        && rest.contains('.')
    {
        host = rest;
    }
    let mut parts: Vec<&str> = url.path_segments()?.filter(|s| !s.is_empty()).collect();
    if parts.len() > 1 && parts.last().is_some_and(|s| SEGMENTS.contains(s)) {
        parts.pop();
    } else if parts.len() > 1 && parts.first().is_some_and(|s| SEGMENTS.contains(s)) {
        parts.remove(0);
    }
    let path = parts.join("/");
    let path = path.strip_suffix(".amp").unwrap_or(&path).replace(".amp.", ".");
    let query: Vec<&str> = url.query().unwrap_or_default().split('&').filter(|p| !p.is_empty() && !marks(p)).collect();
    Some(format!("{host}/{path}?{}", query.join("&")))
}

fn marks(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    PARAMETERS.iter().any(|(n, values)| *n == name && (values.is_empty() || values.contains(&value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be_twins(a: &str, b: &str) -> bool {
        let url = |text: &str| ArticleUrl::parse(text).unwrap();
        url(a).may_be_twin_of(&url(b)) && url(b).may_be_twin_of(&url(a))
    }

    #[test]
    fn forms_of_one_page_are_candidates() {
        let plain = "https://www.nahr.example/2026/11/خبر?id=7";
        for form in [
            "https://m.nahr.example/2026/11/خبر?id=7",
            "https://amp.nahr.example/2026/11/خبر/?id=7",
            "https://nahr.example/2026/11/خبر/amp/?id=7",
            "https://nahr.example/amp/2026/11/خبر?id=7",
            "https://nahr.example/2026/11/خبر?id=7&amp=1",
            "https://nahr.example/2026/11/خبر?outputType=amp&id=7",
            "https://nahr-example.cdn.ampproject.org/c/s/nahr.example/2026/11/خبر?id=7",
        ] {
            assert!(may_be_twins(plain, form), "{form}");
        }
        assert!(may_be_twins("https://nahr.example/a/story.html", "https://nahr.example/a/story.amp.html"));
    }

    #[test]
    fn other_pages_are_none() {
        let plain = "https://nahr.example/news/7";
        for other in [
            plain,
            "https://nahr.example/news/8/amp",
            "https://m.dalta.example/news/7",
            "https://nahr.example/news/7?page=2",
            "https://nahr.example/news/7?m=7",
            "https://sport.nahr.example/news/7",
        ] {
            assert!(!may_be_twins(plain, other), "{other}");
        }
        assert!(!may_be_twins("https://nahr.example/m", "https://nahr.example/"), "a section may be called so");
    }
}
