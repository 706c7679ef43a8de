//! Tests of HTML to blocks: implied ends, links over blocks, hostile input.

use super::super::blocks::Form;
use super::*;

fn stream_of(page: &str) -> Stream {
    read(page, None).0
}

fn texts(page: &str) -> Vec<String> {
    stream_of(page).blocks.into_iter().map(|b| b.text).collect()
}

#[test]
fn blocks_are_parted_where_a_browser_parts_them() {
    let page = "<div>نص عار<p>فقرة <b>غليظة</b> أولى<p>ثانية<ul><li>بند<li>آخر</ul>ذيل<br>سطر</div>";
    assert_eq!(texts(page), ["نص عار", "فقرة غليظة أولى", "ثانية", "بند", "آخر", "ذيل", "سطر"]);
}

#[test]
fn scripts_styles_and_code_pictures_have_no_text() {
    let page = "<script>var a='<p>لا</p>'</script><style>p{}</style><svg><text>لا</text></svg><p>نعم</p>";
    assert_eq!(texts(page), ["نعم"]);
}

#[test]
fn a_link_around_several_blocks_is_one_link() {
    let stream = stream_of("<a href='/x'><img src='a.jpg'><h3>عنوان الخبر</h3><p>موجز</p></a><p>نص</p>");
    assert_eq!(stream.links.len(), 1);
    assert_eq!(stream.first_href(0), Some("/x"));
    assert_eq!(stream.first_href(1), Some("/x"));
    assert_eq!(stream.first_href(2), None);
    assert_eq!(stream.blocks[0].form, Form::Heading(3));
}

#[test]
fn a_link_left_open_ends_with_its_paragraph() {
    let stream = stream_of("<p><a href='/x'>عنوان</p><p>نص الفقرة</p>");
    assert!(stream.blocks[0].is_link());
    assert_eq!(stream.blocks[1].link_chars, 0);
}

#[test]
fn references_are_resolved_and_blanks_collapsed() {
    assert_eq!(texts("<p>&quot;خبر&quot;&nbsp;\n  عاجل &amp; مهم</p>"), ["\"خبر\" عاجل & مهم"]);
}

#[test]
fn tables_keep_their_reading_order_without_end_tags() {
    let page = "<table><tr><td>أول<td>ثان<tr><td>ثالث<table><tr><td>داخلي</table></table><p>بعد";
    assert_eq!(texts(page), ["أول", "ثان", "ثالث", "داخلي", "بعد"]);
}

#[test]
fn deep_nesting_and_open_formatting_cost_linear_time() {
    let deep = format!("{}نص{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
    assert_eq!(texts(&deep), ["نص"]);
    let bold = (0..300).fold(String::from("<div>"), |s, i| format!("{s}<b c={i}>"))
        + "</div>"
        + &"<div>ن</div>".repeat(30_000);
    assert_eq!(texts(&bold).len(), 30_000);
}

#[test]
fn the_end_of_the_page_ends_everything() {
    let stream = stream_of("<article><p>نص الخبر");
    assert_eq!(stream.blocks.len(), 1);
    assert!(stream.nodes.iter().all(|n| n.end <= 1));
}
