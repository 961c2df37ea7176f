//! How reaching a place can fail.

use thiserror::Error;

use crate::Millis;

/// Named after what the caller does next.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectorError {
    /// Stop until a person mends the credentials.
    #[error("not authorised: {0}")]
    Unauthorized(String),
    /// Wait until then.
    #[error("rate limited: {reason}")]
    RateLimited {
        /// When to try again, milliseconds UTC.
        until: Millis,
        /// Who said so.
        reason: String,
    },
    /// It is not there any more; do not ask again.
    #[error("gone: {0}")]
    Gone(String),
    /// The other side answers nonsense, or refuses what we sent; trying again does not help.
    #[error("{0}")]
    Malformed(String),
    /// Try again later.
    #[error("{0}")]
    Transient(String),
}
