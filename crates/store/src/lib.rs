//! Plaza's store: SQLite and PostgreSQL behind one SQL text.
//!
//! The store is the only truth; the search index, the themes' figures and every dashboard can be
//! thrown away and rebuilt from it. It trusts its callers to have checked permissions and cleaned
//! texts, and keeps the promises that need a transaction: a page of mentions and its cursor are
//! saved together, a mention is stored once, a reply changes state only from a state that allows
//! it, and one counter, the revision, orders all changes of mentions.

mod audit;
mod changes;
mod checkup;
mod db;
mod error;
mod evidence;
mod hooks;
mod ideas;
mod ingest;
mod insights;
mod jobs;
mod keys;
mod learning;
mod mentions;
mod open;
mod quarantine;
mod refinement;
mod replies;
mod saved_views;
mod sessions;
mod sources;
mod sql;
mod stored;
mod theme_edits;
mod theme_members;
mod themes;
mod users;
mod vectors;

pub use audit::{AuditEntry, AuditRecord};
pub use error::{DatabaseError, StoreError};
pub use evidence::Evidence;
pub use ideas::{Idea, IdeaUpdate, NewIdea};
pub use ingest::{Batch, EditedRow, Known, NewRow, Saved, StoredInsight};
pub use insights::{Correction, StaleText, ThemeText};
pub use jobs::{Job, JobState};
pub use keys::Resealed;
pub use learning::{Agreement, HeadState, JudgedText, Judgement, ModelHead, NewHead};
pub use mentions::{Author, InsightView, MentionVersion, MentionView};
pub use quarantine::Quarantined;
pub use refinement::{Refined, RefinedTheme, Refinement};
pub use replies::{Reply, ReplyChange};
pub use saved_views::SavedView;
pub use sessions::{ApiToken, SessionRow};
pub use sources::{
    Backfill, BackfillState, BackfillStep, Claim, CoverageDay, Gap, GapCause, GapEnd, NewSource,
    Source, SourceFailure, SourceSuccess, SourceUpdate,
};
pub use theme_edits::{EditAuthor, ThemeEdit, Undone};
pub use themes::{Centroid, NewTheme, Theme, ThemeUpdate};
pub use users::{NewUser, User, UserUpdate};
pub use vectors::{BatchVectors, VectorRow};

use db::Db;

/// What every method returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The store; cheap to clone, all clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
}
