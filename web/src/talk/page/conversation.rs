//! A mention in its conversation.

use askama::Template;
use plaza_core::{IdeaId, MentionId, Millis};
use plaza_engine::listen::Kept;
use plaza_engine::understand::Why;
use plaza_store::{MentionVersion, MentionView};

use super::author::{self, AuthorPanel};
use super::composer::{self, Composer, Typed};
use super::timeline::{Timeline, timeline};
use super::undo::{self, Undo};
use super::way::{self, Way};
use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::parts::query_terms::mentions_href;
use crate::parts::{MentionCard, author_name};
use crate::talk::reply::SeenIds;
use crate::talk::thread::{Thread, thread};
use crate::understand::insight::{self, CorrectionForm, InsightPanel};
use crate::understand::why::{self, WhyPanel};

/// Mentions in a side list.
const SIDE_LIMIT: i64 = 6;
/// Longest heading made of a text, in characters.
const HEADING_CHARS: usize = 80;

#[derive(Template)]
#[template(path = "talk/conversation.html")]
struct ConversationScreen {
    page: Page,
    heading: String,
    focus: MentionCard,
    way: Way,
    timeline: Timeline,
    open_url: Option<String>,
    author_href: String,
    author: Option<AuthorPanel>,
    collected_at: Millis,
    channel: Option<String>,
    country: Option<String>,
    versions: Vec<MentionVersion>,
    near: Vec<MentionCard>,
    more: Vec<MentionCard>,
    ideas: Vec<IdeaLink>,
    insight: Option<InsightPanel>,
    /// The conversation goes on behind what is read.
    thread_cut: bool,
    /// What could not be kept of the mention.
    left_out: Vec<String>,
    why: Option<WhyPanel>,
    correction: CorrectionForm,
    composer: Option<Composer>,
    /// What the focus said before it was deleted, for those who may see it.
    kept: Option<Kept>,
    undo: Option<Undo>,
    /// A reply was just let go out from here.
    is_done: bool,
}

/// An idea that quotes the mention.
struct IdeaLink {
    id: IdeaId,
    title: String,
    stage: &'static str,
}

/// What the address says beside the mention.
#[derive(Default)]
struct Asked {
    from: String,
    at: Option<usize>,
    begins: bool,
    undo: Option<Undo>,
    is_done: bool,
    why: Option<Why>,
}

/// `GET /mentions/{id}?from=&at=&reply=&undo=&why=`
pub(crate) async fn show_conversation(
    board: Board,
    PathIds(id): PathIds<MentionId>,
    fields: Fields,
) -> Answer {
    let why =
        if fields.is_true("why") { Some(board.engine.understand().why(id).await?) } else { None };
    let asked = Asked {
        from: fields.get("from").to_owned(),
        at: fields.id("at"),
        begins: fields.is_true("reply"),
        undo: undo::find(&board, &fields, "/replies").await?,
        is_done: fields.filled("undo").is_some(),
        why,
    };
    show_all(board, id, asked, None).await
}

/// The conversation with an answer that was not accepted in the composer.
pub(super) async fn show_with(board: Board, id: MentionId, from: &str, typed: Typed) -> Answer {
    let asked = Asked { from: from.to_owned(), ..Asked::default() };
    show_all(board, id, asked, Some(typed)).await
}

async fn show_all(board: Board, id: MentionId, asked: Asked, typed: Option<Typed>) -> Answer {
    let store = board.engine.store();
    let Thread { focus: mention, mentions, replies } = thread(&board.engine, id).await?;
    let more = match mention.author_id {
        Some(author) => store.author_mentions(author, SIDE_LIMIT).await?,
        None => Vec::new(),
    };
    let author = author::panel(&board, &mention).await?;
    let near = store.near_duplicates(id, SIDE_LIMIT).await?;
    let versions = store.mention_versions(id).await?;
    let ideas = store.innovate().ideas_of_mention(id).await?;
    let themes =
        if board.page.can.curate { store.understand().themes(false).await? } else { Vec::new() };
    let kept = kept_words(&board, &mention).await?;
    let seen = SeenIds::of(&mention, &mentions, &replies);
    let draft = composer::own_draft(&board, &mention, &replies);
    let mut composer = composer::composer(&board, &mention, draft, seen, typed).await?;
    let held = composer.as_mut().map(|composer| composer.begins = asked.begins).and(draft);

    let way = way::find(&board, id, &asked.from).await;
    let page = board.page;
    let card = |m: &MentionView| MentionCard::new(&page, m);
    let screen = ConversationScreen {
        heading: heading(&page, &mention),
        focus: card(&mention),
        way,
        timeline: timeline(&page, &mentions, &replies, id, held.map(|reply| reply.id), asked.at),
        open_url: mention.url.clone(),
        author_href: author_href(&mention),
        author,
        collected_at: mention.collected_at,
        channel: mention.channel.clone(),
        country: mention.country.clone(),
        versions,
        near: near.iter().map(card).collect(),
        more: more.iter().filter(|m| m.id != id).take(5).map(card).collect(),
        ideas: ideas
            .into_iter()
            .map(|idea| IdeaLink { id: idea.id, title: idea.title, stage: idea.stage.name() })
            .collect(),
        why: asked.why.map(|why| why::panel(&page, why)),
        insight: mention.insight.as_ref().map(|i| insight::panel(&page, &mention.text, i)),
        thread_cut: i64::try_from(mentions.len())
            .is_ok_and(|n| n >= plaza_core::limits::CONVERSATION),
        left_out: left_out(&page, &mention),
        correction: insight::correction(&mention, themes),
        composer,
        kept,
        undo: asked.undo,
        is_done: asked.is_done,
        page,
    };
    show(&screen, &screen.page)
}

/// What the connector could not keep of the mention, as it noted down.
fn left_out(t: &Translator, mention: &MentionView) -> Vec<String> {
    let count = |key: &str| mention.extra.get(key).and_then(serde_json::Value::as_u64);
    let notes = [
        ("tags_left_out", "detail-tags-left-out"),
        ("attachments_left_out", "detail-attachments-left-out"),
    ];
    let mut said: Vec<String> =
        notes.iter().filter_map(|(key, note)| Some(t.count(note, count(key)?))).collect();
    if mention.extra.get("cut").and_then(serde_json::Value::as_bool) == Some(true) {
        said.push(t.get("detail-cut"));
    }
    said
}

/// What a deleted mention said, where the reader may see it.
async fn kept_words(board: &Board, mention: &MentionView) -> Result<Option<Kept>, Problem> {
    if !board.page.can.approve || mention.deleted_at.is_none() {
        return Ok(None);
    }
    Ok(board.engine.listen().kept_words(board.actor()?, mention.id).await?)
}

fn heading(t: &Translator, mention: &MentionView) -> String {
    if !mention.title.trim().is_empty() {
        return plaza_core::text::truncate_chars(&mention.title, 200).to_owned();
    }
    let author = author_name(t, mention);
    let author = plaza_core::text::truncate_chars(&author, HEADING_CHARS);
    t.with2("heading-by", ("author", author), ("place", &mention.source_name))
}

fn author_href(mention: &MentionView) -> String {
    if let Some(id) = mention.author_id.filter(|_| mention.author_is.is_account()) {
        return mentions_href(&format!("author:#{id}"));
    }
    let handle = mention.author.as_deref().unwrap_or_default().replace(['"', '\\'], " ");
    if handle.trim().is_empty() {
        return mentions_href(&format!("source:{}", mention.source_id));
    }
    mentions_href(&format!("author:\"{}\"", handle.trim()))
}
