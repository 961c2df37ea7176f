//! One try at sending a reply, and looking for one whose try ended without our knowing how.

use std::time::Duration;

use plaza_core::{
    Connector, ConnectorError, DAY_MS, Message, Millis, OtherReplies, OutgoingReply, Permission,
    ReadBack, Receipt, Replier, say, text,
};
use plaza_store::MentionView;
use plaza_store::talk::Reply;
use tokio::time::{Instant, timeout_at};

use super::Talk;
use crate::EngineError;
use crate::access::Lost;

/// Tries before a reply that cannot be sent is given to a person: nearly three hours.
const MAX_ATTEMPTS: i64 = 12;
/// First pause before another try, doubled each time.
const FIRST_PAUSE_MS: Millis = 5_000;
/// Shortest pause after a platform said "wait".
const SHORTEST_WAIT_MS: Millis = 1_000;
/// How long the thread is tried to be read before a person is asked.
const GIVE_UP_AFTER_MS: Millis = DAY_MS;

/// What is written down after a step.
pub(super) enum Outcome {
    /// The platform took it; it may keep it back for its moderators.
    Taken(Receipt),
    /// A try failed, and nothing was published.
    Again {
        at: Millis,
        why: Message,
    },
    /// There was no try: the platform, or a limit of ours, makes it wait.
    Wait {
        at: Millis,
        why: Message,
    },
    Failed(Message),
    Uncertain(Message),
    /// Stays `sending`; looked for at that time, otherwise when its lease runs out.
    Unknown {
        look_at: Option<Millis>,
        why: Message,
    },
    /// The place's moderators have not decided.
    StillHeld {
        look_at: Millis,
        why: Option<Message>,
    },
}

impl Talk<'_> {
    /// Sends a claimed reply, unless it is there already.
    pub(super) async fn try_to_send(&self, reply: &Reply) -> Result<Outcome, EngineError> {
        let lease = Duration::from_millis(self.shared().settings.reply_lease_ms.unsigned_abs());
        // No try outlives its lease: after it, somebody else may read the thread back.
        let end = Instant::now() + lease * 2 / 3;
        let (mention, connector) = match self.known_way_to(reply).await? {
            Ok(way) => way,
            Err(why) => return Ok(given_up(reply.may_be_there, why)),
        };
        let Some(replier) = connector.replier() else {
            let why = say!("place-takes-no-replies", "this place takes no replies");
            return Ok(given_up(reply.may_be_there, why));
        };
        let outgoing = self.outgoing(reply, &mention).await?;
        match timeout_at(end, self.may_go_out(replier, &outgoing, reply)).await {
            Ok(Ok(())) => {}
            Ok(Err(outcome)) => return Ok(outcome),
            Err(_) => {
                let why =
                    say!("reply-too-slow", "the platform took too long before anything was sent");
                return Ok(self.again(reply, why, reply.may_be_there));
            }
        }
        if let Some(why) = self.permission_lost(reply).await? {
            return Ok(Outcome::Failed(why));
        }
        match timeout_at(end, replier.send(&outgoing)).await {
            Ok(Ok(receipt)) => Ok(Outcome::Taken(receipt)),
            Ok(Err(ConnectorError::MayBeDone(why))) => {
                Ok(after_lost_answer(replier, &outgoing, why).await)
            }
            Ok(Err(error)) => Ok(self.after_refusal(replier, &outgoing, reply, error).await),
            Err(_) => {
                let why = say!("reply-no-answer", "the platform did not answer in time");
                Ok(Outcome::Unknown { look_at: None, why })
            }
        }
    }

    /// Looks whether the reply is there already, where an earlier try may have arrived, and asks the
    /// platform whether it takes it.
    async fn may_go_out(
        &self,
        replier: &dyn Replier,
        outgoing: &OutgoingReply,
        reply: &Reply,
    ) -> Result<(), Outcome> {
        if reply.may_be_there {
            match replier.read_back(outgoing).await {
                Ok(ReadBack::Absent) => {}
                Ok(ReadBack::Found(receipt)) => return Err(Outcome::Taken(receipt)),
                Ok(ReadBack::Unknown(why)) => return Err(Outcome::Uncertain(why)),
                Err(error) => return Err(self.not_sent(reply, error, true)),
            }
        }
        match replier.preflight(outgoing).await {
            Ok(problems) => match problems.first() {
                None => Ok(()),
                Some(problem) => Err(Outcome::Failed(problem.message())),
            },
            Err(error) => Err(self.not_sent(reply, error, false)),
        }
    }

    /// The platform took nothing now. An earlier try without an answer may have arrived meanwhile,
    /// and be the very reason why a repetition is refused.
    async fn after_refusal(
        &self,
        replier: &dyn Replier,
        outgoing: &OutgoingReply,
        reply: &Reply,
        error: ConnectorError,
    ) -> Outcome {
        let refused = self.not_sent(reply, error, false);
        let Outcome::Failed(why) = refused else { return refused };
        if !reply.may_be_there {
            return Outcome::Failed(why);
        }
        match replier.read_back(outgoing).await {
            Ok(ReadBack::Found(receipt)) => Outcome::Taken(receipt),
            Ok(ReadBack::Absent) => Outcome::Failed(why),
            Ok(ReadBack::Unknown(unknown)) => Outcome::Uncertain(why.then(unknown)),
            Err(error) => Outcome::Uncertain(why.then(error.message())),
        }
    }

    /// Reads the thread back for a reply whose sending ended we do not know how.
    pub(super) async fn look_for(&self, reply: &Reply) -> Result<Outcome, EngineError> {
        let (mention, connector) = match self.known_way_to(reply).await? {
            Ok(way) => way,
            Err(why) => return Ok(Outcome::Uncertain(why)),
        };
        let Some(replier) = connector.replier() else {
            return Ok(Outcome::Uncertain(say!(
                "place-takes-no-replies-now",
                "this place takes no replies any more"
            )));
        };
        let outgoing = self.outgoing(reply, &mention).await?;
        let now = self.shared().now();
        Ok(match replier.read_back(&outgoing).await {
            Ok(ReadBack::Found(receipt)) => Outcome::Taken(receipt),
            Ok(ReadBack::Absent) => {
                let why = say!("reply-not-arrived", "it had not arrived; it is sent again");
                self.again(reply, why, false)
            }
            Ok(ReadBack::Unknown(why)) | Err(ConnectorError::Unauthorized(why)) => {
                Outcome::Uncertain(why)
            }
            Err(error) if now - outgoing.first_try_at > GIVE_UP_AFTER_MS => {
                Outcome::Uncertain(error.message())
            }
            Err(ConnectorError::RateLimited { until, reason }) => {
                let look_at = Some(until.max(now + SHORTEST_WAIT_MS));
                Outcome::Unknown { look_at, why: reason }
            }
            Err(error) => Outcome::Unknown { look_at: None, why: error.message() },
        })
    }

    /// What follows from an error before anything of this try was published; `may_be_there` says
    /// whether something of an earlier one may have been.
    fn not_sent(&self, reply: &Reply, error: ConnectorError, may_be_there: bool) -> Outcome {
        match error {
            ConnectorError::RateLimited { until, reason } => {
                let at = until.max(self.shared().now() + SHORTEST_WAIT_MS);
                Outcome::Wait { at, why: reason }
            }
            ConnectorError::Transient(why) | ConnectorError::MayBeDone(why) => {
                self.again(reply, why, may_be_there)
            }
            other => given_up(may_be_there, other.message()),
        }
    }

    fn again(&self, reply: &Reply, why: Message, may_be_there: bool) -> Outcome {
        if reply.attempts >= MAX_ATTEMPTS {
            let tries = reply.attempts;
            let why = say!("reply-given-up", "given up after {tries} tries: {why}", tries, why);
            return given_up(may_be_there, why);
        }
        let doublings = u32::try_from(reply.attempts.clamp(1, MAX_ATTEMPTS) - 1).unwrap_or(0);
        Outcome::Again { at: self.shared().now() + (FIRST_PAUSE_MS << doublings), why }
    }

    /// Why whoever let this reply go out, a person or a program with a token, may not do so any
    /// more.
    async fn permission_lost(&self, reply: &Reply) -> Result<Option<Message>, EngineError> {
        let (user, token) = (reply.approved_by, reply.approved_token);
        let lost = self.engine.access().lost(user, token, Permission::ApproveReplies).await?;
        let why = lost.map(|lost| match lost {
            Lost::Person => say!(
                "approver-lost",
                "whoever approved it may not do so any more; approve it again"
            ),
            Lost::Token => say!(
                "approver-token-lost",
                "the API token that approved it may not do so any more: it has ended, was taken \
                 back, or its maker has lost the right; approve it again"
            ),
        });
        Ok(why)
    }

    /// The mention that a reply answers, and the way to where it was said.
    pub(super) async fn way_to(
        &self,
        reply: &Reply,
    ) -> Result<(MentionView, Box<dyn Connector>), EngineError> {
        let mention = self.engine.mention(reply.mention_id).await?;
        let source = self.engine.listen().source(mention.source_id).await?;
        let connector = self.engine.listen().connector(&source).await?;
        Ok((mention, connector))
    }

    /// The same; `Ok(Err(why))` where there is no way any more, and not only no store to ask.
    pub(super) async fn known_way_to(
        &self,
        reply: &Reply,
    ) -> Result<Result<(MentionView, Box<dyn Connector>), Message>, EngineError> {
        match self.way_to(reply).await {
            Err(error @ EngineError::Store(_)) => Err(error),
            way => Ok(way.map_err(|error| error.message())),
        }
    }

    /// What a platform's replier is given for `reply`.
    pub(super) async fn outgoing(
        &self,
        reply: &Reply,
        mention: &MentionView,
    ) -> Result<OutgoingReply, EngineError> {
        let store = self.shared().store.talk();
        let mut others = OtherReplies::default();
        for other in store.other_replies(reply.mention_id, reply.id).await? {
            // Where a platform puts handles in front, the end of a text is compared.
            others.has_twin |= other.may_be_there && text::ends_saying(&other.text, &reply.text);
            others.known.extend(other.receipt.map(|receipt| receipt.external_id));
        }
        Ok(OutgoingReply {
            key: reply.key.clone(),
            parent_id: mention.external_id.clone(),
            conversation_id: mention.conversation.clone(),
            text: reply.text.clone(),
            first_try_at: reply.first_try_at.unwrap_or(self.shared().now()),
            others,
        })
    }
}

/// There is no further try: a person looks where something may have been published.
fn given_up(may_be_there: bool, why: Message) -> Outcome {
    if may_be_there { Outcome::Uncertain(why) } else { Outcome::Failed(why) }
}

/// The request went out and no answer came. If it is there already we are done; if it is not, it may
/// still be on its way, so the lease decides when to look again.
async fn after_lost_answer(
    replier: &dyn Replier,
    outgoing: &OutgoingReply,
    why: Message,
) -> Outcome {
    match replier.read_back(outgoing).await {
        Ok(ReadBack::Found(receipt)) => Outcome::Taken(receipt),
        Ok(ReadBack::Absent | ReadBack::Unknown(_)) | Err(_) => {
            Outcome::Unknown { look_at: None, why }
        }
    }
}
