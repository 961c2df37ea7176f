//! What could not be taken in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, QuarantineId, SourceId, limits};
use plaza_store::listen::Quarantined;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::add::{ImportRecord, ReportOut};
use super::sources::COLLECT_TIME;
use crate::frame::api::Answer;
use crate::frame::api::page::{Page, PageParams, page_of};
use crate::frame::api::schema::{maybe_time, time};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, QueryString, Text};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(quarantine))
        .api(Access::Needs(Permission::ManageSources), routes!(retry_quarantine))
        .api(Access::Needs(Permission::Import), routes!(take_quarantined))
        .api(Access::Needs(Permission::Import), routes!(dismiss_quarantined))
        .with_time_limit(COLLECT_TIME)
}

/// An item that could not be taken in.
#[derive(Debug, Serialize, ToSchema)]
struct QuarantinedOut {
    id: i64,
    /// File and line, or an address.
    origin: String,
    reason: String,
    /// The item as it came, cut to 16 kB.
    raw: String,
    created_at: String,
    resolved_at: Option<String>,
    /// The import that brought it.
    import_id: Option<i64>,
}

impl From<Quarantined> for QuarantinedOut {
    fn from(item: Quarantined) -> Self {
        Self {
            id: item.id.get(),
            origin: item.origin,
            reason: item.reason.to_string(),
            raw: item.raw,
            created_at: time(item.created_at),
            resolved_at: maybe_time(item.resolved_at),
            import_id: item.import_id.map(plaza_core::ImportId::get),
        }
    }
}

/// Lists what of a source could not be taken in, newest first.
#[utoipa::path(get, path = "/api/v1/sources/{id}/quarantine", tag = "sources",
    params(("id" = i64, Path), PageParams),
    responses((status = 200, body = Page<QuarantinedOut>)))]
async fn quarantine(
    State(state): State<AppState>,
    PathIds(id): PathIds<SourceId>,
    QueryString(params): QueryString<PageParams>,
) -> Answer<Page<QuarantinedOut>> {
    let (limit, before) = params.read()?;
    let store = state.engine().store();
    store.listen().source(id).await?.ok_or_else(|| Problem::not_found("source"))?;
    let items = store.listen().quarantine(Some(id), before, limit + 1).await?;
    Ok(Json(page_of(items, limit, |item| item.id, QuarantinedOut::from)))
}

/// Tries a source's quarantined items again.
#[utoipa::path(post, path = "/api/v1/sources/{id}/quarantine/retry", tag = "sources",
    params(("id" = i64, Path)), responses((status = 200, body = ReportOut)))]
async fn retry_quarantine(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
) -> Answer<ReportOut> {
    Ok(Json(state.engine().listen().retry_quarantine(&actor, id).await?.into()))
}

/// Takes in what was made of a quarantined item: an import record, as in `POST /api/v1/mentions`.
#[utoipa::path(post, path = "/api/v1/quarantine/{id}/take", tag = "sources",
    params(("id" = i64, Path)), request_body = ImportRecord,
    responses((status = 200, body = ReportOut)))]
async fn take_quarantined(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<QuarantineId>,
    JsonBody(record): JsonBody<serde_json::Map<String, serde_json::Value>>,
) -> Answer<ReportOut> {
    let listen = state.engine().listen();
    let item = listen.quarantined(id).await?;
    let json = serde_json::Value::Object(record).to_string();
    let mention = listen
        .parse_record(&json, &item.origin)
        .map_err(|rejected| Problem::invalid("record", rejected.reason))?;
    Ok(Json(listen.take_mended(&actor, id, mention).await?.into()))
}

/// Why an item is not worth taking in.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DismissIn {
    #[schema(value_type = Option<String>)]
    reason: Option<Text<{ limits::REASON }>>,
}

/// Takes a quarantined item off the list.
#[utoipa::path(post, path = "/api/v1/quarantine/{id}/dismiss", tag = "sources",
    params(("id" = i64, Path)), request_body = DismissIn,
    responses((status = 204, description = "It is off the list")))]
async fn dismiss_quarantined(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<QuarantineId>,
    OptionalJsonBody(input): OptionalJsonBody<DismissIn>,
) -> Result<StatusCode, Problem> {
    let listen = state.engine().listen();
    let item = listen.quarantined(id).await?;
    let reason = input.reason.map(Text::into_string).unwrap_or_default();
    listen.dismiss_quarantined(&actor, item.source_id, (&[id], &reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}
