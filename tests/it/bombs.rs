//! The real program against outlets that send as much as they can, compressed and not: memory stays bounded, others are read.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::Program;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Child;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Peak memory allowed, in bytes.
const MOST: u64 = 200 << 20;

/// Most that a body may have by default.
const CAP: usize = 10 << 20;

/// What a bomber sends: headers beyond the status line, and a body.
type Bomb = (String, Vec<u8>);

/// A server that answers everything with one body.
fn serve(bomb: Arc<Bomb>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let bomb = Arc::clone(&bomb);
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4_096]);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{}\r\n", bomb.1.len(), bomb.0);
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bomb.1));
            });
        }
    });
    address
}

fn repeated(start: &str, piece: &str, end: &str, bytes: usize) -> Vec<u8> {
    let count = (bytes - start.len() - end.len()) / piece.len();
    format!("{start}{}{end}", piece.repeat(count)).into_bytes()
}

fn gzip(bytes: usize) -> Vec<u8> {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        coder.write_all(&zeros).unwrap();
    }
    coder.finish().unwrap()
}

/// Bodies that are as large as may be and as costly as can be.
fn bombs() -> Vec<Bomb> {
    let almost = CAP - 1_000;
    let coded = |coding: &str, body: Vec<u8>| (format!("Content-Encoding: {coding}\r\n"), body);
    let plain = |body: Vec<u8>| ("Content-Type: application/rss+xml\r\n".to_owned(), body);
    let rss = "<rss version=\"2.0\"><channel><title>x</title>";
    let end = "</channel></rss>";
    let mut brotli = Vec::new();
    let zeros = vec![b' '; 256 << 20];
    brotli::BrotliCompress(
        &mut &zeros[..],
        &mut brotli,
        &brotli::enc::BrotliEncoderParams { quality: 1, ..Default::default() },
    )
    .unwrap();
    vec![
        coded("gzip", gzip(1 << 30)),
        coded("zstd", zstd::encode_all(&zeros[..], 1).unwrap()),
        coded("br", brotli),
        plain(repeated(rss, "<item><title>a</title></item>", end, almost)),
        plain(repeated(rss, "<a>", end, almost)),
        plain(repeated(
            &format!("{rss}<item><description>"),
            "&amp;lt;b&amp;gt;",
            &format!("</description></item>{end}"),
            almost,
        )),
        plain(repeated(&format!("{rss}<item "), "a=\"b\" ", &format!("></item>{end}"), almost)),
        plain(repeated("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}", ",{}", "]}", almost)),
        plain(repeated("[", "[", "", almost)),
        plain(vec![b'x'; CAP + 1]),
    ]
}

fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse::<u64>().ok().map(|kib| kib << 10)
}

/// Runs the program to its end and returns the most memory it ever held.
fn peak_of(program: &Program) -> u64 {
    let mut child = program
        .command(&["run", "--once", "--json"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let (mut most, started) = (0, Instant::now());
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(&child).unwrap_or(0));
        assert!(started.elapsed() < Duration::from_secs(240), "it did not come to an end");
        std::thread::sleep(Duration::from_millis(5));
    }
    most
}

#[test]
fn memory_stays_bounded_under_a_hundred_bombs_as_feeds() {
    let good = Outlet::start(OutletStyle::new("good", "صحيفة السد", Layout::WordPress));
    generate(3, 9).into_iter().for_each(|item| good.publish(NewsItem { published: morning(), ..item }));
    let mut feeds = String::from("[[host]]\nname = \"unused.example\"\n");
    for bomb in bombs().into_iter().map(Arc::new) {
        // What is never read whole costs little time, so that there can be many of it.
        let count = if bomb.0.contains("Encoding") {
            25
        } else if bomb.1.len() > CAP {
            11
        } else {
            2
        };
        let addresses: Vec<SocketAddr> = (0..count).map(|_| serve(Arc::clone(&bomb))).collect();
        for address in addresses {
            let _ = write!(feeds, "[[feed]]\nid = \"bomb-{}\"\nurl = \"http://{address}/feed\"\n", address.port());
        }
    }
    let program = Program::new(std::slice::from_ref(&good), &feeds);
    let most = peak_of(&program);
    println!("peak memory under a hundred bombs as feeds: {:.1} MiB", most as f64 / 1_048_576.0);
    let articles = program.prints(&["export"]);
    let read = articles.lines().filter(|line| line.contains("\"outlet\":\"صحيفة السد\"")).count();
    assert_eq!(read, 3, "the good outlet was read");
    assert!(most > 0 && most < MOST, "{most} bytes");
}

#[test]
fn memory_stays_bounded_under_bombs_as_pages() {
    let almost = CAP - 1_000;
    let coded =
        |coding: &str, body: Vec<u8>| (format!("Content-Type: text/html\r\nContent-Encoding: {coding}\r\n"), body);
    let html = |body: Vec<u8>| ("Content-Type: text/html; charset=utf-8\r\n".to_owned(), body);
    let pages: Vec<Bomb> = vec![
        coded("gzip", gzip(256 << 20)),
        html(repeated("<html><body>", "<div>", "", almost)),
        html(repeated("<html><body><p ", "a=\"b\" ", ">x</p>", almost)),
        html(repeated("<html><body>", "<p>فقرة قصيرة في صفحة طويلة.</p>", "", almost)),
        html(repeated("<html><body>", "<a href=\"/x\">اقرأ أيضا</a>", "", almost)),
        html(repeated("<html><script>", "x", "", almost)),
        html(repeated("<html><body><table>", "<tr><td>", "", almost)),
        html(repeated("<html><body>", "&lt;&#1571;", "", almost)),
        html(repeated("<html><body>", "<!--", "", almost)),
    ];
    let mut feeds = String::from("[[host]]\nname = \"unused.example\"\n");
    let mut outlets = Vec::new();
    for (place, bomb) in pages.into_iter().map(Arc::new).enumerate() {
        let outlet = Outlet::start(OutletStyle::new(&format!("o{place}"), &format!("جريدة {place}"), Layout::Drupal));
        let items: String = (0..2)
            .map(|n| {
                format!(
                    "<item><guid>{n}</guid><title>خبر {n}</title><link>http://{}/{n}</link></item>",
                    serve(Arc::clone(&bomb))
                )
            })
            .collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>x</title>{items}</channel></rss>");
        outlet.set("/pages", 200, "application/rss+xml", feed.as_bytes());
        let _ = write!(feeds, "[[feed]]\nid = \"p{place}\"\nurl = \"{}/pages\"\n", outlet.base_url());
        outlets.push(outlet);
    }
    let program = Program::new(&[], &feeds);
    let most = peak_of(&program);
    println!("peak memory under bombs as pages: {:.1} MiB", most as f64 / 1_048_576.0);
    assert!(most > 0 && most < MOST, "{most} bytes");
    let status: serde_json::Value = serde_json::from_str(&program.prints(&["status", "--json"])).unwrap();
    assert_eq!(status["store"]["queue"]["pending"], 0, "every page came to an end");
}
