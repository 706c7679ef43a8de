//! Rust source as words, strings and marks: comments are gone, character literals too, and a string is one token.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An identifier, a keyword or a number.
    Word(String),
    /// The inside of a string literal, escapes as written.
    Text(String),
    /// `::`
    Path,
    /// Any other sign.
    Mark(char),
}

/// A token and the line it begins on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub line: usize,
    pub kind: Kind,
}

impl Token {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The tokens of `source`.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 1, tokens: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character. The only place that moves, so that lines are counted everywhere, in strings too.
    fn take(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        self.line += usize::from(c == '\n');
        c
    }

    fn push(&mut self, line: usize, kind: Kind) {
        self.tokens.push(Token { line, kind });
    }

    fn step(&mut self) {
        let (line, c) = (self.line, self.peek(0));
        match (c, self.peek(1)) {
            ('/', '/') => {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.take();
                }
            }
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (':', ':') => {
                self.at += 2;
                self.push(line, Kind::Path);
            }
            _ if is_word(c) => self.word(),
            _ => {
                self.take();
                if !c.is_whitespace() {
                    self.push(line, Kind::Mark(c));
                }
            }
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.take();
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        self.take();
        let mut text = String::new();
        while self.at < self.chars.len() {
            match self.take() {
                '"' => break,
                '\\' => text.extend(['\\', self.take()]),
                c => text.push(c),
            }
        }
        self.push(line, Kind::Text(text));
    }

    /// From the first `#` or quotation mark of a raw string.
    fn raw_string(&mut self) {
        let line = self.line;
        let mut fence = 0;
        while self.peek(0) == '#' {
            self.take();
            fence += 1;
        }
        self.take();
        let mut text = String::new();
        while self.at < self.chars.len() {
            if self.peek(0) == '"' && (1..=fence).all(|n| self.peek(n) == '#') {
                self.at += 1 + fence;
                break;
            }
            text.push(self.take());
        }
        self.push(line, Kind::Text(text));
    }

    /// A character literal, or the mark before a lifetime.
    fn quote(&mut self) {
        self.take();
        if self.peek(0) == '\\' {
            self.take();
            self.take();
            while self.at < self.chars.len() && self.take() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.take();
            self.take();
        } else {
            // A lifetime or a label: its name is no word of the program.
            while is_word(self.peek(0)) {
                self.take();
            }
        }
    }

    fn word(&mut self) {
        let line = self.line;
        let mut word = String::new();
        while is_word(self.peek(0)) {
            word.push(self.take());
        }
        let fences = (0..).take_while(|n| self.peek(*n) == '#').count();
        match (word.as_str(), self.peek(0), self.peek(fences)) {
            ("r" | "br" | "cr", '"' | '#', '"') => self.raw_string(),
            ("b" | "c", '"', _) => self.string(),
            ("b", '\'', _) => self.quote(),
            // A raw identifier: the word itself follows.
            ("r", '#', _) if is_word(self.peek(1)) => {
                self.take();
            }
            _ => self.push(line, Kind::Word(word)),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
