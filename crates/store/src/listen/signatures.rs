//! Signatures of what was stored last, for finding near-duplicates.

use plaza_core::Signature;
use sqlx::FromRow;

use super::Listen;
use crate::db::args;
use crate::{Result, StoreError};

#[derive(FromRow)]
struct SignatureRow {
    id: i64,
    near_of: Option<i64>,
    signature: Vec<u8>,
}

impl Listen<'_> {
    /// The latest `limit` mentions that can be compared, in ascending order: id, group, signature.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn recent_signatures(
        &self,
        limit: i64,
    ) -> Result<Vec<(i64, Option<i64>, Signature)>> {
        let rows = self
            .db
            .all(
                "select id, near_of, signature from mention where signature is not null
                 order by id desc limit $1",
                args![limit],
            )
            .await?;
        rows.into_iter().rev().map(SignatureRow::read).collect()
    }

    /// Mentions above `id` that can be compared, in ascending order: id, group, signature.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn signatures_after(
        &self,
        id: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Option<i64>, Signature)>> {
        let rows = self
            .db
            .all(
                "select id, near_of, signature from mention
                 where id > $1 and signature is not null order by id limit $2",
                args![id, limit],
            )
            .await?;
        rows.into_iter().map(SignatureRow::read).collect()
    }
}

impl SignatureRow {
    fn read(self) -> Result<(i64, Option<i64>, Signature)> {
        let signature = Signature::from_bytes(&self.signature)
            .ok_or_else(|| StoreError::Corrupt(format!("signature of mention {}", self.id)))?;
        Ok((self.id, self.near_of, signature))
    }
}
