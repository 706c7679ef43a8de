//! The inside of one tag: its name, its attributes and where it ends, however badly it is written.

/// Most attributes kept of one element.
const MAX_ATTRIBUTES: usize = 64;

/// A start tag behind its name.
pub(super) struct Tag<'a> {
    pub(super) attributes: Vec<(&'a str, &'a str)>,
    /// Bytes from `<` to behind `>`.
    pub(super) length: usize,
    /// `<name/>`.
    pub(super) empty: bool,
    /// Whether it was not well formed.
    pub(super) broken: bool,
}

/// Reads the attributes of a tag from `at` on; `None` when the document ends before the tag does.
pub(super) fn scan_attributes(tag: &str, mut at: usize) -> Option<Tag<'_>> {
    let bytes = tag.as_bytes();
    let mut result = Tag { attributes: Vec::new(), length: 0, empty: false, broken: false };
    loop {
        match bytes.get(at)? {
            b'>' => {
                result.length = at + 1;
                result.empty = bytes[at - 1] == b'/';
                return Some(result);
            }
            // The next tag begins before this one ended.
            b'<' => {
                result.length = at;
                result.broken = true;
                return Some(result);
            }
            b if b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'' | b'=') => at += 1,
            _ => at = attribute(tag, at, &mut result)?,
        }
    }
}

/// Reads one attribute and returns where it ended.
fn attribute<'a>(tag: &'a str, start: usize, result: &mut Tag<'a>) -> Option<usize> {
    let bytes = tag.as_bytes();
    let skip = |mut at: usize, test: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|b| test(*b)) {
            at += 1;
        }
        at
    };
    let name_end = skip(start, |b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'<' | b'/' | b'"' | b'\''));
    let equals = skip(name_end, |b| b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        result.broken = true;
        return Some(name_end);
    }
    let open = skip(equals + 1, |b| b.is_ascii_whitespace());
    let (value, end) = match bytes.get(open)? {
        quote @ (b'"' | b'\'') => {
            let from = open + 1;
            let stop = bytes[from..].iter().position(|b| b == quote || *b == b'<').map(|p| from + p)?;
            if bytes[stop] == *quote {
                (&tag[from..stop], stop + 1)
            } else {
                // XML allows no < in a value: the quote is missing. The value ends with the tag, if it has an end.
                result.broken = true;
                let stop = tag[from..stop].find('>').map_or(stop, |p| from + p);
                (tag[from..stop].trim_end_matches('/'), stop)
            }
        }
        _ => {
            result.broken = true;
            let end = skip(open, |b| !b.is_ascii_whitespace() && b != b'>' && b != b'<');
            (tag[open..end].trim_end_matches('/'), end)
        }
    };
    if result.attributes.len() < MAX_ATTRIBUTES && name_end > start {
        result.attributes.push((&tag[start..name_end], value));
    }
    Some(end)
}

/// Bytes up to the `>` outside brackets and quotes.
pub(super) fn balanced_length(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (Some(_), _) => {}
            // Quotes are only balanced inside the internal subset; a stray one outside must not eat the document.
            (None, b'"' | b'\'') if depth > 0 => quote = Some(b),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a name can begin so: names of feeds are ASCII, and `<عاجل>` is text.
pub(super) fn is_name_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_'
}

/// The name at the front of `text`, with its prefix.
pub(super) fn tag_name(text: &str) -> &str {
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || b"_:-.".contains(&b))).unwrap_or(text.len());
    &text[..end]
}
