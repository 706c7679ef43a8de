//! What stands around articles on every site: menus, sidebars, share bars, footers, and the filling that makes a page as
//! heavy as a real one.

use super::super::arabic::{Dice, fnv};
use super::sheet::Sheet;
use std::fmt::Write as _;

/// Names of sections for menus.
pub const SECTIONS: [&str; 12] = [
    "الرئيسية",
    "أخبار",
    "عربي ودولي",
    "محليات",
    "اقتصاد",
    "رياضة",
    "ثقافة وفنون",
    "علوم وتكنولوجيا",
    "صحة",
    "منوعات",
    "رأي",
    "فيديو",
];

/// Headlines for popularity and related lists; no article of these exists.
pub const HEADLINES: [&str; 32] = [
    "خمس عادات صباحية تحسن التركيز طوال اليوم",
    "أسعار الذهب تسجل تراجعاً طفيفاً في ختام التعاملات",
    "تعرف إلى مواعيد مباريات الغد والقنوات الناقلة",
    "انقطاع المياه عن ثلاثة أحياء لأعمال الصيانة",
    "فتح باب التسجيل في برنامج المنح الجامعية",
    "طريقة تحضير حساء العدس في نصف ساعة",
    "هاتف جديد ببطارية تدوم ثلاثة أيام",
    "حريق محدود في مستودع أخشاب دون إصابات",
    "مهرجان التمور يستقبل زواره نهاية الأسبوع",
    "قرعة كأس الأندية تسفر عن مواجهات قوية",
    "خبراء يحذرون من رسائل احتيالية جديدة",
    "الدولار يستقر أمام سلة العملات الرئيسية",
    "افتتاح مكتبة عامة في الضاحية الشمالية",
    "ما الذي نعرفه عن المتحور الجديد للإنفلونزا؟",
    "إغلاق طريق الساحل مؤقتاً بسبب الضباب",
    "فنانة شابة تعرض لوحاتها في قاعة الميناء",
    "نصائح لتوفير استهلاك الكهرباء في الشتاء",
    "لاعب الوسط يغيب ثلاثة أسابيع للإصابة",
    "ارتفاع طفيف في أسعار الخضراوات بالأسواق",
    "إطلاق خدمة إلكترونية لتجديد رخص القيادة",
    "دراسة: النوم المبكر يحمي القلب",
    "كيف تختار الحاسوب المناسب للدراسة؟",
    "وفاة المؤرخ صاحب موسوعة المدن القديمة",
    "بدء صرف المعاشات اعتباراً من الأحد المقبل",
    "قطة تعود إلى أصحابها بعد عامين من الغياب",
    "منتخب الناشئين يبدأ معسكره التدريبي",
    "تحديث جديد لتطبيق الخرائط يصل إلى المستخدمين",
    "طلاب يبتكرون جهازاً لقياس جودة الهواء",
    "شتاء دافئ أم قارس؟ توقعات الفصل الجديد",
    "معرض الكتاب يمدد ساعات الزيارة",
    "حصاد الأسبوع: أبرز الصور من حول العالم",
    "سباق الهجن ينطلق بمشاركة واسعة",
];

impl Sheet<'_> {
    /// Styles for the head: a quarter of the filling.
    pub fn styles(&self) -> String {
        let mut out = String::from("<style>body{direction:rtl;font-family:Tahoma,Arial}.hide{display:none}\n");
        let mut dice = self.dice("styles");
        while out.len() < self.filling / 4 {
            let _ = writeln!(
                out,
                ".c{}-{}{{margin:{}px {}px;padding:{}px;color:#{:06x};display:flex}}",
                self.style.id,
                dice.below(100_000),
                dice.below(40),
                dice.below(40),
                dice.below(40),
                dice.below(0xFF_FFFF)
            );
        }
        out.push_str("</style>\n");
        out
    }

    /// Scripts for the end of the body: half of the filling.
    pub fn scripts(&self) -> String {
        let mut out = String::from("<script>window.dataLayer=window.dataLayer||[];\nvar cfg=[");
        let mut dice = self.dice("scripts");
        while out.len() < self.filling / 2 {
            let _ = writeln!(
                out,
                "{{\"slot\":\"div-gpt-ad-{}\",\"size\":[{},{}],\"lazy\":true}},",
                dice.below(1_000_000_000),
                dice.below(970),
                dice.below(600)
            );
        }
        out.push_str("0];</script>\n");
        out
    }

    /// A closed mega menu: the last quarter of the filling, counted in the outlet's bytes.
    pub fn mega_menu(&self) -> String {
        let mut out = String::from("<div class=\"mega-menu\" hidden><ul>\n");
        let mut dice = self.dice("menu");
        let mut bytes = 0;
        while bytes < self.filling / 4 + 200 {
            let before = out.len();
            let section = SECTIONS[dice.below(SECTIONS.len())];
            let id = dice.below(100_000);
            let _ = writeln!(
                out,
                "<li class=\"menu-item menu-item-type-custom depth-2\" id=\"menu-item-{id}\"><a href=\"/section/{id}\" \
                 class=\"menu-link\" data-track=\"nav\"><span class=\"icon icon-{id}\"></span>{section}</a></li>"
            );
            let letters = if self.style.encoding.is_utf8() { 0 } else { section.chars().count() };
            bytes += out.len() - before - letters;
        }
        out.push_str("</ul></div>\n");
        out
    }

    /// Share buttons.
    pub fn share(&self, class: &str) -> String {
        let url = self.url();
        format!(
            "<div class=\"{class}\"><span>شارك الخبر</span> <a href=\"https://facebook.example/share?u={url}\">فيسبوك</a> \
             <a href=\"https://x.example/intent?url={url}\">إكس</a> <a href=\"https://wa.example/?text={url}\">واتساب</a> \
             <a href=\"#\" class=\"copy\">نسخ الرابط</a></div>\n"
        )
    }

    /// The footer's lines.
    pub fn footer(&self) -> String {
        format!(
            "<p>تابعونا على <a href=\"#\">فيسبوك</a> <a href=\"#\">إكس</a> <a href=\"#\">يوتيوب</a></p>\n\
             <p><a href=\"/about\">من نحن</a> | <a href=\"/contact\">اتصل بنا</a> | <a href=\"/privacy\">سياسة الخصوصية</a> | \
             <a href=\"/terms\">شروط الاستخدام</a></p>\n<p>جميع الحقوق محفوظة © {} 2026</p>\n",
            self.name()
        )
    }

    fn dice(&self, part: &str) -> Dice {
        Dice::new(fnv(self.style.id.as_bytes()) ^ fnv(part.as_bytes()))
    }
}
