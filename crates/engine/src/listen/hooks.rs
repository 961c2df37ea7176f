//! What platforms send by themselves: checked, stored once, remembered.

use plaza_core::{ConnectorFactory, DAY_MS, Delivery, Millis, Receiver, SourceId, say};
use plaza_store::listen::Source;

use super::Listen;
use crate::listen::ingest::{Incoming, IngestReport};
use crate::{EngineError, EventKind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How long a delivery is remembered whose signature never goes stale: 400 days.
const REMEMBER_MS: Millis = 400 * DAY_MS;
/// How much longer than its signature holds a delivery is remembered.
const MARGIN_MS: Millis = 3_600_000;
/// Random bytes of a secret that Plaza makes.
const SECRET_BYTES: usize = 32;
/// Begins such a secret, as Standard Webhooks asks.
const SECRET_PREFIX: &str = "whsec_";

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Its items went the way of everything that is collected.
    Stored(IngestReport),
    /// Nobody may know why: no such source, no or a wrong signature, late, or taken before.
    Refused,
}

impl Listen<'_> {
    /// Takes what a platform sends to the source `id`.
    ///
    /// # Errors
    /// The source is paused, or the store fails; the platform may send it again.
    pub async fn receive(
        &self,
        id: SourceId,
        delivery: &Delivery,
    ) -> Result<Received, EngineError> {
        let Some(source) = self.shared().store.listen().source(id).await? else {
            return Ok(Received::Refused);
        };
        let Ok(connector) = self.connector(&source).await else { return Ok(Received::Refused) };
        let Some(receiver) = connector.receiver() else { return Ok(Received::Refused) };
        let verified = match receiver.verify(delivery, self.shared().now()) {
            Ok(verified) => verified,
            Err(forged) => {
                tracing::warn!(source = id.get(), %forged, "a delivery was refused");
                return Ok(Received::Refused);
            }
        };
        if self.shared().store.listen().knows_delivery(id, &verified.key).await? {
            tracing::warn!(source = id.get(), "a delivery was refused: it was taken before");
            return Ok(Received::Refused);
        }
        if source.paused {
            return Err(EngineError::Unavailable(say!("source-is-paused", "the source is paused")));
        }
        // Remembered afterwards: when Plaza dies in between, the platform sends it again, and its
        // items are known by their ids.
        let report = self.store_delivery(&source, receiver, delivery).await?;
        let now = self.shared().now();
        let forget_at = verified.stale_at.map_or(now + REMEMBER_MS, |at| at + MARGIN_MS);
        if !self
            .shared()
            .store
            .listen()
            .remember_delivery(id, &verified.key, now, forget_at)
            .await?
        {
            return Ok(Received::Refused);
        }
        Ok(Received::Stored(report))
    }

    async fn store_delivery(
        &self,
        source: &Source,
        receiver: &dyn Receiver,
        delivery: &Delivery,
    ) -> Result<IngestReport, EngineError> {
        let incoming = Incoming::page(receiver.read(delivery), &source.name);
        let report = self.ingest(source, incoming).await?;
        self.shared().store.listen().source_received(source.id, self.shared().now()).await?;
        self.shared().tell(EventKind::Sources, self.shared().store.revision().await?);
        Ok(report)
    }

    /// Whether sources of this kind are sent to, at the address `/hooks/ID`.
    #[must_use]
    pub fn receives(&self, kind: &str) -> bool {
        self.shared().factory(kind).is_ok_and(ConnectorFactory::receives)
    }

    /// A new secret for a source of this kind, and its field, where Plaza makes it. Nobody can
    /// read it again once it is saved.
    ///
    /// # Errors
    /// No such kind, or the system gives no random bytes.
    pub fn new_hook_secret(
        &self,
        kind: &str,
    ) -> Result<Option<(&'static str, String)>, EngineError> {
        let Some(field) = self.shared().factory(kind)?.generated_secret() else { return Ok(None) };
        let bytes = crate::random_bytes(SECRET_BYTES)?;
        Ok(Some((field, format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)))))
    }
}
