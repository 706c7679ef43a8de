//! Live blogs: entries apart, each under its time.

use super::html;
use crate::article::{BlockKind, Extracted, PageKind};

const INTRO: &str = "تتابع صحيفة الجسر لحظة بلحظة أخبار العاصفة التي ضربت الساحل فجر اليوم، وما يعلنه الدفاع المدني والبلديات عن أحوال الطرق.";
const ENTRIES: [(&str, &str, &str); 5] = [
    (
        "14:20",
        "إعادة فتح الجسر الشرقي",
        "أعلنت البلدية إعادة فتح الجسر الشرقي أمام السيارات الصغيرة بعد أن أزالت الجرافات الأشجار المقتلعة.",
    ),
    (
        "13:05",
        "عودة التيار إلى ثلاثة أحياء",
        "عاد التيار الكهربائي إلى ثلاثة أحياء في الشمال، وتقول الشركة إن بقية الأحياء ستنتظر حتى المساء.",
    ),
    (
        "11:40",
        "إنقاذ بحارة قبالة المنارة",
        "أنقذ خفر السواحل أربعة بحارة جنح قاربهم قبالة المنارة، ونقلوا إلى المستشفى وحالتهم مستقرة.",
    ),
    ("10:15", "تعليق الدراسة", "قررت وزارة التربية تعليق الدراسة في مدارس الساحل كلها."),
    (
        "09:30",
        "رياح تتجاوز مئة كيلومتر",
        "قالت الأرصاد إن سرعة الرياح تجاوزت مئة كيلومتر في الساعة، وإن ذروة العاصفة متوقعة قبل الظهر.",
    ),
];

/// Writes one entry: its time, headline and text.
type Writer = fn(&str, &str, &str) -> String;

fn page(head: &str, entries: &str) -> String {
    let more: String =
        (0..6).map(|n| format!("<li><a href=/m/{n}>خبر آخر من أخبار المدينة رقم {n} اليوم</a></li>")).collect();
    format!(
        "<html><head><title>العاصفة لحظة بلحظة | الجسر</title>{head}</head><body><nav><a href=/>الرئيسية</a></nav><main><h1>العاصفة لحظة بلحظة</h1>\
         <div class=intro-text><p>{INTRO}</p></div>{entries}</main><aside><h3>الأكثر قراءة</h3><ul>{more}</ul></aside></body></html>"
    )
}

fn check(found: &Extracted, name: &str) {
    assert_eq!(found.page_kind, PageKind::Article, "{name}");
    assert!(found.following.is_none(), "{name}: {:?}", found.following);
    let text = found.text();
    assert!(text.contains(INTRO), "{name}: {text}");
    let mut from = 0;
    for (time, title, entry) in ENTRIES {
        let at =
            text[from..].find(entry).unwrap_or_else(|| panic!("{name}: {entry} is missing or out of order\n{text}"));
        assert_eq!(text.matches(entry).count(), 1, "{name}: {entry}");
        assert!(text[from..from + at].contains(title), "{name}: {title} stands above its text\n{text}");
        from += at;
        assert!(
            found.blocks.iter().any(|b| b.kind == BlockKind::Heading && b.text.contains(time)),
            "{name}: {time}\n{text}"
        );
    }
    assert_eq!(found.live.len(), ENTRIES.len(), "{name}: {:?}", found.live);
    for ((time, title, entry), live) in ENTRIES.into_iter().zip(&found.live) {
        assert!(live.time.contains(time) && live.text.contains(entry), "{name}: {live:?}");
        assert_eq!(live.title.as_deref(), Some(title), "{name}: {live:?}");
    }
    assert!(!text.contains("خبر آخر"), "{name}");
}

#[test]
fn entries_with_a_time_above_them_stay_apart() {
    let forms: [(&str, Writer); 5] = [
        ("articles", |t, h, p| {
            format!(
                "<article class=entry><time datetime=\"2026-10-05T{t}:00+03:00\">{t}</time><h2>{h}</h2><p>{p}</p></article>"
            )
        }),
        ("divs", |t, h, p| {
            format!("<div class=x1><div class=x2>{t}</div><div class=x3><h3>{h}</h3><p>{p}</p></div></div>")
        }),
        ("list", |t, h, p| format!("<li><span class=time>{t}</span><h4>{h}</h4><div>{p}</div></li>")),
        ("paragraphs", |t, h, p| format!("<p><strong>{t}</strong></p><p><strong>{h}</strong></p><p>{p}</p>")),
        ("zoned", |t, h, p| format!("<section><p>{t} بتوقيت غرينتش</p><h3>{h}</h3><p>{p}</p></section>")),
    ];
    for (name, write) in forms {
        let entries: String = ENTRIES.iter().map(|(t, h, p)| write(t, h, p)).collect();
        let entries = if name == "list" {
            format!("<ul class=feed>{entries}</ul>")
        } else {
            format!("<div class=feed>{entries}</div>")
        };
        check(&html(&page("", &entries)), name);
    }
}

#[test]
fn entries_that_only_the_scripts_state_are_read_from_them() {
    let updates: Vec<serde_json::Value> = ENTRIES
        .iter()
        .map(|(t, h, p)| {
            serde_json::json!({"@type": "BlogPosting", "headline": h, "articleBody": format!("<p>{p}</p>"), "datePublished": format!("2026-10-05T{t}:00+03:00")})
        })
        .collect();
    let ld = serde_json::json!({"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "العاصفة لحظة بلحظة",
        "datePublished": "2026-10-05T09:00:00+03:00", "liveBlogUpdate": updates});
    let head = format!("<script type=\"application/ld+json\">{ld}</script>");
    check(&html(&page(&head, "<div id=live-root></div>")), "script");
    let shown: String =
        ENTRIES.iter().map(|(t, h, p)| format!("<div><time>{t}</time><h3>{h}</h3><p>{p}</p></div>")).collect();
    let found = html(&page(&head, &format!("<div>{shown}</div>")));
    check(&found, "script and page");
    assert!(found.live[0].time.starts_with("2026-10-05T14:20"), "the script states the day: {:?}", found.live[0]);
}

#[test]
fn times_in_an_article_make_no_live_blog() {
    let schedule = "<p>وجاءت مواعيد القطارات كما يأتي، بحسب بيان الهيئة الذي وزع على المسافرين في المحطة الرئيسية:</p><ul><li>09:30</li><li>11:40</li><li>13:05</li><li>14:20</li></ul>\
        <p>ودعت الهيئة المسافرين إلى الحضور قبل الموعد بنصف ساعة، لأن أبواب الأرصفة تغلق قبل الانطلاق بعشر دقائق.</p>";
    let found = html(&page("", schedule));
    assert!(found.live.is_empty(), "{:?}", found.live);
    // Comments with their times below an article.
    let comments: String = ENTRIES
        .iter()
        .map(|(t, h, p)| format!("<div class=comment><b>{h}</b><span>{t}</span><p>{p}</p></div>"))
        .collect();
    let found = html(&page(
        "",
        &format!("<p>{}</p><div id=comments><h3>التعليقات</h3>{comments}</div>", ENTRIES[0].2.repeat(3)),
    ));
    assert!(found.live.is_empty(), "{:?}", found.live);
}
