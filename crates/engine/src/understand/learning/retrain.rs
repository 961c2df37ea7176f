//! Learning, promoting, taking back.

use std::sync::Arc;
use std::time::Duration;

use plaza_core::text::stable_hash;
use plaza_core::{HeadId, Insight, Permission, Sentiment, Task, UserId, say};
use plaza_store::understand::{NewHead, TrialRecord, model_name};
use plaza_store::{Action, StoreError};
use serde::{Deserialize, Serialize};

use super::heads::{ActiveHeads, Heads};
use super::trial::{Judged, TaskTrial, Trial, try_task};
use crate::cached::Cached;
use crate::jobs::Job;
use crate::stop::{StopSign, Stopped};
use crate::understand::Understand;
use crate::understand::text::analyzed_text;
use crate::{Actor, Engine, EngineError};

/// Key of what came of the last attempt.
pub(super) const LAST_TRIAL: &str = "models.last_trial";
/// Texts that a model weighs at once, so that a slow one can be stopped.
const WEIGHED: usize = 64;
/// How long heads are trusted to be in use; another process may have changed them.
const FRESH: Duration = Duration::from_secs(2);

/// Learning from what people judged.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::understand) struct Retrain {
    user_id: Option<UserId>,
    name: String,
}

impl Job for Retrain {
    const NAME: &'static str = "models.retrain";
    const TRIES: i64 = 1;

    async fn run(self, engine: &Engine) -> Result<(), EngineError> {
        // Whoever asked had the permission then; the work is Plaza's own.
        let actor = Actor { user_id: self.user_id, name: self.name, ..Actor::system() };
        engine.understand().retrain(&actor).await.map(drop)
    }
}

/// The heads in use, as far as this process knows.
pub(in crate::understand) type HeadCache = Cached<(), Option<Arc<ActiveHeads>>>;

impl Understand<'_> {
    /// Name and version of the model in use, with what was learnt here, such as `native@1+w3`.
    pub async fn model_in_use(&self) -> Result<String, EngineError> {
        let heads = self.heads().await?;
        Ok(heads
            .map_or_else(|| self.parts().analysis.model().to_owned(), |heads| heads.model.clone()))
    }

    /// What the model in use says of each text, and its name.
    pub(crate) async fn tag(
        &self,
        texts: Vec<String>,
    ) -> Result<(String, Vec<Insight>), EngineError> {
        let heads = self.heads().await?;
        let model = match &heads {
            Some(heads) => heads.model.clone(),
            None => self.parts().analysis.model().to_owned(),
        };
        Ok((model, self.parts().analysis.analyze(texts, heads).await?))
    }

    /// The heads in use as they are now, give or take two seconds.
    pub(crate) async fn heads(&self) -> Result<Option<Arc<ActiveHeads>>, EngineError> {
        self.parts()
            .heads
            .get_or((), FRESH, async |known| self.load_active(known.flatten()).await)
            .await
    }

    /// The heads in use; `known` ones need not be read again.
    async fn load_active(
        &self,
        known: Option<Arc<ActiveHeads>>,
    ) -> Result<Option<Arc<ActiveHeads>>, EngineError> {
        let base = self.parts().analysis.model();
        let Some(id) = self.shared().store.understand().active_head(base).await? else {
            return Ok(None);
        };
        match known.filter(|heads| heads.id == id) {
            Some(heads) => Ok(Some(heads)),
            None => Ok(Some(Arc::new(self.load_heads(base, id).await?))),
        }
    }

    async fn load_heads(&self, base: &str, id: HeadId) -> Result<ActiveHeads, EngineError> {
        let weights = self.shared().store.understand().head_weights(id).await?;
        let heads = serde_json::from_str(&weights).map_err(|error| {
            EngineError::Unavailable(say!(
                "heads-unreadable",
                "the workspace heads w{id} cannot be read ({technical}); take them back with \
                 `plaza models revert`",
                id = id.get(),
                technical = error.to_string()
            ))
        })?;
        Ok(ActiveHeads { id, model: model_name(base, Some(id)), heads })
    }

    /// Learns from what people corrected and confirmed. New heads are put in use only when they
    /// are surely better on judgements that were held out; the mentions are then analyzed again in
    /// the background.
    ///
    /// # Errors
    /// Forbidden, other heads were put in use or taken back meanwhile, or the store or the model
    /// fails.
    pub async fn retrain(&self, actor: &Actor) -> Result<Trial, EngineError> {
        actor.require(Permission::ManageModels)?;
        let base = self.parts().analysis.model().to_owned();
        let before = self.heads().await?;
        let in_use = before.as_ref().map(|active| active.heads.clone()).unwrap_or_default();
        let replaces = before.as_ref().map(|active| active.id);
        let mut judged = Vec::new();
        for task in Task::ALL {
            judged.push((task, self.judged(task).await?));
        }
        let stop = self.engine.stop_sign();
        let (tasks, new) =
            tokio::task::spawn_blocking(move || learn(&judged, &in_use, &stop)).await.map_err(
                |_| EngineError::Unavailable(say!("learning-cut-off", "learning was cut off")),
            )??;
        let mut trial = Trial {
            at: self.shared().now(),
            before: model_name(&base, before.map(|active| active.id)),
            after: String::new(),
            tasks,
        };
        let new = new.as_ref().map(|heads| (heads, replaces));
        trial.after = self.record(actor, &base, new, &trial).await?;
        Ok(trial)
    }

    /// Asks that people's judgements be learnt from in the background.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn retrain_soon(&self, actor: &Actor) -> Result<(), EngineError> {
        actor.require(Permission::ManageModels)?;
        self.engine.enqueue(&Retrain { user_id: actor.user_id, name: actor.name.clone() }).await
    }

    /// Takes the heads in use back; those before them are in use again, or the model alone. The
    /// mentions are analyzed again in the background. Returns the name of the model in use now.
    ///
    /// # Errors
    /// Forbidden, no heads are in use, or another model than `seen` is.
    pub async fn revert_heads(
        &self,
        actor: &Actor,
        seen: Option<&str>,
    ) -> Result<String, EngineError> {
        actor.require(Permission::ManageModels)?;
        let base = self.parts().analysis.model().to_owned();
        // Before, so that a crash in between costs only a look at every mention.
        let earlier = self.shared().store.understand().model_heads().await?;
        for id in earlier.iter().map(|head| Some(head.id)).chain([None]) {
            self.begin_again(&model_name(&base, id)).await?;
        }
        let act = actor.act(Action::ModelsRevert, self.shared().now());
        let (_, back) = match self.shared().store.understand().revert_head(&base, seen, &act).await
        {
            Err(StoreError::NotFound) => {
                let message = say!("no-heads", "no workspace heads are in use on {base}", base);
                return Err(EngineError::Conflict(message));
            }
            other => other?.value,
        };
        self.parts().heads.forget();
        Ok(model_name(&base, back))
    }

    /// Records a trial, and puts the new heads in use where there are some, in the place of those
    /// named with them. Returns the name of the
    /// model in use afterwards.
    async fn record(
        &self,
        actor: &Actor,
        base: &str,
        new: Option<(&Heads, Option<HeadId>)>,
        trial: &Trial,
    ) -> Result<String, EngineError> {
        let weights = new.map(|(heads, _)| json_of(heads)).transpose()?;
        let weights = weights.map(|weights| weights.to_string());
        let replaces = new.and_then(|(_, replaces)| replaces);
        let report = json_of(&trial.tasks)?;
        let head =
            weights.as_ref().map(|weights| NewHead { base_model: base, weights, replaces, report });
        let kept = json_of(trial)?;
        let after = |id: Option<HeadId>| {
            id.map_or_else(|| trial.before.clone(), |id| model_name(base, Some(id)))
        };
        let record = |id| {
            let (model, mut trial) = (after(id), kept.clone());
            trial["after"] = model.as_str().into();
            TrialRecord { key: LAST_TRIAL, model, trial }
        };
        let act = actor.act(Action::ModelsRetrain, self.shared().now());
        let store = self.shared().store.understand();
        let id = store.record_trial(head.as_ref(), &record, &act).await?.value;
        if id.is_some() {
            self.parts().heads.forget();
        }
        Ok(after(id))
    }

    /// The judged texts that still say what they said, as the model alone reads them.
    async fn judged(&self, task: Task) -> Result<Vec<Judged>, EngineError> {
        let mut texts = Vec::new();
        let mut truths = Vec::new();
        for judged in self.shared().store.understand().judged_texts(task).await? {
            let text = analyzed_text(&judged.title, &judged.text);
            // No model has a class for mixed feelings.
            let unknown = task == Task::Sentiment && judged.truth == Sentiment::Mixed.name();
            if stable_hash(&text) == judged.text_hash && !unknown {
                texts.push(text);
                truths.push(judged.truth);
            }
        }
        let mut readings = Vec::with_capacity(texts.len());
        for some in texts.chunks(WEIGHED) {
            self.engine.stop_sign().check()?;
            readings.extend(self.parts().analysis.weigh(some.to_vec()).await?);
        }
        let cases = texts.into_iter().zip(readings).zip(truths);
        Ok(cases.map(|((text, reading), truth)| Judged { text, reading, truth }).collect())
    }
}

/// Tries every task; the heads are there when one of them is better.
fn learn(
    judged: &[(Task, Vec<Judged>)],
    in_use: &Heads,
    stop: &StopSign,
) -> Result<(Vec<TaskTrial>, Option<Heads>), Stopped> {
    let mut heads = in_use.clone();
    let mut tasks = Vec::new();
    for (task, cases) in judged {
        let (trial, head) = try_task(*task, cases, in_use, stop)?;
        tasks.push(trial);
        if let Some(head) = head {
            heads = heads.with(*task, head);
        }
    }
    let new = (heads != *in_use).then_some(heads);
    Ok((tasks, new))
}

fn json_of<T: Serialize>(value: &T) -> Result<serde_json::Value, EngineError> {
    serde_json::to_value(value).map_err(|error| {
        let technical = error.to_string();
        EngineError::Unavailable(say!(
            "not-json-writable",
            "cannot be written as JSON: {technical}",
            technical
        ))
    })
}
