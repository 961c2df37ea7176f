//! Ideas, and the exact quotes that carry them.

mod idea;
mod quote;

pub use idea::{IdeaStage, RiceInputs};
pub use quote::{QuoteError, QuoteSpan, locate_quote};
