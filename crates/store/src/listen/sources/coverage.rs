//! What each day brought, and what is known to be missing.

use plaza_core::{Millis, SourceId};
use serde::Serialize;
use sqlx::FromRow;

use super::super::Listen;
use crate::Result;
use crate::db::{Durability, Tx, args};
use crate::stored::Stored;

/// What a source brought on one day.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct CoverageDay {
    /// Which source.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// `YYYY-MM-DD`, where the house is.
    pub day: String,
    /// New mentions.
    pub collected: i64,
    /// Mentions whose text or data changed.
    pub edited: i64,
    /// Mentions that the platform took away.
    pub deleted: i64,
    /// Items that could not be read.
    pub quarantined: i64,
}

/// Why something may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapCause {
    /// The source could not be collected.
    Failed,
    /// Somebody had paused it.
    Paused,
    /// Nobody collected: Plaza did not run, or could not keep up.
    Idle,
    /// The platform had more than it, or we, let through.
    Truncated,
}

impl GapCause {
    /// The name used in the table and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Idle => "idle",
            Self::Truncated => "truncated",
        }
    }
}

impl TryFrom<Stored> for GapCause {
    type Error = crate::stored::Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        stored.named("cause of a gap", |name| {
            [Self::Failed, Self::Paused, Self::Idle, Self::Truncated]
                .into_iter()
                .find(|cause| cause.name() == name)
        })
    }
}

/// A span of which something may be missing.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Gap {
    /// Which source.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// Why.
    #[sqlx(try_from = "Stored")]
    pub cause: GapCause,
    /// Where it begins.
    pub from_at: Millis,
    /// Where it ends; `None` while it lasts.
    pub until_at: Option<Millis>,
}

impl Listen<'_> {
    /// The last `days` days on which a source brought something, oldest first.
    pub async fn coverage(&self, source_id: SourceId, days: i64) -> Result<Vec<CoverageDay>> {
        let mut latest: Vec<CoverageDay> = self
            .db
            .all(
                "select source_id, day, collected, edited, deleted, quarantined from coverage_day
                 where source_id = $1 order by day desc limit $2",
                args![source_id, days],
            )
            .await?;
        latest.reverse();
        Ok(latest)
    }

    /// The gaps of all sources that touch the time from `from` up to `until`, oldest first.
    pub async fn gaps(&self, from: Millis, until: Millis) -> Result<Vec<Gap>> {
        self.db
            .all(
                "select source_id, cause, from_at, until_at from coverage_gap
                 where from_at < $2 and (until_at is null or until_at > $1)
                 order by from_at, id",
                args![from, until],
            )
            .await
    }

    /// Records a span that is over; a span that is recorded already is not recorded again.
    pub async fn add_gap(&self, gap: &Gap) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // A span that grows from look to look stays one.
        tx.run(
            "delete from coverage_gap where source_id = $1 and cause = $2 and from_at >= $3
             and until_at <= $4",
            args![gap.source_id, gap.cause.name(), gap.from_at, gap.until_at],
        )
        .await?;
        tx.run(
            "insert into coverage_gap (source_id, cause, from_at, until_at)
                 select $1, $2, $3, $4 where not exists
                 (select 1 from coverage_gap where source_id = $1 and from_at <= $3
                  and (until_at is null or until_at >= $4))",
            args![gap.source_id, gap.cause.name(), gap.from_at, gap.until_at],
        )
        .await?;
        tx.commit().await
    }
}

impl Tx {
    /// Opens a gap where the source was last collected with success, unless one is open.
    pub(super) async fn open_gap(&mut self, source_id: SourceId, cause: GapCause) -> Result<()> {
        self.run(
            "insert into coverage_gap (source_id, cause, from_at, until_at)
             select id, $2, coalesce(last_success_at, created_at), null from source where id = $1
             and not exists (select 1 from coverage_gap where source_id = $1 and until_at is null)",
            args![source_id, cause.name()],
        )
        .await?;
        Ok(())
    }

    /// Ends the open gap; one that is shorter than `least` never was.
    pub(super) async fn close_gap(
        &mut self,
        source_id: SourceId,
        now: Millis,
        least: Millis,
    ) -> Result<()> {
        self.run(
            "delete from coverage_gap where source_id = $1 and until_at is null
             and $2 - from_at < $3",
            args![source_id, now, least],
        )
        .await?;
        self.run(
            "update coverage_gap set until_at = $2 where source_id = $1 and until_at is null",
            args![source_id, now],
        )
        .await?;
        Ok(())
    }
}
