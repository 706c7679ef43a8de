//! An aggregator's page: everything in one column of like elements. The publisher's inline boxes, the source twice, tags
//! run together, a second article whole with headlines glued into one line, then a list of similar ones.

use super::super::arabic::escape;
use super::super::item::{Link, LinkBox};
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html dir=\"rtl\">\n<head>\n{}<title>{}</title>\n<link rel=\"canonical\" href=\"{}\">\n{}</head>\n<body>\n\
         <div class=\"top\"><a href=\"/\">{}</a><ul>{}</ul>{}</div>\n<div class=\"wrap\">\n<h1>{}</h1>\n<div class=\"text\">\n",
        charset_meta(s.style.encoding),
        s.title(),
        s.url(),
        s.styles(),
        s.name(),
        s.menu("cat"),
        s.mega_menu(),
        s.title()
    );
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| link_box(s, b, &mut out));
        let _ = writeln!(out, "<p>{}</p>", escape(paragraph));
    }
    s.boxes_at_end().for_each(|b| link_box(s, b, &mut out));
    if let Some(credit) = &s.item.credit {
        let credit = escape(credit);
        let _ = writeln!(out, "<p>المصدر | {credit}</p>\n<p>المصدر: {credit}</p>");
    }
    if !s.item.tags.is_empty() {
        let _ = writeln!(out, "<p>كلمات دلالية: {}</p>", s.tags("kw", " "));
    }
    following(s, &mut out);
    out.push_str("</div>\n<div class=\"text\">\n<p>مقالات مشابهة</p>\n<ul>\n");
    for link in s.related(10) {
        let _ = writeln!(out, "<li>{}</li>", s.anchor(&link, "sim"));
    }
    let _ =
        write!(out, "</ul>\n</div></div>\n<div class=\"bottom\">{}</div>\n{}</body></html>\n", s.footer(), s.scripts());
    out
}

fn link_box(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = writeln!(out, "<p>{}</p>", escape(&link_box.label));
    for link in &link_box.links {
        let _ = writeln!(out, "<p>{}</p>", s.anchor(link, "also"));
    }
}

fn following(s: &Sheet<'_>, out: &mut String) {
    let Some((title, paragraphs)) = &s.item.following else { return };
    let _ = writeln!(out, "<p>إقرأ أيضاً:</p>\n<p>{}</p>", s.anchor(&Link::new(title, Some("next")), "also"));
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if index == 2 {
            // The second publisher's own list, whose separators were lost on the way.
            let glued: String = s.most_read(6).iter().map(|link| escape(&link.title)).collect();
            let _ = writeln!(out, "<p>{glued}</p>");
        }
        let _ = writeln!(out, "<p>{}</p>", escape(paragraph));
    }
}
