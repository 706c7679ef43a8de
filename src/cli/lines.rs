//! Files of one JSON object a line, read a line at a time with its number; `-` is standard input.

use super::Failure;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Longest line read, in bytes; more is no article.
const MAX_LINE: u64 = 8 * 1024 * 1024;

/// The lines of a file that are not blank.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    name: String,
    number: usize,
}

impl Lines {
    /// Opens `file`.
    pub(super) fn open(file: &Path) -> Result<Self, Failure> {
        Ok(Self { reader: open(file)?, name: file.display().to_string(), number: 0 })
    }

    /// Number of the line read last, from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// The next line without its end; the rest of one that is too long is skipped, so that line numbers stay true.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        loop {
            let mut line = Vec::new();
            let wrong = |e| Failure::Wrong(format!("failed to read {}: {e}", self.name));
            let read = self.reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line).map_err(wrong)?;
            if read == 0 {
                return Ok(None);
            }
            if !line.ends_with(b"\n") && read as u64 == MAX_LINE {
                self.reader.skip_until(b'\n')?;
            }
            self.number += 1;
            while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                line.pop();
            }
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(line));
            }
        }
    }
}

fn open(file: &Path) -> Result<Box<dyn BufRead + Send>, Failure> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let opened =
        std::fs::File::open(file).map_err(|e| Failure::Wrong(format!("failed to read {}: {e}", file.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, opened)))
}
