//! Sources, what they bring, what was missed and what could not be read.

mod hooks;
pub(crate) mod ingest;
pub(crate) mod quarantine;
mod signatures;
pub(crate) mod sources;
pub(crate) mod tombstones;

use crate::db::Db;

pub use ingest::{Batch, EditedRow, Known, NewRow, Saved};
pub use quarantine::Quarantined;
pub use sources::{
    Backfill, BackfillState, BackfillStep, Claim, CoverageDay, Gap, GapCause, GapEnd, NewSource,
    Source, SourceFailure, SourceSuccess, SourceUpdate,
};
pub use tombstones::KeptWords;

/// The room of sources and what they bring; [`Store::listen`](crate::Store::listen) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Listen<'a> {
    pub(crate) db: &'a Db,
}
