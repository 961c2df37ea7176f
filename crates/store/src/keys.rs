//! The keys that seal secrets: which of them must not be used any more.
//!
//! A rotation seals everything anew and retires the old key in one transaction. Whoever still
//! holds the old key is refused when it writes something sealed, so that nothing is ever sealed
//! with a key that is about to be thrown away.

use std::collections::BTreeMap;

use sqlx::FromRow;

use crate::db::{Durability, Tx, args};
use crate::stored::{Stored, to_json};
use crate::{Act, Done, Result, Store, StoreError};

/// What a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sources whose secrets were sealed anew.
    pub sources: usize,
    /// Secrets that were sealed anew.
    pub secrets: usize,
    /// Secrets that the old key does not open; they stay as they are.
    pub unreadable: usize,
}

#[derive(FromRow)]
struct Sealed {
    id: i64,
    kind: String,
    #[sqlx(try_from = "Stored")]
    config: BTreeMap<String, String>,
}

impl Store {
    /// Whether the key with this id has been replaced by another one.
    pub async fn is_key_retired(&self, key_id: &str) -> Result<bool> {
        let found: i64 = self
            .db
            .value("select count(*) from meta where meta_key = $1", args![retired(key_id)])
            .await?;
        Ok(found > 0)
    }

    /// Seals all secrets anew and retires the key `old`: all of it, on the disk, or nothing.
    /// `reseal` is given a source's kind and settings and counts what it changed.
    ///
    /// # Errors
    /// [`StoreError::KeyRetired`] when the old key has been replaced already.
    pub async fn reseal(
        &self,
        old: &str,
        act: &Act<'_>,
        reseal: &(dyn Fn(&str, &mut BTreeMap<String, String>) -> Resealed + Send + Sync),
    ) -> Result<Done<Resealed>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.require_key(Some(old)).await?;
        let sources: Vec<Sealed> = tx
            .all(
                "select s.id, p.kind, s.config from source s join place p on p.id = s.place_id
                 where s.deleted_at is null order by s.id",
                args![],
            )
            .await?;
        let mut done = Resealed::default();
        for Sealed { id, kind, mut config } in sources {
            let one = reseal(&kind, &mut config);
            done.secrets += one.secrets;
            done.unreadable += one.unreadable;
            if one.secrets > 0 {
                done.sources += 1;
                let config = to_json(&config)?;
                tx.run("update source set config = $2 where id = $1", args![id, config]).await?;
            }
        }
        let at = act.at.to_string();
        tx.run("insert into meta (meta_key, value) values ($1, $2)", args![retired(old), at])
            .await?;
        tx.done(act, "secrets", done).await
    }
}

impl Tx {
    /// Refuses when the key that sealed what is about to be written has been retired, and keeps a
    /// rotation out until the transaction ends.
    pub(crate) async fn require_key(&mut self, key_id: Option<&str>) -> Result<()> {
        let Some(key_id) = key_id else { return Ok(()) };
        self.run("update counter set value = value + 1 where name = 'secrets'", args![]).await?;
        let found: i64 = self
            .value("select count(*) from meta where meta_key = $1", args![retired(key_id)])
            .await?;
        if found > 0 { Err(StoreError::KeyRetired) } else { Ok(()) }
    }
}

fn retired(key_id: &str) -> String {
    format!("retired_key:{key_id}")
}
