//! Trying a source and collecting it now.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use plaza_core::{IncomingMention, Permission, Recognised, SourceId};
use plaza_engine::listen::SourceTrial;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::add::ReportOut;
use super::sources::{COLLECT_TIME, SourceIn};
use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::extract::{JsonBody, PathIds, Text};
use crate::security::Caller;
use crate::{Access, AppState, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .api(manage, routes!(recognise_source))
        .api(manage, routes!(test_config))
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

impl From<SourceTrial> for SourceTrialOut {
    fn from(trial: SourceTrial) -> Self {
        let rejected = trial.rejected.into_iter();
        let rejected = rejected
            .map(|item| RejectedOut { origin: item.origin, reason: item.reason.to_string() });
        Self {
            found: trial.found.to_string(),
            mentions: trial.mentions.iter().map(IncomingMention::to_record).collect(),
            deletions: trial.deletions,
            rejected: rejected.collect(),
            told: trial.told.iter().map(ToString::to_string).collect(),
        }
    }
}

/// An address that somebody pastes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddressIn {
    #[schema(value_type = String)]
    address: Text<2_000>,
}

/// A kind of source that an address may be.
#[derive(Debug, Serialize, ToSchema)]
struct RecognisedOut {
    kind: &'static str,
    /// The settings that the address names.
    values: BTreeMap<String, String>,
}

impl From<Recognised> for RecognisedOut {
    fn from(found: Recognised) -> Self {
        Self { kind: found.kind, values: found.values }
    }
}

/// Says which kinds of source an address may be, the likeliest first, with the settings that it
/// names. An address that is no platform's is asked what it runs.
#[utoipa::path(post, path = "/api/v1/sources/recognise", tag = "sources",
    request_body = AddressIn, responses((status = 200, body = Page<RecognisedOut>)))]
async fn recognise_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<AddressIn>,
) -> Answer<Page<RecognisedOut>> {
    let address = input.address.into_string();
    let found = state.engine().listen().recognise(&actor, &address).await?;
    Ok(Json(Page::whole(found.into_iter().map(RecognisedOut::from))))
}

/// Reaches a place with settings that have not been saved, says what was found, and shows its first
/// mentions; nothing is kept.
#[utoipa::path(post, path = "/api/v1/sources/test", tag = "sources", request_body = SourceIn,
    responses((status = 200, body = SourceTrialOut)))]
async fn test_config(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<SourceIn>,
) -> Answer<SourceTrialOut> {
    let kind = input.kind.to_string();
    let trial = state.engine().listen().try_config(&actor, &kind, input.draft()?).await?;
    Ok(Json(trial.into()))
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
    Ok(Json(trial.into()))
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
