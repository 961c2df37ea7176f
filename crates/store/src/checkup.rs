//! Looking for damage.

use crate::db::{Pools, args};
use crate::{Result, Store};

/// What must not exist, and how to say that it does.
const ORPHANS: [(&str, &str); 7] = [
    (
        "insights without their mention",
        "select count(*) from insight i left join mention m on m.id = i.mention_id
         where m.id is null",
    ),
    (
        "earlier versions without their mention",
        "select count(*) from mention_version v left join mention m on m.id = v.mention_id
         where m.id is null",
    ),
    (
        "mentions without their author",
        "select count(*) from mention m left join author a on a.id = m.author_id
         where m.author_id is not null and a.id is null",
    ),
    (
        "near-duplicates of a mention that is not there",
        "select count(*) from mention m left join mention f on f.id = m.near_of
         where m.near_of is not null and f.id is null",
    ),
    (
        "mentions stored twice",
        "select count(*) from (select 1 as twice from mention group by place_id, external_id
         having count(*) > 1) as doubled",
    ),
    (
        "replies without their mention",
        "select count(*) from reply r left join mention m on m.id = r.mention_id
         where m.id is null",
    ),
    (
        "evidence without its mention",
        "select count(*) from evidence e left join mention m on m.id = e.mention_id
         where m.id is null",
    ),
];

impl Store {
    /// Everything that is wrong with the database, in words; empty when nothing is. Reads all of
    /// it: a minute for some million mentions.
    pub async fn damages(&self) -> Result<Vec<String>> {
        let mut damages = Vec::new();
        if matches!(self.db.pools, Pools::Sqlite { .. }) {
            let rows: Vec<(String,)> = self.db.all("pragma integrity_check(20)", args![]).await?;
            damages.extend(rows.into_iter().map(|(row,)| row).filter(|row| row != "ok"));
        }
        for (what, sql) in ORPHANS {
            let count: i64 = self.db.value(sql, args![]).await?;
            if count > 0 {
                damages.push(format!("{count} {what}"));
            }
        }
        let live: i64 =
            self.db.value("select count(*) from mention where deleted_at is null", args![]).await?;
        let counted = self.docs_count().await?;
        if live != counted {
            damages.push(format!("{live} mentions are there, {counted} are counted"));
        }
        Ok(damages)
    }
}
