//! Errors named after what the caller does next.

use plaza_core::{
    AnalyzerError, Answers, ConfigError, ConnectorError, Message, Permission, TransitionError, say,
};
use plaza_search::{QueryError, SearchError};
use plaza_store::{Stale, StoreError};
use thiserror::Error;

use crate::KeyError;
use crate::stop::Stopped;

/// Why a use case did not happen; nothing was changed then. Where the documentation of a use case
/// names no error, it fails only when the store or the index does.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The actor's role does not carry the permission.
    #[error("this needs a role that may do it ({0:?})")]
    Forbidden(Permission),
    /// No such thing.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Something the caller sent; the message names the way out.
    #[error("{field}: {message}")]
    Invalid {
        /// The input's name.
        field: &'static str,
        /// What is wrong with it.
        message: Message,
    },
    /// Somebody else changed it, or its state does not allow this.
    #[error("{0}")]
    Conflict(Message),
    /// Somebody else changed it since the caller saw it.
    #[error("{} changed this meanwhile; load it again", .0.by.as_deref().unwrap_or("somebody else"))]
    Stale(Box<Stale>),
    /// The mention has answers that the caller has not seen.
    #[error("somebody else has answered this meanwhile; read that first")]
    Answered(Box<Answers>),
    /// A query that cannot be understood.
    #[error("{}", .0.message)]
    Query(QueryError),
    /// A place outside that does not answer as it should.
    #[error("{0}")]
    Connector(#[from] ConnectorError),
    /// Plaza cannot do it now: disk full, analyzer gone.
    #[error("{0}")]
    Unavailable(Message),
    /// Plaza is stopping, and long work has stopped before it was done.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The settings lead to other servers than before, and these secrets, by the names of their
    /// fields, were not entered for them.
    #[error("the address changed: enter the secrets again ({})", .0.join(", "))]
    SecretsNeeded(Vec<String>),
    /// Secrets cannot be sealed or opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed; details are for the log, not for the caller.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// The index failed; details are for the log.
    #[error("the search index failed")]
    Search(#[source] SearchError),
    /// The analyzer failed.
    #[error(transparent)]
    Analyzer(#[from] AnalyzerError),
}

impl EngineError {
    /// The store's error, where that what it did not find is a `what`.
    pub(crate) fn without(what: &'static str) -> impl Fn(StoreError) -> Self {
        move |error| match error {
            StoreError::NotFound => Self::NotFound(what),
            other => other.into(),
        }
    }

    /// An input that cannot be used.
    pub(crate) fn invalid(field: &'static str, message: impl Into<Message>) -> Self {
        Self::Invalid { field, message: message.into() }
    }

    /// What a person is told; details that are for the log only are not in it.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Forbidden(permission) => say!(
                "forbidden",
                "this needs a role that may do it ({permission})",
                permission = permission.name()
            ),
            Self::NotFound(what) => say!("not-found", "{what} not found", what),
            Self::Invalid { message, .. }
            | Self::Conflict(message)
            | Self::Unavailable(message) => message.clone(),
            Self::Stale(stale) => match &stale.by {
                Some(by) => say!("stale-by", "{by} changed this meanwhile; load it again", by),
                None => say!("stale", "somebody else changed this meanwhile; load it again"),
            },
            Self::Answered(_) => say!(
                "answered-meanwhile",
                "somebody else has answered this meanwhile; read that first"
            ),
            Self::Query(query) => query.told(),
            Self::Connector(error) => error.message(),
            Self::Stopped(_) => {
                say!("stopping", "Plaza is stopping; what was done until now is kept")
            }
            Self::SecretsNeeded(fields) => say!(
                "secrets-needed",
                "the address changed: enter the secrets again ({fields})",
                fields = fields.join(", ")
            ),
            Self::Key(error) => error.message(),
            Self::Store(StoreError::Unavailable(_)) => say!(
                "store-away",
                "the database does not answer or is too busy; try again in a moment"
            ),
            Self::Store(error) if error.is_full() => {
                say!("store-full", "the database's disk is full; free some space")
            }
            Self::Store(error) if error.is_damage() => {
                say!("store-damaged", "the database file is damaged; restore the last backup")
            }
            Self::Store(_) => say!("store-failed", "the store failed"),
            Self::Search(_) => say!("index-failed", "the search index failed"),
            Self::Analyzer(error) => error.message(),
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("record"),
            StoreError::Duplicate(why) | StoreError::Invalid(why) => Self::Conflict(why),
            StoreError::Conflict => {
                Self::Conflict(say!("stale", "somebody else changed this meanwhile; load it again"))
            }
            StoreError::Stale(stale) => Self::Stale(stale),
            StoreError::Answered(answers) => Self::Answered(answers),
            StoreError::Preflight(problem) => Self::invalid("text", problem.message()),
            other => Self::Store(other),
        }
    }
}

impl From<SearchError> for EngineError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Query(error) => Self::Query(error),
            SearchError::BadCursor => Self::invalid(
                "cursor",
                say!("bad-cursor", "the page cursor is not valid; start again from the first page"),
            ),
            SearchError::CannotSplit(what) => Self::invalid(
                "by",
                say!("cannot-split", "{what} cannot split a timeline or a table", what),
            ),
            SearchError::TooManyBuckets(count) => Self::invalid(
                "bucket",
                say!(
                    "too-many-buckets",
                    "the timeline would have {count} buckets; choose a larger bucket or a shorter \
                     range",
                    count
                ),
            ),
            other => Self::Search(other),
        }
    }
}

impl From<QueryError> for EngineError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<ConfigError> for EngineError {
    fn from(error: ConfigError) -> Self {
        Self::invalid("values", error.message())
    }
}

impl From<TransitionError> for EngineError {
    fn from(error: TransitionError) -> Self {
        Self::Conflict(error.message())
    }
}
