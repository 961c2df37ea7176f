//! What one page, or one part of an import, brings, and what saving it did.

use plaza_core::{
    Deletion, ImportId, MentionId, Millis, NormalMention, PlaceId, Rejected, SourceId, Zone,
};

use crate::listen::sources::BackfillStep;
use crate::understand::{BatchVectors, StoredInsight};

/// A mention that the store does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// An id from [`crate::Store::reserve_ids`].
    pub id: MentionId,
    /// The first mention of the group that it repeats.
    pub near_of: Option<MentionId>,
    /// The mention.
    pub mention: NormalMention,
    /// What the model says, where it has read it already.
    pub insight: Option<StoredInsight>,
}

/// A mention that the store has, told otherwise than this source told it before.
#[derive(Debug, Clone, PartialEq)]
pub struct EditedRow {
    /// Its id.
    pub id: MentionId,
    /// The mention as it is now.
    pub mention: NormalMention,
    /// What the model says, where it has read it already; otherwise the old insight is dropped.
    pub insight: Option<StoredInsight>,
}

/// What one page, or one part of an import, brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// The source that brought it.
    pub source_id: SourceId,
    /// The place where it was said.
    pub place_id: PlaceId,
    /// Mentions to add; no external id twice.
    pub new: Vec<NewRow>,
    /// Mentions to change; the old text becomes history, a deleted one comes back.
    pub edited: Vec<EditedRow>,
    /// Known mentions that another source of the place brought first: this one has them too.
    pub seen: Vec<MentionId>,
    /// The import that it is a part of.
    pub import_id: Option<ImportId>,
    /// Vectors of the new and the edited mentions.
    pub vectors: Option<BatchVectors>,
    /// Mentions that are gone; unknown ones are passed over.
    pub deletions: Vec<Deletion>,
    /// Whether the words of deleted ones stay for a while; otherwise they go at once.
    pub keep_deleted: bool,
    /// Items for the quarantine.
    pub rejected: Vec<Rejected>,
    /// Where the source goes on; `None` leaves the cursor.
    pub cursor: Option<String>,
    /// What the page moves in the source's back-fill, where it is one of the past.
    pub backfill: Option<BackfillStep>,
    /// The time of collection.
    pub now: Millis,
    /// Where the day begins that it counts for.
    pub zone: Zone,
}

/// What saving a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    /// Mentions added.
    pub new: i64,
    /// Mentions changed, or come back.
    pub edited: i64,
    /// Mentions of which something else became known, such as their author's account or that they
    /// are ours: nobody edited them.
    pub noted: i64,
    /// Mentions that became tombstones.
    pub deleted: i64,
    /// Items newly quarantined.
    pub quarantined: i64,
    /// The revision afterwards.
    pub revision: i64,
}
