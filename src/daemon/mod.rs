//! The loop that never ends: what is due, in order, until it is told to stop.
