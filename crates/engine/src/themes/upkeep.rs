//! Keeping themes: refinement now and then, sorting mentions in when themes have changed.

use std::collections::HashMap;
use std::time::Duration;

use plaza_core::{Millis, Permission};
use plaza_store::understand::{Refined, Theme, VectorRow};
use tokio::sync::oneshot;

use super::assign::into_bytes;
use super::plan::Plan;
use crate::analysis::analysed_text;
use crate::{Actor, Engine, EngineError, EventKind};

const JOB_DISCOVER: &str = "themes.discover";
const JOB_GROUP: &str = "themes.group";
/// How long a process may take for one job before another takes it over.
const LEASE_MS: Millis = 10 * 60_000;
/// Tries after which a job is parked with its error.
const MAX_ATTEMPTS: i64 = 3;
/// Pause before another try.
const RETRY_MS: Millis = 60_000;
/// Longest time until a job is noticed.
const POLL: Duration = Duration::from_secs(5);
/// Most recent mentions that themes are looked for in; bounds memory and time.
const SAMPLE: i64 = 120_000;
/// Vectors read at once.
const READ: i64 = 10_000;
/// Mentions sorted at once.
const PAGE: i64 = 2_000;
/// Pause between pages, so that people who search are not kept waiting.
const BREATHE: Duration = Duration::from_millis(10);
/// Fewest mentions from which themes are looked for without being asked.
const FEWEST_MENTIONS: i64 = 100;
/// Mentions that make a refinement worth its while after [`REFINE_AFTER_MS`].
const NEW_MENTIONS: i64 = 50;
/// Time after which fewer new mentions are enough.
const REFINE_AFTER_MS: Millis = 24 * 60 * 60_000;
/// Key of the last mention at the last refinement.
const LAST_DISCOVERY: &str = "themes.discovered_at";
/// Key of the time of the last refinement.
const LAST_REFINED: &str = "themes.refined_at";
/// Tries when people edit themes while they are refined.
const RETRIES: usize = 4;

impl Engine {
    /// Looks for themes now and sorts every mention in; existing themes keep their ids and edits.
    /// Returns how many themes are new.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes(&self, actor: &Actor) -> Result<usize, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let refined = self.refine_themes().await?;
        self.group_mentions().await?;
        let detail = serde_json::json!({ "new": refined.new, "moved": refined.moved });
        self.audit(actor, "themes.rebuild", "themes".to_owned(), detail).await?;
        Ok(refined.new)
    }

    /// Asks that themes be looked for in the background.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes_soon(&self, actor: &Actor) -> Result<(), EngineError> {
        Self::check(actor, Permission::Curate)?;
        self.enqueue(JOB_DISCOVER).await
    }

    /// Asks that every mention be sorted into the themes as they are now.
    pub(super) async fn request_grouping(&self) -> Result<(), EngineError> {
        self.enqueue(JOB_GROUP).await
    }

    async fn enqueue(&self, kind: &str) -> Result<(), EngineError> {
        let (now, payload) = (self.now(), serde_json::Value::Null);
        self.0.store.enqueue_job(kind, &payload, Some(kind), now, now).await?;
        Ok(())
    }

    pub(crate) fn start_theming(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            while !engine.0.stop.is_cancelled() {
                if let Err(error) = engine.theme_step().await {
                    tracing::error!(?error, "theme upkeep failed; it is tried again");
                }
                tokio::select! {
                    () = engine.0.stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        });
    }

    async fn theme_step(&self) -> Result<(), EngineError> {
        if self.is_discovery_due().await? {
            self.enqueue(JOB_DISCOVER).await?;
        }
        let kinds = [JOB_DISCOVER, JOB_GROUP];
        let Some(job) = self.0.store.claim_job(&kinds, self.now(), LEASE_MS).await? else {
            return Ok(());
        };
        let done = match job.kind.as_str() {
            JOB_DISCOVER => self.refine_themes().await.map(|_| ()),
            _ => self.group_mentions().await,
        };
        match done {
            Ok(()) => Ok(self.0.store.finish_job(job.id).await?),
            Err(error) => {
                let again = (job.attempts < MAX_ATTEMPTS).then(|| self.now() + RETRY_MS);
                Ok(self.0.store.fail_job(job.id, &error.to_string(), again).await?)
            }
        }
    }

    /// Refinement is worth its while when half as many mentions again have come since the last,
    /// or after a day with some.
    async fn is_discovery_due(&self) -> Result<bool, EngineError> {
        let mentions = self.0.store.last_mention_id().await?;
        let number = |value: Option<String>| value.and_then(|at| at.parse::<i64>().ok());
        let last = number(self.0.store.meta(LAST_DISCOVERY).await?).unwrap_or(0);
        if mentions >= FEWEST_MENTIONS && mentions >= last + last / 2 {
            return Ok(true);
        }
        let refined = number(self.0.store.meta(LAST_REFINED).await?).unwrap_or(0);
        Ok(last > 0 && mentions >= last + NEW_MENTIONS && self.now() >= refined + REFINE_AFTER_MS)
    }

    /// Groups the most recent mentions anew. Groups that are known themes keep their ids; what
    /// people shaped stays. All of it is taken over in one transaction, or nothing.
    async fn refine_themes(&self) -> Result<Refined, EngineError> {
        self.embed_missing().await?;
        let mut tries = 0;
        let refined = loop {
            match self.try_refinement().await {
                Err(EngineError::Conflict(_)) if tries < RETRIES => tries += 1,
                done => break done?,
            }
        };
        self.0.store.set_meta(LAST_REFINED, &self.now().to_string()).await?;
        self.themes_changed();
        self.0.changed.notify_one();
        self.tell(EventKind::Themes, refined.revision);
        Ok(refined)
    }

    async fn try_refinement(&self) -> Result<Refined, EngineError> {
        let store = &self.0.store;
        let last_edit = store.understand().last_theme_edit().await?;
        let last = store.last_mention_id().await?;
        let rows = self.recent_vectors((last - SAMPLE).max(0)).await?;
        let themes = store.understand().themes(true).await?;
        let model = self.0.embedder.model().to_owned();
        let centroids = store.understand().centroids(&model).await?;
        let plan = blocking(move || Plan::new(rows, themes, &centroids)).await?;
        let texts = store.understand().theme_texts(&plan.samples()).await?;
        let (lang, brands) = (self.0.settings.lang.clone(), self.0.settings.brands.clone());
        let mut refinement = blocking(move || plan.refinement(&texts, &lang, &brands)).await?;
        refinement.model = model;
        refinement.last_edit = last_edit;
        refinement.progress = (LAST_DISCOVERY.to_owned(), last);
        refinement.now = self.now();
        Ok(store.understand().apply_refinement(&refinement).await?)
    }

    async fn recent_vectors(&self, mut after: i64) -> Result<Vec<VectorRow>, EngineError> {
        let model = self.0.embedder.model();
        let mut rows = Vec::new();
        loop {
            let page = self.0.store.understand().vectors_after(model, after, READ).await?;
            let Some(last) = page.last() else { return Ok(rows) };
            after = last.id;
            rows.extend(page);
        }
    }

    /// Gives mentions a vector that have none of this model: those stored by an older version.
    async fn embed_missing(&self) -> Result<(), EngineError> {
        let model = self.0.embedder.model().to_owned();
        let mut after = 0;
        loop {
            let page = self.0.store.understand().without_vector(&model, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let texts = page.iter().map(|m| analysed_text(&m.title, &m.text)).collect();
            let vectors = self.embed(texts).await?;
            let ids = page.iter().map(|mention| mention.id);
            let rows: Vec<(i64, Vec<u8>)> =
                ids.zip(vectors.iter().map(|vector| into_bytes(vector))).collect();
            self.0.store.understand().save_vectors(&model, &rows).await?;
            self.may_go_on().await?;
        }
    }

    /// Sorts mentions whose theme is gone, or is a matter of keywords, into the themes as they are
    /// now. Mentions that the model has put into another theme stay there, and what people shaped
    /// stays whole.
    async fn group_mentions(&self) -> Result<(), EngineError> {
        self.themes_changed();
        let assigner = self.theme_assigner().await?;
        let themes: HashMap<i64, Theme> =
            self.0.store.understand().themes(true).await?.into_iter().map(|theme| (theme.id, theme)).collect();
        let mut after = 0;
        loop {
            let page = self.0.store.understand().sample_texts(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let mut moved: Vec<(i64, Option<i64>)> = Vec::new();
            let (mut open, mut texts) = (Vec::new(), Vec::new());
            for mention in &page {
                let theme = mention.theme_id.and_then(|id| themes.get(&id));
                let by_model = theme.is_some_and(|t| !t.by_keywords || assigner.has_middle(t.id));
                if by_model && theme.is_some_and(|theme| theme.held) {
                    continue;
                }
                let text = analysed_text(&mention.title, &mention.text);
                match assigner.by_keywords(&text) {
                    Some(theme) => moved.push((mention.id, Some(theme))),
                    None if by_model => {}
                    None => {
                        open.push(mention.id);
                        texts.push(text);
                    }
                }
            }
            let vectors = self.embed(texts).await?;
            moved.extend(open.into_iter().zip(vectors.iter().map(|v| assigner.nearest(v))));
            let before: HashMap<i64, Option<i64>> =
                page.iter().map(|mention| (mention.id, mention.theme_id)).collect();
            moved.retain(|(mention, theme)| before.get(mention) != Some(theme));
            if !moved.is_empty() {
                self.0.store.understand().set_themes(&moved).await?;
                self.0.changed.notify_one();
            }
            self.may_go_on().await?;
        }
        self.tell(EventKind::Themes, self.0.store.revision().await?);
        Ok(())
    }

    async fn may_go_on(&self) -> Result<(), EngineError> {
        if self.0.stop.is_cancelled() {
            return Err(EngineError::Unavailable("Plaza is shutting down".to_owned()));
        }
        tokio::time::sleep(BREATHE).await;
        Ok(())
    }

    /// Forgets what was kept of themes for speed.
    pub(crate) fn themes_changed(&self) {
        self.0.names.forget();
        self.0.assigner.forget();
    }
}

/// How far long work steps back: a thread of this niceness gets about a tenth of a core that
/// somebody else needs, and all of one that nobody needs.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Runs long work on a thread of its own that steps back for people who search meanwhile.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    let (answer, result) = oneshot::channel();
    let run = move || {
        step_back();
        // The caller may have gone away; there is nobody left to tell.
        drop(answer.send(work()));
    };
    std::thread::Builder::new()
        .name("themes".to_owned())
        .spawn(run)
        .map_err(|error| EngineError::Unavailable(format!("no thread for themes: {error}")))?;
    result.await.map_err(|_| EngineError::Unavailable("looking for themes was cut off".to_owned()))
}

/// Threads that this one starts step back with it.
#[cfg(target_os = "linux")]
fn step_back() {
    let thread = rustix::thread::gettid();
    if let Err(error) = rustix::process::setpriority_process(Some(thread), NICENESS) {
        tracing::debug!(%error, "themes are looked for at the priority of everything else");
    }
}

/// Elsewhere a thread's niceness is not its own.
#[cfg(not(target_os = "linux"))]
fn step_back() {}
