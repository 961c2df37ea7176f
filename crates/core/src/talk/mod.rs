//! Answering people in the place where they talk.

mod reply;

pub use reply::{ReplyState, TransitionError};
