//! Delivering replies: exactly once, whatever crashes.
//!
//! A queued reply is claimed (`sending`, flushed to disk) before the platform hears of it. What
//! happens then is written down; where that cannot be, because the process died or the answer was
//! lost, the lease runs out and the thread is read back. Only what is surely absent is sent again;
//! what cannot be known goes to a person as `uncertain`. What the place keeps back for its moderators
//! is `held`, and looked at now and then until they have decided.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use plaza_core::{Message, PlaceId, ReplyState};
use plaza_store::Action;
use plaza_store::talk::{Reply, ReplyChange, Tries};

use super::attempt::Outcome;
use super::{Talk, held};
use crate::tasks::Step;
use crate::{Actor, EngineError, EventKind};

/// Longest time until a due reply is noticed.
const POLL: Duration = Duration::from_millis(500);

/// Places that this process delivers in at once; those that have waited longest come first.
const MOST_LANES: usize = 64;

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
        // A try that is cut off when Plaza ends is looked for when its lease has run out.
        while !self.shared().stop().is_cancelled() && self.deliver_in(lane.place).await? {}
        Ok(())
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
            } else if let Some(reply) = store.claim_held(place, shared.now(), lease).await? {
                let outcome = self.look_at_held(&reply).await?;
                (reply, outcome)
            } else {
                return Ok(false);
            };
        self.settle(&reply, outcome).await?;
        Ok(true)
    }

    async fn settle(&self, reply: &Reply, outcome: Outcome) -> Result<(), EngineError> {
        let Some(change) = self.change_of(reply, outcome).await? else { return Ok(()) };
        let plaza = Actor::system();
        let act = self.act(&plaza, Action::ReplyDeliver, reply.mention_id, change.to);
        let from = [reply.state];
        let done = self.shared().store.talk().change_reply(reply.id, &from, &change, &act).await?;
        if let Some(done) = done {
            self.shared().told(EventKind::Replies, done);
        }
        Ok(())
    }

    /// The change that an outcome asks for; `None` where the reply stays as it is, which is noted.
    async fn change_of(
        &self,
        reply: &Reply,
        outcome: Outcome,
    ) -> Result<Option<ReplyChange>, EngineError> {
        let now = self.shared().now();
        let because = |why: Message, to: ReplyState| ReplyChange {
            error: Some(Some(why)),
            ..ReplyChange::to(to)
        };
        Ok(Some(match outcome {
            Outcome::Taken(receipt) => {
                let to = if receipt.held { ReplyState::Held } else { ReplyState::Sent };
                let look_at = receipt.held.then(|| held::next_look(now, now));
                let receipt = Some(receipt);
                ReplyChange {
                    receipt,
                    not_before: look_at,
                    error: Some(None),
                    ..ReplyChange::to(to)
                }
            }
            Outcome::Again { at, why } => {
                ReplyChange { not_before: Some(at), ..because(why, ReplyState::Queued) }
            }
            Outcome::Wait { at, why } => {
                let tries = Tries::WasNone;
                ReplyChange { not_before: Some(at), tries, ..because(why, ReplyState::Queued) }
            }
            Outcome::Failed(why) => because(why, ReplyState::Failed),
            Outcome::Uncertain(why) => because(why, ReplyState::Uncertain),
            Outcome::Unknown { look_at, why } => {
                let reply_id = reply.id.get();
                tracing::warn!(reply = reply_id, %why, "it is not known whether a reply arrived");
                let lease = now + self.shared().settings.reply_lease_ms;
                let look_at = look_at.or(reply.lease_until).unwrap_or(lease);
                self.shared().store.talk().end_unknown(reply.id, &why, look_at).await?;
                return Ok(None);
            }
            Outcome::StillHeld { look_at, why } => {
                self.shared().store.talk().still_held(reply.id, why.as_ref(), look_at).await?;
                return Ok(None);
            }
        }))
    }
}
