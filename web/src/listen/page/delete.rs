//! Deleting a source: what hangs on it, and the choice between archiving it and deleting it with
//! its mentions.

use askama::Template;
use plaza_core::SourceId;
use plaza_engine::find::SearchRequest;
use plaza_engine::listen::Health;
use plaza_engine::{EngineError, Sort};
use plaza_store::listen::SourceBurden;

use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Sent};
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "listen/source_delete.html")]
struct DeleteScreen {
    page: Page,
    id: SourceId,
    name: String,
    version: i64,
    /// Whether it is archived already, so that deleting is the only choice.
    is_archived: bool,
    mentions: u64,
    burden: SourceBurden,
    problem: String,
}

/// `GET /sources/{id}/delete`
pub(crate) async fn ask(board: Board, PathIds(id): PathIds<SourceId>) -> Answer {
    show_choice(board, id, String::new()).await
}

/// `POST /sources/{id}/delete`
pub(crate) async fn delete(board: Board, PathIds(id): PathIds<SourceId>, fields: Fields) -> Answer {
    let with_mentions = match fields.get("mentions") {
        "keep" => false,
        "delete" if fields.is_true("sure") => true,
        "delete" => {
            let problem = board.page.get("source-delete-unsure");
            return show_choice(board, id, problem).await;
        }
        _ => {
            let problem = board.page.get("source-delete-choose");
            return show_choice(board, id, problem).await;
        }
    };
    let (seen, listen) = (fields.seen(id)?, board.engine.listen());
    let done = match with_mentions {
        true => listen.remove_source(board.actor()?, seen).await,
        false => listen.archive_source(board.actor()?, seen).await,
    };
    let key = if with_mentions { "flash-source-removing" } else { "flash-source-archived" };
    finish(board, id, ("delete", key), &fields, done).await
}

/// `POST /sources/{id}/bring-back`
pub(crate) async fn bring_back(
    board: Board,
    PathIds(id): PathIds<SourceId>,
    fields: Fields,
) -> Answer {
    let seen = fields.seen(id)?;
    let done = board.engine.listen().bring_back_source(board.actor()?, seen).await;
    let paused = done.as_ref().is_ok_and(|source| source.paused);
    let key = if paused { "flash-source-back-paused" } else { "flash-source-back" };
    finish(board, id, ("bring-back", key), &fields, done.map(drop)).await
}

async fn finish(
    board: Board,
    id: SourceId,
    (what, key): (&str, &str),
    fields: &Fields,
    done: Result<(), EngineError>,
) -> Answer {
    let (action, to) = (format!("/sources/{id}/{what}"), format!("/sources/{id}"));
    let sent = Sent { action: &action, back: &to, fields };
    overtaken::after(board, done, sent, async |board| now(board, id).await, &to, key).await
}

/// A source as it is now, for somebody who pressed a button.
pub(super) async fn now(board: &Board, id: SourceId) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let source = board.engine.store().listen().named_source(id).await?;
    let source = source.ok_or_else(|| Problem::not_found("source"))?;
    let state = Health::of(&source, page.now).name();
    let (name, column) = (page.get("field-name"), page.get("column-state"));
    Ok(vec![BothTexts::now(name, source.name), BothTexts::now(column, page.label("source", state))])
}

async fn show_choice(board: Board, id: SourceId, problem: String) -> Answer {
    let source = board.engine.store().listen().named_source(id).await?;
    let source = source.ok_or_else(|| Problem::not_found("source"))?;
    let burden = board.engine.listen().source_burden(id).await?;
    let request = SearchRequest {
        // Everything that goes with it, ours too.
        q: format!("source:{id} is:anyone"),
        sort: Sort::Newest,
        limit: 1,
        cursor: None,
        facets: Vec::new(),
    };
    let screen = DeleteScreen {
        mentions: board.engine.find().search(&request).await?.total,
        id,
        name: source.name,
        version: source.version,
        is_archived: source.archived_at.is_some(),
        burden,
        problem,
        page: board.page,
    };
    show(&screen, &screen.page)
}
