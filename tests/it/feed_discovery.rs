//! `hasad feeds discover` against sites that announce their feeds, hide them, or have none.

use super::newsroom::{Outlet, cast, first_day, morning};
use super::program::{Program, told};
use serde_json::Value;

const HTML: &str = "text/html; charset=utf-8";

/// One outlet with something published.
fn outlet() -> Outlet {
    let outlets: Vec<Outlet> = cast().into_iter().take(9).map(Outlet::start).collect();
    first_day(&outlets, morning());
    outlets.into_iter().next().unwrap()
}

fn page(head: &str, body: &str) -> Vec<u8> {
    format!("<!DOCTYPE html><html dir=rtl lang=ar><head>{head}<title>الواجهة</title></head><body>{body}</body></html>")
        .into_bytes()
}

/// What `discover --json` prints, whatever its exit status.
fn discovered(program: &Program, url: &str) -> Value {
    let output = program.run(&["feeds", "discover", url, "--json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", told(&output)))
}

#[test]
fn an_announced_feed_is_shown_once_and_can_be_pasted() {
    let outlet = outlet();
    let program = Program::new(&[], "");
    let text = program.prints(&["feeds", "discover", &outlet.base_url()]);
    let newest = outlet.items().into_iter().max_by_key(|item| item.published).unwrap();
    assert!(text.contains(&newest.title) && text.contains("a link element of the page"), "{text}");
    assert_eq!(text.matches("[[feed]]").count(), 1);
    // The whole output is TOML.
    let config = std::fs::read_to_string(program.file("hasad.toml")).unwrap();
    std::fs::write(program.file("hasad.toml"), format!("{config}\n{text}")).unwrap();
    assert!(program.prints(&["check"]).contains("valid, 1 feeds"));
    assert!(program.prints(&["feeds", "list"]).contains(&outlet.feed_url()));
    let again = discovered(&program, &outlet.base_url());
    assert_eq!(again["feeds"][0]["configured_as"], "127-0-0-1");
    assert_eq!(again["feeds"][0]["toml"], Value::Null);
    assert_eq!(again["feeds"][0]["entries"], outlet.items().len());
    assert_eq!(again["feeds"][0]["headlines"].as_array().unwrap().len(), 3);
    assert!(again["feeds"][0]["newest"].is_string() && again["is_feed"] == false);
    assert_eq!(outlet.count("/rss"), 0, "the usual places are not asked when the page names a feed");
}

#[test]
fn a_feed_says_that_it_is_one() {
    let outlet = outlet();
    let program = Program::new(&[], "");
    outlet.forget_requests();
    let report = discovered(&program, &outlet.feed_url());
    assert_eq!(
        (&report["is_feed"], &report["asked"], &report["feeds"][0]["found"]),
        (&true.into(), &1.into(), &"given".into())
    );
    assert_eq!(outlet.requests().len(), 1);
    assert!(program.prints(&["feeds", "discover", &outlet.feed_url()]).contains("is a feed itself"));
}

#[test]
fn a_page_that_names_nothing_leads_to_the_usual_places() {
    let outlet = outlet();
    outlet.set("/", 200, HTML, &page("", "<a href='/news/'>الأخبار</a>"));
    let program = Program::new(&[], "");
    let report = discovered(&program, &format!("{}/sport/", outlet.base_url()));
    assert_eq!(report["feeds"][0]["url"], outlet.feed_url());
    assert_eq!(report["feeds"][0]["found"], "guessed");
    assert_eq!(report["feeds"].as_array().unwrap().len(), 1);
}

#[test]
fn links_for_readers_pages_of_feeds_and_twins_are_followed() {
    let outlet = outlet();
    let again = "<rss version='2.0'><channel><title>الرياضة</title><item><title>فوز</title><link>/1</link></item></channel></rss>";
    outlet.set("/", 200, HTML, &page("", "<a href=/list><i class='fa fa-rss'></i></a><a href='/x'>خلاصات</a>"));
    outlet.set(
        "/list",
        200,
        HTML,
        &page("", "<a href='/feed'>الرئيسية</a><a href='/rss/sport'>رياضة</a><a href='/rss/2'>٢</a>"),
    );
    outlet.set("/rss/sport", 200, "text/xml", again.as_bytes());
    outlet.set("/rss/2", 200, "text/xml", again.as_bytes());
    outlet.set("/x", 410, HTML, b"");
    let report = discovered(&Program::new(&[], ""), &outlet.base_url());
    let urls: Vec<&str> = report["feeds"].as_array().unwrap().iter().map(|f| f["url"].as_str().unwrap()).collect();
    assert_eq!(urls, [outlet.feed_url(), format!("{}/rss/sport", outlet.base_url())]);
    assert_eq!(report["feeds"][1]["also"][0], format!("{}/rss/2", outlet.base_url()));
    let ids: Vec<&str> = report["feeds"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["127-0-0-1", "127-0-0-1-sport"]);
    assert!(report["without"].as_array().unwrap().iter().any(|n| n["problem"].as_str().unwrap().contains("410")));
}

#[test]
fn a_site_with_only_a_news_sitemap_is_found_through_robots_and_the_index() {
    let outlet = outlet();
    let base = outlet.base_url();
    outlet.set("/", 200, HTML, &page("", ""));
    outlet.set("/feed", 404, HTML, b"");
    outlet.set("/robots.txt", 200, "text/plain", format!("User-agent: *\nSitemap: {base}/all.xml\n").as_bytes());
    let index = format!(
        "<sitemapindex><sitemap><loc>{base}/old.xml</loc></sitemap><sitemap><loc>{base}/today-news.xml</loc></sitemap></sitemapindex>"
    );
    outlet.set("/all.xml", 200, "application/xml", index.as_bytes());
    outlet.set("/old.xml", 200, "application/xml", b"<urlset><url><loc>/about</loc></url></urlset>");
    let news = "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>/news/1</loc><news:news>\
        <news:publication_date>2026-11-23T08:00:00+03:00</news:publication_date><news:title>افتتاح جسر جديد فوق الوادي\
        </news:title></news:news></url></urlset>";
    outlet.set("/today-news.xml", 200, "application/xml", news.as_bytes());
    let report = discovered(&Program::new(&[], ""), &base);
    assert_eq!(report["feeds"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(report["feeds"][0]["url"], format!("{base}/today-news.xml"));
    assert_eq!(report["feeds"][0]["kind"], "sitemap");
    assert_eq!(report["feeds"][0]["headlines"][0], "افتتاح جسر جديد فوق الوادي");
    assert_eq!(outlet.count("/rss"), 0);
}

#[test]
fn a_site_with_none_and_a_site_that_is_not_there_say_so() {
    let outlet = outlet();
    outlet.set("/", 200, HTML, &page("", "<p>لا خلاصات هنا</p>"));
    outlet.set("/feed", 404, HTML, b"");
    let program = Program::new(&[], "");
    outlet.forget_requests();
    let output = program.run(&["feeds", "discover", &outlet.base_url()]);
    assert_eq!(output.status.code(), Some(1));
    let said = told(&output);
    assert!(said.contains(&outlet.base_url()) && said.contains("no feed found") && said.contains("/rss.xml"), "{said}");
    assert!(output.stdout.is_empty());
    assert!((15..=48).contains(&outlet.requests().len()), "{}", outlet.requests().len());
    let report = discovered(&program, &outlet.base_url());
    assert_eq!(report["feeds"].as_array().unwrap().len(), 0);
    // Loopback is allowed by the configuration of the test, another private network is not.
    let closed = program.run(&["feeds", "discover", "http://10.0.0.1/"]);
    assert_eq!(closed.status.code(), Some(1));
    assert!(told(&closed).contains("10.0.0.1") && told(&closed).contains("public address"), "{}", told(&closed));
    assert_eq!(program.run(&["feeds", "discover", "ftp://a.example/"]).status.code(), Some(2));
}

#[test]
fn a_page_in_place_of_a_feed_names_the_feed_it_links_to() {
    let outlet = outlet();
    let announced = page("<link rel=alternate type='application/rss+xml;charset=utf-8' href='/new-feed'>", "");
    for (body, expected) in [(announced, "/new-feed"), (page("", "<a href='/ar/rss.xml'>RSS</a>"), "/ar/rss.xml")] {
        let program = Program::new(std::slice::from_ref(&outlet), "");
        let url = outlet.feed_url();
        outlet.set("/feed", 200, HTML, &body);
        std::fs::write(program.file("page.html"), &body).unwrap();
        let parsed = program.run(&["feed-parse", "page.html", "--url", &url]);
        program.run(&["run", "--once"]);
        let named = format!("{}{expected}", outlet.base_url());
        for text in
            [told(&parsed), program.prints(&["status", "--json"]), told(&program.run(&["run", "--once", "--all"]))]
        {
            assert!(text.contains("an HTML page instead of a feed") && text.contains(&named), "{named} in {text}");
        }
    }
}
