//! Pages and feeds as the newsroom's outlets serve them, for the benches that read them.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate_sized, morning};
use chrono::Utc;
use hasad::article::Extracted;
use hasad::page::{self, InputKind, PageInput};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// One page of `page_bytes` in each layout, with an article of `text_bytes` on it.
pub fn pages(page_bytes: usize, text_bytes: usize) -> Vec<Vec<u8>> {
    let items = generate_sized(Layout::ALL.len(), 5, text_bytes);
    let render = |(layout, item): (&Layout, NewsItem)| {
        let outlet = Outlet::start(OutletStyle::new("bench", "صحيفة القياس", *layout).page_bytes(page_bytes));
        let slug = item.slug.clone();
        outlet.publish(NewsItem { published: morning(), ..item });
        body(&outlet, &outlet.url_of(&slug))
    };
    Layout::ALL.iter().zip(items).map(render).collect()
}

/// What an outlet answers at `url`.
pub fn body(outlet: &Outlet, url: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(outlet.address()).unwrap();
    let path = url.strip_prefix(&outlet.base_url()).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n").unwrap();
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer).unwrap();
    answer
}

/// Takes the article out of a page.
pub fn extract(bytes: &[u8]) -> Extracted {
    page::extract(&PageInput {
        bytes,
        content_type: Some("text/html; charset=utf-8"),
        url: None,
        kind: InputKind::Html,
        outlet: None,
        zone: chrono_tz::UTC,
        now: Utc::now(),
    })
}
