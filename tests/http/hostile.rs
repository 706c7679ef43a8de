//! Servers that drip, flood, send bombs or break off.

use super::*;

#[tokio::test]
async fn a_dripping_body_ends_with_the_total_time() {
    let server = Server::always(Act::Drip(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).await;
    let options = ClientOptions { timeout: Duration::from_millis(300), ..options(&["127.0.0.0/8"]) };
    let error = Client::new(options).expect("client").get(&request(&server.url("/"))).await.expect_err("slow");
    assert_eq!(error.class, FailureClass::Timeout);
    assert!(error.detail.starts_with("timed out after 0.3 s"), "{error}");
}

#[tokio::test]
async fn silence_and_dripping_headers_end_with_the_total_time() {
    for act in [Act::Hang, Act::Drip(b"HTTP/1.1 200 OK\r\nX-".to_vec())] {
        let server = Server::always(act).await;
        let options = ClientOptions { timeout: Duration::from_millis(300), ..options(&["127.0.0.0/8"]) };
        let error = Client::new(options).expect("client").get(&request(&server.url("/"))).await.expect_err("slow");
        assert_eq!(error.class, FailureClass::Timeout, "{error}");
    }
}

#[tokio::test]
async fn drippers_do_not_hold_up_other_hosts() {
    let (dripper, good) = (Server::always(Act::Hang).await, Server::always(ok(&[], b"good")).await);
    let options = ClientOptions { timeout: Duration::from_secs(600), concurrency: 2, ..options(&["127.0.0.0/8"]) };
    let client = Client::new(options).expect("client");
    for _ in 0..20 {
        let (client, request) = (client.clone(), request(&dripper.url("/")));
        tokio::spawn(async move { client.get(&request).await });
    }
    tokio::task::yield_now().await;
    for _ in 0..20 {
        assert!(client.get(&request(&good.url("/"))).await.is_ok());
    }
}

#[tokio::test]
async fn bombs_stop_at_the_cap_whatever_the_coding() {
    let zeros = vec![0; 64 << 20];
    let bombs = [
        ("gzip", gzip_bomb(64)),
        ("zstd", zstd::encode_all(zeros.as_slice(), 1).expect("zstd")),
        ("identity", zeros[..3 << 20].to_vec()),
    ];
    for (coding, bomb) in bombs {
        let server = Server::always(ok(&[("Content-Encoding", coding)], &bomb)).await;
        let client = client();
        let error = client.get(&request(&server.url("/"))).await.expect_err("a bomb");
        assert_eq!(error.class, FailureClass::TooLarge, "{coding}: {error}");
        assert!(error.detail.contains("more than max_body 1 MiB"), "{error}");
        assert!(client.stats().body_bytes < 2 << 20, "{coding} read {}", client.stats().body_bytes);
    }
}

#[tokio::test]
async fn an_endless_body_stops_at_the_cap() {
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let mut chunk = b"1000\r\n".to_vec();
    chunk.extend([b'x'; 0x1000]);
    chunk.extend(b"\r\n");
    assert_eq!(failure(Act::Flood(head, chunk)).await.class, FailureClass::TooLarge);
}

#[tokio::test]
async fn compressed_bodies_are_decoded() {
    let text = "مرحبا".repeat(100);
    let zstd = zstd::encode_all(text.as_bytes(), 3).expect("zstd");
    for (coding, coded) in [("gzip", gzip(text.as_bytes())), ("zstd", zstd), ("UTF-8", text.clone().into_bytes())] {
        let answer = outcome(ok(&[("Content-Encoding", coding)], &coded)).await.expect(coding);
        assert_eq!(body(answer).1, text.as_bytes(), "{coding}");
    }
}

#[tokio::test]
async fn codings_that_leave_something_coded_are_refused() {
    let once = gzip(b"<rss/>");
    let twice = gzip(&once);
    for headers in [
        &[("Content-Encoding", "gzip, gzip")][..],
        &[("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")],
        &[("Content-Encoding", "compress")],
        &[],
    ] {
        let error = failure(ok(headers, &twice)).await;
        assert_eq!(error.class, FailureClass::Broken, "{headers:?}: {error}");
    }
}

#[tokio::test]
async fn bodies_that_break_off_are_failures() {
    let whole = gzip(b"<rss></rss>");
    let mut bad_sum = whole.clone();
    bad_sum[whole.len() - 6] ^= 1;
    let cases = [
        ("short length", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>".to_vec()),
        ("no last chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec()),
        ("bad chunk size", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n".to_vec()),
        ("cut gzip", answer("200 OK", &[("Content-Encoding", "gzip")], &whole[..whole.len() - 9])),
        ("bad gzip sum", answer("200 OK", &[("Content-Encoding", "gzip")], &bad_sum)),
        ("no gzip", answer("200 OK", &[("Content-Encoding", "gzip")], b"<rss></rss>")),
        ("nothing", Vec::new()),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-".to_vec()),
        ("not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()),
        ("two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_vec()),
    ];
    for (name, bytes) in cases {
        let error = failure(Act::SendAndClose(bytes)).await;
        assert_eq!(error.class, FailureClass::Broken, "{name}: {error}");
        assert!(error.detail.contains("127.0.0.1"), "{name}: {error}");
    }
}

#[tokio::test]
async fn floods_of_headers_are_failures() {
    let flood = Act::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), format!("X-A: {}\r\n", "y".repeat(1_000)).into_bytes());
    assert_eq!(failure(flood).await.class, FailureClass::Broken);
    let flood = Act::Flood(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec());
    let server = Server::always(flood).await;
    let options = ClientOptions { timeout: Duration::from_millis(500), ..options(&["127.0.0.0/8"]) };
    assert!(Client::new(options).expect("client").get(&request(&server.url("/"))).await.is_err());
}

#[tokio::test]
async fn an_empty_answer_is_an_empty_body() {
    for act in
        [Act::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()), ok(&[], b""), ok(&[("Content-Encoding", "gzip")], b"")]
    {
        assert!(body(outcome(act).await.expect("answer")).1.is_empty());
    }
}
