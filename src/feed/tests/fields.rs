//! Where each field comes from, dialect by dialect, and what stands in for one that is missing.

use super::*;

fn atom(inner: &str) -> FeedDocument {
    of(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>مرصد الضفة</title>{inner}</feed>"))
}

fn first(feed: &FeedDocument) -> &Entry {
    &feed.entries[0]
}

fn names(entry: &Entry) -> Vec<&str> {
    entry.authors.iter().filter_map(|a| a.name.as_deref()).collect()
}

fn terms(entry: &Entry) -> Vec<&str> {
    entry.categories.iter().map(|c| c.term.as_str()).collect()
}

#[test]
fn an_item_that_says_anything_is_an_entry_and_an_empty_one_is_none() {
    for inner in [
        "<author>هدى السالم</author>",
        "<category>رياضة</category>",
        "<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate>",
        "<enclosure url='https://base.example/a.mp3'/>",
        "<x:place xmlns:x='https://geo.example/'>حلب</x:place>",
    ] {
        assert_eq!(item(inner).entries.len(), 1, "{inner}");
    }
    for inner in ["", "<title> </title><link/>", "<title></title><description></description>"] {
        assert_eq!(item(inner).entries.len(), 0, "{inner}");
    }
}

#[test]
fn misspelt_namespaces_change_nothing() {
    let rdf = of(
        "<rdf:RDF xmlns:rdf='http://w3.example/rdf' xmlns='http://purl.org/rss/1.1/' xmlns:dc='http://purl.org/dc/elments/'>\
         <channel><title>رصد</title></channel><item rdf:about='https://o.example/7'><title>عودة الصيادين</title>\
         <link>https://o.example/7</link><dc:creator>نوال فارس</dc:creator></item></rdf:RDF>",
    );
    assert_eq!((rdf.feed_type.as_str(), rdf.title.as_deref()), ("rss1", Some("رصد")));
    assert_eq!(first(&rdf).title.as_deref(), Some("عودة الصيادين"));
    assert_eq!(names(first(&rdf)), ["نوال فارس"]);
}

#[test]
fn base64_is_undone_where_the_element_says_so() {
    // «افتتاح الميناء»
    let packed = "2KfZgdiq2KrYp9itINin2YTZhdmK2YbYp9ih";
    let old = atom(&format!("<entry><title mode='base64'>{packed}</title><summary>نص</summary></entry>"));
    assert_eq!(first(&old).title.as_deref(), Some("افتتاح الميناء"));
    let new =
        atom(&format!("<entry><title>ن</title><content type='application/octet-stream'>{packed}\n</content></entry>"));
    assert_eq!(first(&new).content.as_deref(), Some("افتتاح الميناء"));
    let plain = atom(&format!("<entry><title>{packed}</title></entry>"));
    assert_eq!(first(&plain).title.as_deref(), Some(packed));
    let picture =
        atom(&format!("<entry><title>ن</title><content type='image/png'>{}</content></entry>", "//79".repeat(40)));
    assert_eq!(first(&picture).content, None);
}

#[test]
fn an_atom_entry_is_by_its_own_author_or_its_source_or_its_feed() {
    let feed = atom(
        "<author><name>هيئة التحرير</name></author>\
         <entry><title>أ</title></entry>\
         <entry><title>ب</title><author><name>ليلى مراد</name><uri>/writers/layla</uri></author></entry>\
         <entry><title>ج</title><source><author><name>وكالة الجزيرة الشمالية</name></author></source></entry>",
    );
    let by: Vec<_> = feed.entries.iter().map(|e| names(e)).collect();
    assert_eq!(by, [["هيئة التحرير"], ["ليلى مراد"], ["وكالة الجزيرة الشمالية"]]);
    assert_eq!(feed.entries[1].authors[0].uri.as_deref(), Some("https://base.example/writers/layla"));
    let rss = of("<rss><channel><title>ق</title><author>المحرر</author><item><title>أ</title></item></channel></rss>");
    assert_eq!(names(first(&rss)), [""; 0]);
}

#[test]
fn a_json_item_is_by_the_author_of_its_feed() {
    let feed = of("{\"version\": \"https://jsonfeed.org/version/1.1\", \"authors\": [{\"name\": \"مكتب حلب\"}], \
         \"items\": [{\"id\": 1, \"title\": \"أ\"}, {\"id\": 2, \"author\": {\"name\": \"سعاد\"}}, {\"content_text\": \"ن\"}]}");
    let by: Vec<_> = feed.entries.iter().map(|e| names(e)).collect();
    assert_eq!(by, [["مكتب حلب"], ["سعاد"], ["مكتب حلب"]]);
    let loose = of("{\"items\": [{\"content_html\": \"<p>نص الخبر</p>\"}]}");
    assert_eq!(first(&loose).content.as_deref(), Some("<p>نص الخبر</p>"));
    assert!(read_at(b"{\"items\": [{\"title\": \"x\", \"price\": 4}]}", None).is_err());
}

#[test]
fn a_second_summary_is_the_content_and_content_stands_in_for_a_summary() {
    let both = item("<summary>موجز</summary><description>النص كله</description>");
    assert_eq!((first(&both).summary.as_deref(), first(&both).content.as_deref()), (Some("موجز"), Some("النص كله")));
    let same = item("<summary>موجز</summary><description>موجز</description>");
    assert_eq!(first(&same).content, None);
    let encoded = item(
        "<description>موجز</description><summary>ثان</summary>\
         <content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>النص كله</content:encoded>",
    );
    assert_eq!(first(&encoded).content.as_deref(), Some("النص كله"));
    let alone = item("<fullitem>&lt;p&gt;النص كله&lt;/p&gt;</fullitem>");
    assert_eq!(first(&alone).summary.as_deref(), Some("<p>النص كله</p>"));
}

#[test]
fn the_feeds_own_words_beat_those_of_its_extensions_in_any_order() {
    let ns = "xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/'";
    let feed = of(&format!(
        "<rss {ns}><channel><title>ق</title><item><media:title>صورة</media:title><dc:title>نسخة</dc:title>\
         <media:description>تعليق الصورة</media:description><title>العنوان</title><description>الموجز</description></item>\
         <item><media:title>صورة</media:title><dc:title>نسخة</dc:title></item></channel></rss>"
    ));
    assert_eq!((first(&feed).title.as_deref(), first(&feed).summary.as_deref()), (Some("العنوان"), Some("الموجز")));
    assert_eq!(feed.entries[1].title.as_deref(), Some("نسخة"));
}

#[test]
fn categories_come_from_every_vocabulary() {
    let feed =
        of("<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:a='http://www.w3.org/2005/Atom' \
         xmlns:media='http://search.yahoo.com/mrss/'><channel><title>ق</title><item><title>ع</title>\
         <itunes:keywords>نفط، موانئ</itunes:keywords><a:category term='خليج'/><tags>شحن, تأمين</tags>\
         <itunes:category text='أخبار'><itunes:category text='اقتصاد'/></itunes:category>\
         <media:category label='ل'>بحر</media:category></item></channel></rss>");
    assert_eq!(terms(first(&feed)), ["نفط", "موانئ", "خليج", "شحن", "تأمين", "أخبار", "اقتصاد", "بحر"]);
    assert_eq!(first(&feed).categories[7].scheme.as_deref(), Some("http://search.yahoo.com/mrss/category_schema"));
}

#[test]
fn the_first_real_picture_of_the_text_is_the_lead_image() {
    let text = |html: &str| item(&format!("<title>ع</title><description><![CDATA[{html}]]></description>"));
    let feed = text("<img width=\"1\" src=\"/count.gif\"><img alt='a>b' src='/img/jisr.jpg?w=3&amp;h=2'>نص");
    assert_eq!(first(&feed).image.as_deref(), Some("https://base.example/img/jisr.jpg?w=3&h=2"));
    assert_eq!(first(&text("<img src='data:image/gif;base64,AAAA'><img>نص")).image, None);
}

#[test]
fn attached_files_are_links_too() {
    let feed = item("<title>ع</title><link>https://base.example/1</link><enclosure url='/a.mp3' type='audio/mpeg'/>");
    let links: Vec<_> = first(&feed).links.iter().map(|l| (l.href.as_str(), l.rel.as_deref().unwrap())).collect();
    assert_eq!(links, [("https://base.example/1", "alternate"), ("https://base.example/a.mp3", "enclosure")]);
    assert_eq!(first(&feed).link.as_deref(), Some("https://base.example/1"));
}

#[test]
fn a_date_of_unknown_meaning_is_of_publication_and_of_change_when_nothing_else_is_said() {
    let ns = "xmlns:dc='http://purl.org/dc/elements/1.1/'";
    let alone = item(&format!("<title>ع</title><dc:date {ns}>2026-11-23T09:00:00Z</dc:date>"));
    assert!(first(&alone).published.is_some() && first(&alone).published == first(&alone).updated);
    let beside = item(&format!(
        "<title>ع</title><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate><dc:date {ns}>2026-11-23T09:00:00Z</dc:date>"
    ));
    assert_eq!(first(&beside).updated, None);
    let broken = item("<title>ع</title><pubDate>2026-11-22T25:14:55Z</pubDate>");
    assert_eq!(first(&broken).published, None);
}

#[test]
fn channel_definitions_are_read() {
    let feed = of("<CHANNEL HREF=\"https://base.example/\" LASTMOD=\"2026-11-23T08:00Z\"><TITLE>قناة الساحل</TITLE>\
         <ABSTRACT>أخبار الموانئ</ABSTRACT><ITEM HREF=\"https://base.example/7\" LASTMOD=\"2026-11-23T07:00Z\">\
         <TITLE>سفينة تصل</TITLE><ABSTRACT>وصلت فجراً</ABSTRACT></ITEM></CHANNEL>");
    assert_eq!(
        (feed.link.as_deref(), feed.description.as_deref()),
        (Some("https://base.example/"), Some("أخبار الموانئ"))
    );
    let entry = first(&feed);
    assert_eq!((entry.link.as_deref(), entry.summary.as_deref()), (Some("https://base.example/7"), Some("وصلت فجراً")));
    assert!(feed.updated.is_some() && entry.updated.is_some());
}

#[test]
fn a_feed_has_a_podcasts_description_and_picture_when_it_has_no_other() {
    let feed = of(
        "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/'><channel>\
         <title>ق</title><itunes:subtitle>حوارات</itunes:subtitle><language>ar_SA</language>\
         <media:thumbnail url='/logo.png'/><item><title>ع</title></item></channel></rss>",
    );
    assert_eq!((feed.description.as_deref(), feed.language.as_deref()), (Some("حوارات"), Some("ar-SA")));
    assert_eq!(feed.image.as_deref(), Some("https://base.example/logo.png"));
}

#[test]
fn plain_entities_of_the_document_are_expanded() {
    let feed = of(
        "<!DOCTYPE rss [<!ENTITY paper \"صحيفة الواحة\"><!ENTITY more \"&paper;&paper;\"><!ENTITY f SYSTEM \"file:///etc/hosts\">]>\
         <rss><channel><title>&paper;</title><item><title>&more; &f;</title></item></channel></rss>",
    );
    assert_eq!(feed.title.as_deref(), Some("صحيفة الواحة"));
    assert_eq!(first(&feed).title.as_deref(), Some("&more; &f;"));
    assert!(codes(&feed).contains(&"entities-declared"));
}

#[test]
fn windows_punctuation_under_a_latin_label_is_punctuation() {
    let feed = item("<title>قال \u{93}نعم\u{94}\u{85}</title>");
    assert_eq!(first(&feed).title.as_deref(), Some("قال \u{201c}نعم\u{201d}\u{2026}"));
    assert_eq!(codes(&feed), ["control-characters"]);
}

#[test]
fn titles_lose_comments_and_scripts() {
    let feed = item("<title>عا<![CDATA[<!-- مخفي -->]]>جل<![CDATA[<script>x()</script>]]> الآن<![CDATA[<!--]]></title>");
    assert_eq!(first(&feed).title.as_deref(), Some("عاجل الآن"));
}

#[test]
fn a_base_of_one_element_is_that_elements_alone() {
    let feed = atom(
        "<entry xml:base='/a/'><title>ع</title><link xml:base='/b/' href='1'/>\
         <content type='html' xml:base='c/'>&lt;a href='2'>ن&lt;/a></content><summary type='html'>&lt;a href='3'>م&lt;/a></summary></entry>",
    );
    let entry = first(&feed);
    assert_eq!(entry.link.as_deref(), Some("https://base.example/b/1"));
    assert_eq!(entry.content.as_deref(), Some("<a href='https://base.example/a/c/2'>ن</a>"));
    assert_eq!(entry.summary.as_deref(), Some("<a href='https://base.example/a/3'>م</a>"));
}

#[test]
fn an_identifier_that_is_an_address_is_the_link_when_no_other_is_stated() {
    let by_id = atom("<entry><id>https://base.example/n/5</id><title>ع</title></entry>");
    assert_eq!(first(&by_id).link.as_deref(), Some("https://base.example/n/5"));
    let named = atom("<entry><id>urn:uuid:1225</id><title>ع</title></entry>");
    assert_eq!(first(&named).link, None);
    let relative = item("<guid isPermaLink='true'>n/6</guid><title>ع</title>");
    assert_eq!(first(&relative).link.as_deref(), Some("https://base.example/n/6"));
    assert_eq!(first(&item("<guid isPermaLink='false'>https://base.example/n/7</guid><title>ع</title>")).link, None);
    assert_eq!(first(&item("<guid>n8</guid><title>ع</title>")).link, None);
}

#[test]
fn notes_of_one_page_stay_apart() {
    let note = |number: u8| {
        format!("<item><guid>https://base.example/day#n{number}</guid><description>نبأ {number}</description></item>")
    };
    let feed = of(&format!("<rss><channel><title>ق</title>{}{}</channel></rss>", note(1), note(2)));
    assert_eq!(feed.entries.len(), 2);
    assert_ne!(feed.entries[0].identity, feed.entries[1].identity);
    let tracked = |mark: &str| item(&format!("<guid>https://base.example/1{mark}</guid><title>ع</title>"));
    assert_eq!(first(&tracked("#xtor=RSS-1")).identity, first(&tracked("")).identity);
}
