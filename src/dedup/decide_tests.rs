//! Verdicts on small families of texts: copies, cuts, templates, other events.

use super::*;
use chrono::{TimeDelta, TimeZone};

const RELEASE: &str = "قالت هيئة الأرصاد الوطنية، مساء الثلاثاء، إن منخفضًا جويًا عميقًا سيبلغ السواحل الشمالية فجر الأربعاء \
    مصحوبًا بأمطار غزيرة ورياح تتجاوز سرعتها ثمانين كيلومترًا في الساعة، ودعت الصيادين إلى إعادة مراكبهم إلى الموانئ. \
    وأوضح المتحدث باسم الهيئة سالم الحداد أن كميات الأمطار قد تتخطى ستين مليمترًا في بعض المناطق الجبلية، وهو ما يعادل معدل شهر \
    كامل في مثل هذا الوقت من السنة. وطلبت البلديات من السكان تجنب مجاري الأودية والأنفاق المنخفضة، فيما رفعت فرق الدفاع المدني \
    درجة الجاهزية ووزعت مضخات على الأحياء التي غمرتها المياه في الشتاء الماضي. وتوقعت الهيئة انحسار الحالة تدريجيًا اعتبارًا من ظهر \
    الخميس على أن تعود درجات الحرارة إلى معدلاتها مطلع الأسبوع المقبل.";

/// A cable of congratulation: the same words for every country, but for its names.
const CABLE: &str = "بعث رئيس الدولة برقية تهنئة إلى فخامة الرئيس LEADER رئيس جمهورية COUNTRY بمناسبة ذكرى OCCASION أعرب فيها باسمه \
    وباسم حكومة وشعب البلاد عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة لفخامته ولحكومة وشعب COUNTRY الصديق المزيد من \
    التقدم والازدهار كما بعث ولي العهد برقية مماثلة إلى الرئيس LEADER";

fn cable(country: &str, leader: &str, occasion: &str) -> String {
    CABLE.replace("COUNTRY", country).replace("LEADER", leader).replace("OCCASION", occasion)
}

fn at(hours: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 6, 0, 0).unwrap() + TimeDelta::hours(hours)
}

/// A few months of news: cables and everyday words are common, the names in the texts above are not.
fn background() -> Frequencies {
    let mut frequencies = Frequencies::default();
    let everyday = "تونس وكالات أمس قويا سحب قواربهم اليوم صباح قال الوزير إن المدينة شهدت حركة كبيرة بعد إعلان النتائج";
    for number in 0..900_u32 {
        let text = if number % 6 == 0 { cable("", "", "") } else { everyday.to_owned() };
        let mut words = Fingerprint::of("", &text).words;
        words.push(number);
        words.sort_unstable();
        words.dedup();
        frequencies.add(words);
    }
    frequencies
}

fn verdict(known: (&str, &str), arriving: (&str, &str), hours: i64) -> Verdict {
    let fingerprint = Fingerprint::of("عنوان", arriving.1);
    let candidate = Candidate {
        id: ArticleId(7),
        fingerprint: Fingerprint::of("عنوان", known.1),
        outlets: vec![Outlet(known.0.to_owned())],
        time: at(0),
    };
    let outlet = Outlet(arriving.0.to_owned());
    decide(&Arriving { fingerprint: &fingerprint, outlet: &outlet, time: at(hours) }, &[candidate], &background())
}

fn relation_of(verdict: &Verdict) -> Option<Relation> {
    match verdict {
        Verdict::Same { relation, .. } => Some(*relation),
        Verdict::New { .. } => None,
    }
}

#[test]
fn an_edited_copy_of_another_outlet_is_a_copy() {
    let copy = RELEASE.replace("مساء الثلاثاء", "أمس").replace("عميقًا", "قويًا").replace("إعادة مراكبهم", "سحب قواربهم");
    let copy = format!("تونس - وكالات: {copy}");
    assert_eq!(relation_of(&verdict(("الساحل", RELEASE), ("البوصلة", &copy), 3)), Some(Relation::Copy));
}

#[test]
fn the_first_half_is_an_excerpt() {
    let half: Vec<&str> = RELEASE.split(' ').collect();
    let half = half[..half.len() * 6 / 10].join(" ");
    assert_eq!(relation_of(&verdict(("الساحل", RELEASE), ("البوصلة", &half), 3)), Some(Relation::Excerpt));
}

#[test]
fn the_same_outlets_update_is_a_revision() {
    let longer = format!("{RELEASE} وأعلنت وزارة التربية تعليق الدروس في ثلاث ولايات يوم الأربعاء حرصًا على سلامة التلاميذ.");
    assert_eq!(relation_of(&verdict(("الساحل", RELEASE), ("الساحل", &longer), 2)), Some(Relation::Revision));
}

#[test]
fn a_template_with_another_name_in_it_is_another_text() {
    let one = cable("فنلندا", "ماتي كورهونن", "الاستقلال");
    let two = cable("باراغواي", "خوسيه مارتينيث", "التأسيس");
    let verdict = verdict(("وكالة", &one), ("صحيفة", &two), 5);
    assert!(matches!(verdict, Verdict::New { nearest: Some(_) }), "{verdict:?}");
}

#[test]
fn a_quoted_sentence_makes_no_copy() {
    let sentence = RELEASE.split('.').next().unwrap();
    let analysis = format!(
        "يرى خبراء في شؤون المناخ أن تكرار المنخفضات العميقة على حوض المتوسط لم يعد استثناء بل صار نمطًا يتطلب مراجعة شبكات تصريف \
         المياه في المدن القديمة التي بنيت لقرون مضت ولم تعد تحتمل ما ينزل من أمطار في ليلة واحدة. {sentence}. ويضيف هؤلاء أن التحذير \
         المبكر ينقذ الأرواح حين يقترن بخطط إخلاء واضحة وبتدريب السكان على ما ينبغي فعله قبل وصول العاصفة بساعات لا بعدها."
    );
    assert_eq!(relation_of(&verdict(("الساحل", RELEASE), ("المرصد", &analysis), 4)), None);
}

#[test]
fn the_nearest_miss_is_kept_as_evidence() {
    let (one, two) = (cable("فنلندا", "ماتي كورهونن", "الاستقلال"), RELEASE);
    match verdict(("وكالة", &one), ("صحيفة", two), 5) {
        Verdict::New { nearest: Some((id, comparison)) } => {
            assert_eq!(id, ArticleId(7));
            assert!(comparison.jaccard < 0.1);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_outlets_template_with_another_number_in_the_headline_is_another_text() {
    let known = Candidate {
        id: ArticleId(7),
        fingerprint: Fingerprint::of("تسجيل ١٢ إصابة جديدة", RELEASE),
        outlets: vec![Outlet("الساحل".to_owned())],
        time: at(0),
    };
    let verdict_for = |title: &str| {
        let fingerprint = Fingerprint::of(title, &format!("{RELEASE} وأضاف أن الحصيلة قابلة للارتفاع."));
        let outlet = Outlet("الساحل".to_owned());
        let arriving = Arriving { fingerprint: &fingerprint, outlet: &outlet, time: at(20) };
        relation_of(&decide(&arriving, std::slice::from_ref(&known), &background()))
    };
    assert_eq!(verdict_for("تسجيل 12 إصابة جديدة"), Some(Relation::Revision), "the same number in other digits");
    assert_eq!(verdict_for("تسجيل 15 إصابة جديدة"), None);
}
