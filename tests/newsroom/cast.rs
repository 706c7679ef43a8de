//! Nine outlets, and the day on which they carry each other's news.

use super::item::{Link, NewsItem};
use super::outlet::Outlet;
use super::stories::stories;
use super::style::{Encoding, FeedFlavour, Layout, OutletStyle, Validators};
use super::wire::Copied;
use chrono::{DateTime, TimeDelta, Utc};

/// Places of the outlets in [`cast`].
const MAGAZINE: usize = 0;
const CHANNEL: usize = 1;
const OLD_PAPER: usize = 2;
const PLATFORM: usize = 3;
const COAST: usize = 4;
const DAILY: usize = 5;
const GATHERER: usize = 6;
const WIRE: usize = 7;
const RIVER: usize = 8;

/// What [`first_day`] published, as the truth to compare with.
#[derive(Debug, Clone, Default)]
pub struct FirstDay {
    /// Each text with everyone who carried it, the first publisher first: index into the outlets, slug there.
    pub texts: Vec<Vec<(usize, String)>>,
    /// Texts about one event, where there is more than one: indices into `texts`.
    pub same_event: Vec<Vec<usize>>,
}

impl FirstDay {
    /// Number of pages published.
    pub fn pages(&self) -> usize {
        self.texts.iter().map(Vec::len).sum()
    }

    /// The text that opens with that slug at its first publisher.
    pub fn text(&self, slug: &str) -> Option<usize> {
        self.texts.iter().position(|carried| carried.first().is_some_and(|(_, s)| s == slug))
    }
}

/// 2026-11-23 06:00 UTC, the morning of the invented day.
pub fn morning() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_795_413_600)
}

/// Nine outlets in eight layouts, five encodings, five kinds of feed.
pub fn cast() -> Vec<OutletStyle> {
    let mut daily =
        OutletStyle::new("daily", "جريدة يوم الناس", Layout::EgyptianDaily).encoding(Encoding::Windows1256Header);
    daily.offset_hours = 2;
    let mut wire = OutletStyle::new("wire", "وكالة المدى للأنباء", Layout::Agency);
    wire.ttl = Some(15);
    wire.offset_hours = 0;
    vec![
        OutletStyle::new("magazine", "مجلة شرفات", Layout::WordPress).feed(FeedFlavour::RssFull),
        OutletStyle::new("channel", "قناة الأفق", Layout::Broadcaster),
        OutletStyle::new("old-paper", "جريدة الميزان", Layout::OldTable)
            .encoding(Encoding::Windows1256Meta)
            .feed(FeedFlavour::RssWindows1256)
            .validators(Validators::LastModified),
        OutletStyle::new("platform", "منصة مدار", Layout::NextJs)
            .feed(FeedFlavour::Atom)
            .validators(Validators::Etag)
            .arabic_urls(),
        OutletStyle::new("coast", "صوت الساحل", Layout::Drupal).encoding(Encoding::Utf8Bom).feed(FeedFlavour::Rdf),
        daily,
        OutletStyle::new("gatherer", "حصيلة الأخبار", Layout::Aggregator),
        wire,
        OutletStyle::new("river", "بريد النهر", Layout::WordPress)
            .encoding(Encoding::Windows1256Undeclared)
            .feed(FeedFlavour::RssSummary)
            .validators(Validators::None),
    ]
}

/// Publishes the day's news on the outlets of [`cast`], in that order: single reports, wire copies with datelines, credits and
/// other spellings, one cut short, one with a lead of its own, rewrites of the same events, read-also boxes.
pub fn first_day(outlets: &[Outlet], morning: DateTime<Utc>) -> FirstDay {
    assert!(outlets.len() >= cast().len(), "the first day needs the outlets of cast()");
    let mut day = Day { outlets, items: stories(morning), done: FirstDay::default() };
    for (outlet, slug) in [
        (WIRE, "storm-warning"),
        (DAILY, "derby-final"),
        (CHANNEL, "strait-accord"),
        (RIVER, "water-network"),
        (OLD_PAPER, "budget-vote"),
        (COAST, "soil-sensor"),
        (WIRE, "port-strike"),
        (COAST, "date-exports"),
        (WIRE, "summit-talks"),
        (PLATFORM, "comet-seen"),
        (MAGAZINE, "five-states-strait"),
        (MAGAZINE, "rail-link"),
        (DAILY, "marathon-record"),
        (CHANNEL, "old-lighthouse"),
        (PLATFORM, "islands-brace"),
        (MAGAZINE, "poetry-prize"),
        (RIVER, "school-meals"),
        (WIRE, "museum-theft"),
        (PLATFORM, "fanar-back-to-work"),
        (OLD_PAPER, "vaccine-drive"),
    ] {
        let item = day.take(slug);
        day.publish(outlet, item);
    }
    day.storm_and_strait();
    day.strike_summit_and_manuscript();
    for (one, other) in [
        ("strait-accord", "five-states-strait"),
        ("storm-warning", "islands-brace"),
        ("port-strike", "fanar-back-to-work"),
    ] {
        let event = [one, other].iter().filter_map(|slug| day.done.text(slug)).collect();
        day.done.same_event.push(event);
    }
    day.done
}

/// What happens in the afternoon: the channel corrects its report on the strait, the wire its report on the port.
pub fn later_that_day(outlets: &[Outlet], at: DateTime<Utc>) {
    outlets[CHANNEL].correct("strait-accord", at, |item| {
        item.title = "تصحيح: توقيع اتفاق لتنظيم الملاحة في مضيق الصفصاف بعد مفاوضات استمرت ثلاثة أعوام".to_owned();
        if let Some(first) = item.paragraphs.first_mut() {
            *first = first.replace("استمرت عامين", "استمرت ثلاثة أعوام");
        }
        item.paragraphs.push("وكانت نسخة سابقة من هذا الخبر قد ذكرت أن المفاوضات استمرت عامين.".to_owned());
    });
    outlets[WIRE].correct("port-strike", at, |item| {
        item.paragraphs.push(
            "وفي تطور لاحق، قال مصدر نقابي إن التصويت قُدّم إلى مساء الأربعاء بناء على طلب سائقي الشاحنات.".to_owned(),
        );
    });
}

struct Day<'a> {
    outlets: &'a [Outlet],
    items: Vec<NewsItem>,
    done: FirstDay,
}

impl Day<'_> {
    fn take(&self, slug: &str) -> NewsItem {
        self.items.iter().find(|item| item.slug == slug).cloned().unwrap_or_else(|| panic!("no story called {slug:?}"))
    }

    fn publish(&mut self, outlet: usize, item: NewsItem) {
        self.done.texts.push(vec![(outlet, item.slug.clone())]);
        self.outlets[outlet].publish(item);
    }

    fn copy(&mut self, slug: &str, outlet: usize, copied: &Copied) {
        let original = self.take(slug);
        self.add(slug, outlet, copied.of(&original));
    }

    fn add(&mut self, slug: &str, outlet: usize, item: NewsItem) {
        let text = self.done.text(slug).expect("the original was published");
        self.done.texts[text].push((outlet, item.slug.clone()));
        self.outlets[outlet].publish(item);
    }

    fn storm_and_strait(&mut self) {
        let storm = Copied::faithfully().dateline("المنارة - المدى").respelled().later(25);
        self.copy("storm-warning", DAILY, &storm);
        let storm = Copied::faithfully().title("إنذار برتقالي في جزر المرجان وتوقف العبّارات").edited(3).later(40);
        self.copy("storm-warning", RIVER, &storm.credit("وكالة المدى للأنباء"));
        let taken = Copied::faithfully().with_boxes().credit("قناة الأفق").later(35);
        let gathered = self.gathered("strait-accord", &taken, "museum-theft");
        self.add("strait-accord", GATHERER, gathered);
        self.copy(
            "strait-accord",
            OLD_PAPER,
            &Copied::faithfully().dateline("رأس العقيق - وكالات").respelled().later(50),
        );
    }

    fn strike_summit_and_manuscript(&mut self) {
        let wired = Copied::faithfully().dateline("الفنار - رويترز").later(12);
        self.copy("port-strike", OLD_PAPER, &wired.respelled());
        self.copy("port-strike", COAST, &Copied::faithfully().cut_after(4).credit("رويترز").later(30));
        let led = Copied::faithfully().credit("رويترز").edited(5).later(48).slug("fanar-strike-over").lead(
            "في خبر طال انتظاره لدى تجار المدينة وأصحاب الشاحنات، عادت الحياة إلى أرصفة الجنوب بعد أكثر من أسبوع من الشلل التام.",
        );
        self.copy("port-strike", DAILY, &led.title("بعد تسعة أيام من الشلل.. انتهاء أزمة ميناء الفنار"));
        self.copy("summit-talks", CHANNEL, &Copied::faithfully().credit("الفرنسية").edited(4).later(20));
        self.copy("summit-talks", MAGAZINE, &Copied::faithfully().dateline("واحة النجوم (أ ف ب)").later(33));
        let gathered =
            self.gathered("summit-talks", &Copied::faithfully().credit("مجلة شرفات").later(60), "soil-sensor");
        self.add("summit-talks", GATHERER, gathered);
        self.copy("museum-theft", RIVER, &Copied::faithfully().dateline("الياسمين / وكالات").later(15));
        self.copy("museum-theft", COAST, &Copied::faithfully().credit("وكالات").respelled().edited(2).later(28));
    }

    /// A copy as the aggregator shows it: with another article below it and ten headlines after that.
    fn gathered(&self, slug: &str, copied: &Copied, following: &str) -> NewsItem {
        let mut item = copied.of(&self.take(slug)).following(&self.take(following));
        item.related =
            self.items.iter().filter(|other| other.slug != slug).take(10).map(|o| Link::new(&o.title, None)).collect();
        item
    }
}
