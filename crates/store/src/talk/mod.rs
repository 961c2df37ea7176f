//! Our replies.

mod answered;
mod delivery;
mod lists;
mod replies;

use crate::db::Db;

pub use delivery::OtherReply;
pub use lists::ReplyCounts;
pub use replies::{NewReply, Reply, ReplyChange, Tries};

/// The room of replies; [`Store::talk`](crate::Store::talk) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Talk<'a> {
    pub(crate) db: &'a Db,
}
