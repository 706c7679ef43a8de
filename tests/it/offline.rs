//! A day without network: said, counted against nobody, and over as soon as it is over.

use super::desk::{Newsroom, ZONE};
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use chrono::TimeDelta;
use hasad::article::{ArticleUrl, FeedId};
use hasad::http::resolve::{Looking, Lookup};
use hasad::http::{Client, ClientOptions};
use hasad::schedule::Schedule;
use hasad::store::FeedSeed;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A resolver that finds every name on loopback while there is a network.
#[derive(Debug, Clone, Default)]
struct Cable(Arc<AtomicBool>);

impl Lookup for Cable {
    fn lookup(&self, _name: &str) -> Looking {
        let plugged = self.0.load(Ordering::Relaxed);
        Box::pin(async move {
            if plugged {
                Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
            } else {
                Err(io::Error::other("failed to lookup address information: Temporary failure in name resolution"))
            }
        })
    }
}

fn client(cable: &Cable) -> Client {
    let options = ClientOptions {
        user_agent: "hasad-test".to_owned(),
        concurrency: 8,
        host_delay: Duration::ZERO,
        host_concurrency: 1,
        timeout: Duration::from_secs(5),
        max_body: 1024 * 1024,
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
    };
    Client::with_lookup(options, cable.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_network_penalises_nobody() {
    let outlet = Outlet::start(OutletStyle::new("far", "صحيفة بعيدة", Layout::Drupal));
    for item in generate(3, 21) {
        outlet.publish(NewsItem { published: morning(), ..item });
    }
    let by_name = outlet.feed_url().replace("127.0.0.1", "news.example");
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = Newsroom::open(vec![outlet], morning() + TimeDelta::hours(1), dir.path()).await;
    let cable = Cable::default();
    newsroom.daemon.desk.client = client(&cable);
    let seed = FeedSeed {
        id: FeedId("far".to_owned()),
        url: ArticleUrl::parse(&by_name).unwrap(),
        outlet: None,
        section: None,
        schedule: Schedule::parse("every 15m", ZONE).unwrap(),
    };
    newsroom.daemon.sync_feeds(vec![seed]).await.unwrap();
    let first = newsroom.pass().await;
    assert!(first.all_failed() && first.offline, "{first:?}");
    for _ in 0..24 {
        newsroom.after(TimeDelta::hours(1)).await;
    }
    let feed = newsroom.feed(0).await;
    assert_eq!(feed.failures, 0, "{:?}", feed.reason);
    assert!(feed.reason.is_some_and(|reason| reason.contains("name server")));
    cable.0.store(true, Ordering::Relaxed);
    let back = newsroom.after(TimeDelta::minutes(16)).await;
    assert_eq!((back.failed.len(), back.new_articles), (0, 3), "within one interval everything is as before");
    newsroom.close().await;
}
