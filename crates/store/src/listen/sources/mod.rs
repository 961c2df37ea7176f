//! Sources: configured connectors.

mod archive;
mod backfill;
mod coverage;
mod removal;
mod source;
mod turns;

use std::collections::BTreeMap;

use plaza_core::{Millis, PlaceId, Seen, SourceId, say};

pub use archive::SourceBurden;
pub use backfill::{Backfill, BackfillState, BackfillStep};
pub use coverage::{CoverageDay, Gap, GapCause};
pub use removal::RemovalStep;
pub use source::{NewSource, Source, SourceUpdate};
pub use turns::{Claim, GapEnd, SourceFailure, SourceSuccess};

use source::select_source;

use super::Listen;
use crate::db::{Durability, Tx, args};
use crate::stored::to_json;
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

impl Listen<'_> {
    /// Adds a source, or brings the archived one back that it adopts. Its first collection is due
    /// at once.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the name is taken; [`StoreError::Conflict`] when what it
    /// adopts is not archived any more; [`StoreError::KeyRetired`].
    pub async fn create_source(&self, new: &NewSource, act: &Act<'_>) -> Result<Done<Source>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.require_key(new.sealed_with.as_deref()).await?;
        let source = match new.adopts {
            Some(id) => archive::adopt(&mut tx, id, new, act.at).await?,
            None => insert_source(&mut tx, new, act.at).await?,
        };
        tx.done(act, &target(source.id), source).await
    }

    /// Changes a source; one that is paused misses something from now on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Duplicate`] when the name is
    /// taken; [`StoreError::Conflict`] when the settings are not [`SourceUpdate::config_was`]
    /// any more; [`StoreError::KeyRetired`].
    pub async fn update_source(
        &self,
        source: impl Into<Seen<SourceId>>,
        update: &SourceUpdate,
        act: &Act<'_>,
    ) -> Result<Done<Source>> {
        let seen = source.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Before the source itself, in the order of a rotation of the key.
        tx.require_key(update.sealed_with.as_deref()).await?;
        tx.next_version(Versioned::Source, seen, act).await?;
        let source = change(&mut tx, id, update).await?;
        if update.paused == Some(true) && source.interval_s > 0 {
            tx.open_gap(id, GapCause::Paused).await?;
        }
        tx.done(act, &target(id), source).await
    }

    /// Keeps what Plaza itself has found out or was given for a source, such as its host or a
    /// fresh access token; nobody's act.
    ///
    /// # Errors
    /// As [`Self::update_source`]; [`StoreError::Conflict`] where the settings are not those that
    /// the update was made from.
    pub async fn refresh_source(&self, id: SourceId, update: &SourceUpdate) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.require_key(update.sealed_with.as_deref()).await?;
        change(&mut tx, id, update).await?;
        tx.commit().await
    }

    /// All sources by name.
    pub async fn sources(&self) -> Result<Vec<Source>> {
        self.db.all(select_source!("order by s.name"), args![]).await
    }

    /// One source.
    pub async fn source(&self, id: SourceId) -> Result<Option<Source>> {
        self.db.optional(select_source!("and s.id = $1"), args![id]).await
    }

    /// The source with that name.
    pub async fn source_by_name(&self, name: &str) -> Result<Option<Source>> {
        self.db.optional(select_source!("and s.name = $1"), args![name]).await
    }

    /// The source that imports under `name` go to; made when it is not there.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when a source of another kind has that name.
    pub async fn import_source(&self, name: &str, now: Millis) -> Result<Source> {
        let new = NewSource {
            kind: "file".to_owned(),
            name: name.to_owned(),
            place: format!("import:{name}"),
            config: BTreeMap::new(),
            allowed_host: None,
            interval_s: 0,
            adaptive: false,
            host: String::new(),
            sealed_with: None,
            adopts: None,
        };
        match self.source_by_name(name).await? {
            Some(source) if source.kind == new.kind => return Ok(source),
            Some(_) => {
                return Err(StoreError::Duplicate(say!(
                    "source-named-exists",
                    "a source named `{name}` exists already",
                    name
                )));
            }
            None => {}
        }
        match self.add_source(&new, now).await {
            // Another import of the same name was faster.
            Err(StoreError::Duplicate(what)) => {
                self.source_by_name(name).await?.ok_or(StoreError::Duplicate(what))
            }
            created => created,
        }
    }

    async fn add_source(&self, new: &NewSource, now: Millis) -> Result<Source> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let source = insert_source(&mut tx, new, now).await?;
        tx.commit().await?;
        Ok(source)
    }
}

/// What the audit log calls a source.
pub(super) fn target(id: SourceId) -> String {
    format!("source:{id}")
}

async fn fetch(tx: &mut Tx, id: SourceId) -> Result<Source> {
    tx.only(select_source!("and s.id = $1"), args![id]).await
}

/// The caller has asked for the key that sealed the settings.
async fn change(tx: &mut Tx, id: SourceId, update: &SourceUpdate) -> Result<Source> {
    if let Some(was) = &update.config_was {
        // Nobody else changes the row from here on.
        tx.run("update source set name = name where id = $1", args![id]).await?;
        if fetch(tx, id).await?.config != *was {
            return Err(StoreError::Conflict);
        }
    }
    let config = update.config.as_ref().map(to_json).transpose()?;
    let (set_host, host) = match &update.allowed_host {
        Some(host) => (true, host.as_deref()),
        None => (false, None),
    };
    tx.run(
        "update source set name = coalesce($2, name), config = coalesce($3, config),
         allowed_host = case when $4 then $5 else allowed_host end,
         interval_s = coalesce($6, interval_s), pace_s = coalesce($6, pace_s),
         adaptive = coalesce($7, adaptive), host = coalesce($8, host),
         paused = coalesce($9, paused), next_run_at = coalesce($10, next_run_at)
         where id = $1 and deleted_at is null",
        args![
            id,
            &update.name,
            config,
            set_host,
            host,
            update.interval_s,
            update.adaptive,
            &update.host,
            update.paused,
            update.due_at
        ],
    )
    .await
    .map_err(name_taken)?;
    fetch(tx, id).await
}

async fn insert_source(tx: &mut Tx, new: &NewSource, now: Millis) -> Result<Source> {
    let place = place_id(tx, &new.kind, &new.place).await?;
    let config = to_json(&new.config)?;
    let id: i64 = tx
        .value(
            "insert into source (name, place_id, config, allowed_host, interval_s, pace_s,
             adaptive, host, next_run_at, created_at)
             values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $8) returning id",
            args![
                &new.name,
                place,
                config,
                &new.allowed_host,
                new.interval_s,
                new.adaptive,
                &new.host,
                now
            ],
        )
        .await
        .map_err(name_taken)?;
    fetch(tx, id.into()).await
}

/// The place's id; the row is made when it is not there.
async fn place_id(tx: &mut Tx, kind: &str, place: &str) -> Result<PlaceId> {
    let id: i64 = tx
        .value(
            "insert into place (kind, place) values ($1, $2)
         on conflict (kind, place) do update set place = excluded.place returning id",
            args![kind, place],
        )
        .await?;
    Ok(id.into())
}

fn name_taken(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(e) if e.is_unique_violation() => StoreError::Duplicate(say!(
            "source-name-taken",
            "a source with that name exists already"
        )),
        other => other,
    }
}
