//! Vectors of mentions: what themes are found and sorted by. Derived from the texts, kept so that
//! themes can be looked for again without reading every text.

use std::collections::{HashMap, HashSet};

use plaza_core::{MentionId, Millis, ThemeId};
use sqlx::FromRow;

use super::Understand;
use super::insights::StaleText;
use super::insights::ThemeText;
use crate::Result;
use crate::customers::is_customers;
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::stored::OptionalId;

/// The vectors of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchVectors {
    /// The model that made them.
    pub model: String,
    /// One for each new mention, in order.
    pub new: Vec<Vec<u8>>,
    /// One for each edited mention, in order.
    pub edited: Vec<Vec<u8>>,
}

/// A mention as the theme finder sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct VectorRow {
    /// The mention's id.
    #[sqlx(try_from = "i64")]
    pub id: MentionId,
    /// Its vector, a byte per number (two's complement).
    pub vector: Vec<u8>,
    /// The theme that holds now.
    #[sqlx(try_from = "OptionalId")]
    pub theme_id: Option<ThemeId>,
    /// A person has put it there.
    pub moved: bool,
}

/// How a member of a theme feels.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct MemberFeeling {
    /// The mention's id.
    #[sqlx(try_from = "i64")]
    pub id: MentionId,
    /// When it was said.
    pub created_at: Millis,
    /// Name of the sentiment that holds.
    pub sentiment: String,
    /// The model's probability of a negative one, 0 to 1.
    pub negative: f32,
    /// The model's probability of a positive one, 0 to 1.
    pub positive: f32,
}

const UPSERT: RowStatement = RowStatement {
    head: "insert into mention_vector (mention_id, model, vector) values",
    columns: 3,
    tail: " on conflict (mention_id) do update set model = excluded.model,
           vector = excluded.vector",
};

impl Understand<'_> {
    /// Records vectors of stored mentions; those that were deleted meanwhile get none.
    pub async fn save_vectors(&self, model: &str, rows: &[(MentionId, Vec<u8>)]) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Keeps other writers of mentions out.
        tx.lock_revision().await?;
        let query = ListQuery {
            parts: &["select id from mention where deleted_at is null and id in "],
            fixed: Vec::new(),
            tail: "",
        };
        let asked: Vec<Arg<'_>> = rows.iter().map(|(id, _)| Arg::from(*id)).collect();
        let alive: Vec<(i64,)> = tx.all_in(&query, &asked).await?;
        let alive: HashSet<MentionId> = alive.into_iter().map(|(id,)| id.into()).collect();
        let rows: Vec<(MentionId, &Vec<u8>)> = rows
            .iter()
            .filter(|(id, _)| alive.contains(id))
            .map(|(id, vector)| (*id, vector))
            .collect();
        write(&mut tx, model, &rows).await?;
        tx.commit().await
    }

    /// Up to `limit` mentions above `after_id` without a vector of `model`, by id, without deleted
    /// ones.
    pub async fn without_vector(
        &self,
        model: &str,
        after_id: MentionId,
        limit: i64,
    ) -> Result<Vec<StaleText>> {
        self.db
            .all(
                "select m.id, m.revision, m.title, m.text, m.ours, i.theme_id from mention m
                 left join mention_vector v on v.mention_id = m.id
                 left join insight i on i.mention_id = m.id
                 where m.id > $2 and (v.model is null or v.model <> $1) and m.deleted_at is null
                 order by m.id limit $3",
                args![model, after_id, limit],
            )
            .await
    }

    /// Up to `limit` vectors of `model` of mentions above `after_id`, by id; without deleted
    /// mentions and our own, which no theme is made of.
    pub async fn vectors_after(
        &self,
        model: &str,
        after_id: MentionId,
        limit: i64,
    ) -> Result<Vec<VectorRow>> {
        self.db
            .all(
                concat!(
                    "select m.id, v.vector,
                     case when c.has_theme then c.theme_id else i.theme_id end as theme_id,
                     coalesce(c.has_theme, false) as moved
                     from mention m
                     join mention_vector v on v.mention_id = m.id
                     left join insight i on i.mention_id = m.id
                     left join corrected_insight c on c.mention_id = m.id
                     where m.id > $1 and v.model = $2 and m.deleted_at is null and ",
                    is_customers!(),
                    " order by m.id limit $3"
                ),
                args![after_id, model, limit],
            )
            .await
    }

    /// The texts of the newest `limit` members of a theme, newest first.
    pub async fn member_texts(&self, theme_id: ThemeId, limit: i64) -> Result<Vec<ThemeText>> {
        self.db
            .all(
                concat!(
                    "select m.id, coalesce(c.lang, i.lang) as lang, m.title, m.text,
                     cast($1 as bigint) as theme_id, coalesce(c.has_theme, false) as moved
                     from mention m
                     left join insight i on i.mention_id = m.id
                     left join corrected_insight c on c.mention_id = m.id
                     where m.id in (select mention_id from insight where theme_id = $1
                         union select mention_id from corrected_insight where theme_id = $1)
                     and case when c.has_theme then c.theme_id else i.theme_id end = $1
                     and m.deleted_at is null and ",
                    is_customers!(),
                    " order by m.id desc limit $2"
                ),
                args![theme_id, limit],
            )
            .await
    }

    /// The newest `limit` members of a theme that have a vector of `model`, newest first.
    pub async fn member_vectors(
        &self,
        theme_id: ThemeId,
        model: &str,
        limit: i64,
    ) -> Result<Vec<VectorRow>> {
        self.db
            .all(
                concat!(
                    "select m.id, v.vector, cast($1 as bigint) as theme_id,
                     coalesce(c.has_theme, false) as moved
                     from mention m
                     join mention_vector v on v.mention_id = m.id
                     left join insight i on i.mention_id = m.id
                     left join corrected_insight c on c.mention_id = m.id
                     where m.id in (select mention_id from insight where theme_id = $1
                         union select mention_id from corrected_insight where theme_id = $1)
                     and case when c.has_theme then c.theme_id else i.theme_id end = $1
                     and v.model = $2 and m.deleted_at is null and ",
                    is_customers!(),
                    " order by m.id desc limit $3"
                ),
                args![theme_id, model, limit],
            )
            .await
    }

    /// How the newest `limit` analyzed members of a theme feel, newest first; without deleted
    /// mentions and our own.
    pub async fn member_feelings(
        &self,
        theme_id: ThemeId,
        limit: i64,
    ) -> Result<Vec<MemberFeeling>> {
        self.db
            .all(
                "select m.id, m.created_at, coalesce(c.sentiment, i.sentiment) as sentiment,
                 i.negative, i.positive
                 from mention m
                 join insight i on i.mention_id = m.id
                 left join corrected_insight c on c.mention_id = m.id
                 where m.id in (select mention_id from insight where theme_id = $1
                                union select mention_id from corrected_insight where theme_id = $1)
                 and case when c.has_theme then c.theme_id else i.theme_id end = $1
                 and m.deleted_at is null and not m.ours
                 order by m.id desc limit $2",
                args![theme_id, limit],
            )
            .await
    }

    /// The texts of these mentions, by id.
    pub async fn theme_texts(&self, ids: &[MentionId]) -> Result<HashMap<MentionId, ThemeText>> {
        let query = ListQuery {
            parts: &["select m.id, coalesce(c.lang, i.lang) as lang, m.title, m.text,
                 case when c.has_theme then c.theme_id else i.theme_id end as theme_id,
                 coalesce(c.has_theme, false) as moved
                 from mention m
                 left join insight i on i.mention_id = m.id
                 left join corrected_insight c on c.mention_id = m.id
                 where m.id in "],
            fixed: Vec::new(),
            tail: "",
        };
        let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
        let rows: Vec<ThemeText> = self.db.all_in(&query, &list).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

async fn write(tx: &mut Tx, model: &str, rows: &[(MentionId, &Vec<u8>)]) -> Result<()> {
    let rows: Vec<(MentionId, &str, &Vec<u8>)> =
        rows.iter().map(|(id, vector)| (*id, model, *vector)).collect();
    tx.run_rows(&UPSERT, &rows, |(id, model, vector), args| {
        args.extend([Arg::from(*id), (*model).into(), Some((*vector).clone()).into()]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Writes the vectors of new and edited mentions that are there. An edited mention that brings none
/// loses the one of its old text.
pub(crate) async fn write_batch(
    tx: &mut Tx,
    vectors: Option<&BatchVectors>,
    new: impl Iterator<Item = MentionId>,
    edited: impl Iterator<Item = MentionId>,
) -> Result<()> {
    let Some(vectors) = vectors else {
        return forget(tx, edited).await;
    };
    let rows: Vec<(MentionId, &Vec<u8>)> =
        new.zip(&vectors.new).chain(edited.zip(&vectors.edited)).collect();
    write(tx, &vectors.model, &rows).await
}

async fn forget(tx: &mut Tx, ids: impl Iterator<Item = MentionId>) -> Result<()> {
    let list: Vec<Arg<'_>> = ids.map(Arg::from).collect();
    let query = ListQuery {
        parts: &["delete from mention_vector where mention_id in "],
        fixed: Vec::new(),
        tail: " returning mention_id",
    };
    tx.all_in::<(i64,)>(&query, &list).await?;
    Ok(())
}
