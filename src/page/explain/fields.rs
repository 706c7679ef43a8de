//! The witnesses of each field, whether they were believed or not.

use super::super::extract::Reading;
use super::super::guided;
use super::super::metadata::{date, key};
use super::super::segment::Why;
use super::{FieldReason, PageInput, Witness};
use crate::article::{ArticleUrl, StatedDate};
use crate::page::blocks::Form;
use crate::page::labels::LabelKind;
use crate::site::{Role, SiteRules};
use crate::text::clean::excerpt;
use crate::text::dates::DateContext;

/// Characters kept of what a witness says, and witnesses kept of a field.
const SHOWN: usize = 300;
const MOST: usize = 24;

/// What was said of a field: by whom, and what.
type Said = Vec<(String, String)>;

pub(super) fn of(reading: &Reading, page: &PageInput<'_>, rules: Option<&SiteRules>) -> Vec<FieldReason> {
    let article = &reading.article;
    let ruled = |role: Role| -> Said {
        guided::values(&reading.stream, rules, role).into_iter().map(|v| ("site-rule".to_owned(), v)).collect()
    };
    let same = |value: &str, said: &str| key(value) == key(said);
    let one = |field: &'static str, role: Role, said: Said, value: Option<&str>| {
        reason(field, value, ruled(role).into_iter().chain(said).collect(), same)
    };
    let mut fields = vec![
        reason(
            "title",
            article.title.as_deref(),
            ruled(Role::Title).into_iter().chain(titles(reading)).collect(),
            |v, said| key(said).contains(&key(v)),
        ),
        dates(reading, page, &ruled(Role::Date)),
        one("section", Role::Section, sections(reading), article.section.as_deref()),
        one("image", Role::Image, images(reading), article.image.as_deref()),
    ];
    let names = (!article.authors.is_empty()).then(|| article.authors.join("، "));
    fields.push(reason(
        "authors",
        names.as_deref(),
        ruled(Role::Author).into_iter().chain(authors(reading)).collect(),
        |v, said| v.split("، ").any(|name| key(said).contains(&key(name))),
    ));
    let tags = (!article.tags.is_empty()).then(|| article.tags.join("، "));
    let tagged = |v: &str, said: &str| v.split("، ").any(|tag| key(said).contains(&key(tag)));
    fields.push(reason(
        "tags",
        tags.as_deref(),
        ruled(Role::Tags).into_iter().chain(tags_said(reading)).collect(),
        tagged,
    ));
    let canonical = metas(reading, &["og:url"]);
    let stated = reading.stream.head.canonical.iter().map(|c| ("rel=canonical".to_owned(), c.clone()));
    fields.push(reason(
        "canonical_url",
        article.canonical_url.as_deref(),
        stated.chain(canonical).collect(),
        |v, said| {
            let address = |text: &str| ArticleUrl::parse(text).map(|url| url.key()).ok();
            address(v).is_some() && address(v) == address(said)
        },
    ));
    fields
}

fn reason(field: &'static str, value: Option<&str>, said: Said, agrees: impl Fn(&str, &str) -> bool) -> FieldReason {
    let said = said.into_iter().filter(|(_, said)| !said.trim().is_empty()).take(MOST);
    let witnesses: Vec<Witness> = said
        .map(|(source, said)| {
            let agrees = value.is_some_and(|value| agrees(value, &said));
            Witness { source, value: excerpt(said.trim(), SHOWN), agrees }
        })
        .collect();
    let from = witnesses.iter().find(|w| w.agrees).map(|w| w.source.clone());
    FieldReason { field, value: value.map(str::to_owned), from, witnesses }
}

fn metas(reading: &Reading, names: &[&str]) -> Said {
    let head = &reading.stream.head;
    names.iter().filter_map(|n| head.meta(n).map(|v| (format!("meta:{n}"), v.to_owned()))).collect()
}

fn stated(value: Option<&String>) -> Said {
    value.map(|v| ("json-ld".to_owned(), v.clone())).into_iter().collect()
}

fn titles(reading: &Reading) -> Said {
    let mut said = stated(reading.ld.headline.as_ref());
    said.extend(metas(reading, &["og:title", "twitter:title", "headline", "dc.title", "title"]));
    said.push(("title element".to_owned(), reading.stream.head.title.clone()));
    let headings = reading.stream.blocks.iter().filter_map(|block| match block.form {
        Form::Heading(level @ 1..=2) => Some((format!("h{level}"), block.text.clone())),
        _ => None,
    });
    said.extend(headings.take(6));
    said
}

fn dates(reading: &Reading, page: &PageInput<'_>, ruled: &Said) -> FieldReason {
    let context = DateContext { zone: page.zone, now: page.now };
    let found = date::witnesses(&reading.stream, &reading.ld, &reading.around, page.url, &context);
    let said = found.into_iter().map(|d| (d.from.clone(), d.to_text()));
    let published = reading.article.published.as_ref().map(StatedDate::to_text);
    let day = |text: &str| text.get(..10).map(str::to_owned);
    let mut field =
        reason("published", published.as_deref(), ruled.iter().cloned().chain(said).collect(), |v, said| {
            day(v) == day(said)
        });
    field.from = reading.article.published.as_ref().map(|d| d.from.clone());
    field
}

fn authors(reading: &Reading) -> Said {
    let mut said: Said = reading.ld.authors.iter().map(|a| ("json-ld".to_owned(), a.clone())).collect();
    let labelled = reading.why.iter().enumerate().filter(|(_, why)| **why == Why::Label(LabelKind::Byline));
    said.extend(
        labelled.filter_map(|(at, _)| Some(("byline".to_owned(), reading.stream.blocks.get(at)?.text.clone()))),
    );
    let facts = reading.stream.facts.iter().filter(|f| matches!(f.name.as_str(), "author" | "rel=author" | "creator"));
    said.extend(facts.take(6).filter_map(|f| {
        let text = reading.stream.blocks.get(f.block).map(|b| b.text.clone());
        Some((format!("markup:{}", f.name), f.value.clone().or(text)?))
    }));
    said.extend(metas(reading, &["author", "article:author", "dc.creator", "parsely-author", "twitter:creator"]));
    said
}

fn sections(reading: &Reading) -> Said {
    let mut said = stated(reading.ld.section.as_ref());
    said.extend(metas(reading, &["article:section", "articlesection"]));
    said
}

fn images(reading: &Reading) -> Said {
    let mut said = metas(reading, &["og:image", "og:image:url", "twitter:image", "twitter:image:src"]);
    said.extend(stated(reading.ld.image.as_ref()));
    said
}

fn tags_said(reading: &Reading) -> Said {
    let mut said: Said = reading.ld.keywords.iter().map(|k| ("json-ld".to_owned(), k.clone())).collect();
    said.extend(metas(reading, &["article:tag", "news_keywords"]));
    let marked = |why: &Why| matches!(why, Why::Tags | Why::Label(LabelKind::Tags));
    let shown = reading.why.iter().enumerate().filter(|(_, why)| marked(why));
    said.extend(shown.filter_map(|(at, _)| Some(("shown".to_owned(), reading.stream.blocks.get(at)?.text.clone()))));
    said
}
