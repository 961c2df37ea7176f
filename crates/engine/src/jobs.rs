//! Work that must be done once, whatever crashes: asked for in the store, done by whichever
//! process claims it.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use plaza_core::{Millis, say};
use plaza_store::{Job as Claimed, NewJob};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tasks::Step;
use crate::{Engine, EngineError};

/// How long a process may take for one job before another takes it over.
const LEASE_MS: Millis = 10 * 60_000;
/// Pause before another try.
const RETRY_MS: Millis = 60_000;
/// How often the process that does a job may end in the middle of it, beyond the job's tries, before
/// it counts as what ended it.
const MOST_CRASHES: i64 = 3;
/// Longest time until a job that another process asked for is noticed.
const POLL: Duration = Duration::from_secs(5);

/// A kind of work, and what one piece of it needs to know. Two requests of one kind that wait at
/// the same time become one. It must be idempotent: a process may die in the middle of it.
pub(crate) trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the store.
    const NAME: &'static str;
    /// Tries after which it is parked with its error, for a person.
    const TRIES: i64;

    /// The request for it: due at once.
    ///
    /// # Errors
    /// It cannot be kept.
    fn request(&self, now: Millis) -> Result<NewJob<'static>, EngineError> {
        let payload = serde_json::to_value(self).map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!(
                "job-not-kept",
                "a job cannot be kept: {technical}",
                technical
            ))
        })?;
        Ok(NewJob { kind: Self::NAME, payload, unique_key: Some(Self::NAME), run_at: now })
    }

    /// Does it.
    ///
    /// # Errors
    /// It is tried again, or parked.
    fn run(self, engine: &Engine) -> impl Future<Output = Result<(), EngineError>> + Send;
}

/// How to do one kind of job.
#[derive(Clone, Copy)]
pub(crate) struct Runner {
    name: &'static str,
    tries: i64,
    run: fn(Engine, serde_json::Value) -> BoxFuture<'static, Result<(), EngineError>>,
}

impl Runner {
    /// Of jobs of this kind.
    pub(crate) const fn of<J: Job>() -> Self {
        Self {
            name: J::NAME,
            tries: J::TRIES,
            run: |engine, payload| Box::pin(run::<J>(engine, payload)),
        }
    }
}

async fn run<J: Job>(engine: Engine, payload: serde_json::Value) -> Result<(), EngineError> {
    let job: J = serde_json::from_value(payload).map_err(|error| {
        let technical = error.to_string();
        EngineError::Unavailable(say!(
            "job-unreadable",
            "a job `{name}` cannot be read: {technical}",
            name = J::NAME,
            technical
        ))
    })?;
    job.run(&engine).await
}

/// Kinds of jobs of which one is done after the other; lanes do not wait for each other.
#[derive(Clone, Copy)]
pub(crate) struct Lane {
    /// Names its loop.
    pub(crate) name: &'static str,
    pub(crate) runners: &'static [Runner],
}

impl Engine {
    /// Asks for a job: it is due at once.
    pub(crate) async fn enqueue<J: Job>(&self, job: &J) -> Result<(), EngineError> {
        let shared = self.shared();
        let now = shared.now();
        shared.store.enqueue_job(&job.request(now)?, now).await?;
        shared.jobs_due.notify_waiters();
        Ok(())
    }

    /// Does the jobs of a lane as they come.
    pub(crate) fn start_lane(&self, lane: Lane) {
        let (engine, wake) = (self.clone(), Arc::clone(&self.shared().jobs_due));
        self.shared().tasks.every(lane.name, POLL, wake, move || {
            let engine = engine.clone();
            async move { engine.do_next(lane).await }
        });
    }

    /// Does all jobs that are due, and those that they ask for; how many there were. For tests and
    /// commands, where no loop runs.
    ///
    /// # Errors
    /// The store fails. What fails in a job is kept with it.
    pub async fn run_until_idle(&self) -> Result<usize, EngineError> {
        let mut done = 0;
        for lane in crate::understand::LANES.into_iter().chain(crate::listen::LANES) {
            while self.do_next(lane).await? == Step::Again {
                done += 1;
            }
        }
        Ok(done)
    }

    async fn do_next(&self, lane: Lane) -> Result<Step, EngineError> {
        let kinds: Vec<&str> = lane.runners.iter().map(|runner| runner.name).collect();
        let shared = self.shared();
        let Some(job) = shared.store.claim_job(&kinds, shared.now(), LEASE_MS).await? else {
            return Ok(Step::Rest);
        };
        let Some(runner) = lane.runners.iter().find(|runner| runner.name == job.kind) else {
            return Ok(Step::Rest);
        };
        self.do_one(runner, job).await?;
        Ok(Step::Again)
    }

    async fn do_one(&self, runner: &Runner, job: Claimed) -> Result<(), EngineError> {
        let shared = self.shared();
        if job.attempts > runner.tries + MOST_CRASHES {
            let times = job.attempts - 1;
            let why = say!("job-crashed", "Plaza ended in the middle of it {times} times", times);
            return Ok(shared.store.fail_job(job.id, &why, None).await?);
        }
        match crate::tasks::caught((runner.run)(self.clone(), job.payload)).await {
            Ok(()) => Ok(shared.store.finish_job(job.id).await?),
            // No try is lost: the next process does it, or this one after its next start.
            Err(stopped @ EngineError::Stopped(_)) => {
                shared.store.release_job(job.id).await?;
                Err(stopped)
            }
            Err(error) => {
                tracing::warn!(job = runner.name, %error, "a job failed");
                let again = (job.attempts < runner.tries).then(|| shared.now() + RETRY_MS);
                Ok(shared.store.fail_job(job.id, &error.message(), again).await?)
            }
        }
    }
}
