//! The news of one invented day, read from `tests/data/articles`. Each file has `key: value` lines, a blank line, and
//! paragraphs parted by blank lines; a line `@ label | title | slug` is a read-also box.

use super::item::{Link, LinkBox, NewsItem};
use chrono::{DateTime, TimeDelta, Utc};

/// The files, in the order of publication.
const FILES: [&str; 20] = [
    include_str!("../data/articles/storm-warning.txt"),
    include_str!("../data/articles/derby-final.txt"),
    include_str!("../data/articles/strait-accord.txt"),
    include_str!("../data/articles/water-network.txt"),
    include_str!("../data/articles/budget-vote.txt"),
    include_str!("../data/articles/soil-sensor.txt"),
    include_str!("../data/articles/port-strike.txt"),
    include_str!("../data/articles/date-exports.txt"),
    include_str!("../data/articles/summit-talks.txt"),
    include_str!("../data/articles/comet-seen.txt"),
    include_str!("../data/articles/strait-accord-rewrite.txt"),
    include_str!("../data/articles/rail-link.txt"),
    include_str!("../data/articles/marathon-record.txt"),
    include_str!("../data/articles/old-lighthouse.txt"),
    include_str!("../data/articles/storm-warning-rewrite.txt"),
    include_str!("../data/articles/poetry-prize.txt"),
    include_str!("../data/articles/school-meals.txt"),
    include_str!("../data/articles/museum-theft.txt"),
    include_str!("../data/articles/port-strike-rewrite.txt"),
    include_str!("../data/articles/vaccine-drive.txt"),
];

/// Every item, published in the hours after `morning`.
pub fn stories(morning: DateTime<Utc>) -> Vec<NewsItem> {
    FILES.iter().map(|text| parse(text, morning)).collect()
}

/// The item of that slug.
pub fn story(slug: &str, morning: DateTime<Utc>) -> NewsItem {
    stories(morning).into_iter().find(|item| item.slug == slug).unwrap_or_else(|| panic!("no story called {slug:?}"))
}

fn parse(text: &str, morning: DateTime<Utc>) -> NewsItem {
    let (head, body) = text.split_once("\n\n").expect("a blank line after the head of an article's file");
    let get = |name: &str| {
        head.lines()
            .find_map(|line| line.split_once(": ").filter(|(key, _)| *key == name))
            .map(|(_, value)| value.trim())
    };
    let minutes: i64 = get("minutes").and_then(|m| m.parse().ok()).unwrap_or(0);
    let mut item = NewsItem::new(
        get("slug").expect("a slug in an article's file"),
        get("title").expect("a title in an article's file"),
        morning + TimeDelta::minutes(minutes),
    );
    item.section = get("section").unwrap_or("أخبار").to_owned();
    item.author = get("author").map(str::to_owned);
    item.credit = get("agency").map(str::to_owned);
    item.tags = get("tags").map_or_else(Vec::new, |tags| tags.split('،').map(|t| t.trim().to_owned()).collect());
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix("@ ") {
            Some(parts) => item.boxes.push(parse_box(parts, item.paragraphs.len())),
            None => item.paragraphs.push(line.to_owned()),
        }
    }
    item
}

fn parse_box(parts: &str, after: usize) -> LinkBox {
    let mut parts = parts.split('|').map(str::trim);
    let label = parts.next().unwrap_or_default().to_owned();
    let title = parts.next().expect("a title in a read-also line");
    LinkBox { after, label, links: vec![Link::new(title, parts.next())] }
}
