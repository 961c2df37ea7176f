//! What comes in, and how it is cleaned.

mod duplicates;
mod normalize;

pub use duplicates::{NearDuplicates, Signature};
pub use normalize::{
    MAX_EXTERNAL_ID_CHARS, MAX_TEXT_CHARS, NormalMention, RejectReason, input_hash, normalize,
};
