//! Places at a host and the rules of its robots.txt: two things to wait for, in one order.

use super::*;

/// Two requests of one domain, both led from its bare name to `www`, where each needs the rules first. The one that reads them needs
/// a place at the domain, and the other must not sit on it while it waits for the rules.
#[tokio::test]
async fn a_redirect_inside_a_domain_never_waits_for_rules_while_it_holds_the_place_they_need() {
    let server = Server::start(|head| {
        let bare = !head.contains("host: www.paper.example");
        match head.split(' ').nth(1).unwrap_or_default() {
            "/robots.txt" => Act::After(Duration::from_millis(20), answer("404 Not Found", &[], b"")),
            page if bare => {
                let port = head.split("paper.example:").nth(1).unwrap_or_default();
                let port: String = port.chars().take_while(char::is_ascii_digit).collect();
                redirect(301, &format!("http://www.paper.example:{port}{page}"))
            }
            _ => ok(&[("Content-Type", "text/html")], "<p>خبر</p>".as_bytes()),
        }
    })
    .await;
    let names = Names(vec![("paper.example", vec!["127.0.0.1"]), ("www.paper.example", vec!["127.0.0.1"])]);
    let client = Client::with_lookup(options(&["127.0.0.0/8"]), names).expect("client");
    let page = |number: usize| {
        let url = ArticleUrl::parse(&format!("http://paper.example:{}/{number}", server.address.port())).expect("url");
        Request { url, want: Want::Article, validators: Validators::default() }
    };
    let pages: Vec<Request> = (0..8).map(page).collect();
    let mut all = tokio::task::JoinSet::new();
    for page in pages {
        let client = client.clone();
        all.spawn(async move { client.get(&page).await.map(|answer| body(answer).0.url.to_string()) });
    }
    let done = tokio::time::timeout(Duration::from_secs(15), all.join_all()).await.expect("nobody waits for ever");
    assert!(done.iter().all(|page| page.as_ref().is_ok_and(|url| url.contains("www.paper.example"))), "{done:?}");
    let rules = server.seen.requests().iter().filter(|head| head.starts_with("GET /robots.txt")).count();
    assert_eq!(rules, 2, "once for each name");
    assert_eq!(server.seen.most_in_flight(), 1);
}
