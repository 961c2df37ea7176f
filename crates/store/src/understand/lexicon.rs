//! The workspace's own words, as the theme finder has learnt them.

use plaza_core::{MentionId, Millis};
use sqlx::FromRow;

use super::Understand;
use crate::Result;
use crate::db::{Tx, args};

/// Words with what they are about.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredLexicon {
    /// Name of the vectors that are made with it.
    pub model: String,
    /// Name of the model that knows the other words.
    pub base: String,
    /// The last mention when it was learnt.
    #[sqlx(try_from = "i64")]
    pub last_mention_id: MentionId,
    /// When.
    pub learnt_at: Millis,
    /// The words, in a form of the theme finder's own.
    pub body: Vec<u8>,
}

/// What there is to know of a lexicon without reading its words.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LexiconName {
    /// Name of the vectors that are made with it.
    pub model: String,
    /// Name of the model that knows the other words.
    pub base: String,
    /// The last mention when it was learnt.
    #[sqlx(try_from = "i64")]
    pub last_mention_id: MentionId,
    /// When.
    pub learnt_at: Millis,
}

impl Understand<'_> {
    /// The words that were learnt last, if any were.
    pub async fn lexicon(&self) -> Result<Option<StoredLexicon>> {
        let query = "select model, base, last_mention_id, learnt_at, body from lexicon";
        self.db.optional(query, args![]).await
    }

    /// Which words were learnt last.
    pub async fn lexicon_name(&self) -> Result<Option<LexiconName>> {
        let query = "select model, base, last_mention_id, learnt_at from lexicon";
        self.db.optional(query, args![]).await
    }
}

/// Puts a lexicon in the place of the one before.
pub(super) async fn replace(tx: &mut Tx, lexicon: &StoredLexicon) -> Result<()> {
    tx.run("delete from lexicon", args![]).await?;
    tx.run(
        "insert into lexicon (model, base, last_mention_id, learnt_at, body)
         values ($1, $2, $3, $4, $5)",
        args![
            &lexicon.model,
            &lexicon.base,
            lexicon.last_mention_id,
            lexicon.learnt_at,
            Some(lexicon.body.clone())
        ],
    )
    .await?;
    Ok(())
}
