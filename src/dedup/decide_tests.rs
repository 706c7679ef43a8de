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
fn background_of_news() -> Frequencies {
    let mut frequencies = Frequencies::assuming(crate::dedup::newspaper_words());
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
        copies: Vec::new(),
    };
    let outlet = Outlet(arriving.0.to_owned());
    decide(
        &Arriving { fingerprint: &fingerprint, outlet: &outlet, times: [at(hours); 2] },
        &[candidate],
        &background_of_news(),
    )
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
fn a_text_cut_in_the_middle_is_a_copy() {
    let half: Vec<&str> = RELEASE.split(' ').collect();
    let half = half[..half.len() / 2].join(" ");
    assert_eq!(relation_of(&verdict(("الساحل", RELEASE), ("البوصلة", &half), 3)), Some(Relation::Copy));
    assert_eq!(
        relation_of(&verdict(("البوصلة", &half), ("الساحل", RELEASE), 3)),
        Some(Relation::Copy),
        "seen the other way round"
    );
}

/// A report of its own that holds the whole release at its end.
fn round_up() -> String {
    let before = "تستعد الأسواق الأسبوعية في القرى الجبلية لموسم جني الكستناء الذي ينتظره المزارعون كل خريف، ويقول التجار إن الأسعار \
        بدأت أعلى من العام الفائت بعد صيف جاف أضر بالثمار الصغيرة وأخر نضجها أسبوعين. وتعول الأسر هناك على البيع للزوار القادمين \
        من العاصمة في نهايات الأسبوع، وقد فتحت التعاونيات ثلاثة مخازن مبردة تكفي لحفظ نصف المحصول حتى الشتاء. وفي شأن الطقس ";
    let after = "أما في الجنوب فقد واصل مربو الماشية نقل قطعانهم إلى المراعي المنخفضة، وأحصت النقابة أربعين ألف رأس عبرت الوادي منذ \
        بداية الشهر، فيما ينتظر أصحاب المناحل أول زهر السدر لنصب صناديقهم قرب البساتين المسقوفة بالقش. ويتوقع المهندسون الزراعيون \
        موسمًا متوسطًا في الحمضيات وجيدًا في الزيتون، ويوصون بتأخير القطاف في الأراضي المروية حتى تنضج الحبات على مهل.";
    format!("{after} {before}{RELEASE}")
}

#[test]
fn a_text_inside_another_is_an_excerpt_with_an_article_of_its_own() {
    let whole = round_up();
    for (known, arriving, shorter) in [(whole.as_str(), RELEASE, true), (RELEASE, whole.as_str(), false)] {
        match verdict(("الساحل", known), ("البوصلة", arriving), 3) {
            Verdict::New { part: Some((id, comparison)), .. } => {
                assert_eq!(id, ArticleId(7));
                assert_eq!(comparison.arriving_is_shorter, shorter);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_verdict_holds_on_an_empty_store() {
    let known = Fingerprint::of("", &cable("فنلندا", "ماتي كورهونن", "الاستقلال"));
    let arriving = Fingerprint::of("", &cable("باراغواي", "خوسيه مارتينيث", "التأسيس"));
    let empty = Frequencies::assuming(crate::dedup::newspaper_words());
    let comparison = Comparison::of(&arriving, &known, &empty, 5.0, false);
    assert!(!judge(&comparison).same, "{:?} {comparison}", judge(&comparison));
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
    assert!(matches!(verdict, Verdict::New { nearest: Some(_), .. }), "{verdict:?}");
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
        Verdict::New { nearest: Some((id, comparison, _)), .. } => {
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
        copies: Vec::new(),
    };
    let verdict_for = |title: &str| {
        let fingerprint = Fingerprint::of(title, &format!("{RELEASE} وأضاف أن الحصيلة قابلة للارتفاع."));
        let outlet = Outlet("الساحل".to_owned());
        let arriving = Arriving { fingerprint: &fingerprint, outlet: &outlet, times: [at(20); 2] };
        relation_of(&decide(&arriving, std::slice::from_ref(&known), &background_of_news()))
    };
    assert_eq!(verdict_for("تسجيل 12 إصابة جديدة"), Some(Relation::Revision), "the same number in other digits");
    assert_eq!(verdict_for("تسجيل 15 إصابة جديدة"), None);
}

#[test]
fn one_outlets_short_notice_of_another_day_is_another_notice() {
    let notice = |patient: &str| {
        format!(
            "أعلن المركز الوطني للأمراض السارية تسجيل إصابة جديدة بالحمى لدى {patient} في محافظة السدر، وحالته مستقرة، ليصل عدد من \
             تماثلوا للشفاء إلى سبعين، ودعا المركز الجميع إلى غسل اليدين وتجنب الازدحام في الأماكن المغلقة."
        )
    };
    let (one, two) = (notice("مواطن"), notice("مقيم"));
    assert_eq!(relation_of(&verdict(("الساحل", &one), ("الساحل", &two), 24)), None);
    assert_eq!(relation_of(&verdict(("الساحل", &one), ("الساحل", &one), 24)), Some(Relation::Revision));
}

#[test]
fn a_copy_vouches_for_what_was_cut_from_it_and_makes_no_chain() {
    let words: Vec<&str> = RELEASE.split(' ').collect();
    let (middle, end) = (words[30..].join(" "), words[20..].join(" "));
    let background = "وفي سياق متصل قال صيادون في المرفأ القديم إنهم أمضوا الليل في تثبيت الحبال وإفراغ المخازن القريبة من الرصيف، وأضاف \
        أحدهم أن موجة مشابهة قبل ستة أعوام حطمت عشرين زورقًا وأغلقت مدخل الميناء أسبوعًا كاملًا بالرمال والأخشاب.";
    let canonical = format!("{} {background}", words[..80].join(" "));
    let outlet = Outlet("البوصلة".to_owned());
    let known = |text: &str, copies: Vec<Copied>| Candidate {
        id: ArticleId(7),
        fingerprint: Fingerprint::of("", text),
        outlets: vec![Outlet("الساحل".to_owned())],
        time: at(0),
        copies,
    };
    let arriving = Fingerprint::of("", &middle);
    let arriving = Arriving { fingerprint: &arriving, outlet: &outlet, times: [at(6); 2] };
    let copy =
        Copied { fingerprint: Fingerprint::of("", &end), outlet: Outlet("المرصد".to_owned()), time: at(2) };
    let alone = decide(&arriving, &[known(&canonical, Vec::new())], &background_of_news());
    let Verdict::New { nearest: Some((_, _, judged)), .. } = alone else { panic!("{alone:?}") };
    assert!(judged.likeness >= ASK_COPIES_FROM, "near enough to ask: {judged:?}");
    match decide(&arriving, &[known(&canonical, vec![copy.clone()])], &background_of_news()) {
        Verdict::Same { judgement, .. } => assert_eq!(judgement.rule, Rule::VouchedByCopy),
        other => panic!("{other:?}"),
    }
    let chained = decide(&arriving, &[known(background, vec![copy])], &background_of_news());
    assert!(matches!(chained, Verdict::New { .. }), "a copy brings nothing to a canonical text unlike it: {chained:?}");
}

/// A market report: the same sentences every day and for every country, with other prices in them.
fn gold(country: &str, currency: &str, prices: [u32; 5]) -> String {
    let [a, b, c, d, e] = prices;
    format!(
        "شهدت أسعار الذهب في {country} تحركات محدودة في تعاملات محلات الصاغة وسط ترقب المستثمرين لقرارات البنوك المركزية بشأن أسعار \
         الفائدة في المرحلة المقبلة. وسجل سعر الجرام من عيار 24 نحو {a} {currency}، وعيار 22 نحو {b} {currency}، في حين بلغ عيار 21، وهو \
         الأكثر طلباً في الأسواق، نحو {c} {currency}، وعيار 18 نحو {d} {currency}. أما سعر الأونصة في المعاملات الفورية فبلغ {e} دولاراً \
         متأثراً بحركة العملة الأميركية وعوائد السندات. ويتغير السعر محلياً تبعاً لسعر الأونصة ولسعر الصرف وحجم الطلب في مواسم الأعراس \
         والأعياد، وينصح الخبراء الراغبين في الادخار بشراء السبائك الصغيرة التي تنخفض كلفة صياغتها."
    )
}

#[test]
fn a_form_with_other_figures_is_another_text_and_a_corrected_figure_is_not() {
    let (here, there) =
        (gold("الأردن", "ديناراً", [610, 559, 534, 457, 2600]), gold("مصر", "جنيهاً", [5120, 4693, 4480, 3840, 2614]));
    for outlet in ["الميزان", "البوصلة"] {
        assert_eq!(relation_of(&verdict(("الميزان", &here), (outlet, &there), 1)), None, "{outlet}");
        let tomorrow = gold("الأردن", "ديناراً", [615, 564, 539, 461, 2621]);
        assert_eq!(relation_of(&verdict(("الميزان", &here), (outlet, &tomorrow), 24)), None, "{outlet}");
    }
    let corrected = here.replace("559", "560").replace("محدودة", "طفيفة").replace("وسط ترقب", "مع انتظار");
    assert_eq!(relation_of(&verdict(("الميزان", &here), ("البوصلة", &corrected), 2)), Some(Relation::Copy));
}
