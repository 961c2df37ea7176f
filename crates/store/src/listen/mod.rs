//! Sources, what they bring, what was missed and what could not be read.

mod deletion;
mod hooks;
pub(crate) mod imports;
pub(crate) mod ingest;
pub(crate) mod quarantine;
mod seen;
mod signatures;
pub(crate) mod sources;
mod taken;
pub(crate) mod tombstones;

use crate::db::Db;

pub use deletion::{Deleted, DeletionPreview};
pub use imports::{
    Arrived, Import, ImportEnd, ImportState, ImportWay, NewImport, UndoPreview, UndoStep,
};
pub use ingest::{Batch, EditedRow, Known, NewRow, Saved};
pub use quarantine::{Quarantined, Resolution};
pub use sources::{
    Backfill, BackfillState, BackfillStep, Claim, CoverageDay, Gap, GapCause, GapEnd, NewSource,
    RemovalStep, Source, SourceBurden, SourceFailure, SourceSuccess, SourceUpdate,
};
pub use tombstones::KeptWords;

/// The room of sources and what they bring; [`Store::listen`](crate::Store::listen) opens it.
#[derive(Debug, Clone, Copy)]
pub struct Listen<'a> {
    pub(crate) db: &'a Db,
}
