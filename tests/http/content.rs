//! Every way in which the content of an answer can be wrong: each a test named after it, through the client and the reader.

use super::*;
use chrono::{DateTime, Utc};
use hasad::feed::{self, FeedDocument, ReadContext};
use std::io::Write as _;

const TITLE: &str = "افتتاح مكتبة عامة في الميناء القديم";

fn rss() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>صحيفة المرسى</title>\
         <item><guid>1</guid><title>{TITLE}</title><link>https://news.example/1</link></item></channel></rss>"
    )
}

/// Fetches what the server has and reads it as a feed.
async fn read(act: Act) -> Result<FeedDocument, String> {
    let (head, bytes) = body(outcome(act).await.map_err(|e| e.to_string())?);
    let now: DateTime<Utc> = "2026-11-06T08:00:00Z".parse().expect("an instant");
    let context =
        ReadContext { url: Some(&head.url), content_type: head.content_type.as_deref(), zone: chrono_tz::UTC, now };
    feed::read(&bytes, &context).map_err(|e| e.to_string())
}

fn titles(document: &FeedDocument) -> Vec<&str> {
    document.entries.iter().filter_map(|e| e.title.as_deref()).collect()
}

async fn reads(act: Act) {
    assert_eq!(titles(&read(act).await.expect("a feed")), [TITLE]);
}

async fn refused(act: Act) {
    let why = read(act).await.expect_err("no feed");
    assert!(why.len() < 300 && !why.contains(['\u{1b}', '\u{0}']), "{why:?}");
}

fn typed(kind: &str, bytes: &[u8]) -> Act {
    ok(&[("Content-Type", kind)], bytes)
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.replace("utf-8", "utf-16").encode_utf16().flat_map(bytes).collect()
}

fn deflated() -> Vec<u8> {
    let mut coder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    coder.write_all(rss().as_bytes()).expect("deflate");
    coder.finish().expect("deflate")
}

fn brotlied(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &brotli::enc::BrotliEncoderParams::default()).expect("brotli");
    out
}

macro_rules! readable {
    ($($name:ident: $act:expr;)*) => { $(#[tokio::test] async fn $name() { reads($act).await; })* };
}

macro_rules! unreadable {
    ($($name:ident: $act:expr;)*) => { $(#[tokio::test] async fn $name() { refused($act).await; })* };
}

readable! {
    a_feed_in_gzip: ok(&[("Content-Encoding", "gzip")], &gzip(rss().as_bytes()));
    a_feed_in_deflate: ok(&[("Content-Encoding", "deflate")], &deflated());
    a_feed_in_brotli: ok(&[("Content-Encoding", "br")], &brotlied(rss().as_bytes()));
    a_feed_in_zstd: ok(&[("Content-Encoding", "zstd")], &zstd::encode_all(rss().as_bytes(), 3).expect("zstd"));
    a_feed_without_a_content_type: ok(&[], rss().as_bytes());
    a_feed_served_as_text_html: typed("text/html; charset=utf-8", rss().as_bytes());
    a_feed_served_as_an_octet_stream: typed("application/octet-stream", rss().as_bytes());
    a_wrong_charset_in_the_header: typed("text/xml; charset=windows-1256", rss().as_bytes());
    an_unknown_charset_in_the_header: typed("text/xml; charset=klingon", rss().as_bytes());
    windows_1256_that_says_utf_8: typed("text/xml; charset=utf-8", &encoding_rs::WINDOWS_1256.encode(&rss()).0);
    a_byte_order_mark: typed("text/xml", format!("\u{feff}{}", rss()).as_bytes());
    two_byte_order_marks: typed("text/xml", format!("\u{feff}\u{feff}{}", rss()).as_bytes());
    utf_16_with_a_mark: typed("text/xml", &wide(&format!("\u{feff}{}", rss()), u16::to_le_bytes));
    utf_16_without_a_mark: typed("text/xml", &wide(&rss(), u16::to_le_bytes));
    utf_16_big_endian_without_a_mark: typed("text/xml", &wide(&rss(), u16::to_be_bytes));
    nul_bytes_around_the_feed: typed("text/xml", format!("\0\0{}\0", rss()).as_bytes());
    a_set_cookie_bomb: ok(&[("Set-Cookie", &"x".repeat(60_000))], rss().as_bytes());
    a_last_modified_in_the_future: ok(&[("Last-Modified", "Fri, 06 Nov 2099 08:00:00 GMT")], rss().as_bytes());
    one_line_of_almost_the_limit: typed("text/xml", format!("{}{}", rss(), " ".repeat(900_000)).as_bytes());
}

unreadable! {
    html_instead_of_a_feed: typed("text/html", "<!DOCTYPE html><html><head><title>صيانة</title></head><body>نعود قريبا</body></html>".as_bytes());
    a_pdf_instead_of_a_feed: typed("application/rss+xml", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj");
    a_jpeg_instead_of_a_feed: typed("application/rss+xml", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01");
    one_line_of_a_hundred_megabytes: Act::Flood(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".to_vec(), vec![b'x'; 65_536]);
    nothing_but_nul_bytes: typed("text/xml", &[0; 4_096]);
    a_gzip_that_is_cut: ok(&[("Content-Encoding", "gzip")], &gzip(rss().as_bytes())[..200]);
    a_gzip_bomb: ok(&[("Content-Encoding", "gzip")], &gzip_bomb(64));
    a_deflate_that_is_cut: ok(&[("Content-Encoding", "deflate")], &deflated()[..60]);
    a_brotli_that_is_cut: ok(&[("Content-Encoding", "br")], &brotlied(rss().as_bytes())[..60]);
    a_brotli_bomb: ok(&[("Content-Encoding", "br")], &brotlied(&vec![b' '; 64 << 20]));
    a_zstd_bomb: ok(&[("Content-Encoding", "zstd")], &zstd::encode_all(vec![b' '; 64 << 20].as_slice(), 1).expect("zstd"));
    gzip_within_gzip: ok(&[("Content-Encoding", "gzip, gzip")], &gzip(&gzip(rss().as_bytes())));
    another_coding_than_stated: ok(&[("Content-Encoding", "br")], &gzip(rss().as_bytes()));
    an_unknown_coding: ok(&[("Content-Encoding", "compress")], rss().as_bytes());
    a_captcha_with_status_200: typed("text/html", b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>");
    a_challenge_with_status_403: Act::Send(answer("403 Forbidden", &[("cf-mitigated", "challenge")], b"<html>Just a moment...</html>"));
    a_soft_404: typed("text/html", "<html><title>الصفحة غير موجودة</title><body>عذرا، الصفحة غير موجودة</body></html>".as_bytes());
}

/// What follows a whole gzip stream is nobody's: it does no harm and is not read as content.
#[tokio::test]
async fn garbage_after_a_gzip_stream() {
    let coded = [gzip(rss().as_bytes()), b"garbage behind it".to_vec()].concat();
    match read(ok(&[("Content-Encoding", "gzip")], &coded)).await {
        Ok(document) => assert_eq!(titles(&document), [TITLE]),
        Err(why) => assert!(why.contains("damaged") || why.contains("cut"), "{why}"),
    }
}

#[tokio::test]
async fn a_gzip_with_a_bad_checksum() {
    let mut coded = gzip(rss().as_bytes());
    let at = coded.len() - 6;
    coded[at] ^= 1;
    refused(ok(&[("Content-Encoding", "gzip")], &coded)).await;
}

#[tokio::test]
async fn an_etag_that_always_changes_and_one_that_never_does() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |head| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let etag = if head.contains("/changing") { format!("\"{number}\"") } else { "\"same\"".to_owned() };
        ok(&[("ETag", &etag)], rss().replace(">1<", &format!(">{number}<")).as_bytes())
    })
    .await;
    let client = client();
    for path in ["/changing", "/same"] {
        let mut asked = request(&server.url(path));
        let mut bodies = std::collections::BTreeSet::new();
        for _ in 0..3 {
            let (head, bytes) = body(client.get(&asked).await.expect("a whole answer"));
            asked.validators = head.validators;
            bodies.insert(bytes);
        }
        assert_eq!(bodies.len(), 3, "{path}: a new body is read whatever the tag says");
    }
}
