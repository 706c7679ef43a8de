//! What elements state besides text: meta data, facts, pictures, scripts with data.

use super::{Sink, Walker};
use crate::page::blocks::{Fact, Image};
use crate::page::html::hints::Hints;
use crate::page::html::tag::Tag;
use crate::page::html::tokenizer::StartTag;
use std::borrow::Cow;

/// Fields for mail addresses that are remembered.
const MAX_SIGN_UPS: usize = 50;

/// Properties of RDFa that state when a page was made.
const CREATED: [&str; 4] = ["dc:date", "dc:created", "dcterms:created", "schema:dateCreated"];

impl Walker<'_, '_> {
    pub(super) fn facts(&mut self, token: &StartTag<'_, '_>) {
        let is_time = token.name == "time";
        let name = token.attribute("itemprop").or_else(|| {
            let is_author = token.attribute("rel").is_some_and(|r| r.split(' ').any(|w| w == "author"));
            // RDFa, as Drupal 7 writes it around `كُتب بواسطة … في …`.
            let is_created = || token.attribute("property").is_some_and(|p| p.split(' ').any(|w| CREATED.contains(&w)));
            match () {
                () if is_author => Some(Cow::Borrowed("rel=author")),
                () if token.name != "meta" && is_created() => Some(Cow::Borrowed("dateCreated")),
                () => is_time.then_some(Cow::Borrowed("time")),
            }
        });
        if let Some(name) = name
            && self.out.facts.len() < 500
        {
            let value = token.attribute("datetime").or_else(|| token.attribute("content")).map(Cow::into_owned);
            let block = self.out.blocks.len();
            self.out.facts.push(Fact { name: name.into_owned(), value, block });
        }
    }

    pub(super) fn image(&mut self, token: &StartTag<'_, '_>) {
        self.pictured |= self.link.is_some();
        if self.link.is_some() {
            self.title_link(token.attribute("alt"));
        }
        let src = ["data-src", "data-lazy-src", "data-original", "src"].iter().find_map(|a| token.attribute(a));
        if let Some(src) = src.filter(|s| !s.starts_with("data:") && !s.is_empty())
            && self.out.images.len() < 300
        {
            let width = token.attribute("width").and_then(|w| w.trim_end_matches("px").parse().ok());
            self.out.images.push(Image { src: src.into_owned(), before: self.out.blocks.len(), width });
        }
    }

    pub(super) fn script(&mut self, token: &StartTag<'_, '_>) {
        let is_json_ld = token.attribute("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"));
        self.sink = if is_json_ld && self.out.head.json_ld.len() < 20 { Sink::JsonLd } else { Sink::Nowhere };
        if self.sink == Sink::JsonLd {
            self.out.head.json_ld.push(String::new());
        }
    }

    pub(super) fn meta(&mut self, token: &StartTag<'_, '_>) {
        let Some(content) = token.attribute("content") else { return };
        let mut stated = false;
        for key in ["property", "name", "itemprop"] {
            if let Some(name) = token.attribute(key)
                && self.out.head.metas.len() < 300
                && content.len() < 8_000
            {
                self.out.head.metas.push((name.trim().to_ascii_lowercase(), content.clone().into_owned()));
                stated |= key == "itemprop";
            }
        }
        if stated {
            self.facts(token);
        }
    }

    pub(super) fn link_element(&mut self, token: &StartTag<'_, '_>) {
        if token.attribute("rel").is_some_and(|r| r.split(' ').any(|w| w.eq_ignore_ascii_case("canonical"))) {
            let href = token.attribute("href").map(Cow::into_owned);
            self.out.head.canonical = self.out.head.canonical.take().or(href);
        }
    }

    /// A field for a password signs in, and one for a mail address signs up.
    pub(super) fn field(&mut self, token: &StartTag<'_, '_>) {
        match token.attribute("type").as_deref().map(str::trim) {
            Some("password") => self.out.passwords += 1,
            Some(kind) if kind.eq_ignore_ascii_case("email") && self.out.sign_ups.len() < MAX_SIGN_UPS => {
                self.out.sign_ups.push(self.stack.top().node);
            }
            _ => {}
        }
    }

    /// A form with a field for free text takes comments.
    pub(super) fn mark_form(&mut self) {
        let mut at = self.stack.top().node;
        for _ in 0..12 {
            let Some(node) = self.out.nodes.get_mut(at) else { return };
            if node.tag == Tag::Form {
                node.hints = node.hints.with(Hints::COMMENT);
                return;
            }
            at = node.parent;
        }
    }

    pub(super) fn root_attributes(&mut self, token: &StartTag<'_, '_>) {
        let head = &mut self.out.head;
        head.lang = head.lang.take().or_else(|| token.attribute("lang").map(Cow::into_owned));
        head.dir = head.dir.take().or_else(|| token.attribute("dir").map(Cow::into_owned));
    }
}

pub(super) fn is_player(src: &str) -> bool {
    ["youtube", "youtu.be", "dailymotion", "vimeo", "jwplayer", "brightcove", "video"].iter().any(|p| src.contains(p))
}
