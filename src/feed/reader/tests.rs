//! The forgiving reader: trees of sound and unsound text.

use super::*;

fn outline_of(text: &str) -> (String, Vec<String>) {
    let mut repairs = Repairs::default();
    let tree = read(text, &mut repairs);
    let written = if tree.nodes.is_empty() { String::new() } else { tree.inner(0).unwrap_or_default() };
    (written, repairs.into_remarks().into_iter().map(|r| r.code.into_owned()).collect())
}

fn check(text: &str, expected: &str, codes: &[&str]) {
    assert_eq!(outline_of(text), (expected.to_owned(), codes.iter().map(ToString::to_string).collect()), "{text}");
}

#[test]
fn sound_text_needs_no_repair() {
    check(
        "<?xml version=\"1.0\"?><r><a x='1'>نص &amp; &lt;</a><!-- c --><b/><![CDATA[<p>]]></r>",
        "<a x=\"1\">نص &amp; &lt;</a><b></b>&lt;p&gt;",
        &[],
    );
}

#[test]
fn each_fault_has_its_repair_and_its_code() {
    check("<r><a>x</r>", "<a>x</a>", &["tag-unclosed"]);
    check("<r><a>x</b></a></r>", "<a>x</a>", &["tag-stray"]);
    check("<r><a>x", "<a>x</a>", &["truncated"]);
    check("<r><a>1 < 2 <عاجل></a></r>", "<a>1 &lt; 2 &lt;عاجل&gt;</a>", &["bare-less-than"]);
    check("<r><a b=c d>x</a></r>", "<a b=\"c\">x</a>", &["tag-broken"]);
    check("<r><a b=\"c>x</a></r>", "<a b=\"c\">x</a>", &["tag-broken"]);
    check("<r><a><![CDATA[x</a><b>y</b></r>", "<a>x</a><b>y</b>", &["cdata-unclosed"]);
    check("<r><a><![CDATA[x</a><b><![CDATA[y]]></b></r>", "<a>x</a><b>y</b>", &["cdata-unclosed"]);
    check("<r><!-- x<a>y</a></r>", "<a>y</a>", &["comment-unclosed"]);
    check("<!DOCTYPE r [<!ENTITY x \"]>\">]><r>&x;</r>", "]>", &["doctype-dropped", "entities-declared"]);
    check("<!DOCTYPE r [<!ENTITY x SYSTEM \"f\">]><r>&x;</r>", "&x;", &["bare-ampersand", "doctype-dropped"]);
    check("<r><title>a<link>b</link></r>", "<title>a</title><link>b</link>", &["tag-unclosed"]);
    check(
        "<r><item><a>1</a><item><a>2</a></item></r>",
        "<item><a>1</a></item><item><a>2</a></item>",
        &["tag-unclosed"],
    );
}

#[test]
fn names_of_namespaces_are_known_in_every_spelling() {
    let vocabulary = |text: &str| read(text, &mut Repairs::default()).nodes.last().map(|n| n.vocabulary);
    for name in
        ["http://purl.org/dc/elements/1.1/", "https://purl.org/dc/elements/1.1", "HTTP://PURL.ORG/DC/ELEMENTS/1.1/"]
    {
        assert_eq!(vocabulary(&format!("<r xmlns:x=\"{name}\"><x:date/></r>")), Some(Vocabulary::Dublin));
    }
    assert_eq!(vocabulary("<r><dc:date/></r>"), Some(Vocabulary::Dublin));
    assert_eq!(vocabulary("<rss xmlns=\"http://www.w3.org/2005/Atom\"><link/></rss>"), Some(Vocabulary::Native));
    assert_eq!(vocabulary("<rss><link xmlns=\"http://www.w3.org/2005/Atom\"/></rss>"), Some(Vocabulary::Atom));
}

#[test]
fn pieces_of_text_that_meet_are_one() {
    let text = format!("<r>{}<![CDATA[ب]]>ج<!-- ث -->&#1583;</r>", "<".repeat(1_000));
    let tree = read(&text, &mut Repairs::default());
    assert_eq!(tree.nodes[0].children.len(), 1);
    assert!(tree.text(0).unwrap().ends_with("<بجد"));
}
