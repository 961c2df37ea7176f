//! Small values of the house.

use crate::db::{Tx, args};
use crate::{Result, Store, StoreError};

/// Names the house, since its layout knows names: written by the migration.
pub(crate) const STORE_ID: &str = "store_id";

const SET: &str = "insert into meta (meta_key, value) values ($1, $2)
    on conflict (meta_key) do update set value = excluded.value";

impl Store {
    /// Keeps a small value of the house, such as the hash of the setup secret.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.db.run(SET, args![key, value]).await?;
        Ok(())
    }

    /// The value kept under `key`.
    pub async fn meta(&self, key: &str) -> Result<Option<String>> {
        let row: Option<(String,)> =
            self.db.optional("select value from meta where meta_key = $1", args![key]).await?;
        Ok(row.map(|(value,)| value))
    }

    /// Names the house by chance: 32 hexadecimal digits, the same in all its copies.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is gone.
    pub async fn store_id(&self) -> Result<String> {
        let lost = || StoreError::Corrupt("table meta has lost the store's id".to_owned());
        self.meta(STORE_ID).await?.ok_or_else(lost)
    }
}

impl Tx {
    /// Keeps a small value as a part of the transaction.
    pub(crate) async fn set_meta(&mut self, key: &str, value: &str) -> Result<()> {
        self.run(SET, args![key, value]).await?;
        Ok(())
    }
}
