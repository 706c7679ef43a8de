//! Hazards that every store must survive: edits on the way, false claims, shared addresses, wrong clocks, outages.

use super::store::{LONG, arrival, claim, entry, now, poll, read, url, with_feed};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::schedule::FailureWeight;
use hasad::store::sqlite::SqliteStore;
use hasad::store::{
    Arrival, PageFailure, PendingPage, PollFailure, PollResult, QueueBounds, QuietHost, Recorded, SeenEntry, Store,
};

/// The hazards, one after another on one store.
pub(super) async fn all(store: &dyn Store) {
    an_edit_during_the_fetch_is_not_lost(store).await;
    a_claim_to_another_entrys_address_loses_nothing(store).await;
    entries_that_share_an_address_stay_apart(store).await;
    an_entry_that_changes_at_every_poll_is_read_ever_more_rarely(store).await;
    an_outage_of_ours_counts_against_nobody(store).await;
    a_due_time_of_a_wrong_clock_or_an_old_schedule_is_brought_forward(store).await;
    a_lease_that_ran_out_keeps_no_page_from_expiring(store).await;
    what_a_clock_that_was_ahead_has_planned_is_taken_back(store).await;
    nothing_is_due_that_is_not_given_out(store).await;
    an_edit_is_given_out_though_another_feed_waits(store).await;
    a_clock_that_was_behind_expires_nothing(store).await;
}

/// Polls a document and works its pages off with `text` for each.
async fn work_off(store: &dyn Store, at: DateTime<Utc>, entries: Vec<SeenEntry>) -> Vec<PendingPage> {
    store.record_poll(poll(at, read(entries))).await.unwrap();
    store.lease_pages(claim(at, "a")).await.unwrap()
}

fn page_of(page: &PendingPage, text: &str) -> Arrival {
    let path = page.seen.identity.clone();
    let arrival = arrival("صحيفة", &path, &page.seen.title, text);
    Arrival { entry: Some(page.entry), entry_hash: page.seen.content_hash, ..arrival }
}

async fn an_edit_during_the_fetch_is_not_lost(store: &dyn Store) {
    let leased = work_off(store, now(), vec![entry("edited", 1)]).await;
    store.record_poll(poll(now(), read(vec![entry("edited", 2)]))).await.unwrap();
    store.record(page_of(&leased[0], "النص القديم قبل التعديل في الصحيفة")).await.unwrap();
    let again = store.lease_pages(claim(now(), "a")).await.unwrap();
    assert_eq!(again.len(), 1, "the page is read again");
    let revised = store.record(page_of(&again[0], "النص الجديد بعد التعديل في الصحيفة")).await.unwrap();
    assert!(matches!(revised, Recorded::Revised(_)), "{revised:?}");
    assert_eq!(store.status().await.unwrap().queue.pending, 0);
}

async fn a_claim_to_another_entrys_address_loses_nothing(store: &dyn Store) {
    let leased = work_off(store, now(), vec![entry("claim-1", 1), entry("claim-2", 1)]).await;
    assert_eq!(leased.len(), 2);
    for (page, text) in leased.iter().zip(["خبر الجسر الأول فوق الوادي", "خبر المكتبة الثانية في الحي"])
    {
        let mut arrival = page_of(page, text);
        arrival.key = url("claim-2").key();
        arrival.url = url("claim-2");
        assert!(matches!(store.record(arrival).await.unwrap(), Recorded::New(_)));
    }
    for path in ["claim-1", "claim-2"] {
        let id = store.article_of_url(url(path).to_string()).await.unwrap().expect(path);
        let article = store.article(id).await.unwrap().unwrap();
        assert_eq!(article.sources[0].url, url(path).to_string(), "a rejected claim is not shown as the address");
    }
}

async fn entries_that_share_an_address_stay_apart(store: &dyn Store) {
    let post = |number: u64| SeenEntry {
        url: Some(url("live-blog")),
        body: format!("تحديث رقم {number}"),
        ..entry(&format!("post-{number}"), number)
    };
    let leased = work_off(store, now(), vec![post(1), post(2), post(3)]).await;
    assert_eq!(leased.iter().filter(|p| !p.seen.own_page).count(), 3, "each is recorded from the feed's own text");
    for page in &leased {
        let key = format!("one#{}", page.seen.identity);
        let shared = url("live-blog");
        let arrival =
            Arrival { key, aliases: Vec::new(), partial: true, url: shared, ..page_of(page, &page.seen.body) };
        assert!(matches!(store.record(arrival).await.unwrap(), Recorded::New(_)));
    }
    // A person who asks by the address that is shown finds them.
    assert_eq!(store.trail(url("live-blog").to_string()).await.unwrap().len(), 3);
    assert!(store.article_of_url(url("live-blog").to_string()).await.unwrap().is_some());
}

async fn an_entry_that_changes_at_every_poll_is_read_ever_more_rarely(store: &dyn Store) {
    let mut reads = 0;
    for round in 0..24 {
        let at = now() + TimeDelta::minutes(15 * round);
        for page in work_off(store, at, vec![entry("restless", 100 + round.unsigned_abs())]).await {
            reads += 1;
            store.record(page_of(&page, &format!("نص متغير في الجولة {round}"))).await.unwrap();
        }
    }
    assert!((3..=10).contains(&reads), "{reads} reads in 24 polls");
    store.release_leases("a".to_owned()).await.unwrap();
    for page in store.lease_pages(claim(now() + TimeDelta::days(1), "a")).await.unwrap() {
        store.record(page_of(&page, "نص أخير للخبر المتغير")).await.unwrap();
    }
}

async fn an_outage_of_ours_counts_against_nobody(store: &dyn Store) {
    let failure = PollFailure {
        class: "dns".to_owned(),
        reason: "no name server answers".to_owned(),
        weight: FailureWeight::Temporary,
        retry_after: None,
        offline: true,
    };
    for _ in 0..5 {
        assert_eq!(store.record_poll(poll(now(), PollResult::Failed(failure.clone()))).await.unwrap().failures, 0);
    }
    assert_eq!(store.feeds(now()).await.unwrap()[0].reason.as_deref(), Some("no name server answers"));
}

async fn a_due_time_of_a_wrong_clock_or_an_old_schedule_is_brought_forward(store: &dyn Store) {
    let far = now() + TimeDelta::days(3_650);
    store.record_poll(poll(far, PollResult::Unchanged { hint: None, by_server: true })).await.unwrap();
    with_feed(store).await;
    let due = store.feeds(now()).await.unwrap()[0].due_at.unwrap();
    assert!(due <= now() + TimeDelta::hours(1), "{due}");
}

async fn a_lease_that_ran_out_keeps_no_page_from_expiring(store: &dyn Store) {
    let leased = work_off(store, now(), vec![entry("stuck", 1)]).await;
    assert_eq!(leased.len(), 1);
    let bounds = QueueBounds { age: TimeDelta::days(7), ..QueueBounds::default() };
    assert_eq!(store.expire_pages(now() + TimeDelta::minutes(5), bounds).await.unwrap(), 0, "it is being worked on");
    let later = now() + TimeDelta::days(8);
    assert_eq!(store.expire_pages(later, bounds).await.unwrap(), 1, "nobody came back with it");
    let expired = store.lease_pages(claim(later, "b")).await.unwrap();
    assert!(expired[0].expired.is_some());
    store.drop_page(expired[0].entry, "test".to_owned()).await.unwrap();
}

async fn what_a_clock_that_was_ahead_has_planned_is_taken_back(store: &dyn Store) {
    let wrong = now() + TimeDelta::days(400);
    let leased = work_off(store, now(), vec![entry("ahead", 1)]).await;
    let retry_at = wrong + TimeDelta::minutes(5);
    let failure = PageFailure { entry: leased[0].entry, retry_at, reason: "HTTP 429".to_owned(), counts: true };
    store.postpone_page(failure).await.unwrap();
    let quiet = QuietHost { host: "news.example".to_owned(), until: wrong + TimeDelta::hours(1) };
    store.keep_quiet(vec![quiet], wrong).await.unwrap();
    assert!(store.lease_pages(claim(now(), "a")).await.unwrap().is_empty());
    store.catch_up(Vec::new(), now()).await.unwrap();
    let leased = store.lease_pages(claim(now(), "a")).await.unwrap();
    assert_eq!(leased.len(), 1, "neither the page nor its host is silent for a year");
    store.drop_page(leased[0].entry, "test".to_owned()).await.unwrap();
}

/// A daemon that is told of work that nobody gets would ask for it again and again.
async fn nothing_is_due_that_is_not_given_out(store: &dyn Store) {
    let leased = work_off(store, now(), vec![entry("shared", 1)]).await;
    let retry_at = now() + TimeDelta::hours(24);
    let failure = PageFailure { entry: leased[0].entry, retry_at, reason: "HTTP 503".to_owned(), counts: true };
    store.postpone_page(failure).await.unwrap();
    // The same page, announced once more under another identity.
    let again = SeenEntry { identity: "shared-again".to_owned(), ..entry("shared", 1) };
    let hour = now() + TimeDelta::hours(1);
    assert!(work_off(store, hour, vec![again]).await.is_empty(), "it waits with the first");
    assert_eq!(store.next_due().await.unwrap().page, Some(retry_at));
    for page in store.lease_pages(claim(retry_at, "a")).await.unwrap() {
        store.record(page_of(&page, "نص الخبر الذي وصل بعد يوم كامل من الانتظار")).await.unwrap();
    }
    assert_eq!(store.status().await.unwrap().queue.pending, 0);
}

/// Of two feeds that announced one page, the edit that one of them tells of is read although the other waits on the ladder.
async fn an_edit_is_given_out_though_another_feed_waits(store: &dyn Store) {
    let again = |version| SeenEntry { identity: "two-feeds-b".to_owned(), ..entry("two-feeds", version) };
    let leased = work_off(store, now(), vec![entry("two-feeds", 1), again(1)]).await;
    assert_eq!(leased.len(), 1);
    store.record(page_of(&leased[0], "نص الخبر الذي أعلنته قائمتان للصحيفة نفسها في يوم واحد")).await.unwrap();
    let leased = work_off(store, now(), vec![entry("two-feeds", 2), again(1)]).await;
    let retry_at = now() + TimeDelta::hours(24);
    let failure = PageFailure { entry: leased[0].entry, retry_at, reason: "HTTP 503".to_owned(), counts: true };
    store.postpone_page(failure).await.unwrap();
    let hour = now() + TimeDelta::hours(1);
    let leased = work_off(store, hour, vec![entry("two-feeds", 2), again(2)]).await;
    assert_eq!(leased.len(), 1, "due, so given out");
    store
        .record(page_of(&leased[0], "نص الخبر بعد تعديله كما أعلنته القائمة الثانية للصحيفة في اليوم نفسه"))
        .await
        .unwrap();
    for page in store.lease_pages(claim(retry_at, "a")).await.unwrap() {
        store.drop_page(page.entry, "test".to_owned()).await.unwrap();
    }
    assert_eq!(store.status().await.unwrap().queue.pending, 0);
}

/// Were the clock behind, and not ahead before, what waits must not be thrown away when it is put right.
async fn a_clock_that_was_behind_expires_nothing(store: &dyn Store) {
    assert_eq!(work_off(store, now(), vec![entry("behind", 1)]).await.len(), 1);
    store.release_leases("a".to_owned()).await.unwrap();
    store.catch_up(Vec::new(), now() - TimeDelta::days(400)).await.unwrap();
    let bounds = QueueBounds { age: TimeDelta::days(7), ..QueueBounds::default() };
    assert_eq!(store.expire_pages(now() + TimeDelta::hours(1), bounds).await.unwrap(), 0);
    let leased = store.lease_pages(claim(now() + TimeDelta::hours(1), "a")).await.unwrap();
    store.drop_page(leased[0].entry, "test".to_owned()).await.unwrap();
}

/// A text that an edit replaced leaves values in the index which no present text has.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_old_texts_stays_in_the_index_of_sketches() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    let store = SqliteStore::open(&path).unwrap();
    store.record(arrival("الأولى", "souq", "سوق", LONG)).await.unwrap();
    let edited = LONG.replace("ستين دكانًا", "سبعين حانوتًا").replace("عامين", "ثلاثة أعوام").replace("الأحد", "الإثنين");
    assert!(matches!(store.record(arrival("الأولى", "souq", "سوق", &edited)).await.unwrap(), Recorded::Revised(_)));
    let db = rusqlite::Connection::open(&path).unwrap();
    let sketched = || db.query_row("SELECT count(*) FROM sketch", [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(sketched() > 16, "both texts are found");
    for day in 15..32 {
        store.prune(now() + TimeDelta::days(day), TimeDelta::days(365), TimeDelta::days(14)).await.unwrap();
    }
    assert_eq!(sketched(), 0);
}
