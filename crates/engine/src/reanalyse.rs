//! Analysing again: mentions that have no insight yet, or one of another model.

use std::time::Duration;

use plaza_store::StoredInsight;

use crate::analysis::{analysed_text, spans_in_text};
use crate::{Engine, EngineError};

/// Mentions analysed at once.
const BATCH: i64 = 1_000;
/// Pause between two looks for work.
const POLL: Duration = Duration::from_secs(5);
/// Pause after each batch, so that people who search are not kept waiting.
const BREATHE: Duration = Duration::from_millis(20);

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

    /// Goes on from where this model got to; a model that has not run yet begins at the first
    /// mention. Looking at every mention after each start would make starting slow.
    async fn reanalyse(&self) -> Result<(), EngineError> {
        let progress = format!("analysed:{}", self.0.analysis.model());
        let before = self.0.store.meta(&progress).await?;
        let mut after: i64 = before.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
        let newest = self.0.store.last_mention_id().await?;
        if newest <= after {
            return Ok(());
        }
        while let Some(last) = self.reanalyse_batch(after).await? {
            after = last;
            self.0.store.set_meta(&progress, &after.to_string()).await?;
            if self.0.stop.is_cancelled() {
                return Ok(());
            }
            tokio::time::sleep(BREATHE).await;
        }
        Ok(self.0.store.set_meta(&progress, &after.max(newest).to_string()).await?)
    }

    /// Analyses the next mentions after the id `after` whose insight is missing or of another
    /// model, and returns the last one's id; `None` when there are none left.
    ///
    /// # Errors
    /// The store or the model fails.
    pub async fn reanalyse_batch(&self, after: i64) -> Result<Option<i64>, EngineError> {
        let model = self.0.analysis.model().to_owned();
        let stale = self.0.store.stale_insights(&model, after, BATCH).await?;
        let Some(last) = stale.last().map(|mention| mention.id) else { return Ok(None) };
        let matcher = self.theme_matcher().await?;
        let texts: Vec<String> = stale.iter().map(|m| analysed_text(&m.title, &m.text)).collect();
        let themes: Vec<Option<i64>> = texts.iter().map(|text| matcher.theme_of(text)).collect();
        let insights = self.0.analysis.analyse(texts).await?;
        let mut rows = Vec::with_capacity(stale.len());
        for ((mention, mut insight), theme_id) in stale.iter().zip(insights).zip(themes) {
            spans_in_text(&mut insight, &mention.title, &mention.text);
            rows.push((mention.id, StoredInsight { model: model.clone(), insight, theme_id }));
        }
        self.0.store.save_insights(&rows).await?;
        self.0.changed.notify_one();
        Ok(Some(last))
    }
}
