//! What changed, for those who look at the board right now.

use serde::Serialize;

/// Which part of the board is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Mentions came, changed or went, and can be searched.
    Mentions,
    /// A reply changed its state.
    Replies,
    /// The backlog changed.
    Ideas,
    /// A source changed or ran.
    Sources,
    /// Themes changed.
    Themes,
}

impl EventKind {
    /// How many kinds there are; each one's number is below it.
    pub(crate) const COUNT: usize = Self::Themes as usize + 1;
}

/// A change worth telling the browsers; those that miss one reload at the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The store's revision when it happened.
    pub revision: i64,
    /// What changed.
    pub kind: EventKind,
}
