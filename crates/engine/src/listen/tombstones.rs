//! What is deleted upstream: its words go, at once or when the house has kept them long enough.

use std::sync::Arc;
use std::time::Duration;

use plaza_core::{MentionId, Millis, Permission};

use super::Listen;
use crate::tasks::Step;
use crate::{Actor, EngineError};

/// Tombstones taken the words of in one transaction: others write mentions in between.
const AT_ONCE: usize = 200;
/// How often it is looked for tombstones whose time is over.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// The words of a tombstone, for those who may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The headline.
    pub title: String,
    /// The body.
    pub text: String,
    /// When they go, milliseconds UTC.
    pub until: Millis,
}

impl Listen<'_> {
    /// Takes the words of tombstones in the background, those that earlier versions kept too.
    pub(super) fn start_wiping(&self) {
        let engine = self.engine.clone();
        self.shared().tasks.every("deleted words", PAUSE, Arc::default(), move || {
            let engine = engine.clone();
            async move {
                let wiped = engine.listen().wipe_some().await?;
                Ok(if wiped < AT_ONCE { Step::Rest } else { Step::Again })
            }
        });
    }

    /// Takes the words of all tombstones whose time is over; how many there were. For tests and
    /// commands, where no loop runs.
    ///
    /// # Errors
    /// The store fails.
    pub async fn wipe_tombstones(&self) -> Result<usize, EngineError> {
        let mut all = 0;
        loop {
            let wiped = self.wipe_some().await?;
            all += wiped;
            if wiped < AT_ONCE {
                return Ok(all);
            }
        }
    }

    async fn wipe_some(&self) -> Result<usize, EngineError> {
        let shared = self.shared();
        let keep = shared.settings.keep_deleted_ms;
        // Where nothing is kept, a platform's odd dates keep nothing either.
        let until = if keep > 0 { shared.now() - keep } else { Millis::MAX };
        let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        Ok(shared.store.listen().wipe_tombstones(until, limit).await?)
    }

    /// The words of a tombstone, where the house still keeps them: for those who answer for what
    /// is said in its name.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn kept_words(
        &self,
        actor: &Actor,
        id: MentionId,
    ) -> Result<Option<Kept>, EngineError> {
        actor.require(Permission::ApproveReplies)?;
        let shared = self.shared();
        let keep = shared.settings.keep_deleted_ms;
        let found = shared.store.listen().kept_words(id).await?;
        let kept = found.map(|words| {
            let until = words.deleted_at + keep;
            Kept { title: words.title, text: words.text, until }
        });
        Ok(kept.filter(|kept| keep > 0 && kept.until > shared.now()))
    }
}
