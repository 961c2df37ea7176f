//! What became of an import, taking it back, and reading its refused rows again.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{ImportId, Seen};
use plaza_engine::EngineError;
use plaza_store::listen::{Arrived, Import, ImportState, Quarantined, UndoPreview};

use crate::frame::board::{Answer, Board, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Sent};
use crate::frame::page::Page;
use crate::listen::imports::rows_again;
use crate::parts::MentionCard;
use crate::parts::query_terms::mentions_href;
use crate::{AppState, Problem};

/// Refused rows that are shown with an import.
const SHOWN: i64 = 25;
/// Mentions that are shown with an import.
const FIRST: i64 = 5;

#[derive(Template)]
#[template(path = "listen/import_result.html")]
struct ResultScreen {
    page: Page,
    import: Import,
    /// Whether records still come in, or it is being taken back.
    is_running: bool,
    /// How much of what came in can be found already.
    arrived: Arrived,
    /// Whether the page will say more in a moment.
    waits: bool,
    /// What is being done, in words; empty where nothing is.
    progress: String,
    /// The first mentions that it brought.
    first: Vec<MentionCard>,
    /// Whether it can be taken back.
    can_undo: bool,
    undo: UndoPreview,
    mentions_href: String,
    quarantine: Vec<Quarantined>,
    waiting: i64,
}

/// `GET /imports/{id}`
pub(crate) async fn show_import(board: Board, PathIds(id): PathIds<ImportId>) -> Answer {
    let store = board.engine.store().listen();
    let import = store.import(id).await?.ok_or(EngineError::NotFound("import"))?;
    let quarantine = store.quarantine_of_import(id, None, SHOWN).await?;
    let undo = board.engine.listen().undo_preview(id).await?;
    let moves = matches!(import.state, ImportState::Running | ImportState::Undoing);
    let indexed = board.engine.find().indexed_revision();
    let arrived = store.import_arrived(id, indexed).await?;
    let ids = store.import_first(id, indexed, FIRST).await?;
    let first = board.engine.store().mentions(&ids).await?;
    let screen = ResultScreen {
        is_running: moves,
        waits: moves || arrived.indexed < arrived.all,
        progress: progress(&board.page, moves, arrived),
        arrived,
        first: first.iter().map(|mention| MentionCard::new(&board.page, mention)).collect(),
        can_undo: board.page.can.import
            && !matches!(import.state, ImportState::Undoing | ImportState::Undone),
        undo,
        mentions_href: mentions_href(&format!("import:{id}")),
        waiting: store.quarantine_of_import_count(id).await?,
        quarantine,
        import,
        page: board.page,
    };
    show(&screen, &screen.page)
}

fn progress(page: &Page, moves: bool, arrived: Arrived) -> String {
    if moves {
        return page.get("import-goes-on");
    }
    let (done, all) = (page.number(arrived.indexed), page.number(arrived.all));
    match arrived.indexed < arrived.all {
        true => page.with2("import-indexing", ("done", &done), ("all", &all)),
        false => String::new(),
    }
}

/// `POST /imports/{id}/undo`
pub(crate) async fn undo(board: Board, PathIds(id): PathIds<ImportId>, fields: Fields) -> Answer {
    let (action, to) = (format!("/imports/{id}/undo"), format!("/imports/{id}"));
    if !fields.is_true("sure") {
        return Ok(board.warned(&to, &board.page.get("import-undo-unsure")));
    }
    let seen: Seen<ImportId> = fields.seen(id)?;
    let used = fields.is_true("used");
    let done = board.engine.listen().undo_import(board.actor()?, seen, used).await;
    let sent = Sent { action: &action, back: &to, fields: &fields };
    let now = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, now, &to, "flash-import-undoing").await
}

/// `POST /imports/{id}/mend`: its refused rows become an upload that can be read another way.
pub(crate) async fn mend(
    State(state): State<AppState>,
    board: Board,
    PathIds(id): PathIds<ImportId>,
) -> Answer {
    match rows_again(&state, board.actor()?, id).await {
        Ok(upload) => {
            Ok(Redirect::to(&format!("/imports/uploads/{}", upload.token)).into_response())
        }
        Err(problem) => Ok(board.refused(&problem, &format!("/imports/{id}"))),
    }
}

/// An import as it is now, for somebody who pressed a button.
async fn now(board: &Board, id: ImportId) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let import = board.engine.store().listen().import(id).await?;
    let import = import.ok_or_else(|| Problem::not_found("import"))?;
    let state = page.label("import", import.state.name());
    Ok(vec![BothTexts::now(page.get("column-state"), state)])
}
