//! What an import brought, and how much of it can be found already.

use plaza_core::{ImportId, MentionId};
use sqlx::FromRow;

use crate::Result;
use crate::db::args;
use crate::listen::Listen;

/// How many of an import's new mentions can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Arrived {
    /// New mentions that are there.
    pub all: i64,
    /// Those of them that the index has.
    pub indexed: i64,
}

#[derive(FromRow)]
struct Id {
    #[sqlx(try_from = "i64")]
    id: MentionId,
}

impl Listen<'_> {
    /// How many of the mentions that an import brought new have a revision up to `indexed`.
    ///
    /// # Errors
    /// The store fails.
    pub async fn import_arrived(&self, id: ImportId, indexed: i64) -> Result<Arrived> {
        let arrived = self
            .db
            .optional(
                "select count(*) as \"all\",
                 cast(coalesce(sum(case when m.revision <= $2 then 1 else 0 end), 0) as bigint)
                   as indexed
                 from import_range g join mention m on m.id between g.first_id and g.last_id
                 where g.import_id = $1",
                args![id, indexed],
            )
            .await?;
        Ok(arrived.unwrap_or(Arrived { all: 0, indexed: 0 }))
    }

    /// The first mentions that an import brought new and that have a revision up to `indexed`.
    ///
    /// # Errors
    /// The store fails.
    pub async fn import_first(
        &self,
        id: ImportId,
        indexed: i64,
        limit: i64,
    ) -> Result<Vec<MentionId>> {
        let found: Vec<Id> = self
            .db
            .all(
                "select m.id from import_range g
                 join mention m on m.id between g.first_id and g.last_id
                 where g.import_id = $1 and m.revision <= $2 and m.deleted_at is null
                 order by m.id limit $3",
                args![id, indexed, limit],
            )
            .await?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }
}
