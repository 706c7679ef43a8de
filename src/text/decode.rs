//! Bytes to text by evidence.
