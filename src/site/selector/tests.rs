//! What a selector may say.

use super::*;

#[test]
fn the_allowed_part_of_css_is_read() {
    for good in [
        "h1",
        ".a.b",
        "div#x > p.y [itemprop]",
        "time[datetime] @datetime",
        "meta[property=\"og:title\"] @content",
        "a[href*='/author/'], .writer",
        r".sm\:flex",
        "p[style~=right]",
    ] {
        assert_eq!(Selector::parse(good).map(|s| s.as_str().to_owned()), Ok(good.to_owned()));
    }
    let two = Selector::parse("div > .x span, #y @title").expect("a selector");
    assert_eq!(two.alternatives.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(two.attribute(), Some("title"));
}

#[test]
fn the_rest_is_refused_with_a_reason() {
    let refused = |text: &str| Selector::parse(text).expect_err(text);
    assert_eq!(refused("p:first-child").suggestion.as_deref(), Some("p"));
    assert_eq!(refused("h1 + p").suggestion.as_deref(), Some("h1"));
    assert_eq!(refused("time@datetime").suggestion.as_deref(), Some("time @datetime"));
    for bad in [
        "",
        "*",
        "div >",
        "> div",
        ".a,",
        ".",
        "#",
        "[x",
        "[x=\"y]",
        "[x!=y]",
        "//div[@id='x']",
        "a @",
        "a{}",
        "a .x",
        "p > b i",
    ] {
        assert!(Selector::parse(bad).is_err(), "{bad}");
    }
    assert!(Selector::parse(&"a ".repeat(13)).is_err() && Selector::parse(&"a".repeat(401)).is_err());
}
