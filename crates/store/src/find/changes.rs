//! Following the changes of mentions.

use plaza_core::{AuthorId, AuthorIs, MentionDoc, MentionId, Millis, SourceId, ThemeId, Writer};
use sqlx::FromRow;

use super::Find;
use super::answered::is_answered;
use crate::Result;
use crate::db::{Arg, args};
use crate::insight_row::{InsightRow, insight_columns};
use crate::sql::ListQuery;
use crate::stored::{OptionalId, Stored};

#[derive(FromRow)]
struct ChangeRow {
    #[sqlx(try_from = "i64")]
    id: MentionId,
    revision: i64,
    deleted: bool,
    title: String,
    text: String,
    author: Option<String>,
    author_name: Option<String>,
    #[sqlx(try_from = "OptionalId")]
    author_id: Option<AuthorId>,
    #[sqlx(try_from = "Stored")]
    author_is: AuthorIs,
    author_by_id: bool,
    #[sqlx(try_from = "i64")]
    source_id: SourceId,
    #[sqlx(flatten)]
    insight: InsightRow,
    #[sqlx(try_from = "OptionalId")]
    theme_id: Option<ThemeId>,
    rating: Option<f64>,
    country: Option<String>,
    channel: Option<String>,
    created_at: Millis,
    ours: bool,
    answered: bool,
}

/// Columns of [`ChangeRow`]; `m` is the mention.
macro_rules! select_docs {
    ($tail:literal) => {
        concat!(
            "select m.id, m.revision, m.deleted_at is not null as deleted,
             case when m.deleted_at is null then m.title else '' end as title,
             case when m.deleted_at is null then m.text else '' end as text,
             a.handle as author, a.name as author_name, a.id as author_id,
             coalesce(a.kind, 'account') as author_is,
             coalesce(a.account <> '', false) as author_by_id, m.source_id, ",
            insight_columns!(),
            ", case when c.has_theme then c.theme_id else i.theme_id end as theme_id,
             m.rating, m.country, m.channel, m.created_at, m.ours, ",
            is_answered!(),
            " as answered
             from mention m
             left join author o on o.id = m.author_id
             left join author a on a.id = coalesce(o.same_as, o.id)
             left join insight i on i.mention_id = m.id
             left join corrected_insight c on c.mention_id = m.id ",
            $tail
        )
    };
}

impl Find<'_> {
    /// Up to `limit` mentions that changed after `revision`, in the order of their changes,
    /// deleted ones too, without words. Values are those that hold, with people's corrections.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn changes_since(&self, revision: i64, limit: i64) -> Result<Vec<MentionDoc>> {
        let sql = select_docs!("where m.revision > $1 order by m.revision limit $2");
        let rows: Vec<ChangeRow> = self.db.all(sql, args![revision, limit]).await?;
        rows.into_iter().map(ChangeRow::into_doc).collect()
    }

    /// These mentions as they are now, in no order.
    pub(super) async fn docs(&self, ids: &[i64]) -> Result<Vec<MentionDoc>> {
        let query =
            ListQuery { parts: &[select_docs!("where m.id in ")], fixed: Vec::new(), tail: "" };
        let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
        let rows: Vec<ChangeRow> = self.db.all_in(&query, &list).await?;
        rows.into_iter().map(ChangeRow::into_doc).collect()
    }
}

impl ChangeRow {
    fn into_doc(self) -> Result<MentionDoc> {
        let effective = self.insight.effective()?;
        Ok(MentionDoc {
            intents: effective.intents,
            sentiment: effective.sentiment,
            mixed: effective.mixed,
            unsure: effective.unsure,
            lang: self.insight.lang,
            aspects: self.insight.aspects,
            id: self.id,
            revision: self.revision,
            deleted: self.deleted,
            title: self.title,
            text: self.text,
            author: self.author,
            author_name: self.author_name,
            writer: self.author_id.map(|id| Writer {
                id,
                is: self.author_is,
                by_id: self.author_by_id,
            }),
            source_id: self.source_id,
            theme_id: self.theme_id,
            rating: self.rating,
            country: self.country,
            channel: self.channel,
            created_at: self.created_at,
            ours: self.ours,
            answered: self.answered,
        })
    }
}
