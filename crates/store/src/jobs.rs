//! Work that must be done once, whatever crashes.

use plaza_core::{JobId, Message, Millis};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Arg, Durability, Tx, args};
use crate::sql::ListQuery;
use crate::stored::{MaybeTold, Stored, to_json};
use crate::{Result, Store};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time.
    Waiting,
    /// Somebody has it, until the lease runs out.
    Running,
    /// Failed for good; its error is kept for a person.
    Parked,
}

impl JobState {
    /// The name used in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Parked => "parked",
        }
    }
}

impl TryFrom<Stored> for JobState {
    type Error = crate::stored::Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        stored.named("job state", |name| {
            [Self::Waiting, Self::Running, Self::Parked].into_iter().find(|s| s.name() == name)
        })
    }
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct Job {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: JobId,
    /// Which kind of work.
    pub kind: String,
    /// What it works on.
    #[sqlx(try_from = "Stored")]
    pub payload: serde_json::Value,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub state: JobState,
    /// Times it was begun, this one included.
    pub attempts: i64,
    /// When it is due.
    pub run_at: Millis,
    /// Why it failed last.
    #[sqlx(try_from = "MaybeTold")]
    pub error: Option<Message>,
    /// When it was asked for.
    pub created_at: Millis,
}

/// Work to ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob<'a> {
    /// Which kind of work.
    pub kind: &'a str,
    /// What it works on.
    pub payload: serde_json::Value,
    /// A waiting job with the same key takes the request in; a running one is done once more; a
    /// parked one wakes up.
    pub unique_key: Option<&'a str>,
    /// When it is due.
    pub run_at: Millis,
}

impl Tx {
    /// Asks for work as a part of the transaction; returns the job's id.
    pub(crate) async fn enqueue(&mut self, job: &NewJob<'_>, now: Millis) -> Result<JobId> {
        let id: i64 = self
            .value(
                "insert into job (kind, payload, unique_key, state, run_at, created_at)
             values ($1, $2, $3, 'waiting', $4, $5)
             on conflict (unique_key) do update set
               payload = excluded.payload,
               run_again = (job.state = 'running'),
               attempts = case when job.state = 'parked' then 0 else job.attempts end,
               run_at = case when job.state = 'waiting' and job.run_at < excluded.run_at
                             then job.run_at else excluded.run_at end,
               state = case when job.state = 'parked' then 'waiting' else job.state end
             returning id",
                args![job.kind, to_json(&job.payload)?, job.unique_key, job.run_at, now],
            )
            .await?;
        Ok(id.into())
    }
}

impl Store {
    /// Asks for work; returns the job's id.
    pub async fn enqueue_job(&self, job: &NewJob<'_>, now: Millis) -> Result<JobId> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let id = tx.enqueue(job, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes the job of one of `kinds` that has been due longest, or one whose worker is gone.
    pub async fn claim_job(
        &self,
        kinds: &[&str],
        now: Millis,
        lease_ms: i64,
    ) -> Result<Option<Job>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let query = ListQuery {
            parts: &[
                "select id, run_at from job where ((state = 'waiting' and run_at <= ",
                ") or (state = 'running' and lease_until <= ",
                ")) and kind in ",
            ],
            fixed: vec![Arg::from(now), Arg::from(now)],
            tail: " order by run_at, id limit 1",
        };
        let kinds: Vec<Arg<'_>> = kinds.iter().map(|kind| Arg::from(*kind)).collect();
        let due: Vec<(i64, Millis)> = tx.all_in(&query, &kinds).await?;
        let Some((id, _)) = due.into_iter().min_by_key(|(id, run_at)| (*run_at, *id)) else {
            return Ok(None);
        };
        let job = tx
            .optional(
                "update job set state = 'running', attempts = attempts + 1, lease_until = $2
                 where id = $1 and ((state = 'waiting' and run_at <= $3)
                                    or (state = 'running' and lease_until <= $3))
                 returning id, kind, payload, state, attempts, run_at, error, created_at",
                args![id, now + lease_ms, now],
            )
            .await?;
        tx.commit().await?;
        Ok(job)
    }

    /// The job is done; it goes, unless it was asked for again meanwhile.
    pub async fn finish_job(&self, id: JobId) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let again = tx
            .run(
                "update job set state = 'waiting', run_again = $2, attempts = 0, error = null,
                 lease_until = null where id = $1 and run_again",
                args![id, false],
            )
            .await?;
        if again == 0 {
            tx.run("delete from job where id = $1", args![id]).await?;
        }
        tx.commit().await
    }

    /// Gives a job back that was claimed and not done, as if nobody had taken it.
    pub async fn release_job(&self, id: JobId) -> Result<()> {
        self.db
            .run(
                "update job set state = 'waiting', attempts = attempts - 1, run_again = $2,
                 lease_until = null where id = $1 and state = 'running'",
                args![id, false],
            )
            .await?;
        Ok(())
    }

    /// The job failed: tried again at `retry_at`, or parked for a person.
    pub async fn fail_job(
        &self,
        id: JobId,
        error: &Message,
        retry_at: Option<Millis>,
    ) -> Result<()> {
        let state = if retry_at.is_some() { JobState::Waiting } else { JobState::Parked };
        self.db
            .run(
                "update job set state = $2, error = $3, run_at = coalesce($4, run_at),
                 lease_until = null where id = $1",
                args![id, state.name(), error.stored(), retry_at],
            )
            .await?;
        Ok(())
    }

    /// All jobs in one state, the next first.
    pub async fn jobs(&self, state: JobState) -> Result<Vec<Job>> {
        self.db
            .all(
                "select id, kind, payload, state, attempts, run_at, error, created_at from job
                 where state = $1 order by run_at, id",
                args![state.name()],
            )
            .await
    }
}
