//! Imports of files: looked at first, taken in, taken back.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use futures::StreamExt;
use plaza_core::import::Layout;
use plaza_core::{ImportId, Permission, SourceId, limits, say};
use plaza_store::listen::{Import, ImportState, ImportWay};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::{Page, PageParams, page_of};
use crate::frame::api::schema::{maybe_time, time};
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{OptionalJsonBody, PathIds, QueryString, Text, ends_early};
use crate::listen::imports::{look_at, recognized, start};
use crate::listen::uploads::Upload;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// Largest file that may be sent, in bytes.
const FILE_LIMIT: usize = 256 << 20;
/// Longest time that sending a file and looking at it may take.
const FILE_TIME: Duration = Duration::from_secs(600);
/// Longest layout, in characters.
const LAYOUT_CHARS: usize = 20_000;
/// Longest name of a file, in characters.
const FILE_NAME: usize = 100;

pub(super) fn routes() -> Routes {
    let import = Access::Needs(Permission::Import);
    let files = Routes::new()
        .api(import, routes!(create_import))
        .api(import, routes!(preview_import))
        .with_body_limit(FILE_LIMIT)
        .working_off_its_body()
        .with_time_limit(FILE_TIME);
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(list_imports))
        .api(Access::Needs(Permission::Read), routes!(show_import))
        .api(import, routes!(undo_import))
        .merge(files)
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
struct ImportOut {
    id: i64,
    /// Send it with `undo`: it is refused when somebody else was quicker.
    version: i64,
    source_id: i64,
    source: String,
    /// The file's name, or who sent the records.
    origin: String,
    /// `command`, `board`, `api` or `quarantine` (rows that were read again).
    #[schema(value_type = String)]
    via: ImportWay,
    /// `running`, `done`, `failed` (it ended early, and what came in before stays), `undoing` or
    /// `undone`.
    #[schema(value_type = String)]
    state: ImportState,
    /// How the file was read; null where nothing was said.
    #[schema(value_type = Option<Object>)]
    layout: Option<Value>,
    started_by: String,
    started_at: String,
    ended_at: Option<String>,
    /// Records seen; 0 until it has ended.
    read: i64,
    new: i64,
    edited: i64,
    /// Mentions known already; 0 until it has ended.
    unchanged: i64,
    quarantined: i64,
    /// Why it ended early.
    error: Option<String>,
    undone_by: Option<String>,
    undone_at: Option<String>,
    /// Mentions taken away when it was taken back.
    removed: i64,
    /// Mentions put back to what they were.
    restored: i64,
    /// Mentions that stayed, because somebody had worked with them or changed them since.
    kept: i64,
}

impl From<Import> for ImportOut {
    fn from(import: Import) -> Self {
        Self {
            id: import.id.get(),
            version: import.version,
            source_id: import.source_id.get(),
            source: import.source_name,
            origin: import.origin,
            via: import.via,
            state: import.state,
            layout: serde_json::from_str(&import.layout).ok(),
            started_by: import.started_by,
            started_at: time(import.started_at),
            ended_at: maybe_time(import.ended_at),
            read: import.items,
            new: import.added,
            edited: import.edited,
            unchanged: import.unchanged,
            quarantined: import.quarantined,
            error: import.error.map(|error| error.to_string()),
            undone_by: import.undone_by,
            undone_at: maybe_time(import.undone_at),
            removed: import.removed,
            restored: import.restored,
            kept: import.kept,
        }
    }
}

/// Which imports.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Of this source only.
    source_id: Option<i64>,
    /// Items on the page, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Text<40>>,
}

/// Lists imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(ListParams),
    responses((status = 200, body = Page<ImportOut>)))]
async fn list_imports(
    State(state): State<AppState>,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<ImportOut>> {
    let source = params.source_id.map(SourceId::from);
    let page = PageParams { limit: params.limit, cursor: params.cursor };
    let (limit, before) = page.read()?;
    let items = state.engine().store().listen().imports(source, before, limit + 1).await?;
    Ok(Json(page_of(items, limit, |import| import.id, ImportOut::from)))
}

/// Shows an import.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = i64, Path)), responses((status = 200, body = ImportOut)))]
async fn show_import(
    State(state): State<AppState>,
    PathIds(id): PathIds<ImportId>,
) -> TaggedAnswer<ImportOut> {
    let import = find(&state, id).await?;
    Ok(Tagged(import.version, import.into()))
}

async fn find(state: &AppState, id: ImportId) -> Result<Import, Problem> {
    let found = state.engine().store().listen().import(id).await?;
    found.ok_or_else(|| Problem::not_found("import"))
}

/// A file to import.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileParams {
    /// Its name; its ending says which format it has where the layout does not.
    #[param(value_type = String)]
    file: Text<FILE_NAME>,
    /// Name of the import source; made when there is none. The file's name when left out.
    #[param(value_type = Option<String>)]
    source: Option<Text<{ limits::SOURCE_NAME }>>,
    /// How it is read, as JSON: `format`, `sheet`, `header_row`, `separator`, `encoding`, `dates`,
    /// `scales` (`{"rating": "0-10"}`) and `mapping` (`["text=Comment", "ignore=Internal"]`).
    /// Whatever is left out is found, or taken from the last file of the source with that header.
    #[param(value_type = Option<String>)]
    layout: Option<Text<LAYOUT_CHARS>>,
}

/// Imports a file, the body as it is. It is taken in beside the request: ask for the import to see
/// how far it is.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", params(FileParams),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 202, body = ImportOut)))]
async fn create_import(
    State(state): State<AppState>,
    Caller(actor): Caller,
    QueryString(params): QueryString<FileParams>,
    body: Body,
) -> Result<(StatusCode, Json<ImportOut>), Problem> {
    let upload = keep(&state, &actor, params, body).await?;
    let started = start(&state, &actor, upload.clone()).await;
    let id = match started {
        Ok(id) => id,
        Err(refused) => {
            state.uploads()?.discard(&upload);
            return Err(match refused {
                Ok(trouble) => Problem::invalid("file", trouble.message()),
                Err(error) => error.into(),
            });
        }
    };
    Ok((StatusCode::ACCEPTED, Json(find(&state, id).await?.into())))
}

/// How a file would be read.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewOut {
    /// What was said, what was decided and why, the columns, the first records, open questions and
    /// what was noticed.
    #[schema(value_type = Object)]
    look: Value,
}

/// Says how a file would be read and shows its first records; nothing is taken in.
#[utoipa::path(post, path = "/api/v1/imports/preview", tag = "imports", params(FileParams),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = PreviewOut)))]
async fn preview_import(
    State(state): State<AppState>,
    Caller(actor): Caller,
    QueryString(params): QueryString<FileParams>,
    body: Body,
) -> Answer<PreviewOut> {
    let upload = keep(&state, &actor, params, body).await?;
    let looked = look_at(&state, &upload).await;
    state.uploads()?.discard(&upload);
    let look = looked?.map_err(|trouble| Problem::invalid("file", trouble.message()))?;
    let look = serde_json::to_value(look).map_err(|error| {
        let technical = error.to_string();
        Problem::unavailable(say!(
            "look-not-told",
            "the look cannot be told: {technical}",
            technical
        ))
    })?;
    Ok(Json(PreviewOut { look }))
}

/// Writes a file that is sent to its folder, piece by piece.
async fn keep(
    state: &AppState,
    actor: &plaza_engine::Actor,
    params: FileParams,
    body: Body,
) -> Result<Upload, Problem> {
    let name = params.file.into_string();
    let is_plain =
        !name.starts_with('.') && !name.contains(|c: char| c.is_control() || "/\\".contains(c));
    if name.trim().is_empty() || !is_plain {
        return Err(Problem::invalid(
            "file",
            say!("takes-file-name", "takes the name of a file, without a folder"),
        ));
    }
    let layout = match params.layout {
        None => None,
        Some(layout) => Some(
            serde_json::from_str::<Layout>(&layout)
                .map_err(|error| Problem::invalid("layout", error.to_string()))?,
        ),
    };
    let uploads = state.uploads()?.clone();
    let no_room =
        |_| Problem::unavailable(say!("file-no-room", "the server has no room for the file"));
    let now = state.engine().now();
    let mut upload = uploads.begin(actor.user_id, &name, now).map_err(no_room)?;
    upload.source = params.source.map_or(name, Text::into_string);
    let written = async {
        let mut file = tokio::fs::File::create(uploads.path(&upload)).await.map_err(no_room)?;
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| ends_early())?;
            upload.bytes += piece.len() as u64;
            file.write_all(&piece).await.map_err(no_room)?;
        }
        file.flush().await.map_err(no_room)
    };
    if let Err(problem) = written.await {
        uploads.discard(&upload);
        return Err(problem);
    }
    match layout {
        Some(layout) => upload.layout = layout,
        None => recognized(state, &uploads, &mut upload).await?,
    }
    uploads.note(&upload).map_err(no_room)?;
    Ok(upload)
}

/// How an import is taken back.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeBackIn {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    /// Whether mentions with replies, evidence or corrections, or changed by a later import, go
    /// too.
    #[serde(default)]
    used: bool,
}

/// Takes an import back, in the background: what it brought new goes as if it had never come, what
/// it changed is as it was before, unless somebody changed it since.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports",
    params(("id" = i64, Path)), request_body = TakeBackIn,
    responses((status = 200, body = ImportOut)))]
async fn undo_import(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ImportId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<TakeBackIn>,
) -> TaggedAnswer<ImportOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().listen().undo_import(&actor, seen, input.used).await;
    let theirs = async { find(&state, id).await.map(ImportOut::from) };
    or_both(done, sent(&input), theirs).await?;
    let import = find(&state, id).await?;
    Ok(Tagged(import.version, import.into()))
}
