//! A mention in its conversation.

use std::collections::HashMap;

use askama::Template;
use plaza_core::{IdeaId, LengthUnit, MentionId, Millis, ReplyRules};
use plaza_engine::EngineError;
use plaza_engine::listen::Kept;
use plaza_engine::understand::Why;
use plaza_store::talk::Reply;
use plaza_store::{MentionVersion, MentionView};

use super::author::{self, AuthorPanel};
use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::parts::query_terms::mentions_href;
use crate::parts::{MentionCard, author_name};
use crate::talk::reply::{ReplyCard, SeenIds};
use crate::talk::thread::{Thread, thread};
use crate::understand::insight::{self, CorrectionForm, InsightPanel};
use crate::understand::why::{self, WhyPanel};

/// Mentions in a side list.
const SIDE_LIMIT: i64 = 6;
/// Deepest indentation.
const DEEPEST: usize = 3;
/// Longest heading made of a text, in characters.
const HEADING_CHARS: usize = 80;

#[derive(Template)]
#[template(path = "talk/conversation.html")]
struct ConversationScreen {
    page: Page,
    heading: String,
    focus: MentionCard,
    thread: Vec<ThreadItem>,
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
    /// The conversation goes on behind what is shown.
    thread_cut: bool,
    /// What could not be kept of the mention.
    left_out: Vec<String>,
    why: Option<WhyPanel>,
    correction: CorrectionForm,
    composer: Option<Composer>,
    /// What the focus said before it was deleted, for those who may see it.
    kept: Option<Kept>,
}

/// One message of the thread with our replies to it.
struct ThreadItem {
    mention: MentionCard,
    title: String,
    text: String,
    depth: usize,
    is_focus: bool,
    replies: Vec<ReplyCard>,
}

/// An idea that quotes the mention.
struct IdeaLink {
    id: IdeaId,
    title: String,
    stage: &'static str,
}

/// The box in which an answer is written.
pub(crate) struct Composer {
    pub(crate) text: String,
    /// The answers that the page shows.
    pub(crate) seen: SeenIds,
    /// How long an answer may be, in words.
    pub(crate) limit: String,
    /// The same with `{used}` for the script to fill in.
    pub(crate) meter_template: String,
    pub(crate) problems: Vec<String>,
}

/// `GET /mentions/{id}?why=`
pub(crate) async fn show_conversation(
    board: Board,
    PathIds(id): PathIds<MentionId>,
    fields: Fields,
) -> Answer {
    let why =
        if fields.is_true("why") { Some(board.engine.understand().why(id).await?) } else { None };
    show_all(board, id, String::new(), Vec::new(), why).await
}

/// The conversation with an answer that was not accepted in the composer.
pub(crate) async fn show_with(
    board: Board,
    id: MentionId,
    draft: String,
    problems: Vec<String>,
) -> Answer {
    show_all(board, id, draft, problems, None).await
}

async fn show_all(
    board: Board,
    id: MentionId,
    draft: String,
    problems: Vec<String>,
    why: Option<Why>,
) -> Answer {
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
    let composer = composer(&board, &mention, (draft, seen), problems).await?;

    let page = board.page;
    let card = |m: &MentionView| MentionCard::new(&page, m);
    let screen = ConversationScreen {
        heading: heading(&page, &mention),
        focus: card(&mention),
        thread: thread_items(&page, &mentions, id, &replies),
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
        why: why.map(|why| why::panel(&page, why, &mention)),
        insight: mention.insight.as_ref().map(|i| insight::panel(&page, &mention.text, i)),
        thread_cut: i64::try_from(mentions.len())
            .is_ok_and(|n| n >= plaza_core::limits::CONVERSATION),
        left_out: left_out(&page, &mention),
        correction: insight::correction(&mention, themes),
        composer,
        kept,
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

/// `None` where the reader may not answer, or the place takes no answers.
async fn composer(
    board: &Board,
    mention: &MentionView,
    (text, seen): (String, SeenIds),
    problems: Vec<String>,
) -> Result<Option<Composer>, EngineError> {
    if !board.page.can.reply || mention.deleted_at.is_some() {
        return Ok(None);
    }
    let rules = board.engine.talk().reply_rules(mention.id).await?;
    Ok(rules.map(|rules| {
        let (limit, meter_template) = limits(&board.page, rules);
        Composer { text, seen, limit, meter_template, problems }
    }))
}

fn limits(t: &Translator, rules: ReplyRules) -> (String, String) {
    let unit = t.get(match rules.unit {
        LengthUnit::Characters | LengthUnit::CharactersWithUrls(_) | LengthUnit::Weighted(_) => {
            "unit-characters"
        }
        LengthUnit::Graphemes => "unit-graphemes",
        LengthUnit::Bytes => "unit-bytes",
    });
    let max = t.number(rules.max_length);
    let pairs = [("used", "{used}"), ("max", max.as_str()), ("unit", unit.as_str())];
    (t.with_all("composer-limit", &pairs[1..]), t.with_all("composer-meter", &pairs))
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

fn thread_items(
    page: &Page,
    thread: &[MentionView],
    focus: MentionId,
    replies: &[Reply],
) -> Vec<ThreadItem> {
    let item = |(at, depth): (usize, usize)| {
        let mention = &thread[at];
        let mut own = replies.iter().filter(|reply| reply.mention_id == mention.id).peekable();
        // Few messages have answers; for the others nobody asks what was seen.
        let seen = own.peek().map(|_| SeenIds::of(mention, thread, replies)).unwrap_or_default();
        ThreadItem {
            mention: MentionCard::new(page, mention),
            title: mention.title.clone(),
            text: mention.text.clone(),
            depth: depth.min(DEEPEST),
            is_focus: mention.id == focus,
            replies: own
                .map(|reply| ReplyCard { seen: seen.clone(), ..ReplyCard::new(reply, page) })
                .collect(),
        }
    };
    let links: Vec<(&str, Option<&str>)> =
        thread.iter().map(|m| (m.external_id.as_str(), m.parent_external_id.as_deref())).collect();
    in_reading_order(&links).into_iter().map(item).collect()
}

/// Puts every message behind the one that it answers, each with its depth. `links` are pairs of
/// own id and parent's id, oldest first; those whose parent is not here begin a branch of their
/// own. Messages that answer each other in a circle stay where they are.
fn in_reading_order(links: &[(&str, Option<&str>)]) -> Vec<(usize, usize)> {
    let place: HashMap<&str, usize> =
        links.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let mut answers: Vec<Vec<usize>> = vec![Vec::new(); links.len()];
    let mut begins = Vec::new();
    for (at, (_, parent)) in links.iter().enumerate() {
        match parent.and_then(|id| place.get(id)).filter(|parent| **parent != at) {
            Some(parent) => answers[*parent].push(at),
            None => begins.push(at),
        }
    }
    let mut order = Vec::with_capacity(links.len());
    let mut seen = vec![false; links.len()];
    let mut waiting: Vec<(usize, usize)> = begins.iter().rev().map(|at| (*at, 0)).collect();
    let mut next_unseen = 0;
    loop {
        while let Some((at, depth)) = waiting.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            order.push((at, depth));
            waiting.extend(answers[at].iter().rev().map(|answer| (*answer, depth + 1)));
        }
        match seen.iter().skip(next_unseen).position(|seen| !seen) {
            Some(offset) => {
                next_unseen += offset;
                waiting.push((next_unseen, 0));
            }
            None => return order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_behind_what_they_answer() {
        let thread = [
            ("a", None),
            ("b", None),
            ("c", Some("a")),
            ("d", Some("c")),
            ("e", Some("a")),
            ("f", Some("elsewhere")),
        ];
        assert_eq!(in_reading_order(&thread), [(0, 0), (2, 1), (3, 2), (4, 1), (1, 0), (5, 0)]);
    }

    #[test]
    fn circles_end() {
        let thread = [("a", Some("b")), ("b", Some("a")), ("c", Some("c"))];
        let order = in_reading_order(&thread);
        assert_eq!(order.len(), 3);
        assert!(in_reading_order(&[]).is_empty());
    }
}
