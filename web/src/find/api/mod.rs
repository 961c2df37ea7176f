//! Searching, counting and saved views, for programs.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod lists;
mod search;
mod views;

use crate::Routes;

pub(super) fn routes() -> Routes {
    search::routes().merge(lists::routes()).merge(views::routes())
}
