//! Outlets that change what they printed: silently, again and again, or only as a clock does.

use super::desk::Newsroom;
use super::newsroom::{Copied, Fault, Layout, NewsItem, Outlet, OutletStyle, morning, story};
use chrono::TimeDelta;
use hasad::article::ArticleId;
use hasad::store::{Version, VersionChange};

fn outlet(id: &str, name: &str, layout: Layout) -> Outlet {
    Outlet::start(OutletStyle::new(id, name, layout))
}

/// A report whose second paragraph has a toll, and whose third ticks.
fn report(toll: &str, ago: &str, views: usize) -> NewsItem {
    NewsItem::new("dam", "انهيار جزء من سد ترابي فوق قرية العيون", morning())
        .paragraph("انهار جزء من السد الترابي فوق قرية العيون بعد ثلاثة أيام من المطر، ونقلت فرق الدفاع المدني سكان البيوت القريبة إلى مدرسة البلدة.")
        .paragraph(&format!("وقال متحدث باسم المشفى إن {toll} أشخاص وصلوا مصابين بجروح، وإن حالة اثنين منهم حرجة، وإن فرق البحث لا تزال تعمل."))
        .paragraph(&format!("وشوهدت طائرة استطلاع منذ {ago} فوق مجرى الوادي، وطلب رئيس البلدية إبعاد الماشية حتى ينخفض منسوب المياه."))
        .paragraph(&format!("عدد المشاهدات: {views}"))
}

async fn history(newsroom: &Newsroom, id: ArticleId) -> Vec<Version> {
    newsroom.store().history(id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_correction_is_seen_though_no_feed_announces_it() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![outlet("river", "بريد النهر", Layout::WordPress)];
    outlets[0].publish(report("4", "ساعة", 10));
    let newsroom = Newsroom::open_rechecking(outlets, morning() + TimeDelta::hours(1), dir.path(), &[1, 6, 24]).await;
    newsroom.pass().await;
    newsroom.outlets[0].publish(report("7", "ساعة", 10));
    let early = newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!(
        (early.rechecked, early.revisions, early.pages),
        (0, 0, 0),
        "the feed says nothing, and the page is young yet"
    );
    let seen = newsroom.after(TimeDelta::minutes(25)).await;
    assert_eq!((seen.rechecked, seen.revisions, seen.pages), (1, 1, 0));
    let article = newsroom.article_of(0, "dam").await;
    assert!(article.text().contains("إن 7 أشخاص"), "{}", article.text());
    let versions = history(&newsroom, article.id).await;
    assert_eq!(versions.len(), 2);
    assert!(versions[1].silent && (versions[1].removed, versions[1].added) == (1, 1), "{:?}", versions[1]);
    newsroom.outlets[0].forget_requests();
    let quiet = newsroom.after(TimeDelta::hours(6)).await;
    assert_eq!((quiet.rechecked, quiet.revisions), (1, 0));
    let path = newsroom.outlets[0].style().path("dam");
    let asked: Vec<u16> = newsroom.outlets[0].requests().iter().filter(|r| r.path == path).map(|r| r.status).collect();
    assert_eq!(asked, [304], "the server is asked for a change only");
    let said = newsroom.now() - TimeDelta::minutes(5);
    newsroom.outlets[0].correct("dam", said, |item| *item = NewsItem { modified: None, ..report("9", "ساعة", 10) });
    newsroom.after(TimeDelta::hours(24)).await;
    let versions = history(&newsroom, article.id).await;
    assert_eq!(versions.len(), 3);
    assert!(!versions[2].silent && versions[2].modified.is_some(), "this one says that it was changed");
    let last = newsroom.after(TimeDelta::hours(48)).await;
    assert_eq!(last.rechecked, 0, "it is no longer young");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_a_clock_and_a_counter_has_one_version() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![outlet("river", "بريد النهر", Layout::WordPress)];
    outlets[0].publish(report("4", "5 دقائق", 10));
    let ages: Vec<i64> = (1..=12).collect();
    let newsroom = Newsroom::open_rechecking(outlets, morning() + TimeDelta::hours(1), dir.path(), &ages).await;
    newsroom.pass().await;
    let article = newsroom.article_of(0, "dam").await;
    assert!(article.text().contains("منذ 5 دقائق"), "the clock is inside the body: {}", article.text());
    for (hour, ago) in (1_usize..).zip(["ساعة", "ساعتين", "3 ساعات", "4 ساعات", "5 ساعات", "6 ساعات"])
    {
        newsroom.outlets[0].publish(report("4", ago, 10 + hour * 317));
        let seen = newsroom.after(TimeDelta::hours(1)).await;
        assert_eq!((seen.rechecked, seen.revisions), (1, 0), "hour {hour}");
    }
    assert_eq!(history(&newsroom, article.id).await.len(), 1);
    newsroom.outlets[0].publish(report("5", "7 ساعات", 9_000));
    let seen = newsroom.after(TimeDelta::hours(1)).await;
    assert_eq!(seen.revisions, 1, "a corrected toll beside them is a version");
    let versions = history(&newsroom, article.id).await;
    assert_eq!((versions.len(), versions[1].removed, versions[1].added), (2, 1, 1), "and counts only itself");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_comes_later_takes_the_place_of_the_feeds_text() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![outlet("coast", "صوت الساحل", Layout::Drupal)];
    outlets[0].publish(report("4", "ساعة", 10));
    outlets[0].fault_pages(Fault::Status(404));
    let newsroom = Newsroom::open_rechecking(outlets, morning() + TimeDelta::hours(1), dir.path(), &[1, 6]).await;
    assert_eq!(newsroom.pass().await.stand_ins, 1);
    let before = newsroom.articles().await.remove(0);
    newsroom.outlets[0].recover();
    let seen = newsroom.after(TimeDelta::minutes(61)).await;
    assert_eq!((seen.rechecked, seen.revisions), (1, 1));
    let article = newsroom.article_of(0, "dam").await;
    assert_eq!(article.id, before.id);
    assert!(article.text().contains("متحدث باسم المشفى") && !before.text().contains("متحدث باسم المشفى"));
    let versions = history(&newsroom, article.id).await;
    assert_eq!((versions[0].stand_in, versions[1].change, versions[1].silent), (true, VersionChange::Page, false));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_text_stands_for_the_cut_one_and_an_appended_article_never() {
    let dir = tempfile::tempdir().unwrap();
    let names = [("first", "جريدة الميزان"), ("second", "صوت الساحل"), ("third", "حصيلة الأخبار")];
    let outlets: Vec<Outlet> = names.iter().map(|(id, name)| outlet(id, name, Layout::Drupal)).collect();
    let (strike, storm) = (story("port-strike", morning()), story("storm-warning", morning()));
    let keep = strike.paragraphs.len() / 2;
    outlets[0].publish(Copied::faithfully().cut_after(keep).of(&strike));
    outlets[0].publish(storm.clone());
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(2), dir.path()).await;
    newsroom.pass().await;
    let cut = newsroom.article_of(0, "port-strike").await;
    // Another report below the first, without a headline of its own, so that extraction takes it for the article's.
    let mut appended = storm.clone();
    appended.paragraphs.extend(story("budget-vote", morning()).paragraphs);
    newsroom.outlets[1].publish(appended.later(30));
    newsroom.outlets[2].publish(strike.clone().later(40));
    newsroom.after(TimeDelta::minutes(20)).await;
    let whole = newsroom.article_of(2, "port-strike").await;
    assert_eq!(whole.id, cut.id, "the number stays");
    let last = strike.paragraphs.last().unwrap();
    assert!(
        whole.text().contains(last.as_str()) && !cut.text().contains(last.as_str()),
        "{:#?}\n{}",
        whole.sources,
        whole.text()
    );
    assert_eq!(whole.origin().unwrap().outlet.0, "جريدة الميزان", "what we saw first is still the origin");
    assert_eq!(whole.seen_first().unwrap().outlet.0, "جريدة الميزان");
    assert_eq!(whole.text_from.as_ref().unwrap().outlet.0, "حصيلة الأخبار");
    let warning = newsroom.article_of(0, "storm-warning").await;
    assert_eq!(newsroom.article_of(1, "storm-warning").await.id, warning.id, "it is a copy");
    assert!(warning.text_from.is_none(), "{:?}", warning.text_from);
    assert!(!warning.text().contains(story("budget-vote", morning()).paragraphs[0].as_str()));
    newsroom.close().await;
}
