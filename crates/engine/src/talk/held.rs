//! Replies that a place keeps back for its moderators, and taking replies back.

use plaza_core::{
    ConnectorError, DAY_MS, Message, Millis, OutgoingReply, Permission, PreflightProblem, Receipt,
    Replier, ReplyId, ReplyState, Seen, Standing, say,
};
use plaza_store::Action;
use plaza_store::talk::{Reply, ReplyChange};

use super::Talk;
use super::attempt::Outcome;
use crate::{Actor, EngineError};

/// First and longest pause between two looks at a reply that is kept back.
const FIRST_LOOK_MS: Millis = 60_000;
const LONGEST_LOOK_MS: Millis = 6 * 3_600_000;
/// How much longer it has been kept back each time that it is looked at again: a quarter.
const GROWTH: Millis = 4;
/// After this time a person is asked.
const HELD_TOO_LONG_MS: Millis = 30 * DAY_MS;

/// States of a reply that the place has.
const PUBLISHED: [ReplyState; 2] = [ReplyState::Sent, ReplyState::Held];

/// When a reply is looked at next that was taken at `taken_at`: in a minute at first, then at growing
/// distances.
pub(super) fn next_look(taken_at: Millis, now: Millis) -> Millis {
    now + ((now - taken_at) / GROWTH).clamp(FIRST_LOOK_MS, LONGEST_LOOK_MS)
}

impl Talk<'_> {
    /// Looks what the place's moderators made of a reply.
    pub(super) async fn look_at_held(&self, reply: &Reply) -> Result<Outcome, EngineError> {
        let now = self.shared().now();
        let taken_at = reply.sent_at.unwrap_or(reply.updated_at);
        let still = |why: Option<Message>| {
            if now - taken_at > HELD_TOO_LONG_MS {
                let days = HELD_TOO_LONG_MS / DAY_MS;
                let asked = say!(
                    "reply-held-long",
                    "the place has said nothing of it for {days} days; look there",
                    days
                );
                return Outcome::Uncertain(asked);
            }
            Outcome::StillHeld { look_at: next_look(taken_at, now), why }
        };
        let (mention, connector) = match self.known_way_to(reply).await? {
            Ok(way) => way,
            Err(why) => return Ok(still(Some(why))),
        };
        let (Some(replier), Some(receipt)) = (connector.replier(), &reply.receipt) else {
            return Ok(still(Some(say!(
                "place-takes-no-replies-now",
                "this place takes no replies any more"
            ))));
        };
        let outgoing = self.outgoing(reply, &mention).await?;
        Ok(match replier.look(&outgoing, receipt).await {
            Ok(Standing::Published(receipt)) => Outcome::Taken(receipt),
            // The place shows it to nobody, or not to us, until its moderators have decided.
            Ok(Standing::Held | Standing::Unknown(_)) => still(None),
            Ok(Standing::Gone) => Outcome::Failed(say!(
                "reply-not-published",
                "the moderators of the place did not publish it"
            )),
            Err(ConnectorError::RateLimited { until, .. }) => {
                Outcome::StillHeld { look_at: until.max(now + FIRST_LOOK_MS), why: None }
            }
            Err(error) => still(Some(error.message())),
        })
    }

    /// Deletes a reply on the platform. People may have read it all the same. Asked again after the
    /// process died, it finds that the reply is gone.
    ///
    /// # Errors
    /// Forbidden, no such reply, one that somebody changed since, not published by Plaza, still
    /// there, or what the platform answered.
    pub async fn retract_reply(
        &self,
        actor: &Actor,
        reply: impl Into<Seen<ReplyId>>,
    ) -> Result<Reply, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let seen = reply.into();
        // Taken first, so that of two who do the same one alone asks the platform.
        let reply = self.take_published(actor, seen).await?;
        let Some(receipt) = &reply.receipt else {
            return Err(EngineError::Conflict(say!(
                "reply-id-unknown",
                "Plaza does not know this reply's id on the platform; delete it there"
            )));
        };
        let (mention, connector) = self.way_to(&reply).await?;
        let Some(replier) = connector.replier() else {
            return Err(EngineError::Conflict(PreflightProblem::NotSupported.message()));
        };
        let outgoing = self.outgoing(&reply, &mention).await?;
        match replier.retract(receipt).await {
            Ok(()) => {}
            Err(error @ (ConnectorError::Gone(_) | ConnectorError::MayBeDone(_))) => {
                must_be_gone(replier, &outgoing, receipt, &error).await?;
            }
            Err(error) => return Err(error.into()),
        }
        let change = ReplyChange { error: Some(None), ..ReplyChange::to(ReplyState::Retracted) };
        let act = self.act(actor, Action::ReplyRetract, reply.mention_id, change.to);
        self.change(reply.id.into(), &PUBLISHED, &change, &act).await
    }

    async fn take_published(
        &self,
        actor: &Actor,
        seen: Seen<ReplyId>,
    ) -> Result<Reply, EngineError> {
        let reply = self.reply(seen.id).await?;
        let act = self.act(actor, Action::ReplyRetract, reply.mention_id, reply.state);
        let seen = Seen::at(seen.id, seen.version.unwrap_or(reply.version));
        match self.shared().store.talk().take_reply(seen, &PUBLISHED, &act).await? {
            Some(taken) => Ok(taken.value),
            None => {
                let state = self.reply(seen.id).await?.state;
                state.step(ReplyState::Retracted)?;
                Err(EngineError::Conflict(say!(
                    "reply-state-now",
                    "this reply is {state} now",
                    state = state.name()
                )))
            }
        }
    }
}

/// Looks whether a reply is gone: a platform that knows nothing of it may just not show what waits
/// for its moderators, and a lost answer says nothing.
async fn must_be_gone(
    replier: &dyn Replier,
    outgoing: &OutgoingReply,
    receipt: &Receipt,
    error: &ConnectorError,
) -> Result<(), EngineError> {
    let is_gone = matches!(error, ConnectorError::Gone(_));
    let error = error.message();
    let refused = |why: Message| Err(EngineError::Conflict(why));
    match replier.look(outgoing, receipt).await? {
        Standing::Gone => Ok(()),
        Standing::Published(_) => refused(say!(
            "reply-still-there",
            "it is still there ({error}); try again in a moment, or delete it there",
            error
        )),
        Standing::Held => refused(say!(
            "reply-still-held",
            "it still waits for the moderators of the place, and Plaza cannot take it back from them \
             ({error}); ask them, or delete it there when it is published",
            error
        )),
        // A place that shows nothing has said that it is gone; more cannot be known.
        Standing::Unknown(_) if is_gone && !receipt.held => Ok(()),
        Standing::Unknown(why) => refused(say!(
            "reply-unknown",
            "it is not known whether it is still there ({error}; {why}); look there",
            error,
            why
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_become_rarer() {
        let hour = 3_600_000;
        for (held_for, pause) in [
            (0, FIRST_LOOK_MS),
            (hour, hour / 4),
            (DAY_MS, 6 * hour),
            (20 * DAY_MS, LONGEST_LOOK_MS),
        ] {
            assert_eq!(next_look(1_000, 1_000 + held_for), 1_000 + held_for + pause);
        }
    }
}
