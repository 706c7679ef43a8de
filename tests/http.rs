//! The HTTP client against hostile servers on loopback; each test is named after what it shows.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

#[path = "http/addresses.rs"]
mod addresses;
#[path = "http/closed.rs"]
mod closed;
#[path = "http/coding.rs"]
mod coding;
#[path = "http/content.rs"]
mod content;
#[path = "http/framing.rs"]
mod framing;
#[path = "http/handshake.rs"]
mod handshake;
#[path = "http/hostile.rs"]
mod hostile;
#[path = "http/secure.rs"]
mod secure;
#[path = "http/server.rs"]
mod server;
#[path = "http/turns.rs"]
mod turns;

use closed::CLOSED;
use coding::{gzip, gzip_bomb};
use hasad::article::ArticleUrl;
use hasad::http::resolve::{Looking, Lookup};
use hasad::http::{Answer, Client, ClientOptions, FailureClass, FetchError, Head, Request, Validators, Want};
use server::{Act, Server, answer, ok, redirect};
use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn options(allowed: &[&str]) -> ClientOptions {
    ClientOptions {
        user_agent: "hasad-test/1 (+https://hasad.example)".into(),
        concurrency: 16,
        host_delay: Duration::ZERO,
        host_concurrency: 1,
        timeout: Duration::from_secs(20),
        max_body: 1 << 20,
        allow_networks: allowed.iter().map(|net| net.parse().expect("network")).collect(),
    }
}

fn client() -> Client {
    Client::new(options(&["127.0.0.0/8"])).expect("client")
}

fn request(url: &str) -> Request {
    let url = ArticleUrl::parse(url).expect(url);
    Request { url, want: Want::Feed, validators: Validators::default() }
}

async fn get(url: &str) -> Result<Answer, FetchError> {
    client().get(&request(url)).await
}

/// What a server with one answer leads to.
async fn outcome(act: Act) -> Result<Answer, FetchError> {
    let server = Server::always(act).await;
    get(&server.url("/feed")).await
}

async fn failure(act: Act) -> FetchError {
    outcome(act).await.expect_err("a failure")
}

fn body(answer: Answer) -> (Head, Vec<u8>) {
    match answer {
        Answer::Body(head, body) => (head, body),
        Answer::NotModified(_) => panic!("a body"),
    }
}

/// Names that resolve as the test says.
#[derive(Debug)]
struct Names(Vec<(&'static str, Vec<&'static str>)>);

impl Lookup for Names {
    fn lookup(&self, name: &str) -> Looking {
        let known = self.0.iter().find(|(known, _)| *known == name.trim_end_matches('.'));
        let found = known.map(|(_, ips)| ips.iter().map(|ip| ip.parse::<IpAddr>().expect("ip")).collect::<Vec<_>>());
        Box::pin(async move { found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)) })
    }
}

#[tokio::test]
async fn redirects_are_followed_and_permanent_ones_reported() {
    let server = Server::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/old" => redirect(301, "/newer"),
        "/newer" => redirect(308, "/feed"),
        "/mixed" => redirect(302, "/newer"),
        "/arabic" => redirect(302, "/خبر?عنوان=١"),
        _ => ok(&[], b"<rss/>"),
    })
    .await;
    let head = |path: &'static str| {
        let url = server.url(path);
        async move { body(get(&url).await.expect(path)).0 }
    };
    let old = head("/old").await;
    assert_eq!(old.moved_to.map(|url| url.to_string()), Some(server.url("/feed")));
    assert_eq!(old.url.as_str(), server.url("/feed"));
    assert_eq!(head("/mixed").await.moved_to, None);
    assert_eq!(head("/feed").await.moved_to, None);
    assert!(head("/arabic").await.url.path().starts_with("/%D8%AE"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_failures() {
    let server = Server::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/circle" => redirect(302, "/circle2"),
        "/circle2" => redirect(302, "/circle"),
        "/self" => redirect(302, "/self"),
        "/nowhere" => Act::Send(answer("302 Found", &[], b"")),
        "/bad" => redirect(302, "http://[/"),
        "/long" => redirect(302, &format!("/{}", "a".repeat(5_000))),
        more => redirect(302, &format!("{more}a")),
    })
    .await;
    for path in ["/circle", "/self", "/nowhere", "/bad", "/long", "/endless"] {
        let error = get(&server.url(path)).await.expect_err(path);
        assert_eq!(error.class, FailureClass::Redirect, "{path}: {error}");
    }
    let asked = server.seen.requests().iter().filter(|head| head.contains("/endless")).count();
    assert_eq!(asked, 6, "one request and five redirects");
}

#[tokio::test]
async fn a_redirect_to_another_scheme_is_refused_and_named() {
    for (to, scheme) in [
        ("file:///etc/passwd", "file"),
        ("ftp://news.example/", "ftp"),
        ("gopher://news.example/", "gopher"),
        ("javascript:alert(1)", "javascript"),
        ("data:text/xml,<rss/>", "data"),
    ] {
        let error = failure(redirect(301, to)).await;
        assert_eq!(error.class, FailureClass::Refused, "{to}");
        assert!(error.detail.contains(scheme) && error.detail.contains("redirected to"), "{error}");
    }
}

#[tokio::test]
async fn validators_go_out_and_come_back_verbatim() {
    let (etag, modified) = ("W/\"a b,c\"", "Mon, 02 Nov 2026 08:00:00 +0300");
    let server = Server::start(move |head| {
        let known = head.contains(&format!("if-none-match: {etag}\r\n"))
            && head.contains(&format!("if-modified-since: {modified}\r\n"));
        let headers = [("ETag", etag), ("Last-Modified", modified), ("Cache-Control", "max-age=600")];
        if known { Act::Send(answer("304 Not Modified", &headers, b"")) } else { ok(&headers, b"<rss/>") }
    })
    .await;
    let client = client();
    let mut request = request(&server.url("/feed"));
    let (head, _) = body(client.get(&request).await.expect("answer"));
    assert_eq!(head.validators.etag.as_deref(), Some(etag));
    request.validators = head.validators;
    let Answer::NotModified(head) = client.get(&request).await.expect("answer") else { panic!("not modified") };
    assert_eq!((head.status, head.max_age), (304, Some(Duration::from_secs(600))));
}

#[tokio::test]
async fn a_304_nobody_asked_for_is_a_failure() {
    let error = failure(Act::Send(answer("304 Not Modified", &[], b""))).await;
    assert_eq!(error.class, FailureClass::Broken);
}

#[tokio::test]
async fn statuses_are_told_with_what_the_server_wants_us_to_wait() {
    let error = failure(Act::Send(answer("429 Slow down", &[("Retry-After", "120")], b"no"))).await;
    assert_eq!((error.class, error.retry_after), (FailureClass::Status(429), Some(Duration::from_secs(120))));
    assert_eq!(error.to_string(), "HTTP 429 Too Many Requests");
    let error = failure(Act::Send(answer("404 غير موجود", &[], b""))).await;
    assert_eq!((error.to_string().as_str(), error.retry_after), ("HTTP 404 Not Found", None));
    for status in ["206 Partial Content", "410 Gone", "500 x", "599 x"] {
        let error = failure(Act::Send(answer(status, &[], b""))).await;
        assert_eq!(error.class, FailureClass::Status(status[..3].parse().expect("code")));
    }
}

#[tokio::test]
async fn a_host_that_answers_429_is_left_alone() {
    let server = Server::always(Act::Send(answer("429 x", &[("Retry-After", "3600")], b""))).await;
    let options = ClientOptions { host_delay: Duration::from_millis(1), ..options(&["127.0.0.0/8"]) };
    let client = Client::new(options).expect("client");
    for _ in 0..10 {
        let error = client.get(&request(&server.url("/"))).await.expect_err("429");
        assert_eq!(error.class, FailureClass::Status(429));
        assert!(error.retry_after.is_some());
    }
    assert_eq!(server.seen.requests().len(), 1);
}

#[tokio::test]
async fn requests_to_one_host_go_one_at_a_time_while_hosts_run_side_by_side() {
    let slow = || Act::After(Duration::from_millis(5), answer("200 OK", &[], b"x"));
    let servers = [Server::always(slow()).await, Server::always(slow()).await, Server::always(slow()).await];
    let client = client();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..30 {
        let (client, request) = (client.clone(), request(&servers[number % 3].url(&format!("/{number}"))));
        tasks.spawn(async move { client.get(&request).await.is_ok() });
    }
    assert!(tasks.join_all().await.into_iter().all(|good| good));
    for server in &servers {
        assert_eq!(server.seen.most_in_flight(), 1);
        assert_eq!(server.seen.connections(), 1, "the connection is kept");
    }
}

/// A daemon with thousands of hosts would otherwise hold a socket for each of them. The server sees the end of the connection before
/// the time has passed for which one is kept where it is of use.
#[tokio::test]
async fn a_connection_that_no_request_can_use_again_is_closed() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let url = format!("http://{}/", listener.local_addr().expect("address"));
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut read = [0; 4_096];
        assert!(stream.read(&mut read).await.is_ok_and(|read| read > 0));
        stream.write_all(&answer("200 OK", &[], b"x")).await.expect("sent");
        tokio::time::timeout(Duration::from_secs(3), stream.read(&mut read)).await
    });
    let options = ClientOptions { host_delay: Duration::from_secs(5), ..options(&["127.0.0.0/8"]) };
    let client = Client::new(options).expect("client");
    assert!(client.get(&request(&url)).await.is_ok());
    assert!(matches!(served.await.expect("served"), Ok(Ok(0))), "the connection is closed");
}

#[tokio::test]
async fn giving_up_a_request_frees_its_place() {
    let server = Server::start(|head| if head.starts_with("GET /hang ") { Act::Hang } else { ok(&[], b"x") }).await;
    let client = client();
    let (other, hang) = (client.clone(), request(&server.url("/hang")));
    let hanging = tokio::spawn(async move { other.get(&hang).await });
    while server.seen.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    hanging.abort();
    assert!(client.get(&request(&server.url("/"))).await.is_ok());
    assert_eq!(client.stats().waiting, 0);
}

#[tokio::test]
async fn starts_at_one_host_keep_the_delay_and_redirects_count() {
    let server =
        Server::start(|head| if head.starts_with("GET /old ") { redirect(302, "/new") } else { ok(&[], b"x") }).await;
    let delay = Duration::from_millis(40);
    let options = ClientOptions { host_delay: delay, ..options(&["127.0.0.0/8"]) };
    let client = Client::new(options).expect("client");
    let begun = Instant::now();
    for path in ["/old", "/b", "/c"] {
        assert!(client.get(&request(&server.url(path))).await.is_ok());
    }
    assert_eq!(server.seen.requests().len(), 4);
    assert!(begun.elapsed() >= delay * 3, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn secrets_of_a_url_stay_out_of_errors() {
    let secret = "token=GEHEIM";
    let cases = [
        Act::SendAndClose(b"garbage\r\n\r\n".to_vec()),
        Act::Send(answer("403 Forbidden", &[], b"")),
        redirect(302, "http://user:GEHEIM@10.0.0.1/?token=GEHEIM"),
        redirect(302, "http://nothing.invalid./?token=GEHEIM"),
        redirect(302, "ftp://u:GEHEIM@x/"),
        redirect(302, &format!("http://127.0.0.1:1/?{secret}")),
        ok(&[("Content-Encoding", "gzip")], b"no gzip"),
        Act::Hang,
    ];
    let names = || Names(Vec::new());
    let options = ClientOptions { timeout: Duration::from_millis(500), ..options(&["127.0.0.0/8"]) };
    for act in cases {
        let server = Server::always(act.clone()).await;
        let client = Client::with_lookup(options.clone(), names()).expect("client");
        let error = client.get(&request(&server.url(&format!("/GEHEIM?{secret}")))).await.expect_err("failure");
        assert!(!format!("{error} {error:?}").contains("GEHEIM"), "{act:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_names_its_host() {
    let free = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bind");
        listener.local_addr().expect("address")
    };
    let error = get(&format!("http://{free}/")).await.expect_err("nobody listens");
    assert_eq!(error.class, FailureClass::Connect);
    assert_eq!(error.to_string(), format!("connection refused by {free}"));
    assert!(!error.looks_offline());
}

#[tokio::test]
async fn plain_words_on_a_tls_port_are_a_tls_failure() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let address = listener.local_addr().expect("address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // What the client said is read first, or closing would reset the connection before our words are.
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = get(&format!("https://{address}/")).await.expect_err("no TLS");
    assert_eq!(error.class, FailureClass::Tls, "{error}");
}

#[tokio::test]
async fn requests_say_who_asks_and_for_what_and_nothing_else() {
    let server =
        Server::start(|head| if head.starts_with("GET /a ") { redirect(302, "/b") } else { ok(&[], b"x") }).await;
    let client = client();
    let mut page = request(&server.url("/a"));
    page.want = Want::Page;
    client.get(&page).await.expect("answer");
    client.get(&request(&server.url("/feed"))).await.expect("answer");
    let heads = server.seen.requests();
    assert!(heads[1].contains("accept: text/html") && heads[2].contains("accept: application/rss+xml"));
    for head in heads {
        assert!(head.contains("user-agent: hasad-test/1 (+https://hasad.example)"), "{head}");
        for unwanted in ["cookie", "referer", "authorization", "if-none-match", "if-modified-since"] {
            assert!(!head.to_ascii_lowercase().contains(unwanted), "{unwanted} in {head}");
        }
    }
}
