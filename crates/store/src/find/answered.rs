//! Whether somebody of ours has answered a mention: an answer of Plaza's was sent, or a message of
//! ours stands in the thread and speaks to it. A draft, or an answer that waits to go out, is none.
//!
//! A message of ours speaks to the mention that it answers and to what the same person said before
//! it in the thread. Where the platform does not tell what a message answers, it speaks to the
//! mention that began the thread.

use plaza_core::{MentionDoc, MentionId};

use super::Find;
use crate::Result;
use crate::db::Arg;
use crate::sql::ListQuery;

/// Whether the mention `m` is answered, as an expression.
macro_rules! is_answered {
    () => {
        "(exists (select 1 from reply r where r.mention_id = m.id and r.state = 'sent')
         or exists (select 1 from mention w where w.ours and w.deleted_at is null
            and w.place_id = m.place_id and w.parent_external_id = m.external_id)
         or exists (select 1 from mention w
            left join mention p on p.place_id = w.place_id and p.external_id = w.parent_external_id
            where w.ours and w.deleted_at is null and w.place_id = m.place_id and w.id <> m.id
            and w.conversation = coalesce(m.conversation, m.external_id)
            and w.created_at >= m.created_at
            and ((p.author_id = m.author_id and p.created_at >= m.created_at)
              or (w.parent_external_id is null and m.parent_external_id is null and not exists (
                select 1 from mention e where e.place_id = m.place_id
                and e.conversation = m.conversation and e.created_at < m.created_at)))))"
    };
}
pub(crate) use is_answered;

/// What the mentions of the list `w` may answer.
const SPOKEN_TO: &str = ")
    select p.id from w
    join mention p on p.place_id = w.place_id and p.external_id = w.parent_external_id
    union
    select t.id from w
    join mention p on p.place_id = w.place_id and p.external_id = w.parent_external_id
    join mention t on t.place_id = p.place_id and t.conversation = p.conversation
      and t.author_id = p.author_id
    union
    select t.id from w join mention t on t.place_id = w.place_id and t.external_id = w.conversation
    union
    select (select e.id from mention e
            where e.place_id = f.place_id and e.conversation = f.conversation
            order by e.created_at, e.id limit 1)
    from (select distinct place_id, conversation from w
          where parent_external_id is null and conversation is not null) f";

impl Find<'_> {
    /// The mentions that messages of ours speak to, as they are now: a change of such a message is a
    /// change of theirs. `ours` are the ids of the messages, deleted ones too.
    ///
    /// # Errors
    /// The database's; [`crate::StoreError::Corrupt`].
    pub async fn answered_by(&self, ours: &[MentionId]) -> Result<Vec<MentionDoc>> {
        let query = ListQuery {
            parts: &["with w as (select place_id, conversation, parent_external_id from mention
                where id in "],
            fixed: Vec::new(),
            tail: SPOKEN_TO,
        };
        let list: Vec<Arg<'_>> = ours.iter().map(|id| Arg::from(*id)).collect();
        let rows: Vec<(i64,)> = self.db.all_in(&query, &list).await?;
        let mut ids: Vec<i64> = rows.into_iter().map(|(id,)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        self.docs(&ids).await
    }
}
