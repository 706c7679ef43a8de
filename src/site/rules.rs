//! The rules of one site: which elements hold what.

use super::matcher::Matcher;
use super::selector::Selector;
use pattern::Pattern;

mod pattern;

/// What a selector says of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// It holds the article's text. Of several selectors the first that matches counts.
    Body,
    /// Its text is the article's, whatever it looks like.
    Keep,
    /// Its text is never the article's.
    Drop,
    /// It holds links to other articles.
    ReadAlso,
    /// The headline.
    Title,
    /// When the article was published.
    Date,
    /// Who wrote it.
    Author,
    /// Tags, one an element or parted by commas.
    Tags,
    /// The lead image.
    Image,
    /// The section.
    Section,
}

impl Role {
    /// Every role with its key in the files.
    pub const ALL: [(&'static str, Self); 10] = [
        ("body", Self::Body),
        ("keep", Self::Keep),
        ("drop", Self::Drop),
        ("read_also", Self::ReadAlso),
        ("title", Self::Title),
        ("date", Self::Date),
        ("author", Self::Author),
        ("tags", Self::Tags),
        ("image", Self::Image),
        ("section", Self::Section),
    ];

    /// The key in the files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, role)| *role == self).map_or("", |(name, _)| name)
    }

    /// Whether the element's text or attribute is a value, and not its place what matters.
    #[must_use]
    pub fn takes_value(self) -> bool {
        !matches!(self, Self::Body | Self::Keep | Self::Drop | Self::ReadAlso)
    }
}

/// One selector and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What for.
    pub role: Role,
    /// Which elements.
    pub selector: Selector,
}

/// When another form of a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// When the page itself holds no article.
    #[default]
    NoArticle,
    /// In place of the page.
    Always,
}

/// Where another form of a page (print, AMP) is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pattern: Pattern,
    /// When it is asked for.
    pub when: When,
}

impl Variant {
    /// A variant: `*` in `from` stands for any text, and `{1}`, `{2}` … in `to` for what each stood for.
    ///
    /// # Errors
    /// In words, when the two do not fit.
    pub fn new(from: &str, to: &str, when: When) -> Result<Self, String> {
        Ok(Self { pattern: Pattern::new(from, to)?, when })
    }

    /// The address of the other form; `None` when `address` is of no such page or is that form already.
    #[must_use]
    pub fn of(&self, address: &str) -> Option<String> {
        self.pattern.apply(address).filter(|other| other != address)
    }

    /// The patterns as written.
    #[must_use]
    pub fn patterns(&self) -> (&str, &str) {
        self.pattern.texts()
    }
}

/// Everything known of one site's pages.
#[derive(Debug)]
pub struct SiteRules {
    domains: Vec<String>,
    origin: String,
    rules: Vec<Rule>,
    variant: Option<Variant>,
    matcher: Matcher,
}

impl SiteRules {
    /// The rules of `domains`; `origin` says where they were read. `None` when there are too many compounds.
    #[must_use]
    pub fn new(domains: Vec<String>, origin: String, rules: Vec<Rule>, variant: Option<Variant>) -> Option<Self> {
        let matcher = Matcher::new(rules.iter().map(|rule| &rule.selector))?;
        Some(Self { domains, origin, rules, variant, matcher })
    }

    /// The domains they are for; subdomains count.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        &self.domains
    }

    /// The first domain: the name of the rules.
    #[must_use]
    pub fn name(&self) -> &str {
        self.domains.first().map_or("", String::as_str)
    }

    /// The file they were read from, or `shipped`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The rules in the order of the roles, each role's in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Another form of the pages.
    #[must_use]
    pub fn variant(&self) -> Option<&Variant> {
        self.variant.as_ref()
    }

    /// The automaton of the selectors, which it knows by their place in [`Self::rules`].
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// Places of the rules of a role.
    pub fn of(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.rules.iter().enumerate().filter(move |(_, rule)| rule.role == role).map(|(at, _)| at)
    }
}
