//! How reaching a place can fail.

use thiserror::Error;

use crate::{Message, Millis, say};

/// Named after what the caller does next.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectorError {
    /// Stop until a person mends the credentials.
    #[error("not authorised: {0}")]
    Unauthorized(Message),
    /// Wait until then.
    #[error("rate limited: {reason}")]
    RateLimited {
        /// When to try again, milliseconds UTC.
        until: Millis,
        /// Who said so.
        reason: Message,
    },
    /// It is not there any more; do not ask again.
    #[error("gone: {0}")]
    Gone(Message),
    /// The other side answers nonsense, or refuses what we sent; trying again does not help.
    #[error("{0}")]
    Malformed(Message),
    /// Try again later.
    #[error("{0}")]
    Transient(Message),
    /// A request that changes something went out, and nobody said what became of it: look whether
    /// it was done before it is sent again.
    #[error("{0}")]
    MayBeDone(Message),
}

impl ConnectorError {
    /// The same error with other words.
    #[must_use]
    pub fn with_words(self, change: impl FnOnce(Message) -> Message) -> Self {
        match self {
            Self::Unauthorized(words) => Self::Unauthorized(change(words)),
            Self::RateLimited { until, reason } => {
                Self::RateLimited { until, reason: change(reason) }
            }
            Self::Gone(words) => Self::Gone(change(words)),
            Self::Malformed(words) => Self::Malformed(change(words)),
            Self::Transient(words) => Self::Transient(change(words)),
            Self::MayBeDone(words) => Self::MayBeDone(change(words)),
        }
    }

    /// What a person is told: the words without the kind, which the screens show beside them.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unauthorized(why) => say!("unauthorized", "not authorised: {why}", why),
            Self::RateLimited { reason, .. } => {
                say!("rate-limited", "rate limited: {why}", why = reason)
            }
            Self::Gone(why) => say!("gone", "gone: {why}", why),
            Self::Malformed(why) | Self::Transient(why) | Self::MayBeDone(why) => why.clone(),
        }
    }

    /// The same words for a request that went out: whatever is wrong with its answer, the change
    /// may have been made.
    #[must_use]
    pub fn may_be_done(self) -> Self {
        match self {
            Self::RateLimited { reason: words, .. }
            | Self::Unauthorized(words)
            | Self::Gone(words)
            | Self::Malformed(words)
            | Self::Transient(words)
            | Self::MayBeDone(words) => Self::MayBeDone(words),
        }
    }
}
