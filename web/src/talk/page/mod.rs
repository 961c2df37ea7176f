//! Conversations and replies as pages.

pub(super) mod conversation;
pub(super) mod replies;
