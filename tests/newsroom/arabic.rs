//! Small text work of the harness: escaping, bytes, digits, months, and a seeded generator of numbers.

use super::style::Encoding;
use chrono::{DateTime, Datelike, FixedOffset, Timelike, Utc, Weekday};
use encoding_rs::WINDOWS_1256;

/// FNV-1a, 64 bit: stable on every machine.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &b| (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// Seeded numbers (splitmix64): the same on every machine and in every run.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A sequence of its own for every seed.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    /// The next number below `limit`, 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^= x >> 31;
        usize::try_from(x % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// Text for an element or a double-quoted attribute, in HTML and XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Percent-escapes what is not ASCII.
pub fn escape_path(path: &str) -> String {
    path.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// JSON for a `script` element. Where the page is not UTF-8 everything but ASCII is escaped, as old sites do, since
/// character references are not resolved inside scripts.
pub fn script_json(value: &serde_json::Value, encoding: Encoding) -> String {
    let text = value.to_string().replace("</", "<\\/");
    if encoding.is_utf8() {
        return text;
    }
    let mut out = String::with_capacity(text.len() * 3);
    let mut units = [0; 2];
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

/// The bytes of a page or feed. What windows-1256 cannot write becomes a character reference, as browsers and real sites
/// have it.
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        _ => WINDOWS_1256.encode(text).0.into_owned(),
    }
}

/// `٢٠٢٦` for `2026`.
pub fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| c.to_digit(10).filter(|_| c.is_ascii()).and_then(|d| char::from_u32(0x0660 + d)).unwrap_or(c))
        .collect()
}

/// The instant on the outlet's clock.
pub fn local(at: DateTime<Utc>, hours: i32) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(hours * 3_600).expect("the offset of an outlet is less than a day");
    at.with_timezone(&offset)
}

/// `الإثنين 23 نوفمبر 2026`.
pub fn long_date(at: DateTime<FixedOffset>) -> String {
    format!("{} {} {} {}", weekday(at.weekday()), at.day(), month(at.month()), at.year())
}

/// `23 نوفمبر 2026 - 06:15 ص`.
pub fn date_and_time(at: DateTime<FixedOffset>) -> String {
    let (afternoon, hour) = at.hour12();
    let half = if afternoon { "م" } else { "ص" };
    format!("{} {} {} - {hour:02}:{:02} {half}", at.day(), month(at.month()), at.year(), at.minute())
}

/// Name of a month in the Egyptian and Gulf way.
pub fn month(number: u32) -> &'static str {
    const MONTHS: [&str; 12] =
        ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
    MONTHS[(number as usize).saturating_sub(1) % 12]
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Sat => "السبت",
        Weekday::Sun => "الأحد",
        Weekday::Mon => "الإثنين",
        Weekday::Tue => "الثلاثاء",
        Weekday::Wed => "الأربعاء",
        Weekday::Thu => "الخميس",
        Weekday::Fri => "الجمعة",
    }
}
