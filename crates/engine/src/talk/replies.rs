//! Replies on our side of the wire: drafts, approval, undo.

use plaza_core::{
    MentionId, Permission, PreflightProblem, ReplyId, ReplyRules, ReplyState, limits,
};
use plaza_store::talk::{NewReply, Reply, ReplyChange, Tries};
use plaza_store::{Act, Action, MentionView, StoreError};

use super::Talk;
use crate::{Actor, EngineError, EventKind, entered, random_bytes};

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
            return Err(EngineError::Conflict(PreflightProblem::NotSupported.to_string()));
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
    /// Forbidden, no such reply, or it is no draft any more.
    pub async fn edit_reply(
        &self,
        actor: &Actor,
        id: ReplyId,
        text: &str,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let text = check_text(text)?;
        let reply = self.reply(id).await?;
        let mention = self.engine.mention(reply.mention_id).await?;
        let change = ReplyChange {
            text: Some(text),
            mention_input_hash: Some(mention.input_hash),
            error: Some(None),
            ..ReplyChange::to(ReplyState::Draft)
        };
        let from = [ReplyState::Draft, ReplyState::Failed];
        self.change(actor, Action::ReplyEdit, &reply, &from, change).await
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
    /// Forbidden, no such reply, not a draft, or the pre-flight found something.
    pub async fn submit_reply(&self, actor: &Actor, id: ReplyId) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let reply = self.reply(id).await?;
        self.refuse_problems(&reply, &reply.text).await?;
        if actor.role.may(Permission::ApproveReplies) {
            return self
                .queue(actor, Action::ReplyApprove, &reply, &[ReplyState::Draft], None)
                .await;
        }
        let seen_at = Some(reply.updated_at);
        let change = ReplyChange { seen_at, ..ReplyChange::to(ReplyState::Submitted) };
        self.change(actor, Action::ReplySubmit, &reply, &[ReplyState::Draft], change).await
    }

    /// Lets a reply go out, with a changed text if one is given.
    ///
    /// # Errors
    /// As [`Self::submit_reply`]; the reply must wait for approval.
    pub async fn approve_reply(
        &self,
        actor: &Actor,
        id: ReplyId,
        text: Option<String>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let reply = self.reply(id).await?;
        let text = text.map(|text| check_text(&text)).transpose()?;
        self.refuse_problems(&reply, text.as_deref().unwrap_or(&reply.text)).await?;
        self.queue(actor, Action::ReplyApprove, &reply, &[ReplyState::Submitted], text).await
    }

    /// Sends a reply back to its author with a reason.
    ///
    /// # Errors
    /// Forbidden, no such reply, or it does not wait for approval.
    pub async fn reject_reply(
        &self,
        actor: &Actor,
        id: ReplyId,
        reason: &str,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let reply = self.reply(id).await?;
        let reason = entered::text::<{ limits::REASON }>("reason", reason)?;
        let change = ReplyChange {
            error: Some((!reason.is_empty()).then_some(reason)),
            ..ReplyChange::to(ReplyState::Draft)
        };
        self.change(actor, Action::ReplyReject, &reply, &[ReplyState::Submitted], change).await
    }

    /// Takes a reply back before it is sent; it is a draft again.
    ///
    /// # Errors
    /// Forbidden, no such reply, or it is too late.
    pub async fn cancel_reply(&self, actor: &Actor, id: ReplyId) -> Result<Reply, EngineError> {
        actor.require(Permission::WriteReplies)?;
        let reply = self.reply(id).await?;
        let change = ReplyChange { approved_by: Some(None), ..ReplyChange::to(ReplyState::Draft) };
        let from = [ReplyState::Submitted, ReplyState::Queued];
        self.change(actor, Action::ReplyCancel, &reply, &from, change).await
    }

    /// Tries a failed reply again.
    ///
    /// # Errors
    /// Forbidden, no such reply, or it has not failed.
    pub async fn retry_reply(&self, actor: &Actor, id: ReplyId) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let reply = self.reply(id).await?;
        self.queue(actor, Action::ReplyRetry, &reply, &[ReplyState::Failed], None).await
    }

    /// Settles an uncertain reply: a person has looked whether it is there.
    ///
    /// # Errors
    /// Forbidden, no such reply, or it is not uncertain.
    pub async fn resolve_reply(
        &self,
        actor: &Actor,
        id: ReplyId,
        was_sent: bool,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let reply = self.reply(id).await?;
        let to = if was_sent { ReplyState::Sent } else { ReplyState::Failed };
        let change = ReplyChange {
            error: Some(
                (!was_sent).then(|| format!("{} saw that it was not published", actor.name)),
            ),
            ..ReplyChange::to(to)
        };
        self.change(actor, Action::ReplyResolve, &reply, &[ReplyState::Uncertain], change).await
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
            Some(problem) => Err(EngineError::invalid("text", problem.to_string())),
        }
    }

    async fn queue(
        &self,
        actor: &Actor,
        action: Action,
        reply: &Reply,
        from: &[ReplyState],
        text: Option<String>,
    ) -> Result<Reply, EngineError> {
        let now = self.shared().now();
        let change = ReplyChange {
            text,
            error: Some(None),
            approved_by: Some(actor.user_id),
            approved_token: actor.token_id,
            not_before: Some(now + self.shared().settings.undo_ms),
            tries: Tries::Afresh,
            // Trying again repeats what was let go out before.
            not_twice_since: (action != Action::ReplyRetry).then_some(now - SAME_TEXT_MS),
            seen_at: Some(reply.updated_at),
            ..ReplyChange::to(ReplyState::Queued)
        };
        let reply = self.change(actor, action, reply, from, change).await?;
        self.parts().replies_due.notify_one();
        Ok(reply)
    }

    /// One step, if the reply is still where the caller saw it.
    pub(super) async fn change(
        &self,
        actor: &Actor,
        action: Action,
        reply: &Reply,
        from: &[ReplyState],
        change: ReplyChange,
    ) -> Result<Reply, EngineError> {
        reply.state.step(change.to)?;
        let act = self.act(actor, action, reply.mention_id, change.to);
        match self.shared().store.talk().change_reply(reply.id, from, &change, &act).await {
            Ok(Some(done)) => Ok(self.shared().told(EventKind::Replies, done)),
            Ok(None) => Err(EngineError::Conflict(format!(
                "this reply is {} now; load it again",
                self.reply(reply.id).await?.state.name()
            ))),
            Err(StoreError::Duplicate(_)) => {
                Err(EngineError::invalid("text", PreflightProblem::DuplicateText.to_string()))
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

fn check_text(entered: &str) -> Result<String, EngineError> {
    entered::text::<{ limits::REPLY_TEXT }>("text", entered)
}

/// 128 random bits: two processes never make the same key.
fn reply_key() -> Result<String, EngineError> {
    let bytes = random_bytes(REPLY_KEY_BYTES)?;
    Ok(bytes.iter().fold("plaza-".to_owned(), |key, byte| format!("{key}{byte:02x}")))
}
