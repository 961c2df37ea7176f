//! Saved views: queries kept under a name.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, SavedViewId, limits};
use plaza_store::find::SavedView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::search::QueryText;
use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::schema::time;
use crate::frame::api::seen::IfMatch;
use crate::frame::extract::{JsonBody, PathIds, Text};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    // Everybody keeps views of their own; the engine checks who may share.
    let read = Access::Needs(Permission::Read);
    Routes::new()
        .api(read, routes!(list_views))
        .api(read, routes!(save_view))
        .api(read, routes!(rename_view))
        .api(read, routes!(delete_view))
        .api(read, routes!(move_view_up))
}

/// A query kept under a name.
#[derive(Debug, Serialize, ToSchema)]
struct ViewOut {
    id: i64,
    /// Send it with a new name, which is refused when somebody else was quicker.
    version: i64,
    name: String,
    query: String,
    /// True when everybody sees it.
    shared: bool,
    created_at: String,
}

impl From<SavedView> for ViewOut {
    fn from(view: SavedView) -> Self {
        Self {
            id: view.id.get(),
            version: view.version,
            name: view.name,
            query: view.query,
            shared: view.user_id.is_none(),
            created_at: time(view.created_at),
        }
    }
}

/// Lists one's own views and the shared ones.
#[utoipa::path(get, path = "/api/v1/views", tag = "views",
    responses((status = 200, body = Page<ViewOut>)))]
async fn list_views(State(state): State<AppState>, Caller(actor): Caller) -> Answer<Page<ViewOut>> {
    let views = state.engine().find().views(&actor).await?;
    Ok(Json(Page::whole(views.into_iter().map(ViewOut::from))))
}

/// A new view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewIn {
    name: Text<{ limits::VIEW_NAME }>,
    query: QueryText,
    /// True shows it to everybody; this takes the permission to curate.
    #[serde(default)]
    shared: bool,
}

/// Keeps a query.
#[utoipa::path(post, path = "/api/v1/views", tag = "views", request_body = ViewIn,
    responses((status = 201, body = ViewOut)))]
async fn save_view(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<ViewIn>,
) -> Result<(StatusCode, Json<ViewOut>), Problem> {
    let engine = state.engine();
    let view = engine.find().save_view(&actor, &input.name, &input.query, input.shared).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// Another name for a view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewName {
    name: Text<{ limits::VIEW_NAME }>,
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
}

/// Gives a view another name.
#[utoipa::path(patch, path = "/api/v1/views/{id}", tag = "views", params(("id" = i64, Path)),
    request_body = ViewName, responses((status = 200, body = ViewOut)))]
async fn rename_view(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SavedViewId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<ViewName>,
) -> Answer<ViewOut> {
    let seen = if_match.seen(id, input.version)?;
    Ok(Json(state.engine().find().rename_view(&actor, seen, &input.name).await?.into()))
}

/// Puts a view before the one above it: one's own among them, a shared one among those.
#[utoipa::path(post, path = "/api/v1/views/{id}/up", tag = "views",
    params(("id" = i64, Path)), responses((status = 204, description = "It stands higher")))]
async fn move_view_up(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SavedViewId>,
) -> Result<StatusCode, Problem> {
    state.engine().find().move_view_up(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a view.
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = i64, Path)), responses((status = 204, description = "It is gone")))]
async fn delete_view(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SavedViewId>,
) -> Result<StatusCode, Problem> {
    state.engine().find().delete_view(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
