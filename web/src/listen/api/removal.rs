//! Deleting sources: archived, or with their mentions.

use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::sources::{SourceOut, after, find, show};
use crate::frame::api::seen::{IfMatch, TaggedAnswer, VersionIn, or_both, sent};
use crate::frame::extract::{OptionalJsonBody, PathIds, QueryString};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new().api(manage, routes!(delete_source)).api(manage, routes!(bring_back_source))
}

/// What becomes of a deleted source's mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Mentions {
    /// They stay under the source's name, and it can be brought back.
    #[default]
    Keep,
    /// Their words go wherever they stand.
    Delete,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeleteParams {
    /// `keep` archives the source; `delete` takes its mentions away too, in the background.
    #[serde(default)]
    #[param(inline)]
    mentions: Mentions,
}

/// Deletes a source: it is archived and its mentions stay, or they go with it. What another source
/// of its place has brought too becomes that one's. Needs the version that was read in `If-Match`.
#[utoipa::path(delete, path = "/api/v1/sources/{id}", tag = "sources",
    params(("id" = i64, Path), DeleteParams),
    responses((status = 204, description = "It is archived"),
        (status = 202, description = "It is being deleted with its mentions")))]
async fn delete_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
    QueryString(params): QueryString<DeleteParams>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let (seen, listen) = (if_match.seen(id, None)?, state.engine().listen());
    let done = match params.mentions {
        Mentions::Keep => listen.archive_source(&actor, seen).await,
        Mentions::Delete => listen.remove_source(&actor, seen).await,
    };
    let theirs = async { show(&state, find(&state, id).await?).await };
    or_both(done, json!({}), theirs).await?;
    Ok(match params.mentions {
        Mentions::Keep => StatusCode::NO_CONTENT,
        Mentions::Delete => StatusCode::ACCEPTED,
    })
}

/// Brings an archived source back; it is paused where its secrets must be entered again.
#[utoipa::path(post, path = "/api/v1/sources/{id}/bring-back", tag = "sources",
    params(("id" = i64, Path)), request_body = VersionIn,
    responses((status = 200, body = SourceOut)))]
async fn bring_back_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<VersionIn>,
) -> TaggedAnswer<SourceOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().listen().bring_back_source(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}
