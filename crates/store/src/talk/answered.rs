//! What was answered to a mention, in the transaction in which another answer is let go out.

use plaza_core::{Answers, MentionId, PreflightProblem, ReplyId};

use super::Talk;
use crate::db::{Tx, args};
use crate::{Result, StoreError};

/// Replies to the mention `$1` that go out, went out or may have ([`Reply::is_going`]); the reply
/// `$2` does not count.
///
/// [`Reply::is_going`]: super::Reply::is_going
const GOING: &str = "select id from reply where mention_id = $1 and id <> $2
    and state <> 'retracted'
    and (may_be_there or state not in ('draft', 'submitted', 'failed')) order by id";

/// Our messages that answer the mention `$1` in its thread and are no replies of Plaza's.
const WRITTEN_THERE: &str = "select m.id from mention p
    join mention m on m.place_id = p.place_id
      and m.conversation = coalesce(p.conversation, p.external_id)
      and m.parent_external_id = p.external_id
    where p.id = $1 and m.ours and m.deleted_at is null and not exists (
      select 1 from reply r where r.mention_id = p.id and r.receipt <> ''
      and replace(r.receipt, m.external_id, '') <> r.receipt)
    order by m.id";

impl Talk<'_> {
    /// What has been answered to a mention, or is about to be.
    pub async fn answers_to(&self, mention_id: MentionId) -> Result<Answers> {
        let replies: Vec<(i64,)> = self.db.all(GOING, args![mention_id, 0_i64]).await?;
        let mentions: Vec<(i64,)> = self.db.all(WRITTEN_THERE, args![mention_id]).await?;
        Ok(answers(replies, mentions))
    }
}

/// Refuses to let a reply go out while there are answers that are not among `seen`. Whoever comes
/// here has waited for those who let another one go out.
pub(super) async fn refuse_unseen(tx: &mut Tx, id: ReplyId, seen: &Answers) -> Result<()> {
    let mention: i64 = tx.value("select mention_id from reply where id = $1", args![id]).await?;
    let replies: Vec<(i64,)> = tx.all(GOING, args![mention, id]).await?;
    let mentions: Vec<(i64,)> = tx.all(WRITTEN_THERE, args![mention]).await?;
    let mut unseen = answers(replies, mentions);
    unseen.replies.retain(|reply| !seen.replies.contains(reply));
    unseen.mentions.retain(|mention| !seen.mentions.contains(mention));
    if unseen.is_empty() { Ok(()) } else { Err(StoreError::Answered(Box::new(unseen))) }
}

fn answers(replies: Vec<(i64,)>, mentions: Vec<(i64,)>) -> Answers {
    Answers {
        replies: replies.into_iter().map(|(id,)| id.into()).collect(),
        mentions: mentions.into_iter().map(|(id,)| id.into()).collect(),
    }
}

/// Refuses when the mention that a reply answers is gone, or is not what `hash` says that was
/// read; without one it is what the reply remembers.
pub(super) async fn refuse_changed_mention(
    tx: &mut Tx,
    id: ReplyId,
    hash: Option<i64>,
) -> Result<()> {
    let (deleted, edited): (bool, bool) = tx
        .only(
            "select m.deleted_at is not null, m.input_hash <> coalesce($2, r.mention_input_hash)
             from reply r join mention m on m.id = r.mention_id where r.id = $1",
            args![id, hash],
        )
        .await?;
    if deleted {
        return Err(StoreError::Preflight(PreflightProblem::ParentDeleted));
    }
    if edited {
        return Err(StoreError::Preflight(PreflightProblem::ParentEdited));
    }
    Ok(())
}
