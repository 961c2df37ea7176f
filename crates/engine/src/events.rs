//! What changed, for those who look at the board right now.

use serde::Serialize;

macro_rules! kinds {
    ($($(#[$doc:meta])* $Kind:ident,)*) => {
        /// Which part of the board is out of date.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind {$(
            $(#[$doc])*
            $Kind,
        )*}

        impl EventKind {
            /// All kinds; each one's number is its place.
            pub const ALL: &[Self] = &[$(Self::$Kind),*];
        }
    };
}

kinds! {
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

/// A change worth telling the browsers; those that miss one reload at the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The store's revision when it happened.
    pub revision: i64,
    /// What changed.
    pub kind: EventKind,
}
