//! A big broadcaster: JSON-LD, a `wysiwyg` body, read-more cards between paragraphs, a credit line with several sources.

use super::super::arabic::{date_and_time, escape};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!doctype html>\n<html class=\"theme-light\" lang=\"ar\" dir=\"rtl\"><head>{}<title>{} | {} | {}</title>\n{}{}{}</head>\n\
         <body><div id=\"root\"><div class=\"container__header\"><header class=\"site-header\"><a class=\"site-logo\" href=\"/\">\
         <span class=\"screen-reader-text\">{}</span></a><nav class=\"site-header__nav\"><ul>{}</ul></nav>{}</header></div>\n",
        charset_meta(s.style.encoding),
        s.title(),
        escape(&s.item.section),
        s.name(),
        s.open_graph(),
        s.json_ld(),
        s.styles(),
        s.name(),
        s.menu("menu__item"),
        s.mega_menu()
    );
    let _ = write!(
        out,
        "<div class=\"live-ticker\"><span>عاجل</span> <a href=\"/live\">{}</a></div>\n\
         <main id=\"main-content-area\" class=\"container--grid\"><div class=\"container__inner\">\n\
         <div class=\"breadcrumbs\"><ol><li><a href=\"/section/1\">أخبار</a></li><li><a href=\"/section/2\">{}</a></li></ol></div>\n\
         <header class=\"article-header\"><h1>{}</h1></header>\n<figure class=\"article-featured-image\"><img src=\"/img/2.jpg\" \
         alt=\"\"><figcaption>صورة من الأرشيف</figcaption></figure>\n<div class=\"article-info-block\">",
        escape(&s.most_read(1)[0].title),
        escape(&s.item.section),
        s.title()
    );
    if let Some(author) = &s.item.author {
        let _ = write!(
            out,
            "<div class=\"article-b-l\"><a class=\"author-link\" href=\"/author/2\">{}</a></div>",
            escape(author)
        );
    }
    let _ = write!(
        out,
        "<div class=\"date-simple\"><span class=\"screen-reader-text\">Published On {}</span><span aria-hidden=\"true\">{}</span></div>{}\
         </div>\n<div class=\"wysiwyg wysiwyg--all-content css-ibbk12\" aria-live=\"polite\">\n",
        s.published().format("%-d/%-m/%Y"),
        date_and_time(s.published()),
        s.share("article-social-share")
    );
    body(s, &mut out);
    tail(s, &mut out);
    out
}

fn body(s: &Sheet<'_>, out: &mut String) {
    let shown = s.item.shown();
    for (index, paragraph) in shown.iter().enumerate() {
        s.boxes_at(index).for_each(|b| card(s, b, out));
        if index > 0 && index == shown.len() / 2 {
            out.push_str("<div class=\"ads ads__responsive\"><span>إعلان</span></div>\n");
        }
        let _ = writeln!(out, "<p>{}</p>", s.linked(paragraph));
    }
    s.boxes_at_end().for_each(|b| card(s, b, out));
    let source = s.item.credit.as_ref().map_or_else(|| s.style.name.clone(), |c| format!("{} + {c}", s.style.name));
    let _ = writeln!(out, "</div>\n<div class=\"article-source\"><span>المصدر</span>: {}</div>", escape(&source));
}

fn card(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = write!(
        out,
        "<section class=\"more-on\"><h2 class=\"more-on__heading\">{}</h2><span class=\"screen-reader-text\">list {} of {}</span><ul>",
        escape(&link_box.label),
        link_box.links.len(),
        link_box.links.len()
    );
    for link in &link_box.links {
        let _ = write!(
            out,
            "<li class=\"more-on__item\"><article class=\"gc\"><h3 class=\"gc__title\">{}</h3></article></li>",
            s.anchor(link, "u-clickable-card__link")
        );
    }
    out.push_str("</ul><span class=\"screen-reader-text\">end of list</span></section>\n");
}

fn tail(s: &Sheet<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"article-tags\">{}</div></div>\n<aside class=\"container__sidebar\"><section class=\"article-trending\"><h2>\
         الأكثر قراءة</h2><ol>{}</ol></section></aside></main>\n<section class=\"more-section\"><h2>المزيد من {}</h2><ul>{}</ul>\
         </section>\n<footer class=\"site-footer\">{}</footer></div>\n{}</body></html>\n",
        s.tags("article-tag", " "),
        s.list(&s.most_read(5), "article-trending__title-link"),
        escape(&s.item.section),
        s.list(&s.related(4), "u-clickable-card__link"),
        s.footer(),
        s.scripts()
    );
}
