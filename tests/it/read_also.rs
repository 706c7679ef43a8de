//! The read-also graph: links lead to articles we hold whichever came first, by address or by headline, and are seen from both ends.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, morning};
use super::program::Program;
use serde_json::Value;

const BRIDGE: &str = "افتتاح جسر المشاة فوق الوادي الغربي";
const FERRY: &str = "العبارة النهرية تعود إلى العمل بعد عام من التوقف";
const TRAIN: &str = "القطار الصباحي يضيف محطتين في الضاحية الجنوبية";

fn article(slug: &str, title: &str, text: [&str; 2]) -> NewsItem {
    NewsItem::new(slug, title, morning()).paragraphs(&text)
}

fn bridge() -> NewsItem {
    let text = [
        "عبر مئات الطلاب صباح اليوم جسر المشاة الجديد فوق الوادي الغربي، بعد عامين كانوا يقطعون خلالهما ثلاثة كيلومترات إضافية للوصول إلى المدرسة الثانوية.",
        "وبلغت كلفة الجسر المعلق أربعة ملايين دينار دفعت نصفها جمعية المغتربين، وصنعت كابلاته في ورشة محلية تعمل منذ الخمسينيات.",
    ];
    article("bridge", BRIDGE, text)
}

fn ferry() -> NewsItem {
    let text = [
        "أطلقت العبارة النهرية صافرتها الأولى منذ خريف العام الماضي، حين أوقفها الجفاف وانحسار الماء عن المرسى الخشبي القديم.",
        "ويقول قبطانها إن المحرك استبدل بآخر كهربائي، وإن الرحلة بين الضفتين تستغرق تسع دقائق بدلا من أربع عشرة دقيقة.",
    ];
    article("ferry", FERRY, text)
}

fn train() -> NewsItem {
    let text = [
        "توقف القطار الصباحي للمرة الأولى في محطتي الزيتون والمطحنة، فركبه موظفون كانوا يستقلون الحافلة قبل طلوع الشمس.",
        "وتدرس شركة السكك تسيير عربة مخصصة للدراجات إذا زاد عدد ركاب المحطتين على ألفين في اليوم قبل نهاية الشتاء.",
    ];
    article("train", TRAIN, text)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn links_lead_to_articles_held_before_and_after_and_are_seen_from_both_ends() {
    let outlet = Outlet::start(OutletStyle::new("bridge", "صحيفة الجسر", Layout::WordPress));
    let title_only = ferry().read_also(1, "اقرأ أيضاً", BRIDGE, None);
    outlet.publish(bridge().read_also(1, "اقرأ أيضاً", TRAIN, Some("train")));
    outlet.publish(title_only);
    let program = Program::new(std::slice::from_ref(&outlet), "");
    program.prints(&["run", "--once"]);
    let id_of =
        |slug: &str| json(&program.prints(&["explain", &outlet.url_of(slug), "--json"]))["article"]["id"].clone();
    let (bridge, ferry) = (id_of("bridge"), id_of("ferry"));
    let show = |id: &Value| json(&program.prints(&["show", &id.to_string(), "--json"]));
    let link = |article: &Value, title: &str| {
        let links = article["read_also"].as_array().unwrap();
        links.iter().find(|l| l["title"] == title).unwrap_or_else(|| panic!("no link {title}: {links:?}")).clone()
    };
    assert_eq!(link(&show(&bridge), TRAIN)["article_id"], Value::Null, "nobody announced the train yet");
    assert_eq!(link(&show(&ferry), BRIDGE)["article_id"], bridge, "a link without an address, found by its headline");

    outlet.publish(train());
    program.prints(&["run", "--once", "--all"]);
    let train = id_of("train");
    assert_eq!(link(&show(&bridge), TRAIN)["article_id"], train, "the link was there before the article");
    let from = |article: &Value| article["linked_from"][0]["article_id"].clone();
    assert_eq!((from(&show(&train)), from(&show(&bridge))), (bridge.clone(), ferry.clone()));
    assert!(show(&ferry)["linked_from"].is_null());
    let told = program.prints(&["show", &train.to_string()]);
    assert!(told.contains("read also, on other pages (1)") && told.contains(BRIDGE), "{told}");
}

/// A page that no feed announces, dated `days` ago.
fn unannounced(outlet: &Outlet, slug: &str, title: &str, days: i64, more: &str) {
    let date = (chrono::Utc::now() - chrono::TimeDelta::days(days)).to_rfc3339();
    let page = format!(
        "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>{title}</title>\
         <meta property=\"article:published_time\" content=\"{date}\"></head><body><article><h1>{title}</h1>\
         <p>افتتح متحف الخزف في الدار القديمة قاعة جديدة تعرض أطباقا من القرن التاسع عشر جمعها صياد من قاع الخليج خلال أربعين عاما.</p>\
         <p>وقالت أمينة المتحف إن ترميم القطع استغرق ثلاث سنوات، وإن الدخول مجاني لطلاب المدارس حتى نهاية العام الدراسي في {title}.</p>\
         {more}</article></body></html>"
    );
    let path = outlet.url_of(slug).replace(&outlet.base_url(), "");
    outlet.set(&path, 200, "text/html", page.as_bytes());
}

#[test]
fn links_that_no_feed_announced_are_followed_one_step_where_that_is_wanted() {
    let outlet = Outlet::start(OutletStyle::new("bridge", "صحيفة الجسر", Layout::WordPress));
    let (museum, archive) = ("قاعة الخزف تفتح أبوابها للزوار", "كيف بدأ جمع الخزف من قاع الخليج");
    let item =
        bridge().read_also(1, "اقرأ أيضاً", museum, Some("museum")).read_also(1, "اقرأ أيضاً", archive, Some("old"));
    outlet.publish(item.read_also(1, "اقرأ أيضاً", TRAIN, Some("gone")));
    let second = format!(
        "<p>اقرأ أيضاً: <a href=\"{}\">{FERRY}</a></p><p>وتستمر القاعة مفتوحة يوميا عدا الثلاثاء.</p>",
        outlet.url_of("second")
    );
    unannounced(&outlet, "museum", museum, 0, &second);
    unannounced(&outlet, "old", archive, 400, "");
    unannounced(&outlet, "second", FERRY, 0, "");
    let program = Program::new(std::slice::from_ref(&outlet), "");
    program.prints(&["run", "--once"]);
    assert_eq!(outlet.count_item("museum"), 0, "nothing is followed unless it is asked for");

    let config = program.file("hasad.toml");
    std::fs::write(&config, std::fs::read_to_string(&config).unwrap() + "follow_read_also = true\n").unwrap();
    std::fs::remove_file(program.file("hasad.db")).unwrap();
    for _ in 0..2 {
        program.prints(&["run", "--once", "--all"]);
    }
    let counts = ["museum", "old", "gone", "second"].map(|slug| outlet.count_item(slug));
    assert_eq!(counts, [1, 1, 1, 0], "each once, and one step deep");
    let found = json(&program.prints(&["explain", &outlet.url_of("museum"), "--json"]));
    assert_eq!(found["article"]["title"], museum);
    let told = program.prints(&["explain", &outlet.url_of("museum")]);
    assert!(told.contains("a read-also link of") && told.contains(&outlet.url_of("bridge")), "{told}");
    let old = program.prints(&["explain", &outlet.url_of("old")]);
    assert!(old.contains("only pages of the last three days are followed"), "{old}");
    assert_eq!(json(&program.prints(&["articles", "--limit", "0", "--json"])).as_array().unwrap().len(), 2);
}

/// Sixty thousand headlines in the box of one page, most of them of another server that may be asked: a few of the same site are
/// followed, and nobody else hears of it.
#[test]
fn a_page_of_endless_links_sends_nobody_a_flood() {
    let outlet = Outlet::start(OutletStyle::new("bridge", "صحيفة الجسر", Layout::WordPress));
    let canary = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = canary.local_addr().unwrap();
    outlet.publish(bridge());
    let links: String = (0..60_000)
        .map(|n| {
            let base = if n % 3 == 0 { outlet.base_url() } else { format!("http://{elsewhere}") };
            format!("<li><a href=\"{base}/crawl/{n}\">عنوان خبر من أخبار الميناء رقم {n}</a></li>")
        })
        .collect();
    unannounced(&outlet, "bridge", BRIDGE, 0, &format!("<p>اقرأ أيضاً</p><ul>{links}</ul>"));
    let program = Program::new(std::slice::from_ref(&outlet), "");
    let config = program.file("hasad.toml");
    std::fs::write(&config, std::fs::read_to_string(&config).unwrap() + "follow_read_also = true\n").unwrap();
    for _ in 0..2 {
        program.prints(&["run", "--once", "--all"]);
    }
    assert!(outlet.count("/crawl/") <= 5, "{} pages of the same site", outlet.count("/crawl/"));
    canary.set_nonblocking(true).unwrap();
    assert!(canary.accept().is_err(), "another server was asked");
    let exported = json(&program.prints(&["export"]));
    assert!(exported["read_also"].as_array().unwrap().len() <= 200);
}
