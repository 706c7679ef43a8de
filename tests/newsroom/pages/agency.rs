//! A news agency: a dateline, the text as lines of one element, the credit in brackets at its end, nothing to read beside it.

use super::super::arabic::{date_and_time, escape};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">\n<head>\n{}<title>{} - {}</title>\n<meta name=\"date\" content=\"{}\">\n{}</head>\n\
         <body>\n<header><a href=\"/\">{}</a><nav><ul>{}</ul></nav>{}</header>\n<section class=\"news-view\">\n<h2 class=\"headline\">{}</h2>\n\
         <div class=\"stamp\">{} (GMT+{})</div>\n",
        charset_meta(s.style.encoding),
        s.title(),
        s.name(),
        s.published().to_rfc3339(),
        s.styles(),
        s.name(),
        s.menu("m"),
        s.mega_menu(),
        s.title(),
        date_and_time(s.published()),
        s.style.offset_hours
    );
    out.push_str("<div class=\"story\">\n");
    let shown = s.item.shown();
    for (index, paragraph) in shown.iter().enumerate() {
        s.boxes_at(index).for_each(|b| link_box(s, b, &mut out));
        out.push_str(&escape(paragraph));
        if let Some(credit) = s.item.credit.as_ref().filter(|_| index + 1 == shown.len()) {
            let _ = write!(out, " ({})", escape(credit));
        }
        out.push_str("<br/>\n<br/>\n");
    }
    s.boxes_at_end().for_each(|b| link_box(s, b, &mut out));
    if let Some(author) = &s.item.author {
        let _ = writeln!(out, "تحرير: {}<br/>", escape(author));
    }
    let _ = write!(
        out,
        "</div>\n{}</section>\n<section class=\"latest\"><h3>آخر الأخبار</h3><ul>{}</ul></section>\n<section class=\"latest\"><h3>الأكثر قراءة\
         </h3><ul>{}</ul></section>\n<footer>{}</footer>\n{}</body>\n</html>\n",
        s.share("share"),
        s.list(&s.related(5), "latest"),
        s.list(&s.most_read(5), "latest"),
        s.footer(),
        s.scripts()
    );
    out
}

fn link_box(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = writeln!(out, "{}<br/>", escape(&link_box.label));
    for link in &link_box.links {
        let _ = writeln!(out, "{}<br/>\n<br/>", s.anchor(link, "also"));
    }
}
