//! Site rules as an operator meets them: installed, overridden, broken by a redesign, checked, and explained.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, morning};
use super::program::{Program, told};
use serde_json::Value;
use std::fs;

const PARAGRAPHS: [&str; 4] = [
    "افتتحت مكتبة الحي الشرقي قاعة جديدة للأطفال بعد عام من الترميم، وحضر الافتتاح عشرات الأسر من الأحياء المجاورة.",
    "وقالت أمينة المكتبة إن القاعة تضم ثلاثة آلاف كتاب، وإن المتطوعين رتبوا الرفوف بأيديهم خلال عطلة الصيف كلها.",
    "وتفتح القاعة أبوابها كل مساء حتى الثامنة، ويشرف عليها معلمون متقاعدون يقرؤون القصص للصغار مرتين في الأسبوع.",
    "ويأمل القائمون على المكتبة أن تجمع القاعة تبرعات تكفي لشراء حواسيب قبل بداية العام الدراسي المقبل.",
];
const PROMO: &str =
    "تقدم المكتبة لزوار الموقع اشتراكا سنويا بنصف السعر، ويمكن الحصول عليه من مكتب الاستقبال في أي يوم من أيام الأسبوع.";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A page that the generic reading cannot get right: a paragraph in the midst of the text that is the site's own.
fn page(body: &str) -> String {
    let [a, b, c, d] = PARAGRAPHS;
    format!(
        "<html><head><title>قاعة جديدة للأطفال في المكتبة</title></head><body><div class=top><h1>قاعة جديدة للأطفال في المكتبة</h1></div>\
         <div class=\"{body}\"><p>{a}</p><p>{b}</p><div class=\"x1\"><p>{PROMO}</p></div><p>{c}</p><p>{d}</p></div>\
         <div class=\"when\">بتاريخ 5 أكتوبر 2026</div><div class=\"who\"><b>سامي الحداد</b></div></body></html>"
    )
}

fn program(rules: &str) -> Program {
    let program = Program::new(&[], "");
    fs::create_dir(program.file("sites")).unwrap();
    fs::write(program.file("sites/maktaba.example.toml"), rules).unwrap();
    program
}

const RULES: &str = "domains = [\"maktaba.example\"]\nbody = [\".story-v2\", \".story\"]\ndrop = [\".story .x1\"]\ndate = [\".when\"]\n\
    author = [\".who b\"]\n";

fn extract(program: &Program, page: &str, more: &[&str]) -> Value {
    fs::write(program.file("page.html"), page).unwrap();
    let arguments = ["extract", "page.html", "--url", "https://www.maktaba.example/n/7"];
    json(&program.prints(&[&arguments, more].concat()))
}

fn text(article: &Value) -> Vec<&str> {
    article["blocks"].as_array().unwrap().iter().filter_map(|b| b["text"].as_str()).collect()
}

fn codes(article: &Value) -> Vec<&str> {
    article["remarks"].as_array().unwrap().iter().filter_map(|r| r["code"].as_str()).collect()
}

#[test]
fn rules_decide_the_body_and_the_fields_and_can_be_left_out() {
    let program = program(RULES);
    let generic = extract(&program, &page("story"), &["--no-site-rules"]);
    assert!(text(&generic).contains(&PROMO), "the page is one that needs rules");
    let ruled = extract(&program, &page("story"), &[]);
    assert_eq!(text(&ruled), PARAGRAPHS);
    assert_eq!(
        (ruled["published"].as_str(), ruled["published_from"].as_str()),
        (Some("2026-10-05"), Some("site-rule"))
    );
    assert_eq!(ruled["authors"][0], "سامي الحداد");
    assert!(!codes(&ruled).iter().any(|code| code.starts_with("site-rule")), "{ruled}");
}

#[test]
fn a_redesign_never_silences_an_outlet() {
    let program = program(RULES);
    let renamed = extract(&program, &page("artikel"), &[]);
    assert!(PARAGRAPHS.iter().all(|p| text(&renamed).contains(p)), "the generic reading takes over");
    assert!(codes(&renamed).contains(&"site-rule-missed"), "{renamed}");
    // The class now names a teaser, and the text is elsewhere.
    let moved = page("artikel")
        .replace("<div class=top>", "<div class=story><p>خبر قصير من صفحة أخرى يقف هنا وحده.</p></div><div class=top>");
    let moved = extract(&program, &moved, &[]);
    assert!(PARAGRAPHS.iter().all(|p| text(&moved).contains(p)));
    assert!(codes(&moved).contains(&"site-rule-short"), "{moved}");
    // A rule that drops everything is not believed either.
    fs::write(program.file("sites/maktaba.example.toml"), "domains = [\"maktaba.example\"]\ndrop = [\"body div\"]\n")
        .unwrap();
    let dropped = extract(&program, &page("story"), &[]);
    assert!(PARAGRAPHS.iter().all(|p| text(&dropped).contains(p)) && codes(&dropped).contains(&"site-rule-short"));
}

#[test]
fn what_the_generic_reading_drops_can_be_kept_and_boxes_named() {
    let rules = "domains = [\"maktaba.example\"]\nkeep = [\"aside.note\"]\nread_also = [\".q7\"]\ntitle = [\"h2.real\"]\ntags = [\".t a\"]\n\
        section = [\".sec\"]\nimage = [\"img.lead\"]\n";
    let program = program(rules);
    let note = "ملاحظة: تغلق القاعة أبوابها أيام الجمعة.";
    let page = page("story")
        .replace("<p>وتفتح", &format!("<aside class=note><p>{note}</p></aside><p>وتفتح"))
        .replace("<div class=\"x1\">", "<div class=q7><a href=/n/8>مكتبة متنقلة تجوب القرى</a></div><div class=\"x1\">")
        .replace("<div class=top>", "<h2 class=real>أطفال الحي يفتتحون قاعتهم</h2><span class=sec>ثقافة</span><img class=lead src=/i/1.jpg><div class=top>")
        .replace("<div class=\"when\">", "<div class=t><a href=/k/1>مكتبات</a> <a href=/k/2>أطفال</a></div><div class=\"when\">");
    let found = extract(&program, &page, &[]);
    assert!(text(&found).contains(&note), "{found}");
    assert_eq!(found["title"], "أطفال الحي يفتتحون قاعتهم");
    assert_eq!(found["tags"], serde_json::json!(["مكتبات", "أطفال"]));
    assert_eq!(
        (found["section"].as_str(), found["image"].as_str()),
        (Some("ثقافة"), Some("https://www.maktaba.example/i/1.jpg"))
    );
    let link = &found["read_also"][0];
    assert_eq!((link["kind"].as_str(), link["placement"].as_str()), (Some("read_also"), Some("inline")), "{found}");
}

#[test]
fn explain_tells_which_rule_and_which_witness_decided() {
    let program = program(RULES);
    let canonical = "<head><link rel=canonical href='https://maktaba.example/n/7?utm_source=x'>";
    let told = extract(&program, &page("story").replace("<head>", canonical), &["--explain", "--json"]);
    let blocks = told["blocks"].as_array().unwrap();
    let of = |start: &str| blocks.iter().find(|b| b["text"].as_str().unwrap().starts_with(start)).unwrap();
    assert_eq!(of("تقدم المكتبة")["reason"], "dropped by a rule of the site");
    assert_eq!((of("افتتحت")["kept"].as_bool(), of("افتتحت")["in_region"].as_bool()), (Some(true), Some(true)));
    let rule = |selector: &str| {
        let rules = told["site_rules"]["rules"].as_array().unwrap();
        rules.iter().find(|r| r["selector"] == selector).unwrap()["matches"].as_u64().unwrap()
    };
    assert_eq!((rule(".story"), rule(".story-v2"), rule(".who b")), (1, 0, 1));
    let field = |name: &str| told["fields"].as_array().unwrap().iter().find(|f| f["field"] == name).unwrap().clone();
    assert_eq!(field("published")["from"], "site-rule");
    assert_eq!(field("canonical_url")["from"], "rel=canonical", "addresses are compared as addresses");
    assert!(of("افتتحت")["score"].as_f64().unwrap() > 0.0 && of("افتتحت")["hints"].as_array().unwrap().is_empty());
    assert!(field("title")["witnesses"].as_array().unwrap().iter().any(|w| w["source"] == "h1" && w["agrees"] == true));
    let table = program.prints(&["extract", "page.html", "--explain", "--no-site-rules"]);
    assert!(table.contains("keep") && table.contains("the article's text") && table.contains("score"), "{table}");
}

#[test]
fn mistakes_in_rules_are_told_at_once_with_their_places() {
    let rules = "domains = [\"maktaba.example\"]\nbdy = [\".story\"]\ndrop = [\"p:first-child\", \".ok\", \"time @datetime\"]\n";
    let program = program(rules);
    let output = program.run(&["check"]);
    let message = told(&output);
    assert_eq!(output.status.code(), Some(2));
    for part in [
        "maktaba.example.toml:2:1: unknown key \"bdy\" in a file of site rules: did you mean \"body\"?",
        "maktaba.example.toml:3:9: drop: ':' in \"p:first-child\"",
        "did you mean \"p\"?",
        "maktaba.example.toml:3:33: drop: \"time @datetime\" takes an attribute",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    fs::write(program.file("sites/other.example.toml"), "domains = [\"www.other.example\"]\nbody = [\"p\"]\n").unwrap();
    assert!(told(&program.run(&["sites", "list"])).contains("did you mean \"other.example\"?"));
}

#[test]
fn own_files_override_the_shipped_ones() {
    let program = program(RULES);
    let listed = json(&program.prints(&["sites", "list", "--json"]));
    assert!(listed.as_array().unwrap().len() > 40);
    let shipped = json(&program.prints(&["sites", "show", "www.aljazeera.net", "--json"]));
    assert!(shipped["origin"].as_str().unwrap().starts_with("shipped"));
    fs::write(program.file("sites/aljazeera.net.toml"), "domains = [\"aljazeera.net\"]\nbody = [\".mine\"]\n").unwrap();
    let own = json(&program.prints(&["sites", "show", "aljazeera.net", "--json"]));
    assert_eq!(own["rules"]["body"][0], ".mine");
    assert!(program.prints(&["sites", "show", "aljazeera.net"]).contains(".mine"));
    assert_eq!(program.run(&["sites", "show", "nobody.example"]).status.code(), Some(1));
}

/// An outlet on loopback with rules for its address.
fn outlet_with(rules: &str) -> (Outlet, Program) {
    let outlet = Outlet::start(OutletStyle::new("maktaba", "مكتبة", Layout::WordPress));
    outlet.publish(NewsItem::new("qaa", "قاعة جديدة للأطفال في المكتبة", morning()).paragraphs(&PARAGRAPHS));
    let program = Program::new(std::slice::from_ref(&outlet), "");
    fs::create_dir(program.file("sites")).unwrap();
    fs::write(program.file("sites/127.0.0.1.toml"), format!("domains = [\"127.0.0.1\"]\n{rules}")).unwrap();
    (outlet, program)
}

#[test]
fn check_counts_what_still_matches_in_the_pages_held() {
    let (_outlet, program) = outlet_with("body = [\".entry-content\", \".old\"]\ntitle = [\"h1\"]\n");
    program.prints(&["run", "--once", "--all"]);
    let checked = json(&program.prints(&["sites", "check", "--json"]));
    let states: Vec<_> =
        checked[0]["selectors"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!((checked[0]["pages"].as_u64(), states), (Some(1), vec!["ok", "spare", "ok"]));
    assert!(checked[0]["selectors"][0]["last_match"].is_string());
    let rules = "domains = [\"127.0.0.1\"]\nbody = [\".gone\"]\ndrop = [\".nothing\"]\n";
    fs::write(program.file("sites/127.0.0.1.toml"), rules).unwrap();
    let output = program.run(&["sites", "check", "127.0.0.1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("2 rules match nothing"), "{}", told(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).matches("dead").count(), 2);
    assert_eq!(program.run(&["sites", "check", "nobody.example"]).status.code(), Some(2));
}

#[test]
fn the_print_form_of_a_page_is_read_where_the_page_holds_no_article() {
    for (when, printed_first) in [("no-article", false), ("always", true)] {
        let (outlet, program) = outlet_with("");
        let (base, url) = (outlet.base_url(), outlet.url_of("qaa"));
        let path = url.strip_prefix(&base).unwrap().to_owned();
        let rules = format!(
            "domains = [\"127.0.0.1\"]\n[variant]\nmatch = \"{base}/*\"\nfetch = \"{base}/print/{{1}}\"\nwhen = \"{when}\"\n"
        );
        fs::write(program.file("sites/127.0.0.1.toml"), rules).unwrap();
        let empty =
            "<html><head><title>مكتبة</title></head><body><div id=app></div><script>render()</script></body></html>";
        outlet.set(&path, 200, "text/html; charset=utf-8", empty.as_bytes());
        outlet.set(&format!("/print{path}"), 200, "text/html; charset=utf-8", page("story").as_bytes());
        program.prints(&["run", "--once", "--all"]);
        let found = json(&program.prints(&["articles", "--json"]));
        let article = &found.as_array().unwrap()[0];
        let shown = json(&program.prints(&["show", &article["id"].to_string(), "--json"]));
        assert!(shown.to_string().contains(PARAGRAPHS[3]), "{when}: {shown}");
        assert_eq!(shown["sources"][0]["url"], url.as_str(), "the article keeps the page's address");
        assert_eq!(outlet.count(&path) == 0, printed_first, "{when}");
    }
}

#[test]
fn a_live_blog_comes_out_with_its_entries_apart() {
    let program = Program::new(&[], "");
    let entry = |time: &str, text: &str| {
        format!(
            "<div class=e><time datetime=\"2026-10-05T{time}:00+03:00\">{time}</time><h3>تحديث الساعة {time}</h3><p>{text}</p></div>"
        )
    };
    let entries: String =
        ["16:10", "15:00", "14:30", "13:45"].iter().zip(PARAGRAPHS).map(|(time, text)| entry(time, text)).collect();
    let blog = format!("<html><body><h1>افتتاح قاعة الأطفال لحظة بلحظة</h1><div>{entries}</div></body></html>");
    let found = extract(&program, &blog, &[]);
    let live = found["live"].as_array().unwrap();
    assert_eq!(live.len(), 4, "{found}");
    let first =
        serde_json::json!({"time": "2026-10-05T16:10:00+03:00", "title": "تحديث الساعة 16:10", "text": PARAGRAPHS[0]});
    assert_eq!(live[0], first);
    assert_eq!(found["blocks"][0], serde_json::json!({"kind": "heading", "text": "16:10"}));
    assert_eq!(extract(&program, &page("story"), &[])["live"], serde_json::json!([]));
}
