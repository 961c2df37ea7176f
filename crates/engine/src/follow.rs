//! The index follows the store's revision.
//!
//! One thread owns the only index writer. It reads changes after the watermark, applies them, and
//! commits with the last revision in the commit's payload; whatever happens in between, the next
//! start goes on from the watermark, and applying a change twice is the same as once.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use plaza_search::{IndexWriterHandle, SearchError};
use tokio::runtime::Handle;

use crate::{Engine, EngineError, EventKind};

/// Changes read from the store at once.
const PAGE: i64 = 4_000;
/// Uncommitted changes after which a commit is due in any case.
const COMMIT_EVERY: usize = 200_000;
/// Longest time until a change can be found.
const COMMIT_AFTER: Duration = Duration::from_millis(800);
/// The same while an import runs: fewer, larger segments.
const COMMIT_AFTER_IMPORTING: Duration = Duration::from_secs(10);
/// Stands for the revision of an index that another process keeps.
pub(crate) const NOT_FOLLOWING: i64 = -1;
/// How often other processes' changes are looked for.
const POLL: Duration = Duration::from_secs(1);

impl Engine {
    /// Starts the follower unless another process holds the index.
    pub(crate) fn start_follower(&self) -> Result<Option<JoinHandle<()>>, EngineError> {
        let writer = match self.0.index.writer() {
            Ok(writer) => writer,
            Err(SearchError::WriterBusy) => {
                tracing::info!("another process keeps this index up to date");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        self.0.indexed.store(writer.watermark(), Ordering::SeqCst);
        let writer = Some(writer);
        let follower = Follower { engine: self.clone(), writer, runtime: Handle::current() };
        let thread = std::thread::Builder::new()
            .name("indexer".to_owned())
            .spawn(move || follower.run())
            .map_err(|error| EngineError::Unavailable(format!("no thread: {error}")))?;
        Ok(Some(thread))
    }

    /// Builds the index anew from the store, and waits for the end.
    ///
    /// # Errors
    /// Another process keeps the index, or the store or the index fails.
    pub async fn rebuild_index(&self) -> Result<(), EngineError> {
        if self.0.indexed.load(Ordering::SeqCst) == NOT_FOLLOWING {
            let message = "another process keeps this index; stop it first";
            return Err(EngineError::Conflict(message.to_owned()));
        }
        let failures = self.index_failures().0;
        self.0.rebuild.store(true, Ordering::SeqCst);
        while self.0.rebuild.load(Ordering::SeqCst) {
            self.fails_no_more_than(failures)?;
            self.0.changed.notify_one();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.index_caught_up().await
    }

    /// Waits until everything that is stored now can be found, unless another process keeps the
    /// index: then it is that one's work.
    ///
    /// # Errors
    /// The store or the index fails, or the engine shuts down first.
    pub async fn index_caught_up(&self) -> Result<(), EngineError> {
        let failures = self.index_failures().0;
        let goal = self.0.store.revision().await?;
        loop {
            let indexed = self.0.indexed.load(Ordering::SeqCst);
            if indexed == NOT_FOLLOWING || indexed >= goal {
                return Ok(());
            }
            if self.0.stop.is_cancelled() {
                return Err(EngineError::Unavailable("Plaza is shutting down".to_owned()));
            }
            self.fails_no_more_than(failures)?;
            self.0.changed.notify_one();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How often indexing failed since the start, and what was said the last time.
    fn index_failures(&self) -> (u64, String) {
        self.0.index_failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An error when indexing has failed more often than `failures` times: who waits for the index
    /// would wait until somebody makes room on the disk.
    fn fails_no_more_than(&self, failures: u64) -> Result<(), EngineError> {
        let (now, why) = self.index_failures();
        if now <= failures {
            return Ok(());
        }
        Err(EngineError::Unavailable(format!(
            "everything is stored, but the search index cannot be written: {why}; \
             once that is mended Plaza goes on by itself"
        )))
    }
}

struct Follower {
    engine: Engine,
    /// `None` after an error, which leaves a writer of no use.
    writer: Option<IndexWriterHandle>,
    runtime: Handle,
}

impl Follower {
    fn run(mut self) {
        let mut wait = POLL;
        while !self.engine.0.stop.is_cancelled() {
            match self.follow() {
                Ok(()) => wait = POLL,
                Err(error) => {
                    self.writer = None;
                    self.note_failure(&error);
                    tracing::error!(%error, cause = ?std::error::Error::source(&error), "indexing failed; it is tried again");
                    wait = (wait * 2).min(Duration::from_secs(60));
                }
            }
            let changed = self.engine.0.changed.notified();
            let stopped = self.engine.0.stop.cancelled();
            self.runtime.block_on(async {
                tokio::select! {
                    () = changed => {}
                    () = stopped => {}
                    () = tokio::time::sleep(wait) => {}
                }
            });
        }
        // What is stored but not committed here is found again at the next start.
    }

    fn note_failure(&self, error: &EngineError) {
        let mut why = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            why = format!("{why}: {inner}");
            cause = inner.source();
        }
        let failures = &self.engine.0.index_failures;
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures = (failures.0 + 1, why);
    }

    /// Applies everything there is, committing now and then and at the end.
    fn follow(&mut self) -> Result<(), EngineError> {
        let store = self.engine.store().clone();
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(self.engine.0.index.writer()?),
        };
        if self.engine.0.rebuild.load(Ordering::SeqCst) {
            writer.clear()?;
            self.engine.0.indexed.store(0, Ordering::SeqCst);
            self.engine.0.rebuild.store(false, Ordering::SeqCst);
        }
        let mut at = writer.watermark();
        let mut pending = 0;
        let mut since = Instant::now();
        loop {
            let docs = self.runtime.block_on(store.find().changes_since(at, PAGE))?;
            if let Some(last) = docs.last() {
                if pending == 0 {
                    since = Instant::now();
                }
                at = last.revision;
                pending += docs.len();
                writer.apply(&docs)?;
            }
            let stopping = self.engine.0.stop.is_cancelled();
            let importing = self.engine.0.imports.load(Ordering::SeqCst) > 0;
            let due = is_commit_due(importing, docs.is_empty(), pending, since);
            if pending > 0 && (stopping || due) {
                writer.commit(at)?;
                self.engine.0.indexed.store(at, Ordering::SeqCst);
                self.engine.tell(EventKind::Mentions, at);
                pending = 0;
            }
            if pending == 0 && (docs.is_empty() || stopping) {
                return Ok(());
            }
            if docs.is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn is_commit_due(importing: bool, caught_up: bool, pending: usize, since: Instant) -> bool {
    if pending >= COMMIT_EVERY {
        return true;
    }
    if importing {
        return since.elapsed() >= COMMIT_AFTER_IMPORTING;
    }
    // A lone change is found at once; a stream of them is committed together.
    caught_up || since.elapsed() >= COMMIT_AFTER
}
