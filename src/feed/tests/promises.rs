//! Two promises of the reader: a document that needs no repair is read as it stands, and nothing that feed-rs finds by itself is
//! ever lost.

use super::*;
use crate::feed::reader;
use crate::feed::tree::{Child, NodeId, Tree};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;

/// What a document says, step by step: `<name a="b"`, text, `>`.
#[derive(Default)]
struct Steps(Vec<String>);

impl Steps {
    fn add_text(&mut self, text: &str) {
        match self.0.last_mut().filter(|l| l.starts_with('"')) {
            Some(last) => last.push_str(text),
            None => self.0.push(format!("\"{text}")),
        }
    }

    fn add_start(&mut self, name: &str, attributes: impl Iterator<Item = (String, String)>) {
        let attributes: String = attributes.map(|(name, value)| format!(" {name}={value:?}")).collect();
        self.0.push(format!("<{name}{attributes}"));
    }

    /// Blanks between elements mean nothing.
    fn finish(self) -> Vec<String> {
        self.0.into_iter().filter(|s| s.strip_prefix('"').is_none_or(|text| !text.trim().is_empty())).collect()
    }
}

/// What our tree says.
fn ours(text: &str) -> (Vec<String>, Vec<String>) {
    let mut repairs = Repairs::default();
    let tree = reader::read(text, &mut repairs);
    let mut steps = Steps::default();
    walk(&tree, 0, &mut steps);
    (steps.finish(), repairs.into_remarks().into_iter().map(|r| r.code.to_string()).collect())
}

fn walk(tree: &Tree<'_>, id: NodeId, steps: &mut Steps) {
    let node = &tree.nodes[id];
    steps.add_start(&node.name, node.attributes.iter().map(|(n, v)| (n.to_string(), v.to_string())));
    for child in &node.children {
        match child {
            Child::Text(text) => steps.add_text(text),
            Child::Element(id) => walk(tree, *id, steps),
        }
    }
    steps.0.push(">".to_owned());
}

/// What a strict reader of XML says.
fn theirs(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut steps = Steps::default();
    loop {
        match reader.read_event().expect("the document is well-formed") {
            Event::Start(tag) => start(&tag, &mut steps),
            Event::Empty(tag) => {
                start(&tag, &mut steps);
                steps.0.push(">".to_owned());
            }
            Event::End(_) => steps.0.push(">".to_owned()),
            Event::Text(text) => steps.add_text(&text),
            Event::CData(text) => steps.add_text(&text),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(c) => steps.add_text(&c.to_string()),
                None => steps.add_text(resolve_xml_entity(&reference).unwrap()),
            },
            Event::Eof => return steps.finish(),
            _ => {}
        }
    }
}

fn start(tag: &BytesStart<'_>, steps: &mut Steps) {
    let name = tag.local_name().as_ref().to_owned();
    let attributes = tag.attributes().map(|a| {
        let a = a.unwrap();
        let value = quick_xml::escape::unescape(&a.value).unwrap().into_owned();
        (a.key.as_ref().to_lowercase(), value)
    });
    steps.add_start(&name.to_lowercase(), attributes);
}

/// Running text as outlets write it, well-formed.
fn words() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "أعلنت الهيئة ",
        "إعادة فتح الطريق",
        " «عاجل» ",
        "الساعة ٧:٣٠ ",
        "&amp;",
        "&lt;b&gt;",
        "&#1575;",
        "&#x200F;",
        "مـــاء",
        " 2026 ",
        "<![CDATA[<p>نصّ & صورة</p>]]>",
        "<!-- ملاحظة -->",
        "\n\t",
        "\"",
        "'",
        "،",
        "Reuters",
        "]",
        ">",
        "۱۴۰۵",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn field() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "title",
        "description",
        "guid isPermaLink='false'",
        "pubDate",
        "dc:creator",
        "category domain=\"https://o.example/?a=1&amp;b=2\"",
        "content:encoded",
        "media:description",
        "comments",
        "author",
    ]);
    let empty = prop::sample::select(vec![
        "<enclosure url=\"https://o.example/1.jpg\" type='image/jpeg' length='1'/>",
        "<media:thumbnail url='x' width=\"10\" />",
        "<comments/>",
    ]);
    prop_oneof![
        4 => (name, words()).prop_map(|(name, text)| {
            let end = name.split(' ').next().unwrap_or(name);
            format!("<{name}>{text}</{end}>")
        }),
        1 => empty.prop_map(str::to_owned),
    ]
}

fn document() -> impl Strategy<Value = String> {
    let item = prop::collection::vec(field(), 0..7).prop_map(|mut fields| {
        // Of two titles one reader takes the first and the other the last.
        let mut titled = false;
        fields.retain(|f| !f.starts_with("<title") || !std::mem::replace(&mut titled, true));
        format!("<item>\n{}</item>", fields.join("\n  "))
    });
    (prop::collection::vec(field(), 0..4), prop::collection::vec(item, 0..5), any::<bool>()).prop_map(|(head, items, declared)| {
        let declaration = if declared { "<?xml version=\"1.0\"?>\n<?style x?><!-- أُنتج آليا -->" } else { "" };
        format!(
            "{declaration}<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>{}{}</channel></rss>",
            head.concat(),
            items.concat()
        )
    })
}

/// How many different headlines (or, without one, links) feed-rs finds by itself; none when it refuses the document or panics.
/// The same item twice is one entry to us, so headlines are counted and not items.
fn entries_of_feed_rs(bytes: &[u8]) -> usize {
    let Ok(Ok(feed)) = std::panic::catch_unwind(|| feed_rs::parser::parse(bytes)) else { return 0 };
    let headline = |e: feed_rs::model::Entry| {
        let title = e.title.map(|t| t.content.trim().to_owned()).filter(|t| !t.is_empty());
        title.or_else(|| e.links.first().map(|l| l.href.clone()))
    };
    feed.entries.into_iter().filter_map(headline).collect::<BTreeSet<_>>().len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_well_formed_document_is_read_as_it_stands(text in document()) {
        let (steps, remarks) = ours(&text);
        prop_assert_eq!(&steps, &theirs(&text), "{}", text);
        prop_assert!(remarks.is_empty(), "{:?} in {}", remarks, text);
    }

    #[test]
    fn no_entry_that_feed_rs_finds_is_lost(text in document()) {
        let found = entries_of_feed_rs(text.as_bytes());
        let ours = read_at(text.as_bytes(), None).map_or(0, |d| d.entries.len());
        prop_assert!(ours >= found, "{} of {}: {}", ours, found, text);
    }

    #[test]
    fn nor_in_a_damaged_document(which in 0..FIXTURES.len(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..12)) {
        let bytes = damaged(FIXTURES[which].1.to_vec(), edits);
        let found = entries_of_feed_rs(&bytes);
        let ours = read_at(&bytes, None).map_or(0, |d| d.entries.len());
        prop_assert!(ours >= found, "{} of {}: {}", ours, found, String::from_utf8_lossy(&bytes));
    }
}
