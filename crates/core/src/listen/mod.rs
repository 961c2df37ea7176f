//! What comes in, and how it is cleaned.

mod duplicates;
pub mod import;
mod normalize;
mod readers;
mod reject;

pub use duplicates::{NearDuplicates, Signature};
pub use normalize::{NormalMention, input_hash, normalize};
pub use readers::{Change, Facts, Look};
pub use reject::RejectReason;
