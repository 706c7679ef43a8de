//! Compressing pages before they are stored, with contexts that are used again: making one costs as much as a small page.

use std::fmt;
use std::io::Read as _;
use std::sync::{Arc, Mutex, PoisonError};
use zstd::bulk::Compressor;

/// Effort: a page is kept for days and rarely read again, so speed counts more than the last tenth of size.
const LEVEL: i32 = 1;

/// Compression contexts not in use, one a core at most.
#[derive(Clone, Default)]
pub(super) struct Compressors(Arc<Mutex<Vec<Compressor<'static>>>>);

impl Compressors {
    /// `bytes` compressed with zstd; `None` when the library fails, which only a lack of memory brings about.
    pub(super) fn compress(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut compressor = match idle {
            Some(compressor) => compressor,
            None => Compressor::new(LEVEL).ok()?,
        };
        let compressed = compressor.compress(bytes).ok();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(compressor);
        compressed
    }
}

/// A stored page as it was received, up to `limit` bytes; `None` when it is no zstd or larger.
#[must_use]
pub fn decompress(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(compressed).ok()?;
    decoder.take(limit as u64 + 1).read_to_end(&mut body).ok()?;
    (body.len() <= limit).then_some(body)
}

impl fmt::Debug for Compressors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compressors")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_reads_back_also_from_a_used_context() {
        let compressors = Compressors::default();
        for text in ["خبر عاجل ".repeat(400), "خبر آخر ".repeat(300)] {
            let small = compressors.compress(text.as_bytes()).unwrap();
            assert!(small.len() < text.len() / 10);
            assert_eq!(decompress(&small, text.len()).unwrap(), text.as_bytes());
            assert_eq!(decompress(&small, text.len() - 1), None);
            assert_eq!(decompress(&small[..small.len() - 4], text.len()), None, "damaged");
        }
    }
}
