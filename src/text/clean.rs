//! Foreign text made safe to store and show: controls and bidi overrides out, blanks collapsed, length bounded.

use super::letters::is_invisible;

/// One line of foreign text: controls and bidi controls removed, any run of blanks one space, ends trimmed, at most
/// `max_chars` characters. ZWNJ and ZWJ stay, since Persian and Arabic shaping needs them.
#[must_use]
pub fn line(text: &str, max_chars: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max_chars * 4));
    let mut blank = false;
    let mut count = 0;
    for c in text.chars() {
        // Letters of the two scripts that almost all of it is in, without the tables that the rest needs.
        if matches!(c, '!'..='~' | '\u{0621}'..='\u{065F}' | '،' | '؛' | '؟' | '«' | '»')
            && count + usize::from(blank) < max_chars
        {
            if std::mem::take(&mut blank) {
                out.push(' ');
                count += 1;
            }
            out.push(c);
            count += 1;
        } else if c == ' '
            || c.is_whitespace()
            || c == '\u{00A0}'
            || (c.is_control() && matches!(c, '\n' | '\r' | '\t'))
        {
            blank = !out.is_empty();
        } else if is_kept(c) {
            if count + usize::from(blank) >= max_chars {
                break;
            }
            if std::mem::take(&mut blank) {
                out.push(' ');
                count += 1;
            }
            out.push(c);
            count += 1;
        }
    }
    out
}

fn is_kept(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}') || !(c.is_control() || is_invisible(c) || is_noncharacter(c))
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The first `max_chars` characters of `text`, cut at the last blank before that, with an ellipsis where something was cut.
#[must_use]
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max_chars) else { return text.to_owned() };
    let head = &text[..end];
    let cut = head.rfind(' ').filter(|cut| *cut > end / 2).unwrap_or(end);
    format!("{}…", head[..cut].trim_end_matches([' ', '،', ',', '.', ':', '؛']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_overrides_go_and_blanks_collapse() {
        assert_eq!(line("  خبر\u{202e}\u{1b}[31m\r\n عاجل\u{00a0}\u{200f} ", 100), "خبر[31m عاجل");
        assert_eq!(line("می\u{200c}خواهم", 100), "می\u{200c}خواهم");
    }

    #[test]
    fn length_is_bounded_in_characters() {
        assert_eq!(line("أبجد هوز", 5), "أبجد");
        assert_eq!(line("أبجدهوز", 5), "أبجده");
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("قال الوزير، في مؤتمر صحفي", 13), "قال الوزير…");
        assert_eq!(excerpt("قصير", 13), "قصير");
    }
}
