//! Reading a source into the past: progress, start and stop.

use plaza_core::{History, SourceId, say};
use plaza_engine::EngineError;
use plaza_store::listen::{Backfill, BackfillState, Source};

use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;

/// Offered spans: name of the label `past-…` and days; everything is 0 days.
const SPANS: [(&str, i32); 4] = [("quarter", 92), ("year", 366), ("five-years", 1_827), ("all", 0)];

/// What the source's page says of its past.
pub(super) struct PastView {
    /// `now`, `whole` or `pages`: what the kind of place allows.
    pub(super) history: &'static str,
    /// Name of the label `past-state-…`; empty before the first one.
    pub(super) state: &'static str,
    pub(super) is_running: bool,
    /// Whether it can go on where it stands.
    pub(super) goes_on: bool,
    pub(super) progress: String,
    pub(super) error: String,
    /// The day that it reads back to, as the form sends it.
    pub(super) back_to: String,
    pub(super) spans: [&'static str; 4],
}

impl PastView {
    pub(super) async fn load(board: &Board, source: &Source) -> Result<Self, EngineError> {
        let history = match board.engine.listen().history(source) {
            History::Now => "now",
            History::Whole => "whole",
            History::Pages => "pages",
        };
        let backfill = board.engine.store().listen().backfill(source.id).await?;
        let state = backfill.as_ref().map(|backfill| backfill.state);
        Ok(Self {
            history,
            state: state.map_or("", BackfillState::name),
            is_running: state == Some(BackfillState::Running),
            goes_on: matches!(state, Some(BackfillState::Stopped | BackfillState::Failed)),
            progress: backfill.as_ref().map_or_else(String::new, |b| progress(&board.page, b)),
            error: backfill
                .as_ref()
                .and_then(|b| b.error.as_ref())
                .map_or_else(String::new, |error| board.page.say(error)),
            back_to: backfill.map_or_else(String::new, |b| plaza_core::to_rfc3339(b.back_to)),
            spans: SPANS.map(|(name, _)| name),
        })
    }
}

fn progress(page: &Page, backfill: &Backfill) -> String {
    let seen = page.count("past-seen", backfill.seen);
    let added = page.number(backfill.added);
    let read = page.with2("past-read", ("seen", &seen), ("added", &added));
    match backfill.reached_at {
        Some(at) => {
            let reached = page.with("past-reached", "day", page.date(at));
            format!("{read} {reached}")
        }
        None => read,
    }
}

/// `POST /sources/{id}/backfill`: `span` is one of those offered, or `back_to` a time.
pub(crate) async fn start(board: Board, PathIds(id): PathIds<SourceId>, fields: Fields) -> Answer {
    let back_to = match fields.filled("back_to") {
        Some(text) => {
            let at = board.page.zone().moment(text);
            at.map_err(|error| Problem::invalid("back_to", error.message()))?
        }
        None => {
            let span = SPANS.iter().find(|(name, _)| *name == fields.get("span"));
            let (_, days) = span.ok_or_else(|| {
                Problem::invalid("span", say!("none-offered", "is none of those offered"))
            })?;
            // At midnight, so that the same choice tomorrow is another one.
            let first = board.page.today().plus(-days);
            if *days == 0 { 0 } else { board.page.zone().start_of(first) }
        }
    };
    let done = board.engine.listen().start_backfill(board.actor()?, id, back_to).await.map(drop);
    Ok(board.after(done, &address(id), "flash-past-started"))
}

/// `POST /sources/{id}/backfill/stop`
pub(crate) async fn stop(board: Board, PathIds(id): PathIds<SourceId>) -> Answer {
    let done = board.engine.listen().stop_backfill(board.actor()?, id).await.map(drop);
    Ok(board.after(done, &address(id), "flash-past-stopped"))
}

fn address(id: SourceId) -> String {
    format!("/sources/{id}#past")
}
