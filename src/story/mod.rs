//! Stories: which articles are about one event.
