//! The JSON API under `/api/v1`, and the addresses that machines watch.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod coverage;
mod ideas;
mod mentions;
mod mentions_view;
mod models;
mod openapi;
mod operations;
mod page;
mod people;
mod quarantine;
mod replies;
mod schema;
mod search;
mod session;
mod sources;
mod themes;
mod views;

use crate::Routes;

/// All routes of the API.
#[must_use]
pub fn routes() -> Routes {
    session::routes()
        .merge(search::routes())
        .merge(mentions::routes())
        .merge(models::routes())
        .merge(themes::routes())
        .merge(replies::routes())
        .merge(ideas::routes())
        .merge(sources::routes())
        .merge(coverage::routes())
        .merge(quarantine::routes())
        .merge(people::routes())
        .merge(views::routes())
        .merge(operations::routes())
}

/// What a handler answers.
type Answer<T> = Result<axum::Json<T>, crate::Problem>;
