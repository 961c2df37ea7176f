//! Sources, their turns, and what each day brought.

use std::collections::BTreeMap;

use plaza_core::Millis;
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Durability, Tx, args};
use crate::stored::{Stored, to_json};
use crate::{Result, Store, StoreError};

/// A configured connector.
#[derive(Debug, Clone, Default, PartialEq, FromRow, Serialize)]
pub struct Source {
    /// Id.
    pub id: i64,
    /// The connector's kind.
    pub kind: String,
    /// Its name, unique among sources.
    pub name: String,
    /// The place's id; sources of one place bring the same mentions.
    pub place_id: i64,
    /// The place, such as `blog.example`.
    pub place: String,
    /// Settings as they were handed in; secret values are sealed by the caller.
    #[sqlx(try_from = "Stored")]
    #[serde(skip)]
    pub config: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Where the next collection goes on.
    #[serde(skip)]
    pub cursor: Option<String>,
    /// True while nothing is collected.
    pub paused: bool,
    /// Pause between two collections, in seconds; 0 means that it only runs when asked.
    pub interval_s: i64,
    /// When it is due.
    pub next_run_at: Millis,
    /// When the last collection began.
    pub last_started_at: Option<Millis>,
    /// When a collection last went well.
    pub last_success_at: Option<Millis>,
    /// When a collection last failed.
    pub last_error_at: Option<Millis>,
    /// Why it failed; `None` once it went well again.
    pub last_error: Option<String>,
    /// Failures since it last went well.
    pub failures: i64,
    /// When it was added.
    pub created_at: Millis,
}

/// What a new source needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// The connector's kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The place that its settings name.
    pub place: String,
    /// Settings, secret values sealed.
    pub config: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Pause between two collections, in seconds; 0 means that it only runs when asked.
    pub interval_s: i64,
}

/// Changes of a source; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceUpdate {
    /// New name.
    pub name: Option<String>,
    /// All settings, secret values sealed.
    pub config: Option<BTreeMap<String, String>>,
    /// `Some(None)` takes the permission back.
    pub allowed_host: Option<Option<String>>,
    /// New interval in seconds.
    pub interval_s: Option<i64>,
    /// Pause or go on.
    pub paused: Option<bool>,
}

/// What a source brought on one day.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct CoverageDay {
    /// Which source.
    pub source_id: i64,
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// New mentions.
    pub collected: i64,
    /// Mentions whose text or data changed.
    pub edited: i64,
    /// Mentions that the platform took away.
    pub deleted: i64,
    /// Items that could not be read.
    pub quarantined: i64,
}

/// Columns of [`Source`], from `source s join place p`.
macro_rules! select_source {
    ($tail:literal) => {
        concat!(
            "select s.id, p.kind, s.name, s.place_id, p.place, s.config, s.allowed_host, s.cursor,
             s.paused, s.interval_s, s.next_run_at, s.last_started_at, s.last_success_at,
             s.last_error_at, s.last_error, s.failures, s.created_at
             from source s join place p on p.id = s.place_id where s.deleted_at is null ",
            $tail
        )
    };
}

impl Store {
    /// Adds a source. Its first collection is due at once.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the name is taken.
    pub async fn create_source(&self, new: &NewSource, now: Millis) -> Result<Source> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let id = insert_source(&mut tx, new, now).await?;
        tx.commit().await?;
        self.source(id).await?.ok_or(StoreError::NotFound)
    }

    /// Changes a source.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Duplicate`] when the name is taken.
    pub async fn update_source(&self, id: i64, update: &SourceUpdate) -> Result<Source> {
        let config = update.config.as_ref().map(to_json).transpose()?;
        let (set_host, host) = match &update.allowed_host {
            Some(host) => (true, host.as_deref()),
            None => (false, None),
        };
        let changed = self
            .db
            .run(
                "update source set name = coalesce($2, name), config = coalesce($3, config),
                 allowed_host = case when $4 then $5 else allowed_host end,
                 interval_s = coalesce($6, interval_s), paused = coalesce($7, paused)
                 where id = $1 and deleted_at is null",
                args![id, &update.name, config, set_host, host, update.interval_s, update.paused],
            )
            .await
            .map_err(name_taken)?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        self.source(id).await?.ok_or(StoreError::NotFound)
    }

    /// Moves a source to another place: its settings now name that one. The cursor is forgotten.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn move_source(&self, id: i64, place: &str) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let (kind, old): (String, i64) = tx
            .optional(
                "select p.kind, p.id from source s join place p on p.id = s.place_id
                 where s.id = $1 and s.deleted_at is null",
                args![id],
            )
            .await?
            .ok_or(StoreError::NotFound)?;
        let new = place_id(&mut tx, &kind, place).await?;
        if new != old {
            tx.run("update source set place_id = $2, cursor = null where id = $1", args![id, new])
                .await?;
        }
        tx.commit().await
    }

    /// Removes a source and its settings. Its mentions stay, and so do its name and its days.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_source(&self, id: i64, now: Millis) -> Result<()> {
        let changed = self
            .db
            .run(
                "update source set deleted_at = $2, config = '', allowed_host = null, cursor = null
                 where id = $1 and deleted_at is null",
                args![id, now],
            )
            .await?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// All sources by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn sources(&self) -> Result<Vec<Source>> {
        self.db.all(select_source!("order by s.name"), args![]).await
    }

    /// One source.
    ///
    /// # Errors
    /// The database's.
    pub async fn source(&self, id: i64) -> Result<Option<Source>> {
        self.db.optional(select_source!("and s.id = $1"), args![id]).await
    }

    /// The source with that name.
    ///
    /// # Errors
    /// The database's.
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
        };
        match self.source_by_name(name).await? {
            Some(source) if source.kind == new.kind => return Ok(source),
            Some(_) => return Err(StoreError::Duplicate(format!("a source named `{name}`"))),
            None => {}
        }
        match self.create_source(&new, now).await {
            // Another import of the same name was faster.
            Err(StoreError::Duplicate(what)) => {
                self.source_by_name(name).await?.ok_or(StoreError::Duplicate(what))
            }
            created => created,
        }
    }

    /// Takes the source that has been due longest, for `lease_ms`: until then nobody else gets it.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_due_source(&self, now: Millis, lease_ms: i64) -> Result<Option<Source>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let claimed: Option<(i64,)> = tx
            .optional(
                "update source set next_run_at = $1 + $2, last_started_at = $1
                 where id = (select id from source where next_run_at <= $1 and not paused
                             and interval_s > 0 and deleted_at is null
                             order by next_run_at, id limit 1)
                 and not paused and deleted_at is null returning id",
                args![now, lease_ms],
            )
            .await?;
        let Some((id,)) = claimed else { return Ok(None) };
        let source = tx.optional(select_source!("and s.id = $1"), args![id]).await?;
        tx.commit().await?;
        Ok(source)
    }

    /// Takes one source out of turn, whether due or not, paused or not.
    ///
    /// # Errors
    /// The database's.
    pub async fn source_started(&self, id: i64, now: Millis, lease_ms: i64) -> Result<()> {
        self.db
            .run(
                "update source set next_run_at = $2 + $3, last_started_at = $2 where id = $1",
                args![id, now, lease_ms],
            )
            .await?;
        Ok(())
    }

    /// Records that a collection went well.
    ///
    /// # Errors
    /// The database's.
    pub async fn source_succeeded(&self, id: i64, now: Millis, next_run_at: Millis) -> Result<()> {
        self.db
            .run(
                "update source set last_success_at = $2, next_run_at = $3, last_error = null,
                 failures = 0 where id = $1",
                args![id, now, next_run_at],
            )
            .await?;
        Ok(())
    }

    /// Makes a source due at `at`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn schedule_source(&self, id: i64, at: Millis) -> Result<()> {
        let changed = self
            .db
            .run(
                "update source set next_run_at = $2 where id = $1 and deleted_at is null",
                args![id, at],
            )
            .await?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Records that a collection failed, and why.
    ///
    /// # Errors
    /// The database's.
    pub async fn source_failed(
        &self,
        id: i64,
        now: Millis,
        error: &str,
        next_run_at: Millis,
    ) -> Result<()> {
        self.db
            .run(
                "update source set last_error_at = $2, last_error = $3, next_run_at = $4,
                 failures = failures + 1 where id = $1",
                args![id, now, error, next_run_at],
            )
            .await?;
        Ok(())
    }

    /// The last `days` days on which a source brought something, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn coverage(&self, source_id: i64, days: i64) -> Result<Vec<CoverageDay>> {
        let mut latest: Vec<CoverageDay> = self
            .db
            .all(
                "select source_id, day, collected, edited, deleted, quarantined from coverage_day
                 where source_id = $1 order by day desc limit $2",
                args![source_id, days],
            )
            .await?;
        latest.reverse();
        Ok(latest)
    }
}

async fn insert_source(tx: &mut Tx, new: &NewSource, now: Millis) -> Result<i64> {
    let place = place_id(tx, &new.kind, &new.place).await?;
    let config = to_json(&new.config)?;
    tx.value(
        "insert into source (name, place_id, config, allowed_host, interval_s, next_run_at,
         created_at) values ($1, $2, $3, $4, $5, $6, $6) returning id",
        args![&new.name, place, config, &new.allowed_host, new.interval_s, now],
    )
    .await
    .map_err(name_taken)
}

/// The place's id; the row is made when it is not there.
async fn place_id(tx: &mut Tx, kind: &str, place: &str) -> Result<i64> {
    tx.value(
        "insert into place (kind, place) values ($1, $2)
         on conflict (kind, place) do update set place = excluded.place returning id",
        args![kind, place],
    )
    .await
}

fn name_taken(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(e) if e.is_unique_violation() => {
            StoreError::Duplicate("a source with that name".to_owned())
        }
        other => other,
    }
}
