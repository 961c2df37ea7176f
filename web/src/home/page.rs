//! Home: what waits for somebody, who needs help, and what people said day by day.

use askama::Template;
use plaza_core::{MentionId, Millis};
use plaza_engine::listen::Health;
use plaza_engine::{Home, HomeSource, IndexProgress};
use plaza_store::MentionView;
use plaza_store::innovate::MovingIdea;
use plaza_store::talk::Reply;

use crate::frame::board::{Answer, Board, show};
use crate::frame::page::Page;
use crate::parts::list_place::ListPlace;
use crate::parts::query_terms::mentions_href;
use crate::parts::{
    CoverageNote, MentionCard, Size, TimelineChart, author_name, sentiment_timeline, span_of,
};

/// What waits for an answer.
const UNANSWERED: &str = "is:unanswered";

const STEPS: [Step; 4] = [
    Step {
        title: "steps-source",
        text: "steps-source-help",
        href: "/sources/new",
        action: "sources-add",
    },
    Step {
        title: "steps-import",
        text: "steps-import-help",
        href: "/mentions/new",
        action: "steps-import-action",
    },
    Step {
        title: "steps-read",
        text: "steps-read-help",
        href: "/mentions",
        action: "nav-mentions",
    },
    Step { title: "steps-idea", text: "steps-idea-help", href: "/ideas", action: "nav-ideas" },
];

const FEELINGS: [Feeling; 3] = [
    Feeling { name: "negative", class: "neg" },
    Feeling { name: "neutral", class: "neu" },
    Feeling { name: "positive", class: "pos" },
];

#[derive(Template)]
#[template(path = "home.html")]
struct HomeScreen {
    page: Page,
    total: u64,
    /// What is so, in a sentence.
    says: String,
    /// That what came last cannot be found yet; empty when it can.
    behind: String,
    steps: Vec<Step>,
    unanswered: u64,
    unanswered_href: String,
    waiting: Vec<MentionCard>,
    to_approve: i64,
    approvals: Vec<ApprovalRow>,
    uncertain: i64,
    /// Whether anything stands beside what is unanswered.
    has_rail: bool,
    ideas: Vec<MovingIdea>,
    trouble: Vec<TroubleRow>,
    feelings: [Feeling; 3],
    chart: TimelineChart,
    note: CoverageNote,
}

/// An entry of the chart's key.
struct Feeling {
    name: &'static str,
    class: &'static str,
}

/// One of the first steps; all texts are message keys.
struct Step {
    title: &'static str,
    text: &'static str,
    href: &'static str,
    action: &'static str,
}

/// A reply that waits for approval.
struct ApprovalRow {
    mention_id: MentionId,
    author: String,
    to: String,
    text: String,
    at: Millis,
}

/// A source that needs help.
struct TroubleRow {
    name: String,
    /// What is wrong, and since when.
    what: String,
    /// What can be done.
    action: &'static str,
    href: String,
}

/// `GET /`
pub(crate) async fn show_home(board: Board) -> Answer {
    let home = board.engine.home().await?;
    let mut chart = sentiment_timeline(&board.page, &home.timeline, "", Size::Large);
    let (from, until) = span_of(&chart);
    let coverage = board.engine.listen().coverage(None, from, until).await?;
    let fed = coverage.sources.iter().filter(|s| s.newest_at.is_some_and(|at| at >= from));
    let fed: Vec<&str> = fed.map(|source| source.name.as_str()).collect();
    let note = CoverageNote::mark(&board.page, &mut chart, &coverage, &fed);
    let page = board.page;
    let steps = if home.total == 0 && page.can.import {
        STEPS.into_iter().filter(|step| step.href != "/sources/new" || page.can.sources).collect()
    } else {
        Vec::new()
    };
    let trouble: Vec<TroubleRow> =
        home.by_source.iter().filter_map(|source| trouble(&page, source)).collect();
    let unanswered = ListPlace { q: UNANSWERED.to_owned(), ..ListPlace::default() };
    let screen = HomeScreen {
        total: home.total,
        says: says(&page, &home, trouble.len()),
        behind: home.behind.map_or_else(String::new, |progress| behind(&page, &progress)),
        steps,
        unanswered: home.unanswered,
        unanswered_href: mentions_href(&unanswered.q),
        waiting: cards(&page, &home.newest_unanswered, &unanswered),
        to_approve: home.waiting_replies,
        approvals: home.newest_waiting.iter().map(|both| approval(&page, both)).collect(),
        uncertain: home.uncertain_replies,
        has_rail: home.waiting_replies + home.uncertain_replies > 0 || !home.ideas.is_empty(),
        ideas: home.ideas,
        trouble,
        feelings: FEELINGS,
        chart,
        note,
        page,
    };
    show(&screen, &screen.page)
}

/// What is so: who waits, and who needs help.
fn says(page: &Page, home: &Home, trouble: usize) -> String {
    if home.total == 0 {
        return page.get("home-welcome");
    }
    let approvals = u64::try_from(home.waiting_replies).unwrap_or(0);
    let approvals = if page.can.approve { approvals } else { 0 };
    let trouble = u64::try_from(trouble).unwrap_or(0);
    let said: Vec<String> = [
        ("home-says-unanswered", home.unanswered),
        ("home-says-approve", approvals),
        ("home-says-trouble", trouble),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| page.count(key, count))
    .collect();
    if said.is_empty() { page.get("home-says-calm") } else { said.join("; ") }
}

/// How many changes cannot be found yet, and since when.
fn behind(page: &Page, progress: &IndexProgress) -> String {
    let since = progress.behind_since.unwrap_or(page.now);
    let key = if progress.stalled { "home-index-stalled" } else { "home-index-behind" };
    let changes = page.number(progress.behind().unsigned_abs());
    page.with_all(key, &[("n", &changes), ("since", &page.datetime(since))])
}

/// Rows that open the conversation as a part of that list.
fn cards(page: &Page, mentions: &[MentionView], list: &ListPlace) -> Vec<MentionCard> {
    mentions.iter().map(|mention| MentionCard::new(page, mention).within(list)).collect()
}

fn approval(page: &Page, (reply, mention): &(Reply, MentionView)) -> ApprovalRow {
    ApprovalRow {
        mention_id: mention.id,
        author: reply.author_name.clone().unwrap_or_default(),
        to: page.with("home-reply-to", "name", author_name(page, mention)),
        text: plaza_core::text::truncate_chars(&reply.text, 200).to_owned(),
        at: reply.updated_at,
    }
}

/// What is wrong with a source; nothing when it does its work.
fn trouble(page: &Page, entry: &HomeSource) -> Option<TroubleRow> {
    let source = &entry.source;
    let is_wrong = matches!(
        entry.health,
        Health::Failing | Health::Blocked | Health::Gone | Health::Late | Health::Waiting
    );
    let (what, action, place) = if is_wrong {
        let state = page.label("source", entry.health.name());
        let said = match source.last_success_at {
            Some(at) => {
                page.with2("home-trouble-since", ("what", &state), ("when", &page.when(at)))
            }
            None => page.with("home-trouble-never", "what", &state),
        };
        (said, "home-trouble-look", "")
    } else if entry.quarantined > 0 {
        (page.count("home-trouble-held", entry.quarantined), "home-trouble-mend", "#quarantine")
    } else {
        return None;
    };
    let href = format!("/sources/{}{place}", source.id);
    Some(TroubleRow { name: source.name.clone(), what, action, href })
}
