//! Sources: configured connectors, and what went wrong in them.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{ConnectorSpec, FieldKind, Localized, Millis, Permission, SourceId, limits, say};
use plaza_engine::EngineError;
use plaza_engine::listen::{Health, SourceDraft};
use plaza_store::listen::Source;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::coverage::{BackfillOut, CoverageOut, history_name};
use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::schema::{maybe_time, time};
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{JsonBody, PathIds, QueryString, Text, present};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A source's name.
type Name = Text<{ limits::SOURCE_NAME }>;
/// The value of a setting.
type Value = Text<20_000>;
/// Most settings of a source.
const MAX_VALUES: usize = 100;
/// Longest time that a collection on demand may take.
pub(super) const COLLECT_TIME: Duration = Duration::from_secs(600);
/// Days of coverage that are shown.
const COVERAGE_DAYS: i64 = 30;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let manage = Access::Needs(Permission::ManageSources);
    Routes::new()
        .api(read, routes!(list_connectors))
        .api(read, routes!(list_sources))
        .api(read, routes!(source))
        .api(manage, routes!(create_source))
        .api(manage, routes!(update_source))
        .api(manage, routes!(pause_source))
}

/// A kind of source that can be configured.
#[derive(Debug, Serialize, ToSchema)]
struct ConnectorOut {
    kind: &'static str,
    title: LocalizedOut,
    summary: LocalizedOut,
    fields: Vec<FieldOut>,
    /// Default pause between two collections, in seconds; 0 runs only when asked.
    interval_s: u32,
    /// Whether Plaza can answer there.
    replies: bool,
    /// Fields without which a source is read but not answered; `a|b` is met by either.
    reply_needs: &'static [&'static str],
    /// The channel of its mentions as a rule.
    channel: &'static str,
}

/// A text in the board's languages.
#[derive(Debug, Serialize, ToSchema)]
struct LocalizedOut {
    en: &'static str,
    es: &'static str,
}

impl From<Localized> for LocalizedOut {
    fn from(Localized { en, es }: Localized) -> Self {
        Self { en, es }
    }
}

/// One field of the form.
#[derive(Debug, Serialize, ToSchema)]
struct FieldOut {
    key: &'static str,
    label: LocalizedOut,
    help: LocalizedOut,
    /// Its type: text, multiline, url, secret, number (with min and max), bool, or choice (with
    /// options; others are taken too where it is open).
    #[schema(value_type = Object)]
    kind: FieldKind,
    required: bool,
    default: Option<&'static str>,
    placeholder: &'static str,
    /// Whether a source seldom needs it.
    more: bool,
}

impl From<&ConnectorSpec> for ConnectorOut {
    fn from(spec: &ConnectorSpec) -> Self {
        let fields = spec.fields.iter().map(|field| FieldOut {
            key: field.key,
            label: field.label.into(),
            help: field.help.into(),
            kind: field.kind,
            required: field.required,
            default: field.default,
            placeholder: field.placeholder,
            more: field.more,
        });
        Self {
            kind: spec.kind,
            title: spec.title.into(),
            summary: spec.summary.into(),
            fields: fields.collect(),
            interval_s: spec.interval_s,
            replies: spec.reply.is_some(),
            reply_needs: spec.reply_needs,
            channel: spec.channel,
        }
    }
}

/// Lists the kinds of sources with their forms.
#[utoipa::path(get, path = "/api/v1/connectors", tag = "sources",
    responses((status = 200, body = Page<ConnectorOut>)))]
async fn list_connectors(State(state): State<AppState>) -> Json<Page<ConnectorOut>> {
    Json(Page::whole(state.engine().connectors().map(ConnectorOut::from)))
}

/// A configured connector.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceOut {
    id: i64,
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    kind: String,
    name: String,
    place: String,
    /// `ok`, `late`, `new`, `paused`, `waiting` (the platform asked for it), `failing`, `blocked`
    /// (credentials refused), `gone`, `file` (imported), `archived` (nothing is collected, its
    /// mentions stay) or `removing` (being deleted with its mentions).
    #[schema(value_type = String)]
    state: Health,
    /// Whether it is being collected right now.
    running: bool,
    /// Seconds between collections; 0 runs only when asked. Where `adaptive`, the connector's own.
    interval_s: i64,
    /// Whether the pause follows what the source brings.
    adaptive: bool,
    /// The pause now, in seconds.
    pace_s: i64,
    paused: bool,
    /// Null where it does not run by itself, or waits for a person.
    next_run_at: Option<String>,
    last_started_at: Option<String>,
    last_success_at: Option<String>,
    last_error_at: Option<String>,
    last_error: Option<String>,
    /// What is to be done about it: `unauthorized`, `rate_limited`, `gone`, `malformed`,
    /// `transient`, `settings`, `secrets` or `internal`.
    error_kind: Option<String>,
    /// When the newest mention that it brought was said.
    newest_at: Option<String>,
    /// What the platform said last of its limit of requests; null where it says nothing.
    quota: Option<QuotaOut>,
    /// Failures since it last went well.
    failures: i64,
    /// Items in quarantine.
    quarantined: i64,
    created_at: String,
    /// Since when nothing is collected; null while it is.
    archived_at: Option<String>,
}

/// A platform's limit of requests.
#[derive(Debug, Serialize, ToSchema)]
struct QuotaOut {
    /// Requests left.
    left: i64,
    /// Requests in a whole window, where the platform tells.
    limit: Option<i64>,
    /// When the window ends, where the platform tells.
    resets_at: Option<String>,
    /// When it was said.
    at: Option<String>,
}

pub(super) async fn show(state: &AppState, source: Source) -> Result<SourceOut, Problem> {
    let quarantined = state.engine().store().listen().quarantine_count(source.id).await?;
    Ok(shown(source, quarantined, state.engine().now()))
}

fn shown(source: Source, quarantined: i64, now: Millis) -> SourceOut {
    let is_living = source.archived_at.is_none() && !source.paused;
    let scheduled = source.interval_s > 0 && is_living && source.next_run_at < Millis::MAX;
    SourceOut {
        state: Health::of(&source, now),
        running: source.lease_until.is_some_and(|until| until > now),
        adaptive: source.adaptive,
        pace_s: source.pace_s,
        error_kind: source.error_kind.map(|kind| kind.name().to_owned()),
        newest_at: maybe_time(source.newest_at),
        quota: source.quota_left.map(|left| QuotaOut {
            left,
            limit: source.quota_limit,
            resets_at: maybe_time(source.quota_resets_at),
            at: maybe_time(source.quota_at),
        }),
        id: source.id.get(),
        version: source.version,
        kind: source.kind,
        name: source.name,
        place: source.place,
        interval_s: source.interval_s,
        paused: source.paused,
        next_run_at: scheduled.then(|| time(source.next_run_at)),
        last_started_at: maybe_time(source.last_started_at),
        last_success_at: maybe_time(source.last_success_at),
        last_error_at: maybe_time(source.last_error_at),
        last_error: source.last_error.map(|error| error.to_string()),
        failures: source.failures,
        quarantined,
        created_at: time(source.created_at),
        archived_at: maybe_time(source.archived_at),
    }
}

/// Which sources to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Whether archived sources, and those that are being deleted, are listed too.
    #[serde(default)]
    archived: bool,
}

/// Lists all sources and how they fare.
#[utoipa::path(get, path = "/api/v1/sources", tag = "sources", params(ListParams),
    responses((status = 200, body = Page<SourceOut>)))]
async fn list_sources(
    State(state): State<AppState>,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<SourceOut>> {
    let store = state.engine().store();
    let quarantined: HashMap<SourceId, i64> =
        store.listen().quarantine_counts().await?.into_iter().collect();
    let sources = match params.archived {
        true => store.listen().named_sources().await?,
        false => store.listen().sources().await?,
    };
    let now = state.engine().now();
    let items = sources.into_iter().map(|source| {
        let count = quarantined.get(&source.id).copied().unwrap_or_default();
        shown(source, count, now)
    });
    Ok(Json(Page::whole(items)))
}

/// A source with its settings and its last 30 days.
#[derive(Debug, Serialize, ToSchema)]
struct SourceDetail {
    source: SourceOut,
    /// Settings without secrets; null for those who may not manage sources.
    values: Option<BTreeMap<String, String>>,
    /// `host:port` that may be reached although its address is private.
    allowed_host: Option<String>,
    /// How far back it can be read: `now`, `whole` (the regular collection reads everything) or
    /// `pages` (by a back-fill).
    history: &'static str,
    /// Its back-fill, if it ever had one.
    backfill: Option<BackfillOut>,
    coverage: Vec<CoverageOut>,
    /// What it left out so far by the rules of its kind.
    left_out: Vec<LeftOutOut>,
}

/// Items that a source left out: nothing is missing, and nobody has to mend anything.
#[derive(Debug, Serialize, ToSchema)]
struct LeftOutOut {
    count: u64,
    /// What they are, in the number that fits: "automatic answers".
    what: LocalizedOut,
}

/// Shows a source.
#[utoipa::path(get, path = "/api/v1/sources/{id}", tag = "sources",
    params(("id" = i64, Path)), responses((status = 200, body = SourceDetail)))]
async fn source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
) -> TaggedAnswer<SourceDetail> {
    let store = state.engine().store();
    let source = find(&state, id).await?;
    let version = source.version;
    let manages = actor.role.may(Permission::ManageSources);
    // Sources made by imports have no connector, and so no settings.
    let values = manages.then(|| state.engine().listen().shown_values(&source).unwrap_or_default());
    let coverage = state.engine().listen().source_days(id, COVERAGE_DAYS).await?;
    let backfill = store.listen().backfill(id).await?;
    let left_out = state.engine().listen().left_out(&source).into_iter();
    let detail = SourceDetail {
        left_out: left_out
            .map(|left| LeftOutOut { count: left.count, what: left.what.into() })
            .collect(),
        history: history_name(state.engine().listen().history(&source)),
        backfill: backfill.map(BackfillOut::from),
        values,
        allowed_host: source.allowed_host.clone().filter(|_| manages),
        coverage: coverage.into_iter().map(CoverageOut::from).collect(),
        source: show(&state, source).await?,
    };
    Ok(Tagged(version, detail))
}

pub(super) async fn find(state: &AppState, id: SourceId) -> Result<Source, Problem> {
    let source = state.engine().store().listen().named_source(id).await?;
    source.ok_or_else(|| Problem::not_found("source"))
}

/// The source after a change, or both texts where somebody else was quicker.
pub(super) async fn after(
    state: &AppState,
    id: SourceId,
    yours: serde_json::Value,
    done: Result<Source, EngineError>,
) -> TaggedAnswer<SourceOut> {
    let theirs = async { show(state, find(state, id).await?).await };
    let source = or_both(done, yours, theirs).await?;
    Ok(Tagged(source.version, show(state, source).await?))
}

type Values = BTreeMap<Text<100>, Value>;

/// A new source.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceIn {
    /// One of the connectors' kinds.
    pub(super) kind: Text<60>,
    name: Name,
    /// The connector's settings.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    values: Values,
    /// `host:port` that may be reached although its address is private.
    allowed_host: Option<Text<{ limits::ALLOWED_HOST }>>,
    /// Seconds between collections, at least 60; 0 runs only when asked; when left out or null
    /// the pause follows what the source brings.
    interval_s: Option<i64>,
}

impl SourceIn {
    pub(super) fn draft(self) -> Result<SourceDraft, Problem> {
        Ok(SourceDraft {
            name: self.name.into_string(),
            values: plain(self.values)?,
            allowed_host: self.allowed_host.map(Text::into_string),
            interval_s: self.interval_s,
        })
    }
}

fn plain(values: Values) -> Result<BTreeMap<String, String>, Problem> {
    if values.len() > MAX_VALUES {
        return Err(Problem::invalid(
            "values",
            say!("takes-settings", "takes at most {max} settings", max = MAX_VALUES),
        ));
    }
    Ok(values.into_iter().map(|(key, value)| (key.into_string(), value.into_string())).collect())
}

/// Adds a source; it is collected at once.
#[utoipa::path(post, path = "/api/v1/sources", tag = "sources", request_body = SourceIn,
    responses((status = 201, body = SourceOut)))]
async fn create_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<SourceIn>,
) -> Result<(StatusCode, Json<SourceOut>), Problem> {
    let kind = input.kind.to_string();
    let created = state.engine().listen().create_source(&actor, &kind, input.draft()?).await?;
    Ok((StatusCode::CREATED, Json(show(&state, created).await?)))
}

/// What changes; a field that is left out stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SourcePatch {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    name: Option<Name>,
    /// Settings to change; the others stay, secrets included.
    // Not told back: there may be secrets among them.
    #[serde(default, skip_serializing)]
    #[schema(value_type = BTreeMap<String, String>)]
    values: Values,
    /// Null forbids private addresses again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    allowed_host: Option<Option<Text<{ limits::ALLOWED_HOST }>>>,
    /// Null lets the pause follow what the source brings.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    interval_s: Option<Option<i64>>,
}

/// Changes a source's name, settings or interval.
#[utoipa::path(patch, path = "/api/v1/sources/{id}", tag = "sources",
    params(("id" = i64, Path)), request_body = SourcePatch,
    responses((status = 200, body = SourceOut)))]
async fn update_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<SourcePatch>,
) -> TaggedAnswer<SourceOut> {
    let engine = state.engine();
    let seen = if_match.seen(id, input.version)?;
    let yours = sent(&input);
    // What is left out stays as this version has it: another one is refused.
    let before = find(&state, id).await?;
    let mut values = engine.listen().shown_values(&before)?;
    values.extend(plain(input.values)?);
    let draft = SourceDraft {
        name: input.name.map_or(before.name, Text::into_string),
        values,
        allowed_host: match input.allowed_host {
            Some(host) => host.map(Text::into_string),
            None => before.allowed_host,
        },
        interval_s: match input.interval_s {
            Some(interval_s) => interval_s,
            None => (!before.adaptive).then_some(before.interval_s),
        },
    };
    let done = engine.listen().update_source(&actor, seen, draft).await;
    after(&state, id, yours, done).await
}

/// Whether to pause.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PauseIn {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    paused: bool,
}

/// Pauses or resumes the regular collection of a source.
#[utoipa::path(post, path = "/api/v1/sources/{id}/pause", tag = "sources",
    params(("id" = i64, Path)), request_body = PauseIn,
    responses((status = 200, body = SourceOut)))]
async fn pause_source(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<SourceId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<PauseIn>,
) -> TaggedAnswer<SourceOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().listen().pause_source(&actor, seen, input.paused).await;
    after(&state, id, sent(&input), done).await
}
