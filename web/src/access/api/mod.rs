//! Sessions, users, tokens and the audit log, for programs.

mod people;
mod session;

use crate::Routes;

pub(super) fn routes() -> Routes {
    session::routes().merge(people::routes())
}
