//! Sessions, users, tokens, settings and the audit log, for programs.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod people;
mod session;
mod sessions;
mod settings;
mod tokens;

use crate::Routes;

pub(super) fn routes() -> Routes {
    session::routes()
        .merge(sessions::routes())
        .merge(people::routes())
        .merge(tokens::routes())
        .merge(settings::routes())
}
