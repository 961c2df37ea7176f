//! Our replies. One that is queued or sending is its own outbox row, so that its state and the
//! work that follows from it can never disagree.

use plaza_core::{
    Answers, MentionId, Message, Millis, PlaceId, Receipt, ReplyId, ReplyState, Seen, TokenId,
    UserId, say,
};
use serde::Serialize;
use sqlx::FromRow;

use super::Talk;
use super::answered::{refuse_changed_mention, refuse_unseen};
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::ListQuery;
use crate::stored::{MaybeTold, OptionalId, Stored, to_json};
use crate::version::Versioned;
use crate::{Act, Action, Done, Result, StoreError};

/// Our answer to a mention.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Reply {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: ReplyId,
    /// The mention it answers.
    #[sqlx(try_from = "i64")]
    pub mention_id: MentionId,
    /// Counts what people have changed; delivering is no change of theirs.
    pub version: i64,
    /// What it says.
    pub text: String,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub state: ReplyState,
    /// The same for every try, different for every reply.
    #[sqlx(rename = "reply_key")]
    pub key: String,
    /// Tries that reached out to the platform; one that had to wait does not count.
    pub attempts: i64,
    /// A try ended without our knowing how: the reply may be there.
    #[serde(skip)]
    pub may_be_there: bool,
    /// The mention's hash when the draft was begun.
    #[serde(skip)]
    pub mention_input_hash: i64,
    /// Who wrote it.
    #[sqlx(try_from = "OptionalId")]
    pub author_user_id: Option<UserId>,
    /// That person's name.
    pub author_name: Option<String>,
    /// Who let it go out.
    #[sqlx(try_from = "OptionalId")]
    pub approved_by: Option<UserId>,
    /// That person's name.
    pub approved_by_name: Option<String>,
    /// The API token through which it was let go out.
    #[serde(skip)]
    #[sqlx(try_from = "OptionalId")]
    pub approved_token: Option<TokenId>,
    /// The platform's word that it is there.
    #[sqlx(try_from = "Stored")]
    pub receipt: Option<Receipt>,
    /// Why it did not go out.
    #[sqlx(try_from = "MaybeTold")]
    pub error: Option<Message>,
    /// When the draft was begun.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When the first try began.
    pub first_try_at: Option<Millis>,
    /// It does not go out before; the platform's moderators are not asked again before.
    pub not_before: Millis,
    /// Until when a worker has it.
    pub lease_until: Option<Millis>,
    /// When the platform took it.
    pub sent_at: Option<Millis>,
}

impl Reply {
    /// Whether people read it there, will read it, or may: another answer would be a second one.
    #[must_use]
    pub fn is_going(&self) -> bool {
        use ReplyState as S;
        self.state != S::Retracted
            && (self.may_be_there || !matches!(self.state, S::Draft | S::Submitted | S::Failed))
    }

    /// When Plaza acts by itself next, milliseconds UTC: it sends the reply, looks whether it arrived,
    /// or looks what the place's moderators made of it. `None` where it waits for a person, or is
    /// settled.
    #[must_use]
    pub fn next_step_at(&self) -> Option<Millis> {
        match self.state {
            ReplyState::Queued | ReplyState::Held => Some(self.not_before),
            ReplyState::Sending => self.lease_until,
            _ => None,
        }
    }
}

/// What a new draft needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewReply<'a> {
    /// The mention it answers.
    pub mention_id: MentionId,
    /// What it says.
    pub text: &'a str,
    /// The same for every try, different for every reply.
    pub key: &'a str,
    /// The mention's hash now.
    pub mention_input_hash: i64,
}

/// What a change does to [`Reply::attempts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tries {
    /// They stay as they are.
    Keep,
    /// The try that was counted when it began was none: the place, or a limit of ours, made it wait.
    WasNone,
    /// A person begins anew.
    Afresh,
}

/// A change of state, and of what goes with it; `None` leaves a value as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyChange {
    /// The new state.
    pub to: ReplyState,
    /// New text.
    pub text: Option<String>,
    /// New error; `Some(None)` clears it.
    pub error: Option<Option<Message>>,
    /// New approver; `Some(None)` clears it.
    pub approved_by: Option<Option<UserId>>,
    /// The API token that the approver came with; set or cleared with `approved_by`.
    pub approved_token: Option<TokenId>,
    /// Earliest time to go out.
    pub not_before: Option<Millis>,
    /// The platform's word.
    pub receipt: Option<Receipt>,
    /// The mention's hash that the text now answers.
    pub mention_input_hash: Option<i64>,
    /// What happens to the count of tries.
    pub tries: Tries,
    /// Refuse when the same text went out, is going out or waits to go out in the same place since
    /// then.
    pub not_twice_since: Option<Millis>,
    /// Refuse when the mention is not what was read, or has answers that are not among these.
    pub answers: Option<Answers>,
}

impl ReplyChange {
    /// A change of state alone.
    #[must_use]
    pub fn to(to: ReplyState) -> Self {
        Self {
            to,
            text: None,
            error: None,
            approved_by: None,
            approved_token: None,
            not_before: None,
            receipt: None,
            mention_input_hash: None,
            tries: Tries::Keep,
            not_twice_since: None,
            answers: None,
        }
    }
}

/// Columns of [`Reply`]; `r` is the reply.
macro_rules! select_reply {
    ($tail:literal) => {
        concat!(
            "select r.id, r.mention_id, r.version, r.text, r.state, r.reply_key, r.attempts,
             r.may_be_there, r.mention_input_hash, r.author_user_id, w.name as author_name, r.approved_by,
             b.name as approved_by_name, r.approved_token, r.receipt, r.error, r.created_at, r.updated_at,
             r.first_try_at, r.not_before, r.lease_until, r.sent_at
             from reply r
             left join user_account w on w.id = r.author_user_id
             left join user_account b on b.id = r.approved_by ",
            $tail
        )
    };
}
pub(super) use select_reply;

impl Talk<'_> {
    /// Begins a draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the mention is not there; [`StoreError::Duplicate`] when the
    /// key was used before.
    pub async fn create_reply(&self, new: &NewReply<'_>, act: &Act<'_>) -> Result<Done<Reply>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        let inserted = tx
            .value(
                "insert into reply (mention_id, text, state, reply_key, mention_input_hash,
                 author_user_id, created_at, updated_at)
                 values ($1, $2, 'draft', $3, $4, $5, $6, $6) returning id",
                args![
                    new.mention_id,
                    new.text,
                    new.key,
                    new.mention_input_hash,
                    act.user_id,
                    act.at
                ],
            )
            .await;
        let id: i64 = match inserted {
            Err(StoreError::Database(e)) if e.is_unique_violation() => {
                return Err(StoreError::Duplicate(say!(
                    "reply-key-taken",
                    "a reply with that key exists already"
                )));
            }
            Err(StoreError::Database(e)) if e.is_missing_parent() => {
                return Err(StoreError::NotFound);
            }
            other => other?,
        };
        done(tx, id.into(), act).await
    }

    /// One reply.
    pub async fn reply(&self, id: ReplyId) -> Result<Option<Reply>> {
        self.db.optional(select_reply!("where r.id = $1"), args![id]).await
    }

    /// Replies, newest first; in one state and from before `before_id` where given.
    pub async fn replies(
        &self,
        state: Option<ReplyState>,
        before_id: Option<ReplyId>,
        limit: i64,
    ) -> Result<Vec<Reply>> {
        self.db
            .all(
                select_reply!(
                    "where r.state = coalesce($1, r.state) and r.id < $2
                     order by r.id desc limit $3"
                ),
                args![state.map(ReplyState::name), before_id.map_or(i64::MAX, ReplyId::get), limit],
            )
            .await
    }

    /// How many replies are in a state.
    pub async fn replies_count(&self, state: ReplyState) -> Result<i64> {
        self.db.value("select count(*) from reply where state = $1", args![state.name()]).await
    }

    /// All replies to these mentions, oldest first.
    pub async fn replies_to(&self, mention_ids: &[MentionId]) -> Result<Vec<Reply>> {
        let query = ListQuery {
            parts: &[select_reply!("where r.mention_id in ")],
            fixed: Vec::new(),
            tail: "",
        };
        let list: Vec<Arg<'_>> = mention_ids.iter().map(|id| Arg::from(*id)).collect();
        let mut replies: Vec<Reply> = self.db.all_in(&query, &list).await?;
        replies.sort_by_key(|reply| reply.id);
        Ok(replies)
    }

    /// Moves a reply to another state if it is in one of `from` now; `None` when it is not.
    ///
    /// The caller has checked that the step is allowed; this makes sure that the state and the
    /// version are still those that were checked. On the disk before it returns.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody changed the reply since it was seen;
    /// [`StoreError::Duplicate`] as [`ReplyChange::not_twice_since`] asks;
    /// [`StoreError::Answered`] and [`StoreError::Preflight`] as [`ReplyChange::answers`] asks.
    pub async fn change_reply(
        &self,
        reply: impl Into<Seen<ReplyId>>,
        from: &[ReplyState],
        change: &ReplyChange,
        act: &Act<'_>,
    ) -> Result<Option<Done<Reply>>> {
        let seen = reply.into();
        let mut tx = self.db.begin(Durability::Full).await?;
        if change.to == ReplyState::Queued {
            // Two replies to one mention, or with the same text, wait for each other here.
            tx.queue_for_claim().await?;
        }
        // Delivery changes nothing that people have written: their pages stay good.
        if act.action != Action::ReplyDeliver {
            tx.next_version(Versioned::Reply, seen, act).await?;
        }
        if let Some(since) = change.not_twice_since {
            refuse_twin(&mut tx, seen.id, change.text.as_deref(), since).await?;
        }
        if let Some(answers) = &change.answers {
            refuse_changed_mention(&mut tx, seen.id, change.mention_input_hash).await?;
            refuse_unseen(&mut tx, seen.id, answers).await?;
        }
        // Whether the mention is answered changes with this, and so the mention does.
        let answers = change.to == ReplyState::Sent || from.contains(&ReplyState::Sent);
        if answers {
            tx.lock_revision().await?;
        }
        if !apply(&mut tx, seen.id, from, change, act.at).await? {
            return Ok(None);
        }
        if answers {
            let mention: i64 =
                tx.value("select mention_id from reply where id = $1", args![seen.id]).await?;
            tx.touch_mentions(&[mention.into()]).await?;
        }
        done(tx, seen.id, act).await.map(Some)
    }

    /// Takes a reply in one of the states `from` for what is about to be done with it on the
    /// platform; `None` when it is in none of them. Whoever else has seen the same version comes too
    /// late then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`].
    pub async fn take_reply(
        &self,
        reply: impl Into<Seen<ReplyId>>,
        from: &[ReplyState],
        act: &Act<'_>,
    ) -> Result<Option<Done<Reply>>> {
        let seen = reply.into();
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.next_version(Versioned::Reply, seen, act).await?;
        let reply = fetch(&mut tx, seen.id).await?.ok_or(StoreError::NotFound)?;
        if !from.contains(&reply.state) {
            return Ok(None);
        }
        done(tx, seen.id, act).await.map(Some)
    }

    /// Whether the same text went out, is going out or waits to go out in that place since
    /// `since`; `except` is the reply that asks.
    pub async fn same_text_since(
        &self,
        place_id: PlaceId,
        text: &str,
        since: Millis,
        except: Option<ReplyId>,
    ) -> Result<bool> {
        self.db.value(SAME_TEXT, args![place_id, text, since, except.map_or(0, ReplyId::get)]).await
    }
}

/// Whether the text `$2` went out, is going out or waits to go out in the place `$1` since `$3`,
/// the reply `$4` aside.
const SAME_TEXT: &str = "select exists (
    select 1 from reply r join mention m on m.id = r.mention_id
    where r.state in ('queued', 'sending', 'held', 'sent', 'uncertain')
    and coalesce(r.sent_at, r.updated_at) >= $3
    and r.text = $2 and m.place_id = $1 and r.id <> $4)";

/// Refuses when the text that the reply will have was sent to the same place since `since`.
async fn refuse_twin(tx: &mut Tx, id: ReplyId, text: Option<&str>, since: Millis) -> Result<()> {
    let (place, own): (i64, String) = tx
        .only(
            "select m.place_id, r.text from reply r join mention m on m.id = r.mention_id
             where r.id = $1",
            args![id],
        )
        .await?;
    let text = text.unwrap_or(&own);
    if tx.value::<bool>(SAME_TEXT, args![place, text, since, id]).await? {
        return Err(StoreError::Duplicate(say!(
            "reply-text-taken",
            "a reply with the same text in that place exists already"
        )));
    }
    Ok(())
}

/// Changes the reply if it is in one of the states `from`; whether it was.
async fn apply(
    tx: &mut Tx,
    id: ReplyId,
    from: &[ReplyState],
    change: &ReplyChange,
    now: Millis,
) -> Result<bool> {
    let receipt = change.receipt.as_ref().map(to_json).transpose()?;
    let changed = tx
        .run(
            CHANGE_REPLY,
            args![
                id,
                state_list(from),
                change.to.name(),
                &change.text,
                change.error.is_some(),
                change.error.as_ref().and_then(Option::as_ref).map(Message::stored),
                change.approved_by.is_some(),
                change.approved_by.flatten(),
                change.not_before,
                receipt,
                change.mention_input_hash,
                now,
                matches!(change.to, ReplyState::Held | ReplyState::Sent),
                change.approved_token,
                change.tries == Tries::WasNone,
                change.tries == Tries::Afresh
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// `$2` is a list of states with commas around each.
/// Whoever settles an uncertain reply has already looked for it on the platform, and of one that
/// was held it is known what became of it.
const CHANGE_REPLY: &str = "update reply set
    state = $3,
    may_be_there = may_be_there and state not in ('uncertain', 'held'),
    attempts = case when $16 then 0 when $15 then attempts - 1 else attempts end,
    text = coalesce($4, text),
    error = case when $5 then $6 else error end,
    approved_by = case when $7 then $8 else approved_by end,
    approved_token = case when $7 then $14 else approved_token end,
    not_before = coalesce($9, not_before),
    receipt = coalesce($10, receipt),
    mention_input_hash = coalesce($11, mention_input_hash),
    updated_at = $12,
    sent_at = case when $13 then coalesce(sent_at, $12) else sent_at end,
    lease_until = null
    where id = $1 and $2 like '%,' || state || ',%'";

fn state_list(states: &[ReplyState]) -> String {
    states.iter().fold(String::from(","), |list, state| list + state.name() + ",")
}

pub(super) async fn fetch(tx: &mut Tx, id: ReplyId) -> Result<Option<Reply>> {
    tx.optional(select_reply!("where r.id = $1"), args![id]).await
}

/// Ends an act on a reply; returns the reply as it is now.
async fn done(mut tx: Tx, id: ReplyId, act: &Act<'_>) -> Result<Done<Reply>> {
    let reply = fetch(&mut tx, id).await?.ok_or(StoreError::NotFound)?;
    tx.done(act, &format!("reply:{id}"), reply).await
}
