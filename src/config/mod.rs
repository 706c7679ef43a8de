//! Configuration: TOML in, valid settings out, every mistake at once with its place.
