//! The way of one item, from a due feed to a recorded article.
