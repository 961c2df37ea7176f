//! Replies as people work on them: by list, counted, and drafts that are thrown away.

use plaza_core::{ReplyId, ReplyList, ReplyState, Seen, UserId};
use serde::Serialize;

use super::replies::{fetch, select_reply};
use super::{Reply, Talk};
use crate::db::{Durability, args};
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

/// How many replies need somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReplyCounts {
    /// Wait for approval.
    pub to_approve: i64,
    /// Did not go out, may have, or wait for moderators.
    pub problems: i64,
    /// Of the person who asks, and not gone out yet.
    pub mine: i64,
}

impl Talk<'_> {
    /// Replies of a list, newest first, from before `before_id` where given; of
    /// [`ReplyList::Mine`] those of `user_id`, and none where nobody is named.
    pub async fn replies_on(
        &self,
        list: ReplyList,
        user_id: Option<UserId>,
        before_id: Option<ReplyId>,
        limit: i64,
    ) -> Result<Vec<Reply>> {
        let states = list.states();
        let last = states.last().map_or("", |state| state.name());
        let state = |at: usize| states.get(at).map_or(last, |state| state.name());
        let author = match (list, user_id) {
            (ReplyList::Mine, Some(user_id)) => user_id.get(),
            (ReplyList::Mine, None) => return Ok(Vec::new()),
            _ => 0,
        };
        let before = before_id.map_or(i64::MAX, ReplyId::get);
        self.db
            .all(
                select_reply!(
                    "where r.state in ($1, $2, $3, $4) and ($5 = 0 or r.author_user_id = $5)
                     and r.id < $6 order by r.id desc limit $7"
                ),
                args![state(0), state(1), state(2), state(3), author, before, limit],
            )
            .await
    }

    /// How many replies need somebody, and how many of `user_id` are on their way.
    pub async fn reply_counts(&self, user_id: Option<UserId>) -> Result<ReplyCounts> {
        let counts: Option<(i64, i64, i64)> = self
            .db
            .optional(
                "select
                 coalesce(sum(case when state = 'submitted' then 1 else 0 end), 0),
                 coalesce(sum(case when state in ('failed', 'uncertain', 'held')
                   then 1 else 0 end), 0),
                 coalesce(sum(case when author_user_id = $1
                   and state in ('draft', 'submitted', 'queued', 'sending') then 1 else 0 end), 0)
                 from reply where state in
                 ('draft', 'submitted', 'queued', 'sending', 'failed', 'uncertain', 'held')",
                args![user_id.map_or(0, UserId::get)],
            )
            .await?;
        let (to_approve, problems, mine) = counts.unwrap_or_default();
        Ok(ReplyCounts { to_approve, problems, mine })
    }

    /// Throws away what nobody has read yet: a draft, or a reply that surely did not go out. Returns
    /// it as it was; `None` when it is neither.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when somebody changed it since it was seen.
    pub async fn discard_reply(
        &self,
        reply: impl Into<Seen<ReplyId>>,
        act: &Act<'_>,
    ) -> Result<Option<Done<Reply>>> {
        let seen = reply.into();
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Reply, seen, act).await?;
        let reply = fetch(&mut tx, seen.id).await?.ok_or(StoreError::NotFound)?;
        let is_ours_alone = matches!(reply.state, ReplyState::Draft | ReplyState::Failed);
        if !is_ours_alone || reply.may_be_there || reply.receipt.is_some() {
            return Ok(None);
        }
        tx.run("delete from reply where id = $1", args![seen.id]).await?;
        tx.done(act, &format!("reply:{}", seen.id), reply).await.map(Some)
    }
}
