//! A client-rendered site: utility classes that say nothing, text in bare spans, the whole item again in `__NEXT_DATA__`.

use super::super::arabic::{escape, long_date, script_json};
use super::super::item::LinkBox;
use super::charset_meta;
use super::sheet::Sheet;
use serde_json::json;
use std::fmt::Write as _;

/// The page.
pub fn render(s: &Sheet<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\"><head>{}<title>{}</title>{}{}\
         <script defer=\"\" src=\"/_next/static/chunks/webpack-1.js\"></script></head><body class=\"antialiased bg-white\">\
         <div id=\"__next\"><div class=\"flex items-center justify-between px-4 h-16 border-b\"><a class=\"text-xl font-bold\" href=\"/\">{}</a>\
         <ul class=\"hidden md:flex gap-4\">{}</ul>{}</div>",
        charset_meta(s.style.encoding),
        s.title(),
        s.open_graph(),
        s.styles(),
        s.name(),
        s.menu("text-sm"),
        s.mega_menu()
    );
    let _ = write!(
        out,
        "<div class=\"max-w-5xl mx-auto grid grid-cols-3\"><div class=\"col-span-2 p-4\"><div class=\"flex text-xs gap-1\"><a href=\"/\">\
         الرئيسية</a><span>/</span><a href=\"/section/1\">{}</a></div><h1 class=\"text-3xl font-bold my-4\">{}</h1>\
         <div class=\"flex gap-2 text-gray-500\">",
        escape(&s.item.section),
        s.title()
    );
    if let Some(author) = &s.item.author {
        let _ = write!(out, "<span class=\"text-xs font-medium\">{}</span>", escape(author));
    }
    let _ = write!(
        out,
        "<span class=\"text-xs\">{} {}</span></div>{}<div class=\"mt-6 text-lg leading-8\">",
        long_date(s.published()),
        s.published().format("%H:%M"),
        s.share("flex gap-3 py-2")
    );
    for (index, paragraph) in s.item.shown().iter().enumerate() {
        s.boxes_at(index).for_each(|b| card(s, b, &mut out));
        let _ = write!(out, "<div class=\"mb-4\"><span>{}</span></div>", escape(paragraph));
    }
    s.boxes_at_end().for_each(|b| card(s, b, &mut out));
    if let Some(credit) = &s.item.credit {
        let _ = write!(out, "<div class=\"mb-4\"><span>({})</span></div>", escape(credit));
    }
    tail(s, &mut out);
    out
}

fn card(s: &Sheet<'_>, link_box: &LinkBox, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"border-r-4 pr-3 my-6\"><div class=\"text-sm text-red-600\">{}</div>",
        escape(&link_box.label)
    );
    for link in &link_box.links {
        let _ = write!(out, "<div class=\"font-bold\">{}</div>", s.anchor(link, "hover:underline"));
    }
    out.push_str("</div>");
}

fn tail(s: &Sheet<'_>, out: &mut String) {
    let data = json!({
        "props": {"pageProps": {"article": {
            "title": s.item.title,
            "body": s.item.paragraphs,
            "createdAt": s.published().to_rfc3339(),
            "tags": s.item.tags,
        }}},
        "page": "/news/[id]/[slug]",
        "buildId": "k3Jd8s",
    });
    let _ = write!(
        out,
        "</div><div class=\"flex flex-wrap gap-2 mt-8\">{}</div></div><div class=\"col-span-1 p-4\"><div class=\"font-bold mb-2\">\
         الأكثر مشاهدة</div><ul>{}</ul></div></div><div class=\"max-w-5xl mx-auto p-4\"><div class=\"font-bold\">قد يعجبك أيضاً</div>\
         <ul class=\"grid grid-cols-4\">{}</ul></div><div class=\"bg-gray-900 text-white p-8\">{}</div></div>\n\
         <script id=\"__NEXT_DATA__\" type=\"application/json\">{}</script>{}</body></html>\n",
        s.tags("rounded bg-gray-100 px-2", ""),
        s.list(&s.most_read(5), "text-sm"),
        s.list(&s.related(4), "text-base"),
        s.footer(),
        script_json(&data, s.style.encoding),
        s.scripts()
    );
}
