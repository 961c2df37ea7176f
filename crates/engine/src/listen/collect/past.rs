//! Back-fill: reading sources into the past, page by page, when there are no news to fetch.

use plaza_core::{ConnectorError, History, Message, Millis, Permission, SourceId, say};
use plaza_store::listen::{Backfill, BackfillState, BackfillStep, Claim, Source};
use plaza_store::{Action, StoreError};

use super::{pace, random_share};
use crate::listen::Listen;
use crate::listen::ingest::Incoming;
use crate::tasks::caught;
use crate::{Actor, EngineError, EventKind};

/// Pages of the past in one turn.
const PAST_PAGES: usize = 5;
/// Failures in a row after which a back-fill is given up.
const MOST_FAILURES: i64 = 12;

impl Listen<'_> {
    /// Begins to read a source into the past, back to `back_to` (milliseconds UTC); one that was
    /// stopped goes on where it stood.
    ///
    /// # Errors
    /// Forbidden, no such source, or one that cannot be read into the past.
    pub async fn start_backfill(
        &self,
        actor: &Actor,
        id: SourceId,
        back_to: Millis,
    ) -> Result<Backfill, EngineError> {
        actor.require(Permission::ManageSources)?;
        let source = self.source(id).await?;
        let refuse = |why: Message| Err(EngineError::invalid("source", why));
        match self.shared().factory(&source.kind)?.history() {
            History::Pages => {}
            History::Whole => {
                return refuse(say!(
                    "past-whole-already",
                    "the regular collection reads everything from the beginning"
                ));
            }
            History::Now => {
                return refuse(say!(
                    "past-not-shown",
                    "this place only shows what is there now; its past cannot be read"
                ));
            }
        }
        if back_to >= self.shared().now() {
            return Err(EngineError::invalid(
                "back_to",
                say!("must-be-past", "must lie in the past"),
            ));
        }
        let detail = serde_json::json!({ "back_to": back_to });
        let act = actor.act(Action::SourceBackfill, self.shared().now()).with(detail);
        let done = self.shared().store.listen().start_backfill(id, back_to.max(0), &act).await?;
        Ok(self.source_changed(done))
    }

    /// Stops a back-fill after the page under way; it can go on later.
    ///
    /// # Errors
    /// Forbidden, or none runs.
    pub async fn stop_backfill(
        &self,
        actor: &Actor,
        id: SourceId,
    ) -> Result<Backfill, EngineError> {
        actor.require(Permission::ManageSources)?;
        let act = actor.act(Action::SourceBackfillStop, self.shared().now());
        match self.shared().store.listen().stop_backfill(id, &act).await {
            Err(StoreError::NotFound) => {
                Err(EngineError::Conflict(say!("no-backfill", "no back-fill runs for this source")))
            }
            stopped => Ok(self.shared().told(EventKind::Sources, stopped?)),
        }
    }

    /// How far back a source can be read.
    #[must_use]
    pub fn history(&self, source: &Source) -> History {
        self.shared()
            .factory(&source.kind)
            .map_or(History::Now, plaza_core::ConnectorFactory::history)
    }

    /// A turn of a back-fill.
    pub(super) async fn read_past(
        &self,
        source: &Source,
        claim: &Claim,
    ) -> Result<(), EngineError> {
        let running = self.begin_collecting(source.id);
        let read = match &running {
            Some(running) => tokio::select! {
                read = caught(self.past_pages(source)) => read,
                lost = self.hold(source.id, claim) => {
                    tracing::warn!(source = source.id.get(), error = %lost, "a back-fill lost its turn");
                    Ok(())
                }
                // The page under way is read again next time.
                () = running.stop.cancelled() => Ok(()),
            },
            None => Ok(()),
        };
        drop(running);
        // Before others may take the source: they would not wait until it is due again.
        if let Err(error) = read {
            self.record_past_failure(source, &error).await?;
        }
        self.shared().store.listen().release_source(source.id, claim.owner).await?;
        self.shared().tell(EventKind::Sources, self.shared().store.revision().await?);
        Ok(())
    }

    async fn past_pages(&self, source: &Source) -> Result<(), EngineError> {
        let connector = self.connector(source).await?;
        for _ in 0..PAST_PAGES {
            let Some(backfill) = self.shared().store.listen().backfill(source.id).await? else {
                break;
            };
            if backfill.state != BackfillState::Running {
                break;
            }
            let read = connector.collect_past(backfill.cursor.as_deref(), backfill.back_to).await;
            self.keep_secrets(source, connector.changed_secrets()).await?;
            let past = read?;
            let is_last = !past.page.more || past.page.cursor == backfill.cursor;
            let step = BackfillStep {
                cursor: past.page.cursor.clone(),
                reached_at: past.reached,
                seen: i64::try_from(past.page.mentions.len()).unwrap_or(i64::MAX),
                is_last,
            };
            let incoming =
                Incoming { backfill: Some(step), ..Incoming::page(past.page, &source.name) };
            self.ingest(source, incoming).await?;
            if is_last {
                break;
            }
        }
        if let Some(quota) = connector.quota() {
            self.shared().store.listen().keep_quota(source.id, &quota).await?;
        }
        Ok(())
    }

    async fn record_past_failure(
        &self,
        source: &Source,
        error: &EngineError,
    ) -> Result<(), EngineError> {
        let now = self.shared().now();
        tracing::warn!(source = source.id.get(), %error, "reading into the past failed");
        let failures = self
            .shared()
            .store
            .listen()
            .backfill(source.id)
            .await?
            .map_or(0, |backfill| backfill.failures);
        let for_good = matches!(
            error,
            EngineError::Connector(ConnectorError::Unauthorized(_) | ConnectorError::Gone(_))
        ) || failures >= MOST_FAILURES;
        let kind = pace::failure_kind(error);
        let retry = pace::after_failure(kind, error, failures, now, random_share());
        let retry_at = (!for_good).then_some(retry.at);
        Ok(self
            .shared()
            .store
            .listen()
            .backfill_failed(source.id, now, &error.message(), retry_at)
            .await?)
    }
}
