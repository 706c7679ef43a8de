//! What every store must keep of versions and corrections: texts whole, furniture told from edits, a person's word for good.

use super::store::{arrival, now, url};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleId, Block, BlockKind, FeedId, Precision, Relation, StatedDate};
use hasad::dedup::correction::Said;
use hasad::store::{Arrival, Claim, Part, Recheck, Rechecked, Recorded, Store, StoreError, VersionChange, Watch};

/// The suite, on one store.
pub(super) async fn all(store: &dyn Store) {
    an_edit_is_a_version_and_a_silent_one_is_told(store).await;
    what_only_ticks_makes_no_version(store).await;
    two_texts_that_take_turns_end_after_a_while(store).await;
    versions_are_bounded_and_a_remark_says_so(store).await;
    a_page_takes_the_place_of_the_feeds_text(store).await;
    the_whole_takes_the_place_of_the_cut(store).await;
    another_article_below_takes_no_place(store).await;
    a_merge_holds_for_later_copies_and_old_numbers(store).await;
    a_split_holds_for_the_page_and_its_text(store).await;
    corrections_are_taken_back(store).await;
    what_cannot_be_corrected_is_refused_in_words(store).await;
    young_pages_are_read_again_one_a_host(store).await;
}

fn body(paragraphs: &[&str]) -> Vec<Block> {
    paragraphs.iter().map(|text| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() }).collect()
}

/// A page as it is read by a daemon, `minutes` after the beginning.
fn live(outlet: &str, path: &str, paragraphs: &[&str], minutes: i64) -> Arrival {
    let at = now() + TimeDelta::minutes(minutes);
    let mut page = arrival(outlet, path, &format!("خبر {path}"), &paragraphs.join("\n\n"));
    page.extracted.blocks = body(paragraphs);
    let watch = Watch { due_at: None, url: url(path), etag: None, last_modified: None };
    Arrival { watch: Some(watch), seen: at, added: at, ..page }
}

fn modified(page: Arrival, at: DateTime<Utc>) -> Arrival {
    let mut page = page;
    let date = StatedDate { at: at.fixed_offset(), precision: Precision::Second, from: "json-ld".to_owned() };
    page.extracted.modified = Some(date);
    page
}

async fn new(store: &dyn Store, page: Arrival) -> ArticleId {
    match store.record(page).await.unwrap() {
        Recorded::New(id) => id,
        other => panic!("expected a new article: {other:?}"),
    }
}

const LEAD: &str = "انهار جزء من السد الترابي فوق قرية العيون بعد ثلاثة أيام من المطر ونقلت فرق الدفاع المدني سكان البيوت القريبة إلى المدرسة.";
const END: &str = "وطلب رئيس البلدية من المزارعين إبعاد الماشية عن مجرى الوادي إلى أن ينخفض منسوب المياه.";

fn toll(count: &str) -> String {
    format!("وقال متحدث باسم المشفى إن {count} أشخاص وصلوا مصابين بجروح وإن حالة اثنين منهم حرجة.")
}

async fn an_edit_is_a_version_and_a_silent_one_is_told(store: &dyn Store) {
    let page = |count: &str, minutes| live("العيون", "dam", &[LEAD, &toll(count), END], minutes);
    let id = new(store, modified(page("4", 0), now())).await;
    assert_eq!(store.record(modified(page("7", 60), now())).await.unwrap(), Recorded::Revised(id));
    let told = modified(page("9", 120), now() + TimeDelta::minutes(110));
    assert_eq!(store.record(told).await.unwrap(), Recorded::Revised(id));
    assert_eq!(store.record(page("9", 180)).await.unwrap(), Recorded::Unchanged(id));
    let versions = store.history(id).await.unwrap();
    let seen: Vec<_> = versions.iter().map(|v| (v.number, v.change, v.removed, v.added, v.silent)).collect();
    assert_eq!(
        seen,
        [
            (1, VersionChange::First, 0, 0, false),
            (2, VersionChange::Edit, 1, 1, true),
            (3, VersionChange::Edit, 1, 1, false)
        ],
        "the second was changed without a later date"
    );
    let text = store.version_text(versions[0].clone()).await.unwrap().unwrap();
    assert_eq!((text.title.as_str(), text.blocks), ("خبر dam", body(&[LEAD, &toll("4"), END])));
    assert!(store.article(id).await.unwrap().unwrap().text().contains(&toll("9")), "the article shows the newest");
}

async fn what_only_ticks_makes_no_version(store: &dyn Store) {
    let page = |views: usize, ago: &str, minutes| {
        let sight = format!("وشوهد عمود الدخان منذ {ago} فوق المصنع المهجور عند مدخل المدينة الشرقي.");
        let reads = format!("عدد المشاهدات: {views}");
        live(
            "المدخل",
            "smoke",
            &["لا يزال الدخان يتصاعد من المصنع القديم والسبب غير معروف بعد.", &sight, &reads],
            minutes,
        )
    };
    let id = new(store, page(10, "5 دقائق", 0)).await;
    for (views, ago, minutes) in [(96, "35 دقيقة", 30), (1_412, "ساعتين", 115), (2_750, "6 ساعات", 360)]
    {
        assert_eq!(store.record(page(views, ago, minutes)).await.unwrap(), Recorded::Unchanged(id), "{ago}");
    }
    assert_eq!(store.history(id).await.unwrap().len(), 1);
    assert_eq!(store.record(page(2_751, "3 أيام", 420)).await.unwrap(), Recorded::Revised(id), "that is no clock");
}

async fn two_texts_that_take_turns_end_after_a_while(store: &dyn Store) {
    let texts = ["يفتتح المتحف جناح العملات غدا بحضور ضيوف من الخارج.", "يؤجل المتحف افتتاح جناح العملات أسبوعا كاملا."];
    let page = |n: usize| live("المتحف", "coins", &[texts[n % 2], LEAD], i64::try_from(n).unwrap() * 10);
    let id = new(store, page(0)).await;
    for n in 1..12 {
        store.record(page(n)).await.unwrap();
    }
    let changes: Vec<VersionChange> = store.history(id).await.unwrap().iter().map(|v| v.change).collect();
    assert_eq!(changes, [VersionChange::First, VersionChange::Edit, VersionChange::Return, VersionChange::Return]);
}

async fn versions_are_bounded_and_a_remark_says_so(store: &dyn Store) {
    let page = |n: i64| {
        let line = format!(
            "وأضافت الهيئة في بيانها {} أن القطار رقم {n} وصل إلى المحطة.",
            ["الأول", "الثاني", "الثالث"][n as usize % 3]
        );
        live("القطار", "train", &[LEAD, &line, END], n * 10)
    };
    let id = new(store, page(0)).await;
    for n in 1..80 {
        assert_eq!(store.record(page(n)).await.unwrap(), Recorded::Revised(id), "{n}");
    }
    let versions = store.history(id).await.unwrap();
    assert!(versions.len() <= 30, "{}", versions.len());
    assert_eq!((versions[0].of_page, versions.last().unwrap().of_page), (1, 80), "the first and the newest stay");
    assert!(store.version_text(versions[1].clone()).await.unwrap().is_some());
}

async fn a_page_takes_the_place_of_the_feeds_text(store: &dyn Store) {
    let teaser = "أطلق معهد الموسيقى مسابقة للعازفين الصغار…";
    let page =
        live("المعهد", "oud", &["أطلق معهد الموسيقى مسابقة للعازفين الصغار على العود والقانون والناي.", END], 90);
    let id = new(store, Arrival { partial: true, ..live("المعهد", "oud", &[teaser], 0) }).await;
    assert_eq!(store.record(page).await.unwrap(), Recorded::Revised(id));
    let versions = store.history(id).await.unwrap();
    assert_eq!((versions[0].stand_in, versions[1].change, versions[1].silent), (true, VersionChange::Page, false));
    assert!(store.article(id).await.unwrap().unwrap().text().contains(END));
}

const HONEY: &str = "افتتحت جمعية النحالين في وادي الزعفران مدرسة لتعليم تربية النحل بعد أن جمعت تبرعات من مزارعي الوادي، وتضم المدرسة \
    اثنتي عشرة خلية زجاجية وقاعة لفرز العسل، وقال مدير الجمعية منصور الدالي إن المناحل خسرت ثلث خلاياها في الشتاء الماضي بسبب الصقيع.";
const HONEY_REST: &str = "وأضاف الدالي أن الجمعية ستوزع خلايا جديدة على مزارعي وادي الزعفران مع حلول الربيع، وأن المدرسة ستدرب أربعين شابا على \
    فرز العسل ومعالجة الخلايا من الصقيع، ورحب المزارعون بالمناحل الزجاجية وطالبوا بدعم أسعار العسل.";
const MATCH: &str = "تعادل فريقا المرفأ والقلعة بهدفين لكل منهما في مباراة شهدت طرد لاعبين وإلغاء هدف في الدقيقة الأخيرة، وينتظر الفريقان قرار \
    لجنة الحكام قبل جولة الحسم التي تقام الأسبوع المقبل على ملعب العاصمة أمام جمهور كبير من المشجعين.";

async fn the_whole_takes_the_place_of_the_cut(store: &dyn Store) {
    let id = new(store, live("القاطعة", "honey", &[HONEY], 0)).await;
    let whole = store.record(live("الكاملة", "honey-whole", &[HONEY, HONEY_REST], 40)).await.unwrap();
    assert_eq!(whole, Recorded::Joined(id, Relation::Copy), "the number of the article stays");
    let article = store.article(id).await.unwrap().unwrap();
    assert!(article.text().contains(HONEY_REST));
    assert_eq!(article.origin().unwrap().outlet.0, "القاطعة", "the origin is still the one we saw first");
    let from = article.text_from.unwrap();
    assert!(from.outlet.0 == "الكاملة" && from.why.contains("fuller"), "{from:?}");
    let late = store.record(live("المتأخرة", "honey-late", &[HONEY_REST, "تحرير قسم الأخبار"], 50)).await.unwrap();
    assert!(!matches!(late, Recorded::Joined(..)) || store.article(id).await.unwrap().unwrap().sources.len() == 3);
    let whole_again = [HONEY, HONEY_REST, "وختم الحفل بتذوق العسل."];
    assert_eq!(store.record(live("القاطعة", "honey", &whole_again, 90)).await.unwrap(), Recorded::Revised(id));
    let article = store.article(id).await.unwrap().unwrap();
    assert!(
        article.text_from.is_none() && article.text().contains("بتذوق"),
        "the origin is whole now: its text stands again"
    );
    assert_eq!(store.record(live("القاطعة", "honey", &[HONEY], 150)).await.unwrap(), Recorded::Revised(id));
    let versions = store.history(id).await.unwrap();
    assert_eq!(versions.iter().filter(|v| v.change == VersionChange::Return).count(), 1);
}

async fn another_article_below_takes_no_place(store: &dyn Store) {
    let bees = "أعلنت محمية الغزلان في سهل الرمان ولادة توأم نادر من غزال الريم، وقالت مديرة المحمية سلمى الراوي إن الأم والصغيرين بصحة جيدة وإن \
        عدد القطيع بلغ أربعين رأسا، ودعت الرحالة إلى الابتعاد عن السياج الشمالي خلال موسم الرضاعة حتى نهاية الشهر.";
    let id = new(store, live("السهل", "gazelle", &[bees], 0)).await;
    let appended = store.record(live("المجمع", "gazelle-page", &[bees, MATCH], 30)).await.unwrap();
    assert_eq!(appended, Recorded::Joined(id, Relation::Copy));
    let article = store.article(id).await.unwrap().unwrap();
    assert!(!article.text().contains(MATCH) && article.text_from.is_none(), "{:?}", article.text_from);
}

const MILL: &str = "رمم متطوعون طاحونة الماء القديمة في قرية السنديان خلال العطلة الصيفية بعد أن توقفت رحاها أربعين عاما، وسيبيع أهل القرية دقيقها \
    في سوق الجمعة، وتقول صاحبة الفكرة لينا الحايك إن الطاحونة ستعلم الصغار كيف كان الخبز يبدأ من النهر.";
const WHEEL: &str = "عادت رحى طاحونة السنديان إلى الدوران بجهد شبان من أبناء القرية قضوا الصيف بين الحجارة والخشب، والعائد من الدقيق يذهب إلى صندوق \
    المدرسة، فيما يطلب المجلس المحلي إدراج المبنى في قائمة التراث حتى لا يهدمه أحد حين ترتفع أسعار الأرض.";

async fn a_merge_holds_for_later_copies_and_old_numbers(store: &dyn Store) {
    let (mill, wheel) = (
        new(store, live("السنديان", "mill", &[MILL], 0)).await,
        new(store, live("النهر", "wheel", &[WHEEL], 20)).await,
    );
    let done = store.merge(mill, wheel, now()).await.unwrap();
    assert_eq!((done.article, done.other, done.pages.len()), (mill, wheel, 1));
    let article = store.article(wheel).await.unwrap().unwrap();
    assert_eq!((article.id, article.sources.len()), (mill, 2), "the old number leads there");
    assert_eq!(article.sources.iter().filter(|s| s.relation == Relation::Origin).count(), 1);
    let copy = store.record(live("الجبل", "wheel-copy", &[WHEEL, "المصدر: النهر"], 60)).await.unwrap();
    assert_eq!(copy, Recorded::Joined(mill, Relation::Copy), "a copy of the merged text is a copy of the article");
    let next = new(store, live("الميناء", "after-merge", &["خبر قصير عن الميناء الصغير"], 61)).await;
    assert!(next.0 > wheel.0, "a number is never given twice");
    let said = store.corrections(mill).await.unwrap();
    assert_eq!((said.len(), said[0].said), (1, Said::Together));
}

async fn a_split_holds_for_the_page_and_its_text(store: &dyn Store) {
    let text = "قررت نقابة الصيادين في المرفأ الغربي وقف الصيد بالإنارة حتى نهاية الخريف لحماية صغار السردين، وستراقب زوارق النقابة القرار ليلا، ومن \
        يخالفه يدفع غرامة تذهب إلى صندوق إصلاح الشباك، ويرى البحارة القدامى أن القرار تأخر عشر سنوات.";
    let id = new(store, live("المرفأ", "sardine", &[text], 0)).await;
    let edited = format!("{text} وتبدأ المراقبة يوم الأحد.");
    store.record(live("الشراع", "sardine-2", &[&edited], 10)).await.unwrap();
    let done = store.split(id, Part::Page(url("sardine-2").to_string()), now()).await.unwrap();
    let other = done.other;
    assert_ne!(other, id);
    let own = store.article(other).await.unwrap().unwrap();
    assert!(
        own.text().contains("يوم الأحد") && own.sources.len() == 1 && own.origin().unwrap().relation == Relation::Origin
    );
    assert_eq!(store.article(id).await.unwrap().unwrap().sources.len(), 1);
    assert_eq!(store.record(live("الشراع", "sardine-2", &[&edited], 70)).await.unwrap(), Recorded::Unchanged(other));
    let elsewhere = store.record(live("الشراع", "sardine-again", &[&edited], 80)).await.unwrap();
    assert_eq!(
        elsewhere,
        Recorded::Joined(other, Relation::Revision),
        "the same text of that outlet under another address"
    );
    let third = store.record(live("الريح", "sardine-3", &[text], 90)).await.unwrap();
    assert_eq!(third, Recorded::Joined(id, Relation::Copy), "copies by others go where they are most alike");
    let compared = store.compared(id, other).await.unwrap().unwrap();
    assert_eq!(compared.said.map(|(_, said)| said), Some(Said::Apart));
    assert!(compared.judgement.same, "the measures would join them");
}

async fn corrections_are_taken_back(store: &dyn Store) {
    let id = store.article_of_url(url("sardine").to_string()).await.unwrap().unwrap();
    let other = store.article_of_url(url("sardine-2").to_string()).await.unwrap().unwrap();
    store.merge(id, other, now()).await.unwrap();
    let article = store.article(id).await.unwrap().unwrap();
    assert_eq!(article.sources.len(), 4, "a merge takes a split back");
    assert_eq!(article.sources.iter().filter(|s| s.relation == Relation::Origin).count(), 1);
    let joined =
        store.record(live("الشراع", "sardine-third", &[&format!("{} نص", "كلمة ".repeat(30))], 100)).await.unwrap();
    assert!(matches!(joined, Recorded::New(_)), "only its texts and pages are meant");
    let (mill, wheel) = (store.article_of_url(url("mill").to_string()), store.article_of_url(url("wheel").to_string()));
    let (mill, merged) = (mill.await.unwrap().unwrap(), wheel.await.unwrap().unwrap());
    assert_eq!(mill, merged);
    let former = store.corrections(mill).await.unwrap()[0].articles.1;
    let done = store.split(mill, Part::Merged(former), now()).await.unwrap();
    assert_eq!((done.other, done.pages.len()), (former, 1), "it has its number back");
    assert_eq!(store.article(former).await.unwrap().unwrap().id, former);
    let again = store.record(live("السهل", "wheel-third", &[WHEEL], 120)).await.unwrap();
    assert_eq!(again, Recorded::Joined(former, Relation::Copy), "copies follow their text");
}

async fn what_cannot_be_corrected_is_refused_in_words(store: &dyn Store) {
    let id = new(store, live("وحيدة", "alone", &[MATCH], 0)).await;
    let refused = |answer: Result<_, StoreError>| match answer {
        Err(StoreError::Refused(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was done"),
    };
    let part = |path: &str| Part::Page(url(path).to_string());
    assert!(refused(store.split(id, part("alone"), now()).await).contains("no page left"));
    assert!(refused(store.split(id, part("nowhere"), now()).await).contains("no page of article"));
    assert!(refused(store.split(id, Part::Merged(ArticleId(999)), now()).await).contains("never merged"));
    assert!(refused(store.merge(id, id, now()).await).contains("one article already"));
    assert!(refused(store.merge(id, ArticleId(99_999), now()).await).contains("no article 99999"));
}

async fn young_pages_are_read_again_one_a_host(store: &dyn Store) {
    let due = now() + TimeDelta::days(3);
    for path in ["young-1", "young-2"] {
        let watch = Watch { due_at: Some(due), url: url(path), etag: Some("\"7\"".to_owned()), last_modified: None };
        let page = live("الفتية", path, &[&format!("نص {path} عن معرض الكتاب في الساحة")], 0);
        new(store, Arrival { watch: Some(watch), ..page }).await;
    }
    let claim = |at: DateTime<Utc>| Claim {
        holder: "w".to_owned(),
        now: at,
        until: at + TimeDelta::minutes(10),
        limit: 10,
        per_host: 2,
    };
    assert!(store.lease_rechecks(claim(due - TimeDelta::minutes(1))).await.unwrap().is_empty());
    let leased: Vec<Recheck> = store.lease_rechecks(claim(due)).await.unwrap();
    assert_eq!(leased.len(), 1, "one a host");
    assert_eq!((leased[0].etag.as_deref(), &leased[0].feed), (Some("\"7\""), &FeedId("one".to_owned())));
    assert!(store.lease_rechecks(claim(due)).await.unwrap().is_empty(), "its host is busy");
    let done = |known: &Recheck, due_at| Rechecked { source: known.source, unchanged: true, now: due, due_at };
    store.rechecked(done(&leased[0], None)).await.unwrap();
    let second = store.lease_rechecks(claim(due)).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_ne!(second[0].source, leased[0].source);
    store.rechecked(done(&second[0], Some(due + TimeDelta::hours(5)))).await.unwrap();
    assert!(store.lease_rechecks(claim(due)).await.unwrap().is_empty());
    assert_eq!(store.lease_rechecks(claim(due + TimeDelta::hours(5))).await.unwrap().len(), 1);
    store.release_leases("w".to_owned()).await.unwrap();
}
