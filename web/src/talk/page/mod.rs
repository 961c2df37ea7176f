//! The board's pages of conversations and replies.

mod answered;
pub(super) mod author;
mod composer;
pub(super) mod conversation;
pub(super) mod list;
pub(super) mod steps;
mod timeline;
mod undo;
mod way;
pub(super) mod write;
