//! The page parsed again: only what we mean to write is in it.

use super::*;
use crate::digest::sample::{at, digest, small};
use crate::export::tests::{BAD_URLS, PAYLOADS, hostile, options};
use scraper::{ElementRef, Html, Selector};

const TAGS: [&str; 16] =
    ["html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "p", "a", "b", "br", "bdi", "span", "script"];

const ATTRIBUTES: [&str; 10] =
    ["lang", "dir", "charset", "name", "content", "http-equiv", "class", "id", "style", "href"];

fn elements(page: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    page.tree.root().descendants().filter_map(ElementRef::wrap)
}

fn assert_only_ours(markup: &str, of: &str) {
    let page = Html::parse_document(markup);
    assert!(page.tree.root().descendants().all(|n| !n.value().is_comment()), "a comment of {of}");
    for element in elements(&page) {
        let tag = element.value().name();
        assert!(TAGS.contains(&tag) && tag != "script", "<{tag}> of {of}");
        for (name, value) in element.value().attrs() {
            assert!(ATTRIBUTES.contains(&name), "{tag} {name}= of {of}");
            match name {
                "href" => assert!(
                    value.starts_with("https://") || value.starts_with("http://") || value.starts_with("#s"),
                    "{value}"
                ),
                "dir" => assert!(matches!(value, "rtl" | "ltr"), "{value}"),
                "style" => assert!(!value.contains("url(") && !value.contains("expression"), "{value}"),
                _ => {}
            }
        }
    }
}

#[test]
fn payloads_in_every_field_stay_text() {
    for payload in PAYLOADS {
        for language in [Language::Arabic, Language::English] {
            assert_only_ours(
                &html(&hostile(payload, "https://a.example/1"), &HtmlOptions { language, ..options() }),
                payload,
            );
        }
    }
    let page = html(&hostile("<b>نص</b>", "https://a.example/1"), &options());
    let page = Html::parse_document(&page);
    let title = page.select(&Selector::parse("#s1 h2").unwrap()).next().unwrap();
    assert_eq!(title.text().collect::<String>(), "<b>نص</b>");
}

#[test]
fn only_web_pages_are_linked_and_their_host_is_shown() {
    for url in BAD_URLS {
        assert_only_ours(&html(&hostile("نص", url), &options()), url);
    }
    assert!(!html(&hostile("نص", "javascript:alert(1)"), &options()).contains("javascript"));
    let page = html(&hostile("مصرف", "https://bank.example@xn--80ak6aa92e.com/"), &options());
    let page = Html::parse_document(&page);
    let hosts: Vec<String> = page.select(&Selector::parse(".host").unwrap()).map(|h| h.text().collect()).collect();
    assert!(hosts.len() > 15 && hosts.iter().all(|h| h == "xn--80ak6aa92e.com"), "{hosts:?}");
}

#[test]
fn direction_is_set_where_mail_clients_look() {
    let page = Html::parse_document(&html(&digest(small()), &options()));
    for selector in ["html", "body", "body > div"] {
        let element = page.select(&Selector::parse(selector).unwrap()).next().unwrap();
        assert_eq!(element.attr("dir"), Some("rtl"), "{selector}");
        assert!(selector == "html" || element.attr("style").is_some_and(|s| s.contains("direction:rtl")), "{selector}");
    }
    let english =
        page.select(&Selector::parse("bdi[dir=ltr]").unwrap()).any(|b| b.text().collect::<String>() == "Levant Post");
    assert!(english, "a foreign name runs its own way");
}

#[test]
fn nothing_is_fetched_when_it_is_opened() {
    let page = html(&digest(small()), &options());
    for remote in ["<img", "<link", "<script", "url(", "@import", "src="] {
        assert!(!page.contains(remote), "{remote}");
    }
}

#[test]
fn every_source_of_every_article_is_linked_by_its_own_page() {
    let digest = digest(small());
    let page = Html::parse_document(&html(&digest, &options()));
    let hrefs: Vec<&str> = elements(&page).filter_map(|e| e.attr("href")).collect();
    for source in digest.stories.iter().flat_map(|s| &s.articles).flat_map(|a| &a.sources) {
        assert!(hrefs.contains(&source.url.as_str()), "{}", source.url);
    }
    let text: String = page.root_element().text().collect();
    for word in ["نقلته", "الأصل", "نسخة", "مقتطف", "تحديث", "اقرأ أيضًا", "5 مصادر", "4 أخبار", "3 قصص"]
    {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn an_index_for_a_long_day_and_a_bound_for_an_endless_one() {
    let many = hostile("خبر", "https://a.example/1");
    let page = Html::parse_document(&html(&many, &options()));
    assert_eq!(page.select(&Selector::parse(".idx a").unwrap()).count(), 15);
    let page = html(&many, &HtmlOptions { max_stories: 4, ..options() });
    let parsed = Html::parse_document(&page);
    assert_eq!(parsed.select(&Selector::parse("h2.h").unwrap()).count(), 4);
    assert_eq!(parsed.select(&Selector::parse(".idx").unwrap()).count(), 0);
    assert!(page.contains("11 قصة"));
}

#[test]
fn an_empty_day_says_so() {
    let page = html(&digest(Vec::new()), &options());
    assert!(page.contains("لا أخبار في هذا اليوم") && page.contains("الاثنين 23 نوفمبر/تشرين الثاني 2026"));
    assert_only_ours(&page, "an empty day");
    assert!(
        html(&digest(Vec::new()), &HtmlOptions { language: Language::English, generated: at(0), max_stories: 1 })
            .contains("No news on this day")
    );
}

/// Gmail shows the first 102 KB of a mail.
#[test]
fn a_full_day_is_shorter_than_what_gmail_cuts() {
    let title = "مجلس الوزراء يقر موازنة العام المقبل بعجز أقل من المتوقع وزيادة في الصحة";
    let mut day = hostile(title, "https://alofoq.example/economy/2026/11/23/budget-4711");
    let mut story =
        DigestStory {
            summary: "كلمات ".repeat(46), section: Some("اقتصاد".to_owned()), ..day.stories[0].clone()
        };
    story.articles.truncate(1);
    story.articles[0].sources.truncate(3);
    for source in &mut story.articles[0].sources {
        source.outlet = "صحيفة الأفق".to_owned();
    }
    day.stories = vec![story; crate::export::DEFAULT_MAX_STORIES];
    let size = html(&day, &options()).len();
    assert!((60_000..102_000).contains(&size), "{size} bytes");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_at_all_stays_text(text in "(?s).{0,60}", url in "(https?://)?(?s).{0,40}") {
        assert_only_ours(&html(&hostile(&text, &url), &options()), &text);
    }

    #[test]
    fn any_article_makes_a_digest(title in "(?s).{0,80}", body in "(?s).{0,400}", also in "(?s).{0,60}") {
        let article = crate::digest::sample::article(1, crate::digest::sample::OFOQ, 9, &title, &body).also(&also, Some(&also));
        let digest = digest(vec![crate::digest::sample::story(1, vec![article.clone(), article])]);
        assert_eq!(digest.stories.len(), 1);
        assert!(digest.stories[0].summary.chars().count() <= 280);
    }
}
