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
