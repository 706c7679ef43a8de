//! An Egyptian daily: `كتب:` byline, the date only as text in Arabic digits, related topics inside the body's element.

use super::super::arabic::{arabic_digits, escape, long_date};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use chrono::Timelike;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"ar\">\n<head>\n{}<title>{} - {}</title>\n<meta property=\"og:title\" content=\"{}\">\n{}</head>\n\
         <body dir=\"rtl\">\n<div id=\"header\"><div class=\"logo\"><a href=\"/\"><img src=\"/logo.png\" alt=\"{}\"></a></div>\
         <div class=\"mainNav\"><ul>{}</ul>{}</div></div>\n",
        charset_meta(s.style.encoding),
        s.title(),
        s.name(),
        s.title(),
        s.styles(),
        s.name(),
        s.menu("navItem"),
        s.mega_menu()
    );
    let (afternoon, hour) = s.published().hour12();
    let date = format!(
        "{} {:02}:{:02} {}",
        long_date(s.published()),
        hour,
        s.published().minute(),
        if afternoon { "م" } else { "ص" }
    );
    let _ = write!(
        out,
        "<div class=\"container\"><div class=\"newsStory\"><div class=\"breadcumb\"><a href=\"/\">الرئيسية</a> <a href=\"/section/1\">{}</a>\
         </div>\n<div class=\"articleHeader\"><h1>{}</h1></div>\n<span class=\"newsDate\">{}</span>\n",
        escape(&s.item.section),
        s.title(),
        arabic_digits(&date)
    );
    let byline = s.item.author.as_ref().or(s.item.credit.as_ref());
    if let Some(byline) = byline {
        let _ = writeln!(out, "<span class=\"writeBy\">كتب: {}</span>", escape(byline));
    }
    out.push_str(&s.share("shareIcons"));
    out.push_str("<div id=\"articleBody\">\n");
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| link_box(s, b, &mut out));
        let _ = writeln!(out, "<p style=\"direction: rtl;\">{}</p>", escape(paragraph));
    }
    s.boxes_at_end().for_each(|b| link_box(s, b, &mut out));
    tail(s, &mut out);
    out
}

fn link_box(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    for link in &link_box.links {
        let _ = writeln!(
            out,
            "<p style=\"direction: rtl;\"><strong>{}: {}</strong></p>",
            escape(link_box.label.trim_end_matches([':', ' '])),
            s.anchor(link, "readAlso")
        );
    }
}

fn tail(s: &Sheet<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"related-articles\"><h3>موضوعات متعلقة:</h3><ul>{}</ul></div>\n</div>\n\
         <div class=\"article-footer\"><div class=\"tags\"><h4>كلمات دالة</h4>{}</div>\
         <p>تابعوا آخر أخبار {} عبر تطبيقنا على الهاتف</p></div></div>\n\
         <div class=\"sideBar\"><div class=\"mostRead\"><h3>الأكثر قراءة</h3><ul>{}</ul></div></div></div>\n\
         <div id=\"footer\">{}</div>\n{}</body>\n</html>\n",
        s.list(&s.related(4), "relatedTopic"),
        s.tags("tag", " "),
        s.name(),
        s.list(&s.most_read(7), "mostReadItem"),
        s.footer(),
        s.scripts()
    );
}
