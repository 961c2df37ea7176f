//! Learning, promoting, taking back.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use plaza_core::text::stable_hash;
use plaza_core::{Insight, Millis, Permission, Sentiment, Task};
use plaza_store::StoreError;
use plaza_store::understand::NewHead;

use super::heads::{ActiveHeads, Heads};
use super::trial::{Judged, TaskTrial, Trial, try_task};
use crate::analysis::analysed_text;
use crate::{Actor, Engine, EngineError};

pub(super) const JOB_RETRAIN: &str = "models.retrain";
/// Key of what came of the last attempt.
pub(super) const LAST_TRIAL: &str = "models.last_trial";
/// How long a process may take before another takes the job over.
const LEASE_MS: Millis = 10 * 60_000;
/// Longest time until a job is noticed.
const POLL: Duration = Duration::from_secs(5);
/// How long heads are trusted to be in use; another process may have changed them.
const FRESH: Duration = Duration::from_secs(2);

/// The heads in use, as far as this process knows.
#[derive(Default)]
pub(crate) struct HeadCache(RwLock<Option<(Instant, Option<Arc<ActiveHeads>>)>>);

impl HeadCache {
    fn get(&self) -> Option<(Instant, Option<Arc<ActiveHeads>>)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, heads: Option<Arc<ActiveHeads>>) {
        let entry = Some((Instant::now(), heads));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = entry;
    }

    /// Forgets, after a change made here.
    fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Engine {
    /// Name and version of the model in use, with what was learnt here, such as `native@1+w3`.
    ///
    /// # Errors
    /// The store fails.
    pub async fn model_in_use(&self) -> Result<String, EngineError> {
        let heads = self.heads().await?;
        Ok(heads.map_or_else(|| self.0.analysis.model().to_owned(), |heads| heads.model.clone()))
    }

    /// What the model in use says of each text, and its name.
    pub(crate) async fn tag(
        &self,
        texts: Vec<String>,
    ) -> Result<(String, Vec<Insight>), EngineError> {
        let heads = self.heads().await?;
        let model = match &heads {
            Some(heads) => heads.model.clone(),
            None => self.0.analysis.model().to_owned(),
        };
        Ok((model, self.0.analysis.analyse(texts, heads).await?))
    }

    /// The heads in use as they are now, give or take two seconds.
    pub(crate) async fn heads(&self) -> Result<Option<Arc<ActiveHeads>>, EngineError> {
        let known = self.0.heads.get();
        if let Some((at, heads)) = &known
            && at.elapsed() < FRESH
        {
            return Ok(heads.clone());
        }
        let base = self.0.analysis.model();
        let Some(id) = self.0.store.understand().active_head(base).await? else {
            self.0.heads.put(None);
            return Ok(None);
        };
        let known = known.and_then(|(_, heads)| heads).filter(|heads| heads.id == id);
        let heads = match known {
            Some(heads) => heads,
            None => Arc::new(self.load_heads(base, id).await?),
        };
        self.0.heads.put(Some(Arc::clone(&heads)));
        Ok(Some(heads))
    }

    async fn load_heads(&self, base: &str, id: i64) -> Result<ActiveHeads, EngineError> {
        let weights = self.0.store.understand().head_weights(id).await?;
        let heads = serde_json::from_str(&weights).map_err(|error| {
            EngineError::Unavailable(format!(
                "the workspace heads w{id} cannot be read ({error}); take them back with \
                 `plaza models revert`"
            ))
        })?;
        Ok(ActiveHeads { id, model: with_heads(base, Some(id)), heads })
    }

    /// Learns from what people corrected and confirmed. New heads are put in use only when they
    /// are surely better on judgements that were held out; the mentions are then analysed again in
    /// the background.
    ///
    /// # Errors
    /// Forbidden, or the store or the model fails.
    pub async fn retrain(&self, actor: &Actor) -> Result<Trial, EngineError> {
        Self::check(actor, Permission::ManageModels)?;
        let base = self.0.analysis.model().to_owned();
        let before = self.heads().await?;
        let in_use = before.as_ref().map(|active| active.heads.clone()).unwrap_or_default();
        let mut judged = Vec::new();
        for task in Task::ALL {
            judged.push((task, self.judged(task).await?));
        }
        let (tasks, new) = tokio::task::spawn_blocking(move || learn(&judged, &in_use))
            .await
            .map_err(|_| EngineError::Unavailable("learning was cut off".to_owned()))?;
        let mut trial = Trial {
            at: self.now(),
            before: with_heads(&base, before.map(|active| active.id)),
            after: String::new(),
            tasks,
        };
        trial.after = match new {
            Some(heads) => self.promote(actor, &base, &heads, &trial).await?,
            None => trial.before.clone(),
        };
        self.0.store.set_meta(LAST_TRIAL, &to_json(&trial)?).await?;
        let detail = serde_json::to_value(&trial).unwrap_or_default();
        self.audit(actor, "models.retrain", format!("model:{}", trial.after), detail).await?;
        Ok(trial)
    }

    /// Asks that people's judgements be learnt from in the background.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn retrain_soon(&self, actor: &Actor) -> Result<(), EngineError> {
        Self::check(actor, Permission::ManageModels)?;
        let payload = serde_json::json!({ "user_id": actor.user_id, "name": actor.name });
        let now = self.now();
        self.0.store.enqueue_job(JOB_RETRAIN, &payload, Some(JOB_RETRAIN), now, now).await?;
        Ok(())
    }

    /// Takes the heads in use back; those before them are in use again, or the model alone. The
    /// mentions are analysed again in the background. Returns the name of the model in use now.
    ///
    /// # Errors
    /// Forbidden, or no heads are in use.
    pub async fn revert_heads(&self, actor: &Actor) -> Result<String, EngineError> {
        Self::check(actor, Permission::ManageModels)?;
        let base = self.0.analysis.model().to_owned();
        // Before, so that a crash in between costs only a look at every mention.
        let earlier = self.0.store.understand().model_heads().await?;
        for id in earlier.iter().map(|head| Some(head.id)).chain([None]) {
            self.begin_again(&with_heads(&base, id)).await?;
        }
        let (gone, back) = match self.0.store.understand().revert_head(&base).await {
            Err(StoreError::NotFound) => {
                let message = format!("no workspace heads are in use on {base}");
                return Err(EngineError::Conflict(message));
            }
            other => other?,
        };
        self.0.heads.forget();
        let model = with_heads(&base, back);
        let detail = serde_json::json!({ "in_use": model });
        let target = format!("model:{}", with_heads(&base, Some(gone)));
        self.audit(actor, "models.revert", target, detail).await?;
        Ok(model)
    }

    async fn promote(
        &self,
        actor: &Actor,
        base: &str,
        heads: &Heads,
        trial: &Trial,
    ) -> Result<String, EngineError> {
        let weights = to_json(heads)?;
        let report = serde_json::to_value(&trial.tasks).unwrap_or_default();
        let created_by = actor.user_id;
        let new = NewHead { base_model: base, weights: &weights, report, created_by };
        let id = self.0.store.understand().promote_head(&new, self.now()).await?;
        self.0.heads.forget();
        Ok(with_heads(base, Some(id)))
    }

    /// The judged texts that still say what they said, as the model alone reads them.
    async fn judged(&self, task: Task) -> Result<Vec<Judged>, EngineError> {
        let mut texts = Vec::new();
        let mut truths = Vec::new();
        for judged in self.0.store.understand().judged_texts(task).await? {
            let text = analysed_text(&judged.title, &judged.text);
            // No model has a class for mixed feelings.
            let unknown = task == Task::Sentiment && judged.truth == Sentiment::Mixed.name();
            if stable_hash(&text) == judged.text_hash && !unknown {
                texts.push(text);
                truths.push(judged.truth);
            }
        }
        let readings = self.0.analysis.weigh(texts.clone()).await?;
        let cases = texts.into_iter().zip(readings).zip(truths);
        Ok(cases.map(|((text, reading), truth)| Judged { text, reading, truth }).collect())
    }

    pub(crate) fn start_learning(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            while !engine.0.stop.is_cancelled() {
                if let Err(error) = engine.learning_step().await {
                    tracing::error!(?error, "learning from people failed; it is tried again");
                }
                tokio::select! {
                    () = engine.0.stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        });
    }

    async fn learning_step(&self) -> Result<(), EngineError> {
        let job = self.0.store.claim_job(&[JOB_RETRAIN], self.now(), LEASE_MS).await?;
        let Some(job) = job else { return Ok(()) };
        // Who asked had the permission then; the work is Plaza's own.
        let actor = Actor {
            user_id: job.payload["user_id"].as_i64(),
            name: job.payload["name"].as_str().unwrap_or("plaza").to_owned(),
            ..Actor::system()
        };
        match self.retrain(&actor).await {
            Ok(_) => Ok(self.0.store.finish_job(job.id).await?),
            Err(error) => Ok(self.0.store.fail_job(job.id, &error.to_string(), None).await?),
        }
    }
}

/// Tries every task; the heads are there when one of them is better.
fn learn(judged: &[(Task, Vec<Judged>)], in_use: &Heads) -> (Vec<TaskTrial>, Option<Heads>) {
    let mut heads = in_use.clone();
    let mut tasks = Vec::new();
    for (task, cases) in judged {
        let (trial, head) = try_task(*task, cases, in_use);
        tasks.push(trial);
        if let Some(head) = head {
            heads = heads.with(*task, head);
        }
    }
    let new = (heads != *in_use).then_some(heads);
    (tasks, new)
}

/// The name of a model with the heads of that id.
fn with_heads(base: &str, id: Option<i64>) -> String {
    id.map_or_else(|| base.to_owned(), |id| format!("{base}+w{id}"))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, EngineError> {
    serde_json::to_string(value)
        .map_err(|error| EngineError::Unavailable(format!("cannot be written as JSON: {error}")))
}
