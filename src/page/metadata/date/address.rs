//! The day that an outlet puts into the addresses of its articles: a witness beside what the page says.

use crate::article::{Precision, StatedDate};
use crate::text::dates::{self, DateContext};
use url::Url;

/// `/2026/11/23/`, `/2026-11-23-`, `/23-11-2026-`, `/20261123…`, `/2026/20261123/`: a day that the outlet put into the address.
pub(super) fn day(url: &Url, context: &DateContext) -> Option<StatedDate> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let by_folder = segments.windows(3).find_map(|w| {
        let is =
            |text: &str, len: usize| text.len() <= len && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (w[0].len() == 4 && is(w[0], 4) && is(w[1], 2) && is(w[2], 2))
            .then(|| format!("{}-{:0>2}-{:0>2}", w[0], w[1], w[2]))
    });
    let by_name = || {
        segments.iter().find_map(|s| {
            let digits: String = s.chars().take(10).collect();
            let dashed = digits.len() == 10
                && digits
                    .bytes()
                    .enumerate()
                    .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
            let packed = s.len() >= 12 && s.bytes().take(12).all(|b| b.is_ascii_digit()) && (s.starts_with("20"));
            // Alone, a number of eight digits is an article's as often as a day.
            let folder = are_digits(s, 8) && segments.iter().any(|year| year.len() == 4 && s.starts_with(year));
            if let Some(date) = day_first(&digits) {
                return Some(date);
            }
            if dashed {
                Some(digits)
            } else if packed || (folder && s.starts_with("20")) {
                Some(format!("{}-{}-{}", s.get(..4)?, s.get(4..6)?, s.get(6..8)?))
            } else {
                None
            }
        })
    };
    let date = dates::parse(&by_folder.or_else(by_name)?, context)?;
    Some(super::date_from(date, "url")).filter(|d| d.precision == Precision::Day)
}

/// Outlets that write the day first do so in their addresses, too: `27-05-2025`.
fn day_first(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let dated = are_digits(day, 2) && are_digits(month, 2) && are_digits(year, 4) && year.starts_with("20");
    dated.then(|| format!("{year}-{month}-{day}"))
}

fn are_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_the_address_is_a_witness_and_a_number_is_none() {
        let context = DateContext { zone: chrono_tz::UTC, now: chrono::DateTime::UNIX_EPOCH };
        let day = |u: &str| Url::parse(u).ok().and_then(|u| super::day(&u, &context)).map(|d| d.to_text());
        assert_eq!(day("https://n.example/2026/11/3/khabar").as_deref(), Some("2026-11-03"));
        assert_eq!(day("https://n.example/news/2026-11-23-1.55").as_deref(), Some("2026-11-23"));
        assert_eq!(day("https://n.example/ar/economy/1318442/27-05-2025-al-masrif").as_deref(), Some("2025-05-27"));
        assert_eq!(day("https://n.example/2009/20090317/cu3.htm").as_deref(), Some("2009-03-17"));
        assert_eq!(day("https://n.example/article/1153519"), None);
        assert_eq!(day("https://n.example/article/20211203"), None);
    }
}
