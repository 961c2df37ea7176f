//! Conversations and replies as pages.

mod answered;
pub(super) mod author;
pub(super) mod conversation;
pub(super) mod replies;
