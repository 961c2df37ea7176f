//! An answer that is held back because colleagues have answered the same mention meanwhile.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{Answers, ReplyId};
use plaza_engine::EngineError;
use plaza_store::talk::Reply;

use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::page::Page;
use crate::parts::MentionCard;
use crate::talk::reply::{ReplyCard, joined};

#[derive(Template)]
#[template(path = "talk/answered.html")]
struct AnsweredScreen {
    page: Page,
    /// What colleagues let go out.
    replies: Vec<ReplyCard>,
    /// What was written in the place itself.
    mentions: Vec<MentionCard>,
    /// What is held back.
    text: String,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
}

/// A reply that somebody wants to send.
pub(super) struct Held<'a> {
    /// As it is kept.
    pub(super) reply: &'a Reply,
    /// `submit`, `approve` or `retry`.
    pub(super) step: &'static str,
    /// The answers of which its sender knows.
    pub(super) seen: &'a Answers,
    /// Where its sender goes who does not send it.
    pub(super) back: String,
}

/// Shows the answers that the sender has not seen, with a button to send theirs all the same.
pub(super) async fn show_answers(board: Board, held: Held<'_>, unseen: &Answers) -> Answer {
    let store = board.engine.store();
    let mut replies = Vec::new();
    for id in &unseen.replies {
        let reply = store.talk().reply(*id).await?.ok_or(EngineError::NotFound("reply"))?;
        replies.push(reply);
    }
    let mentions = store.mentions(&unseen.mentions).await?;
    let page = board.page;
    let screen = AnsweredScreen {
        replies: replies.iter().map(|reply| ReplyCard::new(reply, &page)).collect(),
        mentions: mentions.iter().map(|mention| MentionCard::new(&page, mention)).collect(),
        text: held.reply.text.clone(),
        action: format!("/replies/{}/{}", held.reply.id, held.step),
        hidden: vec![
            ("version", held.reply.version.to_string()),
            (
                "seen_replies",
                joined(held.seen.replies.iter().chain(&unseen.replies).map(|id| id.get())),
            ),
            (
                "seen_mentions",
                joined(held.seen.mentions.iter().chain(&unseen.mentions).map(|id| id.get())),
            ),
            ("back", held.back.clone()),
        ],
        back: held.back,
        page,
    };
    show_as(StatusCode::CONFLICT, &screen, &screen.page)
}

/// What is held back, as it is kept now.
pub(super) async fn find(board: &Board, id: ReplyId) -> Result<Reply, Problem> {
    let reply = board.engine.store().talk().reply(id).await?;
    reply.ok_or_else(|| Problem::not_found("reply"))
}
