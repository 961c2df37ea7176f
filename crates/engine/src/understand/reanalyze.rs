//! Analyzing again: mentions that have no insight yet, or one of another model.

use std::sync::Arc;
use std::time::Duration;

use plaza_core::MentionId;
use plaza_store::understand::StoredInsight;

use super::Understand;
use super::read::Text;
use crate::EngineError;
use crate::tasks::Step;

/// Mentions analyzed at once by an analyzer that reads thousands a second.
const BATCH: i64 = 1_000;
/// The same for any other: what is under way when Plaza is asked to stop must end within seconds.
const SLOW_BATCH: i64 = 16;
/// Pause between two looks for work.
const POLL: Duration = Duration::from_secs(5);
/// Pause after each batch, so that people who search are not kept waiting.
const BREATHE: Duration = Duration::from_millis(20);

fn progress_key(model: &str) -> String {
    format!("analysed_to:{model}")
}

impl Understand<'_> {
    pub(crate) fn start_reanalyzing(&self) {
        let engine = self.engine.clone();
        self.shared().tasks.every("analyzing again", POLL, Arc::default(), move || {
            let engine = engine.clone();
            async move { engine.understand().reanalyze().await.map(|()| Step::Rest) }
        });
    }

    /// Makes the re-analysis with that model begin at the first mention.
    pub(crate) async fn begin_again(&self, model: &str) -> Result<(), EngineError> {
        Ok(self.shared().store.set_meta(&progress_key(model), "0").await?)
    }

    /// Analyzes every mention whose insight is missing or of another model, and goes on from the
    /// revision that this model got to: looking at every mention after each start would make
    /// starting slow, and going by revision finds edited old mentions too.
    ///
    /// # Errors
    /// The store or the model fails; what is done is kept.
    pub async fn reanalyze(&self) -> Result<(), EngineError> {
        let progress = progress_key(&self.model_in_use().await?);
        let before = self.shared().store.meta(&progress).await?;
        let begun = before.as_deref().and_then(|revision| revision.parse().ok()).unwrap_or(0);
        let mut done: i64 = begun;
        while !self.shared().stop().is_cancelled() {
            let now = self.shared().store.revision().await?;
            if now <= done {
                break;
            }
            let Some(last) = self.reanalyze_batch(done, now).await? else {
                done = now;
                break;
            };
            done = last;
            self.shared().store.set_meta(&progress, &done.to_string()).await?;
            tokio::time::sleep(BREATHE).await;
        }
        if done > begun {
            self.shared().store.set_meta(&progress, &done.to_string()).await?;
        }
        Ok(())
    }

    /// Analyzes the next mentions changed after the revision `after`; `now` is the revision before
    /// their texts are read. Returns the revision up to which all is done;
    /// `None` when there are none left.
    async fn reanalyze_batch(&self, after: i64, now: i64) -> Result<Option<i64>, EngineError> {
        let model = self.model_in_use().await?;
        let limit = if self.parts().analysis.is_inline() { BATCH } else { SLOW_BATCH };
        let stale = self.shared().store.understand().stale_insights(&model, after, limit).await?;
        let Some(last) = stale.last().map(|mention| mention.revision) else { return Ok(None) };
        let texts: Vec<Text<'_>> = stale
            .iter()
            .map(|m| Text { title: &m.title, text: &m.text, theme_id: m.theme_id, ours: m.ours })
            .collect();
        let read = self.read_texts(&texts).await?;
        let rows: Vec<(MentionId, StoredInsight)> =
            stale.iter().map(|mention| mention.id).zip(read.insights).collect();
        self.shared().store.understand().save_insights(&rows, now).await?;
        self.shared().wake_followers();
        // What changed meanwhile was passed over, and its turn comes next.
        Ok(Some(last.min(now)))
    }
}
