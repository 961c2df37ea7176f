//! Lists of mentions that need no query.

use axum::Json;
use axum::extract::State;
use plaza_core::{AuthorId, MentionId, Permission, limits};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::extract::PathIds;
use crate::parts::mention::MentionOut;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    Routes::new().api(read, routes!(near_duplicates)).api(read, routes!(author_mentions))
}

/// Lists mentions that say nearly the same.
#[utoipa::path(get, path = "/api/v1/mentions/{id}/near-duplicates", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = Page<MentionOut>)))]
async fn near_duplicates(
    State(state): State<AppState>,
    PathIds(id): PathIds<MentionId>,
) -> Answer<Page<MentionOut>> {
    state.engine().mention(id).await?;
    let near = state.engine().store().near_duplicates(id, i64::from(limits::PAGE)).await?;
    Ok(Json(Page::whole(near.into_iter().map(MentionOut::from))))
}

/// Lists what an author said, newest first, at most 200 mentions.
#[utoipa::path(get, path = "/api/v1/authors/{id}/mentions", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = Page<MentionOut>)))]
async fn author_mentions(
    State(state): State<AppState>,
    PathIds(id): PathIds<AuthorId>,
) -> Answer<Page<MentionOut>> {
    let store = state.engine().store();
    store.author(id).await?.ok_or_else(|| Problem::not_found("author"))?;
    let mentions = store.author_mentions(id, i64::from(limits::PAGE)).await?;
    Ok(Json(Page::whole(mentions.into_iter().map(MentionOut::from))))
}
