//! How often people agree with the models.

use plaza_core::statistics::wilson_interval;
use plaza_core::{Millis, Task};
use plaza_store::JobState;
use plaza_store::understand::ModelHead;

use super::Trial;
use super::retrain::{LAST_TRIAL, Retrain};
use crate::EngineError;
use crate::jobs::Job as _;
use crate::understand::Understand;

/// Judgements below which no share is told: the interval would be wider than a third of the scale.
pub const FEWEST_JUDGEMENTS: u64 = 30;

/// How often one model was right in one task, among the mentions that people looked at.
///
/// Each answer was judged after it had been given, so learning from judgements does not flatter it.
/// People look at what strikes them, which is not a random sample: the figure says how well the
/// model does on that.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskAccuracy {
    /// Which task.
    pub task: Task,
    /// The model and its version.
    pub model: String,
    /// Mentions that people confirmed or corrected.
    pub judged: u64,
    /// Of them, those on which the model was right.
    pub agreed: u64,
    /// The 95 % confidence interval (Wilson) of the share; `None` while there are fewer than
    /// [`FEWEST_JUDGEMENTS`].
    pub interval: Option<(f64, f64)>,
    /// When somebody judged last.
    pub last_at: Option<Millis>,
}

impl TaskAccuracy {
    /// The share on which the model was right; `None` while there are too few to say.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of people's judgements are small")]
    pub fn share(&self) -> Option<f64> {
        self.interval.map(|_| self.agreed as f64 / self.judged as f64)
    }
}

/// All about the models of this workspace.
#[derive(Debug, Clone)]
pub struct ModelsOverview {
    /// The analyzer, without what was learnt here.
    pub base_model: String,
    /// The model in use, with what was learnt here.
    pub model: String,
    /// The model in use first, both tasks; then earlier ones.
    pub accuracy: Vec<TaskAccuracy>,
    /// Versions of the workspace heads, the newest first.
    pub heads: Vec<ModelHead>,
    /// What came of the last attempt to learn.
    pub last_trial: Option<Trial>,
    /// Whether an attempt is waiting or under way.
    pub training: bool,
}

impl Understand<'_> {
    /// Which models are in use, how often people agree with them, and what was learnt.
    pub async fn models(&self) -> Result<ModelsOverview, EngineError> {
        let model = self.model_in_use().await?;
        let store = &self.shared().store;
        let mut accuracy: Vec<TaskAccuracy> = store
            .understand()
            .agreements()
            .await?
            .into_iter()
            .map(|a| task_accuracy(a.task, a.model, a.judged, a.agreed, Some(a.last_at)))
            .collect();
        for task in Task::ALL {
            if !accuracy.iter().any(|a| a.task == task && a.model == model) {
                accuracy.push(task_accuracy(task, model.clone(), 0, 0, None));
            }
        }
        accuracy.sort_by(|a, b| {
            (b.model == model).cmp(&(a.model == model)).then_with(|| a.task.cmp(&b.task))
        });
        let mut training = false;
        for state in [JobState::Waiting, JobState::Running] {
            training |= store.jobs(state).await?.iter().any(|job| job.kind == Retrain::NAME);
        }
        let last_trial = store.meta(LAST_TRIAL).await?;
        Ok(ModelsOverview {
            base_model: self.parts().analysis.model().to_owned(),
            model,
            accuracy,
            heads: store.understand().model_heads().await?,
            // One that was written by another version of Plaza may be of another form.
            last_trial: last_trial.and_then(|trial| serde_json::from_str(&trial).ok()),
            training,
        })
    }
}

fn task_accuracy(
    task: Task,
    model: String,
    judged: i64,
    agreed: i64,
    last_at: Option<Millis>,
) -> TaskAccuracy {
    let judged = u64::try_from(judged).unwrap_or(0);
    let agreed = u64::try_from(agreed).unwrap_or(0);
    let interval = (judged >= FEWEST_JUDGEMENTS).then(|| wilson_interval(agreed, judged)).flatten();
    TaskAccuracy { task, model, judged, agreed, interval, last_at }
}
