//! Drupal: regions and blocks, `field--name-body`, `submitted`, tags as field items.

use super::super::arabic::{escape, long_date};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\" prefix=\"og: http://ogp.me/ns#\">\n<head>\n{}<meta name=\"Generator\" \
         content=\"Drupal 10\">\n<title>{} | {}</title>\n{}{}{}</head>\n<body class=\"path-node page-node-type-article\">\n",
        charset_meta(s.style.encoding),
        s.title(),
        s.name(),
        s.open_graph(),
        s.article_times(),
        s.styles()
    );
    let _ = write!(
        out,
        "<div class=\"dialog-off-canvas-main-canvas\"><a href=\"#main-content\" class=\"visually-hidden\">تجاوز إلى المحتوى الرئيسي</a>\n\
         <header role=\"banner\"><div class=\"region region-header\"><a href=\"/\">{}</a></div><nav role=\"navigation\"><ul class=\"menu\">\
         {}</ul></nav>{}</header>\n<div class=\"region region-breadcrumb\"><nav class=\"breadcrumb\"><ol><li><a href=\"/\">الرئيسية</a></li>\
         <li><a href=\"/section/1\">{}</a></li></ol></nav></div>\n<main role=\"main\"><a id=\"main-content\"></a>\
         <div class=\"region region-content\">\n<h1 class=\"page-title\"><span class=\"field field--name-title\">{}</span></h1>\n\
         <article class=\"node node--type-article node--view-mode-full\"><footer class=\"node__meta\"><div class=\"submitted\">",
        s.name(),
        s.menu("menu-item"),
        s.mega_menu(),
        escape(&s.item.section),
        s.title()
    );
    if let Some(author) = &s.item.author {
        let _ = write!(out, "<span class=\"field field--name-field-author\">{}</span> ", escape(author));
    }
    let _ = write!(
        out,
        "<time datetime=\"{}\">نُشر في: {} - {}</time></div></footer>\n<div class=\"node__content\">\
         <div class=\"field field--name-field-image\"><img src=\"/sites/default/files/3.jpg\" alt=\"\"></div>\n\
         <div class=\"clearfix text-formatted field field--name-body field--type-text-with-summary field__item\">\n",
        s.published().to_rfc3339(),
        long_date(s.published()),
        s.published().format("%H:%M")
    );
    body(s, &mut out);
    tail(s, &mut out);
    out
}

fn body(s: &Sheet<'_>, out: &mut String) {
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| link_box(s, b, out));
        let _ = writeln!(out, "<p dir=\"RTL\">{}</p>", s.linked(paragraph));
        if index == 0 {
            out.push_str("<p>&nbsp;</p>\n");
        }
    }
    s.boxes_at_end().for_each(|b| link_box(s, b, out));
    if let Some(credit) = &s.item.credit {
        let _ = writeln!(out, "<p dir=\"RTL\">نقلاً عن: {}</p>", escape(credit));
    }
}

fn link_box(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = write!(out, "<p dir=\"RTL\"><strong>{}</strong></p>\n<ul>", escape(&link_box.label));
    for link in &link_box.links {
        let _ = write!(out, "<li>{}</li>", s.anchor(link, "ext"));
    }
    out.push_str("</ul>\n");
}

fn tail(s: &Sheet<'_>, out: &mut String) {
    let _ = write!(
        out,
        "</div>\n{}<div class=\"field field--name-field-tags field--label-above\"><div class=\"field__label\">كلمات مفتاحية</div>\
         <div class=\"field__items\"><div class=\"field__item\">{}</div></div></div></div></article>\n\
         <div class=\"views-element-container block block-views-related\"><h2>مواضيع ذات صلة</h2><ul>{}</ul></div></div></main>\n\
         <aside class=\"region region-sidebar-second\"><div class=\"block\"><h2>الأكثر قراءة</h2><ul>{}</ul></div></aside>\n\
         <footer class=\"region region-footer\">{}</footer></div>\n{}</body></html>\n",
        s.share("addtoany_list"),
        s.tags("field-tag", "</div><div class=\"field__item\">"),
        s.list(&s.related(5), "views-row"),
        s.list(&s.most_read(5), "views-row"),
        s.footer(),
        s.scripts()
    );
}
