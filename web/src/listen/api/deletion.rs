//! Deleting mentions for good.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{MentionId, Permission, limits, say};
use plaza_store::listen::DeletionPreview;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::extract::{JsonBody, PathIds, QueryString, Text};
use crate::listen::deletion::found;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let delete = Access::Needs(Permission::DeleteMentions);
    Routes::new().api(delete, routes!(delete_mention)).api(delete, routes!(delete_mentions))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhyParams {
    /// Why; the audit log keeps it.
    #[param(value_type = String)]
    reason: Text<{ limits::REASON }>,
}

/// Deletes a mention for good: its words go wherever they stand, and nothing of it is taken in
/// again. Our answers stay where they were said, and so does what people judged.
#[utoipa::path(delete, path = "/api/v1/mentions/{id}", tag = "mentions",
    params(("id" = i64, Path), WhyParams),
    responses((status = 204, description = "It is deleted")))]
async fn delete_mention(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<MentionId>,
    QueryString(params): QueryString<WhyParams>,
) -> Result<StatusCode, Problem> {
    let listen = state.engine().listen();
    match listen.delete_mentions(&actor, &[id], &params.reason).await? {
        0 => Err(Problem::not_found("mention")),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// Which mentions, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeletionIn {
    /// These mentions, or else all that `q` finds.
    #[serde(default)]
    ids: Vec<i64>,
    #[schema(value_type = Option<String>)]
    q: Option<Text<{ limits::QUERY_BYTES }>>,
    /// Why; the audit log keeps it.
    reason: Text<{ limits::REASON }>,
    /// How many there are, as a dry run said: another number refuses and deletes nothing. Left
    /// out, nothing is deleted and the answer says what would be.
    count: Option<i64>,
}

/// What hangs on them, and how many were deleted.
#[derive(Debug, Serialize, ToSchema)]
struct DeletionOut {
    /// Mentions that are there.
    count: i64,
    /// Our answers that people can read: they stay where they were said.
    replies_sent: i64,
    /// Our answers that have not gone out: they never will.
    replies_waiting: i64,
    /// Quotes in ideas: they lose their words.
    quotes: i64,
    /// What people judged of them: it stays, without the words.
    judgements: i64,
    /// Mentions that were deleted; 0 for a dry run.
    deleted: i64,
}

impl DeletionOut {
    fn of(preview: DeletionPreview, deleted: i64) -> Self {
        Self {
            count: preview.mentions,
            replies_sent: preview.sent,
            replies_waiting: preview.waiting,
            quotes: preview.quotes,
            judgements: preview.judgements,
            deleted,
        }
    }
}

/// Deletes several mentions for good, at most 10,000 at once; says first what hangs on them.
#[utoipa::path(post, path = "/api/v1/mentions/delete", tag = "mentions", request_body = DeletionIn,
    responses((status = 200, body = DeletionOut)))]
async fn delete_mentions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<DeletionIn>,
) -> Answer<DeletionOut> {
    let engine = state.engine();
    let ids: Vec<MentionId> = match input.q {
        Some(q) if input.ids.is_empty() => found(engine, &q).await?.ids,
        _ => input.ids.into_iter().map(MentionId::from).collect(),
    };
    let preview = engine.listen().deletion_preview(&actor, &ids).await?;
    let Some(count) = input.count else { return Ok(Json(DeletionOut::of(preview, 0))) };
    if count != preview.mentions {
        let message = say!(
            "mentions-moved",
            "{count} mentions are there now; look again",
            count = preview.mentions
        );
        return Err(Problem::invalid("count", message));
    }
    let deleted = engine.listen().delete_mentions(&actor, &ids, &input.reason).await?;
    Ok(Json(DeletionOut::of(preview, deleted)))
}
