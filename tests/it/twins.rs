//! A page announced in two forms, plain and AMP: one article with one source, whichever is read first.

use super::desk::Newsroom;
use super::newsroom::{Layout, Outlet, OutletStyle, morning};
use chrono::TimeDelta;

/// An outlet whose feed announces the page under `paths`, in that order, minutes apart.
fn announce(id: &str, name: &str, text: &str, paths: [&str; 2]) -> Outlet {
    let outlet = Outlet::start(OutletStyle::new(id, name, Layout::WordPress));
    let base = outlet.base_url();
    let item = |(n, path): (usize, &str)| {
        format!(
            "<item><title>ترميم سوق النحاسين</title><link>{base}{path}</link><guid isPermaLink=\"false\">{n}</guid>\
             <pubDate>Mon, 23 Nov 2026 0{}:00:00 +0300</pubDate></item>",
            n + 5
        )
    };
    let items: String = paths.into_iter().enumerate().map(item).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>{name}</title>{items}</channel></rss>");
    let path = outlet.feed_url().replace(&base, "");
    outlet.set(&path, 200, "application/rss+xml", feed.as_bytes());
    for (path, tail) in
        [("/news/7", ""), ("/news/7/amp", "<p>اعرض الصفحة الكاملة لمشاهدة الصور التي التقطها المصور.</p>")]
    {
        let page = format!(
            "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>ترميم سوق النحاسين</title>\
             <link rel=canonical href=\"{base}/news/7\"></head><body><article><h1>ترميم سوق النحاسين</h1>{text}{tail}</article></body></html>"
        );
        outlet.set(path, 200, "text/html", page.as_bytes());
    }
    outlet
}

#[tokio::test(flavor = "multi_thread")]
async fn the_amp_page_and_the_plain_one_are_one_source() {
    let dir = tempfile::tempdir().unwrap();
    let first = "<p>بدأ حرفيو السوق القديمة إعادة طرق الأبواب النحاسية التي خلعتها السيول قبل عامين، وتكفلت جمعية التجار بثمن المعدن.</p>\
                 <p>ويقول شيخ الصنعة إن الباب الواحد يحتاج إلى ثلاثة أسابيع من العمل المتصل، وإن المتدربين الجدد ستة.</p>";
    let second = "<p>أعلنت هيئة السياحة جدول الرحلات النهرية لموسم الشتاء، وتنطلق أولى القوارب من الرصيف الشرقي صباح الجمعة.</p>\
                  <p>وحددت الهيئة عدد الركاب بثلاثين في كل قارب بعد شكاوى الموسم الماضي من الازدحام وتأخر المواعيد.</p>";
    let outlets = vec![
        announce("plain-first", "صحيفة السوق", first, ["/news/7", "/news/7/amp"]),
        announce("amp-first", "صحيفة الرصيف", second, ["/news/7/amp", "/news/7"]),
    ];
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await;
    newsroom.pass().await;
    newsroom.after(TimeDelta::hours(3)).await;
    let articles = newsroom.articles().await;
    assert_eq!(articles.len(), 2, "{articles:#?}");
    for (article, outlet) in articles.iter().zip(&newsroom.outlets) {
        let outlet =
            newsroom.outlets.iter().find(|o| article.sources[0].url.starts_with(&o.base_url())).unwrap_or(outlet);
        assert_eq!(article.sources.len(), 1);
        assert_eq!(article.sources[0].url, format!("{}/news/7", outlet.base_url()));
        for path in ["/news/7", "/news/7/amp"] {
            let url = format!("{}{path}", outlet.base_url());
            assert_eq!(newsroom.store().article_of_url(url).await.unwrap(), Some(article.id), "{path}");
        }
    }
    newsroom.close().await;
}
