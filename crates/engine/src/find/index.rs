//! The index follows the store's revision.
//!
//! One thread owns the only index writer. It reads changes after the watermark, applies them, and
//! commits with the last revision in the commit's payload; whatever happens in between, the next
//! start goes on from the watermark, and applying a change twice is the same as once.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use plaza_search::{IndexWriterHandle, SearchError};
use tokio::runtime::Handle;

use super::Find;
use crate::follower::{self, Follower};
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
const NOT_FOLLOWING: i64 = -1;

/// How far the index is.
pub(super) struct IndexState {
    /// Revision up to which this process has committed the index.
    committed: AtomicI64,
    /// How often indexing failed, and what was said the last time.
    failures: Mutex<(u64, String)>,
    /// Asks the follower to begin from nothing.
    rebuild: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Default for IndexState {
    fn default() -> Self {
        Self {
            committed: AtomicI64::new(NOT_FOLLOWING),
            failures: Mutex::default(),
            rebuild: AtomicBool::new(false),
            thread: Mutex::new(None),
        }
    }
}

impl Find<'_> {
    /// Starts the follower unless another process holds the index.
    pub(crate) fn start_follower(&self) -> Result<(), EngineError> {
        let writer = match self.shared().index.writer() {
            Ok(writer) => writer,
            Err(SearchError::WriterBusy) => {
                tracing::info!("another process keeps this index up to date");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let state = &self.parts().index;
        state.committed.store(writer.watermark(), Ordering::SeqCst);
        let indexer = Indexer { engine: self.engine.clone(), writer: Some(writer) };
        let thread = follower::start(self.shared(), indexer)?;
        *state.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(())
    }

    /// Waits for the follower's end, after Plaza was asked to shut down.
    pub(crate) async fn join_follower(&self) {
        let thread = &self.parts().index.thread;
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the index follower ended by a panic; it resumes at the next start");
        }
    }

    /// The store's revision up to which the index is complete; `None` while another process keeps
    /// the index.
    #[must_use]
    pub fn indexed_revision(&self) -> Option<i64> {
        let revision = self.committed();
        (revision != NOT_FOLLOWING).then_some(revision)
    }

    /// The same as one number, for comparing.
    pub(crate) fn committed(&self) -> i64 {
        self.parts().index.committed.load(Ordering::SeqCst)
    }

    /// Builds the index anew from the store, and waits for the end.
    ///
    /// # Errors
    /// Another process keeps the index, or the store or the index fails.
    pub async fn rebuild_index(&self) -> Result<(), EngineError> {
        if self.committed() == NOT_FOLLOWING {
            let message = "another process keeps this index; stop it first";
            return Err(EngineError::Conflict(message.to_owned()));
        }
        let failures = self.index_failures().0;
        self.parts().index.rebuild.store(true, Ordering::SeqCst);
        while self.parts().index.rebuild.load(Ordering::SeqCst) {
            self.fails_no_more_than(failures)?;
            self.shared().wake_followers();
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
        let goal = self.shared().store.revision().await?;
        loop {
            let indexed = self.committed();
            if indexed == NOT_FOLLOWING || indexed >= goal {
                return Ok(());
            }
            if self.shared().stop().is_cancelled() {
                return Err(EngineError::Unavailable("Plaza is shutting down".to_owned()));
            }
            self.fails_no_more_than(failures)?;
            self.shared().wake_followers();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How often indexing failed since the start, and what was said the last time.
    fn index_failures(&self) -> (u64, String) {
        self.parts().index.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An error when indexing has failed more often than `failures` times: otherwise a
    /// caller would wait until somebody makes room on the disk.
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

/// The writer, fed from the store.
struct Indexer {
    engine: Engine,
    /// `None` after an error, which leaves a writer of no use.
    writer: Option<IndexWriterHandle>,
}

impl Follower for Indexer {
    const NAME: &'static str = "indexer";

    /// Applies everything there is, committing now and then and at the end.
    fn catch_up(&mut self, runtime: &Handle) -> Result<(), EngineError> {
        let engine = self.engine.clone();
        let (find, shared) = (engine.find(), engine.shared());
        let state = &find.parts().index;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(shared.index.writer()?),
        };
        if state.rebuild.load(Ordering::SeqCst) {
            writer.clear()?;
            state.committed.store(0, Ordering::SeqCst);
            state.rebuild.store(false, Ordering::SeqCst);
        }
        let mut revision = writer.watermark();
        let mut pending = 0;
        let mut since = Instant::now();
        loop {
            let docs = runtime.block_on(shared.store.find().changes_since(revision, PAGE))?;
            if let Some(last) = docs.last() {
                if pending == 0 {
                    since = Instant::now();
                }
                revision = last.revision;
                pending += docs.len();
                writer.apply(&docs)?;
            }
            let stopping = shared.stop().is_cancelled();
            let importing = shared.importing.load(Ordering::SeqCst) > 0;
            let due = is_commit_due(importing, docs.is_empty(), pending, since);
            if pending > 0 && (stopping || due) {
                writer.commit(revision)?;
                state.committed.store(revision, Ordering::SeqCst);
                shared.tell(EventKind::Mentions, revision);
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

    fn failed(&mut self, why: String) {
        self.writer = None;
        let find = self.engine.find();
        let mut failures =
            find.parts().index.failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures = (failures.0 + 1, why);
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
