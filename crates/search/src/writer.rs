//! The one writer.

use std::fmt;
use std::sync::Arc;

use plaza_core::MentionDoc;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexWriter, TantivyError, Term};

use crate::SearchError;
use crate::collect::highest_id;
use crate::index::{self, Inner};
use crate::lock::WriterLock;

/// Least memory that the engine works with, in bytes.
const MIN_MEMORY: usize = 15_000_000;
/// Segments of about the same size that are merged into one.
const MERGED_SEGMENTS: usize = 8;
/// Segments up to this many mentions count as the same size.
const SMALLEST_LAYER: u32 = 2_000;
/// Sizes within a factor of 8 count as the same; so a million mentions lie in about four layers
/// of at most seven segments.
const LAYER_LOG2: f64 = 3.0;
/// A layer in which a segment has more dead mentions than this is merged.
const MAX_DEAD_RATIO: f32 = 0.3;

/// The only writer of an index.
///
/// After an error it is of no more use: drop it, ask for a new one, and apply again everything
/// since the new one's [`watermark`](Self::watermark).
pub struct IndexWriterHandle {
    inner: Arc<Inner>,
    writer: IndexWriter,
    last: LastCommit,
    /// No mention above this id was ever applied, so there is no older state to take out.
    highest_id: i64,
    /// Given back last, when nothing writes any more.
    _lock: WriterLock,
}

impl fmt::Debug for IndexWriterHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexWriterHandle").field("last", &self.last).finish_non_exhaustive()
    }
}

impl IndexWriterHandle {
    pub(crate) fn open(inner: Arc<Inner>) -> Result<Self, SearchError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(inner.options.memory_bytes.max(MIN_MEMORY))
            .build();
        let lock = WriterLock::take(&inner.dir)?;
        // Opened anew: what another process has written since the index was opened is this
        // writer's to throw away one day, and it must know of those files.
        let (index, _) = index::index_at(&index::home(&inner.dir))?;
        let writer: IndexWriter =
            index.writer_with_options(options).map_err(|error| match error {
                TantivyError::LockFailure(..) => SearchError::WriterBusy,
                error => error.into(),
            })?;
        let mut merges = LogMergePolicy::default();
        merges.set_min_num_segments(MERGED_SEGMENTS);
        merges.set_min_layer_size(SMALLEST_LAYER);
        merges.set_level_log_size(LAYER_LOG2);
        merges.set_del_docs_ratio_before_merge(MAX_DEAD_RATIO);
        writer.set_merge_policy(Box::new(merges));
        inner.reader.reload()?;
        let last = LastCommit::of(&index)?;
        let highest_id = highest_id(&inner.reader.searcher())?;
        Ok(Self { inner, writer, last, highest_id, _lock: lock })
    }

    /// The store's revision up to which the committed index is complete; 0 for a new index.
    #[must_use]
    pub fn watermark(&self) -> i64 {
        self.last.revision
    }

    /// What the last commit said of itself.
    #[must_use]
    pub fn last_commit(&self) -> &LastCommit {
        &self.last
    }

    /// Takes in new states of mentions; tombstones are taken out. Visible after the next commit.
    /// Applying the same state again changes nothing.
    ///
    /// # Errors
    /// [`SearchError::Engine`], for instance when the disk is full.
    pub fn apply(&mut self, docs: &[MentionDoc]) -> Result<(), SearchError> {
        for doc in docs {
            if doc.id.get() <= self.highest_id {
                self.writer.delete_term(Term::from_field_i64(self.inner.fields.id, doc.id.get()));
            }
            if !doc.deleted {
                self.writer.add_document(self.inner.fields.document(doc))?;
                self.highest_id = self.highest_id.max(doc.id.get());
            }
        }
        Ok(())
    }

    /// Makes everything applied so far durable and visible, and `revision` the watermark, all at
    /// once.
    ///
    /// # Errors
    /// [`SearchError::Engine`], for instance when the disk is full.
    pub fn commit(&mut self, revision: i64) -> Result<(), SearchError> {
        self.commit_as(LastCommit { revision, mark: None })
    }

    /// The same, with a mark by which the store knows this commit again: without spaces.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_marked(&mut self, revision: i64, mark: &str) -> Result<(), SearchError> {
        self.commit_as(LastCommit { revision, mark: Some(mark.to_owned()) })
    }

    fn commit_as(&mut self, last: LastCommit) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&last.payload());
        commit.commit()?;
        self.last = last;
        self.inner.reader.reload()?;
        Ok(())
    }

    /// Empties the index and sets the watermark to 0; for a rebuild.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn clear(&mut self) -> Result<(), SearchError> {
        self.writer.delete_all_documents()?;
        self.commit(0)?;
        self.highest_id = 0;
        Ok(())
    }

    /// Waits until merges in the background are done, and gives the writer back.
    ///
    /// # Errors
    /// [`SearchError::Engine`] when a merge failed; the index is as sound as before it.
    pub fn close(self) -> Result<(), SearchError> {
        let Self { inner, writer, _lock, .. } = self;
        writer.wait_merging_threads()?;
        inner.reader.reload()?;
        Ok(())
    }
}

/// What a commit says of itself, in its payload: `REVISION` or `REVISION MARK`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastCommit {
    /// The store's revision up to which the index is complete; 0 before the first commit.
    pub revision: i64,
    /// By which the store knows the commit; `None` where an earlier version of Plaza made it.
    pub mark: Option<String>,
}

impl LastCommit {
    pub(crate) fn of(index: &Index) -> Result<Self, SearchError> {
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let (revision, mark) = payload.split_once(' ').unwrap_or((&payload, ""));
        Ok(Self {
            revision: revision.parse().unwrap_or(0),
            mark: Some(mark).filter(|mark| !mark.is_empty()).map(str::to_owned),
        })
    }

    fn payload(&self) -> String {
        match &self.mark {
            Some(mark) => format!("{} {mark}", self.revision),
            None => self.revision.to_string(),
        }
    }
}
