//! Analysing again: mentions that have no insight yet, or one of another model.

use std::time::Duration;

use plaza_store::understand::StoredInsight;

use crate::analysis::{analysed_text, spans_in_text};
use crate::{Engine, EngineError};

/// Mentions analysed at once by an analyser that reads thousands a second.
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

impl Engine {
    pub(crate) fn start_reanalysing(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            while !engine.0.stop.is_cancelled() {
                if let Err(error) = engine.reanalyse().await {
                    tracing::error!(?error, "analysing again failed; it is tried again");
                }
                tokio::select! {
                    () = engine.0.stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        });
    }

    /// Makes the re-analysis with that model begin at the first mention.
    pub(crate) async fn begin_again(&self, model: &str) -> Result<(), EngineError> {
        Ok(self.0.store.set_meta(&progress_key(model), "0").await?)
    }

    /// Analyses every mention whose insight is missing or of another model, and goes on from the
    /// revision that this model got to: looking at every mention after each start would make
    /// starting slow, and going by revision finds edited old mentions too.
    ///
    /// # Errors
    /// The store or the model fails; what is done is kept.
    pub async fn reanalyse(&self) -> Result<(), EngineError> {
        let progress = progress_key(&self.model_in_use().await?);
        let before = self.0.store.meta(&progress).await?;
        let begun = before.as_deref().and_then(|revision| revision.parse().ok()).unwrap_or(0);
        let mut done: i64 = begun;
        while !self.0.stop.is_cancelled() {
            let now = self.0.store.revision().await?;
            if now <= done {
                break;
            }
            let Some(last) = self.reanalyse_batch(done, now).await? else {
                done = now;
                break;
            };
            done = last;
            self.0.store.set_meta(&progress, &done.to_string()).await?;
            tokio::time::sleep(BREATHE).await;
        }
        if done > begun {
            self.0.store.set_meta(&progress, &done.to_string()).await?;
        }
        Ok(())
    }

    /// Analyses the next mentions changed after the revision `after`; `now` is the revision before
    /// their texts are read. Returns the revision up to which all is done;
    /// `None` when there are none left.
    async fn reanalyse_batch(&self, after: i64, now: i64) -> Result<Option<i64>, EngineError> {
        let model = self.model_in_use().await?;
        let limit = if self.0.analysis.is_inline() { BATCH } else { SLOW_BATCH };
        let stale = self.0.store.understand().stale_insights(&model, after, limit).await?;
        let Some(last) = stale.last().map(|mention| mention.revision) else { return Ok(None) };
        let assigner = self.theme_assigner().await?;
        let texts: Vec<String> = stale.iter().map(|m| analysed_text(&m.title, &m.text)).collect();
        let vectors = self.embed(texts.clone()).await?;
        let themes: Vec<Option<i64>> = stale
            .iter()
            .zip(texts.iter().zip(&vectors))
            .map(|(m, (text, vector))| m.theme_id.or_else(|| assigner.theme_of(text, vector)))
            .collect();
        let (model, insights) = self.tag(texts).await?;
        let mut rows = Vec::with_capacity(stale.len());
        for ((mention, mut insight), theme_id) in stale.iter().zip(insights).zip(themes) {
            spans_in_text(&mut insight, &mention.title, &mention.text);
            rows.push((mention.id, StoredInsight { model: model.clone(), insight, theme_id }));
        }
        self.0.store.understand().save_insights(&rows, now).await?;
        self.0.changed.notify_one();
        // What changed meanwhile was passed over, and its turn comes next.
        Ok(Some(last.min(now)))
    }
}
