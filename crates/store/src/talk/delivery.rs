//! Replies on their way: which are due, who has them, and what is known of tries without an end.

use plaza_core::{MentionId, Message, Millis, PlaceId, Receipt, ReplyId};
use sqlx::FromRow;

use super::Talk;
use super::replies::{Reply, fetch};
use crate::Result;
use crate::db::{Durability, args};
use crate::stored::Stored;

/// Another reply of ours in the conversation of one that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct OtherReply {
    /// What it says.
    pub text: String,
    /// The platform's word that it is there.
    #[sqlx(try_from = "Stored")]
    pub receipt: Option<Receipt>,
    /// Whether it may stand there under an id that we do not know.
    pub may_be_there: bool,
}

/// Changes the reply of a place that has been due longest in a state; `$1` is the time now, `$2` the
/// lease, `$3` the place. It asks for the state twice: PostgreSQL looks at the outer condition again
/// when somebody else changed the row that the inner one chose.
macro_rules! take_first {
    ($change:literal, $state:literal, by $due:literal) => {
        concat!(
            "update reply set ",
            $change,
            " where id = (select r.id from reply r join mention m on m.id = r.mention_id
             where m.place_id = $3 and r.state = '",
            $state,
            "' and r.",
            $due,
            " <= $1 order by r.",
            $due,
            ", r.id limit 1) and state = '",
            $state,
            "' returning id"
        )
    };
}

impl Talk<'_> {
    /// The places where a reply waits to be sent or looked at, the longest due first.
    pub async fn places_due(&self, now: Millis) -> Result<Vec<PlaceId>> {
        let rows: Vec<(i64, Millis)> = self
            .db
            .all(
                "select m.place_id, min(coalesce(r.lease_until, r.not_before)) as due
                 from reply r join mention m on m.id = r.mention_id
                 where (r.state = 'queued' and r.not_before <= $1)
                    or (r.state = 'sending' and r.lease_until <= $1)
                    or (r.state = 'held' and r.not_before <= $1)
                 group by m.place_id order by due, m.place_id",
                args![now],
            )
            .await?;
        Ok(rows.into_iter().map(|(place, _)| place.into()).collect())
    }

    /// Takes the queued reply of a place that has been due longest for sending: it becomes
    /// `sending`, counts one try ([`Tries::WasNone`](super::Tries::WasNone) takes it back), and is
    /// leased. On the disk before it returns, so that whatever happens next we know that it may have
    /// gone out.
    pub async fn claim_reply(
        &self,
        place_id: PlaceId,
        now: Millis,
        lease_ms: i64,
    ) -> Result<Option<Reply>> {
        let sql = take_first!(
            "state = 'sending', attempts = attempts + 1, lease_until = $1 + $2,
             first_try_at = coalesce(first_try_at, $1), updated_at = $1",
            "queued",
            by "not_before"
        );
        self.claim(sql, place_id, now, lease_ms).await
    }

    /// Takes a reply of a place that was `sending` when its lease ran out, to find out what became
    /// of it. It stays `sending` with a new lease, and is marked as one that may be there.
    pub async fn expired_sending(
        &self,
        place_id: PlaceId,
        now: Millis,
        lease_ms: i64,
    ) -> Result<Option<Reply>> {
        let sql = take_first!(
            "lease_until = $1 + $2, may_be_there = true, updated_at = $1",
            "sending",
            by "lease_until"
        );
        self.claim(sql, place_id, now, lease_ms).await
    }

    /// Takes a reply of a place that its moderators keep back and that is due to be looked at; nobody
    /// else takes it for `lease_ms`.
    pub async fn claim_held(
        &self,
        place_id: PlaceId,
        now: Millis,
        lease_ms: i64,
    ) -> Result<Option<Reply>> {
        let sql = take_first!("not_before = $1 + $2", "held", by "not_before");
        self.claim(sql, place_id, now, lease_ms).await
    }

    /// Notes that a try ended without our knowing how: the reply may be there, `why` says what went
    /// wrong, and it is looked for at `look_at`. On the disk before it returns.
    pub async fn end_unknown(&self, id: ReplyId, why: &Message, look_at: Millis) -> Result<()> {
        let mut tx = self.db.begin(Durability::Full).await?;
        let sql = "update reply set may_be_there = true, error = $2, lease_until = $3
             where id = $1 and state = 'sending'";
        tx.run(sql, args![id, why.stored(), look_at]).await?;
        tx.commit().await
    }

    /// Notes when a reply that the place's moderators keep back is looked at next; `why` says what
    /// went wrong with looking, where something did.
    pub async fn still_held(
        &self,
        id: ReplyId,
        why: Option<&Message>,
        look_at: Millis,
    ) -> Result<()> {
        let sql = "update reply set error = $2, not_before = $3 where id = $1 and state = 'held'";
        self.db.run(sql, args![id, why.map(Message::stored), look_at]).await.map(drop)
    }

    /// Our other replies in the conversation of a mention that the platform confirmed, or that may be
    /// there all the same; `except` is the reply that asks.
    pub async fn other_replies(
        &self,
        mention_id: MentionId,
        except: ReplyId,
    ) -> Result<Vec<OtherReply>> {
        self.db
            .all(
                "select r.text, r.receipt, (r.state in ('sending', 'held', 'uncertain')
                    or (r.state in ('sent', 'retracted') and r.receipt = '')
                    or (r.may_be_there and r.receipt = '')) as may_be_there
                 from reply r
                 where r.id <> $2 and (r.receipt <> '' or r.may_be_there
                    or r.state in ('sending', 'held', 'sent', 'uncertain', 'retracted'))
                 and r.mention_id in (
                    select m.id from mention m join mention p on p.id = $1
                    where m.place_id = p.place_id
                    and m.conversation = coalesce(p.conversation, p.external_id)
                    union
                    select m.id from mention m join mention p on p.id = $1
                    where m.place_id = p.place_id
                    and m.external_id = coalesce(p.conversation, p.external_id)
                    union
                    select m.id from mention m where m.id = $1)",
                args![mention_id, except],
            )
            .await
    }

    /// Takes the reply that `sql`, a [`take_first`], finds; on the disk before it returns.
    async fn claim(
        &self,
        sql: &'static str,
        place_id: PlaceId,
        now: Millis,
        lease_ms: i64,
    ) -> Result<Option<Reply>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.queue_for_claim().await?;
        let Some((id,)) = tx.optional::<(i64,)>(sql, args![now, lease_ms, place_id]).await? else {
            return Ok(None);
        };
        let reply = fetch(&mut tx, id.into()).await?;
        tx.commit().await?;
        Ok(reply)
    }
}
