//! What is no feed, what wants to be too much, and what is merely wrong bytes.

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_no_feed_is_named() {
    let error = |bytes: &[u8]| read_at(bytes, Some("https://jisr.example/")).unwrap_err();
    assert_eq!(
        error(&fixture("page.html")),
        FeedError::Html { feeds: vec!["https://jisr.example/rss/latest".to_owned()] }
    );
    assert_eq!(error(b" \n"), FeedError::Empty);
    assert!(error(b"<opml><head/><body/></opml>").to_string().contains("OPML"));
    assert!(error(b"<svg xmlns='http://www.w3.org/2000/svg'/>").to_string().contains("<svg>"));
    assert!(error(b"{\"error\": 404}").to_string().contains("JSON"));
    assert!(error("تم حظر الطلب".as_bytes()).to_string().contains("plain text"));
    assert!(matches!(error(&vec![b'x'; MAX_BYTES + 1]), FeedError::TooLarge(_)));
}

#[test]
fn a_json_document_of_a_million_objects_is_read_up_to_a_bound() {
    let item = "{\"id\":\"1\",\"title\":\"افتتاح الجسر\",\"x\":[";
    let text = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{item}]}},{item}{}]}}]}}",
        "{\"a\":0},".repeat(400_000)
    );
    let feed = read_at(text.as_bytes(), None).unwrap();
    assert_eq!(feed.entries.len(), 1, "the whole item before the bound is kept");
    assert!(feed.remarks.iter().any(|r| r.code == "elements-limited"), "{:?}", feed.remarks);
}

#[test]
fn hostile_documents_end_quickly() {
    let wrap = |inner: String| format!("<rss version=\"2.0\"><channel><item><title>أول</title></item>{inner}");
    let hostile = [
        wrap("<a>".repeat(100_000)),
        wrap("<item><media:group>".to_owned() + &"<media:group>".repeat(50_000)),
        wrap("<title>x".repeat(100_000)),
        wrap("<![CDATA[x</t>".repeat(50_000) + "]]>"),
        wrap("<!a[>".repeat(100_000)),
        wrap("<?x>".repeat(100_000)),
        wrap("<!-- ".repeat(100_000)),
        wrap("<a b=\"".repeat(100_000)),
        wrap("&".repeat(300_000)),
        wrap("<a xml:base=\"http://x.example/\">".repeat(20_000)),
        wrap(format!("<a {}/>", "a=\"1\" ".repeat(50_000))),
        wrap((0..20_000).map(|i| format!("<n{i}>")).collect()),
        wrap((0..20_000).map(|i| format!("<n{i}><![CDATA[")).collect()),
        wrap("<item><title>ع</title></item>".repeat(20_000)),
    ];
    for text in &hostile {
        let feed = of(text);
        assert_eq!(feed.entries[0].title.as_deref(), Some("أول"), "{}", &text[..120.min(text.len())]);
        assert!(feed.entries.len() <= MAX_ENTRIES);
    }
    assert!(read_at("[".repeat(200_000).as_bytes(), None).is_err());
    assert!(read_at("{\"items\":[".repeat(50_000).as_bytes(), None).is_err());
}

#[test]
fn nothing_raw_feed_rs_finds_is_lost() {
    for name in ["wordpress.xml", "agency-0300.xml", "arabic-dates.xml", "atom.xml", "rdf.xml", "feed.json"] {
        let bytes = fixture(name);
        let Ok(raw) = feed_rs::parser::parse(bytes.as_slice()) else { continue };
        let ours = feed(name);
        for entry in raw.entries {
            let Some(title) = entry.title.and_then(|t| markup::plain(&t.content)) else { continue };
            assert!(
                ours.entries.iter().any(|e| e.title.as_deref().is_some_and(|t| t.starts_with(&title))),
                "{name}: {title}"
            );
        }
    }
}

const NAMES: [&str; 7] = [
    "wordpress.xml",
    "atom.xml",
    "rdf.xml",
    "feed.json",
    "broken.xml",
    "windows-1256-unlabelled.xml",
    "utf-16le-no-bom.xml",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_at(&bytes, None);
    }

    #[test]
    fn mutated_feeds_never_panic(which in 0..NAMES.len(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..30)) {
        let bytes = damaged(fixture(NAMES[which]), edits);
        if let Ok(feed) = read_at(&bytes, Some("https://base.example/")) {
            let mut identities: Vec<_> = feed.entries.iter().map(|e| &e.identity).collect();
            identities.sort_unstable();
            identities.dedup();
            prop_assert_eq!(identities.len(), feed.entries.len());
            prop_assert!(feed.entries.iter().all(|e| !e.identity.is_empty()));
        }
    }

    #[test]
    fn tag_soup_never_panics(text in "(<[a-z/!?:\\[]{0,4}|>|\"|=|&|;|\\]\\]>|<!\\[CDATA\\[|<item>|</item>|<rss>|خبر| ){0,60}") {
        let _ = read_at(text.as_bytes(), None);
    }
}

#[test]
fn what_entries_take_over_from_their_feed_is_short() {
    let long = "ع".repeat(5_000);
    let feed = of(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/{}'><title>ق</title><author><name>ن</name><email>{long}@a.example</email></author>\
         <author><name>هناء</name></author><entry><title>ع</title><link href='1'/></entry></feed>",
        "a".repeat(100_000)
    ));
    let names: Vec<_> = feed.entries[0].authors.iter().filter_map(|a| a.name.as_deref()).collect();
    assert_eq!(names, ["هناء"]);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://base.example/1"));
}
