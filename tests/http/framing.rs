//! Every way in which the frame of an answer can be wrong, slow or endless: each a test named after it.

use super::*;
use FailureClass::{Broken, Status, Timeout, TooLarge};

/// What an answer leads to.
#[derive(Debug)]
enum Leads {
    /// To this body.
    To(&'static str),
    /// To a failure of this class.
    Fails(FailureClass),
}

use Leads::{Fails, To};

/// A client that has less patience than a test.
fn hasty() -> Client {
    let options = ClientOptions { timeout: Duration::from_millis(600), ..options(&["127.0.0.0/8"]) };
    Client::new(options).expect("client")
}

async fn behaves(act: Act, leads: Leads) {
    let server = Server::always(act).await;
    let client = hasty();
    let outcome = client.get(&request(&server.url("/feed"))).await;
    match (leads, outcome) {
        (To(expected), Ok(answer)) => assert_eq!(String::from_utf8_lossy(&body(answer).1), expected),
        (Fails(class), Err(error)) => {
            assert_eq!(error.class, class, "{error}");
            assert!(error.detail.len() < 200 && !error.detail.contains(['\r', '\n', '\u{1b}']), "{:?}", error.detail);
        }
        (leads, outcome) => panic!("expected {leads:?}, found {outcome:?}"),
    }
    assert_eq!(client.stats().waiting, 0, "its place is free again");
}

macro_rules! behaviours {
    ($($name:ident: $act:expr => $leads:expr;)*) => {
        $(#[tokio::test]
        async fn $name() {
            behaves($act, $leads).await;
        })*
    };
}

fn raw(text: &str) -> Act {
    Act::SendAndClose(text.as_bytes().to_vec())
}

fn head(lines: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{lines}\r\n").into_bytes()
}

fn many_headers(count: usize) -> Act {
    let lines: String = (0..count).map(|n| format!("X-{n}: y\r\n")).collect();
    raw(&format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 2\r\n\r\nok"))
}

behaviours! {
    drip_header: Act::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec()) => Fails(Timeout);
    drip_status_line: Act::Drip(b"HTTP/1.1 200 ".to_vec()) => Fails(Timeout);
    drip_body: Act::Drip(head("")) => Fails(Timeout);
    drip_body_within_its_length: Act::Drip(head("Content-Length: 1000000\r\n")) => Fails(Timeout);
    hang_before_headers: Act::Hang => Fails(Timeout);
    hang_within_headers: Act::Stall(b"HTTP/1.1 200 OK\r\nContent-".to_vec()) => Fails(Timeout);
    hang_after_headers: Act::Stall(head("Content-Length: 10\r\n")) => Fails(Timeout);
    hang_within_body: Act::Stall([head("Content-Length: 10\r\n"), b"half".to_vec()].concat()) => Fails(Timeout);
    hang_within_chunk: Act::Stall([head("Transfer-Encoding: chunked\r\n"), b"ff\r\nhalf".to_vec()].concat()) => Fails(Timeout);
    reset_before_headers: Act::Reset(Vec::new()) => Fails(Broken);
    reset_within_headers: Act::Reset(b"HTTP/1.1 200 OK\r\nX".to_vec()) => Fails(Broken);
    reset_mid_body: Act::Reset([head("Content-Length: 10\r\n"), b"half".to_vec()].concat()) => Fails(Broken);
    close_before_headers: raw("") => Fails(Broken);
    close_mid_body: raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") => Fails(Broken);
    short_content_length_cuts_the_rest: raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonly and no more") => To("only");
    long_content_length: raw("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nless") => Fails(Broken);
    lying_content_length_of_a_terabyte: raw("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nx") => Fails(TooLarge);
    two_content_lengths: raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab") => Fails(Broken);
    negative_content_length: raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcde") => Fails(Broken);
    overflowing_content_length: raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nab") => Fails(Broken);
    content_length_of_words: raw("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nab") => Fails(Broken);
    content_length_beside_chunks: raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n") => To("ok");
    chunked_without_an_end: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n") => Fails(Broken);
    chunk_size_that_overflows: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n") => Fails(Broken);
    chunk_size_that_is_none: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n") => Fails(Broken);
    endless_chunked: Act::Flood(head("Transfer-Encoding: chunked\r\n"), [b"1000\r\n".to_vec(), vec![b'x'; 0x1000], b"\r\n".to_vec()].concat()) => Fails(TooLarge);
    endless_chunk_extension: Act::Flood([head("Transfer-Encoding: chunked\r\n"), b"5;".to_vec()].concat(), vec![b'e'; 4_096]) => Fails(Broken);
    endless_body_without_length: Act::Flood(head(""), vec![b'x'; 65_536]) => Fails(TooLarge);
    endless_headers: Act::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: of the same\r\n".to_vec()) => Fails(Broken);
    endless_status_line: Act::Flood(b"HTTP/1.1 200 ".to_vec(), vec![b'O'; 4_096]) => Fails(Broken);
    a_hundred_headers_are_read: many_headers(90) => To("ok");
    two_hundred_headers: many_headers(200) => Fails(Broken);
    a_header_of_two_mebibytes: raw(&format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\nok", "y".repeat(2 << 20))) => Fails(Broken);
    a_flood_of_set_cookie: many_cookies() => To("ok");
    bad_status_line: raw("HTTP/1.1 OK 200\r\n\r\nx") => Fails(Broken);
    status_of_four_digits: raw("HTTP/1.1 2000 OK\r\n\r\nx") => Fails(Broken);
    http_0_9: raw("<rss><channel/></rss>") => Fails(Broken);
    http_3_0: raw("HTTP/3.0 200 OK\r\nContent-Length: 1\r\n\r\nx") => Fails(Broken);
    another_protocol: raw("SSH-2.0-OpenSSH_9.9\r\n") => Fails(Broken);
    control_characters_in_a_header: raw("HTTP/1.1 200 OK\r\nX: a\x07b\r\nContent-Length: 2\r\n\r\nok") => To("ok");
    a_bare_carriage_return_in_a_header: raw("HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok") => Fails(Broken);
    a_header_without_a_name: raw("HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 2\r\n\r\nok") => To("ok");
    a_folded_header: raw("HTTP/1.1 200 OK\r\nX: a\r\n folded on\r\nContent-Length: 2\r\n\r\nok") => To("ok");
    a_folded_content_length: raw("HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nok") => Fails(Broken);
    a_flood_of_100_continue: Act::Flood(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()) => Fails(Timeout);
    a_100_before_the_answer: raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") => To("ok");
    a_103_before_the_answer: raw("HTTP/1.1 103 Early Hints\r\nLink: <http://127.0.0.1:1/x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") => To("ok");
    an_unasked_upgrade: raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nxx") => Fails(Status(101));
    www_authenticate: Act::Send(answer("401 Unauthorized", &[("WWW-Authenticate", "Basic realm=\"x\"")], b"no")) => Fails(Status(401));
    partial_content: Act::Send(answer("206 Partial Content", &[("Content-Range", "bytes 0-1/9")], b"ok")) => Fails(Status(206));
    a_304_nobody_asked_for: Act::Send(answer("304 Not Modified", &[], b"")) => Fails(Broken);
}

fn many_cookies() -> Act {
    let lines: String = (0..80).map(|n| format!("Set-Cookie: c{n}={}\r\n", "v".repeat(3_000))).collect();
    raw(&format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 2\r\n\r\nok"))
}

/// Every status from 200 to 599 is an answer or a failure that names it, with no bytes of ours lost in between.
#[tokio::test]
async fn every_status_from_200_to_599() {
    let server = Server::start(|head| {
        let code = head.split(['/', ' ']).nth(2).unwrap_or("0").to_owned();
        let location = [("Location", "http://127.0.0.1:1/gone")];
        let headers: &[(&str, &str)] = if code.starts_with('3') { &location } else { &[] };
        let empty = matches!(code.as_str(), "204" | "304");
        Act::Send(answer(&format!("{code} Whatever"), headers, if empty { b"" } else { b"x" }))
    })
    .await;
    let client = client();
    for code in 200..600_u16 {
        let outcome = client.get(&request(&server.url(&format!("/{code}")))).await;
        match code {
            200 | 203 | 204 => assert!(outcome.is_ok(), "{code}"),
            304 => assert_eq!(outcome.expect_err("unasked").class, Broken),
            301 | 302 | 303 | 307 | 308 => {
                assert_eq!(outcome.expect_err("moved").class, FailureClass::Connect, "{code}");
            }
            _ => assert_eq!(outcome.expect_err("no answer").class, Status(code)),
        }
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_six_are_not() {
    let server = Server::start(|head| {
        let left: u32 = head.split(['/', ' ']).nth(2).and_then(|n| n.parse().ok()).unwrap_or(0);
        if left == 0 { ok(&[], b"here") } else { redirect(302, &format!("/{}", left - 1)) }
    })
    .await;
    assert_eq!(body(get(&server.url("/5")).await.expect("five")).1, b"here");
    assert_eq!(get(&server.url("/6")).await.expect_err("six").class, FailureClass::Redirect);
}

/// 429 and 503 with each form of Retry-After, and what is understood.
#[tokio::test]
async fn every_form_of_retry_after_at_429_and_503() {
    let date = "Fri, 06 Nov 2026 08:10:00 GMT";
    let cases = [
        ("5", Some(60)),
        ("3600", Some(3_600)),
        ("1000000000000", Some(86_400)),
        ("99999999999999999999999", Some(86_400)),
        (date, Some(600)),
        ("Fri, 06 Nov 2020 08:10:00 GMT", Some(60)),
        ("Fri, 06 Nov 2099 08:10:00 GMT", Some(86_400)),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("5, 10", None),
    ];
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        for (value, seconds) in cases {
            let headers = [("Date", "Fri, 06 Nov 2026 08:00:00 GMT"), ("Retry-After", value)];
            let error = failure(Act::Send(answer(status, &headers, b"later"))).await;
            assert_eq!(error.retry_after.map(|wait| wait.as_secs()), seconds, "{status} {value:?}");
            assert_eq!(error.class, Status(status[..3].parse().expect("code")));
        }
    }
}

/// A server that says nothing and one that drips cost the good ones nothing: all hundred are answered before the first of the bad
/// ones is given up, though these alone would fill the bound over all requests six times. Nothing here depends on a clock; the times
/// are printed.
#[tokio::test]
async fn fifty_drippers_and_fifty_hangs_beside_a_hundred_good_ones() {
    let bad = Server::start_many(100, |place| if place % 2 == 0 { Act::Hang } else { Act::Drip(head("")) }).await;
    let good =
        Server::start_many(100, |_| Act::After(Duration::from_millis(100), answer("200 OK", &[], b"good"))).await;
    let options = ClientOptions { timeout: Duration::from_secs(30), ..options(&["127.0.0.0/8"]) };
    let client = Client::new(options.clone()).expect("client");
    println!("good ones alone: {:?}", all_answer(&client, &good).await);
    let client = Client::new(options).expect("client");
    let mut stuck = tokio::task::JoinSet::new();
    for server in &bad {
        let (client, request) = (client.clone(), request(&server.url("/")));
        stuck.spawn(async move { client.get(&request).await.is_ok() });
    }
    tokio::task::yield_now().await;
    println!("good ones while a hundred bad ones begin before them: {:?}", all_answer(&client, &good).await);
    println!("good ones while a hundred bad ones are stuck: {:?}", all_answer(&client, &good).await);
    assert!(stuck.try_join_next().is_none(), "no bad one was given up before");
    let arrived = bad.iter().filter(|server| !server.seen.requests().is_empty()).count();
    assert_eq!(arrived, 100, "all bad ones are in flight at once, and still none is in the way");
}

async fn all_answer(client: &Client, servers: &[Server]) -> Duration {
    let begun = Instant::now();
    let mut asked = tokio::task::JoinSet::new();
    for server in servers {
        let (client, request) = (client.clone(), request(&server.url("/")));
        asked.spawn(async move { client.get(&request).await.is_ok() });
    }
    assert!(asked.join_all().await.into_iter().all(|answered| answered));
    begun.elapsed()
}
