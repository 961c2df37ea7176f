//! What could not be taken in.

use axum::Json;
use axum::extract::State;
use plaza_core::{Permission, SourceId};
use plaza_store::listen::Quarantined;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::add::ReportOut;
use super::sources::COLLECT_TIME;
use crate::frame::api::Answer;
use crate::frame::api::page::{Page, PageParams, page_of};
use crate::frame::api::schema::{maybe_time, time};
use crate::frame::extract::{PathIds, QueryString};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(quarantine))
        .api(Access::Needs(Permission::ManageSources), routes!(retry_quarantine))
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
}

impl From<Quarantined> for QuarantinedOut {
    fn from(item: Quarantined) -> Self {
        Self {
            id: item.id.get(),
            origin: item.origin,
            reason: item.reason,
            raw: item.raw,
            created_at: time(item.created_at),
            resolved_at: maybe_time(item.resolved_at),
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
