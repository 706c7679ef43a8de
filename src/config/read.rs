//! Walking one table of the file: unknown keys with their nearest right spelling, and values of the wanted type.

use super::error::{Problems, Wrong, shortened};
use super::keys::{self, Key, TABLES};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A value in the file and where it stands.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// One table of the file, or its absence.
pub(super) struct Section<'s, 't> {
    name: &'static str,
    /// As it is written, `[fetch]` or `[[feed]]`.
    shown: String,
    table: Option<&'s DeTable<'t>>,
    /// Where it begins; where a missing key is reported.
    pub span: Range<usize>,
}

impl<'s, 't> Section<'s, 't> {
    /// The table `[name]` of a file; reports when something else has its name, and every key in it that is not known.
    pub fn of(root: &'s DeTable<'t>, name: &'static str, problems: &mut Problems<'_>) -> Self {
        let shown = format!("[{name}]");
        let Some((key, value)) = root.get_key_value(name) else { return Self { name, shown, table: None, span: 0..0 } };
        match value.get_ref() {
            DeValue::Table(table) => Self::checked(name, shown, table, value.span(), problems),
            other => {
                let message = format!("{name:?} is a table, not {}; write {shown} on a line of its own", a_type(other));
                problems.push(key.span(), message, None, None);
                Self { name, shown, table: None, span: key.span() }
            }
        }
    }

    /// One `[[name]]` of an array of tables; `None` when it is something else, which is reported.
    pub fn of_element(name: &'static str, value: &'s Value<'t>, problems: &mut Problems<'_>) -> Option<Self> {
        let shown = format!("[[{name}]]");
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Self::checked(name, shown, table, value.span(), problems));
        }
        let message = format!("{shown} is a table, not {}", a_type(value.get_ref()));
        problems.push(value.span(), message, None, None);
        None
    }

    fn checked(
        name: &'static str,
        shown: String,
        table: &'s DeTable<'t>,
        span: Range<usize>,
        problems: &mut Problems<'_>,
    ) -> Self {
        for key in table.keys().filter(|key| keys::find(name, key.get_ref()).is_none()) {
            if problems.is_full() {
                break;
            }
            let found = key.get_ref();
            let near = nearest(found, keys::names(name));
            let home = near.is_none().then(|| home_of(found, name)).flatten();
            let home = home.map(|home| format!(", it belongs in {home}")).unwrap_or_default();
            let allowed = keys::names(name).collect::<Vec<_>>().join(", ");
            let message = format!("unknown key {:?} in {shown}{home}", shortened(found));
            problems.push(key.span(), message, near, Some(allowed));
        }
        Self { name, shown, table: Some(table), span }
    }

    /// The value of a key, when the file gives one.
    pub fn given(&self, name: &str) -> Option<&'s Value<'t>> {
        self.table.and_then(|table| table.get(name))
    }

    /// The value of a key as `convert` reads it, else its default; `None` when it has none or is wrong, which is reported.
    fn read<T>(
        &self,
        name: &str,
        problems: &mut Problems<'_>,
        convert: impl Fn(&Value<'_>) -> Result<T, Vec<(Range<usize>, Wrong)>>,
    ) -> Option<T> {
        let key = keys::find(self.name, name);
        debug_assert!(key.is_some(), "{name} of {} is not in the table of keys", self.name);
        let Some(given) = self.given(name) else {
            let default = DeValue::parse(key?.default?).ok()?;
            return convert(&default).ok();
        };
        let wrongs = match convert(given) {
            Ok(value) => return Some(value),
            Err(wrongs) => wrongs,
        };
        let allowed = key.map(|k: &Key| k.allowed.to_owned());
        for (span, wrong) in wrongs {
            let message = format!("{name} in {}: {}", self.shown, wrong.message);
            problems.push(span, message, wrong.suggestion, allowed.clone());
        }
        None
    }

    /// A string, read by `convert`.
    pub fn text<T>(
        &self,
        name: &str,
        problems: &mut Problems<'_>,
        convert: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        self.read(name, problems, |value| one_text(value, &convert).map_err(|wrong| vec![wrong]))
    }

    /// An array of strings, each read by `convert`; every wrong one is reported.
    pub fn list<T>(
        &self,
        name: &str,
        problems: &mut Problems<'_>,
        convert: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        self.read(name, problems, |value| match value.get_ref() {
            DeValue::Array(array) => many_texts(array, &convert),
            DeValue::String(text) => {
                let near = format!("[{text:?}]");
                let wrong = Wrong::new(format!("takes a list in square brackets, not a string; write {near}"));
                Err(vec![(value.span(), wrong)])
            }
            other => Err(vec![(value.span(), wrong_type("a list of strings", other))]),
        })
    }

    /// A whole number within `bounds`.
    pub fn integer(
        &self,
        name: &str,
        problems: &mut Problems<'_>,
        bounds: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        self.read(name, problems, |value| {
            let wrong = match value.get_ref() {
                DeValue::Integer(number) => match usize::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) if bounds.contains(&number) => return Ok(number),
                    _ => Wrong::new(format!("{number} is out of bounds")),
                },
                DeValue::String(text) if text.trim().parse::<usize>().is_ok() => {
                    Wrong::new(format!("takes a number, not a string; write {} without quotes", text.trim()))
                }
                other => wrong_type("a whole number", other),
            };
            Err(vec![(value.span(), wrong)])
        })
    }

    /// True or false.
    pub fn truth(&self, name: &str, problems: &mut Problems<'_>) -> Option<bool> {
        self.read(name, problems, |value| match value.get_ref() {
            DeValue::Boolean(truth) => Ok(*truth),
            other => Err(vec![(value.span(), wrong_type("true or false", other))]),
        })
    }

    /// The value of a key that may be absent: `Some(None)` when it is, `None` when it is wrong, which was reported.
    pub fn optional<T>(&self, name: &str, read: impl FnOnce(&Self, &str) -> Option<T>) -> Option<Option<T>> {
        if self.given(name).is_none() { Some(None) } else { read(self, name).map(Some) }
    }

    /// Reports that a key must be given.
    pub fn missing(&self, name: &str, problems: &mut Problems<'_>) {
        let allowed = keys::find(self.name, name).map(|k| k.allowed.to_owned());
        problems.push(self.span.start..self.span.start, format!("{} has no {name}", self.shown), None, allowed);
    }
}

/// Reports every key of the top level that is no table of ours.
pub(super) fn check_root(root: &DeTable<'_>, problems: &mut Problems<'_>) {
    for key in root.keys().filter(|key| !TABLES.contains(&key.get_ref().as_ref())) {
        if problems.is_full() {
            break;
        }
        let found = key.get_ref();
        let near = nearest(found, TABLES.iter().copied());
        let home = near.is_none().then(|| home_of(found, "")).flatten();
        let home = home.map(|home| format!(", it belongs in {home}")).unwrap_or_default();
        let allowed = TABLES.map(shown_table).join(", ");
        problems.push(key.span(), format!("unknown table or key {:?}{home}", shortened(found)), near, Some(allowed));
    }
}

fn shown_table(name: &str) -> String {
    if matches!(name, "feed" | "host") { format!("[[{name}]]") } else { format!("[{name}]") }
}

/// The other table that has a key of exactly this name.
fn home_of(found: &str, not: &str) -> Option<String> {
    TABLES.iter().find(|table| **table != not && keys::find(table, found).is_some()).map(|table| shown_table(table))
}

pub(super) fn one_text<T>(
    value: &Value<'_>,
    convert: &impl Fn(&str) -> Result<T, Wrong>,
) -> Result<T, (Range<usize>, Wrong)> {
    match value.get_ref() {
        DeValue::String(text) => convert(text).map_err(|wrong| (value.span(), wrong)),
        other => Err((value.span(), wrong_type("a string in quotes", other))),
    }
}

pub(super) fn many_texts<T>(
    array: &DeArray<'_>,
    convert: &impl Fn(&str) -> Result<T, Wrong>,
) -> Result<Vec<T>, Vec<(Range<usize>, Wrong)>> {
    let mut good = Vec::new();
    let mut wrongs = Vec::new();
    for value in array.iter() {
        match one_text(value, convert) {
            Ok(value) => good.push(value),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    if wrongs.is_empty() { Ok(good) } else { Err(wrongs) }
}

fn wrong_type(wanted: &str, found: &DeValue<'_>) -> Wrong {
    Wrong::new(format!("takes {wanted}, not {}", a_type(found)))
}

pub(super) fn a_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The candidate that `found` was probably meant to be: the same but for case and `-` for `_`, or a few letters away.
pub(crate) fn nearest<'c>(found: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    let folded = |text: &str| text.trim().to_lowercase().replace(['-', ' '], "_");
    let wanted = folded(found);
    // A suggestion for a text much longer than any name would only mislead.
    if wanted.is_empty() || wanted.chars().count() > 64 {
        return None;
    }
    let most = (wanted.chars().count() / 3).max(1);
    candidates
        .map(|candidate| (strsim::osa_distance(&wanted, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}
