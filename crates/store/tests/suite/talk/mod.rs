//! Replies.

mod answered;
mod replies;
