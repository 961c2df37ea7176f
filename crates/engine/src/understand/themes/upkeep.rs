//! Keeping themes: refinement now and then, sorting mentions in when themes have changed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::{DAY_MS, MentionId, Millis, Permission, ThemeId};
use plaza_store::understand::{Refined, Refinement, Theme, VectorRow};
use plaza_store::{Action, NewJob};
use serde::{Deserialize, Serialize};

use super::aside::blocking;
use super::assign::into_bytes;
use super::learn::Material;
use super::plan::Plan;
use crate::jobs::Job;
use crate::tasks::Step;
use crate::understand::Understand;
use crate::understand::text::analyzed_text;
use crate::{Actor, Engine, EngineError, EventKind};

/// How often it is looked whether enough has come for a refinement.
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
const REFINE_AFTER_MS: Millis = DAY_MS;
/// Key of the last mention at the last refinement.
const LAST_DISCOVERY: &str = "themes.discovered_at";
/// Key of the time of the last refinement.
const LAST_REFINED: &str = "themes.refined_at";
/// Tries when people edit themes while they are refined.
const RETRIES: usize = 4;

/// Looking for themes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Discover;

impl Job for Discover {
    const NAME: &'static str = "themes.discover";
    const TRIES: i64 = 3;

    async fn run(self, engine: &Engine) -> Result<(), EngineError> {
        let room = engine.understand();
        let refined = room.refine_themes(room.is_requested().await?).await?;
        if room.take_request().await? {
            room.group_mentions().await?;
        }
        room.keep_result(&refined).await
    }
}

/// Sorting every mention into the themes as they are.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Group;

impl Job for Group {
    const NAME: &'static str = "themes.group";
    const TRIES: i64 = 3;

    async fn run(self, engine: &Engine) -> Result<(), EngineError> {
        engine.understand().group_mentions().await
    }
}

impl Understand<'_> {
    /// Looks for themes now and sorts every mention in; existing themes keep their ids and edits.
    /// Returns how many themes are new.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes(&self, actor: &Actor) -> Result<usize, EngineError> {
        actor.require(Permission::Curate)?;
        let refined = self.refine_themes(true).await?;
        self.group_mentions().await?;
        self.keep_result(&refined).await?;
        let detail = serde_json::json!({ "new": refined.new, "moved": refined.moved });
        let act = actor.act(Action::ThemesRebuild, self.shared().now()).with(detail);
        self.shared().report(&act, "themes").await;
        Ok(refined.new)
    }

    /// Asks that themes be looked for in the background, and every mention be sorted in;
    /// [`Self::theme_work`] tells how far it is.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes_soon(&self, actor: &Actor) -> Result<(), EngineError> {
        actor.require(Permission::Curate)?;
        self.leave_request().await?;
        self.engine.enqueue(&Discover).await?;
        let act = actor.act(Action::ThemesRebuild, self.shared().now());
        self.shared().report(&act, "themes").await;
        Ok(())
    }

    /// The request that every mention be sorted into the themes as they are then.
    pub(super) fn grouping(&self) -> Result<NewJob<'static>, EngineError> {
        Group.request(self.shared().now())
    }

    /// Asks for a refinement whenever one is worth its while.
    pub(in crate::understand) fn start_theming(&self) {
        let engine = self.engine.clone();
        self.shared().tasks.every(
            "looking whether themes are due",
            POLL,
            Arc::default(),
            move || {
                let engine = engine.clone();
                async move {
                    if engine.understand().is_discovery_due().await? {
                        engine.enqueue(&Discover).await?;
                    }
                    Ok(Step::Rest)
                }
            },
        );
    }

    /// Refinement is worth its while when half as many mentions again have come since the last,
    /// or after a day with some.
    async fn is_discovery_due(&self) -> Result<bool, EngineError> {
        let mentions = self.shared().store.last_mention_id().await?.get();
        let number = |value: Option<String>| value.and_then(|at| at.parse::<i64>().ok());
        let last = number(self.shared().store.meta(LAST_DISCOVERY).await?).unwrap_or(0);
        if mentions >= FEWEST_MENTIONS && mentions >= last + last / 2 {
            return Ok(true);
        }
        let refined = number(self.shared().store.meta(LAST_REFINED).await?).unwrap_or(0);
        Ok(last > 0
            && mentions >= last + NEW_MENTIONS
            && self.shared().now() >= refined + REFINE_AFTER_MS)
    }

    /// Groups the most recent mentions anew. Groups that are known themes keep their ids; what
    /// people shaped stays. All of it is taken over in one transaction, or nothing. `asked`: a person
    /// wants a fresh look, so that words are learnt again in any case.
    async fn refine_themes(&self, asked: bool) -> Result<Refined, EngineError> {
        let learns = asked || self.are_words_due().await?;
        if !learns {
            self.embed_missing().await?;
        }
        let mut tries = 0;
        let refined = loop {
            match self.try_refinement(learns).await {
                Err(EngineError::Conflict(_)) if tries < RETRIES => tries += 1,
                done => break done?,
            }
        };
        self.shared().store.set_meta(LAST_REFINED, &self.shared().now().to_string()).await?;
        self.shared().wake_followers();
        self.shared().tell(EventKind::Themes, refined.revision);
        if learns {
            self.embed_missing().await?;
        }
        Ok(refined)
    }

    async fn try_refinement(&self, learns: bool) -> Result<Refined, EngineError> {
        let refinement = self.find_themes(learns).await?;
        Ok(self.shared().store.understand().apply_refinement(&refinement).await?)
    }

    /// Groups the most recent mentions anew, without taking anything over. `learns`: by words that
    /// are learnt from these mentions, otherwise by those that were learnt before.
    pub(super) async fn find_themes(&self, learns: bool) -> Result<Refinement, EngineError> {
        let store = &self.shared().store;
        let last_edit = store.understand().last_theme_edit().await?;
        let last = store.last_mention_id().await?;
        let after = (last.get() - SAMPLE).max(0).into();
        let themes = store.understand().themes(true).await?;
        let Material { rows, model, centroids, lexicon } = match learns {
            true => self.learn_words(after, &themes).await?,
            false => self.known_vectors(after).await?,
        };
        let held = if learns { centroids.clone() } else { Vec::new() };
        let stop = self.engine.stop_sign();
        let sign = stop.clone();
        let plan = blocking(move || Plan::new(rows, themes, &centroids, &sign)).await??;
        let texts = store.understand().theme_texts(&plan.samples()).await?;
        let house = self.shared().house().await?;
        let mut refinement =
            blocking(move || plan.refinement(&texts, &house.lang, &house.brands, &stop)).await??;
        (refinement.model, refinement.lexicon, refinement.held) = (model, lexicon, held);
        refinement.last_edit = last_edit;
        refinement.progress = (LAST_DISCOVERY.to_owned(), last);
        refinement.now = self.shared().now();
        Ok(refinement)
    }

    /// The vectors of the mentions above `after` by the words that were learnt before.
    async fn known_vectors(&self, after: MentionId) -> Result<Material, EngineError> {
        let model = self.theme_space().await?.model().to_owned();
        let rows = self.recent_vectors(&model, after).await?;
        let centroids = self.shared().store.understand().centroids(&model).await?;
        Ok(Material { rows, model, centroids, lexicon: None })
    }

    async fn recent_vectors(
        &self,
        model: &str,
        mut after: MentionId,
    ) -> Result<Vec<VectorRow>, EngineError> {
        let mut rows = Vec::new();
        loop {
            let page = self.shared().store.understand().vectors_after(model, after, READ).await?;
            let Some(last) = page.last() else { return Ok(rows) };
            after = last.id;
            rows.extend(page);
            self.engine.stop_sign().check()?;
        }
    }

    /// Gives mentions a vector that have none by the words that were learnt last.
    async fn embed_missing(&self) -> Result<(), EngineError> {
        // Another process may have learnt words just now.
        self.parts().assigner.forget();
        let space = self.theme_space().await?;
        let model = space.model();
        let mut after = MentionId::default();
        loop {
            let page = self.shared().store.understand().without_vector(model, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let texts = page.iter().map(|m| analyzed_text(&m.title, &m.text)).collect();
            let vectors = self.embed(&space, texts).await?;
            let ids = page.iter().map(|mention| mention.id);
            let rows: Vec<(MentionId, Vec<u8>)> =
                ids.zip(vectors.iter().map(|vector| into_bytes(vector))).collect();
            self.shared().store.understand().save_vectors(model, &rows).await?;
            self.may_go_on().await?;
        }
    }

    /// Sorts mentions whose theme is gone, or is a matter of keywords, into the themes as they are
    /// now. Mentions that the model has put into another theme stay there, and what people shaped
    /// stays whole.
    async fn group_mentions(&self) -> Result<(), EngineError> {
        // Another process may have changed themes just now.
        self.parts().assigner.forget();
        let assigner = self.theme_assigner().await?;
        let themes: HashMap<ThemeId, Theme> = self
            .shared()
            .store
            .understand()
            .themes(true)
            .await?
            .into_iter()
            .map(|theme| (theme.id, theme))
            .collect();
        let mut after = MentionId::default();
        loop {
            let page = self.shared().store.understand().sample_texts(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let mut moved: Vec<(MentionId, Option<ThemeId>)> = Vec::new();
            let (mut open, mut texts) = (Vec::new(), Vec::new());
            for mention in &page {
                let theme = mention.theme_id.and_then(|id| themes.get(&id));
                let by_model = theme.is_some_and(|t| !t.by_keywords || assigner.has_centroid(t.id));
                if by_model && theme.is_some_and(|theme| theme.held) {
                    continue;
                }
                let text = analyzed_text(&mention.title, &mention.text);
                match assigner.by_keywords(&text) {
                    Some(theme) => moved.push((mention.id, Some(theme))),
                    None if by_model => {}
                    None => {
                        open.push(mention.id);
                        texts.push(text);
                    }
                }
            }
            let vectors = self.embed(assigner.space(), texts).await?;
            moved.extend(open.into_iter().zip(vectors.iter().map(|v| assigner.nearest(v))));
            let before: HashMap<MentionId, Option<ThemeId>> =
                page.iter().map(|mention| (mention.id, mention.theme_id)).collect();
            moved.retain(|(mention, theme)| before.get(mention) != Some(theme));
            if !moved.is_empty() {
                self.shared().store.understand().set_themes(&moved).await?;
                self.shared().wake_followers();
            }
            self.may_go_on().await?;
        }
        self.shared().tell(EventKind::Themes, self.shared().store.revision().await?);
        Ok(())
    }

    async fn may_go_on(&self) -> Result<(), EngineError> {
        self.engine.stop_sign().check()?;
        tokio::time::sleep(BREATHE).await;
        Ok(())
    }
}
