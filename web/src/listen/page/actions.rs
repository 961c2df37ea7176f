//! What can be done with a source.

use plaza_core::SourceId;

use super::delete::now;
use super::detail::show_tried;
use super::mention_new::counts;
use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, Sent};

/// `POST /sources/{id}/test`: shows what the source brings.
pub(crate) async fn test(board: Board, PathIds(id): PathIds<SourceId>) -> Answer {
    match board.engine.listen().try_source(board.actor()?, id).await {
        Ok(trial) => show_tried(board, id, trial).await,
        Err(error) => Ok(board.refused(&Problem::from(error), &address(id))),
    }
}

/// `POST /sources/{id}/collect`: the collection goes on in the background.
pub(crate) async fn collect(board: Board, PathIds(id): PathIds<SourceId>) -> Answer {
    let to = address(id);
    Ok(match board.engine.listen().collect_soon(board.actor()?, id).await {
        Ok(None) => board.done(&to, "flash-source-collecting"),
        Ok(Some(at)) => {
            let when = board.page.datetime(at);
            board.done_with(&to, &board.page.with("flash-source-collecting-later", "when", &when))
        }
        Err(error) => board.refused(&Problem::from(error), &to),
    })
}

/// `POST /sources/{id}/pause`
pub(crate) async fn pause(board: Board, PathIds(id): PathIds<SourceId>, fields: Fields) -> Answer {
    let paused = fields.is_true("paused");
    let done = board.engine.listen().pause_source(board.actor()?, fields.seen(id)?, paused).await;
    let key = if paused { "flash-source-paused" } else { "flash-source-resumed" };
    let (action, to) = (format!("/sources/{id}/pause"), address(id));
    let sent = Sent { action: &action, back: &to, fields: &fields };
    overtaken::after(board, done, sent, async |board| now(board, id).await, &to, key).await
}

/// `POST /sources/{id}/retry`: tries the quarantined items again.
pub(crate) async fn retry(board: Board, PathIds(id): PathIds<SourceId>) -> Answer {
    let to = format!("{}#quarantine", address(id));
    Ok(match board.engine.listen().retry_quarantine(board.actor()?, id).await {
        Ok(report) => {
            let counts = counts(&board.page, &report);
            board.done_with(&to, &board.page.with("flash-retried", "counts", &counts))
        }
        Err(error) => board.refused(&Problem::from(error), &to),
    })
}

fn address(id: SourceId) -> String {
    format!("/sources/{id}")
}
