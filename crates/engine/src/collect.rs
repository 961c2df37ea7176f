//! Collecting: due sources are claimed, fetched page by page, and given their next time.

use std::sync::PoisonError;
use std::time::Duration;

use plaza_core::{Connector, ConnectorError, Millis, Permission};
use plaza_store::Source;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::ingest::{Incoming, IngestReport, Item};
use crate::{Actor, Engine, EngineError, EventKind};

/// Longest time until a due source is noticed.
const POLL: Duration = Duration::from_secs(2);
/// Pages fetched in one go; a source with more goes on at its next turn, which is at once.
const MAX_PAGES: usize = 500;
/// First pause after a failure, doubled each time.
const FIRST_BACKOFF_MS: Millis = 60_000;
/// Longest pause after failures.
const LONGEST_BACKOFF_MS: Millis = 6 * 3_600_000;

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

impl Engine {
    /// Collects a source now and waits for the end.
    ///
    /// # Errors
    /// Forbidden, no such source, already being collected, or what the place answered.
    pub async fn collect_now(&self, actor: &Actor, id: i64) -> Result<CollectReport, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(id).await?;
        let report = self.collect_source(&source).await?;
        let detail = serde_json::json!({ "report": report });
        self.audit(actor, "source.collect", format!("source:{id}"), detail).await?;
        Ok(report)
    }

    /// Asks that a source be collected soon, by this process or another.
    ///
    /// # Errors
    /// Forbidden, or no such source.
    pub async fn collect_soon(&self, actor: &Actor, id: i64) -> Result<(), EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(id).await?;
        self.0.store.schedule_source(source.id, self.now()).await?;
        self.0.sources_due.notify_one();
        self.audit(actor, "source.collect", format!("source:{id}"), serde_json::Value::Null).await
    }

    pub(crate) fn start_collecting(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move { engine.collect_loop().await });
    }

    /// Claims what is due, as many at once as the settings allow.
    async fn collect_loop(&self) {
        let slots = std::sync::Arc::new(Semaphore::new(self.0.settings.collectors.max(1)));
        while !self.0.stop.is_cancelled() {
            let Ok(slot) = std::sync::Arc::clone(&slots).acquire_owned().await else { return };
            let lease = self.0.settings.collect_lease_ms;
            match self.0.store.claim_due_source(self.now(), lease).await {
                Ok(Some(source)) => {
                    let engine = self.clone();
                    self.0.tasks.spawn(async move {
                        // The outcome is kept with the source, where people see it.
                        drop(engine.collect_source(&source).await);
                        drop(slot);
                    });
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(?error, "no source could be claimed"),
            }
            drop(slot);
            tokio::select! {
                () = self.0.sources_due.notified() => {}
                () = self.0.stop.cancelled() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Collects a source and writes down how it went.
    async fn collect_source(&self, source: &Source) -> Result<CollectReport, EngineError> {
        let stop = self.begin_collecting(source.id)?;
        let collected = tokio::select! {
            collected = self.collect_pages(source) => collected,
            () = stop.cancelled() => Err(EngineError::Conflict("the source was stopped".to_owned())),
        };
        self.end_collecting(source.id);
        self.record_outcome(source, &collected).await?;
        self.tell(EventKind::Sources, self.0.store.revision().await?);
        collected
    }

    async fn collect_pages(&self, source: &Source) -> Result<CollectReport, EngineError> {
        let connector = self.connector(source)?;
        let collected = self.read_pages(source, connector.as_ref()).await;
        // They count even where the pages could not be read.
        self.keep_secrets(source.id, connector.changed_secrets()).await?;
        collected
    }

    async fn read_pages(
        &self,
        source: &Source,
        connector: &dyn Connector,
    ) -> Result<CollectReport, EngineError> {
        let mut cursor = source.cursor.clone();
        let mut report = CollectReport::default();
        for _ in 0..MAX_PAGES {
            let page = connector.collect(cursor.as_deref()).await?;
            let more = page.more && page.cursor != cursor;
            let moved = (page.cursor != cursor).then(|| page.cursor.clone()).flatten();
            let incoming = Incoming {
                mentions: page.mentions.into_iter().map(Item::from).collect(),
                deletions: page.deletions,
                rejected: page.rejected,
                cursor: moved,
                origin: source.name.clone(),
            };
            report.items.add(self.ingest(source, incoming).await?);
            report.pages += 1;
            cursor = page.cursor;
            report.more = more;
            if !more {
                break;
            }
        }
        Ok(report)
    }

    async fn record_outcome(
        &self,
        source: &Source,
        outcome: &Result<CollectReport, EngineError>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        match outcome {
            Ok(report) => {
                let next = if report.more { now } else { next_regular(source, now) };
                tracing::info!(source = source.id, new = report.items.new, "collected");
                Ok(self.0.store.source_succeeded(source.id, now, next).await?)
            }
            Err(error) => {
                let next = next_after_failure(source, error, now);
                tracing::warn!(source = source.id, %error, "collection failed");
                Ok(self.0.store.source_failed(source.id, now, &error.to_string(), next).await?)
            }
        }
    }

    fn begin_collecting(&self, id: i64) -> Result<CancellationToken, EngineError> {
        let mut running = self.0.collecting.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(&id) {
            return Err(EngineError::Conflict("this source is being collected already".to_owned()));
        }
        let stop = self.0.stop.child_token();
        running.insert(id, stop.clone());
        Ok(stop)
    }

    fn end_collecting(&self, id: i64) {
        self.0.collecting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Cuts off a collection under way; what it has stored stays, the cursor with it.
    pub(crate) fn stop_collecting(&self, id: i64) {
        let running = self.0.collecting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = running.get(&id) {
            stop.cancel();
        }
    }
}

/// The next regular time; sources that only run when asked wait for ever.
fn next_regular(source: &Source, now: Millis) -> Millis {
    if source.interval_s == 0 { Millis::MAX } else { now + source.interval_s * 1000 }
}

/// What the place asked for, or a pause that doubles with each failure, with up to a fifth added
/// so that sources that failed together do not come back together.
fn next_after_failure(source: &Source, error: &EngineError, now: Millis) -> Millis {
    match error {
        EngineError::Connector(ConnectorError::RateLimited { until, .. }) => {
            (*until).max(now + 1000)
        }
        _ => {
            let doublings = u32::try_from(source.failures.clamp(0, 16)).unwrap_or(16);
            let pause = (FIRST_BACKOFF_MS << doublings).min(LONGEST_BACKOFF_MS);
            now + pause + spread(source.id, now) * pause / 500
        }
    }
}

/// 0 to 99, different from source to source.
fn spread(id: i64, now: Millis) -> Millis {
    id.wrapping_mul(7919).wrapping_add(now / 1000).rem_euclid(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(failures: i64) -> Source {
        Source { id: 3, failures, interval_s: 600, ..Source::default() }
    }

    #[test]
    fn pauses_double_up_to_a_limit_and_obey_the_place() {
        let transient = EngineError::Connector(ConnectorError::Transient("down".into()));
        let pause = |failures| next_after_failure(&source(failures), &transient, 0);
        assert!((60_000..=72_000).contains(&pause(0)));
        assert!((240_000..=288_000).contains(&pause(2)));
        assert!((LONGEST_BACKOFF_MS..=LONGEST_BACKOFF_MS * 6 / 5).contains(&pause(60)));
        let limited = EngineError::Connector(ConnectorError::RateLimited {
            until: 5_000_000,
            reason: String::new(),
        });
        assert_eq!(next_after_failure(&source(0), &limited, 0), 5_000_000);
        assert_eq!(next_regular(&source(0), 1000), 601_000);
    }
}
