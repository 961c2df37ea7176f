//! The one writer.

use plaza_core::MentionDoc;

use crate::SearchError;

/// The only writer of an index.
#[derive(Debug)]
pub struct IndexWriterHandle {
    watermark: i64,
}

impl IndexWriterHandle {
    pub(crate) fn new(watermark: i64) -> Self {
        Self { watermark }
    }

    /// The store's revision up to which the committed index is complete; 0 for a new index.
    #[must_use]
    pub fn watermark(&self) -> i64 {
        self.watermark
    }

    /// Takes in new states of mentions; tombstones are taken out. Visible after the next commit.
    ///
    /// # Errors
    /// [`SearchError::Engine`], for instance when the disk is full.
    pub fn apply(&mut self, _docs: &[MentionDoc]) -> Result<(), SearchError> {
        Ok(())
    }

    /// Makes everything applied so far durable and visible, and `revision` the watermark.
    ///
    /// # Errors
    /// [`SearchError::Engine`], for instance when the disk is full.
    pub fn commit(&mut self, revision: i64) -> Result<(), SearchError> {
        self.watermark = revision;
        Ok(())
    }

    /// Empties the index and sets the watermark to 0; for a rebuild.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn clear(&mut self) -> Result<(), SearchError> {
        self.watermark = 0;
        Ok(())
    }
}
