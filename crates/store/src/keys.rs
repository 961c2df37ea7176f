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

/// A source's settings as they are stored, for those who look at the sealed ones among them.
#[derive(Debug, FromRow)]
pub struct StoredSettings {
    id: i64,
    /// The connector's kind.
    pub kind: String,
    /// The source's name.
    pub name: String,
    /// Settings, secret values sealed.
    #[sqlx(try_from = "Stored")]
    pub config: BTreeMap<String, String>,
}

/// Where the id of the key stands that seals now.
const CURRENT: &str = "secret_key";

macro_rules! select_settings {
    () => {
        "select s.id, p.kind, s.name, s.config from source s join place p on p.id = s.place_id
         where s.deleted_at is null order by s.id"
    };
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

    /// The id of the key that seals now; `None` where no start has noted it yet.
    pub async fn key_id(&self) -> Result<Option<String>> {
        self.meta(CURRENT).await
    }

    /// Notes the id of the key that seals now.
    pub async fn note_key(&self, key_id: &str) -> Result<()> {
        self.set_meta(CURRENT, key_id).await
    }

    /// The settings of all sources.
    pub async fn stored_settings(&self) -> Result<Vec<StoredSettings>> {
        self.db.all(select_settings!(), args![]).await
    }

    /// Takes sealed values out of the settings: `forget` is given a source's kind and settings and
    /// says how many it took out. Whatever key comes next is noted as the one that seals. Names the
    /// sources that lost something.
    pub async fn forget_secrets(
        &self,
        act: &Act<'_>,
        forget: &(dyn Fn(&str, &mut BTreeMap<String, String>) -> usize + Send + Sync),
    ) -> Result<Done<Vec<String>>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        let mut names = Vec::new();
        for mut source in tx.all::<StoredSettings>(select_settings!(), args![]).await? {
            if forget(&source.kind, &mut source.config) > 0 {
                tx.save_settings(&source).await?;
                names.push(source.name);
            }
        }
        tx.run("delete from meta where meta_key = $1", args![CURRENT]).await?;
        tx.done(act, "secrets", names).await
    }

    /// Seals all secrets anew, retires the key `old` and notes `new` as the one that seals: all of
    /// it, on the disk, or nothing. `reseal` is given a source's kind and settings and counts what
    /// it changed.
    ///
    /// # Errors
    /// [`StoreError::KeyRetired`] when the old key has been replaced already.
    pub async fn reseal(
        &self,
        (old, new): (&str, &str),
        act: &Act<'_>,
        reseal: &(dyn Fn(&str, &mut BTreeMap<String, String>) -> Resealed + Send + Sync),
    ) -> Result<Done<Resealed>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.require_key(Some(old)).await?;
        let mut done = Resealed::default();
        for mut source in tx.all::<StoredSettings>(select_settings!(), args![]).await? {
            let one = reseal(&source.kind, &mut source.config);
            done.secrets += one.secrets;
            done.unreadable += one.unreadable;
            if one.secrets > 0 {
                done.sources += 1;
                tx.save_settings(&source).await?;
            }
        }
        let at = act.at.to_string();
        tx.run("insert into meta (meta_key, value) values ($1, $2)", args![retired(old), at])
            .await?;
        tx.set_meta(CURRENT, new).await?;
        tx.done(act, "secrets", done).await
    }
}

impl Tx {
    /// Refuses when the key that sealed what is about to be written is not the one that seals now,
    /// and keeps a rotation out until the transaction ends.
    pub(crate) async fn require_key(&mut self, key_id: Option<&str>) -> Result<()> {
        let Some(key_id) = key_id else { return Ok(()) };
        self.run("update counter set value = value + 1 where name = 'secrets'", args![]).await?;
        let found: i64 = self
            .value(
                "select count(*) from meta where meta_key = $1 or (meta_key = $2 and value <> $3)",
                args![retired(key_id), CURRENT, key_id],
            )
            .await?;
        if found > 0 { Err(StoreError::KeyRetired) } else { Ok(()) }
    }

    async fn save_settings(&mut self, source: &StoredSettings) -> Result<()> {
        let config = to_json(&source.config)?;
        self.run("update source set config = $2 where id = $1", args![source.id, config]).await?;
        Ok(())
    }
}

fn retired(key_id: &str) -> String {
    format!("retired_key:{key_id}")
}
