//! Adding mentions: import records, one by one or by the thousand.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use futures::StreamExt;
use plaza_core::text::truncate_chars;
use plaza_core::{IncomingMention, Message, Permission, Rejected, limits, normalize, say};
use plaza_engine::Engine;
use plaza_engine::listen::IngestReport;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::records::{RECORD_BYTES, Raw, Splitter, Wrong};
use crate::frame::api::Answer;
use crate::frame::extract::{JsonStream, QueryString, Text, ends_early};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// Largest body of an import through the API, in bytes; it is worked off as it comes, and what is
/// kept of it counts as a body in memory.
const IMPORT_LIMIT: usize = 32 << 20;
/// Longest time that an import may take, its upload included.
const IMPORT_TIME: Duration = Duration::from_secs(600);
/// Longest raw record that the quarantine keeps, in characters.
const RAW_CHARS: usize = 16_000;
/// So much of an id that cannot be used is told, in characters.
const ID_CHARS: usize = 200;
/// Most records in one request.
const MAX_RECORDS: usize = 10_000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Access::Needs(Permission::Import), routes!(add_mentions))
        .with_body_limit(IMPORT_LIMIT)
        .with_time_limit(IMPORT_TIME)
}

/// Where added mentions go.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AddParams {
    /// Name of the import source; made when there is none. `api` when left out.
    #[param(value_type = Option<String>)]
    source: Option<Text<{ limits::SOURCE_NAME }>>,
}

/// One import record. Only `id` and one of `text` and `title` are required.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents what the record parser reads")]
pub(super) struct ImportRecord {
    id: String,
    text: Option<String>,
    title: Option<String>,
    url: Option<String>,
    author: Option<String>,
    author_name: Option<String>,
    /// RFC 3339, or another of the usual ways to write a time.
    created_at: Option<String>,
    rating: Option<f64>,
    lang: Option<String>,
    parent_id: Option<String>,
    conversation_id: Option<String>,
    channel: Option<String>,
    country: Option<String>,
    #[schema(value_type = Option<Object>)]
    extra: Option<()>,
}

/// One record or an array of records.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "it documents the body; records are read one by one"
)]
enum ImportBody {
    One(ImportRecord),
    Many(Vec<ImportRecord>),
}

/// What became of the records.
#[derive(Debug, Serialize, ToSchema)]
struct AddOut {
    report: ReportOut,
    /// One entry per record, in order.
    items: Vec<ItemOut>,
}

/// Counts of an import.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportOut {
    read: i64,
    new: i64,
    edited: i64,
    unchanged: i64,
    deleted: i64,
    quarantined: i64,
}

impl From<IngestReport> for ReportOut {
    fn from(report: IngestReport) -> Self {
        let IngestReport { read, new, edited, unchanged, deleted, quarantined } = report;
        Self { read, new, edited, unchanged, deleted, quarantined }
    }
}

/// What became of one record.
#[derive(Debug, Serialize, ToSchema)]
struct ItemOut {
    /// Its place in the request, from 0.
    index: usize,
    /// The record's own id, where it could be read.
    id: Option<String>,
    /// `stored` or `quarantined`.
    status: &'static str,
    /// Why it was quarantined.
    reason: Option<String>,
    /// The mention's id in Plaza.
    mention_id: Option<i64>,
}

/// Adds mentions: one import record or an array of them. Good records are stored, bad ones are
/// quarantined, each with its reason.
#[utoipa::path(post, path = "/api/v1/mentions", tag = "mentions", params(AddParams),
    request_body = ImportBody, responses((status = 200, body = AddOut)))]
async fn add_mentions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    QueryString(params): QueryString<AddParams>,
    JsonStream(mut body): JsonStream,
) -> Answer<AddOut> {
    let source = params.source.map_or_else(|| "api".to_owned(), Text::into_string);
    if source.trim().is_empty() || source.contains(char::is_control) {
        return Err(Problem::invalid(
            "source",
            say!("takes-plain-name", "takes a name without control characters"),
        ));
    }
    let mut checked = Checked::default();
    let mut splitter = Splitter::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| ends_early())?;
        splitter.push(&piece, |record| checked.add(state.engine(), record))?;
    }
    splitter.finish()?;
    let Checked { mentions, rejected, mut items } = checked;
    let listen = state.engine().listen();
    let report = listen.add_checked_mentions(&actor, source.trim(), mentions, rejected).await?;
    add_mention_ids(&state, source.trim(), &mut items).await?;
    Ok(Json(AddOut { report: report.into(), items }))
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Kind => Self::invalid(
                "body",
                say!("takes-records", "takes an import record or an array of them"),
            ),
            Wrong::Syntax(why) => Self::malformed(say!(
                "body-not-json",
                "the body is not JSON: {technical}",
                technical = why
            )),
        }
    }
}

/// Records that have been looked at.
#[derive(Default)]
struct Checked {
    mentions: Vec<IncomingMention>,
    rejected: Vec<Rejected>,
    items: Vec<ItemOut>,
}

impl Checked {
    fn add(&mut self, engine: &Engine, record: Raw) -> Result<(), Problem> {
        let index = self.items.len();
        if index == MAX_RECORDS {
            let message = say!(
                "takes-most-records",
                "takes at most {max} records in one request",
                max = MAX_RECORDS
            );
            return Err(Problem::invalid("body", message));
        }
        let (id, status, reason) =
            match check_record(engine, record, &format!("api, record {}", index + 1)) {
                Ok(mention) => {
                    let id = mention.external_id.clone();
                    self.mentions.push(mention);
                    (Some(id), "stored", None)
                }
                Err(Refused { id, rejected }) => {
                    let reason = rejected.reason.to_string();
                    self.rejected.push(rejected);
                    (id, "quarantined", Some(reason))
                }
            };
        self.items.push(ItemOut { index, id, status, reason, mention_id: None });
        Ok(())
    }
}

/// A record that is not stored.
struct Refused {
    /// Its id, where it could be read.
    id: Option<String>,
    rejected: Rejected,
}

/// Reads a record and asks the same gate that everything stored has passed.
fn check_record(engine: &Engine, record: Raw, origin: &str) -> Result<IncomingMention, Refused> {
    let refused = |raw: &str, id, reason: Message| {
        let raw = truncate_chars(raw, RAW_CHARS).to_owned();
        Refused { id, rejected: Rejected { reason, raw, origin: origin.to_owned() } }
    };
    let raw = match record {
        Raw::Whole(raw) => raw,
        Raw::TooLarge(beginning) => {
            let reason =
                say!("record-large", "the record is larger than {max} bytes", max = RECORD_BYTES);
            return Err(refused(&String::from_utf8_lossy(&beginning), None, reason));
        }
    };
    let raw = std::str::from_utf8(&raw).map_err(|_| {
        let why = say!("record-not-utf8", "the record is not UTF-8");
        refused(&String::from_utf8_lossy(&raw), None, why)
    })?;
    let mention = engine
        .listen()
        .parse_record(raw, origin)
        .map_err(|rejected| refused(raw, id_of(raw), rejected.reason))?;
    match normalize(mention.clone(), engine.now()) {
        Ok(_) => Ok(mention),
        Err(reason) => Err(refused(raw, Some(mention.external_id), reason.message())),
    }
}

/// The id of a record that cannot be used otherwise.
fn id_of(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named = serde_json::from_str::<Named>(raw).ok()?;
    Some(truncate_chars(&named.id, ID_CHARS).to_owned())
}

/// Looks up under which ids the records were stored.
async fn add_mention_ids(
    state: &AppState,
    source: &str,
    items: &mut [ItemOut],
) -> Result<(), Problem> {
    let store = state.engine().store();
    let Some(source) = store.listen().source_by_name(source).await? else { return Ok(()) };
    let ids: Vec<&str> =
        items.iter().filter_map(|item| item.id.as_deref()).map(str::trim).collect();
    let known = store.listen().known(source.place_id, source.id, &ids).await?;
    for item in items.iter_mut().filter(|item| item.reason.is_none()) {
        let found = item.id.as_deref().and_then(|id| known.get(id.trim()));
        item.mention_id = found.map(|known| known.id.get());
    }
    Ok(())
}
