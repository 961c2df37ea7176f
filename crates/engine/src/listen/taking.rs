//! Taking mentions away that the house does not want any more: sources deleted with them, and
//! imports taken back. A few at a time, so that others write in between, and going on after a crash
//! where it was.

use std::sync::Arc;
use std::time::Duration;

use plaza_store::Action;
use plaza_store::listen::{RemovalStep, UndoStep};
use serde::{Deserialize, Serialize};

use super::Listen;
use crate::jobs::{Job, Lane, Runner};
use crate::tasks::Step;
use crate::{Actor, Engine, EngineError, EventKind};

/// Mentions in one transaction.
const AT_ONCE: i64 = 500;
/// How often it is looked for work that nobody asked a job for.
const PAUSE: Duration = Duration::from_secs(10 * 60);

/// Everything that waits to be taken away.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TakeAway {}

impl Job for TakeAway {
    const NAME: &'static str = "listen.take_away";
    const TRIES: i64 = 20;

    async fn run(self, engine: &Engine) -> Result<(), EngineError> {
        engine.listen().take_away_all().await
    }
}

/// The lane of what is taken away.
pub(crate) const LANES: [Lane; 1] =
    [Lane { name: "taking mentions away", runners: &[Runner::of::<TakeAway>()] }];

impl Listen<'_> {
    pub(super) fn start_taking(&self) {
        LANES.into_iter().for_each(|lane| self.engine.start_lane(lane));
        let engine = self.engine.clone();
        self.shared().tasks.every("left to take away", PAUSE, Arc::default(), move || {
            let engine = engine.clone();
            async move { engine.listen().ask_for_what_is_left().await.map(|()| Step::Rest) }
        });
    }

    /// An earlier version, or a restored copy, may have left work without a job.
    async fn ask_for_what_is_left(&self) -> Result<(), EngineError> {
        let store = self.shared().store.listen();
        if store.removal_due().await?.is_some() || store.undo_due().await?.is_some() {
            self.engine.enqueue(&TakeAway {}).await?;
        }
        Ok(())
    }

    /// Takes away everything that waits for it. For commands and tests, where no loop runs, too.
    ///
    /// # Errors
    /// The store fails, or Plaza stops; what was done is kept, and it goes on from there.
    pub async fn take_away_all(&self) -> Result<(), EngineError> {
        let mut any = false;
        while self.remove_some().await? || self.undo_some().await? {
            any = true;
        }
        if any {
            // What was taken away is no first of its kind any more.
            *self.parts().duplicates.lock().await = None;
            self.tell_taken().await?;
        }
        Ok(())
    }

    /// One step of a source's removal; false where none is left.
    async fn remove_some(&self) -> Result<bool, EngineError> {
        self.engine.stop_sign().check()?;
        let shared = self.shared();
        let Some(id) = shared.store.listen().removal_due().await? else { return Ok(false) };
        let plaza = Actor::system();
        let act = plaza.act(Action::SourceRemoved, shared.now());
        let step = shared.store.listen().removal_step(id, AT_ONCE, &act).await?;
        if let RemovalStep::Ended { .. } = step {
            shared.source_named();
            self.tell_taken().await?;
        }
        shared.wake_followers();
        Ok(true)
    }

    /// One step of taking an import back; false where none is left.
    async fn undo_some(&self) -> Result<bool, EngineError> {
        self.engine.stop_sign().check()?;
        let shared = self.shared();
        let Some(id) = shared.store.listen().undo_due().await? else { return Ok(false) };
        let plaza = Actor::system();
        let act = plaza.act(Action::ImportUndone, shared.now());
        let step = shared.store.listen().undo_step(id, AT_ONCE, &act).await?;
        if let UndoStep::Ended { .. } = step {
            self.tell_taken().await?;
        }
        shared.wake_followers();
        Ok(true)
    }

    async fn tell_taken(&self) -> Result<(), EngineError> {
        let revision = self.shared().store.revision().await?;
        self.shared().tell(EventKind::Sources, revision);
        Ok(())
    }
}
