//! Addresses that lead elsewhere than they say: redirects to a notice, claimed addresses, identities and links that change.

use super::desk::Newsroom;
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::store::{arrival, claim, entry, now, poll, read, url, with_feed};
use chrono::TimeDelta;
use hasad::article::{ArticleUrl, FeedId, Outlet as OutletName};
use hasad::schedule::Schedule;
use hasad::store::sqlite::SqliteStore;
use hasad::store::{Arrival, FeedSeed, PageFailure, PendingPage, PollRecord, Recorded, SeenEntry, Store};

const NOTICE: &str = "<html><head><title>الموقع قيد الصيانة</title></head><body><article><h1>الموقع قيد الصيانة</h1>\
    <p>نعتذر إلى قرائنا الكرام عن توقف الموقع هذا المساء بسبب أعمال صيانة دورية تجريها فرقنا الفنية على الخوادم.</p>\
    <p>وتشمل الأعمال نقل الأرشيف إلى مركز بيانات جديد وتحديث أنظمة البحث، ويتوقع أن تستغرق بضع ساعات فقط.</p>\
    <p>ويعود الموقع إلى العمل كاملًا فور انتهاء الفرق من عملها، ونشكر لكم صبركم وثقتكم بنا طوال هذه السنوات.</p></article></body></html>";

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_all_lead_to_one_notice_are_not_one_article() {
    let dir = tempfile::tempdir().unwrap();
    let outlet = Outlet::start(OutletStyle::new("coast", "صحيفة الساحل", Layout::WordPress));
    for item in generate(4, 17) {
        outlet.publish(NewsItem { published: morning(), ..item });
    }
    outlet.set("/notice", 200, "text/html; charset=utf-8", NOTICE.as_bytes());
    outlet.fault_pages(Fault::Redirect { status: 302, to: "/notice".to_owned() });
    let start = morning() + TimeDelta::hours(1);
    let newsroom = Newsroom::open_rechecking(vec![outlet], start, dir.path(), &[1, 6]).await;
    let summary = newsroom.pass().await;
    assert_eq!(summary.stand_ins, 3, "one notice is an article, as far as anybody can tell; nobody else becomes it");
    for item in newsroom.outlets[0].items().iter().skip(1) {
        let id = newsroom.store().article_of_url(newsroom.outlets[0].url_of(&item.slug)).await.unwrap();
        assert!(id.is_some(), "{} is held with the feed's own text", item.slug);
    }
    assert_eq!(newsroom.articles().await.len(), 4);
    // Read again while it still stands, it replaces nobody's text.
    newsroom.after(TimeDelta::hours(2)).await;
    let noticed = |articles: Vec<hasad::article::StoredArticle>| {
        articles.into_iter().filter(|article| article.title.contains("قيد الصيانة")).count()
    };
    assert_eq!(noticed(newsroom.articles().await), 1);
    // When it goes, the pages come.
    newsroom.outlets[0].recover();
    newsroom.after(TimeDelta::hours(6)).await;
    let articles = newsroom.articles().await;
    assert_eq!(
        (articles.len(), articles.iter().filter(|article| article.text().chars().count() > 300).count()),
        (4, 4)
    );
    assert_eq!(noticed(articles), 0);
    newsroom.close().await;
}

async fn store() -> (SqliteStore, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("store.db")).unwrap();
    with_feed(&store).await;
    (store, dir)
}

fn titled(path: &str, title: &str) -> SeenEntry {
    SeenEntry { title: title.to_owned(), content_hash: title.len() as u64, ..entry(path, 1) }
}

async fn due(store: &SqliteStore, entries: Vec<SeenEntry>) -> Vec<PendingPage> {
    store.record_poll(poll(now(), read(entries))).await.unwrap();
    store.lease_pages(claim(now(), "a")).await.unwrap()
}

fn page(pending: &PendingPage, text: &str) -> Arrival {
    let own = pending.seen.url.clone().unwrap();
    let arrival = arrival("صحيفة", "x", &pending.seen.title, text);
    let known = Arrival { entry: Some(pending.entry), entry_hash: pending.seen.content_hash, ..arrival };
    Arrival { key: own.key(), aliases: vec![own.clone()], url: own, ..known }
}

/// The page of `pending`, which names another address as canonical.
fn claiming(pending: &PendingPage, text: &str, canonical: &ArticleUrl) -> Arrival {
    Arrival { key: canonical.key(), url: canonical.clone(), ..page(pending, text) }
}

const BRIDGE: &str = "افتتحت البلدية الجسر الجديد فوق الوادي بعد ثلاث سنوات من العمل المتواصل";
const LIBRARY: &str = "أعادت المكتبة الوطنية فتح قاعة المخطوطات أمام الباحثين والزوار مطلع الأسبوع";

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_only_claimed_is_read_when_it_is_announced() {
    let (store, _dir) = store().await;
    let first = due(&store, vec![titled("a", "افتتاح الجسر الجديد فوق الوادي")]).await;
    store.record(claiming(&first[0], BRIDGE, &url("b"))).await.unwrap();
    let second = due(&store, vec![titled("b", "المكتبة الوطنية تعيد فتح قاعة المخطوطات")]).await;
    assert_eq!(second.len(), 1, "another headline: it is looked at");
    assert!(matches!(store.record(page(&second[0], LIBRARY)).await.unwrap(), Recorded::New(_)));
    for (path, text) in [("a", BRIDGE), ("b", LIBRARY)] {
        let id = store.article_of_url(url(path).to_string()).await.unwrap().expect(path);
        let article = store.article(id).await.unwrap().unwrap();
        assert_eq!((article.text(), article.sources[0].url.as_str()), (text.to_owned(), url(path).as_str()));
    }
    // Under the same headline it is the page that was meant.
    let third = due(&store, vec![titled("c", "حديقة النهر تستقبل زوارها")]).await;
    store.record(claiming(&third[0], "استقبلت حديقة النهر أول زوارها هذا الصباح", &url("d"))).await.unwrap();
    assert!(due(&store, vec![titled("d", "حديقة النهر تستقبل زوارها اليوم")]).await.is_empty());
}

/// A CMS whose canonical addresses are off by one.
#[tokio::test(flavor = "multi_thread")]
async fn pages_that_each_claim_the_next_ones_address_are_all_kept() {
    let (store, _dir) = store().await;
    let headlines = [
        "افتتاح الجسر الجديد فوق الوادي",
        "المكتبة الوطنية تعيد فتح قاعة المخطوطات",
        "موسم الزيتون يبدأ مبكرًا في الجبال",
    ];
    let texts = [BRIDGE, LIBRARY, "بدأ موسم قطاف الزيتون في القرى الجبلية قبل موعده بأسبوعين بعد أمطار مبكرة"];
    for (nth, (headline, text)) in headlines.into_iter().zip(texts).enumerate() {
        let leased = due(&store, vec![titled(&format!("k{nth}"), headline)]).await;
        let next = url(&format!("k{}", nth + 1));
        assert!(matches!(store.record(claiming(&leased[0], text, &next)).await.unwrap(), Recorded::New(_)), "{nth}");
    }
    for (nth, text) in texts.into_iter().enumerate() {
        let id = store.article_of_url(url(&format!("k{nth}")).to_string()).await.unwrap().unwrap();
        assert_eq!(store.article(id).await.unwrap().unwrap().text(), text, "{nth}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_goes_over_to_the_next_article_loses_neither() {
    let (store, _dir) = store().await;
    let latest = |path: &str, title: &str| SeenEntry { identity: "latest".to_owned(), ..titled(path, title) };
    let (bridge, library) = ("افتتاح الجسر الجديد فوق الوادي", "المكتبة الوطنية تعيد فتح قاعة المخطوطات");
    // The first is not read yet when the second takes its identity.
    store.record_poll(poll(now(), read(vec![latest("one", bridge)]))).await.unwrap();
    let pages = due(&store, vec![latest("two", library)]).await;
    assert_eq!(pages.len(), 2);
    for pending in &pages {
        let text = if pending.seen.title == bridge { BRIDGE } else { LIBRARY };
        store.record(page(pending, text)).await.unwrap();
    }
    // Told again, neither is new; an edit of the second is one.
    assert!(due(&store, vec![latest("two", library)]).await.is_empty());
    assert_eq!(due(&store, vec![latest("two", &format!("{library} (محدث)"))]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_put_right_is_followed() {
    let (store, _dir) = store().await;
    let linked = |path: &str| SeenEntry {
        identity: "g1".to_owned(), ..titled(path, "افتتاح الجسر الجديد فوق الوادي")
    };
    let wrong = due(&store, vec![linked("wrong")]).await;
    let retry_at = now() + TimeDelta::hours(6);
    let failure = PageFailure { entry: wrong[0].entry, retry_at, reason: "HTTP 500".to_owned(), counts: true };
    store.postpone_page(failure).await.unwrap();
    assert!(due(&store, vec![linked("wrong")]).await.is_empty(), "the ladder holds");
    let right = due(&store, vec![linked("right")]).await;
    assert_eq!(right[0].seen.url, Some(url("right")));
    store.record(page(&right[0], BRIDGE)).await.unwrap();
    assert!(due(&store, vec![linked("elsewhere")]).await.is_empty(), "of a page that was read the link may change");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_changes_with_every_document_is_no_storm() {
    let (store, _dir) = store().await;
    let linked = |n: i64| SeenEntry {
        identity: "g1".to_owned(),
        ..titled(&format!("s{n}"), "افتتاح الجسر الجديد فوق الوادي")
    };
    let mut asked = 0;
    for n in 0..24 {
        let at = now() + TimeDelta::minutes(5 * n);
        store.record_poll(poll(at, read(vec![linked(n)]))).await.unwrap();
        for page in store.lease_pages(claim(at, "a")).await.unwrap() {
            asked += 1;
            store.drop_page(page.entry, "HTTP 403".to_owned()).await.unwrap();
        }
    }
    assert!((2..=6).contains(&asked), "{asked} times in two hours");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_belongs_to_the_outlet_that_announces_it_on_its_own_site() {
    let (store, _dir) = store().await;
    let schedule = Schedule::parse("every 15m", chrono_tz::UTC).unwrap();
    let seed = |id: &str, at: &str, outlet: &str| FeedSeed {
        id: FeedId(id.to_owned()),
        url: ArticleUrl::parse(at).unwrap(),
        outlet: Some(OutletName(outlet.to_owned())),
        section: None,
        schedule: schedule.clone(),
    };
    let seeds = vec![
        seed("one", "https://news.example/feed", "صحيفة"),
        seed("portal", "https://portal.example/feed", "بوابة الأخبار"),
    ];
    store.sync_feeds(seeds, now()).await.unwrap();
    let announced = titled("bridge", "افتتاح الجسر الجديد فوق الوادي");
    let by_portal = PollRecord { feed: FeedId("portal".to_owned()), ..poll(now(), read(vec![announced.clone()])) };
    store.record_poll(by_portal).await.unwrap();
    let leased = store.lease_pages(claim(now(), "a")).await.unwrap();
    let through_portal = Arrival {
        outlet: OutletName("بوابة الأخبار".to_owned()),
        feed: Some("portal".to_owned()),
        ..page(&leased[0], BRIDGE)
    };
    store.record(through_portal).await.unwrap();
    let outlet = async || {
        let id = store.article_of_url(url("bridge").to_string()).await.unwrap().unwrap();
        store.article(id).await.unwrap().unwrap().sources[0].outlet.0.clone()
    };
    assert_eq!(outlet().await, "بوابة الأخبار", "all that is known");
    assert!(due(&store, vec![announced]).await.is_empty(), "it is not fetched again");
    assert_eq!(outlet().await, "صحيفة");
}
