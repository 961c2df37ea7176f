//! Our replies.

mod replies;

use crate::db::Db;

pub use replies::{NewReply, Reply, ReplyChange};

/// The room of replies; [`Store::talk`](crate::Store::talk) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Talk<'a> {
    pub(crate) db: &'a Db,
}
