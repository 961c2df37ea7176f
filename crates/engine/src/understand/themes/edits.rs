//! What people do to themes; all of it can be undone, and refinement respects it.

use plaza_core::limits::MOVED_MENTIONS;
use plaza_core::{MentionId, Permission, Seen, ThemeEditId, ThemeId, limits, say};
use plaza_store::understand::{NewTheme, Theme, ThemeEdit, ThemeUpdate, Undone, VectorRow};
use plaza_store::{Action, Done, StoreError};

use super::aside::blocking;
use super::cluster::cosine;
use super::{check_keywords, check_label, labels, plan};
use crate::understand::Understand;
use crate::{Actor, EngineError, EventKind, entered};

/// Members that the centroid of a theme is computed from, the newest.
const CENTROID_OF: i64 = 5_000;
/// Most members that a theme is divided by.
const DIVIDED: i64 = 50_000;
/// Fewest mentions of either half of a theme.
const FEWEST_OF_HALF: usize = 2;
/// Rounds of two-means.
const ROUNDS: usize = 12;
/// Edits shown.
const HISTORY: i64 = 20;

impl Understand<'_> {
    /// Makes a theme by hand; mentions that hold its keywords join it in the background.
    ///
    /// # Errors
    /// Forbidden, or a label or keywords that cannot be used.
    pub async fn create_theme(
        &self,
        actor: &Actor,
        label: &str,
        keywords: &[String],
    ) -> Result<Theme, EngineError> {
        actor.require(Permission::Curate)?;
        let label = check_label(label)?;
        let mut keywords = check_keywords(keywords)?;
        if keywords.is_empty() {
            keywords.push(label.clone());
        }
        let new = NewTheme { label, keywords, by_keywords: true, ..NewTheme::default() };
        let act = actor.act(Action::ThemeCreate, self.shared().now()).then(self.grouping()?);
        let done = self.shared().store.understand().create_theme(&new, &act).await?;
        Ok(self.theme_changed(done))
    }

    /// Renames a theme, changes its keywords, archives or pins it. Keywords that a person chose
    /// sort mentions in from then on.
    ///
    /// # Errors
    /// Forbidden, no such theme, or values that cannot be used.
    pub async fn update_theme(
        &self,
        actor: &Actor,
        theme: impl Into<Seen<ThemeId>>,
        mut update: ThemeUpdate,
    ) -> Result<Theme, EngineError> {
        actor.require(Permission::Curate)?;
        let seen = theme.into();
        let id = seen.id;
        let before = self.theme(id).await?;
        update.label = update.label.map(|label| check_label(&label)).transpose()?;
        update.keywords = update.keywords.map(|words| check_keywords(&words)).transpose()?;
        if update.keywords.as_ref().is_some_and(Vec::is_empty) {
            return Err(EngineError::invalid(
                "keywords",
                say!("keywords-none", "at least one is needed"),
            ));
        }
        update.description = update.description.map(|text| check_description(&text)).transpose()?;
        let regroup = update.keywords.as_ref().is_some_and(|words| *words != before.keywords)
            || update.state.is_some_and(|state| state != before.state);
        let mut act = actor.act(Action::ThemeUpdate, self.shared().now());
        if regroup {
            act = act.then(self.grouping()?);
        }
        let done = self.shared().store.understand().update_theme(seen, &update, &act).await?;
        Ok(self.theme_changed(done))
    }

    /// Joins two themes: `into` gets the keywords and the mentions of `from`, whose id leads there.
    ///
    /// # Errors
    /// Forbidden, no such themes, the same theme twice, or one of them is merged already.
    pub async fn merge_themes(
        &self,
        actor: &Actor,
        from: impl Into<Seen<ThemeId>>,
        into: ThemeId,
    ) -> Result<Theme, EngineError> {
        actor.require(Permission::Curate)?;
        let from = from.into();
        if from.id == into {
            return Err(EngineError::invalid("into", say!("theme-itself", "is the theme itself")));
        }
        let act = actor.act(Action::ThemeMerge, self.shared().now()).then(self.grouping()?);
        let done = self.shared().store.understand().merge_theme(from, into, &act).await;
        let done = done.map_err(EngineError::without("theme"))?;
        self.recompute_centroids(&[into]).await;
        Ok(self.theme_changed(done))
    }

    /// Divides a theme: the named mentions, or without any the smaller of two halves that are
    /// least alike, become a theme of their own, which is the answer.
    ///
    /// # Errors
    /// Forbidden, no such theme, mentions that are not in it, or a theme that cannot be divided.
    pub async fn split_theme(
        &self,
        actor: &Actor,
        theme: impl Into<Seen<ThemeId>>,
        label: Option<&str>,
        mentions: &[MentionId],
    ) -> Result<Theme, EngineError> {
        actor.require(Permission::Curate)?;
        let seen = theme.into();
        let id = seen.id;
        let theme = self.theme(id).await?;
        if theme.merged_into.is_some() {
            return Err(EngineError::Conflict(say!(
                "theme-merged-split",
                "this theme was merged; split the one that holds it now"
            )));
        }
        let label = label.map(check_label).transpose()?;
        let by_person = !mentions.is_empty();
        let mentions = match by_person {
            true => self.members_among(id, mentions).await?,
            false => self.smaller_half(id).await?,
        };
        let texts = self.shared().store.understand().theme_texts(&mentions).await?;
        let group: Vec<_> = mentions.iter().filter_map(|mention| texts.get(mention)).collect();
        let house = self.shared().house().await?;
        let stop = self.engine.stop_sign();
        let named = labels::name(&[group], &[], &house.lang, &house.brands, &stop)?
            .pop()
            .unwrap_or_default();
        let label = label.unwrap_or(named.label);
        let label = if label.is_empty() { format!("{} 2", theme.label) } else { label };
        let keywords = named.keywords.into_iter().filter(|word| !word.is_empty()).collect();
        let new = NewTheme { label, keywords, ..NewTheme::default() };
        let act = actor.act(Action::ThemeSplit, self.shared().now());
        let store = self.shared().store.understand();
        let done = store.split_theme(seen, &new, &mentions, by_person, &act).await?;
        self.recompute_centroids(&[id, done.value.id]).await;
        Ok(self.theme_changed(done))
    }

    /// Puts mentions into a theme, or into none; the model never moves them again.
    ///
    /// # Errors
    /// Forbidden, no such theme or mention, or too many at once.
    pub async fn move_mentions(
        &self,
        actor: &Actor,
        mentions: &[MentionId],
        into: Option<ThemeId>,
    ) -> Result<(), EngineError> {
        actor.require(Permission::Curate)?;
        if mentions.is_empty() || mentions.len() > MOVED_MENTIONS {
            let message = say!("takes-mentions", "takes 1 to {max} mentions", max = MOVED_MENTIONS);
            return Err(EngineError::invalid("mentions", message));
        }
        if let Some(id) = into {
            self.theme(id).await?;
        }
        let act = actor.act(Action::ThemeMove, self.shared().now());
        let done = self.shared().store.understand().move_mentions(mentions, into, &act).await?;
        self.shared().wake_followers();
        self.shared().told(EventKind::Themes, done);
        Ok(())
    }

    /// Takes back the last edit of a theme that still holds, and returns the theme. `seen` is the
    /// edit that is meant: it stays when another one has followed.
    ///
    /// # Errors
    /// Forbidden, no such theme, nothing to undo, another edit than the one that was seen, or one
    /// that others build on.
    pub async fn undo_theme_edit(
        &self,
        actor: &Actor,
        id: ThemeId,
        seen: Option<ThemeEditId>,
    ) -> Result<Theme, EngineError> {
        actor.require(Permission::Curate)?;
        self.theme(id).await?;
        let act = actor.act(Action::ThemeUndo, self.shared().now()).then(self.grouping()?);
        let done = match self.shared().store.understand().undo_theme_edit(id, seen, &act).await {
            Err(StoreError::NotFound) => {
                return Err(EngineError::Conflict(say!(
                    "theme-nothing-to-undo",
                    "there is nothing to undo in this theme"
                )));
            }
            done => done?,
        };
        let Undone { edit, theme } = done.value;
        let themes: Vec<ThemeId> =
            [Some(edit.theme_id), edit.other_id].into_iter().flatten().collect();
        self.recompute_centroids(&themes).await;
        Ok(self.theme_changed(Done { value: theme, revision: done.revision }))
    }

    /// The latest edits of a theme, the last first.
    pub async fn theme_edits(&self, id: ThemeId) -> Result<Vec<ThemeEdit>, EngineError> {
        Ok(self.shared().store.understand().theme_edits(id, HISTORY).await?)
    }

    /// Computes the centroids of themes whose mentions an edit has moved. The edit holds whatever
    /// comes of it: the next refinement computes them too.
    async fn recompute_centroids(&self, themes: &[ThemeId]) {
        for theme in themes {
            if let Err(error) = self.recompute_centroid(*theme).await {
                tracing::error!(
                    ?error,
                    theme = theme.get(),
                    "the centroid of an edited theme is the old one"
                );
            }
        }
    }

    /// Computes the centroid of a theme from its members as they are now.
    async fn recompute_centroid(&self, id: ThemeId) -> Result<(), EngineError> {
        let model = self.theme_space().await?.model().to_owned();
        let rows = self.shared().store.understand().member_vectors(id, &model, CENTROID_OF).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let centroid = plan::centroid_of(id, &rows);
        Ok(self.shared().store.understand().set_centroid(&model, &centroid).await?)
    }

    /// Checks that mentions are in a theme.
    async fn members_among(
        &self,
        id: ThemeId,
        mentions: &[MentionId],
    ) -> Result<Vec<MentionId>, EngineError> {
        if mentions.len() > MOVED_MENTIONS {
            let message = say!("takes-at-most", "takes at most {max}", max = MOVED_MENTIONS);
            return Err(EngineError::invalid("mentions", message));
        }
        let texts = self.shared().store.understand().theme_texts(mentions).await?;
        let is_member =
            |mention: &MentionId| texts.get(mention).is_some_and(|said| said.theme_id == Some(id));
        match mentions.iter().find(|mention| !is_member(mention)) {
            Some(other) => {
                let message = say!(
                    "mention-elsewhere",
                    "mention {id} is not in this theme",
                    id = other.get()
                );
                Err(EngineError::invalid("mentions", message))
            }
            None => Ok(mentions.to_vec()),
        }
    }

    async fn smaller_half(&self, id: ThemeId) -> Result<Vec<MentionId>, EngineError> {
        let model = self.theme_space().await?.model().to_owned();
        let rows = self.shared().store.understand().member_vectors(id, &model, DIVIDED).await?;
        let half = blocking(move || smaller_half(&rows)).await?;
        if half.len() < FEWEST_OF_HALF {
            let message = say!(
                "theme-too-alike",
                "the mentions of this theme are too few or too alike to be divided; choose the \
                 mentions yourself"
            );
            return Err(EngineError::Conflict(message.clone()));
        }
        Ok(half)
    }
}

fn check_description(description: &str) -> Result<String, EngineError> {
    entered::text::<{ limits::THEME_DESCRIPTION }>("description", description)
}

/// Two-means on directions, begun with two mentions that are far apart.
fn smaller_half(rows: &[VectorRow]) -> Vec<MentionId> {
    if rows.is_empty() {
        return Vec::new();
    }
    let points = plan::points(rows);
    let farthest = |from: &[f32]| {
        (0..points.len())
            .filter(|index| !points.is_zero(*index))
            .min_by(|a, b| cosine(points.row(*a), from).total_cmp(&cosine(points.row(*b), from)))
            .unwrap_or(0)
    };
    let (centroid, _, _) = plan::centroid(&points, (0..rows.len()).collect());
    let first = farthest(&centroid);
    let second = farthest(points.row(first));
    let mut centroids = [points.row(first).to_vec(), points.row(second).to_vec()];
    let mut halves = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        halves = [Vec::new(), Vec::new()];
        for index in 0..points.len() {
            let row = points.row(index);
            let side = usize::from(cosine(row, &centroids[1]) > cosine(row, &centroids[0]));
            halves[side].push(index);
        }
        for (half, centroid) in halves.iter().zip(&mut centroids) {
            if !half.is_empty() {
                *centroid = plan::centroid(&points, half.clone()).0;
            }
        }
    }
    halves.sort_by_key(Vec::len);
    halves[0].iter().map(|index| rows[*index].id).collect()
}
