//! Every step of a reply's life, as buttons ask for it.

use axum::response::{IntoResponse, Redirect};
use plaza_core::{Answers, ReplyId, ReplyState, SeenReply, say};
use plaza_engine::EngineError;
use plaza_store::talk::Reply;

use super::answered::{Held, find, show_answers};
use super::undo;
use crate::Problem;
use crate::frame::board::{Answer, Board, back_to};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Sent};

/// `POST /replies/{id}/submit`
pub(crate) async fn submit(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let done = board.engine.talk().submit_reply(board.actor()?, seen).await;
    sent_by(board, id, "submit", &fields, done).await
}

/// `POST /replies/{id}/approve`: as it was handed in, or with the text that was changed in its place.
pub(crate) async fn approve(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let text = fields.all("text").next().map(|_| fields.text("text"));
    let done = board.engine.talk().approve_reply(board.actor()?, seen, text).await;
    sent_by(board, id, "approve", &fields, done).await
}

/// `POST /replies/{id}/reject`
pub(crate) async fn reject(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let (seen, reason) = (fields.seen(id)?, fields.get("reason"));
    let done = board.engine.talk().reject_reply(board.actor()?, seen, reason).await;
    after(board, id, "reject", &fields, done, "flash-reply-rejected").await
}

/// `POST /replies/{id}/cancel`
pub(crate) async fn cancel(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let done = board.engine.talk().cancel_reply(board.actor()?, fields.seen(id)?).await;
    let key = match &done {
        Ok(reply) if reply.state == ReplyState::Submitted => "flash-reply-unapproved",
        _ => "flash-reply-undone",
    };
    after(board, id, "cancel", &fields, done, key).await
}

/// `POST /replies/{id}/discard`
pub(crate) async fn discard(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let done = board.engine.talk().discard_reply(board.actor()?, fields.seen(id)?).await;
    after(board, id, "discard", &fields, done, "flash-reply-discarded").await
}

/// `POST /replies/{id}/retry`
pub(crate) async fn retry(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let done = board.engine.talk().retry_reply(board.actor()?, seen).await;
    sent_by(board, id, "retry", &fields, done).await
}

/// `POST /replies/{id}/resolve`: somebody has looked whether it is there.
pub(crate) async fn resolve(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let was_sent = match fields.get("sent") {
        "true" => true,
        "false" => false,
        _ => return Err(Problem::invalid("sent", say!("takes-yes-or-no", "takes true or false"))),
    };
    let done = board.engine.talk().resolve_reply(board.actor()?, fields.seen(id)?, was_sent).await;
    after(board, id, "resolve", &fields, done, "flash-reply-resolved").await
}

/// `POST /replies/{id}/retract`
pub(crate) async fn retract(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let done = board.engine.talk().retract_reply(board.actor()?, fields.seen(id)?).await;
    after(board, id, "retract", &fields, done, "flash-reply-retracted").await
}

pub(super) fn back(fields: &Fields) -> String {
    undo::without_undo(&back_to(fields.get("back"), "/replies"))
}

pub(super) fn seen_answers(fields: &Fields) -> Answers {
    Answers { replies: fields.ids("seen_replies"), mentions: fields.ids("seen_mentions") }
}

/// A reply that is to be sent, as the page of this form showed it.
fn seen_reply(fields: &Fields, id: ReplyId) -> Result<SeenReply, Problem> {
    Ok(SeenReply { reply: fields.seen(id)?, answers: Some(seen_answers(fields)) })
}

/// Ends a step that lets a reply go out, or hands it in.
pub(super) async fn sent_by(
    board: Board,
    id: ReplyId,
    step: &'static str,
    fields: &Fields,
    done: Result<Reply, EngineError>,
) -> Answer {
    let Err(EngineError::Answered(unseen)) = done else {
        let is_queued = matches!(&done, Ok(reply) if reply.state == ReplyState::Queued);
        if is_queued {
            // The page that follows offers to take it back, and for how long.
            return Ok(Redirect::to(&undo::offer(&back(fields), &done)).into_response());
        }
        return after(board, id, step, fields, done, "flash-reply-submitted").await;
    };
    let reply = find(&board, id).await?;
    let held = Held { reply: &reply, step, seen: &seen_answers(fields), back: back(fields) };
    show_answers(board, held, &unseen).await
}

/// Ends a step that a button of a reply asked for.
async fn after(
    board: Board,
    id: ReplyId,
    step: &str,
    fields: &Fields,
    done: Result<Reply, EngineError>,
    key: &str,
) -> Answer {
    let (action, back) = (format!("/replies/{id}/{step}"), back(fields));
    let sent = Sent { action: &action, back: &back, fields };
    let now = async |board: &Board| {
        let (reply, page) = (find(board, id).await?, &board.page);
        let state = page.label("state", reply.state.name());
        let (text, by_state) = (page.get("reply-text"), page.get("reply-state"));
        Ok(vec![BothTexts::now(by_state, state), BothTexts::now(text, reply.text)])
    };
    overtaken::after(board, done, sent, now, &back, key).await
}
