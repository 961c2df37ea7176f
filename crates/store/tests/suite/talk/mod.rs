//! Replies.

mod replies;
