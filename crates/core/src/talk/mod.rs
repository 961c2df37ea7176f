//! Answering people in the place where they talk.

mod answers;
mod reply;

pub use answers::{Answers, SeenReply};
pub use reply::{ReplyState, TransitionError};
