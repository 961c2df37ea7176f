//! Insight, themes and models, for programs.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod authors;
mod insight;
mod models;
mod rebuild;
mod themes;

use crate::Routes;

pub(super) fn routes() -> Routes {
    insight::routes()
        .merge(authors::routes())
        .merge(themes::routes())
        .merge(rebuild::routes())
        .merge(models::routes())
}
