//! Items that could not be taken in, and how people deal with them.

use plaza_core::{IncomingMention, Permission, QuarantineId, SourceId, limits, normalize, say};
use plaza_store::Action;
use plaza_store::listen::{Quarantined, Resolution};

use super::Listen;
use super::ingest::{Incoming, IngestReport, Item};
use crate::{Actor, EngineError, EventKind, entered};

/// Quarantined items tried again at once.
const RETRY_PAGE: i64 = 500;

impl Listen<'_> {
    /// Tries a source's quarantined items again; those that are good now are stored.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn retry_quarantine(
        &self,
        actor: &Actor,
        source_id: SourceId,
    ) -> Result<IngestReport, EngineError> {
        actor.require(Permission::ManageSources)?;
        let source = self.source(source_id).await?;
        let mut report = IngestReport::default();
        let (mut before, mut taken) = (None, Vec::new());
        loop {
            let items = self
                .shared()
                .store
                .listen()
                .quarantine(Some(source_id), before, RETRY_PAGE)
                .await?;
            let Some(last) = items.last() else { break };
            before = Some(last.id);
            for item in items {
                report.read += 1;
                // Only what Plaza refused after it was read can be tried again; what could not be
                // read must be mended where it came from.
                let Ok(mention) = self.parse_record(&item.raw, &item.origin) else {
                    report.quarantined += 1;
                    continue;
                };
                let incoming = Incoming {
                    mentions: vec![Item::from(mention)],
                    origin: item.origin.clone(),
                    ..Incoming::default()
                };
                let one = self.ingest(&source, incoming).await?;
                report.add(IngestReport { read: 0, ..one });
                if one.quarantined == 0 {
                    taken.push(item.id);
                }
            }
        }
        let detail = serde_json::json!({ "report": report });
        let act = actor.act(Action::SourceRetryQuarantine, self.shared().now()).with(detail);
        self.shared().report(&act, &format!("source:{source_id}")).await;
        if !taken.is_empty() {
            self.settle(actor, source_id, &taken, (Resolution::Taken, "")).await?;
        }
        Ok(report)
    }

    /// An item of the quarantine, dealt with or not.
    ///
    /// # Errors
    /// No such item, or the store fails.
    pub async fn quarantined(&self, id: QuarantineId) -> Result<Quarantined, EngineError> {
        let found = self.shared().store.listen().quarantined(id).await?;
        found.ok_or(EngineError::NotFound("quarantined item"))
    }

    /// Takes in what somebody has made of a quarantined item; the item leaves the list.
    ///
    /// # Errors
    /// Forbidden, no such item, one that somebody has dealt with, or a mention that cannot be taken
    /// in; the error says why.
    pub async fn take_mended(
        &self,
        actor: &Actor,
        id: QuarantineId,
        mention: IncomingMention,
    ) -> Result<IngestReport, EngineError> {
        actor.require(Permission::Import)?;
        let item = self.quarantined(id).await?;
        if item.resolved_at.is_some() {
            return Err(EngineError::Conflict(say!(
                "quarantine-done",
                "somebody has dealt with it already"
            )));
        }
        let now = self.shared().now();
        normalize(mention.clone(), now)
            .map_err(|reason| EngineError::invalid("record", reason.message()))?;
        let source = self.source(item.source_id).await?;
        let mentions = vec![Item::from(mention)];
        let incoming = Incoming { mentions, origin: item.origin, ..Incoming::default() };
        let report = self.ingest(&source, incoming).await?;
        self.settle(actor, source.id, &[id], (Resolution::Taken, "")).await?;
        Ok(report)
    }

    /// Prepares items for being read again, as an import of its own: they stay listed until
    /// [`Self::read_again`] says that it has ended.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn read_quarantined_again(
        &self,
        actor: &Actor,
        ids: &[QuarantineId],
    ) -> Result<(), EngineError> {
        actor.require(Permission::Import)?;
        Ok(self.shared().store.listen().let_quarantined_in_again(ids).await?)
    }

    /// Notes that items have been read again: what is still refused stands in the quarantine anew,
    /// with its new reason.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn read_again(
        &self,
        actor: &Actor,
        source_id: SourceId,
        ids: &[QuarantineId],
    ) -> Result<(), EngineError> {
        actor.require(Permission::Import)?;
        self.settle(actor, source_id, ids, (Resolution::Taken, "")).await.map(drop)
    }

    /// Takes items off the list that are not worth taking in, with the reason.
    ///
    /// # Errors
    /// Forbidden, a reason that is too long, or the store fails.
    pub async fn dismiss_quarantined(
        &self,
        actor: &Actor,
        source_id: SourceId,
        (ids, reason): (&[QuarantineId], &str),
    ) -> Result<i64, EngineError> {
        actor.require(Permission::Import)?;
        let reason = entered::text::<{ limits::REASON }>("reason", reason)?;
        self.settle(actor, source_id, ids, (Resolution::Dismissed, &reason)).await
    }

    async fn settle(
        &self,
        actor: &Actor,
        source_id: SourceId,
        ids: &[QuarantineId],
        (how, note): (Resolution, &str),
    ) -> Result<i64, EngineError> {
        let action = match how {
            Resolution::Taken => Action::QuarantineTaken,
            Resolution::Dismissed => Action::QuarantineDismissed,
        };
        let detail = serde_json::json!({ "items": ids.len(), "reason": note });
        let act = actor.act(action, self.shared().now()).with(detail);
        let store = self.shared().store.listen();
        let done = store.settle_quarantine(source_id, ids, how, note, &act).await?;
        Ok(self.shared().told(EventKind::Sources, done))
    }
}
