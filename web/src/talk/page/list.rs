//! Our answers as people work on them: what waits, what went wrong, one's own, what went out.

use askama::Template;
use plaza_core::{MentionId, ReplyId, ReplyList, ReplyState};
use plaza_engine::EngineError;
use plaza_store::MentionView;
use plaza_store::talk::{Reply, ReplyCounts};

use super::undo::{self, Undo};
use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::parts::query_terms::href;
use crate::parts::{MentionCard, Pager};
use crate::talk::reply::ReplyCard;

/// Replies on a page.
const PAGE_SIZE: i64 = 50;
/// Retracted replies below those that need somebody.
const RETRACTED: i64 = 20;

#[derive(Template)]
#[template(path = "talk/replies.html")]
struct RepliesScreen {
    page: Page,
    list: &'static str,
    /// Key of the title, and what it counts.
    title: &'static str,
    count: i64,
    tabs: Vec<Tab>,
    undo: Option<Undo>,
    /// A reply was just let go out from here.
    is_done: bool,
    rows: Vec<Row>,
    retracted: Vec<Row>,
    pager: Pager,
}

struct Tab {
    name: &'static str,
    href: String,
    active: bool,
    /// How many need somebody; 0 says nothing.
    count: i64,
}

/// A reply beside what it answers.
struct Row {
    reply: ReplyCard,
    /// The conversation, with the way back to this list.
    href: String,
    asked: Option<MentionCard>,
}

/// `GET /replies?list=&before=&undo=`; `state` leads to the list on which such replies are.
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let list = chosen(&board.page, &fields);
    let before = fields.id::<ReplyId>("before");
    let reader = board.actor()?.user_id;
    let store = board.engine.store();
    let counts = store.talk().reply_counts(reader).await?;
    let replies = store.talk().replies_on(list, reader, before, PAGE_SIZE).await?;
    let retracted = match (list, before) {
        (ReplyList::Problems, None) => {
            store.talk().replies_on(ReplyList::Retracted, reader, None, RETRACTED).await?
        }
        _ => Vec::new(),
    };
    let undo = undo::find(&board, &fields, "/replies").await?;
    let full = i64::try_from(replies.len()).is_ok_and(|shown| shown == PAGE_SIZE);
    let next = replies.last().filter(|_| full).map(|reply| reply.id.to_string());
    let at = before.map(|id| id.to_string());
    let others = [("list", list.name())];
    let pager = Pager::new("/replies", &others, "before", at.as_deref(), next.as_deref());
    let (rows, retracted) = (rows(&board, &replies).await?, rows(&board, &retracted).await?);
    let (title, count) = title(list, counts);
    let screen = RepliesScreen {
        list: list.name(),
        title,
        count,
        tabs: tabs(&board.page, list, counts),
        undo,
        is_done: fields.filled("undo").is_some(),
        rows,
        retracted,
        pager,
        page: board.page,
    };
    show(&screen, &screen.page)
}

/// The list that is asked for, or else the one with which the reader's day begins.
fn chosen(page: &Page, fields: &Fields) -> ReplyList {
    let by_state = || ReplyState::parse(fields.get("state")).map(ReplyList::of);
    let asked = ReplyList::parse(fields.get("list")).or_else(by_state);
    let first =
        if page.can.approve || !page.can.reply { ReplyList::ToApprove } else { ReplyList::Mine };
    asked.unwrap_or(first)
}

/// What is so on that list, and how many it says.
fn title(list: ReplyList, counts: ReplyCounts) -> (&'static str, i64) {
    match list {
        ReplyList::ToApprove => ("replies-title-to-approve", counts.to_approve),
        ReplyList::Problems => ("replies-title-problems", counts.problems),
        ReplyList::Mine => ("replies-title-mine", counts.mine),
        ReplyList::Sent => ("replies-title-sent", 0),
        ReplyList::Retracted => ("replies-title-retracted", 0),
    }
}

fn tabs(page: &Page, chosen: ReplyList, counts: ReplyCounts) -> Vec<Tab> {
    let lists = [
        (ReplyList::ToApprove, counts.to_approve),
        (ReplyList::Problems, counts.problems),
        (ReplyList::Mine, counts.mine),
        (ReplyList::Sent, 0),
    ];
    let shown = lists.into_iter().filter(|(list, _)| *list != ReplyList::Mine || page.can.reply);
    let tab = |(list, count): (ReplyList, i64)| Tab {
        name: list.name(),
        href: href("/replies", &[("list", list.name())]),
        active: list == chosen || (list, chosen) == (ReplyList::Problems, ReplyList::Retracted),
        count,
    };
    shown.map(tab).collect()
}

async fn rows(board: &Board, replies: &[Reply]) -> Result<Vec<Row>, EngineError> {
    let ids: Vec<MentionId> = replies.iter().map(|reply| reply.mention_id).collect();
    let mentions: Vec<MentionView> = board.engine.store().mentions(&ids).await?;
    let here = undo::without_undo(&board.page.here);
    let row = |reply: &Reply| Row {
        href: href(&format!("/mentions/{}", reply.mention_id), &[("from", &here)]),
        // The list shows no other answers: the step that sends asks.
        reply: ReplyCard::new(reply, &board.page),
        asked: mentions
            .iter()
            .find(|mention| mention.id == reply.mention_id)
            .map(|mention| MentionCard::new(&board.page, mention)),
    };
    Ok(replies.iter().map(row).collect())
}
