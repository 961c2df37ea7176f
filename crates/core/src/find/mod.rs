//! What the search index is told.

mod answer;
mod doc;

pub use answer::{Answering, FEW_STARS, MANY_STARS, asks_for_answer};
pub use doc::MentionDoc;
