//! Quotes under an idea.

use plaza_core::{EvidenceId, IdeaId, say};

use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;

/// `POST /ideas/{id}/evidence`
pub(crate) async fn add(board: Board, PathIds(id): PathIds<IdeaId>, fields: Fields) -> Answer {
    let mention = fields.id("mention").ok_or_else(|| {
        Problem::invalid(
            "mention",
            say!("names-no-mention", "names no mention; open one and quote from it"),
        )
    })?;
    let quote = fields.text("quote");
    let done = board.engine.innovate().add_evidence(board.actor()?, id, mention, &quote).await;
    Ok(board.after(done, &format!("/ideas/{id}"), "flash-quote-added"))
}

/// `POST /ideas/{id}/evidence/{evidence}/delete`
pub(crate) async fn remove(
    board: Board,
    PathIds((id, evidence)): PathIds<(IdeaId, EvidenceId)>,
) -> Answer {
    let done = board.engine.innovate().remove_evidence(board.actor()?, id, evidence).await;
    Ok(board.after(done, &format!("/ideas/{id}"), "flash-quote-removed"))
}
