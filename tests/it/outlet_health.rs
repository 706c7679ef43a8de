//! How well the pages of an outlet read: what is no article is told apart, and a sudden change is told once.

use super::desk::Newsroom;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate_sized, morning};
use super::program::Program;
use chrono::TimeDelta;

const VIDEO: &str = "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>بالفيديو: موكب القوارب</title>\
    <meta property=og:type content=video.other></head><body><h1>بالفيديو: موكب القوارب</h1><video src=/v.mp4></video></body></html>";
const LOGIN: &str = "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>تسجيل الدخول</title></head><body>\
    <h1>تسجيل الدخول</h1><form><input name=user><input type=password name=pass><button>دخول</button></form></body></html>";
const CHALLENGE: &str = "<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>\
    <p>Please enable JavaScript and cookies to continue.</p></body></html>";
const MISSING: &str = "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>404 - الصفحة غير موجودة</title></head>\
    <body><h1>عذراً، الصفحة المطلوبة غير موجودة</h1><p>ربما نُقلت أو حُذفت.</p><a href=/>الرئيسية</a></body></html>";

/// Publishes an item whose page is `html`, served as if all were well.
fn publish_as(outlet: &Outlet, item: &NewsItem, html: &str) {
    outlet.publish(item.clone());
    outlet.set(&outlet.style().path(&item.slug), 200, "text/html; charset=utf-8", html.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_without_an_article_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![Outlet::start(OutletStyle::new("house", "صحيفة الضفة", Layout::WordPress))];
    let items = generate_sized(13, 3, 1_500);
    items[..6].iter().for_each(|item| outlets[0].publish(item.clone()));
    for (item, html) in items[6..].iter().zip([VIDEO, VIDEO, LOGIN, CHALLENGE, MISSING, MISSING]) {
        publish_as(&outlets[0], item, html);
    }
    outlets[0].publish(items[12].clone());
    outlets[0].set(&outlets[0].style().path(&items[12].slug), 410, "text/html", b"gone");
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    let outlet = newsroom.store().outlets(newsroom.now()).await.unwrap().remove(0);
    let outcomes: Vec<(&str, usize)> = outlet.health.outcomes.into_iter().collect();
    let wanted = [("article", 6), ("challenge", 1), ("error", 2), ("login", 1), ("media", 2), ("unreachable", 1)];
    assert_eq!(outcomes, wanted);
    assert!((outlet.health.good_share.unwrap() - 6.0 / 11.0).abs() < 1e-9, "a video is no page that failed");
    let feed = newsroom.feed(0).await;
    assert_eq!((feed.pages_read, feed.good_share), (11, Some(6.0 / 11.0)));
    assert!(outlet.health.median_chars.unwrap() > 500);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_in_place_of_articles_is_known_by_its_coming_again() {
    const NOTICE: &str = "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>أهلا بكم في حلتنا الجديدة</title></head><body>\
        <article><h1>أهلا بكم في حلتنا الجديدة</h1><p>انتقلت مواد الأعوام السابقة إلى دار المحفوظات التي يديرها قسم التوثيق، ويستغرق نقلها \
        بضعة أسابيع يعمل خلالها الزملاء على فهرسة النصوص والصور من جديد وعلى مراجعة الروابط القديمة كلها.</p><p>ونشكر لكم صبركم، ونرحب \
        بما يصلنا منكم من ملاحظات عن الموقع في ثوبه الجديد وعن الأبواب التي تودون أن تروها فيه قريبا.</p></article></body></html>";
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![Outlet::start(OutletStyle::new("house", "صحيفة الضفة", Layout::WordPress))];
    let items = generate_sized(8, 4, 1_500);
    items[..3].iter().for_each(|item| outlets[0].publish(item.clone()));
    publish_as(&outlets[0], &items[3], NOTICE);
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    items[4..].iter().for_each(|item| publish_as(&newsroom.outlets[0], item, NOTICE));
    newsroom.after(TimeDelta::hours(1)).await;
    let outlet = newsroom.store().outlets(newsroom.now()).await.unwrap().remove(0);
    assert_eq!(outlet.health.outcomes.get("error"), Some(&4), "{:?}", outlet.health.outcomes);
    for item in &items[4..] {
        let article = newsroom.article_of(0, &item.slug).await;
        assert_eq!(article.title, item.title, "the feed's words stand in");
        assert!(!article.text().contains("دار المحفوظات"));
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sudden_change_is_told_once_and_stands_until_it_passes() {
    let dir = tempfile::tempdir().unwrap();
    // Items of the generator are older the greater their number: a short feed would not list the later ones.
    let style = OutletStyle { feed_length: 200, ..OutletStyle::new("house", "صحيفة الضفة", Layout::Drupal) };
    let outlets = vec![Outlet::start(style)];
    let items = generate_sized(110, 3, 600);
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    let publish = async |range: std::ops::Range<usize>, html: Option<&str>| {
        for portion in items[range].chunks(24) {
            for item in portion {
                match html {
                    Some(html) => publish_as(&newsroom.outlets[0], item, html),
                    None => newsroom.outlets[0].publish(item.clone()),
                }
            }
            newsroom.after(TimeDelta::hours(1)).await;
        }
    };
    publish(0..24, None).await;
    assert_eq!(newsroom.store().take_alerts().await.unwrap(), []);
    publish(24..36, Some(CHALLENGE)).await;
    let told = newsroom.store().take_alerts().await.unwrap();
    assert_eq!(
        told.iter().map(|a| (a.outlet.as_str(), a.code.as_str())).collect::<Vec<_>>(),
        [("صحيفة الضفة", "share-drop")]
    );
    assert_eq!(newsroom.store().take_alerts().await.unwrap(), [], "each change is told once");
    assert_eq!(newsroom.store().status().await.unwrap().alerts, told, "and stands in the status");
    publish(36..60, None).await;
    assert_eq!(newsroom.store().status().await.unwrap().alerts, []);
    newsroom.close().await;
}

#[test]
fn status_shows_how_well_pages_read() {
    let outlets = vec![Outlet::start(OutletStyle::new("house", "صحيفة الضفة", Layout::WordPress))];
    let items = generate_sized(4, 8, 1_500);
    items[..3].iter().for_each(|item| outlets[0].publish(item.clone()));
    publish_as(&outlets[0], &items[3], LOGIN);
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let status: serde_json::Value = serde_json::from_str(&program.prints(&["status", "--json"])).unwrap();
    assert_eq!(
        (&status["feeds"][0]["pages_read"], &status["feeds"][0]["good_share"]),
        (&4.into(), &0.75.into()),
        "{status}"
    );
    assert!(program.prints(&["status"]).contains("75 %"));
    assert!(program.prints(&["outlets", "show", "house"]).contains("1 login"));
}

#[test]
fn an_outlet_whose_pages_give_nothing_is_listed() {
    let outlets = vec![Outlet::start(OutletStyle::new("house", "صحيفة الضفة", Layout::WordPress))];
    generate_sized(3, 8, 1_500).iter().for_each(|item| publish_as(&outlets[0], item, LOGIN));
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let list: serde_json::Value = serde_json::from_str(&program.prints(&["outlets", "list", "--json"])).unwrap();
    assert_eq!((&list[0]["pages"], &list[0]["health"]["good_share"]), (&0.into(), &0.0.into()), "{list}");
    assert!(program.prints(&["outlets", "show", "house"]).contains("3 login"));
}
