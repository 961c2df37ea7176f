//! Our answers and their states.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Message, say};

/// Where a reply stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyState {
    /// Being written.
    Draft,
    /// Waits for somebody who may approve.
    Submitted,
    /// Approved; goes out when its undo time has passed.
    Queued,
    /// Handed to the platform; whether it arrived is not known yet.
    Sending,
    /// The platform took it and keeps it back for its moderators; nobody can read it yet.
    Held,
    /// Published, and we know its id there.
    Sent,
    /// The platform or its moderators refused; the reason is kept. Nothing was published.
    Failed,
    /// It may or may not have been published; a person looks.
    Uncertain,
    /// Published, then deleted on the platform.
    Retracted,
}

/// A step that the reply's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a reply that is {} cannot become {}", from.name(), to.name())]
pub struct TransitionError {
    /// Where it is.
    pub from: ReplyState,
    /// Where somebody wanted it.
    pub to: ReplyState,
}

impl TransitionError {
    /// What a person is told.
    #[must_use]
    pub fn message(self) -> Message {
        let (from, to) = (self.from.name(), self.to.name());
        say!("reply-step", "a reply that is {from} cannot become {to}", from, to)
    }
}

impl ReplyState {
    /// All states, in the order of a reply's life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Submitted,
        Self::Queued,
        Self::Sending,
        Self::Held,
        Self::Sent,
        Self::Failed,
        Self::Uncertain,
        Self::Retracted,
    ];

    /// The name used in tables and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Retracted => "retracted",
        }
    }

    /// The state with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Checks that a reply may go from here to `to`.
    ///
    /// # Errors
    /// [`TransitionError`] names both states.
    pub fn step(self, to: Self) -> Result<Self, TransitionError> {
        use ReplyState as S;
        let allowed = match self {
            S::Draft => matches!(to, S::Draft | S::Submitted | S::Queued),
            S::Submitted => matches!(to, S::Draft | S::Queued),
            S::Queued => matches!(to, S::Draft | S::Submitted | S::Sending | S::Failed),
            S::Sending => matches!(to, S::Queued | S::Held | S::Sent | S::Failed | S::Uncertain),
            // The moderators decide, or it is taken back before they do.
            S::Held => matches!(to, S::Sent | S::Failed | S::Uncertain | S::Retracted),
            S::Sent => matches!(to, S::Retracted),
            S::Failed => matches!(to, S::Draft | S::Queued),
            // A person has looked: it is there, or it is not.
            S::Uncertain => matches!(to, S::Sent | S::Failed),
            S::Retracted => false,
        };
        if allowed { Ok(to) } else { Err(TransitionError { from: self, to }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_sending_for_a_draft_and_nothing_is_sent_twice() {
        use ReplyState as S;
        assert_eq!(S::Queued.step(S::Sending), Ok(S::Sending));
        assert!(S::Sending.step(S::Draft).is_err());
        for from in
            [S::Held, S::Sent, S::Uncertain, S::Retracted, S::Submitted, S::Draft, S::Failed]
        {
            assert!(from.step(S::Sending).is_err(), "{from:?}");
        }
        let error = S::Sent.step(S::Draft).unwrap_err();
        assert_eq!(error.to_string(), "a reply that is sent cannot become draft");
    }
}
