//! Delivering replies: exactly once, whatever crashes.
//!
//! A queued reply is claimed (`sending`, flushed to disk) before the platform hears of it. What
//! happens then is written down; where that cannot be, because the process died or the answer was
//! lost, the lease runs out and the thread is read back. Only what is surely absent is sent again;
//! what cannot be known goes to a person as `uncertain`.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use plaza_core::{
    Connector, ConnectorError, DAY_MS, Millis, OutgoingReply, Permission, PlaceId, ReadBack,
    Receipt, Replier, ReplyState,
};
use plaza_store::talk::{Reply, ReplyChange};
use plaza_store::{Action, MentionView};

use super::Talk;
use crate::access::Lost;
use crate::tasks::Step;
use crate::{Actor, EngineError, EventKind};

/// Longest time until a due reply is noticed.
const POLL: Duration = Duration::from_millis(500);
/// Tries before a reply that the platform keeps failing is given to a person.
const MAX_ATTEMPTS: i64 = 8;
/// First pause before another try, doubled each time.
const FIRST_PAUSE_MS: Millis = 5_000;
/// How long the thread is tried to be read before a person is asked.
const GIVE_UP_AFTER_MS: Millis = DAY_MS;

/// Places that this process delivers in at once; those that have waited longest come first.
const MOST_LANES: usize = 64;
/// How long a try that is under way may go on when Plaza shuts down.
const LAST_TRY: Duration = Duration::from_secs(5);

/// What is written down after a step.
enum Outcome {
    Sent(Receipt),
    Again {
        at: Millis,
        why: String,
    },
    Failed(String),
    Uncertain(String),
    /// Stays `sending`; the lease decides when it is looked at next.
    Unknown(String),
}

/// The places where this process delivers right now.
#[derive(Default)]
pub(super) struct Lanes(Arc<Mutex<HashSet<PlaceId>>>);

/// One place that nobody else delivers in meanwhile; closed when it is dropped.
struct Lane {
    place: PlaceId,
    open: Arc<Mutex<HashSet<PlaceId>>>,
}

impl Lanes {
    /// Opens the lane of a place, unless it is open or there are enough of them.
    fn open(&self, place: PlaceId) -> Option<Lane> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = open.len() < MOST_LANES && open.insert(place);
        opened.then(|| Lane { place, open: Arc::clone(&self.0) })
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.place);
    }
}

impl Talk<'_> {
    /// Delivers in every place by itself: a slow platform holds nobody else up.
    pub(crate) fn start_delivering(&self) {
        let (engine, wake) = (self.engine.clone(), Arc::clone(&self.parts().replies_due));
        self.shared().tasks.every("delivery", POLL, wake, move || {
            let engine = engine.clone();
            async move { engine.talk().open_lanes().await.map(|()| Step::Rest) }
        });
    }

    /// Opens a lane for every place where something is due and nothing is under way.
    async fn open_lanes(&self) -> Result<(), EngineError> {
        for place in self.shared().store.talk().places_due(self.shared().now()).await? {
            let Some(lane) = self.parts().lanes.open(place) else { continue };
            let engine = self.engine.clone();
            self.shared().tasks.once("delivery in one place", async move {
                engine.talk().follow_lane(&lane).await
            });
        }
        Ok(())
    }

    async fn follow_lane(&self, lane: &Lane) -> Result<(), EngineError> {
        let stop = self.shared().stop();
        // A try that is cut off is looked for when its lease has run out.
        let cut_off = async {
            stop.cancelled().await;
            tokio::time::sleep(LAST_TRY).await;
        };
        let deliver = async {
            while !stop.is_cancelled() && self.deliver_in(lane.place).await? {}
            Ok(())
        };
        tokio::select! {
            done = deliver => done,
            () = cut_off => Ok(()),
        }
    }

    /// Delivers until nothing is due any more. For tests and commands, where no loop runs.
    ///
    /// # Errors
    /// The store fails; what happened on the platforms is kept with each reply.
    pub async fn deliver_until_idle(&self) -> Result<(), EngineError> {
        loop {
            let places = self.shared().store.talk().places_due(self.shared().now()).await?;
            let mut done = false;
            for place in places {
                done |= self.deliver_in(place).await?;
            }
            if !done {
                return Ok(());
            }
        }
    }

    /// Takes one step with one reply of a place; false when none is due.
    async fn deliver_in(&self, place: PlaceId) -> Result<bool, EngineError> {
        let (shared, lease) = (self.shared(), self.shared().settings.reply_lease_ms);
        let store = shared.store.talk();
        let (reply, outcome) =
            if let Some(reply) = store.expired_sending(place, shared.now(), lease).await? {
                let outcome = self.look_for(&reply).await?;
                (reply, outcome)
            } else if let Some(reply) = store.claim_reply(place, shared.now(), lease).await? {
                let outcome = self.try_to_send(&reply).await?;
                (reply, outcome)
            } else {
                return Ok(false);
            };
        self.settle(&reply, outcome).await?;
        Ok(true)
    }

    async fn try_to_send(&self, reply: &Reply) -> Result<Outcome, EngineError> {
        if let Some(why) = self.permission_lost(reply).await? {
            return Ok(Outcome::Failed(why));
        }
        let (mention, connector) = match self.way_to(reply).await {
            Ok(way) => way,
            Err(error) => return Ok(Outcome::Failed(error.to_string())),
        };
        let Some(replier) = connector.replier() else {
            return Ok(Outcome::Failed("this place takes no replies".to_owned()));
        };
        let outgoing = Self::outgoing(reply, &mention, self.shared().now());
        if reply.may_be_there {
            match replier.read_back(&outgoing).await {
                Ok(ReadBack::Found(receipt)) => return Ok(Outcome::Sent(receipt)),
                Ok(ReadBack::Absent) => {}
                Ok(ReadBack::Unknown(why)) => return Ok(Outcome::Uncertain(why)),
                Err(error) => return Ok(self.not_sent(reply, error)),
            }
        }
        match replier.preflight(&outgoing).await {
            Ok(problems) if problems.is_empty() => {}
            Ok(problems) => return Ok(Outcome::Failed(problems[0].to_string())),
            Err(error) => return Ok(self.not_sent(reply, error)),
        }
        let lease = Duration::from_millis(self.shared().settings.reply_lease_ms.unsigned_abs());
        // No try outlives its lease: after it, somebody else may read the thread back.
        match tokio::time::timeout(lease * 2 / 3, replier.send(&outgoing)).await {
            Ok(Ok(receipt)) => Ok(Outcome::Sent(receipt)),
            Ok(Err(ConnectorError::Transient(why))) => {
                Ok(self.after_lost_answer(replier, &outgoing, reply, why).await)
            }
            Ok(Err(error)) => Ok(self.after_refusal(replier, &outgoing, reply, error).await),
            Err(_) => Ok(Outcome::Unknown("the platform did not answer in time".to_owned())),
        }
    }

    /// The request went out and no answer came. If it is there already we are done; if it is not,
    /// it may still be on its way, so the lease decides when to look again.
    async fn after_lost_answer(
        &self,
        replier: &dyn Replier,
        outgoing: &OutgoingReply,
        reply: &Reply,
        why: String,
    ) -> Outcome {
        match replier.read_back(outgoing).await {
            Ok(ReadBack::Found(receipt)) => Outcome::Sent(receipt),
            Ok(ReadBack::Absent | ReadBack::Unknown(_)) | Err(_) => {
                tracing::warn!(reply = reply.id.get(), %why, "no answer after sending");
                Outcome::Unknown(why)
            }
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
        let refused = self.not_sent(reply, error);
        let Outcome::Failed(why) = refused else { return refused };
        if !reply.may_be_there {
            return Outcome::Failed(why);
        }
        match replier.read_back(outgoing).await {
            Ok(ReadBack::Found(receipt)) => Outcome::Sent(receipt),
            Ok(ReadBack::Absent) => Outcome::Failed(why),
            Ok(ReadBack::Unknown(unknown)) => Outcome::Uncertain(format!("{why}; {unknown}")),
            Err(error) => Outcome::Uncertain(format!("{why}; {error}")),
        }
    }

    /// Reads the thread back for a reply whose sending ended we do not know how.
    async fn look_for(&self, reply: &Reply) -> Result<Outcome, EngineError> {
        let (mention, connector) = match self.way_to(reply).await {
            Ok(way) => way,
            Err(error) => return Ok(Outcome::Uncertain(error.to_string())),
        };
        let Some(replier) = connector.replier() else {
            return Ok(Outcome::Uncertain("this place takes no replies any more".to_owned()));
        };
        let outgoing = Self::outgoing(reply, &mention, self.shared().now());
        Ok(match replier.read_back(&outgoing).await {
            Ok(ReadBack::Found(receipt)) => Outcome::Sent(receipt),
            Ok(ReadBack::Absent) => {
                self.again(reply, "it had not arrived; it is sent again".to_owned())
            }
            Ok(ReadBack::Unknown(why)) | Err(ConnectorError::Unauthorized(why)) => {
                Outcome::Uncertain(why)
            }
            Err(error) if self.shared().now() - outgoing.first_try_at > GIVE_UP_AFTER_MS => {
                Outcome::Uncertain(error.to_string())
            }
            Err(error) => Outcome::Unknown(error.to_string()),
        })
    }

    /// An error after which we know that nothing was published.
    fn not_sent(&self, reply: &Reply, error: ConnectorError) -> Outcome {
        match error {
            ConnectorError::RateLimited { until, reason } => {
                Outcome::Again { at: until.max(self.shared().now() + 1_000), why: reason }
            }
            ConnectorError::Transient(why) => self.again(reply, why),
            other => Outcome::Failed(other.to_string()),
        }
    }

    fn again(&self, reply: &Reply, why: String) -> Outcome {
        if reply.attempts >= MAX_ATTEMPTS {
            return Outcome::Failed(format!("given up after {} tries: {why}", reply.attempts));
        }
        let doublings = u32::try_from(reply.attempts.clamp(1, 12) - 1).unwrap_or(0);
        Outcome::Again { at: self.shared().now() + (FIRST_PAUSE_MS << doublings), why }
    }

    async fn settle(&self, reply: &Reply, outcome: Outcome) -> Result<(), EngineError> {
        let change = match outcome {
            Outcome::Sent(receipt) => ReplyChange {
                receipt: Some(receipt),
                error: Some(None),
                ..ReplyChange::to(ReplyState::Sent)
            },
            Outcome::Again { at, why } => ReplyChange {
                not_before: Some(at),
                error: Some(Some(why)),
                ..ReplyChange::to(ReplyState::Queued)
            },
            Outcome::Failed(why) => {
                ReplyChange { error: Some(Some(why)), ..ReplyChange::to(ReplyState::Failed) }
            }
            Outcome::Uncertain(why) => {
                ReplyChange { error: Some(Some(why)), ..ReplyChange::to(ReplyState::Uncertain) }
            }
            Outcome::Unknown(why) => {
                tracing::warn!(reply = reply.id.get(), %why, "it is not known whether a reply arrived");
                return Ok(());
            }
        };
        let plaza = Actor::system();
        let act = self.act(&plaza, Action::ReplyDeliver, reply.mention_id, change.to);
        let from = [ReplyState::Sending];
        let done = self.shared().store.talk().change_reply(reply.id, &from, &change, &act).await?;
        if let Some(done) = done {
            self.shared().told(EventKind::Replies, done);
        }
        Ok(())
    }

    /// Why whoever let this reply go out, a person or a program with a token, may not do so any
    /// more.
    async fn permission_lost(&self, reply: &Reply) -> Result<Option<String>, EngineError> {
        let (user, token) = (reply.approved_by, reply.approved_token);
        let lost = self.engine.access().lost(user, token, Permission::ApproveReplies).await?;
        let why = lost.map(|lost| match lost {
            Lost::Person => "whoever approved it may not do so any more; approve it again",
            Lost::Token => {
                "the API token that approved it may not do so any more: it has ended, was taken \
                 back, or its maker has lost the right; approve it again"
            }
        });
        Ok(why.map(str::to_owned))
    }

    async fn way_to(
        &self,
        reply: &Reply,
    ) -> Result<(MentionView, Box<dyn Connector>), EngineError> {
        let mention = self.engine.mention(reply.mention_id).await?;
        let source = self.engine.listen().source(mention.source_id).await?;
        let connector = self.engine.listen().connector(&source).await?;
        Ok((mention, connector))
    }
}
