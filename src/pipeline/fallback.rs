//! Other addresses of a page: where a site rule knows a print or AMP form, it is asked when the page itself will not come.

use crate::article::ArticleUrl;
use std::fmt;
use std::sync::Arc;

/// Addresses tried for one page at most, besides its own.
const MAX_TRIED: usize = 2;

/// From the address of a page to those of its other forms, best first.
type Others = dyn Fn(&ArticleUrl) -> Vec<ArticleUrl> + Send + Sync;

/// Knows other addresses of pages; knows none by default.
#[derive(Clone, Default)]
pub struct Fallbacks(Option<Arc<Others>>);

impl Fallbacks {
    /// Asks `others` for the other forms of a page.
    #[must_use]
    pub fn new(others: impl Fn(&ArticleUrl) -> Vec<ArticleUrl> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(others)))
    }

    /// What to try when `url` will not come. A form on another site is none: a rule may not send readers of one outlet to
    /// another.
    pub(super) fn of(&self, url: &ArticleUrl) -> Vec<ArticleUrl> {
        let mut others = self.0.as_ref().map_or_else(Vec::new, |others| others(url));
        others.retain(|other| other != url && other.host_key() == url.host_key());
        others.truncate(MAX_TRIED);
        others
    }
}

impl fmt::Debug for Fallbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Fallbacks(…)" } else { "Fallbacks" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_addresses_of_the_same_site_are_tried_and_few() {
        let url = |text: &str| ArticleUrl::parse(text).unwrap();
        let page = url("https://www.news.example/1");
        assert!(Fallbacks::default().of(&page).is_empty());
        let known = Fallbacks::new(move |page| {
            let mut forms = vec![page.clone(), url("https://other.example/1")];
            forms.extend(["amp", "print", "mobile"].map(|form| url(&format!("https://{form}.news.example/1"))));
            forms
        });
        let tried: Vec<String> = known.of(&page).iter().map(ArticleUrl::host).collect();
        assert_eq!(tried, ["amp.news.example", "print.news.example"]);
    }
}
