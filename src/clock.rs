//! The clock: the only place that asks what time it is.
