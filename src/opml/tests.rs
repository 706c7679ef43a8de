//! Lists as programs write them, good and bad.

use super::{Fault, MAX_BYTES, MAX_DEPTH, MAX_OUTLINES, OpmlError, Outline, Own, Subscriptions, read, write};
use crate::article::ArticleUrl;
use chrono::DateTime;

const HEAD: &str = "<?xml version=\"1.0\"?>\n<opml version=\"1.1\"><head><title>قائمتي</title></head>\n<body>\n";

fn list(body: &str) -> Subscriptions {
    read(format!("{HEAD}{body}</body></opml>").as_bytes()).unwrap()
}

fn urls(list: &Subscriptions) -> Vec<&str> {
    list.outlines.iter().map(|o| o.url.as_str()).collect()
}

fn lines(list: &Subscriptions) -> Vec<usize> {
    list.faults.iter().map(|f: &Fault| f.line).collect()
}

#[test]
fn folders_names_and_attributes_in_any_case_are_read() {
    let read = list(
        "<outline text='أخبار'><outline title='محلية' text='محلية'>\n\
         <outline TEXT='صحيفة الضفة' xmlURL='https://bank.example/rss'/></outline>\n\
         <outline title='منبر &laquo;الساحل&raquo; &amp; الجبل' xmlUrl='https://coast.example/?a=1&b=2&copy=3'></outline></outline>\n\
         <outline type='rss' text='https://plain.example/feed' xmlUrl='feed://plain.example/feed'/>",
    );
    assert_eq!(read.faults, []);
    assert_eq!(
        urls(&read),
        ["https://bank.example/rss", "https://coast.example/?a=1&b=2&copy=3", "http://plain.example/feed"]
    );
    let shown: Vec<_> = read.outlines.iter().map(|o| (o.line, o.name.as_deref(), o.folder.as_deref())).collect();
    assert_eq!(
        shown,
        [(5, Some("صحيفة الضفة"), Some("محلية")), (6, Some("منبر «الساحل» & الجبل"), Some("أخبار")), (7, None, None)]
    );
}

#[test]
fn every_bad_outline_has_its_line_and_the_others_are_kept() {
    let read = list(
        "<outline text='بلا عنوان' type='rss'/>\n\
         <outline text='ftp' xmlUrl='ftp://a.example/rss'/>\n\
         <outline text='نسبي' xmlUrl='/rss'/>\n\
         <outline text='سر' xmlUrl='https://u:p@a.example/rss'/>\n\
         <outline text='مجلد فارغ'></outline>\n\
         <outline\n  text='سليم'\n  xmlUrl='https://a.example/rss'/>\n\
         <outline text='قائمة أخرى' type='include' url='https://a.example/x.opml'/>\n",
    );
    assert_eq!(urls(&read), ["https://a.example/rss"]);
    assert_eq!(read.outlines[0].line, 9);
    assert_eq!(lines(&read), [4, 5, 6, 7, 8, 12]);
    assert!(read.faults[0].message.contains("no xmlUrl") && read.faults[1].message.contains("ftp"));
    assert!(!read.faults[3].message.contains("u:p"), "a password is not repeated: {}", read.faults[3].message);
}

#[test]
fn encodings_are_read_by_their_bytes() {
    let text =
        format!("{HEAD}<outline text='خلاصات جريدة الميناء اليومية' xmlUrl='https://port.example/rss'/></body></opml>");
    let declared = text.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"windows-1256\"");
    let (undeclared_bytes, ..) = encoding_rs::WINDOWS_1256.encode(&text);
    let (declared_bytes, ..) = encoding_rs::WINDOWS_1256.encode(&declared);
    let utf_16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let forms = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        declared_bytes.to_vec(),
        undeclared_bytes.to_vec(),
        utf_16,
    ];
    for bytes in forms {
        let read = read(&bytes).unwrap();
        assert_eq!(read.outlines[0].name.as_deref(), Some("خلاصات جريدة الميناء اليومية"));
        assert_eq!(read.outlines[0].line, 4);
    }
}

#[test]
fn what_is_no_opml_is_named() {
    let told = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert_eq!(read(b" \n"), Err(OpmlError::Empty));
    assert!(told("<!doctype html><html><body>صفحة".as_bytes()).contains("HTML"));
    assert!(told(b"<rss version='2.0'><channel/></rss>").contains("feeds discover"));
    assert!(told("[[feed]]\nid = \"x\"".as_bytes()).contains("[[feed]]"));
    assert!(told(b"<catalogue/>").contains("<catalogue>"));
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1]), Err(OpmlError::TooLarge(MAX_BYTES + 1)));
}

#[test]
fn broken_markup_costs_what_is_broken() {
    let good = |n: usize| format!("<outline text='ن{n}' xmlUrl='https://a.example/{n}'/>\n");
    let cut = read(format!("{HEAD}{}{}<outline text='مقطو", good(1), good(2)).as_bytes()).unwrap();
    assert_eq!((cut.outlines.len(), lines(&cut)), (2, vec![6]));
    let open = list(&format!("{}<outline text=\"بلا نهاية xmlUrl='https://a.example/2'/>\n{}", good(1), good(3)));
    assert!(urls(&open).contains(&"https://a.example/1") && urls(&open).contains(&"https://a.example/3"), "{open:?}");
    assert_eq!(lines(&open), [5]);
    let strange = list(&format!("<p>&x; & </div>{}</outline></outline>{}", good(1), good(2)));
    assert_eq!(strange.outlines.len(), 2);
}

#[test]
fn depth_and_number_are_bounded() {
    let deep = |levels: usize| {
        let open = "<outline text='م'>".repeat(levels);
        list(&format!(
            "{open}\n<outline text='ع' xmlUrl='https://a.example/deep'/>{}\n\
            <outline text='س' xmlUrl='https://a.example/flat'/>",
            "</outline>".repeat(levels)
        ))
    };
    assert_eq!(urls(&deep(MAX_DEPTH - 1)).len(), 2);
    let too_deep = deep(MAX_DEPTH);
    assert_eq!(urls(&too_deep), ["https://a.example/flat"]);
    assert!(too_deep.faults.iter().any(|f| f.line == 5 && f.message.contains("deeper")), "{:?}", too_deep.faults);
    assert_eq!(urls(&deep(MAX_OUTLINES - 10)), ["https://a.example/flat"]);
    let many = list(&"<outline xmlUrl='https://a.example/1'/>\n".repeat(MAX_OUTLINES + 10));
    assert_eq!((many.outlines.len(), many.faults.len()), (MAX_OUTLINES, 1));
    let attributes = list(&format!("<outline {} xmlUrl='https://a.example/1'/>", "x='1' ".repeat(200_000)));
    assert_eq!(attributes.outlines.len(), 1);
    let broken = read(format!("{HEAD}{}", "<outline text=\"\n".repeat(100_000)).as_bytes()).unwrap();
    assert!(broken.faults.len() <= 60 && broken.faults.last().unwrap().message.contains("nothing was read"));
}

/// A list is made by whoever sends it: nothing that its DTD declares is expanded, and no file is read.
#[test]
fn entities_of_a_dtd_are_not_expanded() {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let text = format!(
        "<!DOCTYPE opml [<!ENTITY l0 \"ha\">{laughs}<!ENTITY f SYSTEM \"file:///etc/hostname\">\
         <!ENTITY % p SYSTEM \"http://127.0.0.1:1/x.dtd\">%p;]>\
         <opml version='2.0'><body><outline text='&l9;&f;' xmlUrl='https://a.example/1'/>\
         <outline text='ب' xmlUrl='https://a.example/2'/></body></opml>"
    );
    let list = read(text.as_bytes()).unwrap();
    assert_eq!(urls(&list), ["https://a.example/1", "https://a.example/2"]);
    let name = format!("{:?}", list.outlines[0]);
    assert!(name.len() < 1_000 && !name.contains("haha"), "{name}");
}

#[test]
fn what_is_written_is_read_again() {
    let feed = |line, url: &str, name: &str, folder: Option<&str>, own: Own| Outline {
        line,
        url: ArticleUrl::parse(url).unwrap(),
        name: Some(name.to_owned()),
        folder: folder.map(str::to_owned),
        own: Some(own),
    };
    let own =
        |id: &str| Own {
            id: id.to_owned(), outlet: Some("صوت \"التل\" & <الوادي>".to_owned()), ..Own::default()
        };
    let full = Own {
        schedule: Some("every 30m".to_owned()),
        zone: Some("Africa/Cairo".to_owned()),
        disabled: true,
        outlet: None,
        id: "c".to_owned(),
    };
    let feeds = [
        feed(9, "https://a.example/rss?x=1&y=2", "صوت \"التل\" & <الوادي>", Some("اقتصاد & مال"), own("a")),
        feed(12, "https://c.example/rss", "c", None, full),
        feed(10, "https://b.example/rss", "صوت \"التل\" & <الوادي>", Some("اقتصاد & مال"), own("b")),
    ];
    let text = write("حصاد", DateTime::UNIX_EPOCH, &feeds);
    let back = read(text.as_bytes()).unwrap();
    assert_eq!(back.faults, []);
    let mut expected = feeds.to_vec();
    expected.sort_by_key(|f| f.line);
    assert_eq!(back.outlines, expected, "{text}");
}
