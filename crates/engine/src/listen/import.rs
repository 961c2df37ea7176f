//! Importing files: one thread reads, this task looks up and analyzes, another stores.

use std::pin::pin;
use std::sync::atomic::Ordering;

use futures::stream::{StreamExt as _, TryStreamExt as _, poll_fn};
use plaza_core::{IncomingMention, Permission, Rejected};
use plaza_store::Action;
use plaza_store::listen::Source;
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

impl Listen<'_> {
    /// Imports records into the source `source_name`, which is made when it does not exist.
    /// `origin` names the file in the quarantine. Memory is bounded: a few chunks of 2,000
    /// records are in flight, however long the file is.
    ///
    /// # Errors
    /// Forbidden, the store fails, or Plaza stops; what was stored before stays, and importing the
    /// same file again goes on from there.
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
        let source = self.import_source(source_name).await?;
        self.shared().importing.fetch_add(1, Ordering::SeqCst);
        let imported = self.run_import(&source, origin, records, progress).await;
        self.shared().importing.fetch_sub(1, Ordering::SeqCst);
        self.shared().wake_followers();
        let report = imported?;
        let detail = serde_json::json!({ "file": origin, "report": report });
        let act = actor.act(Action::Import, self.shared().now()).with(detail);
        self.shared().report(&act, &format!("source:{}", source.id)).await;
        Ok(report)
    }

    async fn run_import<I>(
        &self,
        source: &Source,
        origin: &str,
        records: I,
        progress: ImportProgress<'_>,
    ) -> Result<IngestReport, EngineError>
    where
        I: Iterator<Item = Result<(u64, IncomingMention), Rejected>> + Send + 'static,
    {
        let stop = self.engine.stop_sign();
        let (read, mut chunks) = mpsc::channel(WAITING);
        let (ready, mut prepared) = mpsc::channel::<Prepared>(WAITING);
        let name = origin.to_owned();
        let sign = stop.clone();
        let reader = tokio::task::spawn_blocking(move || {
            read_chunks(records.take_while(|_| sign.check().is_ok()), &name, &read);
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
        reader.await.map_err(|_| EngineError::Unavailable("the file reader stopped".to_owned()))?;
        Ok(report)
    }
}

/// Cuts the records into chunks until the file ends or nobody wants them any more.
fn read_chunks<I>(records: I, origin: &str, chunks: &mpsc::Sender<Incoming>)
where
    I: Iterator<Item = Result<(u64, IncomingMention), Rejected>>,
{
    let fresh = || Incoming { origin: origin.to_owned(), ..Incoming::default() };
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
