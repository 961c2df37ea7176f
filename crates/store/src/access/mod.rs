//! The house, its people, their sessions and tokens.

mod acting;
mod attempts;
mod house;
mod new_session;
mod removed;
mod sessions;
mod tokens;
mod users;

use crate::db::Db;

pub use attempts::{NewTry, Tries};
pub use house::{HouseRow, HouseUpdate};
pub use new_session::NewSession;
pub use removed::PasswordLink;
pub use sessions::{Arrival, SessionRow, WhichSessions};
pub use tokens::{ApiToken, NewToken};
pub use users::{EndedSessions, NewUser, SetupLink, User, UserUpdate};

/// The room of users, sessions, tokens; [`Store::access`](crate::Store::access) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    pub(crate) db: &'a Db,
}
