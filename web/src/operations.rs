//! What machines watch: health, readiness, metrics, events, and the API's own description.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use plaza_core::{Permission, ReplyState, SourceId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::events;
use crate::metrics::MetricsText;
use crate::{Access, AppState, Problem, Routes, openapi};

pub(crate) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    Routes::new()
        .api(Access::Public, routes!(health))
        .api(Access::Public, routes!(ready))
        .api(Access::Public, routes!(openapi_document))
        .api(read, routes!(metrics))
        .api(read, routes!(change_events))
}

/// The process is alive.
#[derive(Debug, Serialize, ToSchema)]
struct HealthOut {
    /// `ok`.
    status: &'static str,
}

/// Answers while the process is alive, and looks no further.
#[utoipa::path(get, path = "/healthz", tag = "operations",
    responses((status = 200, body = HealthOut)))]
async fn health() -> Json<HealthOut> {
    Json(HealthOut { status: "ok" })
}

/// Store and analyser work.
#[derive(Debug, Serialize, ToSchema)]
struct ReadyOut {
    /// `ready`.
    status: &'static str,
    /// Last change in the store.
    revision: i64,
    /// Last change that can be searched; null while another process keeps the index.
    index_revision: Option<i64>,
}

/// Answers 200 when store and analyser work, 503 otherwise.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, body = ReadyOut)))]
async fn ready(State(state): State<AppState>) -> Answer<ReadyOut> {
    let engine = state.engine();
    let unready = |part: &str| Problem::unavailable(format!("{part} does not answer"));
    let revision = engine.store().revision().await.map_err(|_| unready("the store"))?;
    if !engine.understand().analyser_alive() {
        return Err(unready("the analyser"));
    }
    let index_revision = engine.find().indexed_revision();
    Ok(Json(ReadyOut { status: "ready", revision, index_revision }))
}

/// Figures in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(state): State<AppState>) -> Result<Response, Problem> {
    let engine = state.engine();
    let store = engine.store();
    let revision = store.revision().await?;
    let mut text = MetricsText::default();
    text.gauge("plaza_revision", "Last change in the store.", revision);
    if let Some(indexed) = engine.find().indexed_revision() {
        text.gauge("plaza_index_revision", "Last change that can be searched.", indexed);
        let lag = (revision - indexed).max(0);
        text.gauge("plaza_index_lag", "Changes that cannot be searched yet.", lag);
    }
    text.gauge("plaza_mentions", "Mentions in the store.", store.docs_count().await?);
    text.gauge("plaza_index_mentions", "Mentions in the index.", engine.index().count());
    text.family("plaza_replies", "gauge", "Replies that are not settled, by state.");
    for waiting in [
        ReplyState::Submitted,
        ReplyState::Queued,
        ReplyState::Sending,
        ReplyState::Failed,
        ReplyState::Uncertain,
    ] {
        let count = store.talk().replies_count(waiting).await?;
        text.sample("plaza_replies", &format!("{{state=\"{}\"}}", waiting.name()), count);
    }
    text.family("plaza_quarantined", "gauge", "Items in quarantine, by source id.");
    let quarantined: HashMap<SourceId, i64> =
        store.listen().quarantine_counts().await?.into_iter().collect();
    for source in store.listen().sources().await? {
        let count = quarantined.get(&source.id).copied().unwrap_or_default();
        text.sample("plaza_quarantined", &format!("{{source=\"{}\"}}", source.id), count);
    }
    let help = "Failures in a row of what runs in the background; none where all is well.";
    text.family("plaza_background_failures", "gauge", help);
    for (name, trouble) in engine.troubles() {
        text.sample("plaza_background_failures", &format!("{{task=\"{name}\"}}"), trouble.failures);
    }
    state.metrics().write(&mut text);
    Ok(([(header::CONTENT_TYPE, MetricsText::CONTENT_TYPE)], text.finish()).into_response())
}

/// Server-sent events: `change` says what is out of date, `missed` says to load everything again.
#[utoipa::path(get, path = "/api/v1/events", tag = "operations",
    responses((status = 200, body = String, content_type = "text/event-stream")))]
async fn change_events(State(state): State<AppState>) -> Response {
    events::stream(&state).into_response()
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operations",
    responses((status = 200, body = Object)))]
async fn openapi_document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::DOCUMENT.as_str()).into_response()
}
