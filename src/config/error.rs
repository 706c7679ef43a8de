//! Mistakes in a configuration: each with its place, what stood there, what is allowed, and the nearest right spelling.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Mistakes shown at most; a file with more is not the file that was meant.
const MAX_ERRORS: usize = 200;

/// Characters of the offending text that are quoted.
const MAX_FOUND_CHARS: usize = 80;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigError {
    /// The file as it was named.
    #[serde(serialize_with = "path_text")]
    pub file: PathBuf,
    /// Line from 1; 0 when the mistake is the file itself.
    pub line: usize,
    /// Column from 1, in characters (not bytes, not screen cells); 0 when the mistake is the file itself.
    pub column: usize,
    /// The offending text, shortened; empty when something is missing.
    pub found: String,
    /// What is wrong, lower-case, readable alone.
    pub message: String,
    /// The nearest right spelling of what was found.
    pub suggestion: Option<String>,
    /// What may stand there.
    pub allowed: Option<String>,
}

fn path_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(f, "{}:{}:", self.line, self.column)?;
        }
        write!(f, " {}", self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, ": did you mean {suggestion:?}?")?;
        }
        if let Some(allowed) = &self.allowed {
            let joint = if self.suggestion.is_some() { " " } else { "; " };
            write!(f, "{joint}allowed: {allowed}")?;
        }
        Ok(())
    }
}

/// Every mistake of one configuration, in the order of the file; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    /// The mistakes.
    #[must_use]
    pub fn list(&self) -> &[ConfigError] {
        &self.0
    }

    /// The mistakes, to be told with those of other files.
    pub(super) fn into_list(self) -> Vec<ConfigError> {
        self.0
    }

    /// The mistakes of several files; `None` when there are none.
    pub(super) fn of(list: Vec<ConfigError>) -> Option<Self> {
        (!list.is_empty()).then_some(Self(list))
    }

    /// One mistake that is the file itself.
    pub(super) fn whole_file(file: &Path, message: String) -> Self {
        Self(vec![ConfigError {
            file: file.to_owned(),
            line: 0,
            column: 0,
            found: String::new(),
            message,
            suggestion: None,
            allowed: None,
        }])
    }

    /// The file is in another encoding: the place is counted in what could be read before it.
    pub(super) fn not_utf8(file: &Path, bytes: &[u8], valid: usize) -> Self {
        let good = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
        let mut problems = Problems::new(file, &good);
        let found = bytes.get(valid).map(|b| format!("byte {b:#04x}")).unwrap_or_default();
        problems.push(good.len()..good.len(), "not UTF-8; save the file as UTF-8".to_owned(), None, None);
        for error in &mut problems.errors {
            error.found.clone_from(&found);
        }
        Self(problems.errors)
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// What a converter says about one value it cannot take.
#[derive(Debug)]
pub(super) struct Wrong {
    pub message: String,
    pub suggestion: Option<String>,
}

impl Wrong {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }

    pub fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }
}

/// The text being read and the mistakes found in it so far.
pub(super) struct Problems<'t> {
    file: PathBuf,
    text: &'t str,
    /// Byte offset at which each line begins.
    lines: Vec<usize>,
    errors: Vec<ConfigError>,
    warnings: Vec<(usize, String)>,
}

impl<'t> Problems<'t> {
    pub fn new(file: &Path, text: &'t str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.to_owned(), text, lines, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Line and column, both from 1, of a byte offset.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        (line, column)
    }

    /// Notes a mistake at `span`, whose text is quoted.
    pub fn push(&mut self, span: Range<usize>, message: String, suggestion: Option<String>, allowed: Option<String>) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let (line, column) = self.place(span.start);
        let found = shortened(self.text.get(span).unwrap_or_default());
        let file = self.file.clone();
        self.errors.push(ConfigError { file, line, column, found, message, suggestion, allowed });
    }

    /// Notes something allowed but probably not meant.
    pub fn warn(&mut self, offset: usize, message: &str) {
        let (line, _) = self.place(offset);
        self.warnings.push((line, format!("{}:{line}: {message}", self.file.display())));
    }

    pub fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    /// How many mistakes were found so far.
    pub fn count(&self) -> usize {
        self.errors.len()
    }

    /// The text of a line, counted from 1.
    pub fn line(&self, line: usize) -> &'t str {
        let start = line.checked_sub(1).and_then(|at| self.lines.get(at)).copied().unwrap_or(self.text.len());
        self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// Leaves out what was found after the first `noted` mistakes on one of `lines`, from line `lost_from` on, or because
    /// something was missing: the syntax errors noted before explain it.
    pub fn drop_consequences(&mut self, noted: usize, lines: &[usize], lost_from: usize) {
        let mut at = 0;
        self.errors.retain(|e| {
            at += 1;
            let explained = lines.binary_search(&e.line).is_ok() || e.line >= lost_from || e.found.is_empty();
            at <= noted || !explained
        });
    }

    /// The warnings when there is no mistake, else the mistakes, both in the order of the file.
    pub fn finish(mut self) -> Result<Vec<String>, ConfigErrors> {
        if !self.errors.is_empty() {
            self.errors.sort_by_key(|e| (e.line, e.column));
            return Err(ConfigErrors(self.errors));
        }
        self.warnings.sort_by_key(|(line, _)| *line);
        Ok(self.warnings.into_iter().map(|(_, text)| text).collect())
    }
}

/// The first line of `text`, cut after [`MAX_FOUND_CHARS`], and without what may be a password: errors are pasted into
/// mails and logs.
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = match line.rfind('@') {
        Some(at) if line[..at].contains(':') => {
            let start = line.find("://").filter(|start| *start < at).map_or(0, |start| start + 3);
            Cow::Owned(format!("{}…{}", &line[..start], &line[at..]))
        }
        _ => Cow::Borrowed(line),
    };
    match line.char_indices().nth(MAX_FOUND_CHARS) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line.into_owned(),
    }
}
