//! What a connector brings.

use super::spec::Localized;
use crate::{IncomingMention, Message, Millis};

/// What one call of [`Connector::collect`](crate::Connector::collect) brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Mentions, parents before their answers where the platform tells.
    pub mentions: Vec<IncomingMention>,
    /// What the platform says is gone.
    pub deletions: Vec<Deletion>,
    /// Items that could not be read; the rest of the page goes on.
    pub rejected: Vec<Rejected>,
    /// Where to go on; saved together with the mentions.
    pub cursor: Option<String>,
    /// True when there is more to fetch at once.
    pub more: bool,
}

/// A mention that the platform no longer shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deletion {
    /// Its external id.
    pub external_id: String,
    /// When it was deleted, where the platform tells.
    pub deleted_at: Option<Millis>,
    /// What the platform deletes along with it.
    pub takes: Takes,
}

/// What a deletion takes along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: what was answered stays where it is.
    #[default]
    Itself,
    /// All answers below it.
    Answers,
    /// The whole thread that it belongs to.
    Thread,
}

impl Deletion {
    /// The deletion of one mention and nothing else, at an unknown time.
    #[must_use]
    pub fn of(external_id: impl Into<String>) -> Self {
        Self { external_id: external_id.into(), ..Self::default() }
    }
}

/// An item that could not be read, for the quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where it came from: file and line, or an address.
    pub origin: String,
    /// Why, for a person.
    pub reason: Message,
    /// The item as it came, cut to what is worth keeping.
    pub raw: String,
}

/// Items that a source left out by the rules of its kind: they are not missing, and nobody has to
/// mend anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub count: u64,
    /// What they are, in the number that fits: "automatic answers".
    pub what: Localized,
}
