//! Digests and articles written out: HTML, Markdown, JSON, JSON lines.
