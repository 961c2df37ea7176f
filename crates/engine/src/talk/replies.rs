//! Replies on our side of the wire: drafts, approval, undo.

use plaza_core::{
    MentionId, Message, Permission, PreflightProblem, ReplyId, ReplyRules, ReplyState, Seen,
    SeenReply, limits, say,
};
use plaza_store::talk::{NewReply, Reply, ReplyChange, Tries};
use plaza_store::{Act, Action, MentionView, StoreError};

use super::Talk;
use crate::{Actor, EngineError, EventKind, entered, random_hex};

/// Random bytes of a reply's key.
const REPLY_KEY_BYTES: usize = 16;
/// Within this time the same text is not sent to the same place again.
const SAME_TEXT_MS: i64 = 10 * 60_000;

impl Talk<'_> {
    /// Begins a reply to a mention.
    ///
    /// # Errors
    /// Forbidden, no such mention, a place that takes no replies, a text without end.
    pub async fn draft_reply(
        &self,
        actor: &Actor,
        mention_id: MentionId,
        text: &str,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let text = check_text(text)?;
        let mention = self.engine.mention(mention_id).await?;
        if self.rules_for(&mention)?.is_none() {
            return Err(EngineError::Conflict(PreflightProblem::NotSupported.message()));
        }
        let key = reply_key()?;
        let new =
            NewReply { mention_id, text: &text, key: &key, mention_input_hash: mention.input_hash };
        let act = self.act(actor, Action::ReplyDraft, mention_id, ReplyState::Draft);
        let done = self.shared().store.talk().create_reply(&new, &act).await?;
        Ok(self.shared().told(EventKind::Replies, done))
    }

    /// Changes a draft's text, and takes the mention as it is now for read.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it is no draft any more.
    pub async fn edit_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
        text: &str,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let seen = reply.into();
        let text = check_text(text)?;
        let reply = self.reply(seen.id).await?;
        let mention = self.engine.mention(reply.mention_id).await?;
        let change = ReplyChange {
            text: Some(text),
            mention_input_hash: Some(mention.input_hash),
            error: Some(None),
            ..ReplyChange::to(ReplyState::Draft)
        };
        let from = [ReplyState::Draft, ReplyState::Failed];
        let act = self.act(actor, Action::ReplyEdit, reply.mention_id, change.to);
        self.change(seen, &from, &change, &act).await
    }

    /// Says what speaks against sending `text` as an answer to a mention, without asking the
    /// platform.
    ///
    /// # Errors
    /// No such mention.
    pub async fn preflight(
        &self,
        mention_id: MentionId,
        text: &str,
    ) -> Result<Vec<PreflightProblem>, EngineError> {
        self.problems_of(mention_id, text, None).await
    }

    /// The same for the reply `except`, which is no duplicate of itself.
    async fn problems_of(
        &self,
        mention_id: MentionId,
        text: &str,
        except: Option<ReplyId>,
    ) -> Result<Vec<PreflightProblem>, EngineError> {
        let mention = self.engine.mention(mention_id).await?;
        let Some(rules) = self.rules_for(&mention)? else {
            return Ok(vec![PreflightProblem::NotSupported]);
        };
        let mut problems = rules.problems(text);
        if mention.deleted_at.is_some() {
            problems.push(PreflightProblem::ParentDeleted);
        }
        let since = self.shared().now() - SAME_TEXT_MS;
        let place = self.engine.listen().source(mention.source_id).await?.place_id;
        if self.shared().store.talk().same_text_since(place, text, since, except).await? {
            problems.push(PreflightProblem::DuplicateText);
        }
        Ok(problems)
    }

    /// The platform's rules for answering a mention; `None` where it takes no replies.
    ///
    /// # Errors
    /// No such mention.
    pub async fn reply_rules(
        &self,
        mention_id: MentionId,
    ) -> Result<Option<ReplyRules>, EngineError> {
        let mention = self.engine.mention(mention_id).await?;
        self.rules_for(&mention)
    }

    /// Hands a draft in. Whoever may approve sends it with the same step.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, not a draft, or the pre-flight
    /// found something; where it is sent, answers of others that were not seen.
    pub async fn submit_reply(
        &self,
        actor: &Actor,
        reply: impl Into<SeenReply>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.reply.id).await?;
        self.refuse_problems(&reply, &reply.text).await?;
        if actor.role.may(Permission::ApproveReplies) {
            let act = self.act(actor, Action::ReplyApprove, reply.mention_id, ReplyState::Queued);
            let text = reply.text.clone();
            return self
                .queue(actor, &act, as_checked(seen, &reply), ReplyState::Draft, text)
                .await;
        }
        let change = ReplyChange::to(ReplyState::Submitted);
        let act = self.act(actor, Action::ReplySubmit, reply.mention_id, change.to);
        self.change(as_checked(seen, &reply).reply, &[ReplyState::Draft], &change, &act).await
    }

    /// Lets a reply go out, with a changed text if one is given.
    ///
    /// # Errors
    /// As [`Self::submit_reply`]; the reply must wait for approval.
    pub async fn approve_reply(
        &self,
        actor: &Actor,
        reply: impl Into<SeenReply>,
        text: Option<String>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.reply.id).await?;
        let text = match text {
            Some(text) => check_text(&text)?,
            None => reply.text.clone(),
        };
        self.refuse_problems(&reply, &text).await?;
        let act = self.act(actor, Action::ReplyApprove, reply.mention_id, ReplyState::Queued);
        self.queue(actor, &act, as_checked(seen, &reply), ReplyState::Submitted, text).await
    }

    /// Sends a reply back to its author with a reason.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it does not wait for approval.
    pub async fn reject_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
        reason: &str,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.id).await?;
        let reason = entered::text::<{ limits::REASON }>("reason", reason)?;
        let change = ReplyChange {
            error: Some((!reason.is_empty()).then(|| Message::verbatim(reason))),
            ..ReplyChange::to(ReplyState::Draft)
        };
        let act = self.act(actor, Action::ReplyReject, reply.mention_id, change.to);
        self.change(seen, &[ReplyState::Submitted], &change, &act).await
    }

    /// Takes a reply back before it is sent. It is a draft again; or it waits for approval again, where
    /// somebody takes back that they have approved what another person wrote.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it is too late.
    pub async fn cancel_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.id).await?;
        let approved_here = reply.state == ReplyState::Queued
            && actor.user_id.is_some()
            && reply.approved_by == actor.user_id
            && reply.author_user_id != actor.user_id;
        let to = if approved_here { ReplyState::Submitted } else { ReplyState::Draft };
        let change = ReplyChange { approved_by: Some(None), ..ReplyChange::to(to) };
        let from: &[ReplyState] = match to {
            ReplyState::Submitted => &[ReplyState::Queued],
            _ => &[ReplyState::Submitted, ReplyState::Queued],
        };
        let act = self.act(actor, Action::ReplyCancel, reply.mention_id, change.to);
        self.change(seen, from, &change, &act).await
    }

    /// Throws away a draft, or a reply that surely did not go out.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it went out or may have.
    pub async fn discard_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.id).await?;
        let act = self.act(actor, Action::ReplyDiscard, reply.mention_id, reply.state);
        match self.shared().store.talk().discard_reply(seen, &act).await? {
            Some(done) => Ok(self.shared().told(EventKind::Replies, done)),
            None => {
                let state = self.reply(seen.id).await?.state.name();
                let message =
                    say!("reply-is-now", "this reply is {state} now; load it again", state);
                Err(EngineError::Conflict(message))
            }
        }
    }

    /// Tries a failed reply again.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it has not failed; answers of
    /// others that were not seen.
    pub async fn retry_reply(
        &self,
        actor: &Actor,
        reply: impl Into<SeenReply>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.reply.id).await?;
        let act = self.act(actor, Action::ReplyRetry, reply.mention_id, ReplyState::Queued);
        self.queue(actor, &act, seen, ReplyState::Failed, reply.text).await
    }

    /// Settles an uncertain reply: a person has looked whether it is there.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, or it is not uncertain.
    pub async fn resolve_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
        was_sent: bool,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let seen = reply.into();
        let reply = self.reply(seen.id).await?;
        let to = if was_sent { ReplyState::Sent } else { ReplyState::Failed };
        let change = ReplyChange {
            error: Some((!was_sent).then(|| {
                say!(
                    "reply-seen-unpublished",
                    "{name} saw that it was not published",
                    name = actor.name
                )
            })),
            ..ReplyChange::to(to)
        };
        let act = self.act(actor, Action::ReplyResolve, reply.mention_id, change.to);
        self.change(seen, &[ReplyState::Uncertain], &change, &act).await
    }

    pub(crate) async fn reply(&self, id: ReplyId) -> Result<Reply, EngineError> {
        self.shared().store.talk().reply(id).await?.ok_or(EngineError::NotFound("reply"))
    }

    fn rules_for(&self, mention: &MentionView) -> Result<Option<ReplyRules>, EngineError> {
        // Imported files have no connector, and a kind may have been built out.
        Ok(self
            .shared()
            .factory(&mention.source_kind)
            .ok()
            .and_then(|factory| factory.spec().reply))
    }

    async fn refuse_problems(&self, reply: &Reply, text: &str) -> Result<(), EngineError> {
        let mut problems = self.problems_of(reply.mention_id, text, Some(reply.id)).await?;
        if self.engine.mention(reply.mention_id).await?.input_hash != reply.mention_input_hash {
            problems.push(PreflightProblem::ParentEdited);
        }
        match problems.first() {
            None => Ok(()),
            Some(problem) => Err(EngineError::invalid("text", problem.message())),
        }
    }

    /// Lets a reply in the state `from` go out with `text`.
    async fn queue(
        &self,
        actor: &Actor,
        act: &Act<'_>,
        seen: SeenReply,
        from: ReplyState,
        text: String,
    ) -> Result<Reply, EngineError> {
        let now = self.shared().now();
        let change = ReplyChange {
            text: Some(text),
            error: Some(None),
            approved_by: Some(actor.user_id),
            approved_token: actor.token_id,
            not_before: Some(now + self.shared().settings.undo_ms),
            tries: Tries::Afresh,
            // Trying again repeats what was let go out before.
            not_twice_since: (act.action != Action::ReplyRetry).then_some(now - SAME_TEXT_MS),
            answers: seen.answers,
            ..ReplyChange::to(ReplyState::Queued)
        };
        let reply = self.change(seen.reply, &[from], &change, act).await?;
        self.parts().replies_due.notify_one();
        Ok(reply)
    }

    /// One step, if the reply is still where the caller saw it.
    pub(super) async fn change(
        &self,
        seen: Seen<ReplyId>,
        from: &[ReplyState],
        change: &ReplyChange,
        act: &Act<'_>,
    ) -> Result<Reply, EngineError> {
        match self.shared().store.talk().change_reply(seen, from, change, act).await {
            Ok(Some(done)) => Ok(self.shared().told(EventKind::Replies, done)),
            Ok(None) => {
                let state = self.reply(seen.id).await?.state;
                state.step(change.to)?;
                let state = state.name();
                let message =
                    say!("reply-is-now", "this reply is {state} now; load it again", state);
                Err(EngineError::Conflict(message))
            }
            Err(StoreError::Duplicate(_)) => {
                Err(EngineError::invalid("text", PreflightProblem::DuplicateText.message()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What is done to a reply to that mention.
    pub(super) fn act<'a>(
        &self,
        actor: &'a Actor,
        action: Action,
        mention_id: MentionId,
        state: ReplyState,
    ) -> Act<'a> {
        let detail = serde_json::json!({ "mention": mention_id, "state": state });
        actor.act(action, self.shared().now()).with(detail)
    }
}

/// The reply with the version that was checked, where nobody named one: what is changed from then on
/// was not checked.
fn as_checked(seen: SeenReply, reply: &Reply) -> SeenReply {
    let version = seen.reply.version.unwrap_or(reply.version);
    SeenReply { reply: Seen::at(reply.id, version), ..seen }
}

fn check_text(entered: &str) -> Result<String, EngineError> {
    entered::text::<{ limits::REPLY_TEXT }>("text", entered)
}

/// 128 random bits: two processes never make the same key.
fn reply_key() -> Result<String, EngineError> {
    Ok(format!("plaza-{}", random_hex(REPLY_KEY_BYTES)?))
}
