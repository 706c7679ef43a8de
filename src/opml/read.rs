//! Reading a list: events of quick-xml, a stack of open folders, and a line for everything that is wrong.

use super::{Fault, OpmlError, Outline, Own, Subscriptions};
use crate::article::ArticleUrl;
use crate::text::clean;
use crate::text::decode::{self, Markup};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

/// Largest file read, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Most outlines read of one file, folders included.
pub const MAX_OUTLINES: usize = 10_000;

/// Deepest nesting of outlines; a feed below it is a fault.
pub const MAX_DEPTH: usize = 16;

/// Longest value of an attribute looked at, in characters: more than the longest URL taken.
const MAX_VALUE: usize = 2_200;

/// Longest name of a feed or a folder, in characters.
const MAX_NAME: usize = 200;

/// Broken places after which reading goes on; each may cost a look at the rest of the file.
const MAX_BREAKS: usize = 50;

/// Reads a list.
///
/// # Errors
/// When the bytes are no OPML, empty, or more than [`MAX_BYTES`]. A bad outline is a fault of the list, not an error.
pub fn read(bytes: &[u8]) -> Result<Subscriptions, OpmlError> {
    if bytes.len() > MAX_BYTES {
        return Err(OpmlError::TooLarge(bytes.len()));
    }
    let decoded = decode::decode(bytes, None, Markup::Xml);
    if decoded.text.trim().is_empty() {
        return Err(OpmlError::Empty);
    }
    let mut list = List::new(&decoded.text);
    let (mut from, mut breaks) = (0, 0);
    while let Some(again) = list.run(from)? {
        (from, breaks) = (again, breaks + 1);
        if breaks == MAX_BREAKS {
            let line = list.line(from);
            list.fault(line, format!("broken in more than {MAX_BREAKS} places; from here on nothing was read"));
            break;
        }
    }
    if !list.is_opml {
        return Err(OpmlError::NotOpml(described(&decoded.text)));
    }
    list.close_all();
    list.out.faults.sort_by_key(|fault| fault.line);
    Ok(list.out)
}

/// An outline whose end has not been seen.
struct Open {
    line: usize,
    /// Its name when it is a folder.
    folder: Option<String>,
    is_feed: bool,
    has_children: bool,
}

struct List<'t> {
    text: &'t str,
    out: Subscriptions,
    is_opml: bool,
    stack: Vec<Open>,
    /// Open outlines below [`MAX_DEPTH`].
    overflow: usize,
    outlines: usize,
    /// How far lines were counted, and to which number.
    counted: (usize, usize),
}

impl<'t> List<'t> {
    fn new(text: &'t str) -> Self {
        let out = Subscriptions::default();
        Self { text, out, is_opml: false, stack: Vec::new(), overflow: 0, outlines: 0, counted: (0, 1) }
    }

    /// Reads from an offset to the end; where the markup is broken, returns the offset to go on from.
    fn run(&mut self, from: usize) -> Result<Option<usize>, OpmlError> {
        let mut reader = Reader::from_str(self.text.get(from..).unwrap_or_default());
        let config = reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
        loop {
            let at = from + usize::try_from(reader.buffer_position()).unwrap_or(0);
            match reader.read_event() {
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::Start(tag)) => self.start(&tag, at, false)?,
                Ok(Event::Empty(tag)) => self.start(&tag, at, true)?,
                Ok(Event::End(tag)) if is(tag.name().0, "outline") => self.end(),
                Ok(Event::End(tag)) if is(tag.name().0, "body") => self.close_all(),
                Ok(_) => {}
                Err(error) => {
                    let line = self.line(at);
                    self.fault(line, format!("the markup is broken here ({error}); read on from the next outline"));
                    let next = at + self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                    return Ok(self.text.get(next..).and_then(next_outline).map(|found| next + found));
                }
            }
            if self.outlines > MAX_OUTLINES {
                let line = self.line(at);
                self.fault(line, format!("more than {MAX_OUTLINES} outlines; from here on nothing was read"));
                return Ok(None);
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize, is_empty: bool) -> Result<(), OpmlError> {
        if !self.is_opml {
            if !is(tag.name().0, "opml") {
                return Err(OpmlError::NotOpml(described(self.text)));
            }
            self.is_opml = true;
        }
        if is(tag.name().0, "outline") {
            self.outlines += 1;
            if self.outlines > MAX_OUTLINES {
                return Ok(());
            }
            let line = self.line(at);
            self.outline(&Attributes::of(tag), line);
            if is_empty {
                self.end();
            }
        }
        Ok(())
    }

    fn outline(&mut self, given: &Attributes, line: usize) {
        if let Some(parent) = self.stack.last_mut() {
            parent.has_children = true;
        }
        let is_feed = given.url.is_some();
        if self.stack.len() >= MAX_DEPTH {
            self.overflow += 1;
            if is_feed {
                self.fault(line, format!("{} is nested deeper than {MAX_DEPTH} outlines", given.called()));
            }
            return;
        }
        if let Some(address) = &given.url {
            match feed_url(address) {
                Ok(url) => self.out.outlines.push(Outline {
                    line,
                    url,
                    name: given.name(),
                    folder: self.stack.iter().rev().find_map(|open| open.folder.clone()),
                    own: given.own.clone().filter(|own| !own.id.is_empty()),
                }),
                Err(why) => self.fault(line, format!("{}: {why}", given.called())),
            }
        } else if given.is_lost_feed() {
            self.fault(line, format!("{} has no xmlUrl", given.called()));
        }
        let folder = if is_feed { None } else { given.name() };
        // What was already reported is not reported again at its end.
        let is_told = is_feed || given.is_lost_feed();
        self.stack.push(Open { line, folder, is_feed: is_told, has_children: false });
    }

    fn end(&mut self) {
        if self.overflow > 0 {
            self.overflow -= 1;
        } else if let Some(open) = self.stack.pop()
            && !open.is_feed
            && !open.has_children
        {
            let name = open.folder.map_or_else(|| "an outline".to_owned(), |name| format!("{name:?}"));
            self.fault(open.line, format!("{name} has no xmlUrl and no outlines inside"));
        }
    }

    fn close_all(&mut self) {
        self.overflow = 0;
        while !self.stack.is_empty() {
            self.end();
        }
    }

    fn fault(&mut self, line: usize, message: String) {
        self.out.faults.push(Fault { line, message });
    }

    /// The line of an offset; offsets only grow, so that the file is walked once.
    fn line(&mut self, offset: usize) -> usize {
        let (at, line) = self.counted;
        let more = self.text.get(at..offset).map_or(0, |part| part.bytes().filter(|b| *b == b'\n').count());
        self.counted = (offset.max(at), line + more);
        self.counted.1
    }
}

/// The attributes of an outline that are of use, references resolved.
#[derive(Default)]
struct Attributes {
    text: Option<String>,
    title: Option<String>,
    url: Option<String>,
    kind: Option<String>,
    has_site: bool,
    own: Option<Own>,
}

impl Attributes {
    fn of(tag: &BytesStart<'_>) -> Self {
        let mut found = Self::default();
        // A broken attribute costs itself; comparing names with each other would be quadratic.
        for attribute in tag.attributes().with_checks(false).flatten() {
            // As browsers read a value: any name of HTML, and an ampersand that begins none is itself.
            let value = clean::line(&htmlize::unescape_attribute(&*attribute.value), MAX_VALUE);
            if value.is_empty() {
                continue;
            }
            let name = attribute.key.0.to_ascii_lowercase();
            match name.as_str() {
                "text" => found.text = Some(value),
                "title" => found.title = Some(value),
                "xmlurl" => found.url = Some(value),
                "type" => found.kind = Some(value.to_ascii_lowercase()),
                "htmlurl" => found.has_site = true,
                _ => {
                    if let Some(key) = name.strip_prefix("hasad:") {
                        found.own.get_or_insert_default().take(key, value);
                    }
                }
            }
        }
        found
    }

    /// `text`, else `title`; an address is no name.
    fn name(&self) -> Option<String> {
        let is_name = |name: &&String| !name.contains("://");
        let name = self.text.as_ref().filter(is_name).or(self.title.as_ref().filter(is_name))?;
        Some(clean::line(name, MAX_NAME))
    }

    fn called(&self) -> String {
        self.name()
            .or_else(|| self.url.clone())
            .map_or_else(|| "an outline".to_owned(), |name| format!("{:?}", clean::excerpt(&name, 80)))
    }

    /// Something that was meant to be a feed, or leads to a list elsewhere, and says not where.
    fn is_lost_feed(&self) -> bool {
        self.url.is_none()
            && (self.has_site || self.kind.as_deref().is_some_and(|k| matches!(k, "rss" | "atom" | "link" | "include")))
    }
}

impl Own {
    fn take(&mut self, key: &str, value: String) {
        match key {
            "id" => self.id = value,
            "outlet" => self.outlet = Some(value),
            "schedule" => self.schedule = Some(value),
            "zone" => self.zone = Some(value),
            "enabled" => self.disabled = value == "false",
            _ => {}
        }
    }
}

/// An address as lists have it; `feed:` is what browsers once opened feed readers with.
fn feed_url(text: &str) -> Result<ArticleUrl, String> {
    let text = text.trim();
    let bare = match text.get(..5).filter(|start| start.eq_ignore_ascii_case("feed:")) {
        Some(_) if text[5..].starts_with("//") => format!("http:{}", &text[5..]),
        Some(_) => text[5..].to_owned(),
        None => text.to_owned(),
    };
    if Url::parse(&bare).is_ok_and(|url| !url.username().is_empty() || url.password().is_some()) {
        return Err("xmlUrl holds a user name or password, which is never sent".to_owned());
    }
    ArticleUrl::parse(&bare).map_err(|e| format!("xmlUrl {:?}: {e}", clean::excerpt(text, 120)))
}

fn is(name: &str, wanted: &str) -> bool {
    name.rsplit(':').next().unwrap_or(name).eq_ignore_ascii_case(wanted)
}

fn next_outline(rest: &str) -> Option<usize> {
    rest.find("<outline")
}

/// What a text is that is no OPML.
fn described(text: &str) -> String {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let root = loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => break Some(tag.name().0.to_ascii_lowercase()),
            Ok(Event::Eof) | Err(_) => break None,
            Ok(_) => {}
        }
    };
    match root.as_deref() {
        Some("rss" | "feed" | "rdf:rdf" | "urlset") => {
            "a feed itself: `hasad feeds discover` with its address prints what to add".to_owned()
        }
        Some("html") => "an HTML page; export the list from your feed reader again".to_owned(),
        Some(name) => format!("a document with the root <{}>", clean::line(name, 40)),
        None => format!("a text beginning with {:?}", clean::line(text, 40)),
    }
}
