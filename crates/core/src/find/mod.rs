//! What the search index is told.

mod doc;

pub use doc::MentionDoc;
