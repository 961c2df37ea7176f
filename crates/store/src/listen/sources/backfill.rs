//! Reading sources into the past.

use plaza_core::{Message, Millis, SourceId};
use serde::Serialize;
use sqlx::FromRow;

use super::super::Listen;
use super::target;
use crate::db::{Durability, Tx, args};
use crate::stored::{MaybeTold, Stored};
use crate::{Act, Done, Result};

/// Where a back-fill stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackfillState {
    /// Goes on when no source has news to be fetched.
    Running,
    /// A person stopped it; it can go on from there.
    Stopped,
    /// It reached its end.
    Done,
    /// It cannot go on; its error says why.
    Failed,
}

impl BackfillState {
    /// The name used in the table and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl TryFrom<Stored> for BackfillState {
    type Error = crate::stored::Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        stored.named("state of a back-fill", |name| {
            [Self::Running, Self::Stopped, Self::Done, Self::Failed]
                .into_iter()
                .find(|state| state.name() == name)
        })
    }
}

/// A source's reading into the past.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Backfill {
    /// Which source.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub state: BackfillState,
    /// The time that it reads back to.
    pub back_to: Millis,
    /// Where it goes on; not the source's own cursor.
    #[serde(skip)]
    pub cursor: Option<String>,
    /// How far back everything has been read, where that can be told.
    pub reached_at: Option<Millis>,
    /// Mentions that it has read.
    pub seen: i64,
    /// Those that were new.
    pub added: i64,
    /// Pages that it has read.
    pub pages: i64,
    /// Failures since a page was last read.
    pub failures: i64,
    /// Why it failed last; `None` once it went well again.
    #[sqlx(try_from = "MaybeTold")]
    pub error: Option<Message>,
    /// When it goes on.
    pub next_run_at: Millis,
    /// When it was asked for.
    pub started_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

/// What one page of the past moved; saved with its mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillStep {
    /// Where it goes on.
    pub cursor: Option<String>,
    /// How far back everything has been read, where that can be told.
    pub reached_at: Option<Millis>,
    /// Mentions on the page.
    pub seen: i64,
    /// Whether this was the last page.
    pub is_last: bool,
}

const BACKFILL: &str = "select source_id, state, back_to, cursor, reached_at, seen, added, pages,
    failures, error, next_run_at, started_at, updated_at from backfill where source_id = $1";

/// Ends an act on a back-fill; returns it as it is now.
async fn done(mut tx: Tx, source_id: SourceId, act: &Act<'_>) -> Result<Done<Backfill>> {
    let backfill = tx.only(BACKFILL, args![source_id]).await?;
    tx.done(act, &target(source_id), backfill).await
}

impl Listen<'_> {
    /// A source's back-fill, if it ever had one.
    pub async fn backfill(&self, source_id: SourceId) -> Result<Option<Backfill>> {
        self.db.optional(BACKFILL, args![source_id]).await
    }

    /// Begins a back-fill, or lets one that reads back to the same time go on where it stood.
    pub async fn start_backfill(
        &self,
        source_id: SourceId,
        back_to: Millis,
        act: &Act<'_>,
    ) -> Result<Done<Backfill>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Two who begin one at the same moment wait for each other here.
        tx.queue_for_claim().await?;
        let goes_on = tx
            .run(
                "update backfill set state = 'running', failures = 0, error = null,
                 next_run_at = $3, updated_at = $3
                 where source_id = $1 and back_to = $2 and state <> 'done'",
                args![source_id, back_to, act.at],
            )
            .await?;
        if goes_on == 0 {
            tx.run("delete from backfill where source_id = $1", args![source_id]).await?;
            tx.run(
                "insert into backfill (source_id, state, back_to, next_run_at, started_at,
                 updated_at) values ($1, 'running', $2, $3, $3, $3)",
                args![source_id, back_to, act.at],
            )
            .await?;
        }
        done(tx, source_id, act).await
    }

    /// Stops a running back-fill; it can go on from there.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] when none runs.
    pub async fn stop_backfill(
        &self,
        source_id: SourceId,
        act: &Act<'_>,
    ) -> Result<Done<Backfill>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.change(
            "update backfill set state = 'stopped', updated_at = $2
             where source_id = $1 and state = 'running'",
            args![source_id, act.at],
        )
        .await?;
        done(tx, source_id, act).await
    }

    /// Records that a page of the past could not be read: again at `retry_at`, or not any more.
    pub async fn backfill_failed(
        &self,
        source_id: SourceId,
        now: Millis,
        error: &Message,
        retry_at: Option<Millis>,
    ) -> Result<()> {
        let state = if retry_at.is_some() { BackfillState::Running } else { BackfillState::Failed };
        self.db
            .run(
                "update backfill set state = $2, error = $3, failures = failures + 1,
                 next_run_at = coalesce($4, next_run_at), updated_at = $5
                 where source_id = $1 and state = 'running'",
                args![source_id, state.name(), error.stored(), retry_at, now],
            )
            .await?;
        Ok(())
    }
}

impl Tx {
    /// Moves a source's back-fill on; `added` of its mentions were new.
    pub(crate) async fn step_backfill(
        &mut self,
        source_id: SourceId,
        step: &BackfillStep,
        added: i64,
        now: Millis,
    ) -> Result<()> {
        self.run(
            "update backfill set cursor = $2, reached_at = coalesce($3, reached_at),
             seen = seen + $4, added = added + $5, pages = pages + 1, failures = 0, error = null,
             state = case when $6 then 'done' else state end, next_run_at = $7, updated_at = $7
             where source_id = $1",
            args![source_id, &step.cursor, step.reached_at, step.seen, added, step.is_last, now],
        )
        .await?;
        Ok(())
    }
}
