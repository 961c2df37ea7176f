//! What all rooms share: the page around a screen, what handlers start from and answer with, words,
//! problems, assets. Nothing here knows a room.

pub(crate) mod api;
pub(crate) mod assets;
pub(crate) mod board;
mod causes;
#[cfg(test)]
mod contrast_test;
pub(crate) mod errors;
pub(crate) mod events;
pub(crate) mod extract;
pub(crate) mod fields;
pub(crate) mod i18n;
#[cfg(test)]
mod messages_test;
pub(crate) mod overtaken;
pub(crate) mod page;
mod people;
mod pieces;
pub(crate) mod problem;
#[cfg(test)]
mod texts_test;
mod times;

use axum::Extension;
use axum::extract::State;
use axum::response::IntoResponse;
use plaza_core::Permission;

use crate::security::Identity;
use crate::{Access, AppState, Routes};

/// What belongs to no room: assets, and the stream of changes that pages listen to.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/assets/{version}/{file}", Access::Public, assets::serve)
        .get("/favicon.ico", Access::Public, assets::favicon)
        .get("/events", Access::Needs(Permission::Read), changes)
}

async fn changes(
    State(state): State<AppState>,
    Extension(reader): Extension<Identity>,
) -> impl IntoResponse {
    events::stream(&state, &reader)
}
