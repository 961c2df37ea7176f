//! Trying a source and collecting it now.

use axum::Json;
use axum::extract::State;
use plaza_core::{IncomingMention, Permission, SourceId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::add::ReportOut;
use super::sources::COLLECT_TIME;
use crate::frame::api::Answer;
use crate::frame::extract::PathIds;
use crate::security::Caller;
use crate::{Access, AppState, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .api(manage, routes!(test_source))
        .api(manage, routes!(collect_source))
        .with_time_limit(COLLECT_TIME)
}

/// What a source would bring.
#[derive(Debug, Serialize, ToSchema)]
struct SourceTrialOut {
    /// A sentence.
    found: String,
    /// The first mentions, as import records.
    #[schema(value_type = Vec<Object>)]
    mentions: Vec<serde_json::Value>,
    /// How many mentions the place says are gone.
    deletions: usize,
    /// What could not be read.
    rejected: Vec<RejectedOut>,
    /// What was tried and what came of it, and what was not tried: a sentence each.
    told: Vec<String>,
}

/// An item that could not be read.
#[derive(Debug, Serialize, ToSchema)]
struct RejectedOut {
    /// Where it came from.
    origin: String,
    /// Why, in words.
    reason: String,
}

/// Reaches a source's place, says what was found, and shows its first mentions; nothing is kept.
#[utoipa::path(post, path = "/api/v1/sources/{id}/test", tag = "sources",
    params(("id" = i64, Path)), responses((status = 200, body = SourceTrialOut)))]
async fn test_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
) -> Answer<SourceTrialOut> {
    let trial = state.engine().listen().try_source(&actor, id).await?;
    let rejected = trial
        .rejected
        .into_iter()
        .map(|item| RejectedOut { origin: item.origin, reason: item.reason.to_string() });
    Ok(Json(SourceTrialOut {
        found: trial.found.to_string(),
        mentions: trial.mentions.iter().map(IncomingMention::to_record).collect(),
        deletions: trial.deletions,
        rejected: rejected.collect(),
        told: trial.told.iter().map(ToString::to_string).collect(),
    }))
}

/// What a collection brought.
#[derive(Debug, Serialize, ToSchema)]
struct CollectOut {
    /// Pages fetched.
    pages: i64,
    report: ReportOut,
    /// True when the place has more than one go may fetch.
    more: bool,
}

/// Collects a source now and waits for the end.
#[utoipa::path(post, path = "/api/v1/sources/{id}/collect", tag = "sources",
    params(("id" = i64, Path)), responses((status = 200, body = CollectOut)))]
async fn collect_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
) -> Answer<CollectOut> {
    let report = state.engine().listen().collect_now(&actor, id).await?;
    Ok(Json(CollectOut { pages: report.pages, report: report.items.into(), more: report.more }))
}
