//! From what came in to what is stored: look-up, cleaning, analysis, one transaction.

use std::collections::{HashMap, HashSet};

use plaza_core::{
    Deletion, ImportId, IncomingMention, MentionId, Millis, NearDuplicates, NormalMention, Page,
    Permission, Rejected, input_hash, limits, normalize, say, to_rfc3339,
};
use plaza_store::listen::{BackfillStep, Batch, EditedRow, Known, NewRow, Saved, Source};
use plaza_store::understand::BatchVectors;
use plaza_store::{Action, StoreError};
use serde::Serialize;

use super::{FILE_KIND, Listen, NearWindow};
use crate::understand::Text;
use crate::{Actor, EngineError, EventKind, entered};

/// Further tries at saving a batch when other writers store the same mentions at the same time.
const RETRIES: usize = 4;
/// Longest raw text that the quarantine keeps of a refused mention, in characters.
const RAW_CHARS: usize = 16_000;

/// What became of what came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct IngestReport {
    /// Items seen, good and bad.
    pub read: i64,
    /// Stored for the first time.
    pub new: i64,
    /// Text changed; the earlier text is kept as history.
    pub edited: i64,
    /// Known already; nobody edited them.
    pub unchanged: i64,
    /// Gone upstream; a tombstone remains.
    pub deleted: i64,
    /// Refused, with a reason.
    pub quarantined: i64,
}

impl IngestReport {
    pub(crate) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.new += other.new;
        self.edited += other.edited;
        self.unchanged += other.unchanged;
        self.deleted += other.deleted;
        self.quarantined += other.quarantined;
    }

    /// `looked_at`: mentions that this source told otherwise than before.
    fn count_saved(&mut self, saved: Saved, looked_at: usize) {
        self.unchanged += (count(looked_at) - saved.edited).max(0);
        self.new += saved.new;
        self.edited += saved.edited;
        self.deleted += saved.deleted;
        self.quarantined += saved.quarantined;
    }
}

/// What came in, before it is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Incoming {
    pub(crate) mentions: Vec<Item>,
    pub(crate) deletions: Vec<Deletion>,
    pub(crate) rejected: Vec<Rejected>,
    /// Moved in the same transaction as the mentions are saved.
    pub(crate) cursor: Option<String>,
    /// The same for a page of the past.
    pub(crate) backfill: Option<BackfillStep>,
    /// Where it came from, for the quarantine.
    pub(crate) origin: String,
    /// The import that it is a part of.
    pub(crate) import_id: Option<ImportId>,
}

impl Incoming {
    /// What a place showed or sent, from the source `origin`.
    pub(crate) fn page(page: Page, origin: &str) -> Self {
        Self {
            mentions: page.mentions.into_iter().map(Item::from).collect(),
            deletions: page.deletions,
            rejected: page.rejected,
            origin: origin.to_owned(),
            ..Self::default()
        }
    }
}

/// A mention and the line it stood on; 0 where there are no lines.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) line: u64,
    pub(crate) mention: IncomingMention,
}

impl From<IncomingMention> for Item {
    fn from(mention: IncomingMention) -> Self {
        Self { line: 0, mention }
    }
}

/// Looked up, cleaned and analyzed; ready for its transaction.
pub(crate) struct Prepared {
    pub(crate) read: usize,
    unchanged: usize,
    batch: Box<Batch>,
    /// What is needed to prepare again when another writer was faster; its mentions are those
    /// that were not unchanged.
    again: Incoming,
    /// A second version of a mention that stands in the same batch; stored after it.
    later: Vec<Item>,
}

impl Listen<'_> {
    /// Adds mentions by hand or through the API, into a source made for it.
    ///
    /// # Errors
    /// Forbidden, or the store fails. A bad mention is quarantined and counted, not an error.
    pub async fn add_mentions(
        &self,
        actor: &Actor,
        source_name: &str,
        mentions: Vec<IncomingMention>,
    ) -> Result<IngestReport, EngineError> {
        self.add_checked_mentions(actor, source_name, mentions, Vec::new()).await
    }

    /// The same, with items that could not even be read.
    ///
    /// # Errors
    /// As [`Self::add_mentions`].
    pub async fn add_checked_mentions(
        &self,
        actor: &Actor,
        source_name: &str,
        mentions: Vec<IncomingMention>,
        rejected: Vec<Rejected>,
    ) -> Result<IngestReport, EngineError> {
        actor.require(Permission::Import)?;
        let source = self.import_source(actor, source_name).await?;
        let mentions: Vec<Item> = mentions.into_iter().map(Item::from).collect();
        let incoming =
            Incoming { mentions, rejected, origin: actor.name.clone(), ..Incoming::default() };
        if incoming.mentions.len() + incoming.rejected.len() > 1 {
            return self.import_at_once(actor, source, incoming).await;
        }
        let report = self.ingest(&source, incoming).await?;
        let detail = serde_json::json!({ "new": report.new, "edited": report.edited });
        let act = actor.act(Action::MentionsAdd, self.shared().now()).with(detail);
        self.shared().report(&act, &format!("source:{}", source.id)).await;
        Ok(report)
    }

    /// The source that what is imported under this name belongs to; made when it is
    /// not there, and brought back when it was archived.
    pub(super) async fn import_source(
        &self,
        actor: &Actor,
        name: &str,
    ) -> Result<Source, EngineError> {
        let (shared, now) = (self.shared(), self.shared().now());
        let name = entered::line::<{ limits::SOURCE_NAME }>("source", name)?;
        match shared.store.listen().source_named(&name).await? {
            Some(source) if source.removing => {
                return Err(EngineError::Conflict(say!(
                    "source-being-deleted",
                    "`{name}` is being deleted with its mentions; try again when that is done",
                    name
                )));
            }
            Some(source) if source.archived_at.is_some() && source.kind == FILE_KIND => {
                self.bring_back(actor, source.id).await?;
            }
            _ => {}
        }
        let source = shared.store.listen().import_source(&name, now).await?;
        if source.created_at == now {
            shared.source_named();
            shared.tell(EventKind::Sources, shared.store.revision().await?);
        }
        Ok(source)
    }

    /// Stores what came in: one transaction, or nothing.
    pub(crate) async fn ingest(
        &self,
        source: &Source,
        incoming: Incoming,
    ) -> Result<IngestReport, EngineError> {
        let prepared = self.prepare(source, incoming).await?;
        self.commit(source, prepared).await
    }

    /// Looks up what is known, cleans and analyzes the rest.
    pub(crate) async fn prepare(
        &self,
        source: &Source,
        incoming: Incoming,
    ) -> Result<Prepared, EngineError> {
        let now = self.shared().now();
        let ids: Vec<&str> =
            incoming.mentions.iter().map(|item| item.mention.external_id.trim()).collect();
        let known = self.shared().store.listen().known(source.place_id, source.id, &ids).await?;
        let mut prepared = sort_out(source, incoming, &known, now);
        prepared.batch.keep_deleted = self.shared().settings.keep_deleted_ms > 0;
        prepared.batch.zone = self.engine.house_zone();
        if self.engine.understand().reads_inline() {
            self.analyze_batch(&mut prepared.batch).await?;
        }
        Ok(prepared)
    }

    async fn analyze_batch(&self, batch: &mut Batch) -> Result<(), EngineError> {
        let new = batch.new.iter_mut().map(|row| (&row.mention, &mut row.insight));
        let edited = batch.edited.iter_mut().map(|row| (&row.mention, &mut row.insight));
        let (mentions, slots): (Vec<_>, Vec<_>) = new.chain(edited).unzip();
        if mentions.is_empty() {
            return Ok(());
        }
        let texts: Vec<Text<'_>> = mentions
            .iter()
            .map(|mention| Text {
                title: &mention.title,
                text: &mention.text,
                theme_id: None,
                ours: mention.ours,
            })
            .collect();
        let read = self.engine.understand().read_texts(&texts).await?;
        for (slot, insight) in slots.into_iter().zip(read.insights) {
            *slot = Some(insight);
        }
        let mut new = read.vectors;
        let edited = new.split_off(batch.new.len());
        batch.vectors = Some(BatchVectors { model: read.vector_model, new, edited });
        Ok(())
    }

    /// Stores a prepared batch; prepares it again when another writer was faster.
    pub(crate) async fn commit(
        &self,
        source: &Source,
        mut prepared: Prepared,
    ) -> Result<IngestReport, EngineError> {
        let mut report = IngestReport { read: count(prepared.read), ..IngestReport::default() };
        let mut tries = 0;
        loop {
            let Prepared { batch, mut again, later, unchanged, .. } = prepared;
            report.unchanged += count(unchanged);
            let looked_at = batch.edited.len();
            let next = match self.save(batch).await {
                Ok(saved) => {
                    report.count_saved(saved, looked_at);
                    if later.is_empty() {
                        return Ok(report);
                    }
                    Incoming {
                        mentions: later,
                        origin: again.origin,
                        import_id: again.import_id,
                        ..Incoming::default()
                    }
                }
                Err(StoreError::Conflict) if tries < RETRIES => {
                    tries += 1;
                    again.mentions.extend(later);
                    again
                }
                Err(error) => return Err(error.into()),
            };
            prepared = self.prepare(source, next).await?;
        }
    }

    /// Gives ids, links near-duplicates, saves. One batch at a time: the window must know a batch
    /// before the next one is compared with it.
    async fn save(&self, mut batch: Box<Batch>) -> Result<Saved, StoreError> {
        let mut guard = self.parts().duplicates.lock().await;
        // Taken out while in use: after an error or a cancelled call it is loaded anew, because it
        // may hold mentions that were never stored.
        let window = self.ready_window(guard.take(), &mut batch).await?;
        let saved = self.shared().store.listen().save_batch(&batch).await?;
        *guard = Some(window);
        if saved.new + saved.edited + saved.noted + saved.deleted > 0 {
            self.shared().wake_followers();
        }
        Ok(saved)
    }

    async fn ready_window(
        &self,
        window: Option<NearWindow>,
        batch: &mut Batch,
    ) -> Result<NearWindow, StoreError> {
        let mut window = match window {
            Some(window) => window,
            None => self.load_window().await?,
        };
        if batch.new.is_empty() {
            return Ok(window);
        }
        let ids = self.shared().store.reserve_ids(batch.new.len()).await?;
        if ids.first().is_some_and(|first| first.get() > window.last_id.get() + 1) {
            // Another process stored some meanwhile.
            for (id, near_of, signature) in
                self.shared().store.listen().signatures_after(window.last_id, 10_000).await?
            {
                window.recent.remember(id, near_of, signature);
            }
        }
        for (row, id) in batch.new.iter_mut().zip(ids) {
            row.id = id;
            if let Some(signature) = &row.mention.signature {
                row.near_of = window.recent.find(signature);
                window.recent.remember(id, row.near_of, *signature);
            }
            window.last_id = id;
        }
        Ok(window)
    }

    async fn load_window(&self) -> Result<NearWindow, StoreError> {
        let capacity = self.shared().settings.near_window;
        let mut recent = NearDuplicates::new(capacity);
        let mut last_id = MentionId::default();
        let limit = i64::try_from(capacity).unwrap_or(i64::MAX);
        for (id, near_of, signature) in
            self.shared().store.listen().recent_signatures(limit).await?
        {
            recent.remember(id, near_of, signature);
            last_id = id;
        }
        Ok(NearWindow { recent, last_id })
    }
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}

/// Splits what came in into new, edited, unchanged and refused.
fn sort_out(
    source: &Source,
    incoming: Incoming,
    known: &HashMap<String, Known>,
    now: Millis,
) -> Prepared {
    let Incoming { mentions, deletions, rejected, cursor, backfill, origin, import_id } = incoming;
    let read = mentions.len() + rejected.len();
    let mut batch = Box::new(Batch {
        source_id: source.id,
        place_id: source.place_id,
        import_id,
        deletions: deletions.clone(),
        rejected: rejected.clone(),
        cursor: cursor.clone(),
        backfill: backfill.clone(),
        now,
        ..Batch::default()
    });
    let mut again =
        Incoming { mentions: Vec::new(), deletions, rejected, cursor, backfill, origin, import_id };
    let mut later = Vec::new();
    let mut unchanged = 0;
    let mut seen: HashSet<String> = HashSet::new();
    for item in mentions {
        let id = item.mention.external_id.trim();
        let before = known.get(id);
        if let Some(known) = before.filter(|known| known.source_id != source.id) {
            batch.seen.push(known.id);
        }
        let is_told =
            |known: &Known| !known.deleted && known.input_hash == Some(input_hash(&item.mention));
        if before.is_some_and(|known| known.removed || is_told(known)) {
            unchanged += 1;
            continue;
        }
        if !seen.insert(id.to_owned()) {
            later.push(item);
            continue;
        }
        match normalize(item.mention.clone(), now) {
            Ok(mention) => match before {
                Some(known) => {
                    batch.edited.push(EditedRow { id: known.id, mention, insight: None });
                }
                None => batch.new.push(new_row(mention)),
            },
            Err(reason) => batch.rejected.push(Rejected {
                origin: origin_of(&again.origin, item.line),
                reason: reason.message(),
                raw: raw_of(&item.mention),
            }),
        }
        again.mentions.push(item);
    }
    Prepared { read, unchanged, batch, again, later }
}

fn new_row(mention: NormalMention) -> NewRow {
    NewRow { id: MentionId::default(), near_of: None, mention, insight: None }
}

fn origin_of(origin: &str, line: u64) -> String {
    if line == 0 { origin.to_owned() } else { format!("{origin}:{line}") }
}

/// A refused mention as an import record, so that it can be read and tried again.
fn raw_of(mention: &IncomingMention) -> String {
    let Ok(serde_json::Value::Object(mut record)) = serde_json::to_value(mention) else {
        return String::new();
    };
    if let Some(id) = record.remove("external_id") {
        record.insert("id".to_owned(), id);
    }
    if let Some(at) = mention.created_at {
        record.insert("created_at".to_owned(), to_rfc3339(at).into());
    }
    let json = serde_json::Value::Object(record).to_string();
    plaza_core::text::truncate_chars(&json, RAW_CHARS).to_owned()
}
