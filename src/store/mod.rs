//! The store: canonical articles, their sources, and the state of every feed.
