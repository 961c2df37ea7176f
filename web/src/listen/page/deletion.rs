//! Deleting mentions for good: how many, what hangs on them, why, and only then doing it.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{MentionId, limits};
use plaza_store::listen::DeletionPreview;

use crate::Problem;
use crate::frame::board::{Answer, Board, back_to, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::listen::deletion::{Chosen, found};

#[derive(Template)]
#[template(path = "listen/mentions_delete.html")]
struct DeleteScreen {
    page: Page,
    /// The query whose finds are deleted; empty where they were picked.
    q: String,
    /// The picked ones, with commas between them.
    ids: String,
    preview: DeletionPreview,
    /// More were found than are deleted at once.
    too_many: bool,
    reason: String,
    back: String,
    problem: String,
}

/// `GET /mentions/delete?q=` or `?ids=1,2`: what would be deleted.
pub(crate) async fn ask(board: Board, fields: Fields) -> Answer {
    let chosen = chosen(&board, &fields).await?;
    show_choice(board, &fields, &chosen, String::new()).await
}

/// `POST /mentions/delete`: deletes them when as many are there as were shown.
pub(crate) async fn delete(board: Board, fields: Fields) -> Answer {
    let chosen = chosen(&board, &fields).await?;
    let shown: Option<i64> = fields.id("count");
    let preview = preview(&board, &chosen).await?;
    if shown != Some(preview.mentions) {
        let problem = board.page.count("mentions-delete-moved", preview.mentions);
        return show_choice(board, &fields, &chosen, problem).await;
    }
    if fields.filled("reason").is_none() {
        let problem = board.page.get("mentions-delete-why");
        return show_choice(board, &fields, &chosen, problem).await;
    }
    let listen = board.engine.listen();
    let done = listen.delete_mentions(board.actor()?, &chosen.ids, fields.get("reason")).await;
    let to = back_to(fields.get("back"), "/mentions");
    match done {
        Ok(count) => Ok(board.done_with(&to, &board.page.count("flash-mentions-deleted", count))),
        Err(error) => {
            let problem = in_words(&board.page, &Problem::from(error));
            show_choice(board, &fields, &chosen, problem).await
        }
    }
}

/// What the form or the link names.
async fn chosen(board: &Board, fields: &Fields) -> Result<Chosen, Problem> {
    let picked: Vec<MentionId> =
        fields.all("id").filter_map(|id| id.parse().ok()).chain(fields.ids("ids")).collect();
    if picked.is_empty() && fields.filled("q").is_some() {
        return found(&board.engine, fields.get("q")).await;
    }
    let total = u64::try_from(picked.len()).unwrap_or(u64::MAX);
    Ok(Chosen { ids: picked, total })
}

async fn preview(board: &Board, chosen: &Chosen) -> Result<DeletionPreview, Problem> {
    let listen = board.engine.listen();
    Ok(listen.deletion_preview(board.actor()?, &chosen.ids).await?)
}

async fn show_choice(board: Board, fields: &Fields, chosen: &Chosen, problem: String) -> Answer {
    let preview = preview(&board, chosen).await?;
    let picked = fields.filled("ids").is_some() || fields.filled("id").is_some();
    let ids: Vec<String> = chosen.ids.iter().map(ToString::to_string).collect();
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let screen = DeleteScreen {
        q: if picked { String::new() } else { fields.get("q").to_owned() },
        ids: if picked { ids.join(",") } else { String::new() },
        too_many: chosen.total > u64::try_from(limits::DELETED_MENTIONS).unwrap_or(u64::MAX),
        preview,
        reason: fields.get("reason").to_owned(),
        back: back_to(fields.get("back"), "/mentions"),
        problem,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}
