//! Sources and what they bring: collecting, live news, deliveries, imports, what is missing.

mod collect;
mod coverage;
mod deletion;
mod health;
mod hooks;
mod import;
mod ingest;
mod live;
mod quarantine;
mod rows;
mod sources;
mod taking;
mod tombstones;
mod undo;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use plaza_core::{IncomingMention, MentionId, NearDuplicates, Rejected, SourceId};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio_util::sync::CancellationToken;

use crate::RecordParser;
use crate::rooms::room;

pub use collect::{CollectReport, is_being_collected};
pub use coverage::{Coverage, DayReport, SourceCoverage};
pub use health::{FILE_KIND, Health};
pub use hooks::Received;
pub use import::{BegunImport, ImportOrder, ImportProgress};
pub use ingest::IngestReport;
pub use rows::{RowsAgain, row_of};
pub use sources::{SourceDraft, SourceTrial, TypedBefore};
pub(crate) use taking::LANES;
pub use tombstones::Kept;

room! {
    /// Sources and what they bring.
    Listen, listen
}

/// What this room keeps.
pub(crate) struct Parts {
    parse_record: RecordParser,
    /// Wakes the collection loop.
    sources_due: Arc<Notify>,
    /// Near-duplicates of what was stored last; `None` until it is needed.
    duplicates: AsyncMutex<Option<NearWindow>>,
    /// Sources that this process collects right now.
    collecting: Mutex<HashMap<SourceId, CancellationToken>>,
}

/// The window of recent signatures and the last mention it knows of.
struct NearWindow {
    recent: NearDuplicates,
    last_id: MentionId,
}

impl Parts {
    pub(crate) fn new(parse_record: RecordParser) -> Self {
        Self {
            parse_record,
            sources_due: Arc::default(),
            duplicates: AsyncMutex::new(None),
            collecting: Mutex::default(),
        }
    }
}

impl Listen<'_> {
    /// Starts what runs beside the callers.
    pub(crate) fn start(&self) {
        self.start_collecting();
        self.start_listening();
        self.start_wiping();
        self.start_taking();
    }

    /// Reads one import record (JSON) that stood at `origin`.
    ///
    /// # Errors
    /// The item with its reason, for the quarantine.
    pub fn parse_record(&self, json: &str, origin: &str) -> Result<IncomingMention, Rejected> {
        (self.parts().parse_record)(json, origin)
    }
}
