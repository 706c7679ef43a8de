//! `hasad feeds import` and `export`: lists of feeds in, out, and in again.

use super::program::{Program, told};
use serde_json::Value;
use std::fs;

const LIST: &str = "<?xml version=\"1.0\" encoding=\"windows-1256\"?>\n\
    <opml version=\"1.0\"><head><title>متابعاتي</title></head><body>\n\
    <outline text=\"اقتصاد\">\n\
    <outline text=\"بورصة الميناء\" xmlUrl=\"https://bourse.example/rss?a=1&b=2\" htmlUrl=\"https://bourse.example\"/>\n\
    <outline text=\"عنوان مكسور\" xmlUrl=\"htps:/broken\"/>\n\
    <outline title=\"أسواق &amp; أسعار\" type=\"rss\" xmlUrl=\"http://www.bourse.example/prices/rss\"/></outline>\n\
    <outline text=\"بلا رابط\" type=\"rss\"/>\n\
    <outline text=\"مكررة\" xmlUrl=\"http://bourse.example/rss?b=2&amp;a=1\"/>\n\
    <outline text=\"مكررة\" xmlUrl=\"http://www.bourse.example/rss?a=1&amp;b=2&amp;utm_source=x#top\"/>\n\
    <outline text=\"موجودة\" xmlUrl=\"https://known.example/feed/\"/>\n\
    </body></opml>\n";

const CONFIG: &str = "# رأس الملف\n[fetch]\nconcurrency = 4   # أربعة تكفي\n\n[[feed]]\n  id = 'known'  # من قبل\nurl = 'http://www.known.example/feed'\n# النهاية";

fn list(program: &Program) -> Vec<Value> {
    let mut feeds: Vec<Value> = serde_json::from_str(&program.prints(&["feeds", "list", "--json"])).unwrap();
    feeds.sort_by_key(|f| f["id"].to_string());
    feeds
}

#[test]
fn a_list_is_added_with_its_faults_told_by_line_and_the_file_keeps_every_byte() {
    let program = Program::new(&[], "");
    fs::write(program.file("hasad.toml"), CONFIG).unwrap();
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(LIST);
    fs::write(program.file("list.opml"), &bytes).unwrap();
    let dry = program.run(&["feeds", "import", "list.opml", "--dry-run"]);
    assert!(String::from_utf8_lossy(&dry.stdout).contains("nothing was written"));
    assert_eq!(fs::read_to_string(program.file("hasad.toml")).unwrap(), CONFIG);
    let output = program.run(&["feeds", "import", "list.opml"]);
    assert_eq!(output.status.code(), Some(1), "there were bad outlines");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in
        ["list.opml:5: not imported", "list.opml:7: not imported", "list.opml:9: skipped", "list.opml:10: skipped"]
    {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert!(said.contains("line 4") && said.contains("configured as \"known\""), "{said}");
    assert!(said.contains("3 feeds added, 2 skipped, 2 not usable"), "{said}");
    let written = fs::read_to_string(program.file("hasad.toml")).unwrap();
    assert!(written.starts_with(CONFIG), "{written}");
    let feeds = list(&program);
    let shown: Vec<_> =
        feeds.iter().map(|f| [&f["id"], &f["outlet"], &f["section"]].map(|v| v.as_str().unwrap_or("-"))).collect();
    assert_eq!(
        shown,
        [
            ["bourse", "بورصة الميناء", "اقتصاد"],
            ["bourse-2", "مكررة", "-"],
            ["bourse-prices", "أسواق & أسعار", "اقتصاد"],
            ["known", "-", "-"]
        ]
    );
    let again = program.run(&["feeds", "import", "list.opml", "--json"]);
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((again["added"].as_array().unwrap().len(), again["written"].as_bool()), (0, Some(false)));
    assert_eq!(fs::read_to_string(program.file("hasad.toml")).unwrap(), written, "importing again changes nothing");
}

#[test]
fn the_shipped_feeds_come_back_through_opml() {
    let program = Program::new(&[], "");
    let shipped = include_str!("../../config/hasad.toml")
        .replace("[[feed]]\nid = \"sana\"", "[[feed]]\nenabled = false\nid = \"sana\"");
    fs::write(program.file("hasad.toml"), &shipped).unwrap();
    let before = list(&program);
    assert!(before.len() > 60 && before.iter().any(|f| f["enabled"] == false));
    assert!(program.prints(&["feeds", "export", "--output", "feeds.opml"]).contains("feeds.opml"));
    assert_eq!(
        program.prints(&["feeds", "export"]).lines().filter(|l| !l.contains("dateCreated")).collect::<Vec<_>>(),
        fs::read_to_string(program.file("feeds.opml"))
            .unwrap()
            .lines()
            .filter(|l| !l.contains("dateCreated"))
            .collect::<Vec<_>>()
    );
    fs::write(program.file("hasad.toml"), "").unwrap();
    program.prints(&["feeds", "import", "feeds.opml"]);
    assert_eq!(list(&program), before);
}

#[test]
fn what_cannot_be_imported_changes_nothing_and_says_why() {
    let program = Program::new(&[], "");
    let refused = |config: &str, list: &str, status: i32, word: &str| {
        fs::write(program.file("hasad.toml"), config).unwrap();
        fs::write(program.file("list.opml"), list).unwrap();
        let output = program.run(&["feeds", "import", "list.opml"]);
        assert_eq!(output.status.code(), Some(status), "{}", told(&output));
        assert!(told(&output).contains(word), "{word} in {}", told(&output));
        assert_eq!(fs::read_to_string(program.file("hasad.toml")).unwrap(), config);
    };
    refused("", "<html><body>صفحة</body></html>", 1, "list.opml: not OPML but an HTML page");
    refused("", "", 1, "empty");
    refused("[fetch]\nconcurency = 3\n", LIST, 2, "concurrency");
    refused(
        "feed = []\n",
        "<opml><body><outline xmlUrl='https://a.example/rss'/></body></opml>",
        1,
        "nothing was written",
    );
    let foreign =
        "<opml><body>\n<outline hasad:id='a' hasad:zone='Asia/Nowhere' xmlUrl='https://a.example/rss'/></body></opml>";
    refused("", foreign, 1, "1 outlines");
    assert_eq!(program.run(&["feeds", "import", "missing.opml"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn the_configuration_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = Program::new(&[], "");
    fs::write(program.file("list.opml"), "<opml><body><outline xmlUrl='https://a.example/rss'/></body></opml>")
        .unwrap();
    fs::set_permissions(program.file("hasad.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    program.prints(&["feeds", "import", "list.opml"]);
    let mode = fs::metadata(program.file("hasad.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}
