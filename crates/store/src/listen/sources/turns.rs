//! Whose turn it is: which source is collected next, by whom, and how that went.

use plaza_core::{FailureKind, Message, Millis, Quota, SourceId};

use super::super::Listen;
use super::coverage::GapCause;
use super::source::{Source, select_source};
use super::target;
use crate::db::{Durability, Tx, args};
use crate::{Act, Done, Result, StoreError};

/// What somebody who takes a source brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The time.
    pub now: Millis,
    /// For how long nobody else gets it, in milliseconds.
    pub lease_ms: i64,
    /// Who takes it: a number that no other claim has.
    pub owner: i64,
    /// Most sources of one host that are collected at the same time, by all processes.
    pub per_host: i64,
}

/// A turn that went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceSuccess {
    /// The time.
    pub now: Millis,
    /// When it is due next.
    pub next_run_at: Millis,
    /// The pause now, in seconds.
    pub pace_s: i64,
    /// What becomes of the open gap; `None` while there is more to fetch.
    pub gap: Option<GapEnd>,
}

/// What becomes of an open gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapEnd {
    /// Everything was made up for: it never was.
    Filled,
    /// It stays when it was at least this long, in milliseconds; shorter ones are usual pauses.
    Stays(Millis),
}

/// A turn that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFailure {
    /// The time.
    pub now: Millis,
    /// Why.
    pub error: Message,
    /// Of which kind it is.
    pub kind: FailureKind,
    /// When it is due next.
    pub next_run_at: Millis,
    /// Until when the platform asked to be left alone.
    pub not_before: Option<Millis>,
    /// Whether something may be missing from now on.
    pub opens_gap: bool,
}

impl Listen<'_> {
    /// Takes the source whose turn it is: those that somebody asked for go first, then those that
    /// have been due longest.
    pub async fn claim_due_source(&self, claim: &Claim) -> Result<Option<Source>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let due: Option<(i64,)> = tx
            .optional(
                "select s.id from source s
                 where s.deleted_at is null and (s.lease_until is null or s.lease_until <= $1)
                 and s.not_before <= $1
                 and (s.asked or (s.next_run_at <= $1 and not s.paused and s.interval_s > 0))
                 and (s.host = '' or $2 > (select count(*) from source r
                                          where r.host = s.host and r.lease_until > $1))
                 order by case when s.asked then 0 else 1 end, s.next_run_at, s.id limit 1",
                args![claim.now, claim.per_host],
            )
            .await?;
        let Some((id,)) = due else { return Ok(None) };
        let source = lease(&mut tx, id.into(), claim, true).await?;
        tx.commit().await?;
        Ok(source)
    }

    /// Takes the source whose turn it is to read on into the past. Call it when no source is due.
    pub async fn claim_backfill(&self, claim: &Claim) -> Result<Option<Source>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let due: Option<(i64,)> = tx
            .optional(
                "select s.id from source s join backfill b on b.source_id = s.id
                 where b.state = 'running' and b.next_run_at <= $1
                 and s.deleted_at is null and not s.paused and s.not_before <= $1
                 and (s.lease_until is null or s.lease_until <= $1)
                 and (s.host = '' or $2 > (select count(*) from source r
                                          where r.host = s.host and r.lease_until > $1))
                 order by b.next_run_at, s.id limit 1",
                args![claim.now, claim.per_host],
            )
            .await?;
        let Some((id,)) = due else { return Ok(None) };
        let source = lease(&mut tx, id.into(), claim, false).await?;
        tx.commit().await?;
        Ok(source)
    }

    /// Takes one source out of turn, whether due or not, paused or not; `None` while somebody
    /// else has it.
    pub async fn take_source(&self, id: SourceId, claim: &Claim) -> Result<Option<Source>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let free: Option<(i64,)> = tx
            .optional(
                "select id from source where id = $1 and deleted_at is null
                 and (lease_until is null or lease_until <= $2)",
                args![id, claim.now],
            )
            .await?;
        if free.is_none() {
            return Ok(None);
        }
        let source = lease(&mut tx, id, claim, true).await?;
        tx.commit().await?;
        Ok(source)
    }

    /// Holds on to a source; false when somebody else has taken it meanwhile.
    pub async fn keep_source(&self, id: SourceId, claim: &Claim) -> Result<bool> {
        let kept = self
            .db
            .run(
                "update source set lease_until = $3 where id = $1 and lease_owner = $2
                 and deleted_at is null",
                args![id, claim.owner, claim.now + claim.lease_ms],
            )
            .await?;
        Ok(kept > 0)
    }

    /// Gives a source back without a word on how it went.
    pub async fn release_source(&self, id: SourceId, owner: i64) -> Result<()> {
        self.db
            .run(
                "update source set lease_until = null, lease_owner = null
                 where id = $1 and lease_owner = $2",
                args![id, owner],
            )
            .await?;
        Ok(())
    }

    /// Records that a collection went well and gives the source back. Nothing happens when
    /// somebody else has taken it over.
    pub async fn source_succeeded(
        &self,
        id: SourceId,
        owner: i64,
        how: &SourceSuccess,
    ) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let changed = tx
            .run(
                "update source set last_success_at = $3, next_run_at = $4, pace_s = $5,
                 last_error = null, error_kind = null, failures = 0, not_before = 0,
                 lease_until = null, lease_owner = null where id = $1 and lease_owner = $2",
                args![id, owner, how.now, how.next_run_at, how.pace_s],
            )
            .await?;
        if changed > 0 {
            match how.gap {
                None => {}
                Some(GapEnd::Filled) => tx.close_gap(id, how.now, Millis::MAX).await?,
                Some(GapEnd::Stays(least)) => tx.close_gap(id, how.now, least).await?,
            }
        }
        tx.commit().await
    }

    /// Records that a collection failed, and why, and gives the source back. Nothing happens when
    /// somebody else has taken it over.
    pub async fn source_failed(&self, id: SourceId, owner: i64, how: &SourceFailure) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let changed = tx
            .run(
                "update source set last_error_at = $3, last_error = $4, error_kind = $5,
                 next_run_at = $6, not_before = coalesce($7, not_before), failures = failures + 1,
                 lease_until = null, lease_owner = null where id = $1 and lease_owner = $2",
                args![
                    id,
                    owner,
                    how.now,
                    how.error.stored(),
                    how.kind.name(),
                    how.next_run_at,
                    how.not_before
                ],
            )
            .await?;
        if changed > 0 && how.opens_gap {
            tx.open_gap(id, GapCause::Failed).await?;
        }
        tx.commit().await
    }

    /// Records that a platform sent something by itself; nobody's turn is changed.
    pub async fn source_received(&self, id: SourceId, now: Millis) -> Result<()> {
        self.db
            .run(
                "update source set last_success_at = $2, last_error = null, error_kind = null,
                 failures = 0 where id = $1",
                args![id, now],
            )
            .await?;
        Ok(())
    }

    /// Keeps what the platform said of its limit.
    pub async fn keep_quota(&self, id: SourceId, quota: &Quota) -> Result<()> {
        self.db
            .run(
                "update source set quota_left = $2, quota_limit = $3, quota_resets_at = $4,
                 quota_at = $5 where id = $1",
                args![id, quota.left, quota.limit, quota.resets_at, quota.at],
            )
            .await?;
        Ok(())
    }

    /// Asks that a source be collected at its next chance, whether due or not, paused or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn ask_for_source(&self, id: SourceId, act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.change(
            "update source set asked = $2 where id = $1 and deleted_at is null",
            args![id, true],
        )
        .await?;
        tx.done(act, &target(id), ()).await
    }

    /// Makes a source due at `at`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn schedule_source(&self, id: SourceId, at: Millis) -> Result<()> {
        let changed = self
            .db
            .run(
                "update source set next_run_at = $2 where id = $1 and deleted_at is null",
                args![id, at],
            )
            .await?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}

/// Makes the source somebody's. What was asked for is being done, unless it is only the past.
async fn lease(tx: &mut Tx, id: SourceId, claim: &Claim, is_news: bool) -> Result<Option<Source>> {
    tx.run(
        "update source set lease_until = $2, lease_owner = $3,
         last_started_at = case when $4 then $5 else last_started_at end,
         asked = (asked and not $4) where id = $1",
        args![id, claim.now + claim.lease_ms, claim.owner, is_news, claim.now],
    )
    .await?;
    tx.optional(select_source!("and s.id = $1"), args![id]).await
}
