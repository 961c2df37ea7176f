//! Looking for themes again: what it would change, and how far it is.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::Permission;
use plaza_engine::understand::{GoneTheme, Outlook, Rebuilt, RenamedTheme, ThemeStep, ThemeWork};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::schema::time;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(theme_work))
        .api(curate, routes!(rebuild_themes))
        .api(curate, routes!(preview_rebuild))
}

/// How far the work on themes is.
#[derive(Debug, Serialize, ToSchema)]
struct ThemeWorkOut {
    /// `looking` (it is worked out what would change), `finding`, `indexing` (it is done; lists and
    /// figures are still to follow), or null.
    step: Option<&'static str>,
    /// Changes that are not in the index yet, while `indexing`.
    left: Option<i64>,
    /// What looking again would change, where that was asked for and nothing has changed since.
    outlook: Option<OutlookOut>,
    /// What the last time changed.
    last: Option<RebuiltOut>,
    /// True when the last try failed for good.
    failed: bool,
}

/// What looking again would change.
#[derive(Debug, Serialize, ToSchema)]
struct OutlookOut {
    /// When it was worked out.
    at: String,
    /// Names of themes that would be new.
    new: Vec<String>,
    /// Themes that would be no more.
    gone: Vec<GoneOut>,
    /// Themes that would have another name.
    renamed: Vec<RenamedOut>,
    /// Themes that would stay with their names, among those that nobody has shaped.
    kept: usize,
    /// Themes that people have shaped; they stay as they are.
    held: usize,
    /// Mentions that would change their theme.
    moved: usize,
}

/// A theme that would be no more.
#[derive(Debug, Serialize, ToSchema)]
struct GoneOut {
    label: String,
    /// The name of the one that most of its mentions would go to.
    into: String,
}

/// A theme that would have another name.
#[derive(Debug, Serialize, ToSchema)]
struct RenamedOut {
    from: String,
    to: String,
}

/// What the last time changed.
#[derive(Debug, Serialize, ToSchema)]
struct RebuiltOut {
    at: String,
    new: usize,
    gone: usize,
    /// Mentions that changed their theme.
    moved: usize,
}

impl From<Outlook> for OutlookOut {
    fn from(outlook: Outlook) -> Self {
        let gone = |GoneTheme { label, into }| GoneOut { label, into };
        let renamed = |RenamedTheme { from, to }| RenamedOut { from, to };
        Self {
            at: time(outlook.at),
            new: outlook.new,
            gone: outlook.gone.into_iter().map(gone).collect(),
            renamed: outlook.renamed.into_iter().map(renamed).collect(),
            kept: outlook.kept,
            held: outlook.held,
            moved: outlook.moved,
        }
    }
}

impl From<Rebuilt> for RebuiltOut {
    fn from(rebuilt: Rebuilt) -> Self {
        let Rebuilt { at, new, gone, moved, .. } = rebuilt;
        Self { at: time(at), new, gone, moved }
    }
}

impl From<ThemeWork> for ThemeWorkOut {
    fn from(work: ThemeWork) -> Self {
        let (step, left) = match work.step {
            None => (None, None),
            Some(ThemeStep::Looking) => (Some("looking"), None),
            Some(ThemeStep::Finding) => (Some("finding"), None),
            Some(ThemeStep::Indexing { left }) => (Some("indexing"), Some(left)),
        };
        Self {
            step,
            left,
            outlook: work.outlook.map(OutlookOut::from),
            last: work.last.map(RebuiltOut::from),
            failed: work.failed,
        }
    }
}

/// Tells what is being done to themes, what looking for them again would change, and what the last
/// time changed.
#[utoipa::path(get, path = "/api/v1/themes/rebuild", tag = "themes",
    responses((status = 200, body = ThemeWorkOut)))]
async fn theme_work(State(state): State<AppState>) -> Answer<ThemeWorkOut> {
    Ok(Json(state.engine().understand().theme_work().await?.into()))
}

/// Looks for themes in all mentions again, in the background; what people have shaped stays.
#[utoipa::path(post, path = "/api/v1/themes/rebuild", tag = "themes",
    responses((status = 202, description = "It will be done")))]
async fn rebuild_themes(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    state.engine().understand().rebuild_themes_soon(&actor).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Works out what looking for themes again would change, in the background; nothing is changed.
/// `GET /api/v1/themes/rebuild` tells it.
#[utoipa::path(post, path = "/api/v1/themes/rebuild/preview", tag = "themes",
    responses((status = 202, description = "It will be worked out")))]
async fn preview_rebuild(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    state.engine().understand().preview_rebuild(&actor).await?;
    Ok(StatusCode::ACCEPTED)
}
