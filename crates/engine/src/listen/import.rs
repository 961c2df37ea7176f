//! Importing files: one thread reads, this task looks up and analyzes, another stores.

use std::pin::pin;
use std::sync::atomic::Ordering;

use futures::stream::{StreamExt as _, TryStreamExt as _, poll_fn};
use plaza_core::{ImportId, IncomingMention, Permission, Rejected, say};
use plaza_store::Action;
use plaza_store::listen::{ImportEnd, ImportWay, NewImport, Source};
use tokio::sync::mpsc;

use super::Listen;
use crate::listen::ingest::{Incoming, IngestReport, Item, Prepared};
use crate::{Actor, EngineError};

/// Records in one transaction.
const CHUNK: usize = 2_000;
/// Text bytes after which a chunk is full all the same.
const CHUNK_BYTES: usize = 4 << 20;
/// Chunks that may wait between two stages.
const WAITING: usize = 1;
/// Chunks that are looked up and analyzed at a time: the analyzer goes on with the next one while
/// the one before it is put together.
const PREPARED_AT_ONCE: usize = 2;

/// Told while an import runs: what has been stored so far.
pub type ImportProgress<'a> = &'a (dyn Fn(IngestReport) + Send + Sync);

/// What a new import needs.
#[derive(Debug, Clone, Copy)]
pub struct ImportOrder<'a> {
    /// Name of the source; it is made when it does not exist.
    pub source: &'a str,
    /// Names the file in the quarantine, or who sends the records.
    pub origin: &'a str,
    /// The way by which it comes in.
    pub via: ImportWay,
    /// How the file is read, as JSON; empty where nothing was said.
    pub layout: &'a str,
}

/// An import that has begun; its records can come in.
#[derive(Debug, Clone)]
pub struct BegunImport {
    /// Its number.
    pub id: ImportId,
    /// The source that it goes into.
    pub source: Source,
    origin: String,
}

impl Listen<'_> {
    /// Imports records into the source `source_name`, which is made when it does not exist.
    /// `origin` names the file in the quarantine.
    ///
    /// # Errors
    /// As [`Self::run_import`].
    pub async fn import<I>(
        &self,
        actor: &Actor,
        source_name: &str,
        origin: &str,
        records: I,
        progress: ImportProgress<'_>,
    ) -> Result<IngestReport, EngineError>
    where
        I: Iterator<Item = Result<(u64, IncomingMention), Rejected>> + Send + 'static,
    {
        actor.require(Permission::Import)?;
        let via = ImportWay::Command;
        let order = ImportOrder { source: source_name, origin, via, layout: "" };
        let begun = self.begin_import(actor, &order).await?;
        self.run_import(actor, &begun, records, progress).await
    }

    /// Begins an import: from now on it has a number, can be looked at and be taken back.
    ///
    /// # Errors
    /// Forbidden, a name that cannot be used, or the store fails.
    pub async fn begin_import(
        &self,
        actor: &Actor,
        order: &ImportOrder<'_>,
    ) -> Result<BegunImport, EngineError> {
        actor.require(Permission::Import)?;
        let source = self.import_source(actor, order.source).await?;
        let (origin, layout) = (order.origin, order.layout);
        let new = NewImport { source_id: source.id, origin, via: order.via, layout };
        self.begin(actor, source, &new).await
    }

    async fn begin(
        &self,
        actor: &Actor,
        source: Source,
        new: &NewImport<'_>,
    ) -> Result<BegunImport, EngineError> {
        let act = actor.act(Action::Import, self.shared().now());
        let id = self.shared().store.listen().begin_import(new, &act).await?;
        Ok(BegunImport { id, source, origin: new.origin.to_owned() })
    }

    /// Takes in the records of an import. Memory is bounded: a few chunks of 2,000 records are in
    /// flight, however long the file is.
    ///
    /// # Errors
    /// Forbidden, the store fails, somebody takes the import back, or Plaza stops; what was stored
    /// before stays, and importing the same file again goes on from there.
    pub async fn run_import<I>(
        &self,
        actor: &Actor,
        begun: &BegunImport,
        records: I,
        progress: ImportProgress<'_>,
    ) -> Result<IngestReport, EngineError>
    where
        I: Iterator<Item = Result<(u64, IncomingMention), Rejected>> + Send + 'static,
    {
        actor.require(Permission::Import)?;
        self.shared().importing.fetch_add(1, Ordering::SeqCst);
        let imported = self.take_in(begun, records, progress).await;
        self.shared().importing.fetch_sub(1, Ordering::SeqCst);
        self.shared().wake_followers();
        self.end_import(actor, begun, imported).await
    }

    /// Several records of one request are an import, which can be taken back.
    pub(super) async fn import_at_once(
        &self,
        actor: &Actor,
        source: Source,
        incoming: Incoming,
    ) -> Result<IngestReport, EngineError> {
        let origin = &incoming.origin;
        let new = NewImport { source_id: source.id, origin, via: ImportWay::Api, layout: "" };
        let begun = self.begin(actor, source, &new).await?;
        let incoming = Incoming { import_id: Some(begun.id), ..incoming };
        let imported = self.ingest(&begun.source, incoming).await;
        self.end_import(actor, &begun, imported).await
    }

    /// Writes down how an import ended.
    pub(super) async fn end_import(
        &self,
        actor: &Actor,
        begun: &BegunImport,
        imported: Result<IngestReport, EngineError>,
    ) -> Result<IngestReport, EngineError> {
        let now = self.shared().now();
        let error = imported.as_ref().err().map(EngineError::message);
        let report = imported.as_ref().ok().copied().unwrap_or_default();
        let end = ImportEnd {
            items: report.read,
            unchanged: report.unchanged,
            error: error.as_ref(),
            at: now,
        };
        let ended = self.shared().store.listen().end_import(begun.id, &end).await;
        let report = imported?;
        ended?;
        let detail = serde_json::json!({ "import": begun.id, "file": begun.origin,
            "report": report });
        let act = actor.act(Action::Import, now).with(detail);
        self.shared().report(&act, &format!("source:{}", begun.source.id)).await;
        Ok(report)
    }

    async fn take_in<I>(
        &self,
        begun: &BegunImport,
        records: I,
        progress: ImportProgress<'_>,
    ) -> Result<IngestReport, EngineError>
    where
        I: Iterator<Item = Result<(u64, IncomingMention), Rejected>> + Send + 'static,
    {
        let stop = self.engine.stop_sign();
        let (read, mut chunks) = mpsc::channel(WAITING);
        let (ready, mut prepared) = mpsc::channel::<Prepared>(WAITING);
        let (source, import) = (&begun.source, begun.clone());
        let sign = stop.clone();
        let reader = tokio::task::spawn_blocking(move || {
            read_chunks(records.take_while(|_| sign.check().is_ok()), &import, &read);
        });
        let prepare = async move {
            // A file that comes through a pipe may keep its reader waiting for ever.
            let stopped = self.shared().stop().cancelled();
            let chunks = poll_fn(|context| chunks.poll_recv(context)).take_until(stopped);
            let chunks = chunks.map(|chunk| self.prepare(source, chunk));
            let mut chunks = pin!(chunks.buffered(PREPARED_AT_ONCE));
            while let Some(chunk) = chunks.try_next().await? {
                if ready.send(chunk).await.is_err() {
                    break;
                }
            }
            Ok::<(), EngineError>(())
        };
        let store = async {
            let mut report = IngestReport::default();
            while let Some(chunk) = prepared.recv().await {
                stop.check()?;
                report.add(self.commit(source, chunk).await?);
                progress(report);
            }
            Ok::<IngestReport, EngineError>(report)
        };
        let ((), report) = tokio::try_join!(prepare, store)?;
        // Its reader need not have ended then.
        stop.check()?;
        reader.await.map_err(|_| {
            EngineError::Unavailable(say!("file-reader-stopped", "the file reader stopped"))
        })?;
        Ok(report)
    }
}

/// Cuts the records into chunks until the file ends or nobody wants them any more.
fn read_chunks<I>(records: I, import: &BegunImport, chunks: &mpsc::Sender<Incoming>)
where
    I: Iterator<Item = Result<(u64, IncomingMention), Rejected>>,
{
    let fresh = || Incoming {
        origin: import.origin.clone(),
        import_id: Some(import.id),
        ..Incoming::default()
    };
    let mut chunk = fresh();
    let mut bytes = 0;
    for record in records {
        match record {
            Ok((line, mention)) => {
                bytes += mention.text.len() + mention.title.len();
                chunk.mentions.push(Item { line, mention });
            }
            Err(rejected) => {
                bytes += rejected.raw.len();
                chunk.rejected.push(rejected);
            }
        }
        if chunk.mentions.len() + chunk.rejected.len() >= CHUNK || bytes >= CHUNK_BYTES {
            bytes = 0;
            if chunks.blocking_send(std::mem::replace(&mut chunk, fresh())).is_err() {
                return;
            }
        }
    }
    if !(chunk.mentions.is_empty() && chunk.rejected.is_empty()) {
        // Nobody waits only when storing failed, and that error is reported.
        drop(chunks.blocking_send(chunk));
    }
}
