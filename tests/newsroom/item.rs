//! One news item as its editor wrote it: what a page is rendered from, and what extraction should give back.

use chrono::{DateTime, TimeDelta, Utc};

/// A headline and, where the page links it, where to: a slug of the same outlet, or an href when it holds a `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The headline shown.
    pub title: String,
    /// A slug of the same outlet, an href, or nothing where the page shows only the headline.
    pub to: Option<String>,
}

impl Link {
    /// A link to `to`, a slug or an href.
    pub fn new(title: &str, to: Option<&str>) -> Self {
        Self { title: title.to_owned(), to: to.map(str::to_owned) }
    }
}

/// A read-also box between two paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBox {
    /// How many paragraphs stand before it.
    pub after: usize,
    /// The label as written, e.g. `اقرأ أيضاً`.
    pub label: String,
    /// Its links, at least one.
    pub links: Vec<Link>,
}

/// One news item. Everything is public: a test may change what it likes before it is published.
#[derive(Debug, Clone, PartialEq)]
pub struct NewsItem {
    /// Key of the item within its outlet and last part of its URL.
    pub slug: String,
    /// Headline.
    pub title: String,
    /// Teaser of the feed; the first paragraph, cut, when there is none.
    pub summary: Option<String>,
    /// The body, without dateline and credit.
    pub paragraphs: Vec<String>,
    /// When the outlet says it was published.
    pub published: DateTime<Utc>,
    /// When the outlet says it was changed.
    pub modified: Option<DateTime<Utc>>,
    /// A person's name.
    pub author: Option<String>,
    /// Section it is filed under.
    pub section: String,
    /// Tags in order.
    pub tags: Vec<String>,
    /// `القاهرة - وكالات`: shown before the first words of the first paragraph.
    pub dateline: Option<String>,
    /// The agency or outlet credited for the text; each layout has its own way to show it.
    pub credit: Option<String>,
    /// Boxes between paragraphs.
    pub boxes: Vec<LinkBox>,
    /// The related list below the article; when empty the layout fills it from its stock of headlines.
    pub related: Vec<Link>,
    /// A second article that the aggregator layout shows whole below the first: headline and paragraphs.
    pub following: Option<(String, Vec<String>)>,
}

impl NewsItem {
    /// An item with a headline and no text yet.
    pub fn new(slug: &str, title: &str, published: DateTime<Utc>) -> Self {
        Self {
            slug: slug.to_owned(),
            title: title.to_owned(),
            summary: None,
            paragraphs: Vec::new(),
            published,
            modified: None,
            author: None,
            section: "أخبار".to_owned(),
            tags: Vec::new(),
            dateline: None,
            credit: None,
            boxes: Vec::new(),
            related: Vec::new(),
            following: None,
        }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: &str) -> Self {
        self.paragraphs.push(text.to_owned());
        self
    }

    /// Replaces all paragraphs.
    #[must_use]
    pub fn paragraphs(mut self, texts: &[&str]) -> Self {
        self.paragraphs = texts.iter().map(|&t| t.to_owned()).collect();
        self
    }

    /// Sets the author.
    #[must_use]
    pub fn author(mut self, name: &str) -> Self {
        self.author = Some(name.to_owned());
        self
    }

    /// Sets the section.
    #[must_use]
    pub fn section(mut self, name: &str) -> Self {
        self.section = name.to_owned();
        self
    }

    /// Sets the tags.
    #[must_use]
    pub fn tags(mut self, names: &[&str]) -> Self {
        self.tags = names.iter().map(|&t| t.to_owned()).collect();
        self
    }

    /// Sets the credited source.
    #[must_use]
    pub fn credit(mut self, name: &str) -> Self {
        self.credit = Some(name.to_owned());
        self
    }

    /// Sets the dateline.
    #[must_use]
    pub fn dateline(mut self, text: &str) -> Self {
        self.dateline = Some(text.to_owned());
        self
    }

    /// Puts a box with one link after that many paragraphs.
    #[must_use]
    pub fn read_also(mut self, after: usize, label: &str, title: &str, to: Option<&str>) -> Self {
        self.boxes.push(LinkBox { after, label: label.to_owned(), links: vec![Link::new(title, to)] });
        self
    }

    /// Appends a link to the related list below the article.
    #[must_use]
    pub fn related(mut self, title: &str, to: Option<&str>) -> Self {
        self.related.push(Link::new(title, to));
        self
    }

    /// Sets the second article shown below this one by the aggregator layout.
    #[must_use]
    pub fn following(mut self, other: &Self) -> Self {
        self.following = Some((other.title.clone(), other.paragraphs.clone()));
        self
    }

    /// Moves the publication by that many minutes.
    #[must_use]
    pub fn later(mut self, minutes: i64) -> Self {
        self.published += TimeDelta::minutes(minutes);
        self
    }

    /// The paragraphs as the page shows them: the first one opens with the dateline.
    pub fn shown(&self) -> Vec<String> {
        let mut shown = self.paragraphs.clone();
        if let (Some(dateline), Some(first)) = (&self.dateline, shown.first_mut()) {
            *first = format!("{dateline}: {first}");
        }
        shown
    }

    /// The teaser: what was set, else the opening of the first paragraph, cut at a word.
    pub fn teaser(&self) -> String {
        if let Some(summary) = &self.summary {
            return summary.clone();
        }
        let words: Vec<&str> = self.paragraphs.first().map_or_else(Vec::new, |p| p.split(' ').take(24).collect());
        format!("{}...", words.join(" "))
    }

    /// When it last changed.
    pub fn changed(&self) -> DateTime<Utc> {
        self.modified.unwrap_or(self.published)
    }
}
