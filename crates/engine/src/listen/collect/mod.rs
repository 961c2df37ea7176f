//! Collecting: whose turn it is, one turn, and when the next one comes.
//!
//! A source is leased for its turn, in the database, so that no two processes collect it at the
//! same time and no host is asked for more sources at once than the settings allow. A turn is
//! short: a source with more to fetch goes to the end of the queue, so that a big or a slow one
//! starves nobody. Where no source has news to be fetched, one reads on into the past.

pub(crate) mod pace;
mod past;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use plaza_core::{Connector, ConnectorError, History, Millis, Permission, SourceId, say};
use plaza_store::Action;
use plaza_store::listen::{Claim, Gap, GapCause, GapEnd, Source, SourceFailure, SourceSuccess};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::listen::ingest::{Incoming, IngestReport};
use crate::listen::{Listen, Parts};
use crate::random::{random_array, random_share};
use crate::tasks::{Step, caught};
use crate::{Actor, EngineError, EventKind};

/// Longest time until a due source is noticed.
const POLL: Duration = Duration::from_secs(2);
/// A turn in the background; a source with more goes on when the others have had theirs.
const TURN: TurnLimit = TurnLimit { pages: 20, time: Duration::from_secs(20) };
/// A collection that somebody waits for.
const WHOLE: TurnLimit = TurnLimit { pages: 500, time: Duration::from_secs(540) };
/// A gap shorter than this is a usual pause of a source that is asked often.
const SHORTEST_GAP_MS: Millis = 600_000;

/// Where a turn ends although there is more.
#[derive(Debug, Clone, Copy)]
struct TurnLimit {
    pages: i64,
    time: Duration,
}

/// What one collection brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CollectReport {
    /// Pages fetched.
    pub pages: i64,
    /// What became of the items.
    #[serde(flatten)]
    pub items: IngestReport,
    /// True when the place has more than one go may fetch.
    pub more: bool,
}

/// What a turn is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    News,
    Past,
}

/// Turns that may be taken at once.
#[derive(Clone)]
struct Slots {
    all: Arc<Semaphore>,
    /// The past takes a part of the slots only, so that news find one.
    past: Arc<Semaphore>,
}

impl Slots {
    fn of(collectors: usize) -> Self {
        let collectors = collectors.max(1);
        Self {
            all: Arc::new(Semaphore::new(collectors)),
            past: Arc::new(Semaphore::new((collectors / 4).max(1))),
        }
    }
}

/// A source that this process collects, until this is dropped: by a panic too.
struct Collecting<'a> {
    parts: &'a Parts,
    id: SourceId,
    /// Cancelled when the collection shall end.
    stop: CancellationToken,
}

impl Drop for Collecting<'_> {
    fn drop(&mut self) {
        let mut running = self.parts.collecting.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.id);
    }
}

impl Listen<'_> {
    /// Collects a source now and waits for the end.
    ///
    /// # Errors
    /// Forbidden, no such source, already being collected, the platform asked to be left alone,
    /// or what the place answered.
    pub async fn collect_now(
        &self,
        actor: &Actor,
        id: SourceId,
    ) -> Result<CollectReport, EngineError> {
        actor.require(Permission::ManageSources)?;
        let source = self.source(id).await?;
        if source.not_before > self.shared().now() {
            let reason = say!("asked-to-wait", "{place} asked Plaza to wait", place = source.place);
            let until = source.not_before;
            return Err(ConnectorError::RateLimited { until, reason }.into());
        }
        let claim = self.claim()?;
        let taken = self.shared().store.listen().take_source(id, &claim).await?;
        let source = taken.ok_or_else(being_collected)?;
        let report = Box::pin(self.collect_source(&source, &claim, WHOLE)).await?;
        let detail = serde_json::json!({ "report": report });
        let act = actor.act(Action::SourceCollect, self.shared().now()).with(detail);
        self.shared().report(&act, &format!("source:{id}")).await;
        Ok(report)
    }

    /// Asks that a source be collected soon, by this process or another, whether it is paused or
    /// not. Where the platform asked to be left alone it begins after that, at the time returned.
    ///
    /// # Errors
    /// Forbidden, or no such source.
    pub async fn collect_soon(
        &self,
        actor: &Actor,
        id: SourceId,
    ) -> Result<Option<Millis>, EngineError> {
        actor.require(Permission::ManageSources)?;
        let source = self.source(id).await?;
        self.shared().factory(&source.kind)?;
        let act = actor.act(Action::SourceCollect, self.shared().now());
        self.shared().store.listen().ask_for_source(source.id, &act).await?;
        self.parts().sources_due.notify_one();
        Ok((source.not_before > self.shared().now()).then_some(source.not_before))
    }

    /// Claims what is due, as many at once as the settings allow.
    pub(crate) fn start_collecting(&self) {
        let shared = self.shared();
        let engine = self.engine.clone();
        let catching_up = async move {
            engine.listen().name_hosts().await?;
            engine.listen().bind_secrets().await
        };
        shared.tasks.once("completing what earlier versions stored of sources", catching_up);
        let slots = Slots::of(shared.settings.collectors);
        let (engine, wake) = (self.engine.clone(), Arc::clone(&self.parts().sources_due));
        shared.tasks.every("collecting", POLL, wake, move || {
            let (engine, slots) = (engine.clone(), slots.clone());
            async move { engine.listen().begin_turn(&slots).await }
        });
    }

    /// Begins a turn of its own for the source that is due, once there is a slot.
    async fn begin_turn(&self, slots: &Slots) -> Result<Step, EngineError> {
        let Ok(slot) = Arc::clone(&slots.all).acquire_owned().await else { return Ok(Step::Rest) };
        let Some(turn) = self.next_turn(&slots.past).await? else { return Ok(Step::Rest) };
        let engine = self.engine.clone();
        self.shared().tasks.once("a source's turn", async move {
            let (id, owner) = (turn.source.id, turn.claim.owner);
            let taken = caught(engine.listen().take_turn(turn)).await;
            if taken.is_err() {
                // How it went could not be written down; no source waits for its lease because of it.
                engine.store().listen().release_source(id, owner).await?;
            }
            drop(slot);
            taken
        });
        Ok(Step::Again)
    }

    async fn next_turn(&self, past: &Arc<Semaphore>) -> Result<Option<NextTurn>, EngineError> {
        let claim = self.claim()?;
        if let Some(source) = self.shared().store.listen().claim_due_source(&claim).await? {
            return Ok(Some(NextTurn { source, claim, work: Work::News, _past: None }));
        }
        let Ok(permit) = Arc::clone(past).try_acquire_owned() else { return Ok(None) };
        let source = self.shared().store.listen().claim_backfill(&claim).await?;
        Ok(source.map(|source| NextTurn { source, claim, work: Work::Past, _past: Some(permit) }))
    }

    async fn take_turn(&self, turn: NextTurn) -> Result<(), EngineError> {
        let NextTurn { source, claim, work, _past } = turn;
        let done = match work {
            // Boxed: a turn is long and large, and many wait at once.
            Work::News => Box::pin(self.collect_source(&source, &claim, TURN)).await.map(drop),
            Work::Past => Box::pin(self.read_past(&source, &claim)).await,
        };
        // Its host is free for others, and it may have more.
        self.parts().sources_due.notify_one();
        match done {
            Err(error @ (EngineError::Store(_) | EngineError::Unavailable(_))) => Err(error),
            // How it went is kept with the source, where people see it.
            _ => Ok(()),
        }
    }

    /// A claim that no other one is taken for.
    fn claim(&self) -> Result<Claim, EngineError> {
        let owner = random_array()?;
        Ok(Claim {
            now: self.shared().now(),
            lease_ms: self.shared().settings.collect_lease_ms,
            owner: i64::from_le_bytes(owner),
            per_host: i64::try_from(self.shared().settings.sources_per_host.max(1)).unwrap_or(1),
        })
    }

    /// Collects a source and writes down how it went.
    async fn collect_source(
        &self,
        source: &Source,
        claim: &Claim,
        limit: TurnLimit,
    ) -> Result<CollectReport, EngineError> {
        let Some(running) = self.begin_collecting(source.id) else {
            self.shared().store.listen().release_source(source.id, claim.owner).await?;
            return Err(being_collected());
        };
        let collected = tokio::select! {
            // A panic of a library costs this turn and nothing else.
            collected = caught(self.collect_pages(source, limit)) => Some(collected),
            lost = self.hold(source.id, claim) => Some(Err(lost)),
            () = running.stop.cancelled() => None,
        };
        drop(running);
        let Some(collected) = collected else {
            // What was stored stays, the cursor with it; that somebody stopped it is no failure.
            self.shared().store.listen().release_source(source.id, claim.owner).await?;
            self.engine.stop_sign().check()?;
            return Err(EngineError::Conflict(say!("source-stopped", "the source was stopped")));
        };
        self.record_outcome(source, claim.owner, &collected).await?;
        self.shared().tell(EventKind::Sources, self.shared().store.revision().await?);
        collected
    }

    async fn collect_pages(
        &self,
        source: &Source,
        limit: TurnLimit,
    ) -> Result<CollectReport, EngineError> {
        let connector = self.connector(source).await?;
        let collected = self.read_pages(source, connector.as_ref(), limit).await;
        // They count even where the pages could not be read.
        self.keep_secrets(source, connector.changed_secrets()).await?;
        self.keep_word(source.id, connector.as_ref()).await?;
        collected
    }

    /// Keeps what the platform said besides its mentions.
    async fn keep_word(&self, id: SourceId, connector: &dyn Connector) -> Result<(), EngineError> {
        if let Some(quota) = connector.quota() {
            self.shared().store.listen().keep_quota(id, &quota).await?;
        }
        for missed in connector.missed() {
            let gap = Gap {
                source_id: id,
                cause: GapCause::Truncated,
                from_at: missed.from,
                until_at: Some(missed.until),
            };
            self.shared().store.listen().add_gap(&gap).await?;
        }
        Ok(())
    }

    async fn read_pages(
        &self,
        source: &Source,
        connector: &dyn Connector,
        limit: TurnLimit,
    ) -> Result<CollectReport, EngineError> {
        let begun = Instant::now();
        let mut cursor = source.cursor.clone();
        let mut report = CollectReport::default();
        loop {
            let page = connector.collect(cursor.as_deref()).await?;
            let more = page.more && page.cursor != cursor;
            let moved = (page.cursor != cursor).then(|| page.cursor.clone()).flatten();
            cursor.clone_from(&page.cursor);
            let incoming = Incoming { cursor: moved, ..Incoming::page(page, &source.name) };
            report.items.add(self.ingest(source, incoming).await?);
            report.pages += 1;
            report.more = more;
            if !more || report.pages >= limit.pages || begun.elapsed() >= limit.time {
                return Ok(report);
            }
        }
    }

    /// Holds on to a source for as long as its turn takes; ends when it is lost.
    async fn hold(&self, id: SourceId, claim: &Claim) -> EngineError {
        let pause = Duration::from_millis(claim.lease_ms.unsigned_abs() / 3);
        loop {
            tokio::time::sleep(pause).await;
            let claim = Claim { now: self.shared().now(), ..*claim };
            match self.shared().store.listen().keep_source(id, &claim).await {
                Ok(true) => {}
                Ok(false) => {
                    return EngineError::Conflict(say!(
                        "source-taken-over",
                        "another process has taken the source over"
                    ));
                }
                // The lease lasts a while longer; the next try may work.
                Err(error) => tracing::warn!(source = id.get(), ?error, "a lease was not renewed"),
            }
        }
    }

    async fn record_outcome(
        &self,
        source: &Source,
        owner: i64,
        outcome: &Result<CollectReport, EngineError>,
    ) -> Result<(), EngineError> {
        let now = self.shared().now();
        match outcome {
            Ok(report) => {
                tracing::info!(source = source.id.get(), new = report.items.new, "collected");
                self.record_success(source, owner, report, now).await
            }
            Err(error) => {
                tracing::warn!(source = source.id.get(), %error, "collection failed");
                let kind = pace::failure_kind(error);
                let next = pace::after_failure(kind, error, source.failures, now, random_share());
                let failure = SourceFailure {
                    now,
                    error: error.message(),
                    kind,
                    next_run_at: next.at,
                    not_before: next.not_before,
                    opens_gap: source.interval_s > 0,
                };
                Ok(self.shared().store.listen().source_failed(source.id, owner, &failure).await?)
            }
        }
    }

    async fn record_success(
        &self,
        source: &Source,
        owner: i64,
        report: &CollectReport,
        now: Millis,
    ) -> Result<(), EngineError> {
        let factory = self.shared().factory(&source.kind)?;
        let has_news = report.items.new + report.items.edited + report.items.deleted > 0;
        let pace_s = pace::next_pace(source, factory.pace(), has_news);
        let forgets = factory.history() == History::Now;
        let usual = (2 * source.pace_s * 1000).max(SHORTEST_GAP_MS);
        let success = SourceSuccess {
            now,
            // At the end of the queue: those that are due have been so for longer.
            next_run_at: if report.more { now } else { pace::regular(pace_s, now, random_share()) },
            pace_s,
            gap: match (report.more, forgets) {
                (true, _) => None,
                (false, false) => Some(GapEnd::Filled),
                (false, true) => Some(GapEnd::Stays(usual)),
            },
        };
        self.shared().store.listen().source_succeeded(source.id, owner, &success).await?;
        let Some(before) = source.last_success_at.filter(|_| forgets && source.interval_s > 0)
        else {
            return Ok(());
        };
        if now - before > usual + source.pace_s * 1000 {
            // Nobody looked for longer than the place may show what it had.
            let (source_id, cause) = (source.id, GapCause::Idle);
            let gap = Gap { source_id, cause, from_at: before, until_at: Some(now) };
            self.shared().store.listen().add_gap(&gap).await?;
        }
        Ok(())
    }

    /// Notes that this process collects a source; `None` when it does so already.
    fn begin_collecting(&self, id: SourceId) -> Option<Collecting<'_>> {
        let mut running = self.parts().collecting.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(&id) {
            return None;
        }
        let stop = self.shared().stop().child_token();
        running.insert(id, stop.clone());
        Some(Collecting { parts: self.parts(), id, stop })
    }

    /// Cuts off a collection under way; what it has stored stays, the cursor with it.
    pub(crate) fn stop_collecting(&self, id: SourceId) {
        let running = self.parts().collecting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = running.get(&id) {
            stop.cancel();
        }
    }
}

/// A source whose turn it is.
struct NextTurn {
    source: Source,
    claim: Claim,
    work: Work,
    /// Held while the past is read.
    _past: Option<OwnedSemaphorePermit>,
}

fn being_collected() -> EngineError {
    EngineError::Conflict(say!("source-being-collected", "this source is being collected already"))
}

/// Whether a source was not collected because somebody else is about it; they end some time.
#[must_use]
pub fn is_being_collected(error: &EngineError) -> bool {
    matches!(error, EngineError::Conflict(why) if why.code() == "source-being-collected")
}
