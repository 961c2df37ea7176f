//! Home: what is new, where, and what waits for somebody.

use askama::Template;
use plaza_core::SourceId;
use plaza_engine::{Bucket, Home, HomeSource, IndexProgress};

use crate::frame::board::{Answer, Board, show};
use crate::frame::page::Page;
use crate::listen::{RunState, run_state};
use crate::parts::query_terms::mentions_href;
use crate::parts::{CoverageNote, Share, TimelineChart, sentiment_timeline, share, span_of};

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

#[derive(Template)]
#[template(path = "home.html")]
struct HomeScreen {
    page: Page,
    total: u64,
    /// That what came last cannot be found yet; empty when it can.
    behind: String,
    steps: Vec<Step>,
    stats: Vec<Stat>,
    sentiments: [&'static str; 3],
    chart: TimelineChart,
    note: CoverageNote,
    sources: Vec<SourceRow>,
}

/// One of the first steps; all texts are message keys.
struct Step {
    title: &'static str,
    text: &'static str,
    href: &'static str,
    action: &'static str,
}

/// A number that leads somewhere.
struct Stat {
    label: &'static str,
    value: u64,
    href: &'static str,
    alert: bool,
}

/// A source's last seven days.
struct SourceRow {
    id: SourceId,
    name: String,
    href: String,
    total: u64,
    share: Share,
    state: RunState,
    quarantined: i64,
}

/// `GET /`
pub(crate) async fn show_home(board: Board) -> Answer {
    let home = board.engine.home().await?;
    let mut chart = sentiment_timeline(&board.page, &home.timeline, Bucket::Day, "");
    let (from, until) = span_of(&chart).unwrap_or((board.page.now, board.page.now));
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
    let screen = HomeScreen {
        total: home.total,
        behind: home.behind.map_or_else(String::new, |progress| behind(&page, &progress)),
        steps,
        stats: stats(&home),
        sentiments: ["negative", "neutral", "positive"],
        chart,
        note,
        sources: home.by_source.iter().map(|source| source_row(&page, source)).collect(),
        page,
    };
    show(&screen, &screen.page)
}

/// How many changes cannot be found yet, and since when.
fn behind(page: &Page, progress: &IndexProgress) -> String {
    let since = progress.behind_since.unwrap_or(page.now);
    let key = if progress.stalled { "home-index-stalled" } else { "home-index-behind" };
    let changes = page.number(progress.behind().unsigned_abs());
    page.with_all(key, &[("n", &changes), ("since", &page.datetime(since))])
}

fn stats(home: &Home) -> Vec<Stat> {
    let stat = |label, value, href| Stat { label, value, href, alert: false };
    let waiting = |label, value: i64, href| {
        let value = u64::try_from(value).unwrap_or(0);
        Stat { label, value, href, alert: value > 0 }
    };
    vec![
        stat("home-new-24h", home.new_24h, "/mentions?q=date%3A24h"),
        stat("home-new-7d", home.new_7d, "/mentions?q=date%3A7d"),
        stat("home-questions", home.questions_7d, "/mentions?q=intent%3Aquestion+date%3A7d"),
        waiting("home-waiting", home.waiting_replies, "/replies?state=submitted"),
        waiting("home-uncertain", home.uncertain_replies, "/replies?state=uncertain"),
    ]
}

fn source_row(page: &Page, entry: &HomeSource) -> SourceRow {
    let query = format!("source:{} date:7d", entry.source.id);
    SourceRow {
        id: entry.source.id,
        name: entry.source.name.clone(),
        href: mentions_href(&query),
        total: entry.total_7d,
        share: share(page, [entry.negative, entry.neutral, entry.positive], &query),
        state: run_state(page, &entry.source),
        quarantined: entry.quarantined,
    }
}
