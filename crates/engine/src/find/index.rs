//! The index follows the store's revision.
//!
//! Of all processes on one folder, one has the only index writer. It reads changes after the
//! watermark, applies them, and commits with the last revision in the commit's payload; whatever
//! happens in between, the next start goes on from the watermark, and applying a change twice is the
//! same as once. The other processes see what it commits, and ask for the writer again and again:
//! when it ends, or is killed, one of them goes on. An index that was not made from what the store
//! holds (`history.rs`) is built anew, and counts for nothing until then.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use plaza_core::{MentionId, say};
use plaza_search::{IndexWriterHandle, SearchError};
use tokio::runtime::Handle;

use super::lag::Lag;
use super::{Find, history};
use crate::follower::{self, Follower};
use crate::shared::Shared;
use crate::status::IndexProgress;
use crate::{Engine, EngineError, EventKind};

/// Changes read from the store at once.
const PAGE: i64 = 4_000;
/// Uncommitted changes after which a commit is due in any case.
const COMMIT_EVERY: usize = 200_000;
/// Longest time until a change can be found.
const COMMIT_AFTER: Duration = Duration::from_millis(800);
/// The same while an import runs: fewer, larger segments.
const COMMIT_AFTER_IMPORTING: Duration = Duration::from_secs(10);
/// Pause between two looks of somebody who waits for the index.
const LOOK: Duration = Duration::from_millis(20);
/// How long a caller waits for another process that does not get on with the index.
const PATIENCE: Duration = Duration::from_secs(30);
/// Stands for the revision of an index of which is not known, or not true, that it was made from what
/// the store holds.
const NOT_OURS: i64 = -1;

/// How far the index is.
#[derive(Default)]
pub(super) struct IndexState {
    /// Revision up to which everything can be found.
    committed: AtomicI64,
    /// Whether this process has the writer.
    writing: AtomicBool,
    lag: Mutex<Lag>,
    /// How often indexing failed, and what was said the last time.
    failures: Mutex<(u64, String)>,
    /// Asks the follower to begin from nothing.
    rebuild: AtomicBool,
    /// It was not made from what the store holds, and was built anew.
    pub(super) foreign: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl IndexState {
    /// Notes that everything up to `revision` can be found, and tells of it where that is new.
    fn reached(&self, shared: &Shared, revision: i64) {
        if self.committed.swap(revision, Ordering::SeqCst) != revision {
            shared.tell(EventKind::Mentions, revision.max(0));
        }
    }

    /// The same as a number that is below every revision while it is not known.
    fn committed(&self) -> i64 {
        self.committed.load(Ordering::SeqCst)
    }

    /// Notes how far the store is.
    fn observe(&self, stored: i64) -> Lag {
        let mut lag = self.lag.lock().unwrap_or_else(PoisonError::into_inner);
        lag.observe(stored, self.committed(), Instant::now());
        *lag
    }
}

impl Find<'_> {
    /// Starts the follower; while another process has the writer it only follows that one.
    pub(crate) fn start_follower(&self) -> Result<(), EngineError> {
        let (state, index) = (&self.parts().index, &self.shared().index);
        if index.is_read_only() {
            state.committed.store(index.last_commit()?.revision, Ordering::SeqCst);
            return Ok(());
        }
        state.committed.store(NOT_OURS, Ordering::SeqCst);
        let mut indexer = Indexer { engine: self.engine.clone(), writer: None };
        if !indexer.take_over()? {
            tracing::info!("another process keeps this index up to date");
        }
        let thread = follower::start(self.shared(), indexer)?;
        *state.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(())
    }

    /// Waits for the follower's end, after Plaza was asked to shut down, but no longer than `limit`;
    /// false when it still runs.
    pub(crate) async fn follower_ended(&self, limit: Duration) -> bool {
        let thread = &self.parts().index.thread;
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return true };
        let joined = tokio::task::spawn_blocking(move || thread.join());
        match tokio::time::timeout(limit, joined).await {
            Ok(Ok(Ok(()))) => true,
            Ok(_) => {
                tracing::error!(
                    "the index follower ended by a panic; it resumes at the next start"
                );
                true
            }
            Err(_) => false,
        }
    }

    /// The store's revision up to which everything can be found, whoever writes the index.
    #[must_use]
    pub fn indexed_revision(&self) -> i64 {
        self.parts().index.committed().max(0)
    }

    /// Whether this process writes the index; another one on the same folder does otherwise.
    #[must_use]
    pub fn writes_index(&self) -> bool {
        self.parts().index.writing.load(Ordering::SeqCst)
    }

    /// How far the index is behind the store.
    pub async fn index_progress(&self) -> Result<IndexProgress, EngineError> {
        let stored = self.shared().store.revision().await?;
        let lag = self.parts().index.observe(stored);
        let now = Instant::now();
        let behind_for = lag.behind_for(now);
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Ok(IndexProgress {
            stored,
            indexed: self.indexed_revision(),
            behind_since: behind_for.map(|time| self.shared().now() - millis(time)),
            behind_for,
            stalled: lag.is_stalled(now),
        })
    }

    /// Builds the index anew from the store, and waits for the end.
    ///
    /// # Errors
    /// Another process writes the index, the store or the index fails, or Plaza stops.
    pub async fn rebuild_index(&self) -> Result<(), EngineError> {
        if !self.writes_index() {
            return Err(EngineError::Conflict(say!(
                "index-elsewhere",
                "another process writes this index; stop it first"
            )));
        }
        let failures = self.index_failures().0;
        self.parts().index.rebuild.store(true, Ordering::SeqCst);
        while self.parts().index.rebuild.load(Ordering::SeqCst) {
            self.look_again(failures).await?;
        }
        self.index_caught_up().await
    }

    /// Waits until everything that is stored now can be found.
    ///
    /// # Errors
    /// The store or the index fails, another process that writes the index does not get on with it,
    /// or Plaza stops.
    pub async fn index_caught_up(&self) -> Result<(), EngineError> {
        let failures = self.index_failures().0;
        let goal = self.shared().store.revision().await?;
        // What cannot be written is as it is.
        while self.parts().index.committed() < goal && !self.shared().index.is_read_only() {
            if !self.writes_index() && self.parts().index.observe(goal).rests_for() > PATIENCE {
                return Err(EngineError::Unavailable(say!(
                    "index-stalled",
                    "everything is stored, but the process that writes the search index does not \
                     get on with it; see what it says with: plaza doctor"
                )));
            }
            self.look_again(failures).await?;
        }
        Ok(())
    }

    /// Waits a moment for the follower.
    async fn look_again(&self, failures: u64) -> Result<(), EngineError> {
        self.engine.stop_sign().check()?;
        self.fails_no_more_than(failures)?;
        self.shared().wake_followers();
        tokio::time::sleep(LOOK).await;
        Ok(())
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
        Err(EngineError::Unavailable(say!(
            "index-unwritable",
            "everything is stored, but the search index cannot be written: {technical}; once that \
             is mended Plaza goes on by itself",
            technical = why
        )))
    }
}

/// Feeds the writer from the store, or follows whoever has it.
struct Indexer {
    engine: Engine,
    /// `None` while another process has it, and after an error, which leaves a writer of no use.
    writer: Option<IndexWriterHandle>,
}

impl Follower for Indexer {
    const NAME: &'static str = "indexer";

    fn catch_up(&mut self, runtime: &Handle) -> Result<(), EngineError> {
        if !self.take_over()? {
            return self.follow(runtime);
        }
        let engine = self.engine.clone();
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let (state, shared) = (&engine.find().parts().index, engine.shared());
        if history::clear_foreign(writer, &shared.store, runtime)? {
            state.foreign.store(true, Ordering::SeqCst);
        }
        if state.rebuild.load(Ordering::SeqCst) {
            writer.clear()?;
            state.committed.store(0, Ordering::SeqCst);
            state.rebuild.store(false, Ordering::SeqCst);
        }
        state.reached(shared, writer.watermark());
        apply_changes(shared, state, writer, runtime)
    }

    fn failed(&mut self, why: String) {
        self.writer = None;
        let find = self.engine.find();
        let state = &find.parts().index;
        let mut failures = state.failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures = (failures.0 + 1, why);
    }
}

impl Indexer {
    /// Takes the writer unless another process has it; true when it is here.
    fn take_over(&mut self) -> Result<bool, EngineError> {
        if self.writer.is_some() {
            return Ok(true);
        }
        let find = self.engine.find();
        let state = &find.parts().index;
        match self.engine.shared().index.writer() {
            Ok(writer) => {
                state.writing.store(true, Ordering::SeqCst);
                self.writer = Some(writer);
                Ok(true)
            }
            Err(SearchError::WriterBusy) => {
                state.writing.store(false, Ordering::SeqCst);
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Sees what the process that has the writer has committed.
    fn follow(&self, runtime: &Handle) -> Result<(), EngineError> {
        let (find, shared) = (self.engine.find(), self.engine.shared());
        let state = &find.parts().index;
        let seen = shared.index.refresh()?;
        let ours = runtime.block_on(history::made_from(shared))?;
        state.reached(shared, ours.map_or(NOT_OURS, |revision| revision.min(seen)));
        state.observe(runtime.block_on(shared.store.revision())?);
        Ok(())
    }
}

/// Applies everything there is, committing now and then and at the end.
fn apply_changes(
    shared: &Shared,
    state: &IndexState,
    writer: &mut IndexWriterHandle,
    runtime: &Handle,
) -> Result<(), EngineError> {
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
            state.observe(revision);
            writer.apply(&docs)?;
            // What one of ours says changes whether others are answered.
            let ours: Vec<MentionId> =
                docs.iter().filter(|doc| doc.ours).map(|doc| doc.id).collect();
            if !ours.is_empty() {
                writer.apply(&runtime.block_on(shared.store.find().answered_by(&ours))?)?;
            }
        }
        let stopping = shared.stop().is_cancelled();
        let importing = shared.importing.load(Ordering::SeqCst) > 0;
        let due = is_commit_due(importing, docs.is_empty(), pending, since);
        if pending > 0 && (stopping || due) {
            history::commit(writer, revision, shared, runtime)?;
            state.reached(shared, revision);
            pending = 0;
        }
        if pending == 0 && (docs.is_empty() || stopping) {
            state.observe(revision);
            return Ok(());
        }
        if docs.is_empty() {
            std::thread::sleep(LOOK);
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
