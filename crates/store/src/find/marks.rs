//! Marks of the index's commits: whether an index was made from this history of the store.
//!
//! A mark is written here before the commit that carries it. So a store that knows the mark holds
//! everything that the commit was made from; one that was restored to a moment before it, or another
//! house's, does not know it, whatever its revision has come to meanwhile.

use plaza_core::{DAY_MS, Millis};

use super::Find;
use crate::Result;
use crate::db::{Durability, args};

/// Marks of indexes that nobody has kept for so long are forgotten; such an index is built anew.
const FORGOTTEN_AFTER_MS: i64 = 2 * 365 * DAY_MS;

const KNOWN: &str = "select exists (select 1 from index_mark where mark = $1)";

impl Find<'_> {
    /// Whether an index commit with this mark was made from what this store holds.
    pub async fn knows_index_mark(&self, mark: &str) -> Result<bool> {
        self.db.value(KNOWN, args![mark]).await
    }

    /// Writes down the mark of a commit that is about to follow the one marked `last`, which stays
    /// known, for the new one may never be made; `None` for an index's first commit. False, and
    /// nothing is written, when `last` is not known: the index belongs to another history.
    pub async fn mark_index(&self, last: Option<&str>, next: &str, at: Millis) -> Result<bool> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        if let Some(last) = last {
            if !tx.value::<bool>(KNOWN, args![last]).await? {
                return Ok(false);
            }
            // What the last commit followed, and marks of commits that were never made.
            tx.run(
                "delete from index_mark where follows = $1
                 or mark = (select follows from index_mark where mark = $1)",
                args![last],
            )
            .await?;
        }
        let forgotten = at.saturating_sub(FORGOTTEN_AFTER_MS);
        tx.run(
            "delete from index_mark where made_at < $1 and mark <> $2",
            args![forgotten, last.unwrap_or_default()],
        )
        .await?;
        tx.run(
            "insert into index_mark (mark, follows, made_at) values ($1, $2, $3)",
            args![next, last.unwrap_or_default(), at],
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }
}
