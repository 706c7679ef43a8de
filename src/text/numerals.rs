//! Digits: Arabic-Indic and Persian digits to ASCII, leaving everything else as it was written.

/// `text` with `٠`–`٩` and `۰`–`۹` written as `0`–`9`, and the Arabic decimal and thousands separators as `.` and `,`.
#[must_use]
pub fn to_ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

fn ascii_digit(c: char) -> char {
    let offset = match c {
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        '٫' => return '.',
        '٬' => return ',',
        _ => return c,
    };
    char::from_digit(offset, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::to_ascii_digits;

    #[test]
    fn both_sets_are_read() {
        assert_eq!(to_ascii_digits("الساعة ١٦:٢٥، عام ۲۰۲۶، ٢٫٤"), "الساعة 16:25، عام 2026، 2.4");
    }
}
