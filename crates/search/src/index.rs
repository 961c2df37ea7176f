//! Opening the index and asking it.

use std::ops::Range;
use std::path::Path;

use plaza_core::Millis;

use crate::{
    Bucket, Facet, IndexWriterHandle, Query, Results, Scope, SearchError, SearchOptions,
    TimelineBucket,
};

/// How an index is opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Memory that the writer may fill before it flushes, in bytes; at least 15 MB is used.
    pub memory_bytes: usize,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { memory_bytes: 100_000_000 }
    }
}

/// The search index; clones share it.
#[derive(Debug, Clone)]
pub struct SearchIndex {}

impl SearchIndex {
    /// Opens the index below `dir`, or makes an empty one where there is none, where it was made
    /// by another version of Plaza, or where its files are damaged.
    ///
    /// # Errors
    /// [`SearchError::Io`] when the folder cannot be used.
    pub fn open(_dir: &Path, _options: OpenOptions) -> Result<Self, SearchError> {
        Ok(Self {})
    }

    /// True when an older or damaged index was thrown away on opening: everything has to be
    /// indexed again.
    #[must_use]
    pub fn was_reset(&self) -> bool {
        false
    }

    /// The one writer.
    ///
    /// # Errors
    /// [`SearchError::WriterBusy`] while another one exists, in this process or another.
    pub fn writer(&self) -> Result<IndexWriterHandle, SearchError> {
        Ok(IndexWriterHandle::new(0))
    }

    /// Mentions in the index.
    #[must_use]
    pub fn count(&self) -> u64 {
        0
    }

    /// One page of matches, their total and facet counts.
    ///
    /// # Errors
    /// [`SearchError::Query`] for unknown names and over-broad wildcards,
    /// [`SearchError::BadCursor`], [`SearchError::Engine`].
    pub fn search(
        &self,
        _query: &Query,
        _scope: &Scope<'_>,
        _options: &SearchOptions,
    ) -> Result<Results, SearchError> {
        Ok(Results::default())
    }

    /// Matches per bucket, oldest first; empty buckets between the first and the last are listed.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn timeline(
        &self,
        _query: &Query,
        _scope: &Scope<'_>,
        _bucket: Bucket,
        _by: Option<Facet>,
        _between: Option<Range<Millis>>,
    ) -> Result<Vec<TimelineBucket>, SearchError> {
        Ok(Vec::new())
    }

    /// Matches for each pair of values, as row, column and count.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn breakdown(
        &self,
        _query: &Query,
        _scope: &Scope<'_>,
        _rows: Facet,
        _cols: Facet,
    ) -> Result<Vec<(String, String, u64)>, SearchError> {
        Ok(Vec::new())
    }

    /// How many different authors the matches have; exact. Mentions without author do not count.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn distinct_authors(&self, _query: &Query, _scope: &Scope<'_>) -> Result<u64, SearchError> {
        Ok(0)
    }

    /// Ids of the newest matches, at most `limit`.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn matching_ids(
        &self,
        _query: &Query,
        _scope: &Scope<'_>,
        _limit: usize,
    ) -> Result<Vec<i64>, SearchError> {
        Ok(Vec::new())
    }
}
