//! Site rules on a page: the matcher beside a whole CSS engine, and hostile pages.

use crate::page::{InputKind, PageInput, extract_with, rule_matches};
use crate::site::{Role, Rule, Selector, SiteRules};
use proptest::prelude::*;

fn rules(selectors: &[(Role, &str)]) -> SiteRules {
    let rule = |(role, text): &(Role, &str)| Rule { role: *role, selector: Selector::parse(text).unwrap() };
    SiteRules::new(vec!["n.example".into()], "test".into(), selectors.iter().map(rule).collect(), None).unwrap()
}

fn input(page: &str) -> PageInput<'_> {
    let now = chrono::DateTime::UNIX_EPOCH;
    let (kind, zone) = (InputKind::Html, chrono_tz::UTC);
    PageInput { bytes: page.as_bytes(), content_type: None, url: None, kind, outlet: None, zone, now }
}

/// A well-formed tree of elements in which nothing closes anything else.
fn tree() -> impl Strategy<Value = String> {
    let leaf = "[a-z]{3,6}".prop_map(|word| format!(" {word} "));
    leaf.prop_recursive(5, 40, 5, |inner| {
        let names = prop::sample::select(vec!["div", "section", "article", "span", "aside"]);
        let class = prop::sample::subsequence(vec!["x", "y", "z"], 0..3);
        let id = prop::option::of(prop::sample::select(vec!["i", "j"]));
        let value = prop::option::of(prop::sample::select(vec!["one", "two three", "one-two"]));
        (names, class, id, value, prop::collection::vec(inner, 0..5)).prop_map(|(name, class, id, value, inside)| {
            let id = id.map(|id| format!(" id={id}")).unwrap_or_default();
            let value = value.map(|value| format!(" data-v='{value}'")).unwrap_or_default();
            format!("<{name} class='{}'{id}{value}>{}</{name}>", class.join(" "), inside.concat())
        })
    })
}

const SELECTORS: [&str; 16] = [
    "div",
    "div div",
    "div > div",
    ".x .y",
    ".x > .y",
    ".x.y",
    "#i .z",
    "section.x > span",
    "article .y span",
    "[data-v]",
    "[data-v=one]",
    "[data-v~=three]",
    "[data-v*=two]",
    "[data-v^=one] .x",
    "[data-v$=two] > div, aside",
    ".x .y .z",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_matcher_agrees_with_a_css_engine(body in tree()) {
        let page = format!("<html><body>{body}</body></html>");
        let known = scraper::Html::parse_document(&page);
        let all: Vec<(Role, &str)> = SELECTORS.iter().map(|s| (Role::Drop, *s)).collect();
        let found = rule_matches(&input(&page), &rules(&all));
        for (selector, found) in SELECTORS.iter().zip(found) {
            let wanted = known.select(&scraper::Selector::parse(selector).unwrap()).count();
            prop_assert_eq!(found, wanted, "{} in {}", selector, page);
        }
    }
}

#[test]
fn values_end_with_their_elements() {
    let page = "<html><head><meta name=when content=2026-10-05></head><body><div class=w>الكاتب <b>سامي الحداد</b></div><span class=k>أول</span>\
        <span class=other>لا</span><ul class=t><li><a href=1>مياه</a> <a href=2>سدود</a></ul><p>نص طويل يقف في الصفحة ولا يدخل في أي قيمة.</p></body></html>";
    let found = |role, selector: &str| {
        let told = crate::page::explain(&input(page), Some(&rules(&[(role, selector)])));
        told.site_rules.unwrap().rules[0].value.clone()
    };
    assert_eq!(found(Role::Author, ".w b").as_deref(), Some("سامي الحداد"));
    assert_eq!(found(Role::Section, "span.k").as_deref(), Some("أول"));
    assert_eq!(found(Role::Tags, ".t a").as_deref(), Some("مياه"));
    assert_eq!(found(Role::Date, "meta[name=when]").as_deref(), Some("2026-10-05"));
    assert_eq!(found(Role::Section, ".t a @href").as_deref(), Some("1"));
    assert_eq!(found(Role::Section, ".none"), None);
}

#[test]
fn rules_on_hostile_pages_cost_no_more_than_the_pages() {
    let rules = rules(&[
        (Role::Body, "div .x div .x div .x p"),
        (Role::Body, "div"),
        (Role::Keep, ".x .x .x"),
        (Role::Drop, "[data-v*=a]"),
        (Role::ReadAlso, "a"),
        (Role::Title, "div div div div"),
        (Role::Tags, "span"),
    ]);
    let deep = "<div class=x data-v=b>".repeat(60_000) + "نص";
    let wide = "<div class=x><span>كلمة</span><a href=/1>رابط</a><p>نص قصير في فقرة.</p></div>".repeat(30_000);
    // What is quadratic in either would not end.
    for page in [deep, wide] {
        let found = extract_with(&input(&page), Some(&rules));
        assert!(found.blocks.len() <= 40_000);
    }
}
