//! Our answers by what people do with them.

use serde::{Deserialize, Serialize};

use super::ReplyState;

/// A list of replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyList {
    /// They wait for somebody who may approve.
    ToApprove,
    /// A person has to look: they did not go out, may have, or wait for the place's moderators.
    Problems,
    /// One person's own, until they have gone out.
    Mine,
    /// They went out, or go out in a moment.
    Sent,
    /// They were published and then deleted in their place.
    Retracted,
}

impl ReplyList {
    /// All lists, in the order in which they need people.
    pub const ALL: [Self; 5] =
        [Self::ToApprove, Self::Problems, Self::Mine, Self::Sent, Self::Retracted];

    /// The name used in addresses and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ToApprove => "to_approve",
            Self::Problems => "problems",
            Self::Mine => "mine",
            Self::Sent => "sent",
            Self::Retracted => "retracted",
        }
    }

    /// The list with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// The states of the replies on it.
    #[must_use]
    pub fn states(self) -> &'static [ReplyState] {
        use ReplyState as S;
        match self {
            Self::ToApprove => &[S::Submitted],
            Self::Problems => &[S::Failed, S::Uncertain, S::Held],
            Self::Mine => &[S::Draft, S::Submitted, S::Queued, S::Sending],
            Self::Sent => &[S::Queued, S::Sending, S::Sent],
            Self::Retracted => &[S::Retracted],
        }
    }

    /// The list on which a reply in that state is looked for by everybody.
    #[must_use]
    pub fn of(state: ReplyState) -> Self {
        let shared = [Self::ToApprove, Self::Problems, Self::Sent, Self::Retracted];
        let list = shared.into_iter().find(|list| list.states().contains(&state));
        list.unwrap_or(Self::Mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_is_on_a_list() {
        for state in ReplyState::ALL {
            assert!(ReplyList::of(state).states().contains(&state), "{state:?}");
        }
        assert_eq!(ReplyList::of(ReplyState::Draft), ReplyList::Mine);
        assert_eq!(ReplyList::of(ReplyState::Uncertain), ReplyList::Problems);
        for list in ReplyList::ALL {
            assert_eq!(ReplyList::parse(list.name()), Some(list));
        }
    }
}
