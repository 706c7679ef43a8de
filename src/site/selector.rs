//! Selectors: the part of CSS that one pass over the tags can decide.
//!
//! A selector is one or more alternatives parted by commas; an alternative is compounds parted by blanks (inside) or `>`
//! (directly inside); a compound is a tag name, `#id`, `.class` and `[attribute]` tests written together. ` @name` at the
//! end takes the value of an attribute in place of the element's text.

/// Longest selector, in bytes.
const MAX_LENGTH: usize = 400;
/// Most compounds of one alternative.
const MAX_COMPOUNDS: usize = 12;

/// Elements that hold words and not other elements, as far as a pass over the tags keeps track: nothing stands in them.
const WORDS: [&str; 16] =
    ["a", "b", "strong", "i", "em", "u", "small", "big", "label", "mark", "sub", "sup", "abbr", "cite", "img", "ins"];

/// What must be true of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// `[name]`
    Exists,
    /// `[name=value]`
    Equals(String),
    /// `[name~=value]`: one of its words.
    Word(String),
    /// `[name*=value]`
    Contains(String),
    /// `[name^=value]`
    Starts(String),
    /// `[name$=value]`
    Ends(String),
}

impl Test {
    /// Whether a value passes.
    pub fn passes(&self, value: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Equals(wanted) => value == wanted,
            Self::Word(wanted) => value.split_ascii_whitespace().any(|word| word == wanted),
            Self::Contains(wanted) => value.contains(wanted.as_str()),
            Self::Starts(wanted) => value.starts_with(wanted.as_str()),
            Self::Ends(wanted) => value.ends_with(wanted.as_str()),
        }
    }
}

/// What must be true of one element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Compound {
    /// Its name, in lower case.
    pub tag: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Classes it must all have.
    pub classes: Vec<String>,
    /// Tests of its attributes by name.
    pub tests: Vec<(String, Test)>,
}

/// One alternative: compounds from the outermost in; `true` where the compound must be a child of the one before.
pub(super) type Alternative = Vec<(bool, Compound)>;

/// A selector that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
    pub(super) alternatives: Vec<Alternative>,
    attribute: Option<String>,
}

/// Why a text is no selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectorError {
    /// What is wrong, readable alone.
    pub message: String,
    /// A selector that was probably meant.
    pub suggestion: Option<String>,
}

impl SelectorError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// When it is empty, too long, or asks for what one pass cannot decide.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SelectorError::new("an empty selector"));
        }
        if text.len() > MAX_LENGTH {
            return Err(SelectorError::new(format!("longer than {MAX_LENGTH} bytes")));
        }
        if text.starts_with('/') {
            return Err(SelectorError::new(format!("{text:?} is XPath; selectors are CSS")));
        }
        let (path, attribute) = match text.rsplit_once(" @") {
            Some((path, name)) => (path.trim_end(), Some(attribute_name(name)?)),
            None => (text, None),
        };
        let mut reader = Reader { text: path, at: 0 };
        let mut alternatives = vec![reader.alternative()?];
        while reader.eat(',') {
            alternatives.push(reader.alternative()?);
        }
        let is_words = |tag: &&str| WORDS.contains(tag);
        let mut holders =
            alternatives.iter().flat_map(|all| all.iter().rev().skip(1)).filter_map(|(_, c)| c.tag.as_deref());
        if let Some(tag) = holders.find(is_words) {
            return Err(SelectorError::new(format!(
                "{text:?}: \"{tag}\" may only come last; nothing is known to stand in it"
            )));
        }
        match reader.rest().chars().next() {
            None => Ok(Self { text: text.to_owned(), alternatives, attribute }),
            Some(other) => Err(reader.unexpected(other)),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The attribute whose value is taken in place of the text.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }
}

fn attribute_name(name: &str) -> Result<String, SelectorError> {
    let good = !name.is_empty() && name.chars().all(is_name);
    if good {
        Ok(name.to_ascii_lowercase())
    } else {
        Err(SelectorError::new(format!("{name:?} behind \"@\" is no name of an attribute")))
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let eaten = self.peek() == Some(wanted);
        if eaten {
            self.at += wanted.len_utf8();
        }
        eaten
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start().len();
        self.at += blanks;
        blanks > 0
    }

    fn alternative(&mut self) -> Result<Alternative, SelectorError> {
        self.skip_blanks();
        let mut compounds = vec![(false, self.compound()?)];
        loop {
            let blank = self.skip_blanks();
            let child = self.eat('>');
            self.skip_blanks();
            match self.peek() {
                None | Some(',') if !child => return Ok(compounds),
                Some(_) if child || blank => compounds.push((child, self.compound()?)),
                _ => return Err(SelectorError::new(format!("{:?} ends in the middle", self.text))),
            }
            if compounds.len() > MAX_COMPOUNDS {
                return Err(SelectorError::new(format!("more than {MAX_COMPOUNDS} elements inside each other")));
            }
        }
    }

    fn compound(&mut self) -> Result<Compound, SelectorError> {
        let start = self.at;
        let mut compound = Compound::default();
        if self.eat('*') {
            return Err(SelectorError::new("\"*\" matches every element; name a tag, a class or an id"));
        }
        let tag = self.name();
        compound.tag = (!tag.is_empty()).then(|| tag.to_ascii_lowercase());
        loop {
            match self.peek() {
                Some('.') => {
                    self.at += 1;
                    compound.classes.push(self.named("class")?);
                }
                Some('#') => {
                    self.at += 1;
                    compound.id = Some(self.named("id")?);
                }
                Some('[') => {
                    self.at += 1;
                    compound.tests.push(self.test()?);
                }
                None => break,
                Some(c) if c.is_whitespace() || matches!(c, ',' | '>') => break,
                Some(other) => return Err(self.unexpected(other)),
            }
        }
        if self.at == start {
            return Err(SelectorError::new(format!("{:?} lacks an element before or after a mark", self.text)));
        }
        Ok(compound)
    }

    /// A name with CSS's escapes (`sm\:flex`) resolved.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if c == '\\' {
                self.at += 1;
                let Some(escaped) = self.peek() else { break };
                name.push(escaped);
                self.at += escaped.len_utf8();
            } else if is_name(c) {
                name.push(c);
                self.at += c.len_utf8();
            } else {
                break;
            }
        }
        name
    }

    fn named(&mut self, what: &str) -> Result<String, SelectorError> {
        match self.name() {
            name if name.is_empty() => Err(SelectorError::new(format!("{:?} names no {what}", self.text))),
            name => Ok(name),
        }
    }

    fn test(&mut self) -> Result<(String, Test), SelectorError> {
        self.skip_blanks();
        let name = self.named("attribute")?.to_ascii_lowercase();
        self.skip_blanks();
        if self.eat(']') {
            return Ok((name, Test::Exists));
        }
        let kind = self.peek().filter(|c| "~*^$".contains(*c));
        self.at += usize::from(kind.is_some());
        if !self.eat('=') {
            return Err(SelectorError::new(format!("{:?}: tests are =, ~=, *=, ^= and $=", self.text)));
        }
        self.skip_blanks();
        let value = self.value()?;
        self.skip_blanks();
        if !self.eat(']') {
            return Err(SelectorError::new(format!("{:?} does not close its \"[\"", self.text)));
        }
        if value.is_empty() && kind.is_some() {
            return Err(SelectorError::new(format!("{:?} tests for an empty value", self.text)));
        }
        let test = match kind {
            None => Test::Equals(value),
            Some('~') => Test::Word(value),
            Some('*') => Test::Contains(value),
            Some('^') => Test::Starts(value),
            Some(_) => Test::Ends(value),
        };
        Ok((name, test))
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            let rest = self.rest();
            let end = rest.find([']', ' ']).unwrap_or(rest.len());
            self.at += end;
            return Ok(rest[..end].to_owned());
        };
        self.at += 1;
        let rest = self.rest();
        let Some(end) = rest.find(quote) else {
            return Err(SelectorError::new(format!("{:?} does not close a quote", self.text)));
        };
        self.at += end + 1;
        Ok(rest[..end].to_owned())
    }

    /// Says why a mark of CSS cannot be taken, and what could be written without it.
    fn unexpected(&self, found: char) -> SelectorError {
        let without = |marks: &[char]| {
            let cut = self.text.find(marks).map_or(self.text, |at| &self.text[..at]);
            let cut = cut.trim_end_matches([' ', '>', ',']);
            Self { text: cut, at: 0 }.alternative().is_ok().then(|| cut.to_owned())
        };
        let (message, suggestion) = match found {
            ':' => ("pseudo-classes need the elements around, which one pass does not keep", without(&[':'])),
            '+' | '~' => ("siblings are not kept; only what an element stands in", without(&['+', '~'])),
            '@' => ("\"@\" needs a blank before it", Some(self.text.replacen('@', " @", 1))),
            _ => ("is no part of a selector", None),
        };
        SelectorError { message: format!("{found:?} in {:?}: {message}", self.text), suggestion }
    }
}

#[cfg(test)]
mod tests;
