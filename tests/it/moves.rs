//! Permanent redirects: adopted when they hold, dropped when they fail, and never for a temporary one.

use super::desk::Newsroom;
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use chrono::TimeDelta;

async fn moved(status: u16, dir: &tempfile::TempDir) -> (Newsroom, Outlet) {
    let old = Outlet::start(OutletStyle::new("old", "صحيفة انتقلت", Layout::Broadcaster));
    let new = Outlet::start(OutletStyle::new("new", "صحيفة انتقلت", Layout::Broadcaster));
    for item in generate(3, 61) {
        old.publish(NewsItem { published: morning(), ..item.clone() });
        new.publish(NewsItem { published: morning(), ..item });
    }
    let newsroom = Newsroom::open(vec![old], morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.pass().await;
    newsroom.outlets[0].fault(Fault::Redirect { status, to: new.feed_url() });
    (newsroom, new)
}

async fn after_days(newsroom: &Newsroom, days: i64) {
    for _ in 0..days * 4 {
        newsroom.after(TimeDelta::hours(6)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_redirect_is_adopted_when_it_lasts_and_dropped_when_it_fails() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, new) = moved(301, &dir).await;
    after_days(&newsroom, 2).await;
    assert_eq!(newsroom.feed(0).await.moved_to, None, "eight sightings in two days");
    after_days(&newsroom, 2).await;
    let feed = newsroom.feed(0).await;
    assert_eq!(feed.moved_to.as_deref(), Some(new.feed_url().as_str()));
    assert_eq!(feed.url, newsroom.outlets[0].feed_url(), "the configured address stays");
    let alerts = newsroom.store().alerts().await.unwrap();
    assert_eq!(alerts.iter().map(|a| a.kind.name()).collect::<Vec<_>>(), ["moved"]);
    assert!(alerts[0].detail.contains(&new.feed_url()));
    newsroom.outlets[0].forget_requests();
    for _ in 0..12 {
        newsroom.after(TimeDelta::hours(1)).await;
    }
    assert!(newsroom.outlets[0].requests().len() <= 1, "the old address is asked once a day at most");
    // The old server is switched off: the new one goes on, also on the day of the full reading.
    newsroom.outlets[0].fault(Fault::Down);
    after_days(&newsroom, 3).await;
    assert_eq!(newsroom.feed(0).await.failures, 0);
    new.fault(Fault::Status(500));
    newsroom.after(TimeDelta::hours(1)).await;
    assert!(newsroom.feed(0).await.failures > 0);
    new.recover();
    newsroom.after(TimeDelta::days(1)).await;
    let feed = newsroom.feed(0).await;
    assert_eq!(feed.moved_to.as_deref(), Some(new.feed_url().as_str()), "an outage is no reason to forget the way");
    assert_eq!(feed.failures, 0, "the dead address is not all that is asked");
    new.fault(Fault::Status(404));
    newsroom.after(TimeDelta::hours(2)).await;
    assert_eq!(newsroom.feed(0).await.moved_to, None, "what is gone is not kept");
    newsroom.outlets[0].recover();
    newsroom.after(TimeDelta::days(1)).await;
    assert_eq!(newsroom.feed(0).await.failures, 0);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_ends_when_the_configured_address_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, _new) = moved(308, &dir).await;
    after_days(&newsroom, 4).await;
    assert!(newsroom.feed(0).await.moved_to.is_some());
    newsroom.outlets[0].recover();
    after_days(&newsroom, 2).await;
    assert_eq!(newsroom.feed(0).await.moved_to, None, "asked once a day, it answered for itself");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_redirect_is_followed_and_never_adopted() {
    for status in [302, 303, 307] {
        let dir = tempfile::tempdir().unwrap();
        let (newsroom, new) = moved(status, &dir).await;
        after_days(&newsroom, 5).await;
        assert!(new.count("/feed") >= 20, "followed");
        assert_eq!(newsroom.feed(0).await.moved_to, None, "{status}");
        newsroom.close().await;
    }
}
