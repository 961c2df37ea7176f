//! What machines watch: health, readiness, metrics, events, and the API's own description.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use plaza_core::{Permission, ReplyState, SourceId};
use plaza_engine::{Engine, IndexProgress};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::schema::maybe_time;
use crate::frame::events;
use crate::metrics::MetricsText;
use crate::security::Identity;
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

/// Whether this process can do its work, and what keeps it from that.
#[derive(Debug, Serialize, ToSchema)]
struct ReadyOut {
    /// `ready`, or `unready`.
    status: &'static str,
    /// What keeps it from its work; empty when it is ready.
    problems: Vec<ReadyProblemOut>,
    /// Names of background loops whose last step failed. They go on, and try again.
    failing: Vec<&'static str>,
    /// Last change in the store; null when it does not answer.
    revision: Option<i64>,
    /// Last change that can be searched.
    index_revision: i64,
    /// Changes that cannot be searched yet; null when the store does not answer.
    index_behind: Option<i64>,
    /// Since when the index has been behind; null when it is not.
    index_behind_since: Option<String>,
}

/// One thing that keeps a process from its work.
#[derive(Debug, Serialize, ToSchema)]
struct ReadyProblemOut {
    /// `stopping`, `store_unavailable`, `store_damaged`, `disk_full`, `index_stalled` or
    /// `loop_stopped`.
    code: &'static str,
    /// Which part of Plaza, where that matters.
    part: Option<&'static str>,
}

/// Answers 200 when this process can do its work, 503 with the reasons otherwise; within three
/// seconds.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, body = ReadyOut), (status = 503, body = ReadyOut)))]
async fn ready(State(state): State<AppState>) -> Response {
    let status = state.engine().status().await;
    let ready = status.is_ready();
    let problems = status.problems.iter();
    let failing = status.loops.iter().filter(|one| one.failures > 0);
    let body = ReadyOut {
        status: if ready { "ready" } else { "unready" },
        problems: problems
            .map(|problem| ReadyProblemOut { code: problem.code.name(), part: problem.part })
            .collect(),
        failing: failing.map(|one| one.name).collect(),
        revision: status.revision,
        index_revision: status.indexed_revision,
        index_behind: status.index.map(|progress| progress.behind()),
        index_behind_since: maybe_time(status.index.and_then(|progress| progress.behind_since)),
    };
    let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(body)).into_response()
}

/// Figures in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(state): State<AppState>) -> Result<Response, Problem> {
    let engine = state.engine();
    let store = engine.store();
    let mut text = MetricsText::default();
    write_index(&mut text, engine.find().index_progress().await?);
    text.gauge("plaza_mentions", "Mentions in the store.", store.docs_count().await?);
    text.gauge("plaza_index_mentions", "Mentions in the index.", engine.index().count());
    text.family("plaza_replies", "gauge", "Replies that are not settled, by state.");
    for waiting in [
        ReplyState::Submitted,
        ReplyState::Queued,
        ReplyState::Sending,
        ReplyState::Held,
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
    write_loops(&mut text, engine);
    state.metrics().write(&mut text);
    state.edge().write(&mut text);
    Ok(([(header::CONTENT_TYPE, MetricsText::CONTENT_TYPE)], text.finish()).into_response())
}

fn write_index(text: &mut MetricsText, progress: IndexProgress) {
    text.gauge("plaza_revision", "Last change in the store.", progress.stored);
    text.gauge("plaza_index_revision", "Last change that can be searched.", progress.indexed);
    text.gauge("plaza_index_lag", "Changes that cannot be searched yet.", progress.behind());
    let behind = progress.behind_for.unwrap_or_default().as_secs();
    let help = "Seconds since the index last had caught up; 0 when it has.";
    text.gauge("plaza_index_behind_seconds", help, behind);
}

fn write_loops(text: &mut MetricsText, engine: &Engine) {
    let help = "Failures in a row of what runs in the background; none where all is well.";
    text.family("plaza_background_failures", "gauge", help);
    for (name, trouble) in engine.troubles() {
        text.sample("plaza_background_failures", &format!("{{task=\"{name}\"}}"), trouble.failures);
    }
    let loops = engine.loops();
    let help = "Whether a background loop runs; 0 for one that has ended.";
    text.family("plaza_loop_up", "gauge", help);
    for (name, state) in &loops {
        text.sample("plaza_loop_up", &format!("{{loop=\"{name}\"}}"), u8::from(state.up));
    }
    let help = "Seconds since a step of a background loop went well.";
    text.family("plaza_loop_success_age_seconds", "gauge", help);
    for (name, state) in &loops {
        if let Some(age) = state.since_success {
            let label = format!("{{loop=\"{name}\"}}");
            text.sample("plaza_loop_success_age_seconds", &label, age.as_secs());
        }
    }
}

/// Server-sent events: `change` says what is out of date, `missed` says to load everything again.
#[utoipa::path(get, path = "/api/v1/events", tag = "operations",
    responses((status = 200, body = String, content_type = "text/event-stream")))]
async fn change_events(
    State(state): State<AppState>,
    Extension(reader): Extension<Identity>,
) -> Response {
    events::stream(&state, &reader).into_response()
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operations",
    responses((status = 200, body = Object)))]
async fn openapi_document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::DOCUMENT.as_str()).into_response()
}
