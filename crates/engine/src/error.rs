//! Errors named after what the caller does next.

use plaza_core::{
    AnalyzerError, Answers, ConfigError, ConnectorError, Permission, TransitionError,
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
        message: String,
    },
    /// Somebody else changed it, or its state does not allow this.
    #[error("{0}")]
    Conflict(String),
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
    Unavailable(String),
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
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { field, message: message.into() }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("record"),
            StoreError::Duplicate(what) => Self::Conflict(format!("{what} exists already")),
            StoreError::Conflict => {
                Self::Conflict("somebody else changed this meanwhile; load it again".to_owned())
            }
            StoreError::Stale(stale) => Self::Stale(stale),
            StoreError::Answered(answers) => Self::Answered(answers),
            StoreError::Preflight(problem) => Self::invalid("text", problem.to_string()),
            StoreError::Invalid(why) => Self::Conflict(why),
            other => Self::Store(other),
        }
    }
}

impl From<SearchError> for EngineError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Query(error) => Self::Query(error),
            SearchError::BadCursor => Self::invalid("cursor", error.to_string()),
            SearchError::CannotSplit(_) => Self::invalid("by", error.to_string()),
            SearchError::TooManyBuckets(_) => Self::invalid("bucket", error.to_string()),
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
        Self::invalid("values", error.to_string())
    }
}

impl From<TransitionError> for EngineError {
    fn from(error: TransitionError) -> Self {
        Self::Conflict(error.to_string())
    }
}
