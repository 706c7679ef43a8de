//! Which addresses may be connected to, however they are spelled.

use super::*;

fn closed_names() -> Names {
    Names(vec![
        ("ip6-localhost", vec!["::1"]),
        ("metadata.google.internal", vec!["169.254.169.254"]),
        ("instance-data", vec!["169.254.169.254"]),
        ("mixed.example", vec!["93.184.216.34", "127.0.0.1"]),
        ("mapped.example", vec!["::ffff:127.0.0.1"]),
        ("nat64.example", vec!["64:ff9b::7f00:1"]),
        ("127.0.0.1.nip.example", vec!["127.0.0.1"]),
        ("a9fea9fe.nip.example", vec!["169.254.169.254"]),
        // What a name is another name of, a resolver follows: only the address at its end is seen.
        ("alias-of-localhost.example", vec!["::1", "127.0.0.1"]),
        ("private.example", vec!["10.0.0.1"]),
    ])
}

#[tokio::test]
async fn every_spelling_of_a_closed_address_is_refused_before_any_connection() {
    let canary = Server::always(ok(&[], b"secret")).await;
    let client = Client::with_lookup(options(&[]), closed_names()).expect("client");
    for text in CLOSED {
        let text = text.replace('P', &canary.address.port().to_string());
        let Ok(url) = ArticleUrl::parse(&text) else { continue };
        let error = client.get(&Request { url, want: Want::Page, validators: Validators::default() }).await;
        assert_eq!(error.expect_err(&text).class, FailureClass::Refused, "{text}");
    }
    assert_eq!(canary.seen.connections(), 0);
}

/// Each of them behind each kind of redirect, from a host that may be asked.
#[tokio::test]
async fn a_redirect_to_a_closed_address_is_refused_before_any_connection() {
    let canary = Server::always(ok(&[], b"secret")).await;
    let port = canary.address.port().to_string();
    let front = Server::start_at("127.0.0.2", move |head| {
        let mut path = head.split(' ').nth(1).unwrap_or_default().trim_matches('/').split('/');
        let asked = (path.next().and_then(|s| s.parse().ok()), path.next().and_then(|n| n.parse::<usize>().ok()));
        match asked {
            (Some(status), Some(number)) => redirect(status, &CLOSED[number].replace('P', &port)),
            _ => Act::Send(answer("404 Not Found", &[], b"")),
        }
    })
    .await;
    let client = Client::with_lookup(options(&["127.0.0.2/32"]), closed_names()).expect("client");
    for (number, text) in CLOSED.iter().enumerate().filter(|(_, text)| !text.contains(['\t', '\n'])) {
        for status in [301, 302, 303, 307, 308] {
            let error = client.get(&request(&front.url(&format!("/{status}/{number}")))).await.expect_err(text);
            let relative = error.class == FailureClass::Status(404);
            let closed = matches!(error.class, FailureClass::Refused | FailureClass::Redirect);
            assert!(closed || relative, "{status} {text}: {error}");
        }
    }
    assert_eq!(canary.seen.connections(), 0);
}

/// A name that answers with an open address first and with a closed one from then on.
#[derive(Debug, Default)]
struct Rebinding(std::sync::atomic::AtomicUsize);

impl Lookup for Rebinding {
    fn lookup(&self, _: &str) -> Looking {
        let first = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        let address = if first { "127.0.0.2" } else { "127.0.0.1" };
        Box::pin(async move { Ok(vec![address.parse().expect("ip")]) })
    }
}

#[tokio::test]
async fn a_name_that_is_bound_anew_is_checked_anew() {
    let hang_up = Act::SendAndClose(answer("200 OK", &[("Connection", "close")], b"open"));
    let open = Server::start_at("127.0.0.2", move |_| hang_up.clone()).await;
    let canary = tokio::net::TcpListener::bind(("127.0.0.1", open.address.port())).await.expect("the same port");
    let client = Client::with_lookup(options(&["127.0.0.2/32"]), Rebinding::default()).expect("client");
    let url = format!("http://rebind.example:{}/", open.address.port());
    assert!(client.get(&request(&url)).await.is_ok());
    for _ in 0..3 {
        assert_eq!(client.get(&request(&url)).await.expect_err("closed").class, FailureClass::Refused);
    }
    let connected = tokio::time::timeout(Duration::from_millis(50), canary.accept()).await;
    assert!(connected.is_err(), "nobody came to the closed address");
}

/// A resolver that answers as its own name says.
#[derive(Debug)]
struct Failing;

impl Lookup for Failing {
    fn lookup(&self, name: &str) -> Looking {
        let name = name.to_owned();
        Box::pin(async move {
            match name.as_str() {
                "hangs.example" => std::future::pending().await,
                "servfail.example" => {
                    Err(io::Error::other("failed to lookup address information: Name or service not known"))
                }
                "again.example" => Err(io::Error::other("Temporary failure in name resolution")),
                "empty.example" => Ok(Vec::new()),
                _ => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
            }
        })
    }
}

/// Each is a failure within the time of a request, frees its place, and says whose fault it is.
#[tokio::test]
async fn a_resolver_that_hangs_fails_or_finds_nothing() {
    let server = Server::always(ok(&[], b"x")).await;
    let port = server.address.port();
    let options = ClientOptions { timeout: Duration::from_millis(600), concurrency: 1, ..options(&["127.0.0.0/8"]) };
    let client = Client::with_lookup(options, Failing).expect("client");
    for (name, class, ours) in [
        ("hangs", FailureClass::Connect, false),
        ("servfail", FailureClass::Dns, false),
        ("again", FailureClass::Dns, true),
        ("empty", FailureClass::Dns, false),
    ] {
        let error = client.get(&request(&format!("http://{name}.example:{port}/"))).await.expect_err(name);
        let timely = error.class == class || (name == "hangs" && error.class == FailureClass::Timeout);
        assert!(timely && error.looks_offline() == ours, "{name}: {error:?}");
        assert!(client.get(&request(&format!("http://found.example:{port}/"))).await.is_ok(), "after {name}");
    }
}

/// A hub is asked by the same rules.
#[tokio::test]
async fn a_hub_at_a_closed_address_is_refused_before_any_connection() {
    let canary = Server::always(ok(&[], b"secret")).await;
    let client = Client::with_lookup(options(&[]), closed_names()).expect("client");
    for text in CLOSED {
        let Ok(url) = url::Url::parse(&text.replace('P', &canary.address.port().to_string())) else { continue };
        let error = client.post(&url, &[("hub.mode", "subscribe")]).await;
        assert_eq!(error.expect_err(text).class, FailureClass::Refused, "{text}");
    }
    assert_eq!(canary.seen.connections(), 0);
}

#[tokio::test]
async fn an_allowed_network_is_fetched() {
    let server = Server::always(ok(&[("Content-Type", "text/xml")], "<rss>خبر</rss>".as_bytes())).await;
    let (head, body) = body(get(&server.url("/feed")).await.expect("answer"));
    assert_eq!(body, "<rss>خبر</rss>".as_bytes());
    assert_eq!((head.status, head.content_type.as_deref()), (200, Some("text/xml")));
    let closed = Client::new(options(&["10.0.0.0/8"])).expect("client").get(&request(&server.url("/feed"))).await;
    let error = closed.expect_err("closed");
    assert!(error.detail.contains("allow_networks"), "{error}");
}

#[tokio::test]
async fn names_lead_to_the_addresses_that_were_checked() {
    let server = Server::always(ok(&[], b"hello")).await;
    let names = Names(vec![("news.example", vec!["127.0.0.1"])]);
    let client = Client::with_lookup(options(&["127.0.0.0/8"]), names).expect("client");
    let port = server.address.port();
    assert!(client.get(&request(&format!("http://news.example:{port}/"))).await.is_ok());
    assert!(client.get(&request(&format!("http://localhost:{port}/"))).await.is_ok());
    let unknown = client.get(&request(&format!("http://gone.example:{port}/"))).await.expect_err("unknown");
    assert_eq!(unknown.class, FailureClass::Dns);
    assert!(unknown.detail.contains("gone.example"), "{unknown}");
    assert!(!unknown.looks_offline());
}
