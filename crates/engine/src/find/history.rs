//! Whether the index was made from what the store holds: from this house, and from this history of it.
//!
//! Each commit carries a mark that the store was given before it. The store that gave the mark, or a
//! later state of it, holds all that the commit was made from. A store that does not know it was
//! restored to an earlier moment, or is another one, and its revisions mean other changes: such an
//! index is built anew. So is one without a mark, of an earlier version of Plaza, once: nobody can
//! tell any more where it is from.

use std::sync::atomic::Ordering;

use plaza_core::say;
use plaza_search::{IndexWriterHandle, LastCommit};
use plaza_store::Store;
use tokio::runtime::Handle;

use super::Find;
use crate::EngineError;
use crate::random::random_hex;
use crate::shared::Shared;

/// How often the commit on the disk is read again when its mark is not known: the process that keeps
/// the index may have gone on meanwhile.
const TRIES: usize = 3;
/// Random bytes of a commit's mark.
const MARK_BYTES: usize = 16;

impl Find<'_> {
    /// Whether the index was made from what the store holds, as its last commit says.
    ///
    /// # Errors
    /// The store or the index fails.
    pub async fn index_is_ours(&self) -> Result<bool, EngineError> {
        Ok(made_from(self.shared()).await?.is_some())
    }

    /// True when this process found that the index was of another house or of another history, and
    /// built it anew.
    #[must_use]
    pub fn index_was_foreign(&self) -> bool {
        self.parts().index.foreign.load(Ordering::SeqCst)
    }
}

/// The revision of the last commit on the disk, if it was made from what the store holds.
pub(super) async fn made_from(shared: &Shared) -> Result<Option<i64>, EngineError> {
    let mut looked_at = None;
    for _ in 0..TRIES {
        let last = shared.index.last_commit()?;
        if is_from(&shared.store, &last).await? {
            return Ok(Some(last.revision));
        }
        if looked_at.as_ref() == Some(&last) {
            break;
        }
        looked_at = Some(last);
    }
    Ok(None)
}

/// Empties an index that was not made from what the store holds; true when it did.
pub(super) fn clear_foreign(
    writer: &mut IndexWriterHandle,
    store: &Store,
    runtime: &Handle,
) -> Result<bool, EngineError> {
    if runtime.block_on(is_from(store, writer.last_commit()))? {
        return Ok(false);
    }
    tracing::warn!(
        revision = writer.watermark(),
        "the search index was not made from what this database holds (one of both was restored, \
         replaced, or is of an earlier version); it is built anew"
    );
    writer.clear()?;
    Ok(true)
}

/// Commits with a mark that the store is given before.
pub(super) fn commit(
    writer: &mut IndexWriterHandle,
    revision: i64,
    shared: &Shared,
    runtime: &Handle,
) -> Result<(), EngineError> {
    let mark = random_hex(MARK_BYTES)?;
    let last = writer.last_commit().mark.clone();
    let find = shared.store.find();
    if !runtime.block_on(find.mark_index(last.as_deref(), &mark, shared.now()))? {
        // The next look finds the same, and builds the index anew.
        return Err(EngineError::Unavailable(say!(
            "store-replaced",
            "the database was replaced by another one while it was indexed"
        )));
    }
    Ok(writer.commit_marked(revision, &mark)?)
}

/// An empty index belongs to everybody.
async fn is_from(store: &Store, last: &LastCommit) -> Result<bool, EngineError> {
    match &last.mark {
        Some(mark) => Ok(store.find().knows_index_mark(mark).await?),
        None => Ok(last.revision == 0),
    }
}
