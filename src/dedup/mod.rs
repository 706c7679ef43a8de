//! Deduplication: fingerprints, comparison with evidence, and the verdict.
