//! Many distinct articles for load: sentences of seeded words, with places and people that are each article's own.

use super::arabic::{Dice, fnv};
use super::item::NewsItem;
use chrono::{DateTime, TimeDelta, Utc};

/// Bytes of text of an article when nothing else is asked: a long news report.
const TEXT_BYTES: usize = 6_000;

const NOUNS: &str = "المشروع البرنامج التقرير الاجتماع المؤتمر القرار الاتفاق المركز المجلس المعرض السوق الميناء المصنع المستشفى الملعب \
    الجسر الطريق النادي المعهد المتحف القطاع الإنتاج الطلب الموسم الحوار التعاون التمويل الاستثمار التصدير التعليم البحث التدريب السباق \
    اللقاء البيان المسار النظام الجدول الموقع الفريق المخطط العقد الصندوق المطار الحقل السد النهر المخزن الأسطول المختبر الأرشيف المرصد \
    المسرح المهرجان الكتاب الفيلم العرض الحي المجمع المبنى الشارع الحزام المحصول القمح الزيتون القطن النسيج الزجاج الورق الحديد الوقود \
    الغاز الهواء المناخ المطر الثلج الساحل الشاطئ الجبل السهل الرصيف القطار الزورق الهاتف التطبيق الحاسوب الخادم القمر المجس الدواء \
    اللقاح الغذاء الخبز الحليب الدرس الامتحان المنهج الأستاذ المدرب الحكم اللاعب القاضي المحامي النائب الوزير العمدة";
const ADJECTIVES: &str = "الجديد الكبير الأخير المقبل السابق الوطني المحلي الدولي الإقليمي السنوي الشهري الأسبوعي المشترك المؤقت الدائم الرسمي الأهلي \
    البحري الجوي البري الريفي الحضري الصناعي الزراعي التجاري المالي التقني الرقمي العلمي الطبي البيئي الثقافي الرياضي التاريخي \
    الشمالي الجنوبي الشرقي الغربي المركزي المفتوح المغلق الواسع الضيق السريع البطيء المرن الصارم الطموح المتواضع الشامل الجزئي \
    المعدّل المقترح المؤجل الموسع المبكر المتأخر النادر الشائع الحديث القديم";
const PAST: &str = "شهد واجه تجاوز استعاد حقق سجل أنهى افتتح أطلق راجع ناقش عدّل أجّل وسّع قلّص ضاعف جدّد رمّم دشّن موّل درس قيّم نظّم استضاف \
    استقبل غادر زار تفقّد اختبر طوّر أصدر نشر حذف أضاف نقل ربط فصل دمج حسّن بسّط عطّل استأنف علّق رفض قبل أيّد عارض انتقد امتدح \
    شكر كرّم رشّح اختار استبدل اشترى باع صدّر استورد خزّن وزّع جمع أحصى قاس رصد كشف";
const PRESENT: &str = "يشمل يدعم يضم يوفر يخفض يرفع يحمي يربط يخدم يستهدف يعالج يراقب يقيس يغطي يسبق يتبع يواكب ينافس يكمل يعزز يسرّع يبطئ يؤخر \
    يغيّر يحدد يفسر يوضح يبرز يخفي يهدد ينقذ يوظف يدرّب يعلّم يشجع يلزم يعفي يموّل يسدد يستعيد يفقد يكسب يضمن يتيح يمنع يسمح";
const UNITS: &str = "كيلومتراً طناً ديناراً درهماً موظفاً طالباً زائراً متراً هكتاراً مقعداً سريراً حافلة سفينة شاحنة شجرة قرية مدرسة شركة مزرعة \
    ساعة يوماً أسبوعاً صفحة صورة نسخة قطعة جهازاً عاملاً مشتركاً صوتاً";
const TIMES: &str = "أمس اليوم غداً صباحاً مساءً ليلاً لاحقاً سابقاً حالياً قريباً مؤخراً مبكراً تدريجياً سريعاً فجأة أخيراً أولاً مجدداً مراراً أحياناً \
    غالباً نادراً فوراً تباعاً معاً علناً سراً رسمياً ودياً نهائياً";
const LINKS: &str = "لأن بينما حيث فيما لكن غير لذلك إذ كي حتى عندما كلما رغم بل ثم مثلما منذ كأن حين ريثما";
const OPENERS: &str =
    "وقد كذلك أيضاً هكذا عملياً إجمالاً ختاماً بدوره عموماً فعلاً طبعاً حقاً لافتاً مؤكداً موضحاً مشيراً مضيفاً مبيناً معتبراً شارحاً";
const FIRST: &str = "سامر ليلى حازم منى رائد هدى عمر سعاد زياد نهى كريم دلال مازن غادة أنس رولا فادي سهى بلال ريم جلال عبير نزار لينا تامر وفاء \
    حسام شذى أكرم رغد";
const ROOTS: &str = "مرو زهر قصب نخل سدر طلح عنب تين رمل صخر نبع بحر نجم برق غيم ريح ورد مسك عود لوز جوز خوخ كرم حور سرو دفل غار بان أرز بلوط";
const ENDS: &str = "ان ين ون ات يا اء ية ور يل اس يد ام وش يف اق ود يم وت اف ير";

/// The words one article draws from: a part of each pool, and names of its own.
struct Lexicon {
    nouns: Vec<&'static str>,
    adjectives: Vec<&'static str>,
    past: Vec<&'static str>,
    present: Vec<&'static str>,
    units: Vec<&'static str>,
    times: Vec<&'static str>,
    links: Vec<&'static str>,
    openers: Vec<&'static str>,
    places: Vec<String>,
    people: Vec<String>,
}

/// `n` articles that share almost no run of three words, published a minute apart before 2026-11-23 06:00 UTC; the same for
/// the same `seed`, and different for another.
pub fn generate(n: usize, seed: u64) -> Vec<NewsItem> {
    generate_sized(n, seed, TEXT_BYTES)
}

/// Like [`generate`], with at least that many bytes of text in each article.
pub fn generate_sized(n: usize, seed: u64, text_bytes: usize) -> Vec<NewsItem> {
    let last = super::cast::morning();
    (0..n).map(|index| article(index, seed, text_bytes, last)).collect()
}

fn article(index: usize, seed: u64, text_bytes: usize, last: DateTime<Utc>) -> NewsItem {
    let mut dice = Dice::new(fnv(&[seed.to_le_bytes(), (index as u64).to_le_bytes()].concat()));
    let words = Lexicon::draw(&mut dice);
    let title = words.title(&mut dice);
    let published = last - TimeDelta::minutes(i64::try_from(index).unwrap_or(0));
    let mut item = NewsItem::new(&format!("load-{seed}-{index}"), &title, published);
    item.tags = vec![words.places[0].clone(), words.nouns[0].to_owned()];
    item.author = Some(words.people[0].clone());
    let mut bytes = 0;
    while bytes < text_bytes {
        let sentences: Vec<String> = (0..3 + dice.below(2)).map(|_| words.sentence(&mut dice)).collect();
        let paragraph = sentences.join(" ");
        bytes += paragraph.len();
        item.paragraphs.push(paragraph);
    }
    item
}

impl Lexicon {
    fn draw(dice: &mut Dice) -> Self {
        let mut part = |pool: &'static str, size: usize| {
            let pool: Vec<&str> = pool.split_whitespace().collect();
            (0..size).map(|_| dice.pick(&pool)).collect::<Vec<&'static str>>()
        };
        let (nouns, adjectives) = (part(NOUNS, 30), part(ADJECTIVES, 20));
        let (past, present) = (part(PAST, 20), part(PRESENT, 16));
        let (units, times) = (part(UNITS, 8), part(TIMES, 10));
        let (links, openers) = (part(LINKS, 8), part(OPENERS, 8));
        let first = part(FIRST, 5);
        let places: Vec<String> = (0..8).map(|_| coined(dice)).collect();
        let people = first.into_iter().map(|name| format!("{name} ال{}", coined(dice))).collect();
        Self { nouns, adjectives, past, present, units, times, links, openers, places, people }
    }

    fn title(&self, dice: &mut Dice) -> String {
        format!(
            "{} {} في {}: {} {} {}",
            dice.pick(&self.nouns),
            dice.pick(&self.adjectives),
            self.places[0],
            self.people[0],
            dice.pick(&self.past),
            dice.pick(&self.nouns)
        )
    }

    /// One of six sentence plans; no plan has two fixed words in a row, so that sentences share no run of three by plan.
    fn sentence(&self, dice: &mut Dice) -> String {
        let noun = |dice: &mut Dice| format!("{} {}", dice.pick(&self.nouns), dice.pick(&self.adjectives));
        let place = self.places[dice.below(self.places.len())].as_str();
        let person = self.people[dice.below(self.people.len())].as_str();
        let (a, b, c) = (noun(dice), noun(dice), noun(dice));
        let (past, present) = (dice.pick(&self.past), dice.pick(&self.present));
        let (link, time) = (dice.pick(&self.links), dice.pick(&self.times));
        let (opener, unit) = (dice.pick(&self.openers), dice.pick(&self.units));
        let count = 2 + dice.below(9_998);
        match dice.below(6) {
            0 => format!("{past} {person} {a} {time}، {link} {b} {present} {c} قرب {place}."),
            1 => format!("{opener} {past} {a} {count} {unit} في {place} {link} {b} {present} {c}."),
            2 => format!("قال {person}: «{a} {present} {b} {time}، {link} {c} {past} {count} {unit}»."),
            3 => format!("{a} {past} {b} بين {place} {link} {c}، {opener} {present} {count} {unit}."),
            4 => format!("{link} {a} {present} {b}، {past} {person} {c} {time} نحو {place}."),
            _ => format!("{time} {past} {a} {b}؛ {opener} {count} {unit} {present} {c} عند {place}."),
        }
    }
}

fn coined(dice: &mut Dice) -> String {
    let roots: Vec<&str> = ROOTS.split_whitespace().collect();
    let ends: Vec<&str> = ENDS.split_whitespace().collect();
    format!("{}{}{}", dice.pick(&roots), dice.pick(&roots), dice.pick(&ends))
}
