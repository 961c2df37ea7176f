//! People of the house, their sessions and tokens.

mod new_session;
mod sessions;
mod users;

use crate::db::Db;

pub use new_session::NewSession;
pub use sessions::{ApiToken, NewToken, SessionRow};
pub use users::{EndedSessions, NewUser, User, UserUpdate};

/// The room of users, sessions, tokens; [`Store::access`](crate::Store::access) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    pub(crate) db: &'a Db,
}
