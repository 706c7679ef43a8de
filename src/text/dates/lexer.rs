//! Cuts folded text into numbers, words and signs, remembering what touched what.

/// A piece of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits: value and how many there were.
    Number(u64, usize),
    /// Letters, with `_` inside names of zones.
    Word(String),
    /// Any other character that is no blank.
    Sign(char),
}

/// A token and whether a blank stood before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) token: Token,
    pub(super) spaced: bool,
}

/// Digits of the longest number that is part of any date.
const MAX_DIGITS: usize = 14;

/// Cuts up `text`, which must be folded. A number too long for any date keeps its length and has the largest value.
pub(super) fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut spaced = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            spaced = true;
            continue;
        }
        let token = if c.is_ascii_digit() {
            let mut digits = String::from(c);
            while let Some(d) = chars.next_if(char::is_ascii_digit) {
                digits.push(d);
            }
            let value = digits.parse().ok().filter(|_| digits.len() <= MAX_DIGITS).unwrap_or(u64::MAX);
            Token::Number(value, digits.len())
        } else if c.is_alphabetic() {
            let mut word = String::from(c);
            while let Some(d) = chars.next_if(|d| d.is_alphabetic() || *d == '_') {
                word.push(d);
            }
            Token::Word(word)
        } else {
            Token::Sign(c)
        };
        pieces.push(Piece { token, spaced });
        spaced = false;
    }
    pieces
}
