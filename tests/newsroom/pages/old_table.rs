//! A table layout of 2003: nested tables, `font` tags, paragraphs parted by `<br><br>`, character references, no metadata.

use super::super::arabic::{escape, local};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<HTML dir=rtl>\n<HEAD>\n{}<TITLE>{} : {}</TITLE>\n{}</HEAD>\n<BODY bgcolor=#ffffff topmargin=0 text=\"#000000\">\n\
         <table width=\"980\" border=0 cellpadding=0 cellspacing=0 align=center><tr><td colspan=3><img src=\"/logo.gif\" \
         alt=\"{}\"></td></tr>\n<tr bgcolor=#003366>",
        charset_meta(s.style.encoding),
        s.name(),
        s.title(),
        s.styles(),
        s.name()
    );
    let _ = write!(
        out,
        "<td colspan=3><ul class=topmenu>{}</ul>{}</td></tr>\n<tr><td width=160 valign=top bgcolor=#eeeeee>\
         <font face=Tahoma size=2><b>الأكثر قراءة</b><br>",
        s.menu("tm"),
        s.mega_menu()
    );
    for link in s.most_read(6) {
        let _ = writeln!(out, "&bull; {}<br>", s.anchor(&link, "side"));
    }
    out.push_str("</font></td>\n<td valign=top width=620>");
    article(s, &mut out);
    let _ = write!(
        out,
        "</td>\n<td width=200 valign=top><table width=100%><tr><td><img src=\"/banner.gif\" alt=\"إعلان\"></td></tr></table></td></tr>\n\
         <tr><td colspan=3 align=center><font size=1>{}</font></td></tr></table>\n{}</BODY>\n</HTML>\n",
        s.footer(),
        s.scripts()
    );
    out
}

fn article(s: &Sheet<'_>, out: &mut String) {
    let at = local(s.item.published, s.style.offset_hours);
    let _ = write!(
        out,
        "<font size=2><a href=\"/\">الرئيسية</a> &gt;&gt; <a href=\"/section/1\">{}</a></font><br>\n<font face=\"Traditional Arabic\" \
         size=6 color=#990000><b>{}</b></font><br>\n<font size=2 color=gray>تاريخ النشر: {}</font>\n",
        escape(&s.item.section),
        s.title(),
        at.format("%d/%m/%Y %H:%M")
    );
    if let Some(author) = &s.item.author {
        let _ = writeln!(out, "<br><font size=2>بقلم/ {}</font>", escape(author));
    }
    out.push_str("<hr size=1>\n<div align=justify class=newstext><font face=\"Simplified Arabic\" size=4>");
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| link_box(s, b, out));
        let text = escape(paragraph).replace('«', "&laquo;").replace('»', "&raquo;");
        let _ = writeln!(out, "&nbsp;&nbsp;{text}<br><br>");
    }
    s.boxes_at_end().for_each(|b| link_box(s, b, out));
    if let Some(credit) = &s.item.credit {
        let _ = writeln!(out, "المصدر : {}<br>", escape(credit));
    }
    out.push_str("</font></div>\n<font size=2><b>مواضيع ذات صلة:</b></font><br><font size=2>\n");
    for link in s.related(5) {
        let _ = writeln!(out, "- {}<br>", s.anchor(&link, "rel"));
    }
    let _ = write!(out, "</font>\n{}<br><a href=\"javascript:window.print()\">طباعة</a>", s.share("tools"));
}

fn link_box(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = write!(out, "<b><font color=red>{}</font></b><br>", escape(&link_box.label));
    for link in &link_box.links {
        let _ = write!(out, "{}<br>", s.anchor(link, "in"));
    }
    out.push_str("<br>\n");
}
