//! Looking at uploads and importing them: what the board and the API share.

use plaza_core::import::{Layout, Look, Trouble};
use plaza_core::{ImportId, say, text};
use plaza_engine::listen::{BegunImport, ImportOrder, RowsAgain};
use plaza_engine::{Actor, EngineError};
use plaza_store::listen::ImportWay;

use super::uploads::{Upload, Uploads};
use crate::state::Records;
use crate::{AppState, Problem};

/// Records that are shown before a file is imported.
const SHOWN: usize = 10;
/// Rows of the quarantine that are read again at once.
const MENDED: i64 = 10_000;

/// Looks at an upload as its layout says; what is wrong with the file is no problem of the request.
pub(super) async fn look_at(
    state: &AppState,
    upload: &Upload,
) -> Result<Result<Look, Trouble>, Problem> {
    let uploads = state.uploads()?;
    let (path, look) = (uploads.path(upload), uploads.reader.look);
    let (name, layout) = (upload.name.clone(), upload.layout.clone());
    let looked = tokio::task::spawn_blocking(move || look(&path, &name, &layout, SHOWN)).await;
    looked.map_err(|_| {
        Problem::unavailable(say!("look-cut-off", "looking at the file was cut off; try again"))
    })
}

/// Gives a new upload the layout of an earlier file with the same header.
pub(super) async fn recognized(
    state: &AppState,
    uploads: &Uploads,
    upload: &mut Upload,
) -> Result<(), Problem> {
    uploads
        .note(upload)
        .map_err(|_| Problem::unavailable(say!("upload-not-kept", "the upload cannot be kept")))?;
    let Ok(look) = look_at(state, upload).await? else { return Ok(()) };
    let store = state.engine().store().listen();
    let Some(hash) = header_hash(&look) else { return Ok(()) };
    let found = store.layout_of(&upload.source, hash).await?;
    if let Some((layout, source)) = found
        && let Ok(layout) = serde_json::from_str::<Layout>(&layout)
    {
        upload.layout = layout;
        upload.like = Some(source);
    }
    Ok(())
}

/// Stands for the names of a file's columns, where it has some.
fn header_hash(look: &Look) -> Option<i64> {
    let names: Vec<&str> = look.columns.iter().map(|column| column.name.as_str()).collect();
    (!names.is_empty()).then(|| text::stable_hash(&names.join("\u{1f}")))
}

/// Begins to import an upload; it goes on beside the caller, and its number is known at once.
///
/// # Errors
/// What is wrong with the file, or why the use case refuses.
pub(super) async fn start(
    state: &AppState,
    actor: &Actor,
    upload: Upload,
) -> Result<ImportId, Result<Trouble, EngineError>> {
    let gone =
        |_| Err(EngineError::Unavailable(say!("file-cut-off", "reading the file was cut off")));
    let none =
        |_| Err(EngineError::Unavailable(say!("no-uploads", "this server takes no uploads")));
    let uploads = state.uploads().map_err(none)?.clone();
    let (path, open) = (uploads.path(&upload), uploads.reader.open);
    let layout = upload.layout.clone();
    let opened = tokio::task::spawn_blocking(move || open(&path, &layout)).await.map_err(gone)?;
    let records = opened.map_err(Ok)?;
    let hash = match look_at(state, &upload).await {
        Ok(Ok(look)) => header_hash(&look),
        _ => None,
    };
    let layout = serde_json::to_string(&upload.layout).unwrap_or_default();
    let mended = !upload.mends.is_empty();
    let order = ImportOrder {
        source: &upload.source,
        origin: &upload.name,
        via: if mended { ImportWay::Quarantine } else { ImportWay::Board },
        layout: &layout,
    };
    let begun = state.engine().listen().begin_import(actor, &order).await.map_err(Err)?;
    if let Some(hash) = hash.filter(|_| !mended) {
        let now = state.engine().now();
        let store = state.engine().store().listen();
        let kept = store.keep_layout(begun.source.id, hash, &layout, now).await;
        kept.map_err(|error| Err(error.into()))?;
    }
    let (id, state, actor) = (begun.id, state.clone(), actor.clone());
    state.writes().clone().spawn(async move {
        run(&state, &actor, (begun, upload), records).await;
    });
    Ok(id)
}

/// Takes the records in; how it ended stands with the import.
async fn run(
    state: &AppState,
    actor: &Actor,
    (begun, upload): (BegunImport, Upload),
    records: Records,
) {
    let (listen, ids) = (state.engine().listen(), upload.mends.ids());
    let rows = upload.mends.clone();
    let records = records.map(move |record| rows.as_it_stood(record));
    let imported = async {
        if !ids.is_empty() {
            listen.read_quarantined_again(actor, &ids).await?;
        }
        listen.run_import(actor, &begun, records, &|_| {}).await?;
        if !ids.is_empty() {
            listen.read_again(actor, begun.source.id, &ids).await?;
        }
        Ok::<(), EngineError>(())
    };
    if let Err(error) = imported.await {
        tracing::warn!(%error, import = begun.id.get(), "an import ended early");
        return;
    }
    if let Ok(uploads) = state.uploads() {
        uploads.discard(&upload);
    }
}

/// Makes an upload of an import's quarantined rows, so that they can be read again with another
/// layout.
///
/// # Errors
/// None of them is a row, or the upload cannot be kept.
pub(super) async fn rows_again(
    state: &AppState,
    actor: &Actor,
    id: ImportId,
) -> Result<Upload, Problem> {
    let store = state.engine().store().listen();
    let import = store.import(id).await?.ok_or_else(|| Problem::not_found("import"))?;
    let items = store.quarantine_of_import(id, None, MENDED).await?;
    let (rows, file) = RowsAgain::of(&items);
    if rows.is_empty() {
        return Err(Problem::invalid(
            "import",
            say!("no-rows-again", "has no rows in quarantine that can be read again"),
        ));
    }
    let uploads = state.uploads()?;
    let no_room =
        |_| Problem::unavailable(say!("no-room", "the server has no room; free some disk space"));
    let now = state.engine().now();
    let mut upload = uploads.begin(actor.user_id, &import.origin, now).map_err(no_room)?;
    upload.bytes = file.len() as u64;
    tokio::fs::write(uploads.path(&upload), file).await.map_err(no_room)?;
    upload.mends = rows;
    upload.source = import.source_name;
    // Rows are kept as JSON objects, whatever their file was.
    upload.layout.format = Some(plaza_core::import::Format::Jsonl);
    uploads.note(&upload).map_err(no_room)?;
    Ok(upload)
}
