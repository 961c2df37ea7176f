//! Sources that are archived: nothing is collected, their mentions and their name stay, and they
//! can be brought back.

use std::collections::BTreeMap;

use plaza_core::{Millis, Seen, SourceId};
use sqlx::FromRow;

use super::source::{NewSource, Source, select_named};
use super::{GapCause, fetch, name_taken, target};
use crate::db::{Durability, Tx, args};
use crate::listen::Listen;
use crate::stored::to_json;
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

/// What hangs on a source's mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct SourceBurden {
    /// Replies that are on their way, or wait for somebody who approves them.
    pub replies_under_way: i64,
    /// Mentions that were answered, whatever became of the answer.
    pub answered: i64,
    /// Mentions that carry ideas.
    pub quoted: i64,
    /// Other sources, archived ones too, of the same place.
    pub neighbors: i64,
}

impl Listen<'_> {
    /// What hangs on a source's mentions.
    pub async fn source_burden(&self, id: SourceId) -> Result<SourceBurden> {
        self.db
            .optional(
                "select
                 (select count(*) from reply r join mention m on m.id = r.mention_id
                  where m.source_id = $1
                  and r.state in ('submitted', 'queued', 'sending', 'held', 'uncertain'))
                   as replies_under_way,
                 (select count(distinct m.id) from reply r join mention m on m.id = r.mention_id
                  where m.source_id = $1) as answered,
                 (select count(distinct m.id) from evidence e join mention m on m.id = e.mention_id
                  where m.source_id = $1) as quoted,
                 (select count(*) from source o join source s on s.place_id = o.place_id
                  where s.id = $1 and o.id <> s.id and o.removing is null and o.removed_at is null)
                   as neighbors",
                args![id],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Archives a source: it ends to collect, and its mentions and its name stay. `settings` are
    /// kept for the day on which it comes back; the caller has left out secrets.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`].
    pub async fn archive_source(
        &self,
        source: impl Into<Seen<SourceId>>,
        settings: &BTreeMap<String, String>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let seen = source.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Source, seen, act).await?;
        tx.change(
            "update source set deleted_at = $2, config = $3, asked = $4
             where id = $1 and deleted_at is null",
            args![id, act.at, to_json(settings)?, false],
        )
        .await?;
        tx.open_gap(id, GapCause::Paused).await?;
        tx.done(act, &target(id), ()).await
    }

    /// Brings an archived source back with the settings that it has; `paused` where somebody must
    /// complete them first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not archived; [`StoreError::Stale`].
    pub async fn bring_back_source(
        &self,
        source: impl Into<Seen<SourceId>>,
        paused: bool,
        act: &Act<'_>,
    ) -> Result<Done<Source>> {
        let seen = source.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Source, seen, act).await?;
        tx.change(
            "update source set deleted_at = null, paused = $2, next_run_at = $3, not_before = 0,
             last_error = null, error_kind = null, failures = 0
             where id = $1 and deleted_at is not null and removing is null and removed_at is null",
            args![id, paused, act.at],
        )
        .await?;
        let source = fetch(&mut tx, id).await?;
        tx.done(act, &target(id), source).await
    }

    /// All sources by name whose name stands with mentions: archived ones and those that are being
    /// removed too.
    pub async fn named_sources(&self) -> Result<Vec<Source>> {
        self.db.all(select_named!("order by s.name"), args![]).await
    }

    /// One of them.
    pub async fn named_source(&self, id: SourceId) -> Result<Option<Source>> {
        self.db.optional(select_named!("and s.id = $1"), args![id]).await
    }

    /// The one with that name.
    pub async fn source_named(&self, name: &str) -> Result<Option<Source>> {
        self.db.optional(select_named!("and s.name = $1"), args![name]).await
    }

    /// Archived sources of a place, those first that were archived last.
    pub async fn archived_at_place(&self, kind: &str, place: &str) -> Result<Vec<Source>> {
        self.db
            .all(
                select_named!(
                    "and p.kind = $1 and p.place = $2 and s.deleted_at is not null
                     and s.removing is null order by s.deleted_at desc, s.id desc"
                ),
                args![kind, place],
            )
            .await
    }
}

/// Brings an archived source back under the name and with the settings of a new one.
pub(super) async fn adopt(
    tx: &mut Tx,
    id: SourceId,
    new: &NewSource,
    now: Millis,
) -> Result<Source> {
    let changed = tx
        .run(
            "update source set deleted_at = null, version = version + 1, name = $2, config = $3,
             allowed_host = $4, interval_s = $5, pace_s = $5, adaptive = $6, host = $7,
             next_run_at = $8, paused = $9, not_before = 0, last_error = null, error_kind = null,
             failures = 0
             where id = $1 and deleted_at is not null and removing is null and removed_at is null",
            args![
                id,
                &new.name,
                to_json(&new.config)?,
                &new.allowed_host,
                new.interval_s,
                new.adaptive,
                &new.host,
                now,
                false
            ],
        )
        .await
        .map_err(name_taken)?;
    if changed == 0 {
        return Err(StoreError::Conflict);
    }
    fetch(tx, id).await
}
