//! Answers: the queue and every step of a reply's life.

use askama::Template;
use axum::Json;
use plaza_core::text::truncate_chars;
use plaza_core::{Answers, MentionId, Millis, ReplyId, ReplyState, Seen, SeenReply, say};
use plaza_engine::{Engine, EngineError};
use plaza_store::MentionView;
use plaza_store::talk::Reply;
use serde::Serialize;

use super::answered::{Held, find, show_answers};
use super::conversation::show_with;
use crate::Problem;
use crate::frame::board::{Answer, Board, back_to, show};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Field, Sent};
use crate::frame::page::Page;
use crate::parts::query_terms::href;
use crate::parts::{Pager, author_name};
use crate::talk::reply::{ReplyCard, problem_words};

/// Replies on a page.
const PAGE_SIZE: i64 = 50;
/// Characters shown of the mention that is answered.
const EXCERPT_CHARS: usize = 160;
/// The queue in the order in which it needs people.
const TABS: [ReplyState; 9] = [
    ReplyState::Submitted,
    ReplyState::Uncertain,
    ReplyState::Failed,
    ReplyState::Draft,
    ReplyState::Queued,
    ReplyState::Sending,
    ReplyState::Held,
    ReplyState::Sent,
    ReplyState::Retracted,
];

#[derive(Template)]
#[template(path = "talk/replies.html")]
struct RepliesScreen {
    page: Page,
    tabs: Vec<Tab>,
    /// The reply that was just let go out, where it is on no other row.
    undo: Option<Row>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Tab {
    name: &'static str,
    href: String,
    active: bool,
}

/// A reply with the beginning of what it answers.
struct Row {
    reply: ReplyCard,
    author: String,
    source_name: String,
    excerpt: String,
}

/// `GET /replies?state=&before=&undo=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let state = ReplyState::parse(fields.get("state"));
    let before = fields.id("before");
    let store = board.engine.store();
    let replies = store.talk().replies(state, before, PAGE_SIZE).await?;
    let ids: Vec<MentionId> = replies.iter().map(|reply| reply.mention_id).collect();
    let mentions = store.mentions(&ids).await?;
    let full = replies.len() == usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let next = replies.last().filter(|_| full).map(|reply| reply.id.to_string());
    let page = board.page;
    let rows = replies
        .iter()
        .map(|reply| {
            let mention = mentions.iter().find(|m| m.id == reply.mention_id);
            // The list shows no other answers: the step that sends asks.
            row(&page, ReplyCard::new(reply, &page), mention)
        })
        .collect();
    let is_shown = |id: &ReplyId| replies.iter().any(|reply| reply.id == *id);
    let undo = match fields.id::<ReplyId>("undo").filter(|id| !is_shown(id)) {
        Some(id) => just_approved(&board.engine, &page, id).await?,
        None => None,
    };
    let chosen = state.map_or("", ReplyState::name);
    let at = before.map(|id| id.to_string());
    let screen = RepliesScreen {
        tabs: tabs(chosen),
        undo,
        rows,
        pager: Pager::new(
            "/replies",
            &[("state", chosen)],
            "before",
            at.as_deref(),
            next.as_deref(),
        ),
        page,
    };
    show(&screen, &screen.page)
}

/// A reply that can still be taken back; `None` once it has gone on.
async fn just_approved(
    engine: &Engine,
    page: &Page,
    id: ReplyId,
) -> Result<Option<Row>, EngineError> {
    let reply = engine.store().talk().reply(id).await?;
    let Some(reply) = reply.filter(|reply| reply.state == ReplyState::Queued) else {
        return Ok(None);
    };
    let mention = engine.store().mention(reply.mention_id).await?;
    Ok(Some(row(page, ReplyCard::new(&reply, page), mention.as_ref())))
}

fn tabs(chosen: &str) -> Vec<Tab> {
    let all = Tab { name: "all", href: "/replies".to_owned(), active: chosen.is_empty() };
    let of = |state: ReplyState| Tab {
        name: state.name(),
        href: href("/replies", &[("state", state.name())]),
        active: state.name() == chosen,
    };
    std::iter::once(all).chain(TABS.map(of)).collect()
}

fn row(page: &Page, reply: ReplyCard, mention: Option<&MentionView>) -> Row {
    let said = mention.map(|m| if m.text.is_empty() { &m.title } else { &m.text });
    let said = said.map(|text| match truncate_chars(text, EXCERPT_CHARS) {
        whole if whole.len() == text.len() => whole.to_owned(),
        cut => format!("{cut}…"),
    });
    Row {
        author: mention.map(|m| author_name(page, m)).unwrap_or_default(),
        source_name: mention.map(|m| m.source_name.clone()).unwrap_or_default(),
        excerpt: said.unwrap_or_else(|| page.get("mention-deleted")),
        reply,
    }
}

/// `POST /mentions/{id}/replies`: writes a draft, and hands it in or sends it.
pub(crate) async fn draft(board: Board, PathIds(id): PathIds<MentionId>, fields: Fields) -> Answer {
    let text = fields.text("text");
    let engine = board.engine.clone();
    let then = fields.get("then");
    let problems =
        if then == "save" { Vec::new() } else { engine.talk().preflight(id, &text).await? };
    if !problems.is_empty() {
        let words = problems.iter().map(|problem| problem_words(&board.page, problem)).collect();
        return show_with(board, id, text, words).await;
    }
    let actor = board.actor()?.clone();
    let reply = match engine.talk().draft_reply(&actor, id, &text).await {
        Ok(reply) => reply,
        Err(error) => {
            let words = in_words(&board.page, &Problem::from(error));
            return show_with(board, id, text, vec![words]).await;
        }
    };
    let to = format!("/mentions/{id}#r{}", reply.id);
    if then == "save" {
        return Ok(board.done(&to, "flash-reply-saved"));
    }
    let seen = seen_answers(&fields);
    let seen_reply =
        SeenReply { reply: Seen::at(reply.id, reply.version), answers: Some(seen.clone()) };
    match engine.talk().submit_reply(&actor, seen_reply).await {
        Err(EngineError::Answered(unseen)) => {
            let held = Held { reply: &reply, step: "submit", seen: &seen, back: to };
            show_answers(board, held, &unseen).await
        }
        done => {
            let key = handed_in(&done);
            Ok(board.after(done, &to, key))
        }
    }
}

/// Whoever may approve sends with the same step with which others hand in.
fn handed_in(done: &Result<Reply, EngineError>) -> &'static str {
    match done {
        Ok(reply) if reply.state == ReplyState::Queued => "flash-reply-queued",
        _ => "flash-reply-submitted",
    }
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

/// `POST /replies/{id}/edit`
pub(crate) async fn edit(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let text = fields.text("text");
    let done = board.engine.talk().edit_reply(board.actor()?, fields.seen(id)?, &text).await;
    let (action, back) = (format!("/replies/{id}/edit"), back(&fields));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| {
        let (now, label) = (find(board, id).await?, board.page.get("reply-text"));
        Ok(vec![BothTexts::of(Field::Text, "text", label, &text, now.text)])
    };
    overtaken::after(board, done, sent, texts, &back, "flash-reply-saved").await
}

/// `POST /replies/{id}/submit`
pub(crate) async fn submit(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let done = board.engine.talk().submit_reply(board.actor()?, seen).await;
    let key = handed_in(&done);
    sent_by(board, id, "submit", &fields, done, key).await
}

/// `POST /replies/{id}/approve`
pub(crate) async fn approve(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let done = board.engine.talk().approve_reply(board.actor()?, seen, None).await;
    sent_by(board, id, "approve", &fields, done, "flash-reply-queued").await
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
    after(board, id, "cancel", &fields, done, "flash-reply-undone").await
}

/// `POST /replies/{id}/retry`
pub(crate) async fn retry(board: Board, PathIds(id): PathIds<ReplyId>, fields: Fields) -> Answer {
    let seen = seen_reply(&fields, id)?;
    let done = board.engine.talk().retry_reply(board.actor()?, seen).await;
    sent_by(board, id, "retry", &fields, done, "flash-reply-queued").await
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

fn back(fields: &Fields) -> String {
    back_to(fields.get("back"), "/replies")
}

fn seen_answers(fields: &Fields) -> Answers {
    Answers { replies: fields.ids("seen_replies"), mentions: fields.ids("seen_mentions") }
}

/// A reply that is to be sent, as the page of this form showed it.
fn seen_reply(fields: &Fields, id: ReplyId) -> Result<SeenReply, Problem> {
    Ok(SeenReply { reply: fields.seen(id)?, answers: Some(seen_answers(fields)) })
}

/// Ends a step that lets a reply go out.
async fn sent_by(
    board: Board,
    id: ReplyId,
    step: &'static str,
    fields: &Fields,
    done: Result<Reply, EngineError>,
    key: &str,
) -> Answer {
    let Err(EngineError::Answered(unseen)) = done else {
        let to = let_go(fields, &done);
        return after_to(board, id, step, fields, done, (&to, key)).await;
    };
    let reply = find(&board, id).await?;
    let held = Held { reply: &reply, step, seen: &seen_answers(fields), back: back(fields) };
    show_answers(board, held, &unseen).await
}

/// Back; to the list it says which reply can be taken back for a moment, for it may have left the
/// list's state.
fn let_go(fields: &Fields, done: &Result<Reply, EngineError>) -> String {
    let to = back(fields);
    let Some(reply) = done.as_ref().ok().filter(|reply| reply.state == ReplyState::Queued) else {
        return to;
    };
    if to != "/replies" && !to.starts_with("/replies?") {
        return to;
    }
    let (path, query) = to.split_once('?').unwrap_or((&to, ""));
    let kept = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != "undo");
    let kept: Vec<_> = kept.map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    let id = reply.id.to_string();
    let pairs = kept.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    href(path, &pairs.chain([("undo", id.as_str())]).collect::<Vec<_>>())
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
    after_to(board, id, step, fields, done, (&back(fields), key)).await
}

/// The same with another place to go to.
async fn after_to(
    board: Board,
    id: ReplyId,
    step: &str,
    fields: &Fields,
    done: Result<Reply, EngineError>,
    (to, key): (&str, &str),
) -> Answer {
    let (action, back) = (format!("/replies/{id}/{step}"), back(fields));
    let sent = Sent { action: &action, back: &back, fields };
    let now = async |board: &Board| {
        let (reply, page) = (find(board, id).await?, &board.page);
        let state = page.label("state", reply.state.name());
        let (text, by_state) = (page.get("reply-text"), page.get("reply-state"));
        Ok(vec![BothTexts::now(by_state, state), BothTexts::now(text, reply.text)])
    };
    overtaken::after(board, done, sent, now, to, key).await
}
