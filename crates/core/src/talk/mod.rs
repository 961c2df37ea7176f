//! Answering people in the place where they talk.

mod answers;
mod lists;
mod reply;

pub use answers::{Answers, SeenReply};
pub use lists::ReplyList;
pub use reply::{ReplyState, TransitionError};
