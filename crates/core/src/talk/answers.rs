//! What somebody who answers knows of the answers of others.

use serde::Serialize;

use crate::{MentionId, ReplyId, Seen};

/// Answers to one mention.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// Our replies that go out, went out or may have.
    pub replies: Vec<ReplyId>,
    /// Our own messages below the mention that were written in the place itself.
    pub mentions: Vec<MentionId>,
}

impl Answers {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.replies.is_empty() && self.mentions.is_empty()
    }
}

/// A reply as somebody has seen it who lets it go out, and what they know of other answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenReply {
    /// The reply.
    pub reply: Seen<ReplyId>,
    /// The other answers; `None` sends it whatever others have answered.
    pub answers: Option<Answers>,
}

impl From<ReplyId> for SeenReply {
    fn from(id: ReplyId) -> Self {
        Self { reply: id.into(), answers: None }
    }
}
