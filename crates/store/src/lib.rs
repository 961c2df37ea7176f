//! Plaza's store: SQLite and PostgreSQL behind one SQL text.
//!
//! The store is the only truth; the search index, the themes' figures and every dashboard can be
//! thrown away and rebuilt from it. It trusts its callers to have checked permissions and cleaned
//! texts, and keeps the promises that need a transaction: a page of mentions and its cursor are
//! saved together, a mention is stored once, a reply changes state only from a state that allows
//! it, an act and its line in the audit log are one, and one counter, the revision, orders all
//! changes of mentions.
//!
//! What it keeps is divided into rooms (`store.talk()`, [`talk`]); what all rooms share, the
//! mention above all, is read from [`Store`] itself.

pub mod access;
mod act;
mod audit;
mod authors;
mod checkup;
mod condition;
mod customers;
mod db;
mod error;
mod files;
pub mod find;
pub mod innovate;
mod insight_row;
mod jobs;
mod keys;
pub mod listen;
mod mentions;
mod meta;
mod open;
mod sql;
mod stored;
pub mod talk;
pub mod understand;
mod version;

pub use act::{Act, Action, Done};
pub use audit::{AuditFilter, AuditRecord};
pub use authors::{Author, EarlierHandle};
pub use error::{DatabaseError, Stale, StoreError};
pub use files::Contents;
pub use jobs::{Job, JobState, NewJob};
pub use keys::{Resealed, StoredSettings};
pub use mentions::{InsightView, MentionVersion, MentionView};

use db::Db;

/// What every method returns; where its documentation names no other error, it fails only when
/// the database does.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The store; cheap to clone, all clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
}

macro_rules! rooms {
    ($($(#[$doc:meta])* $open:ident: $Room:ident;)*) => {
        impl Store {$(
            $(#[$doc])*
            #[must_use]
            pub fn $open(&self) -> $open::$Room<'_> {
                $open::$Room { db: &self.db }
            }
        )*}
    };
}

rooms! {
    /// Sources and what they bring.
    listen: Listen;
    /// Insights, judgements and themes.
    understand: Understand;
    /// What the index follows, and saved views.
    find: Find;
    /// Replies.
    talk: Talk;
    /// Ideas and their evidence.
    innovate: Innovate;
    /// Users, sessions and tokens.
    access: Access;
}
