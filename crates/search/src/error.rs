//! What can go wrong, in words for the person who typed the query.

use plaza_core::Message;
use thiserror::Error;

/// A query that cannot be run, and the place in it that is to blame.
///
/// `message` is English; a translation is looked up by `message_key` and filled with `params`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct QueryError {
    /// Stable key of the message, such as `query-unclosed-quote`.
    pub message_key: &'static str,
    /// What the message names, as placeholder and value.
    pub params: Vec<(&'static str, String)>,
    /// The message in English.
    pub message: String,
    /// Offset of the first offending character, counted in characters of the query.
    pub at: usize,
    /// How many characters are to blame; 0 where something is missing at `at`.
    pub len: usize,
}

impl QueryError {
    /// What a person is told.
    #[must_use]
    pub fn told(&self) -> Message {
        Message::looked_up(self.message_key, &self.params, &self.message)
    }
}

/// Why a search or a change of the index failed.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The query asks for something that cannot be done.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The cursor was not made by this index for this sort order.
    #[error("the page cursor is not valid; start again from the first page")]
    BadCursor,
    /// The range of a timeline holds more buckets than anybody can look at.
    #[error("the timeline would have {0} buckets; choose a larger bucket or a shorter range")]
    TooManyBuckets(u64),
    /// A property of which a mention may have any number of values.
    #[error("{0} cannot split a timeline or a table")]
    CannotSplit(&'static str),
    /// Another writer is at work in this folder.
    #[error("the index is being written by another process; stop that process first")]
    WriterBusy,
    /// The index was opened for searching only.
    #[error("the folder of the search index cannot be written")]
    ReadOnly,
    /// The search engine failed.
    #[error("search engine: {0}")]
    Engine(#[source] tantivy::TantivyError),
    /// The index folder cannot be read or written.
    #[error("index folder {path}: {source}")]
    Io {
        /// Which folder or file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine(error)
    }
}
