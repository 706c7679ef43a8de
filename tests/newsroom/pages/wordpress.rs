//! A WordPress magazine theme: inline related box of a plug-in, share plug-in, tag links, sidebar widgets.

use super::super::arabic::{escape, long_date};
use super::charset_meta;
use super::sheet::Sheet;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html dir=\"rtl\" lang=\"ar\">\n<head>\n{}<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{} - {}</title>\n{}{}{}{}</head>\n<body class=\"rtl post-template-default single single-post\">\n",
        charset_meta(s.style.encoding),
        s.title(),
        s.name(),
        s.open_graph(),
        s.article_times(),
        s.json_ld(),
        s.styles()
    );
    let _ = write!(
        out,
        "<header id=\"masthead\"><div class=\"site-title\"><a href=\"/\" rel=\"home\">{}</a></div>\n<nav class=\"main-nav\"><ul>{}</ul>\
         </nav>{}</header>\n<div id=\"content\" class=\"site-content\"><main id=\"main\">\n",
        s.name(),
        s.menu("menu-item"),
        s.mega_menu()
    );
    article(s, &mut out);
    let _ = write!(
        out,
        "</main>\n<aside id=\"secondary\" class=\"widget-area\"><section class=\"widget widget_popular\"><h3 class=\"widget-title\">\
         الأكثر قراءة</h3><ul>{}</ul></section>\n<section class=\"widget widget_newsletter\"><h3>اشترك في نشرتنا البريدية</h3>\
         <form><input type=\"email\"><button>اشترك الآن</button></form></section></aside></div>\n\
         <footer id=\"colophon\">{}</footer>\n{}</body></html>\n",
        s.list(&s.most_read(6), "popular"),
        s.footer(),
        s.scripts()
    );
    out
}

fn article(s: &Sheet<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<article id=\"post-1\" class=\"post type-post status-publish hentry\">\n<div class=\"breadcrumbs\"><a href=\"/\">الرئيسية</a> \
         » <a href=\"/section/1\">{}</a> » <span>{}</span></div>\n<header class=\"entry-header\"><h1 class=\"entry-title\">{}</h1>\n\
         <div class=\"entry-meta\">",
        escape(&s.item.section),
        s.title(),
        s.title()
    );
    if let Some(author) = &s.item.author {
        let _ = write!(
            out,
            "<span class=\"author vcard\">بواسطة <a class=\"url fn n\" rel=\"author\" href=\"/author/1\">{}</a></span> ",
            escape(author)
        );
    }
    let _ = write!(
        out,
        "<span class=\"posted-on\"><time class=\"entry-date published\" datetime=\"{}\">{}</time></span> \
         <span class=\"comments-link\"><a href=\"#respond\">اترك تعليقاً</a></span></div></header>\n{}\
         <div class=\"post-thumbnail\"><img src=\"/img/1.jpg\" alt=\"{}\" width=\"800\" height=\"450\"></div>\n\
         <div class=\"entry-content clearfix\">\n",
        s.published().to_rfc3339(),
        long_date(s.published()),
        s.share("sharedaddy sd-sharing-enabled"),
        s.title()
    );
    body(s, out);
    let _ = write!(
        out,
        "</div>\n<footer class=\"entry-footer\"><div class=\"post-tags\"><span>الوسوم:</span> {}</div></footer>\n\
         <div class=\"yarpp yarpp-related\"><h3>مقالات ذات صلة</h3><ol>{}</ol></div>\n\
         <div id=\"respond\"><h3>اترك تعليقاً</h3><form><textarea></textarea></form></div></article>\n",
        s.tags("tag", "، "),
        s.list(&s.related(5), "yarpp-link")
    );
}

fn body(s: &Sheet<'_>, out: &mut String) {
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| related_box(s, b, out));
        let _ = writeln!(out, "<p>{}</p>", s.linked(paragraph));
        if index == 1 {
            out.push_str("<div class=\"code-block code-block-1\"><div id=\"div-gpt-ad-1\">إعلان</div></div>\n");
        }
    }
    s.boxes_at_end().for_each(|b| related_box(s, b, out));
    if let Some(credit) = &s.item.credit {
        let _ = writeln!(out, "<p style=\"text-align: left;\"><strong>المصدر: {}</strong></p>", escape(credit));
    }
}

fn related_box(s: &Sheet<'_>, link_box: &super::super::item::LinkBox, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"inline-related-posts\"><div class=\"inline-related-title\">{}</div><ul>",
        escape(&link_box.label)
    );
    for link in &link_box.links {
        let _ = write!(out, "<li>{}</li>", s.anchor(link, "inline-related-link"));
    }
    out.push_str("</ul></div>\n");
}
