//! Sources and what comes from them, for programs.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod add;
mod coverage;
mod deletion;
mod imports;
mod quarantine;
mod records;
mod removal;
mod sources;
mod tries;

use crate::Routes;

pub(super) fn routes() -> Routes {
    sources::routes()
        .merge(removal::routes())
        .merge(deletion::routes())
        .merge(tries::routes())
        .merge(coverage::routes())
        .merge(imports::routes())
        .merge(quarantine::routes())
        .merge(add::routes())
}
