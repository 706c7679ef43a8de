//! Whole feeds through the reader: outlets' styles, dialects, encodings, repairs, identities, refusals.

use super::*;
use chrono::{DateTime, Utc};
use url::Url;

mod fields;
mod hostile;
mod promises;

/// The fixtures, compiled in: this module touches no files, not even in tests.
macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../tests/data/feeds/", $name)).as_slice())),*]
    };
}

const FIXTURES: [(&str, &[u8]); 14] = fixtures![
    "agency-0300.xml",
    "arabic-dates.xml",
    "atom.xml",
    "broken.xml",
    "feed.json",
    "iso-8859-6-unlabelled.xml",
    "page.html",
    "rdf.xml",
    "shared-guid.xml",
    "sitemap.xml",
    "truncated.xml",
    "utf-16le-no-bom.xml",
    "windows-1256-unlabelled.xml",
    "wordpress.xml",
];

fn fixture(name: &str) -> Vec<u8> {
    FIXTURES.iter().find(|(n, _)| *n == name).map(|(_, bytes)| bytes.to_vec()).unwrap()
}

/// A document after edits: a byte put over one, put before one, or taken out.
fn damaged(mut bytes: Vec<u8>, edits: Vec<(proptest::sample::Index, u8, u8)>) -> Vec<u8> {
    for (at, byte, kind) in edits {
        let at = at.index(bytes.len());
        match kind {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, b"<>&]\"'/! "[usize::from(byte) % 9]),
            _ => drop(bytes.remove(at)),
        }
    }
    bytes
}

fn read_at(bytes: &[u8], url: Option<&str>) -> Result<FeedDocument, FeedError> {
    let url = url.map(|u| Url::parse(u).unwrap());
    let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    read(bytes, &ReadContext { url: url.as_ref(), content_type: Some("text/xml"), zone: chrono_tz::Asia::Riyadh, now })
}

fn feed(name: &str) -> FeedDocument {
    read_at(&fixture(name), Some("https://base.example/feeds/rss.xml")).unwrap()
}

fn of(text: &str) -> FeedDocument {
    read_at(text.as_bytes(), Some("https://base.example/rss")).unwrap()
}

fn codes(feed: &FeedDocument) -> Vec<&str> {
    feed.remarks.iter().map(|r| r.code.as_ref()).collect()
}

fn instants(feed: &FeedDocument) -> Vec<Option<String>> {
    feed.entries.iter().map(|e| e.published.map(|d| d.to_rfc3339())).collect()
}

fn item(inner: &str) -> FeedDocument {
    of(&format!("<rss version=\"2.0\"><channel><title>ق</title><item>{inner}</item></channel></rss>"))
}

#[test]
fn a_well_formed_blog_feed_is_read_whole_and_unremarked() {
    let feed = feed("wordpress.xml");
    assert_eq!(codes(&feed), [""; 0]);
    assert_eq!(
        (feed.feed_type.as_str(), feed.encoding.as_str(), feed.language.as_deref()),
        ("rss2", "UTF-8", Some("ar"))
    );
    assert_eq!(feed.title.as_deref(), Some("صحيفة الميناء"));
    assert_eq!(feed.link.as_deref(), Some("https://almina.example/"));
    assert_eq!(feed.image.as_deref(), Some("https://almina.example/logo.png"));
    assert_eq!(feed.hub.as_deref(), Some("https://hub.example/"));
    assert_eq!((feed.ttl_minutes, feed.update_minutes), (Some(30), Some(30)));
    assert_eq!(
        (feed.skip_hours.as_slice(), feed.skip_days.as_slice()),
        ([0, 1, 2].as_slice(), ["Friday".to_owned()].as_slice())
    );
    let first = &feed.entries[0];
    assert_eq!(first.link.as_deref(), Some("https://almina.example/2026/11/23/port-reopens/"));
    assert_eq!(first.identity, "almina.example/?p=4411");
    assert_eq!(first.guid.as_deref(), Some("https://almina.example/?p=4411"));
    assert_eq!(first.authors[0].name.as_deref(), Some("سلمى الحداد"));
    assert_eq!(first.categories.iter().map(|c| c.term.as_str()).collect::<Vec<_>>(), ["اقتصاد", "الموانئ"]);
    assert_eq!(first.summary.as_deref(), Some("<p>استأنفت السفن الرسو صباح اليوم…</p>"));
    assert!(first.content.as_deref().unwrap().ends_with("<strong>١٢ سفينة</strong> تنتظر دورها.</p>"));
    assert_eq!(feed.entries[1].title.as_deref(), Some("مجلس المدينة يناقش موازنة \"النقل\" غداً"));
}

#[test]
fn offsets_are_honoured_and_the_future_is_not_used() {
    let feed = feed("agency-0300.xml");
    assert_eq!(instants(&feed), [Some("2026-11-23T09:20:00+00:00".to_owned()), None]);
    assert_eq!(codes(&feed), ["date-future"]);
    assert!(feed.remarks[0].detail.contains("25 Nov 2026"));
    let first = &feed.entries[0];
    assert_eq!(first.image.as_deref(), Some("https://cdn.hadaba.example/3391204.jpg"));
    assert!(first.link.as_deref().unwrap().starts_with("https://hadaba.example/ar/%D8%B3"));
    assert_eq!(
        first.summary.as_deref(),
        Some("عرض الوزير خطة من أربع مراحل تبدأ الشهر المقبل. <br/> وتشمل ثلاث محافظات.")
    );
}

#[test]
fn arabic_dates_are_read_in_the_zone_of_the_feed() {
    let feed = feed("arabic-dates.xml");
    let same = Some("2026-11-22T14:45:00+00:00".to_owned());
    let expected = [
        same.clone(),
        same.clone(),
        Some("2026-11-23T08:00:00+00:00".to_owned()),
        same.clone(),
        Some("2026-11-21T21:00:00+00:00".to_owned()),
        same,
        None,
    ];
    assert_eq!(instants(&feed), expected);
    assert_eq!(codes(&feed), ["date-unreadable"]);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://base.example/news/1"));
}

#[test]
fn one_feed_in_three_encodings_without_a_label_is_one_feed() {
    let reference = feed("windows-1256-unlabelled.xml");
    assert_eq!(reference.encoding, "windows-1256");
    assert_eq!(reference.title.as_deref(), Some("جريدة النخيل"));
    assert_eq!(reference.entries[0].published.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-23T05:10:00+00:00"));
    for (name, encoding) in [("iso-8859-6-unlabelled.xml", "ISO-8859-6"), ("utf-16le-no-bom.xml", "UTF-16LE")] {
        let other = feed(name);
        assert_eq!(other.encoding, encoding);
        assert_eq!(other.entries, reference.entries);
    }
}

#[test]
fn atom_with_bases_xhtml_and_odd_types() {
    let feed = feed("atom.xml");
    assert_eq!((feed.feed_type.as_str(), feed.title.as_deref()), ("atom", Some("سفير الضفة – رأي")));
    assert_eq!(
        (feed.link.as_deref(), feed.image.as_deref()),
        (Some("https://safeer.example/ar/"), Some("https://safeer.example/logo.svg"))
    );
    assert_eq!((feed.hub.as_deref(), feed.language.as_deref()), (Some("https://hub.example/"), Some("ar")));
    let first = &feed.entries[0];
    assert_eq!(
        (first.identity.as_str(), first.title.as_deref()),
        ("tag:safeer.example,2026:77", Some("المدينة والبحر"))
    );
    assert_eq!(first.link.as_deref(), Some("https://safeer.example/ar/opinion/77"));
    assert_eq!(first.published.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-23T04:30:00+00:00"));
    assert_eq!(first.updated.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-23T07:00:00+00:00"));
    assert_eq!(
        first.content.as_deref(),
        Some("<p>كانت المدينة تنام باكراً.</p><p>ثم جاء المرفأ &amp; تغيّر كل شيء.</p>")
    );
    assert_eq!(first.enclosures[0].url, "https://safeer.example/audio/77.mp3");
    assert_eq!(first.enclosures[0].length, Some(1200));
    assert_eq!((first.categories[0].term.as_str(), first.categories[0].label.as_deref()), ("opinion", Some("رأي")));
    assert_eq!(feed.entries[1].title.as_deref(), Some("قراءة في الأرقام"));
}

#[test]
fn rdf_items_need_neither_link_nor_title_of_their_own() {
    let feed = feed("rdf.xml");
    assert_eq!((feed.feed_type.as_str(), feed.update_minutes), ("rss1", Some(60)));
    assert_eq!(feed.image.as_deref(), Some("https://rasad.example/logo.gif"));
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.entries[0].identity, "rasad.example/a-1");
    assert_eq!(feed.entries[0].guid.as_deref(), Some("https://rasad.example/a-1"));
    assert_eq!(feed.entries[0].categories[0].term, "مناخ");
    let second = &feed.entries[1];
    assert_eq!(
        (second.title.as_deref(), second.link.as_deref()),
        (Some("فريق الشباب يتأهل"), Some("https://rasad.example/a-2"))
    );
    assert_eq!(second.summary.as_deref(), Some("بعد ركلات الترجيح."));
    assert_eq!(second.published.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-22T21:00:00+00:00"));
}

#[test]
fn json_with_nulls_and_numbers() {
    let feed = feed("feed.json");
    assert_eq!((feed.feed_type.as_str(), feed.title.as_deref()), ("json", Some("مدونة الرصيف")));
    assert_eq!(feed.hub.as_deref(), Some("https://hub.example/"));
    let (first, second) = (&feed.entries[0], &feed.entries[1]);
    assert_eq!((first.identity.as_str(), first.image.as_deref()), ("41", Some("https://raseef.example/41.jpg")));
    assert_eq!(first.content.as_deref(), Some("<p>تجربة جيران حيّ واحد.</p>"));
    assert_eq!(first.enclosures[0].url, "https://raseef.example/41.mp3");
    assert_eq!((second.title.as_deref(), second.content.as_deref()), (None, Some("ملاحظة قصيرة بلا عنوان.")));
}

#[test]
fn broken_json_keeps_its_whole_items() {
    let text = String::from_utf8(fixture("feed.json")).unwrap();
    let cut = &text[..text.find("ملاحظة").unwrap()];
    let feed = of(cut);
    assert_eq!((feed.entries.len(), codes(&feed)), (1, vec!["truncated"]));
    let feed = of(&text.replace("ملاحظة قصيرة", "ملاحظة\n\tقصيرة"));
    assert_eq!((feed.entries.len(), codes(&feed)), (2, vec!["json-line-breaks"]));
}

#[test]
fn a_boundless_guid_counts_by_its_hash() {
    let rss = |guid: &str| {
        of(&format!(
            "<rss version=\"2.0\"><channel><title>x</title><item><title>خبر</title><guid isPermaLink=\"false\">{guid}</guid></item></channel></rss>"
        ))
    };
    let identity = |guid: &str| rss(guid).entries[0].identity.clone();
    let long = "رقم".repeat(2_000);
    assert!(identity(&long).len() < 64 && identity(&long) != identity(&long[6..]));
    assert_eq!(identity("رقم-7"), "رقم-7");
}

#[test]
fn every_fault_of_a_broken_feed_costs_only_itself() {
    let feed = feed("broken.xml");
    let titles: Vec<_> = feed.entries.iter().map(|e| e.title.as_deref().unwrap()).collect();
    assert_eq!(
        titles,
        ["أسعار الوقود ترتفع «قليلاً» & الحكومة توضح", "خبر عنوانه غير مغلق", "عنوان بلا نهاية", "بعد عنصر غير مغلق"]
    );
    let identities: Vec<_> = feed.entries.iter().map(|e| e.identity.as_str()).collect();
    assert_eq!(identities, ["n1", "n2", "n3", "n4"]);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://sahl.example/n?id=1&sec=2"));
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>نص بلا هروب<br>وسطر ثان</p>"));
    assert_eq!(feed.entries[0].image.as_deref(), Some("https://sahl.example/1.jpg"));
    for code in [
        "bare-ampersand",
        "html-entity",
        "doctype-dropped",
        "prefix-undeclared",
        "tag-unclosed",
        "cdata-unclosed",
        "control-characters",
        "tag-stray",
    ] {
        assert!(codes(&feed).contains(&code), "{code} is missing in {:?}", codes(&feed));
    }
}

#[test]
fn a_truncated_feed_keeps_every_whole_item_and_nothing_half() {
    let feed = feed("truncated.xml");
    assert_eq!(feed.entries.len(), 5);
    assert_eq!((feed.entries[4].identity.as_str(), feed.entries[4].summary.as_deref()), ("t5", None));
    assert!(codes(&feed).contains(&"truncated"));
    // Cut anywhere, the items before the cut stay as they are, and a link is never half.
    let text = fixture("truncated.xml");
    let whole = feed.entries;
    for cut in (200..text.len()).step_by(7) {
        let Ok(part) = read_at(&text[..cut], None) else { continue };
        for (entry, expected) in part.entries.iter().zip(&whole) {
            assert_eq!(
                (&entry.identity, &entry.link, &entry.title),
                (&expected.identity, &expected.link, &expected.title),
                "{cut}"
            );
        }
        let ended = text[..cut].windows(7).filter(|w| w == b"</item>").count();
        assert!(part.entries.len() >= ended, "{cut}");
    }
}

#[test]
fn a_shared_guid_identifies_nobody_and_a_repetition_is_one() {
    let feed = feed("shared-guid.xml");
    let identities: Vec<_> = feed.entries.iter().map(|e| e.identity.as_str()).collect();
    assert_eq!(identities[..3], ["shati.example/a/1", "shati.example/a/2", "3"]);
    assert!(identities.len() == 4 && identities[3].starts_with("xxh3:"));
    assert_eq!(codes(&feed), ["entry-repeated", "guid-shared"]);
}

#[test]
fn identity_survives_what_outlets_change() {
    let identity = |inner: &str| item(inner).entries[0].identity.clone();
    let with_link = |title: &str, link: &str| identity(&format!("<title>{title}</title><link>{link}</link>"));
    let first = with_link("عنوان", "http://news.example/%d8%ae?id=4");
    assert_eq!(first, with_link("عنوان منقح", "https://www.news.example/%D8%AE?id=4&amp;utm_campaign=x#top"));
    assert_ne!(first, with_link("عنوان", "http://news.example/%d8%ae?id=5"));
    let bare = |title: &str, date: &str| identity(&format!("<title>{title}</title><pubDate>{date}</pubDate>"));
    assert_eq!(bare("أ", "2026-11-01"), bare("أ", "2026-11-01"));
    assert_ne!(bare("أ", "2026-11-01"), bare("أ", "2026-11-02"));
}

#[test]
fn what_feed_rs_drops_is_supplied() {
    let feed = item(
        "<title>صورة اليوم</title><guid>https://x.example/p/9</guid><author>desk@x.example (قسم الأخبار)</author>\
         <media:group xmlns:media=\"http://search.yahoo.com/mrss/\"><media:content url=\"https://x.example/9.jpg\" type=\"image/jpeg\" fileSize=\"12\" duration=\"٣٠\"/>\
         <media:thumbnail url=\"https://x.example/9s.jpg\" time=\"٠٠:٠١\"/></media:group><itunes:duration xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">١٢:٣٠</itunes:duration>\
         <feedburner:origLink xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\">https://x.example/p/9?utm_source=f</feedburner:origLink><link>https://proxy.example/~r/9</link>",
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.link.as_deref(), Some("https://x.example/p/9"));
    assert_eq!(entry.image.as_deref(), Some("https://x.example/9.jpg"));
    assert_eq!(entry.enclosures[0].length, Some(12));
    let author = &entry.authors[0];
    assert_eq!((author.name.as_deref(), author.email.as_deref()), (Some("قسم الأخبار"), Some("desk@x.example")));
    let by_guid = item("<title>أ</title><guid>https://x.example/p/10</guid>");
    assert_eq!(by_guid.entries[0].link.as_deref(), Some("https://x.example/p/10"));
    let not_a_link = item("<title>أ</title><guid isPermaLink=\"false\">https://x.example/p/10</guid>");
    assert_eq!(not_a_link.entries[0].link, None);
}

#[test]
fn a_news_sitemap_is_a_feed() {
    let feed = feed("sitemap.xml");
    let entry = &feed.entries[0];
    assert_eq!((feed.feed_type.as_str(), entry.title.as_deref()), ("sitemap", Some("قطار الضواحي يعود إلى العمل")));
    assert_eq!(
        (entry.link.as_deref(), entry.image.as_deref()),
        (Some("https://jisr.example/news/5501"), Some("https://jisr.example/5501.jpg"))
    );
    assert_eq!(entry.published.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-23T06:02:00+00:00"));
}
