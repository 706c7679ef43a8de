//! Read-also blocks of every kind put into pages of every layout: nothing of them may reach the text, and no sentence may go.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate_sized, morning};
use hasad::article::Extracted;
use hasad::page::{InputKind, PageInput, extract};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use url::Url;

/// Headlines of articles that no fixture tells of.
const TITLES: [&str; 5] = [
    "خفر السواحل ينقذ صيادين علقوا قرب الجزيرة الصغيرة",
    "كيف حافظت قرية جبلية على نسيجها اليدوي",
    "جامعة الشمال تفتح مكتبتها للزوار مساء كل خميس",
    "أسعار العسل ترتفع مع تأخر موسم الإزهار",
    "لماذا أغلق المتحف البحري أبوابه قبل الصيف",
];

/// The second article of the aggregator's tail, and the teaser of a card.
const OTHER: [&str; 3] = [
    "قال مدير الميناء إن الرافعة الجديدة وصلت فجر الأربعاء على متن سفينة شحن، وإن تركيبها سيستغرق ثلاثة أسابيع على الأقل.",
    "وأوضح أن العمال تدربوا على تشغيلها في ورشة خارج المدينة، وأن الرافعة القديمة ستنقل إلى رصيف الصيد ولن تباع.",
    "وينتظر التجار أن تقصر مدة تفريغ الحاويات إلى النصف، فيما يطالب سائقو الشاحنات بتوسيع الطريق المؤدي إلى البوابة.",
];

/// What is put into a page.
struct Block {
    name: String,
    html: String,
    /// What must not reach the text.
    foreign: Vec<&'static str>,
    /// Whether it belongs below the last paragraph only.
    is_tail: bool,
}

fn link(number: usize) -> String {
    format!("<a href=\"/elsewhere/{number}\">{}</a>", TITLES[number])
}

fn block(name: &str, html: String, titles: &[usize]) -> Block {
    let foreign = titles.iter().map(|n| TITLES[*n]).collect();
    Block { name: name.to_owned(), html, foreign, is_tail: false }
}

fn blocks() -> Vec<Block> {
    let mut all = Vec::new();
    for label in ["اقرأ أيضاً", "إقرأ أيضا", "طالع أيضاً", "قد يهمك أيضا", "شاهد أيضا", "نرشح لك", "مواضيع ذات صلة"]
    {
        all.push(block(&format!("label and link, {label}"), format!("<p>{label}: {}</p>", link(0)), &[0]));
    }
    let (a, b, c) = (link(0), link(1), link(2));
    let (t, u) = (TITLES[3], TITLES[4]);
    let one = [
        ("strong label and link", format!("<p><strong>اقرأ أيضاً: {a}</strong></p>"), vec![0]),
        ("label, break, links", format!("<p>اقرأ أيضاً:<br>{a}<br>{b}</p>"), vec![0, 1]),
        ("label, then a link", format!("<p>اقرأ أيضا</p><p>{a}</p>"), vec![0]),
        ("label and headline without a link", format!("<p>اقرأ أيضاً: {t}</p>"), vec![3]),
        ("label, then a headline without a link", format!("<p><b>اقرأ أيضاً</b></p><p>{t}</p>"), vec![3]),
        ("label and headline in divs", format!("<div>طالع أيضا</div><div>{u}</div>"), vec![4]),
        (
            "heading and list",
            format!("<h3>مواضيع ذات صلة</h3><ul><li>{a}</li><li>{b}</li><li>{c}</li></ul>"),
            vec![0, 1, 2],
        ),
        ("heading and list without links", format!("<h4>اقرأ أيضاً</h4><ul><li>{t}</li><li>{u}</li></ul>"), vec![3, 4]),
        ("list without a label", format!("<ul><li>{a}</li><li>{b}</li></ul>"), vec![0, 1]),
        ("link without a label", format!("<p><strong>{a}</strong></p>"), vec![0]),
        ("blockquote", format!("<blockquote><p>اقرأ أيضاً</p><p>{a}</p></blockquote>"), vec![0]),
        ("blockquote in one line", format!("<blockquote>اقرأ أيضا: {t}</blockquote>"), vec![3]),
        ("embedded post", format!("<blockquote class=\"wp-embedded-content\"><p>{a}</p></blockquote>"), vec![0]),
        (
            "table of rows",
            format!("<table><tr><td>اقرأ أيضاً</td></tr><tr><td>{a}</td></tr><tr><td>{b}</td></tr></table>"),
            vec![0, 1],
        ),
        ("table of cells", format!("<table border=1><tr><td>اقرأ أيضاً</td><td>{a}</td></tr></table>"), vec![0]),
        ("table without links", format!("<table><tr><td>اقرأ أيضاً</td></tr><tr><td>{t}</td></tr></table>"), vec![3]),
        (
            "obfuscated card",
            format!(
                "<div class=\"c1x\"><a href=\"/elsewhere/3\"><img src=\"/i.jpg\"></a><div><span class=\"z9\">اقرأ أيضاً</span><a href=\"/elsewhere/3\"><span>{t}</span></a></div></div>"
            ),
            vec![3],
        ),
        (
            "obfuscated card without a label",
            format!(
                "<div class=\"c1x\"><a href=\"/elsewhere/3\"><img src=\"/i.jpg\"><div><span>{t}</span></div></a></div>"
            ),
            vec![3],
        ),
        (
            "card with a date",
            format!(
                "<div class=\"c1x\"><b>اقرأ أيضاً</b><a href=\"/elsewhere/3\"><h5>{t}</h5></a><span>منذ ساعتين</span></div>"
            ),
            vec![3],
        ),
    ];
    all.extend(one.into_iter().map(|(name, html, titles)| block(name, html, &titles)));
    let teaser = format!(
        "<div class=\"c1x\"><div>اقرأ أيضاً</div><a href=\"/elsewhere/3\"><h4>{t}</h4></a><p class=\"x9\">{}</p></div>",
        OTHER[0]
    );
    all.push(Block { foreign: vec![TITLES[3], OTHER[0]], ..block("card with a teaser", teaser, &[]) });
    for (name, open, close) in [("p", "<p>", "</p>"), ("div", "<div>", "</div>"), ("br", "", "<br><br>")] {
        all.push(tail(name, open, close));
    }
    all
}

/// The aggregator's whole tail: the source twice, tags, a second article, a list.
fn tail(name: &str, open: &str, close: &str) -> Block {
    let label = ["المصدر | نشرة الساحل", "المصدر: نشرة الساحل", "كلمات دلالية: الميناء الرافعة التجار", "إقرأ أيضاً:"];
    let lines = label.iter().chain(&TITLES[..1]).chain(&OTHER).chain(&["مقالات مشابهة"]);
    let mut html: String = lines.map(|line| format!("{open}{line}{close}\n")).collect();
    html += &format!("<ul>{}</ul>", TITLES[1..].iter().map(|t| format!("<li>{t}</li>")).collect::<String>());
    let foreign = OTHER.iter().chain(&TITLES[1..]).copied().chain(["كلمات دلالية", "نشرة الساحل"]).collect();
    Block { name: format!("tail in {name}"), html, foreign, is_tail: true }
}

fn body(outlet: &Outlet, url: &str) -> String {
    let mut stream = BufReader::new(TcpStream::connect(outlet.address()).unwrap());
    let path = url.strip_prefix(&outlet.base_url()).unwrap();
    write!(stream.get_mut(), "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

fn read(page: &str, url: &str) -> Extracted {
    let url = Url::parse(url).unwrap();
    let (kind, zone, now) = (InputKind::Html, chrono_tz::UTC, morning());
    extract(&PageInput { bytes: page.as_bytes(), content_type: None, url: Some(&url), kind, outlet: None, zone, now })
}

/// Right behind the element of a paragraph; `None` when it is shown nowhere as one.
fn behind(page: &str, paragraph: &str) -> Option<usize> {
    // Links and references stand inside paragraphs; their last words tell them apart.
    let from = paragraph.char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let paragraph = &paragraph[from..];
    page.match_indices(paragraph).map(|(at, _)| at + paragraph.len()).find_map(|end| {
        let mut at = end;
        for close in ["</span>", "</font>", "</p>", "</div>", "<br/>\n<br/>", "<br><br>", "<br />", "<br>", "\n"] {
            at += if page[at..].starts_with(close) { close.len() } else { 0 };
        }
        (at > end && !page[at..].starts_with(['"', ','])).then_some(at)
    })
}

#[test]
fn no_injected_block_leaks_and_no_sentence_is_lost() {
    let blocks = blocks();
    let (mut cases, mut wrong) = (0, Vec::new());
    for (layout, item) in Layout::ALL.iter().zip(generate_sized(Layout::ALL.len(), 41, 5_000)) {
        let outlet = Outlet::start(OutletStyle::new("inj", "صحيفة الحقن", *layout));
        let slug = item.slug.clone();
        outlet.publish(NewsItem { published: morning(), ..item });
        let url = outlet.url_of(&slug);
        let page = body(&outlet, &url).replace("&laquo;", "«").replace("&raquo;", "»");
        let plain = read(&page, &url);
        let paragraphs: Vec<&str> = plain.blocks.iter().map(|b| b.text.as_str()).collect();
        let places: Vec<usize> = paragraphs.iter().filter_map(|p| behind(&page, p)).collect();
        assert!(places.len() >= 4, "{layout:?}: {} of {} paragraphs are found", places.len(), paragraphs.len());
        let last = places.len() - 1;
        for block in &blocks {
            let at = if block.is_tail { vec![last] } else { vec![0, last / 2, last - 1, last] };
            for place in at {
                let (before, after) = page.split_at(places[place]);
                let found = read(&format!("{before}{}{after}", block.html), &url);
                let text = found.text();
                cases += 1;
                let leaked: Vec<_> = block.foreign.iter().filter(|foreign| text.contains(**foreign)).collect();
                let lost: Vec<_> = paragraphs.iter().filter(|p| !text.contains(**p)).collect();
                if !leaked.is_empty() || !lost.is_empty() {
                    wrong.push(format!("{layout:?}, {}, after {place}: leaked {leaked:?}, lost {lost:?}", block.name));
                }
                let listed = |title: &&&str| found.read_also.iter().any(|l| l.title == ***title);
                let mut titles = block.foreign.iter().filter(|f| TITLES.contains(f) && !block.is_tail);
                if let Some(missing) = titles.find(|title| !listed(title)) {
                    wrong.push(format!("{layout:?}, {}, after {place}: {missing:?} is no link", block.name));
                }
            }
        }
    }
    assert!(cases > 800, "{cases}");
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
}
