//! A day of invented news by invented outlets, for tests.

use super::{Digest, StoryMaterial, build, day_window};
use crate::article::{
    ArticleId, Attribution, Block, BlockKind, LinkKind, Outlet, Placement, Precision, Relation, Source, StatedDate,
    StoredArticle, StoredLink, StoryId,
};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

pub(crate) const OFOQ: (&str, &str) = ("صحيفة الأفق", "alofoq.example");
pub(crate) const NAHR: (&str, &str) = ("قناة النهر", "www.alnahr.example");
pub(crate) const SAHM: (&str, &str) = ("وكالة السهم", "alsahm.example");
pub(crate) const MARSAD: (&str, &str) = ("المرصد الاقتصادي", "almarsad.example");
pub(crate) const WATAN: (&str, &str) = ("بوابة الوطن الجديد", "watan.example");
pub(crate) const LEVANT: (&str, &str) = ("Levant Post", "levantpost.example");
pub(crate) const MALAAB: (&str, &str) = ("ملاعب 24", "malaab24.example");
pub(crate) const KHABAR: (&str, &str) = ("خبر الساعة", "xn--igbicxr.example");

pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// An instant of the day, in minutes after its first one in Riyadh.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    day_window(day(), chrono_tz::Asia::Riyadh).0 + TimeDelta::minutes(minutes)
}

pub(crate) fn stated(minutes: i64) -> StatedDate {
    let riyadh = FixedOffset::east_opt(3 * 3600).unwrap();
    StatedDate { at: at(minutes).with_timezone(&riyadh), precision: Precision::Minute, from: "json-ld".to_owned() }
}

pub(crate) fn source(outlet: (&str, &str), id: i64, relation: Relation, minutes: i64, title: &str) -> Source {
    Source {
        outlet: Outlet(outlet.0.to_owned()),
        feed: Some(outlet.1.trim_end_matches(".example").to_owned()),
        url: format!("https://{}/news/{id}", outlet.1),
        title: title.to_owned(),
        published: Some(stated(minutes)),
        first_seen: at(minutes + 4),
        last_seen: at(minutes + 64),
        relation,
        similarity: if relation == Relation::Origin { 1.0 } else { 0.87 },
        attribution: Vec::new(),
        evidence: String::new(),
    }
}

/// An article by one outlet; `paragraphs` are parted by line feeds.
pub(crate) fn article(id: i64, outlet: (&str, &str), minutes: i64, title: &str, paragraphs: &str) -> StoredArticle {
    let block = |text: &str| Block { kind: BlockKind::Paragraph, text: text.to_owned() };
    StoredArticle {
        id: ArticleId(id),
        title: title.to_owned(),
        blocks: paragraphs.lines().map(block).collect(),
        lang: Some("ar".to_owned()),
        published: Some(stated(minutes)),
        first_seen: at(minutes + 4),
        authors: Vec::new(),
        tags: Vec::new(),
        section: None,
        image: None,
        story_id: None,
        story_why: String::new(),
        versions: 1,
        sources: vec![source(outlet, id, Relation::Origin, minutes, title)],
        text_from: None,
        excerpt_of: None,
        read_also: Vec::new(),
        linked_from: Vec::new(),
    }
}

impl StoredArticle {
    pub(crate) fn carried(mut self, outlet: (&str, &str), relation: Relation, minutes: i64) -> Self {
        let title = self.title.clone();
        let id = self.id.0 * 100 + minutes;
        self.sources.push(source(outlet, id, relation, minutes, &title));
        self
    }

    pub(crate) fn filed(mut self, section: &str) -> Self {
        self.section = Some(section.to_owned());
        self
    }

    pub(crate) fn credits(mut self, agency: &str) -> Self {
        let credit =
            Attribution {
                name: agency.to_owned(), agency: Some(agency.to_owned()), raw: format!("المصدر: {agency}")
            };
        self.sources[0].attribution.push(credit);
        self
    }

    pub(crate) fn also(mut self, title: &str, url: Option<&str>) -> Self {
        self.read_also.push(StoredLink {
            title: title.to_owned(),
            url: url.map(str::to_owned),
            label: "اقرأ أيضًا".to_owned(),
            kind: LinkKind::ReadAlso,
            placement: Placement::Inline,
            article_id: None,
        });
        self
    }
}

pub(crate) fn story(id: i64, articles: Vec<StoredArticle>) -> StoryMaterial {
    StoryMaterial { id: StoryId(id), articles }
}

pub(crate) fn digest(stories: Vec<StoryMaterial>) -> Digest {
    let zone = chrono_tz::Asia::Riyadh;
    build(day(), zone, day_window(day(), zone), stories)
}

/// Three stories: one told by five outlets in three texts, one wire text with a copy and a revision, one by an outlet alone.
pub(crate) fn small() -> Vec<StoryMaterial> {
    vec![story(3, alone()), story(1, bridge()), story(2, wheat())]
}

fn bridge() -> Vec<StoredArticle> {
    vec![
        article(
            11,
            OFOQ,
            430,
            "افتتاح جسر الميناء بعد أربع سنوات من الأعمال",
            "افتتح وزير النقل صباح الاثنين جسر الميناء الجديد بعد أربع سنوات من الأعمال. ويبلغ طول الجسر 2.4 كيلومتر، ويربط الضفتين بست حارات للسيارات ومسار للدراجات.\nوقال الوزير إن الكلفة بلغت 310 ملايين.",
        )
        .carried(NAHR, Relation::Copy, 455)
        .carried(WATAN, Relation::Excerpt, 470)
        .carried(OFOQ, Relation::Revision, 520)
        .filed("محليات")
        .also("خمسة أسئلة عن رسوم العبور", Some("https://alofoq.example/news/77"))
        .also("افتتاح جسر الميناء: ما قاله الوزير", Some("https://alnahr.example/news/12")),
        article(12, NAHR, 470, "شاهد.. لحظة افتتاح جسر الميناء!", "عبرت أولى السيارات جسر الميناء ظهر اليوم.").filed("محليات"),
        article(
            13,
            LEVANT,
            500,
            "Harbour bridge opens after four years of work",
            "The new harbour bridge opened on Monday, four years after work began.",
        ),
        article(14, SAHM, 500, "جسر الميناء يفتح أمام السيارات بكلفة 310 ملايين", "فُتح جسر الميناء أمام حركة السير اليوم.")
            .filed("اقتصاد"),
    ]
}

fn wheat() -> Vec<StoredArticle> {
    vec![
        article(
            21,
            MARSAD,
            300,
            "أسعار القمح تتراجع للأسبوع الثالث مع وفرة المحصول",
            "تراجعت العقود الآجلة للقمح 1.7% في تعاملات الاثنين، لتواصل خسائرها للأسبوع الثالث. وعزا متعاملون التراجع إلى وفرة المحصول في نصف الكرة الجنوبي.",
        )
        .credits("رويترز")
        .carried(SAHM, Relation::Copy, 310)
        .carried(MARSAD, Relation::Revision, 400)
        .filed("اقتصاد"),
    ]
}

fn alone() -> Vec<StoredArticle> {
    vec![
        article(
            31,
            MALAAB,
            900,
            "النجم الساحلي يجدد عقد حارسه حتى 2029",
            "أعلن النادي تجديد عقد حارس مرماه ثلاثة مواسم.",
        )
        .filed("رياضة"),
    ]
}
