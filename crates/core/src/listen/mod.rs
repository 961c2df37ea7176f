//! What comes in, and how it is cleaned.

mod duplicates;
pub mod import;
mod normalize;
mod readers;

pub use duplicates::{NearDuplicates, Signature};
pub use normalize::{NormalMention, RejectReason, input_hash, normalize};
pub use readers::{Change, Facts, Look};
