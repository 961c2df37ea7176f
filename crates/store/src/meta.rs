//! Small values of the house.

use crate::db::args;
use crate::{Result, Store};

impl Store {
    /// Keeps a small value of the house, such as the hash of the setup secret.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.db
            .run(
                "insert into meta (meta_key, value) values ($1, $2)
                 on conflict (meta_key) do update set value = excluded.value",
                args![key, value],
            )
            .await?;
        Ok(())
    }

    /// The value kept under `key`.
    pub async fn meta(&self, key: &str) -> Result<Option<String>> {
        let row: Option<(String,)> =
            self.db.optional("select value from meta where meta_key = $1", args![key]).await?;
        Ok(row.map(|(value,)| value))
    }
}
