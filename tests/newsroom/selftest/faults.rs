//! Whether every fault of an outlet does what it says.

use super::*;

#[test]
fn faults_with_an_answer_do_what_they_say() {
    let outlet = started(Layout::Drupal, Encoding::Utf8, FeedFlavour::RssSummary);
    let whole = get(&outlet, "/feed");
    let now = |fault| {
        outlet.fault(fault);
        get(&outlet, "/feed")
    };
    assert_eq!(now(Fault::Status(500)).status, 500);
    let limited = now(Fault::RateLimited { retry_after: Some(120) });
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("120")));
    assert_eq!(now(Fault::Unavailable { retry_after: None }).status, 503);
    assert_eq!(now(Fault::NotModifiedAlways).status, 304);
    assert!(String::from_utf8_lossy(&now(Fault::HtmlInsteadOfFeed).body).contains("<html"));
    assert!(now(Fault::EmptyFeed).body.is_empty());
    let cut = now(Fault::TruncatedFeed).body;
    assert!(cut.len() * 2 >= whole.body.len() - 1 && whole.body.starts_with(&cut) && cut.len() < whole.body.len());
    let wrong = now(Fault::WrongCharset);
    assert!(wrong.header("content-type").is_some_and(|c| c.contains("utf-8")));
    assert!(std::str::from_utf8(&wrong.body).is_err());
    assert!(decoded(&wrong.body, Encoding::Windows1256Header).contains(&sample().title));
    let huge = now(Fault::Huge(3_000_000));
    assert_eq!((huge.length(), huge.body.len()), (3_000_000, 3_000_000));
    let moved = now(Fault::Redirect { status: 301, to: "/feed".to_owned() });
    assert_eq!((moved.status, moved.header("location")), (301, Some("/feed")));
    let short = now(Fault::CutShort);
    assert!(short.body.len() < short.length());
    let page = path(&outlet, "old-lighthouse");
    assert_eq!(get(&outlet, &page).status, 200, "pages have faults of their own");
    outlet.recover();
    outlet.fault_pages(Fault::Status(503));
    assert_eq!((get(&outlet, &page).status, get(&outlet, "/feed").status), (503, 200));
    outlet.recover();
    assert_eq!(get(&outlet, "/feed").body, whole.body);
}

#[test]
fn faults_of_the_connection_do_what_they_say() {
    let outlet = started(Layout::Drupal, Encoding::Utf8, FeedFlavour::RssSummary);
    let mut kept = connect(outlet.address());
    outlet.fault(Fault::Reset);
    let mut stream = connect(outlet.address());
    send(&mut stream, "/feed", "").expect("the request goes out");
    assert_eq!(receive(&mut stream).err().map(|e| e.kind()), Some(ErrorKind::ConnectionReset));

    outlet.fault(Fault::Down);
    let refused = TcpStream::connect(outlet.address()).err().map(|e| e.kind());
    assert_eq!(refused, Some(ErrorKind::ConnectionRefused));
    assert_eq!(kept.read(&mut [0]).ok(), Some(0), "what was open is closed");
    outlet.recover();
    assert_eq!(get(&outlet, "/feed").status, 200, "the same port answers again");

    outlet.fault(Fault::Slow { per_byte: Duration::from_millis(5), at_most: Duration::from_millis(300) });
    let begun = Instant::now();
    let mut stream = connect(outlet.address());
    send(&mut stream, "/feed", "").expect("the request goes out");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("a polite end");
    assert!((2..=60).contains(&bytes.len()), "{} bytes in 300 ms", bytes.len());
    assert!(begun.elapsed() >= Duration::from_millis(250));

    outlet.fault(Fault::Hang);
    let mut stream = connect(outlet.address());
    stream.set_read_timeout(Some(Duration::from_millis(200))).expect("a timeout can be set");
    send(&mut stream, "/feed", "").expect("the request goes out");
    assert!(receive(&mut stream).is_err());
    let begun = Instant::now();
    drop(outlet);
    assert!(begun.elapsed() < Duration::from_secs(2), "a hang does not hold up the end");
}
