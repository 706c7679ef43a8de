//! What recurs over the pages of an outlet is left out of its articles, and what articles share is not.

use super::desk::Newsroom;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, Spot, generate_sized, morning};
use super::program::Program;
use chrono::TimeDelta;
use hasad::article::StoredArticle;
use hasad::store::OutletReport;

const LINE: &str = "تصلكم ضفافنا كل صباح قبل القهوة";
const HOUSE: &str = "تأسست هذه الصحيفة على يد مجموعة من طلاب الهندسة، وهي تصدر منذ ذلك الحين من غير انقطاع عن دار صغيرة في شارع \
    الميناء ويعمل فيها ثلاثون محررا.";
const LAST: &str = "عدد خاص بالقراء على الورق الأزرق";

fn outlet(id: &str, name: &str, layout: Layout) -> OutletStyle {
    OutletStyle::new(id, name, layout)
}

fn publish(outlet: &Outlet, items: &[NewsItem]) {
    items.iter().for_each(|item| outlet.publish(item.clone()));
}

async fn report(newsroom: &Newsroom, outlet: usize) -> OutletReport {
    let name = newsroom.outlets[outlet].name();
    let all = newsroom.store().outlets(newsroom.now()).await.unwrap();
    let id = all.iter().find(|o| o.outlet == name).unwrap().id;
    newsroom.store().outlet(id, newsroom.now()).await.unwrap().unwrap()
}

fn holds(article: &StoredArticle, text: &str) -> bool {
    article.blocks.iter().any(|block| block.text.contains(text))
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_furniture_goes_in_every_layout_and_the_pages_read_before_are_mended() {
    let dir = tempfile::tempdir().unwrap();
    let style = |(n, layout): (usize, Layout)| {
        let style = outlet(&format!("house-{n}"), &format!("صحيفة الضفة {n}"), layout);
        style.house_line(Spot::Above, LAST).house_line(Spot::Below, LINE).house_line(Spot::Below, HOUSE)
    };
    let outlets: Vec<Outlet> = Layout::ALL.into_iter().enumerate().map(style).map(Outlet::start).collect();
    let items = |n: usize| generate_sized(12, 70 + n as u64, 1_500);
    for (n, outlet) in outlets.iter().enumerate() {
        publish(outlet, &items(n));
    }
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    let (mut leaks, mut lost) = (Vec::new(), Vec::new());
    for (n, outlet) in newsroom.outlets.iter().enumerate() {
        let layout = outlet.style().layout;
        for item in items(n) {
            let article = newsroom.article_of(n, &item.slug).await;
            for line in [LINE, HOUSE, LAST] {
                if holds(&article, line) {
                    leaks.push(format!("{layout:?} {} {line}", item.slug));
                }
            }
            let text = article.text();
            let squeeze = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            for own in &item.paragraphs {
                if !squeeze(&text).contains(&squeeze(own)) {
                    lost.push(format!("{layout:?} {} {own}", item.slug));
                }
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new(), "no article loses a sentence of its own");
    assert_eq!(leaks, Vec::<String>::new(), "of 8 layouts, 96 pages, 288 lines of the house");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_read_again_with_more_knowledge_is_no_revision() {
    let dir = tempfile::tempdir().unwrap();
    let style = outlet("house", "صحيفة الضفة", Layout::WordPress).house_line(Spot::Below, LINE);
    let items = generate_sized(6, 5, 1_500);
    let outlets = vec![Outlet::start(style)];
    publish(&outlets[0], &items[..1]);
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    assert!(holds(&newsroom.article_of(0, &items[0].slug).await, LINE), "nothing is known on the first page");
    publish(&newsroom.outlets[0], &items[1..]);
    newsroom.after(TimeDelta::minutes(20)).await;
    let mended = newsroom.article_of(0, &items[0].slug).await;
    assert!(!holds(&mended, LINE), "the first page is mended");
    let at = newsroom.now();
    newsroom.outlets[0].correct(&items[0].slug, at, |item| item.summary = Some("موجز آخر للخبر نفسه".to_owned()));
    let summary = newsroom.after(TimeDelta::minutes(20)).await;
    assert_eq!((summary.revisions, summary.unchanged_pages), (0, 1), "{summary:?}");
    let again = newsroom.article_of(0, &items[0].slug).await;
    assert_eq!((again.versions, again.text()), (mended.versions, mended.text()));
    let remarks = newsroom.store().remarks(again.id).await.unwrap();
    assert!(
        remarks[0].remarks.iter().any(|r| r.code == "furniture-known" && r.detail.contains("seen on")),
        "{remarks:?}"
    );
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_items_under_long_text_of_the_house_are_articles_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let style = outlet("house", "صحيفة الضفة", Layout::WordPress).house_line(Spot::Below, HOUSE);
    let more = HOUSE.replace("تأسست هذه الصحيفة", "وتملك الدار نفسها مطبعة صغيرة أسسها هواة الطباعة");
    let outlets = vec![Outlet::start(style.house_line(Spot::Below, &more).house_line(Spot::Below, LINE))];
    // Two or three sentences, fewer words than what stands under them.
    let items: Vec<NewsItem> = generate_sized(16, 77, 10)
        .into_iter()
        .map(|mut item| {
            let sentences: Vec<&str> = item.paragraphs[0].split_inclusive(". ").take(3).collect();
            item.paragraphs = vec![sentences.concat().trim().to_owned()];
            item
        })
        .collect();
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    for portion in items.chunks(4) {
        publish(&newsroom.outlets[0], portion);
        newsroom.after(TimeDelta::hours(1)).await;
    }
    assert_eq!(newsroom.articles().await.len(), items.len(), "none is a version of another");
    let leaks: Vec<&str> = newsroom
        .articles()
        .await
        .iter()
        .flat_map(|article| [HOUSE, LINE].into_iter().filter(|line| holds(article, line)))
        .collect();
    assert_eq!(leaks, Vec::<&str>::new());
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![Outlet::start(outlet("house", "صحيفة الضفة", Layout::Agency).house_line(Spot::Below, LINE))];
    let items = generate_sized(4, 17, 1_500);
    publish(&outlets[0], &items[..3]);
    let mut newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    let before = report(&newsroom, 0).await;
    newsroom.restart().await;
    publish(&newsroom.outlets[0], &items[3..]);
    newsroom.after(TimeDelta::minutes(20)).await;
    let after = report(&newsroom, 0).await;
    assert_eq!((before.known[0].known.pages, after.known[0].known.pages), (3, 4));
    assert!(!holds(&newsroom.article_of(0, &items[3].slug).await, LINE));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_redesign_the_old_line_may_be_said_again() {
    let dir = tempfile::tempdir().unwrap();
    let items = generate_sized(50, 9, 700);
    // Items of the generator are older the greater their number: a short feed would not list the later ones.
    let style = OutletStyle { feed_length: 200, ..outlet("house", "صحيفة الضفة", Layout::WordPress) };
    let outlets = vec![Outlet::start(style.house_line(Spot::Below, LINE))];
    publish(&outlets[0], &items[..10]);
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    assert_eq!(report(&newsroom, 0).await.summary.furniture, 1);
    newsroom.outlets[0].redesign(|style| style.house_lines = vec![(Spot::Below, LAST.to_owned())]);
    for portion in items[10..45].chunks(12) {
        publish(&newsroom.outlets[0], portion);
        newsroom.after(TimeDelta::hours(1)).await;
    }
    let known = report(&newsroom, 0).await;
    assert_eq!(
        known.known.iter().filter(|k| k.standing.furniture).map(|k| k.known.text.as_str()).collect::<Vec<_>>(),
        [LAST]
    );
    let mut quoting = items[46].clone();
    quoting.paragraphs.push(LINE.to_owned());
    newsroom.outlets[0].publish(quoting.clone());
    newsroom.after(TimeDelta::hours(1)).await;
    let article = newsroom.article_of(0, &quoting.slug).await;
    assert!(holds(&article, LINE) && !holds(&article, LAST));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_paragraph_in_many_outlets_and_a_columnists_last_line_stay() {
    let dir = tempfile::tempdir().unwrap();
    let wire = "ونقلت وكالة المدى عن مصدر في هيئة الموانئ أن الأرصفة الثلاثة ستعمل بكامل طاقتها ابتداء من مطلع الشهر، وأن السفن المنتظرة ستفرغ تباعا.";
    let signature = "وللحديث بقية على ضفة أخرى";
    let layouts = [Layout::WordPress, Layout::Drupal, Layout::Broadcaster, Layout::EgyptianDaily];
    let style = |(n, layout): (usize, &Layout)| outlet(&format!("house-{n}"), &format!("صحيفة الضفة {n}"), *layout);
    let outlets: Vec<Outlet> = layouts.iter().enumerate().map(style).map(Outlet::start).collect();
    let (mut wired, mut signed) = (Vec::new(), Vec::new());
    for (n, outlet) in outlets.iter().enumerate() {
        for (nth, mut item) in generate_sized(12, 30 + n as u64, 1_500).into_iter().enumerate() {
            if nth == 3 || nth == 8 {
                // The same paragraph of a wire in two reports of each outlet, and in those of every other.
                let middle = item.paragraphs.len() / 2;
                item.paragraphs.insert(middle, wire.to_owned());
                wired.push((n, item.slug.clone()));
            }
            if nth % 4 == 0 {
                item.author = Some("سلوى الحداد".to_owned());
                item.paragraphs.push(signature.to_owned());
                signed.push((n, item.slug.clone()));
            }
            outlet.publish(item);
        }
    }
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    for (n, slug) in wired {
        assert!(holds(&newsroom.article_of(n, &slug).await, wire), "{:?} {slug}", layouts[n]);
    }
    for (n, slug) in signed {
        assert!(holds(&newsroom.article_of(n, &slug).await, signature), "{:?} {slug}", layouts[n]);
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_and_a_second_address_of_a_text_teach_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = vec![Outlet::start(outlet("house", "صحيفة الضفة", Layout::WordPress))];
    let mut item = generate_sized(1, 11, 2_500).remove(0);
    publish(&outlets[0], &[item.clone()]);
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    for round in 0..5 {
        // A live story: every hour a new address, a new headline, a new lead over what was there.
        let lead = generate_sized(1, 400 + round, 300).remove(0);
        item.slug = format!("live-{round}");
        item.title = lead.title;
        item.paragraphs.insert(0, lead.paragraphs[0].clone());
        newsroom.outlets[0].publish(item.clone());
        newsroom.after(TimeDelta::hours(1)).await;
        let article = newsroom.article_of(0, &item.slug).await;
        assert!(item.paragraphs.iter().all(|own| holds(&article, own)) || article.sources.len() > 1, "round {round}");
    }
    assert_eq!(report(&newsroom, 0).await.summary.furniture, 0);
    newsroom.close().await;
}

#[test]
fn the_memory_is_shown_by_the_program() {
    let items = generate_sized(5, 21, 1_500);
    let outlets = vec![Outlet::start(outlet("house", "صحيفة الضفة", Layout::Drupal).house_line(Spot::Below, LINE))];
    publish(&outlets[0], &items);
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let list: serde_json::Value = serde_json::from_str(&program.prints(&["outlets", "list", "--json"])).unwrap();
    assert_eq!(
        (&list[0]["outlet"], &list[0]["pages"], &list[0]["furniture"]),
        (&"صحيفة الضفة".into(), &5.into(), &1.into())
    );
    assert!(program.prints(&["outlets", "list"]).contains("good pages"));
    for id in [list[0]["id"].to_string(), "house".to_owned(), "صحيفة الضفة".to_owned()] {
        let shown: serde_json::Value =
            serde_json::from_str(&program.prints(&["outlets", "show", &id, "--json"])).unwrap();
        let known = &shown[0]["known"][0];
        assert_eq!(
            (&known["text"], &known["pages"], &known["furniture"]),
            (&LINE.into(), &5.into(), &true.into()),
            "{shown}"
        );
        for key in ["first", "last", "example", "share", "why"] {
            assert!(known.get(key).is_some(), "{key} in {known}");
        }
    }
    let told = program.prints(&["outlets", "show", "house"]);
    assert!(told.contains(LINE) && told.contains("on 5 pages"), "{told}");
    let explained = program.prints(&["explain", &outlets[0].url_of(&items[0].slug)]);
    assert!(explained.contains("furniture-known") && explained.contains("pages of this outlet"), "{explained}");
    assert_eq!(program.run(&["outlets", "show", "nobody"]).status.code(), Some(1));
}
