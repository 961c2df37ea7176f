//! Writing answers: drafts, their changes, and what speaks against a text while it is typed.

use axum::Json;
use plaza_core::text::truncate_chars;
use plaza_core::{MentionId, Millis, ReplyId, ReplyState, Seen, SeenReply};
use plaza_store::talk::Reply;
use serde::Serialize;

use super::answered::find;
use super::composer::{Typed, in_words};
use super::conversation::show_with;
use super::steps::{back, seen_answers, sent_by};
use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Field, Sent};
use crate::talk::reply::problem_words;

/// Characters shown of an answer that somebody else has written.
const EXCERPT_CHARS: usize = 160;

/// `POST /mentions/{id}/replies`: writes a draft, and hands it in or sends it.
pub(crate) async fn draft(board: Board, PathIds(id): PathIds<MentionId>, fields: Fields) -> Answer {
    let text = fields.text("text");
    let problems = problems(&board, id, &fields).await?;
    if !problems.is_empty() {
        return show_with(board, id, from(&fields), typed(&fields, problems)).await;
    }
    let actor = board.actor()?.clone();
    match board.engine.talk().draft_reply(&actor, id, &text).await {
        Ok(reply) => go_on(board, reply, &fields).await,
        Err(error) => {
            let words = in_words(&board, error);
            show_with(board, id, from(&fields), typed(&fields, words)).await
        }
    }
}

/// `POST /replies/{id}/edit`: changes a draft, and hands it in or sends it where that is asked.
pub(crate) async fn edit(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let text = fields.text("text");
    if sends(&fields) {
        let mention = find(&board, id).await?.mention_id;
        let problems = problems(&board, mention, &fields).await?;
        if !problems.is_empty() {
            return show_with(board, mention, from(&fields), typed(&fields, problems)).await;
        }
    }
    let done = board.engine.talk().edit_reply(board.actor()?, fields.seen(id)?, &text).await;
    if let Ok(reply) = done {
        return go_on(board, reply, &fields).await;
    }
    let (action, back) = (format!("/replies/{id}/edit"), back(&fields));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| {
        let (now, label) = (find(board, id).await?, board.page.get("reply-text"));
        Ok(vec![BothTexts::of(Field::Text, "text", label, &text, now.text)])
    };
    overtaken::after(board, done, sent, texts, &back, "flash-reply-saved").await
}

/// Whether the text shall go on, and not only be kept.
fn sends(fields: &Fields) -> bool {
    matches!(fields.get("then"), "approve" | "submit")
}

/// The list that the composer's reader came from.
fn from(fields: &Fields) -> &str {
    fields.get("from")
}

fn typed(fields: &Fields, problems: Vec<String>) -> Typed {
    Typed { text: fields.text("text"), problems, version: fields.id("version") }
}

/// What speaks against sending the text; nothing where it is only kept.
async fn problems(board: &Board, id: MentionId, fields: &Fields) -> Result<Vec<String>, Problem> {
    if !sends(fields) {
        return Ok(Vec::new());
    }
    let problems = board.engine.talk().preflight(id, &fields.text("text")).await?;
    Ok(problems.iter().map(|problem| problem_words(&board.page, problem)).collect())
}

/// Back with a draft that is kept; or it is handed in or sent.
async fn go_on(board: Board, reply: Reply, fields: &Fields) -> Answer {
    if !sends(fields) {
        return Ok(board.done(&back(fields), "flash-reply-saved"));
    }
    let answers = Some(seen_answers(fields));
    let seen = SeenReply { reply: Seen::at(reply.id, reply.version), answers };
    let done = board.engine.talk().submit_reply(board.actor()?, seen).await;
    sent_by(board, reply.id, "submit", fields, done).await
}

/// What the composer shows while somebody types.
#[derive(Serialize)]
pub(crate) struct Preflight {
    /// Length in the platform's unit, as people write numbers.
    used: Option<String>,
    over: bool,
    problems: Vec<String>,
    /// Answers of others of which the page does not know.
    news: Vec<String>,
}

/// `POST /mentions/{id}/preflight`
pub(crate) async fn preflight(
    board: Board,
    PathIds(id): PathIds<MentionId>,
    fields: Fields,
) -> Result<Json<Preflight>, Problem> {
    let text = fields.text("text");
    let problems = board.engine.talk().preflight(id, &text).await?;
    let rules = board.engine.talk().reply_rules(id).await?;
    let length = rules.map(|rules| rules.length(&text));
    Ok(Json(Preflight {
        used: length.map(|length| board.page.number(length)),
        over: rules.zip(length).is_some_and(|(rules, length)| length > rules.max_length),
        problems: problems.iter().map(|problem| problem_words(&board.page, problem)).collect(),
        news: news(&board, id, &fields).await?,
    }))
}

/// A line for each answer of which the composer's page does not know.
async fn news(board: &Board, id: MentionId, fields: &Fields) -> Result<Vec<String>, Problem> {
    let seen: Vec<ReplyId> = fields.ids("seen_replies");
    let opened: Millis = fields.id("opened").unwrap_or_default();
    let mut replies = board.engine.store().talk().replies_to(&[id]).await?;
    replies.retain(|reply| {
        let goes = reply.is_going() && !seen.contains(&reply.id);
        goes || (reply.state == ReplyState::Submitted && reply.updated_at > opened)
    });
    let line = |reply: &Reply| {
        let name = reply.author_name.clone().unwrap_or_default();
        let state = board.page.label("state", reply.state.name());
        let said = truncate_chars(&reply.text, EXCERPT_CHARS);
        let pairs = [("name", name.as_str()), ("state", state.as_str()), ("text", said)];
        board.page.with_all("answered-line", &pairs)
    };
    Ok(replies.iter().map(line).collect())
}
