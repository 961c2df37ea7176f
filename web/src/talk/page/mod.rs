//! Conversations and replies as pages.

mod answered;
pub(super) mod conversation;
pub(super) mod replies;
