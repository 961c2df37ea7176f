//! What figures rest on: days, gaps, and reading sources into the past.

use axum::Json;
use axum::extract::State;
use plaza_core::{History, Permission, SourceId, say};
use plaza_engine::listen::{DayReport, Health};
use plaza_store::listen::{Backfill, Gap};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::schema::{maybe_time, time};
use crate::frame::extract::{JsonBody, PathIds, QueryString, Text};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// Days that are shown where the request does not say.
const DEFAULT_DAYS: u16 = 30;
/// Most days that are shown.
const MAX_DAYS: u16 = 400;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .api(read, routes!(coverage))
        .api(read, routes!(source_coverage))
        .api(manage, routes!(start_backfill))
        .api(manage, routes!(stop_backfill))
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DaysParams {
    /// How many days up to today, 1 to 400; 30 when left out.
    #[param(minimum = 1, maximum = 400)]
    days: Option<u16>,
}

impl DaysParams {
    fn read(&self) -> Result<i64, Problem> {
        match self.days.unwrap_or(DEFAULT_DAYS) {
            days @ 1..=MAX_DAYS => Ok(i64::from(days)),
            days => {
                let message = say!(
                    "takes-days",
                    "takes 1 to {max}, not {value}",
                    max = MAX_DAYS,
                    value = days
                );
                Err(Problem::invalid("days", message))
            }
        }
    }
}

/// A span of which something may be missing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GapOut {
    source_id: i64,
    /// `failed`, `paused`, `idle` (nobody collected) or `truncated` (more than could be read).
    cause: &'static str,
    from: String,
    /// Null while it lasts.
    until: Option<String>,
}

impl From<Gap> for GapOut {
    fn from(gap: Gap) -> Self {
        Self {
            source_id: gap.source_id.get(),
            cause: gap.cause.name(),
            from: time(gap.from_at),
            until: maybe_time(gap.until_at),
        }
    }
}

/// What a day brought, and what may be missing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageOut {
    /// `YYYY-MM-DD`, where the house is.
    day: String,
    collected: i64,
    edited: i64,
    deleted: i64,
    quarantined: i64,
    /// Spans that touch the day.
    gaps: Vec<GapOut>,
}

impl From<DayReport> for CoverageOut {
    fn from(DayReport { day, gaps }: DayReport) -> Self {
        Self {
            day: day.day,
            collected: day.collected,
            edited: day.edited,
            deleted: day.deleted,
            quarantined: day.quarantined,
            gaps: gaps.into_iter().map(GapOut::from).collect(),
        }
    }
}

/// A source's last days.
#[derive(Debug, Serialize, ToSchema)]
struct SourceCoverageOut {
    source_id: i64,
    /// Oldest first.
    days: Vec<CoverageOut>,
}

/// Shows what a source brought each day, and what may be missing.
#[utoipa::path(get, path = "/api/v1/sources/{id}/coverage", tag = "sources",
    params(("id" = i64, Path), DaysParams), responses((status = 200, body = SourceCoverageOut)))]
async fn source_coverage(
    State(state): State<AppState>,
    PathIds(id): PathIds<SourceId>,
    QueryString(params): QueryString<DaysParams>,
) -> Answer<SourceCoverageOut> {
    let days = state.engine().listen().source_days(id, params.read()?).await?;
    let days = days.into_iter().map(CoverageOut::from).collect();
    Ok(Json(SourceCoverageOut { source_id: id.get(), days }))
}

/// How a source does that feeds the figures.
#[derive(Debug, Serialize, ToSchema)]
struct FeedOut {
    id: i64,
    name: String,
    #[schema(value_type = String)]
    state: Health,
    /// Items in quarantine.
    quarantined: i64,
    /// When the newest mention that it brought was said.
    newest_at: Option<String>,
}

/// What the figures of the last days rest on.
#[derive(Debug, Serialize, ToSchema)]
struct AllCoverageOut {
    from: String,
    until: String,
    sources: Vec<FeedOut>,
    /// Spans of which something may be missing, oldest first.
    gaps: Vec<GapOut>,
}

/// Shows which sources feed the figures, which of them are late or failing, and where something
/// may be missing.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "sources", params(DaysParams),
    responses((status = 200, body = AllCoverageOut)))]
async fn coverage(
    State(state): State<AppState>,
    QueryString(params): QueryString<DaysParams>,
) -> Answer<AllCoverageOut> {
    let until = state.engine().now();
    let days = i32::try_from(params.read()?).unwrap_or(1);
    let zone = state.engine().zone();
    let from = zone.start_of(zone.day_of(until).plus(1 - days));
    let coverage = state.engine().listen().coverage(None, from, until).await?;
    let sources = coverage.sources.into_iter().map(|source| FeedOut {
        id: source.id.get(),
        name: source.name,
        state: source.health,
        quarantined: source.quarantined,
        newest_at: maybe_time(source.newest_at),
    });
    Ok(Json(AllCoverageOut {
        from: time(from),
        until: time(until),
        sources: sources.collect(),
        gaps: coverage.gaps.into_iter().map(GapOut::from).collect(),
    }))
}

/// A source's reading into the past.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BackfillOut {
    /// `running`, `stopped`, `done` or `failed`.
    state: &'static str,
    /// The time that it reads back to.
    back_to: String,
    /// How far back it has read, where that can be told.
    reached_at: Option<String>,
    /// Mentions that it has read.
    seen: i64,
    /// Those that were new.
    added: i64,
    /// Why it failed last; null once it went well again.
    error: Option<String>,
    started_at: String,
    updated_at: String,
}

impl From<Backfill> for BackfillOut {
    fn from(backfill: Backfill) -> Self {
        Self {
            state: backfill.state.name(),
            back_to: time(backfill.back_to),
            reached_at: maybe_time(backfill.reached_at),
            seen: backfill.seen,
            added: backfill.added,
            error: backfill.error.map(|error| error.to_string()),
            started_at: time(backfill.started_at),
            updated_at: time(backfill.updated_at),
        }
    }
}

/// How far back sources can be read, by name.
pub(super) fn history_name(history: History) -> &'static str {
    match history {
        History::Now => "now",
        History::Whole => "whole",
        History::Pages => "pages",
    }
}

/// How far back to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BackfillIn {
    /// A day or a time; left out or null reads as far as the place allows.
    #[schema(value_type = Option<String>)]
    back_to: Option<Text<40>>,
}

/// Begins to read a source into the past, or goes on where that was stopped.
#[utoipa::path(post, path = "/api/v1/sources/{id}/backfill", tag = "sources",
    params(("id" = i64, Path)), request_body = BackfillIn,
    responses((status = 200, body = BackfillOut)))]
async fn start_backfill(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
    JsonBody(input): JsonBody<BackfillIn>,
) -> Answer<BackfillOut> {
    let back_to = match &input.back_to {
        Some(text) => {
            let at = state.engine().zone().moment(text);
            at.map_err(|error| Problem::invalid("back_to", error.message()))?
        }
        None => 0,
    };
    Ok(Json(state.engine().listen().start_backfill(&actor, id, back_to).await?.into()))
}

/// Stops reading a source into the past; it can go on later.
#[utoipa::path(post, path = "/api/v1/sources/{id}/backfill/stop", tag = "sources",
    params(("id" = i64, Path)), responses((status = 200, body = BackfillOut)))]
async fn stop_backfill(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
) -> Answer<BackfillOut> {
    Ok(Json(state.engine().listen().stop_backfill(&actor, id).await?.into()))
}
