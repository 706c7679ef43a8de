//! What every store must do, whichever database is behind it. A second implementation runs the same suite.

use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, Block, BlockKind, Extracted, FeedId, Outlet, Precision, Relation, StatedDate};
use hasad::dedup::Fingerprint;
use hasad::schedule::{FailureWeight, Hints, Schedule};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{
    Arrival, ArticleFilter, Claim, FeedSeed, PageFailure, PollFailure, PollRecord, PollResult, Recorded, Route,
    SeenEntry, Store, StoreError,
};
use hasad::story::Terms;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const LONG: &str = "افتتحت بلدية المدينة القديمة صباح الأحد سوقًا مغطاة للحرفيين تضم ستين دكانًا لصناعة الفخار والنحاس والزجاج المنفوخ بعد \
    أعمال ترميم استمرت عامين وشملت السقف الخشبي والنوافير وأرصفة الحجر الأسود وقال المشرف على المشروع إن السوق ستبقى مفتوحة \
    مساء أيام العطل وإن الإيجار سيكون رمزيًا في السنة الأولى تشجيعًا للشبان على تعلم المهن التي كادت تندثر في الأعوام الأخيرة";

pub(super) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

pub(super) fn url(path: &str) -> ArticleUrl {
    ArticleUrl::parse(&format!("https://news.example/{path}")).unwrap()
}

pub(super) fn claim(at: DateTime<Utc>, holder: &str) -> Claim {
    Claim { holder: holder.to_owned(), now: at, until: at + TimeDelta::minutes(10), limit: 10, per_host: 10 }
}

pub(super) fn entry(path: &str, hash: u64) -> SeenEntry {
    SeenEntry {
        identity: path.to_owned(),
        url: Some(url(path)),
        title: format!("خبر {path}"),
        content_hash: hash,
        ..SeenEntry::default()
    }
}

pub(super) fn read(entries: Vec<SeenEntry>) -> PollResult {
    PollResult::Read {
        title: Some("صحيفة".to_owned()),
        entries,
        etag: Some("\"1\"".to_owned()),
        last_modified: None,
        body_hash: 1,
        hint: None,
        hints: Hints::default(),
        remarks: BTreeMap::new(),
    }
}

pub(super) fn poll(at: DateTime<Utc>, result: PollResult) -> PollRecord {
    let schedule = Schedule::parse("every 15m", chrono_tz::UTC).unwrap();
    PollRecord {
        feed: FeedId("one".to_owned()),
        now: at,
        schedule,
        result,
        route: Route::default(),
        forgiven: Vec::new(),
    }
}

pub(super) fn arrival(outlet: &str, path: &str, title: &str, text: &str) -> Arrival {
    let url = url(path);
    let blocks = vec![Block { kind: BlockKind::Paragraph, text: text.to_owned() }];
    Arrival {
        entry: None,
        entry_hash: 0,
        feed: Some("one".to_owned()),
        outlet: Outlet(outlet.to_owned()),
        section: None,
        key: url.key(),
        aliases: vec![url.clone()],
        url,
        landed: None,
        extracted: Extracted { title: Some(title.to_owned()), blocks, ..Extracted::default() },
        fingerprint: Fingerprint::of(title, text),
        terms: Terms::of(title, text),
        page: None,
        reading: None,
        partial: false,
        watch: None,
        announced: None,
        seen: now(),
        added: now(),
    }
}

pub(super) async fn with_feed(store: &dyn Store) {
    let seed = FeedSeed {
        id: FeedId("one".to_owned()),
        url: url("feed"),
        outlet: Some(Outlet("صحيفة".to_owned())),
        section: None,
        schedule: Schedule::parse("every 15m", chrono_tz::UTC).unwrap(),
    };
    store.sync_feeds(vec![seed], now()).await.unwrap();
}

/// The suite.
async fn keeps_the_contract(store: Arc<dyn Store>) {
    with_feed(store.as_ref()).await;
    leases_exclude_each_other(store.as_ref()).await;
    a_poll_is_recorded_whole(store.as_ref()).await;
    pages_are_leased_once_and_come_back(store.as_ref()).await;
    the_insert_deduplicates(store.as_ref()).await;
    a_known_page_is_no_new_source(store.as_ref()).await;
    short_texts_join_only_under_one_headline(store.as_ref()).await;
    a_site_with_one_canonical_address_loses_nothing(store.as_ref()).await;
    the_amp_form_of_a_page_is_the_same_page(store.as_ref()).await;
    an_earlier_claim_of_the_same_sweep_is_the_origin(store.as_ref()).await;
    super::store_hazards::all(store.as_ref()).await;
    super::store_versions::all(store.as_ref()).await;
    super::store_origins::all(store.as_ref()).await;
    super::store_outlets::all(store.as_ref()).await;
    racing_inserts_of_one_text_make_one_article(Arc::clone(&store)).await;
    pruning_keeps_what_stops_a_return(store.as_ref()).await;
}

async fn leases_exclude_each_other(store: &dyn Store) {
    let first = store.lease_feeds(claim(now(), "a")).await.unwrap();
    assert_eq!(first.len(), 1);
    assert!(store.lease_feeds(claim(now(), "b")).await.unwrap().is_empty(), "leased by a");
    let later = now() + TimeDelta::minutes(11);
    assert_eq!(store.lease_feeds(claim(later, "b")).await.unwrap().len(), 1, "a's lease ran out");
    store.release_leases("b".to_owned()).await.unwrap();
    assert_eq!(store.lease_feeds(claim(now(), "c")).await.unwrap().len(), 1, "given back");
}

async fn a_poll_is_recorded_whole(store: &dyn Store) {
    let outcome = store.record_poll(poll(now(), read(vec![entry("a", 1), entry("b", 1)]))).await.unwrap();
    assert_eq!((outcome.new, outcome.changed), (2, 0));
    assert!(outcome.due_at.is_some_and(|due| due > now()) && !outcome.due_why.is_empty());
    let again = store.record_poll(poll(now(), read(vec![entry("a", 1), entry("b", 2)]))).await.unwrap();
    assert_eq!((again.new, again.changed), (0, 1), "b was edited");
    let failure = PollFailure {
        class: "timeout".to_owned(),
        reason: "timed out after 30 s".to_owned(),
        weight: FailureWeight::Temporary,
        retry_after: None,
        offline: false,
    };
    let failed = store.record_poll(poll(now(), PollResult::Failed(failure))).await.unwrap();
    assert_eq!(failed.failures, 1);
    let feed = store.feeds(now()).await.unwrap().remove(0);
    assert_eq!((feed.entries, feed.pending, feed.reason.as_deref()), (2, 2, Some("timed out after 30 s")));
    let at = feed.due_at.unwrap();
    let state = store.lease_feeds(claim(at, "a")).await.unwrap().remove(0);
    assert_eq!(state.etag.as_deref(), Some("\"1\""), "validators survive a failure");
    store.record_poll(poll(at, PollResult::Unchanged { hint: None, by_server: true })).await.unwrap();
    assert_eq!(store.feeds(now()).await.unwrap()[0].failures, 0);
}

async fn pages_are_leased_once_and_come_back(store: &dyn Store) {
    let leased = store.lease_pages(claim(now(), "a")).await.unwrap();
    assert_eq!(leased.len(), 2);
    assert_eq!(leased[0].outlet.0, "صحيفة");
    assert!(store.lease_pages(claim(now(), "b")).await.unwrap().is_empty());
    let retry_at = now() + TimeDelta::minutes(5);
    let failure = PageFailure { entry: leased[0].entry, retry_at, reason: "HTTP 503".to_owned(), counts: true };
    store.postpone_page(failure).await.unwrap();
    store.release_leases("a".to_owned()).await.unwrap();
    assert_eq!(store.lease_pages(claim(now(), "a")).await.unwrap().len(), 1, "the other one waits");
    store.release_leases("a".to_owned()).await.unwrap();
    let both = store.lease_pages(claim(retry_at, "a")).await.unwrap();
    assert_eq!(both.iter().map(|p| p.attempts).sum::<u32>(), 1);
    for page in both {
        let text = format!("نص قصير للخبر رقم {}", page.entry);
        let path = page.seen.identity.clone();
        let arrival = Arrival {
            entry: Some(page.entry),
            entry_hash: page.seen.content_hash,
            ..arrival("صحيفة", &path, &page.seen.title, &text)
        };
        assert!(matches!(store.record(arrival).await.unwrap(), Recorded::New(_)));
    }
    assert_eq!(store.status().await.unwrap().queue.pending, 0);
    let trail = store.trail(url("a").to_string()).await.unwrap();
    assert_eq!((trail.len(), trail[0].state.as_str()), (1, "done"));
}

async fn the_insert_deduplicates(store: &dyn Store) {
    let Recorded::New(id) = store.record(arrival("الأولى", "souq", "افتتاح سوق الحرفيين", LONG)).await.unwrap()
    else {
        panic!("a text of its own")
    };
    let respelled = LONG.replace("أعمال", "اعمال").replace("سوقًا", "سوقاً");
    let same = store.record(arrival("الثانية", "souq-2", "سوق جديدة للحرفيين", &respelled)).await.unwrap();
    assert_eq!(same, Recorded::Joined(id, Relation::Copy));
    let edited = format!("المدينة - وكالات: {}", LONG.replace("صباح الأحد", "أمس"));
    assert_eq!(
        store.record(arrival("الثالثة", "souq-3", "سوق", &edited)).await.unwrap(),
        Recorded::Joined(id, Relation::Copy)
    );
    let article = store.article(id).await.unwrap().unwrap();
    assert_eq!(
        article.sources.iter().map(|s| s.outlet.0.as_str()).collect::<Vec<_>>(),
        ["الأولى", "الثانية", "الثالثة"]
    );
    assert!(article.sources.iter().all(|s| !s.evidence.is_empty()));
    assert_eq!(article.title, "افتتاح سوق الحرفيين");
}

async fn a_known_page_is_no_new_source(store: &dyn Store) {
    let id = store.article_of_url(url("souq").to_string()).await.unwrap().unwrap();
    let again = store.record(arrival("الأولى", "souq?utm_source=x", "افتتاح سوق الحرفيين", LONG)).await.unwrap();
    assert_eq!(again, Recorded::Unchanged(id));
    let longer = format!("{LONG} وستفتح المرحلة الثانية في الربيع المقبل");
    let revised = store.record(arrival("الأولى", "souq", "افتتاح سوق الحرفيين", &longer)).await.unwrap();
    assert_eq!(revised, Recorded::Revised(id));
    assert!(store.article(id).await.unwrap().unwrap().text().contains("المرحلة الثانية"));
    let lost = Arrival { partial: true, ..arrival("الأولى", "souq", "افتتاح", "ملخص") };
    assert_eq!(store.record(lost).await.unwrap(), Recorded::Unchanged(id), "a stand-in replaces nothing");
}

async fn short_texts_join_only_under_one_headline(store: &dyn Store) {
    let first = store.record(arrival("الأولى", "flash-1", "عاجل: انقطاع الكهرباء", "التفاصيل لاحقا")).await.unwrap();
    let other = store.record(arrival("الثانية", "flash-2", "عاجل: عودة الكهرباء", "التفاصيل لاحقا")).await.unwrap();
    assert!(matches!((first, other), (Recorded::New(_), Recorded::New(_))));
    let same = store.record(arrival("الثالثة", "flash-3", "عاجل: إنقطاع الكهرباء", "التفاصيل لاحقا")).await.unwrap();
    assert!(matches!(same, Recorded::Joined(..)));
}

async fn a_site_with_one_canonical_address_loses_nothing(store: &dyn Store) {
    for (path, text) in [("p1", "نص أول عن سباق الزوارق في الخليج"), ("p2", "نص ثان عن معرض الزهور في الحديقة")]
    {
        let mut page = arrival("صحيفة", "always-the-same", path, text);
        page.aliases = vec![url(path)];
        assert!(matches!(store.record(page).await.unwrap(), Recorded::New(_)), "{path}");
    }
}

async fn the_amp_form_of_a_page_is_the_same_page(store: &dyn Store) {
    let text = "افتتح متحف الخزف معرضا للقطع التي رممها طلبة الكلية ودعا الأهالي إلى زيارته في المساء";
    let mut plain = arrival("متاحف", "news/kiln", "معرض الخزف المرمم", text);
    plain.aliases = vec![url("news/kiln")];
    let Recorded::New(id) = store.record(plain).await.unwrap() else { panic!("new") };
    let mut amp = arrival("متاحف", "news/kiln", "معرض الخزف المرمم", &format!("{text} افتح الصفحة الكاملة"));
    amp.aliases = vec![url("news/kiln/amp")];
    let recorded = store.record(amp).await.unwrap();
    assert!(matches!(recorded, Recorded::Revised(found) | Recorded::Unchanged(found) if found == id), "{recorded:?}");
    assert_eq!(store.article(id).await.unwrap().unwrap().sources.len(), 1);
    assert_eq!(store.article_of_url(url("news/kiln/amp").as_str().to_owned()).await.unwrap(), Some(id));
}

async fn an_earlier_claim_of_the_same_sweep_is_the_origin(store: &dyn Store) {
    let text = "رصدت محطة الأبحاث البحرية قطيعا من الدلافين المرقطة قرب المرفأ القديم للمرة الأولى منذ عشرين عاما وقالت الباحثة المسؤولة إن \
        تحسن نوعية المياه ومنع الصيد بالشباك القاعية أعادا الأسماك الصغيرة التي تتغذى عليها هذه الثدييات إلى الخليج";
    let stated = |outlet: &str, path: &str, hour: i64, seen: TimeDelta| {
        let at = (now() - TimeDelta::hours(12) + TimeDelta::hours(hour)).fixed_offset();
        let mut page = arrival(outlet, path, &format!("دلافين {outlet}"), text);
        page.extracted.published = Some(StatedDate { at, precision: Precision::Second, from: "feed".to_owned() });
        page.seen = now() + seen;
        page
    };
    let minutes = TimeDelta::minutes;
    let Recorded::New(id) = store.record(stated("ناقل", "d1", 3, minutes(0))).await.unwrap() else { panic!("new") };
    store.record(stated("وكالة", "d2", 1, minutes(2))).await.unwrap();
    let article = store.article(id).await.unwrap().unwrap();
    assert_eq!((article.title.as_str(), article.sources[0].outlet.0.as_str()), ("دلافين وكالة", "وكالة"));
    assert_eq!(article.sources[1].relation, Relation::Copy);
    assert!(article.sources[1].evidence.contains("earlier publication"));
    store.record(stated("متأخر", "d3", 0, minutes(120))).await.unwrap();
    let article = store.article(id).await.unwrap().unwrap();
    assert_eq!(article.sources[0].outlet.0, "وكالة", "a claim that comes hours later changes nothing");
}

async fn racing_inserts_of_one_text_make_one_article(store: Arc<dyn Store>) {
    let text = "أطلق نادي الفلك في الجامعة حملة لرصد زخات الشهب هذا الشهر ودعا هواة التصوير إلى مخيم في الصحراء بعيدا عن أضواء المدينة \
        حيث نصبت ستة مناظير كبيرة وخيمة للمحاضرات وقال أمين النادي إن ذروة الزخات ستكون قبيل الفجر وإن الغيوم قد تحجبها في الساحل";
    let racing = (0..40).map(|n| {
        let (store, text) = (Arc::clone(&store), format!("{text} {}", ["", "اليوم", "أمس"][n % 3]));
        tokio::spawn(async move {
            store.record(arrival(&format!("صحيفة {n}"), &format!("race-{n}"), "حديقة", &text)).await
        })
    });
    let mut ids = std::collections::BTreeSet::new();
    for outcome in racing.collect::<Vec<_>>() {
        ids.insert(match outcome.await.unwrap().unwrap() {
            Recorded::New(id)
            | Recorded::Joined(id, _)
            | Recorded::Revised(id)
            | Recorded::Unchanged(id)
            | Recorded::Elsewhere(id) => id,
        });
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(store.article(*ids.first().unwrap()).await.unwrap().unwrap().sources.len(), 40);
}

async fn pruning_keeps_what_stops_a_return(store: &dyn Store) {
    let later = now() + TimeDelta::days(400);
    let dropped = store.prune(later, TimeDelta::days(365), TimeDelta::days(14)).await.unwrap();
    assert!(dropped.articles > 0 && dropped.stories > 0);
    assert!(store.articles(ArticleFilter::default()).await.unwrap().is_empty());
    let outcome = store.record_poll(poll(later, read(vec![entry("a", 1)]))).await.unwrap();
    assert_eq!(outcome.new, 0, "an old entry that the feed still lists does not come back");
    let renumbered = SeenEntry { identity: "a-with-another-guid".to_owned(), ..entry("a", 1) };
    store.record_poll(poll(later, read(vec![renumbered]))).await.unwrap();
    assert!(store.lease_pages(claim(later, "a")).await.unwrap().is_empty(), "nor under another identity");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    keeps_the_contract(Arc::new(SqliteStore::open(&dir.path().join("store.db")).unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sqlite_was_told_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    let store = SqliteStore::open(&path).unwrap();
    let Recorded::New(id) = store.record(arrival("الأولى", "souq", "سوق", LONG)).await.unwrap() else {
        panic!()
    };
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Busy { .. })), "one daemon at a time");
    let reader = SqliteStore::open_read_only(&path).unwrap();
    assert!(reader.article(id).await.unwrap().is_some());
    assert!(reader.record(arrival("الأولى", "x", "سوق", LONG)).await.is_err(), "a reader cannot write");
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    let copy = store.record(arrival("الثانية", "souq-2", "سوق", LONG)).await.unwrap();
    assert_eq!(copy, Recorded::Joined(id, Relation::Copy));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_missing_newer_or_no_database_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let missing = SqliteStore::open_read_only(&dir.path().join("none.db")).err().unwrap();
    assert!(missing.to_string().contains("hasad run --once"));
    let newer = dir.path().join("newer.db");
    drop(SqliteStore::open(&newer).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(SqliteStore::open(&newer), Err(StoreError::TooNew { found: 99, .. })));
    let garbage = dir.path().join("garbage.db");
    std::fs::write(&garbage, "ليس قاعدة بيانات".repeat(500)).unwrap();
    assert!(SqliteStore::open(&garbage).err().unwrap().to_string().contains("garbage.db"));
}
