//! A page cut down before the tokenizer sees it: to a size, to so many attributes a tag, and without what is never read.
//!
//! html5ever's tokenizer compares every attribute with those before it, which is quadratic in one tag (50,000 attributes
//! take half a second). Scripts, styles, comments and drawings are often half a page; a search for their end is far
//! cheaper than to tokenize them. Depth needs no bound here: no tree is built, and the stack of open elements has its own.

/// Longest page read, in bytes of decoded text; a longer one is cut.
const MAX_TEXT: usize = 5 * 1024 * 1024;
/// Blanks and quotes allowed in one tag, outside values; real tags have some dozens, four for each attribute at most.
const MAX_TAG_BREAKS: usize = 800;
/// Elements whose content is never read.
const UNREAD: [&str; 4] = ["script", "style", "noscript", "svg"];

/// The page within the bounds, and what was cut to get there.
pub(super) struct Bounded<'a> {
    /// The whole page, cut to size.
    pub text: &'a str,
    /// Whether the end was cut off.
    pub cut: bool,
}

/// The parts of a page that are worth tokenizing, in order.
pub(super) struct Parts<'a> {
    /// The parts; concatenated they are the page.
    pub parts: Vec<&'a str>,
    /// Tags that lost attributes.
    pub shortened_tags: usize,
}

/// Bounds the size of `text`.
pub(super) fn bound(text: &str) -> Bounded<'_> {
    let cut = text.len() > MAX_TEXT;
    Bounded { text: if cut { &text[..text.floor_char_boundary(MAX_TEXT)] } else { text }, cut }
}

/// Leaves out what is never read. One linear pass.
pub(super) fn prune(text: &str) -> Parts<'_> {
    let mut out = Parts { parts: Vec::new(), shortened_tags: 0 };
    let (mut kept, mut at) = (0, 0);
    // An end that is not found once is not looked for again: that would be quadratic.
    let mut endless = [false; UNREAD.len() + 1];
    while let Some(open) = text[at..].find('<').map(|i| at + i) {
        let rest = &text.as_bytes()[open + 1..];
        let gap = if rest.starts_with(b"!--") {
            // The shortest comment is "<!-->"; its end overlaps its beginning.
            at = open + 4;
            end_of(text, open + 2, "-->", &mut endless[UNREAD.len()]).map(|end| open..end + 3)
        } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            let tag = scan_tag(text.as_bytes(), open + 1);
            at = tag.end;
            if let Some(excess) = tag.excess_from {
                out.shortened_tags += 1;
                Some(excess..tag.end)
            } else {
                unread_content(text, open, tag.end, &mut endless)
            }
        } else {
            at = open + 1;
            None
        };
        if let Some(gap) = gap.filter(|g| g.start >= kept) {
            out.parts.push(text.get(kept..gap.start).unwrap_or_default());
            (kept, at) = (gap.end, gap.end.max(at));
        }
    }
    out.parts.push(text.get(kept..).unwrap_or_default());
    out
}

/// The content of an unread element whose tag is `open..close`, without its end tag.
fn unread_content(text: &str, open: usize, close: usize, endless: &mut [bool]) -> Option<std::ops::Range<usize>> {
    let tag = text.get(open + 1..close)?;
    let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let which = UNREAD.iter().position(|u| tag[..name_end].eq_ignore_ascii_case(u))?;
    if tag.ends_with('/') || tag.contains("ld+json") || !text[close..].starts_with('>') {
        return None;
    }
    let end = end_of(text, close, UNREAD[which], &mut endless[which])?;
    Some(close + 1..end)
}

/// Where an end tag `</name` begins, or a comment's end; tags in either case.
fn end_of(text: &str, from: usize, name: &str, endless: &mut bool) -> Option<usize> {
    if *endless {
        return None;
    }
    let is_comment = name == "-->";
    let mut at = from;
    let found = loop {
        let Some(next) = text.get(at..)?.find(if is_comment { "-->" } else { "</" }).map(|i| at + i) else {
            break None;
        };
        let end = text.as_bytes().get(next + 2..next + 2 + name.len());
        if is_comment || end.is_some_and(|e| e.eq_ignore_ascii_case(name.as_bytes())) {
            break Some(next);
        }
        at = next + 2;
    };
    *endless = found.is_none();
    found
}

struct Tag {
    end: usize,
    excess_from: Option<usize>,
}

/// Walks one tag to its `>`, minding quotes.
fn scan_tag(bytes: &[u8], from: usize) -> Tag {
    let (mut at, mut breaks, mut quote, mut excess_from) = (from, 0, None, None);
    while let Some(&byte) = bytes.get(at) {
        match quote {
            Some(q) if byte == q => quote = None,
            Some(_) => {}
            None => match byte {
                b'>' => break,
                b'"' | b'\'' if bytes.get(at.wrapping_sub(1)) == Some(&b'=') => quote = Some(byte),
                b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'' => {
                    breaks += 1;
                    if breaks > MAX_TAG_BREAKS && excess_from.is_none() {
                        excess_from = Some(at);
                    }
                }
                _ => {}
            },
        }
        at += 1;
    }
    Tag { end: at, excess_from }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_too_many_attributes_is_shortened_and_the_rest_kept() {
        let many = (0..50_000).fold(String::new(), |s, i| format!("{s} a{i}=1"));
        let page = format!("<p class=\"x > y\">قبل</p><div{many}>بعد</div>");
        let pruned = prune(&page);
        let text = pruned.parts.concat();
        assert_eq!(pruned.shortened_tags, 1);
        assert!(text.len() < 12_000 && text.ends_with(">بعد</div>"));
        assert!(text.starts_with("<p class=\"x > y\">قبل</p><div a0=1"));
    }

    #[test]
    fn what_is_never_read_goes_and_data_stays() {
        let pruned = |page: &str| prune(page).parts.concat();
        assert_eq!(
            pruned("<p>أ</p><!-- <p>لا</p> --><SCRIPT>if (a<b) '</p>'</Script><p>ب"),
            "<p>أ</p><SCRIPT></Script><p>ب"
        );
        assert_eq!(
            pruned("<script type=application/ld+json>{}</script>"),
            "<script type=application/ld+json>{}</script>"
        );
        assert_eq!(pruned("<!--> نص <p>ب</p>"), " نص <p>ب</p>");
        assert_eq!(pruned("<script>لا نهاية <p>ب"), "<script>لا نهاية <p>ب");
    }

    #[test]
    fn a_page_is_cut_to_size() {
        let long = "خ".repeat(MAX_TEXT);
        let bounded = bound(&long);
        assert!(bounded.cut && bounded.text.len() <= MAX_TEXT);
        assert!(!bound("<p>خبر").cut);
    }
}
