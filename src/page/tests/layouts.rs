//! The aggregator's page (two inline boxes, credits, run-together tags, a second article, a list) in many layouts.

use super::read;
use crate::article::{Extracted, LinkKind, Placement};
use crate::page::InputKind;

const SOURCE: &str = include_str!("../../../tests/data/pages/aggregator.roles");

/// A line of the fixture and what it is.
struct Line {
    role: &'static str,
    text: &'static str,
}

fn lines() -> Vec<Line> {
    SOURCE.lines().filter_map(|l| l.split_once('|')).map(|(role, text)| Line { role, text }).collect()
}

fn of(role: &str) -> Vec<&'static str> {
    lines().into_iter().filter(|l| l.role == role).map(|l| l.text).collect()
}

fn is_link(role: &str) -> bool {
    matches!(role, "box" | "related" | "follow-title")
}

/// The text of a line, linked where the page would link it.
fn linked(line: &Line, number: usize) -> String {
    let text = line.text.replace('"', "&quot;");
    if is_link(line.role) { format!("<a href=\"/news/{number}?utm_source=box\">{text}</a>") } else { text }
}

fn check(page: &Extracted, layout: &str) {
    let body: Vec<&str> = page.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(body, of("body"), "{layout}: body");
    let kind = |kind| page.read_also.iter().filter(|l| l.kind == kind).map(|l| l.title.as_str()).collect::<Vec<_>>();
    assert_eq!(kind(LinkKind::ReadAlso), of("box"), "{layout}: boxes");
    assert_eq!(kind(LinkKind::Related), of("related"), "{layout}: related");
    assert!(
        page.read_also.iter().all(|l| (l.kind == LinkKind::ReadAlso) == (l.placement == Placement::Inline)),
        "{layout}: {:?}",
        page.read_also
    );
    let names: Vec<&str> = page.attribution.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["نشرة الوادي"], "{layout}: attribution");
    assert_eq!(page.tags, ["الزراعة", "القنوات", "النهر", "ضخ المياه", "عجز مائي", "سهل الزیتون"], "{layout}: tags");
    let following = page.following.as_ref().unwrap_or_else(|| panic!("{layout}: following"));
    assert_eq!(following.title, of("follow-title")[0], "{layout}: following");
    assert_eq!(following.text.split("\n\n").collect::<Vec<_>>(), of("follow"), "{layout}: following");
}

/// One element a line; bullets as a list.
fn wrapped(open: &str, close: &str) -> String {
    let mut page = String::from("<html><body><div class=\"content\">");
    let mut list = false;
    for (number, line) in lines().iter().enumerate() {
        let is_item = line.role == "related";
        if is_item != list {
            page.push_str(if is_item { "<ul>" } else { "</ul>" });
            list = is_item;
        }
        let text = linked(line, number);
        page += &if is_item { format!("<li>{text}</li>") } else { format!("{open}{text}{close}\n") };
    }
    page + "</ul></div></body></html>"
}

#[test]
fn plain_text() {
    let text: Vec<String> = lines()
        .iter()
        .map(|l| if l.role == "related" { format!("  • {}", l.text) } else { l.text.to_owned() })
        .collect();
    check(&read(text.join("\n\n").as_bytes(), InputKind::Text), "text");
}

#[test]
fn a_paragraph_a_line() {
    check(&super::html(&wrapped("<p>", "</p>")), "p");
    check(&super::html(&wrapped("<div>", "</div>")), "div");
    check(&super::html(&wrapped("<p dir=rtl><span style=\"font-size:18px\">", "</span></p>")), "p span");
}

#[test]
fn lines_parted_by_breaks() {
    check(&super::html(&wrapped("", "<br><br>")), "br br");
    check(&super::html(&wrapped("", "<br/>")), "br");
}

#[test]
fn titles_without_links() {
    let page = wrapped("<p>", "</p>");
    let bare: String = page
        .split("<a ")
        .enumerate()
        .map(|(i, p)| if i == 0 { p } else { p.split_once('>').map_or(p, |(_, t)| t) })
        .collect();
    check(&super::html(&bare.replace("</a>", "")), "no links");
}

#[test]
fn label_and_link_in_one_paragraph() {
    let mut page = wrapped("<p>", "</p>");
    for label in of("label") {
        page = page.replace(&format!("<p>{label}</p>\n<p>"), &format!("<p><strong>{label}</strong>: "));
    }
    assert!(page.contains("</strong>: <a href"));
    check(&super::html(&page), "one p");
}

#[test]
fn a_table_of_cells() {
    let rows =
        wrapped("<tr><td>", "</td></tr>").replace("<div class=\"content\">", "<table>").replace("</div>", "</table>");
    check(
        &super::html(&rows.replace("<ul>", "<tr><td><ul>").replace("</ul></table>", "</ul></td></tr></table>")),
        "rows",
    );
    let nested = format!(
        "<table><tr><td width=150><a href=/>الرئيسية</a><br><a href=/s>رياضة</a></td><td>{}</td></tr></table>",
        wrapped("<font size=4>", "</font><br>")
    );
    check(&super::html(&nested), "layout table");
}

#[test]
fn an_article_with_furniture_around() {
    let menu = "<nav><ul><li><a href=/a>أخبار</a></li><li><a href=/b>اقتصاد</a></li></ul></nav>";
    let ld = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"الماء يعود إلى قنوات سهل الزيتون\",\
        \"datePublished\":\"2026-10-05T09:30:00+03:00\",\"author\":{\"name\":\"سامي الحداد\"}}</script>";
    let head = "<h1>الماء يعود إلى قنوات سهل الزيتون</h1><div class=share-buttons><a href=#>شارك</a></div>";
    let foot =
        "<footer><p>جميع الحقوق محفوظة لموقع أخبار المثال، ولا يجوز إعادة نشر المواد من دون إذن مكتوب.</p></footer>";
    let article = wrapped("<p>", "</p>")
        .replace(
            "<html><body><div class=\"content\">",
            &format!("<html><head>{ld}</head><body>{menu}<article>{head}<div class=\"entry-content\">"),
        )
        .replace("</div></body>", &format!("</div></article>{foot}</body>"));
    let page = super::html(&article);
    check(&page, "article");
    assert_eq!(page.title.as_deref(), Some("الماء يعود إلى قنوات سهل الزيتون"));
    assert_eq!(page.authors, ["سامي الحداد"]);
    assert_eq!(
        page.published.as_ref().map(crate::article::StatedDate::to_text).as_deref(),
        Some("2026-10-05T09:30:00+03:00")
    );
}

#[test]
fn boxes_and_tail_in_containers_of_their_own() {
    let mut page = String::from("<body><main><div class=story>");
    for (number, line) in lines().iter().enumerate() {
        let text = linked(line, number);
        page += &match line.role {
            "label" => format!("<aside class=\"read-also-box\"><h4>{text}</h4>"),
            "box" => format!("<ul><li>{text}</li></ul></aside>"),
            "follow-label" => format!("</div><section class=next><h3>{text}</h3>"),
            "follow-title" => format!("<h2>{text}</h2>"),
            "related-label" => format!("</section><div class=\"block related-posts\"><h3>{text}</h3><ul>"),
            "related" => {
                format!("<li class=item><img src=/t.jpg><h4>{text}</h4><span class=date>منذ ساعتين</span></li>")
            }
            _ => format!("<p>{text}</p>"),
        };
    }
    check(&super::html(&(page + "</ul></div></main></body>")), "containers");
}

#[test]
fn links_are_absolute_and_canonical() {
    let page = super::html(&wrapped("<p>", "</p>"));
    assert!(page.read_also.iter().all(|l| {
        l.url.as_deref().is_some_and(|u| u.starts_with("https://akhbar.example/news/") && !u.contains("utm"))
    }));
}
