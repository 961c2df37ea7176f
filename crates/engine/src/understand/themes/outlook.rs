//! What looking for themes again would change, told before it does, and how far it is.

use plaza_core::{Millis, Permission, say};
use plaza_store::JobState;
use plaza_store::understand::{Refined, Refinement, Theme};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::upkeep::Discover;
use crate::jobs::Job;
use crate::understand::Understand;
use crate::{Actor, Engine, EngineError, EventKind};

/// Key of what looking again would change.
const OUTLOOK: &str = "themes.outlook";
/// Key of what the last refinement changed.
const REBUILT: &str = "themes.rebuilt";
/// Key of somebody's wish that every mention be sorted in after the next refinement.
const ASKED: &str = "themes.asked";

/// What looking for themes again would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// When it was worked out.
    pub at: Millis,
    /// Names of themes that would be new.
    pub new: Vec<String>,
    /// Themes that would be no more.
    pub gone: Vec<GoneTheme>,
    /// Themes that would have another name.
    pub renamed: Vec<RenamedTheme>,
    /// How many would stay with their names, among those that nobody has shaped.
    pub kept: usize,
    /// How many people have shaped; they stay as they are.
    pub held: usize,
    /// How many mentions would change their theme.
    pub moved: usize,
    /// The last edit of a theme that it rests on.
    pub last_edit: i64,
}

/// A theme that would be no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneTheme {
    /// Its name.
    pub label: String,
    /// The name of the one that most of its mentions would go to.
    pub into: String,
}

/// A theme that would have another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenamedTheme {
    /// Its name now.
    pub from: String,
    /// The name that it would have.
    pub to: String,
}

/// What the last refinement changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebuilt {
    /// When it was done.
    pub at: Millis,
    /// Themes that are new.
    pub new: usize,
    /// Themes that are no more.
    pub gone: usize,
    /// Mentions that changed their theme.
    pub moved: usize,
    /// The revision that has to be indexed before lists and figures show it.
    pub revision: i64,
}

/// What is being done to themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeStep {
    /// It is worked out what looking again would change.
    Looking,
    /// Themes are looked for, and mentions sorted in.
    Finding,
    /// It is done; lists and figures are still to follow.
    Indexing {
        /// Changes that are not in the index yet.
        left: i64,
    },
}

/// How far the work on themes is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeWork {
    /// What is being done; `None` while nothing is.
    pub step: Option<ThemeStep>,
    /// What looking again would change, where that was asked for and nothing has changed since.
    pub outlook: Option<Outlook>,
    /// What the last refinement changed.
    pub last: Option<Rebuilt>,
    /// The last try failed for good.
    pub failed: bool,
}

/// Working out what looking again would change.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Look;

impl Job for Look {
    const NAME: &'static str = "themes.look";
    const TRIES: i64 = 2;

    async fn run(self, engine: &Engine) -> Result<(), EngineError> {
        let room = engine.understand();
        let refinement = room.find_themes(true).await?;
        let themes = room.shared().store.understand().themes(true).await?;
        room.keep(OUTLOOK, &outlook(&refinement, &themes)).await?;
        let revision = room.shared().store.revision().await?;
        room.shared().tell(EventKind::Themes, revision);
        Ok(())
    }
}

impl Understand<'_> {
    /// Asks what looking for themes again would change. It is worked out in the background and
    /// changes nothing; [`Self::theme_work`] tells it.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn preview_rebuild(&self, actor: &Actor) -> Result<(), EngineError> {
        actor.require(Permission::Curate)?;
        self.shared().store.set_meta(OUTLOOK, "").await?;
        self.engine.enqueue(&Look).await
    }

    /// What is being done to themes, what looking for them again would change, and what the last
    /// time changed.
    ///
    /// # Errors
    /// The store fails.
    pub async fn theme_work(&self) -> Result<ThemeWork, EngineError> {
        let store = &self.shared().store;
        let last: Option<Rebuilt> = self.kept(REBUILT).await?;
        let mut kinds = Vec::new();
        for state in [JobState::Waiting, JobState::Running] {
            kinds.extend(store.jobs(state).await?.into_iter().map(|job| job.kind));
        }
        let works = |name: &str| kinds.iter().any(|kind| kind == name);
        let left = last.as_ref().map_or(0, |last| last.revision - self.indexed());
        let step = if works(Discover::NAME) {
            Some(ThemeStep::Finding)
        } else if works(Look::NAME) {
            Some(ThemeStep::Looking)
        } else {
            (left > 0).then_some(ThemeStep::Indexing { left })
        };
        let last_edit = store.understand().last_theme_edit().await?;
        let outlook: Option<Outlook> = self.kept(OUTLOOK).await?;
        let parked = store.jobs(JobState::Parked).await?;
        let failed = parked.iter().any(|job| [Discover::NAME, Look::NAME].contains(&&*job.kind));
        Ok(ThemeWork {
            outlook: outlook.filter(|outlook| outlook.last_edit == last_edit && step.is_none()),
            failed: failed && step.is_none(),
            step,
            last,
        })
    }

    fn indexed(&self) -> i64 {
        self.engine.find().indexed_revision()
    }

    /// Notes that somebody wants every mention sorted in after the next refinement.
    pub(super) async fn leave_request(&self) -> Result<(), EngineError> {
        Ok(self.shared().store.set_meta(ASKED, "yes").await?)
    }

    /// Whether somebody wants that.
    pub(super) async fn is_requested(&self) -> Result<bool, EngineError> {
        Ok(self.shared().store.meta(ASKED).await?.is_some_and(|asked| !asked.is_empty()))
    }

    /// Whether somebody wanted that; once.
    pub(super) async fn take_request(&self) -> Result<bool, EngineError> {
        let asked = self.is_requested().await?;
        if asked {
            self.shared().store.set_meta(ASKED, "").await?;
        }
        Ok(asked)
    }

    /// Keeps what a refinement changed; what another would change is not known any more.
    pub(super) async fn keep_result(&self, refined: &Refined) -> Result<(), EngineError> {
        let store = &self.shared().store;
        store.set_meta(OUTLOOK, "").await?;
        let rebuilt = Rebuilt {
            at: self.shared().now(),
            new: refined.new,
            gone: refined.gone,
            moved: refined.moved,
            revision: store.revision().await?,
        };
        self.keep(REBUILT, &rebuilt).await
    }

    async fn keep<T: Serialize + Sync>(&self, key: &str, value: &T) -> Result<(), EngineError> {
        let text = serde_json::to_string(value).map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!(
                "job-not-kept",
                "a job cannot be kept: {technical}",
                technical
            ))
        })?;
        Ok(self.shared().store.set_meta(key, &text).await?)
    }

    /// A value that another version of Plaza wrote in another form counts as none.
    async fn kept<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, EngineError> {
        let text = self.shared().store.meta(key).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// What a refinement would change of `themes`.
fn outlook(refinement: &Refinement, themes: &[Theme]) -> Outlook {
    let mut outlook = Outlook {
        at: refinement.now,
        moved: refinement.moved.len(),
        last_edit: refinement.last_edit,
        held: themes.iter().filter(|theme| theme.held).count(),
        ..Outlook::default()
    };
    let free = |id| themes.iter().find(|theme| theme.id == id && !theme.held);
    for refined in &refinement.themes {
        match refined.id {
            None => outlook.new.push(refined.label.clone()),
            Some(id) => {
                outlook.renamed.extend(free(id).filter(|theme| theme.label != refined.label).map(
                    |theme| RenamedTheme { from: theme.label.clone(), to: refined.label.clone() },
                ));
            }
        }
    }
    for (gone, into) in &refinement.absorbed {
        let Some(theme) = free(*gone) else { continue };
        let into = refinement.themes.get(*into).map(|into| into.label.clone());
        outlook.gone.push(GoneTheme { label: theme.label.clone(), into: into.unwrap_or_default() });
    }
    let other = outlook.held + outlook.gone.len() + outlook.renamed.len();
    outlook.kept = themes.len().saturating_sub(other);
    outlook
}

#[cfg(test)]
mod tests {
    use plaza_core::{ThemeId, ThemeState};
    use plaza_store::understand::RefinedTheme;

    use super::*;

    fn theme(id: i64, label: &str, held: bool) -> Theme {
        Theme {
            id: id.into(),
            version: 1,
            label: label.to_owned(),
            keywords: Vec::new(),
            description: String::new(),
            state: ThemeState::Active,
            pinned: false,
            by_keywords: false,
            held,
            parent_id: None,
            merged_into: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn refined(id: Option<i64>, label: &str) -> RefinedTheme {
        RefinedTheme {
            id: id.map(ThemeId::from),
            label: label.to_owned(),
            ..RefinedTheme::default()
        }
    }

    #[test]
    fn what_would_change_is_told_by_name_and_what_people_shaped_stays() {
        let themes = [
            theme(1, "Batería", false),
            theme(2, "Pantalla", false),
            theme(3, "Precio", false),
            theme(4, "Nuestro nombre", true),
            theme(5, "Sin tocar", false),
        ];
        let refinement = Refinement {
            themes: vec![
                refined(Some(1), "Batería"),
                refined(Some(2), "Pantalla rota"),
                refined(Some(4), "Otro nombre"),
                refined(None, "Envíos"),
            ],
            moved: vec![(1.into(), Some(3)), (2.into(), Some(0))],
            absorbed: vec![(3.into(), 1), (4.into(), 0)],
            ..Refinement::default()
        };
        let told = outlook(&refinement, &themes);
        assert_eq!(told.new, ["Envíos"]);
        let gone = GoneTheme { label: "Precio".to_owned(), into: "Pantalla rota".to_owned() };
        assert_eq!(told.gone, [gone], "what people shaped does not go");
        let renamed = RenamedTheme { from: "Pantalla".to_owned(), to: "Pantalla rota".to_owned() };
        assert_eq!(told.renamed, [renamed]);
        assert_eq!((told.kept, told.held, told.moved), (2, 1, 2));
    }
}
