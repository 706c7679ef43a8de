//! Tables for people: columns as wide as their longest cell, foreign text isolated so that no direction leaks.

use crate::text::clean::{excerpt, line};
use crate::text::direction::isolate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// A table under construction.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(super) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|h| (*h).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as text; the last column is not padded.
    pub(super) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|c| self.rows.iter().filter_map(|r| r.get(c)).map(|cell| width(cell)).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            for (place, cell) in row.iter().enumerate() {
                out.push_str(cell);
                if place + 1 < row.len() {
                    out.extend(std::iter::repeat_n(' ', widths[place] - width(cell) + 2));
                }
            }
            out.push('\n');
        }
        out
    }
}

/// Characters that take a place: isolates and combining marks do not.
fn width(text: &str) -> usize {
    use crate::text::letters::{is_invisible, is_mark};
    text.chars().filter(|c| !is_invisible(*c) && (!is_mark(*c) || *c == '\u{0640}')).count()
}

/// Foreign text for a cell: cleaned, cut, isolated.
pub(super) fn foreign(text: &str, max_chars: usize) -> String {
    isolate(&excerpt(&line(text, max_chars * 2), max_chars))
}

/// An instant in the zone, to the minute; a dash when there is none.
pub(super) fn when(at: Option<DateTime<Utc>>, zone: Tz) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
}

/// A length of time in seconds: `45 s`, `12 min`, `7.5 h`, `9 d`; a dash when there is none.
pub(super) fn lasting(seconds: Option<i64>) -> String {
    match seconds {
        None => "-".to_owned(),
        Some(s) if s < 120 => format!("{s} s"),
        Some(s) if s < 7_200 => format!("{} min", s / 60),
        Some(s) if s < 172_800 => format!("{:.1} h", s as f64 / 3_600.0),
        Some(s) => format!("{} d", s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_cells_line_up_by_what_is_seen() {
        let mut table = Table::new(&["outlet", "n"]);
        table.row(vec![foreign("الجزيرة", 20), "1".into()]);
        table.row(vec![foreign("مُحَمَّد", 20), "2".into()]);
        let text = table.render();
        let ends: Vec<usize> =
            text.lines().map(|l| width(l.trim_end_matches(|c: char| c.is_ascii_alphanumeric()))).collect();
        assert!(ends.windows(2).skip(1).all(|w| w[0] == w[1]), "{text}");
    }
}
