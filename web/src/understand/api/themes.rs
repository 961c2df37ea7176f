//! Themes: found from the data, edited by people.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{MentionId, Permission, ThemeEditId, ThemeId, ThemeState, limits, text::fold};
use plaza_engine::EngineError;
use plaza_engine::find::FacetValue;
use plaza_engine::understand::{Example, ThemeDetail, ThemeSummary};
use plaza_store::understand::{Theme, ThemeEdit, ThemeUpdate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::people::PeopleOut;
use crate::frame::api::schema::time;
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{JsonBody, PathIds, QueryString, Text};
use crate::parts::mention::HitOut;
use crate::parts::timeline::TimelineOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A label.
type Label = Text<{ limits::THEME_LABEL }>;
/// A keyword.
type Keyword = Text<{ limits::THEME_KEYWORD }>;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .api(read, routes!(list_themes))
        .api(read, routes!(theme))
        .api(curate, routes!(create_theme))
        .api(curate, routes!(update_theme))
        .api(curate, routes!(merge_theme))
        .api(curate, routes!(split_theme))
        .api(curate, routes!(move_mentions))
        .api(curate, routes!(undo_theme))
}

/// A stable, named group of mentions about the same thing.
#[derive(Debug, Serialize, ToSchema)]
struct ThemeOut {
    id: i64,
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    label: String,
    /// Words that mark it, strongest first.
    keywords: Vec<String>,
    description: String,
    /// `active` or `archived`.
    state: String,
    pinned: bool,
    /// True when its keywords decide what belongs to it; otherwise likeness does.
    by_keywords: bool,
    /// True when people have shaped it; refinement leaves it alone.
    held: bool,
    /// The theme that it is part of.
    parent_id: Option<i64>,
    /// The theme that took it in.
    merged_into: Option<i64>,
    created_at: String,
    updated_at: String,
}

impl From<Theme> for ThemeOut {
    fn from(theme: Theme) -> Self {
        Self {
            id: theme.id.get(),
            version: theme.version,
            label: theme.label,
            keywords: theme.keywords,
            description: theme.description,
            state: theme.state.name().to_owned(),
            pinned: theme.pinned,
            by_keywords: theme.by_keywords,
            held: theme.held,
            parent_id: theme.parent_id.map(ThemeId::get),
            merged_into: theme.merged_into.map(ThemeId::get),
            created_at: time(theme.created_at),
            updated_at: time(theme.updated_at),
        }
    }
}

/// A theme and its figures.
#[derive(Debug, Serialize, ToSchema)]
struct ThemeSummaryOut {
    theme: ThemeOut,
    /// Mentions of the last seven days.
    volume_7d: u64,
    /// Mentions of the seven days before those.
    volume_prev_7d: u64,
    total: u64,
    negative: u64,
    neutral: u64,
    positive: u64,
    /// Mentions a day, the last 14 days, oldest first.
    trend: Vec<u64>,
    /// How many sub-themes it has; their mentions are counted in.
    sub_themes: usize,
    /// Said within the last 14 days only, while other things were said before.
    is_new: bool,
    /// `rising`, `falling` or `steady`: the last week against the one before, beyond chance.
    direction: String,
    /// Probability that chance alone moved it as much.
    p_value: f64,
}

impl From<ThemeSummary> for ThemeSummaryOut {
    fn from(summary: ThemeSummary) -> Self {
        Self {
            theme: summary.theme.into(),
            volume_7d: summary.volume_7d,
            volume_prev_7d: summary.volume_prev_7d,
            total: summary.total,
            negative: summary.negative,
            neutral: summary.neutral,
            positive: summary.positive,
            trend: summary.trend,
            sub_themes: summary.sub_themes,
            is_new: summary.is_new,
            direction: summary.direction.name().to_owned(),
            p_value: summary.p_value,
        }
    }
}

/// Which themes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those whose label or keywords contain this, without regard to case and accents.
    #[param(value_type = Option<String>)]
    q: Option<Text<{ limits::LIST_SEARCH }>>,
    /// True lists the archived ones in place of the active ones.
    #[serde(default)]
    archived: bool,
}

/// Lists themes with their figures.
#[utoipa::path(get, path = "/api/v1/themes", tag = "themes", params(ListParams),
    responses((status = 200, body = Page<ThemeSummaryOut>)))]
async fn list_themes(
    State(state): State<AppState>,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<ThemeSummaryOut>> {
    let wanted = fold(params.q.unwrap_or_default().trim());
    let mut themes = state.engine().understand().theme_list(params.archived).await?;
    themes.retain(|summary| {
        let theme = &summary.theme;
        fold(&theme.label).contains(&wanted)
            || theme.keywords.iter().any(|keyword| fold(keyword).contains(&wanted))
    });
    Ok(Json(Page::whole(themes.into_iter().map(ThemeSummaryOut::from))))
}

/// Mentions with one value.
#[derive(Debug, Serialize, ToSchema)]
struct ValueOut {
    value: String,
    label: String,
    count: u64,
}

impl From<FacetValue> for ValueOut {
    fn from(value: FacetValue) -> Self {
        Self { value: value.value, label: value.label, count: value.count }
    }
}

/// What a person did to a theme.
#[derive(Debug, Serialize, ToSchema)]
struct ThemeEditOut {
    id: i64,
    theme_id: i64,
    /// The other theme of a merge, a split or a move.
    other_id: Option<i64>,
    /// `update`, `pin`, `unpin`, `archive`, `restore`, `merge`, `split` or `move`.
    action: String,
    at: String,
    actor: String,
    undone_at: Option<String>,
}

impl From<ThemeEdit> for ThemeEditOut {
    fn from(edit: ThemeEdit) -> Self {
        Self {
            id: edit.id.get(),
            theme_id: edit.theme_id.get(),
            other_id: edit.other_id.map(ThemeId::get),
            action: edit.action.name().to_owned(),
            at: time(edit.at),
            actor: edit.actor,
            undone_at: edit.undone_at.map(time),
        }
    }
}

/// A mention that stands for its theme.
#[derive(Debug, Serialize, ToSchema)]
struct ExampleOut {
    /// Why: `typical`, `newest`, `most_negative` or `most_positive`.
    rule: &'static str,
    hit: HitOut,
}

impl From<Example> for ExampleOut {
    fn from(example: Example) -> Self {
        Self { rule: example.rule.name(), hit: example.hit.into() }
    }
}

/// A theme with its course, parts and quotes.
#[derive(Debug, Serialize, ToSchema)]
struct ThemeDetailOut {
    summary: ThemeSummaryOut,
    sub_themes: Vec<ThemeSummaryOut>,
    /// How many people speak of it: accounts and unknown voices.
    people: u64,
    /// Who they are.
    voices: PeopleOut,
    sources: Vec<ValueOut>,
    languages: Vec<ValueOut>,
    timeline: TimelineOut,
    /// What people typically say.
    quotes: Vec<HitOut>,
    /// Mentions that stand for it, none twice.
    examples: Vec<ExampleOut>,
    /// The latest mentions.
    members: Vec<HitOut>,
    /// What people did to it, the last first.
    edits: Vec<ThemeEditOut>,
}

impl From<ThemeDetail> for ThemeDetailOut {
    fn from(detail: ThemeDetail) -> Self {
        Self {
            summary: detail.summary.into(),
            sub_themes: detail.sub_themes.into_iter().map(ThemeSummaryOut::from).collect(),
            people: detail.people.total(),
            voices: detail.people.into(),
            sources: detail.sources.into_iter().map(ValueOut::from).collect(),
            languages: detail.languages.into_iter().map(ValueOut::from).collect(),
            timeline: detail.timeline.into(),
            quotes: detail.quotes.into_iter().map(HitOut::from).collect(),
            examples: detail.examples.into_iter().map(ExampleOut::from).collect(),
            members: detail.members.into_iter().map(HitOut::from).collect(),
            edits: detail.edits.into_iter().map(ThemeEditOut::from).collect(),
        }
    }
}

/// Shows a theme; the id of a merged one leads to the theme that took it in.
#[utoipa::path(get, path = "/api/v1/themes/{id}", tag = "themes",
    params(("id" = i64, Path)), responses((status = 200, body = ThemeDetailOut)))]
async fn theme(
    State(state): State<AppState>,
    PathIds(id): PathIds<ThemeId>,
) -> TaggedAnswer<ThemeDetailOut> {
    let detail = state.engine().understand().theme_detail(id).await?;
    Ok(Tagged(detail.summary.theme.version, detail.into()))
}

/// The theme after a change, or both texts where somebody else was quicker.
async fn after(
    state: &AppState,
    id: ThemeId,
    yours: Value,
    done: Result<Theme, EngineError>,
) -> TaggedAnswer<ThemeOut> {
    let theirs = async {
        let theme = state.engine().store().understand().theme(id).await?;
        theme.map(ThemeOut::from).ok_or_else(|| Problem::not_found("theme"))
    };
    let theme = or_both(done, yours, theirs).await?;
    Ok(Tagged(theme.version, theme.into()))
}

/// A new theme.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThemeIn {
    label: Label,
    /// Words that mark it; the label when left out.
    #[serde(default)]
    keywords: Vec<Keyword>,
}

/// Makes a theme by hand; mentions that hold its keywords join it in the background.
#[utoipa::path(post, path = "/api/v1/themes", tag = "themes", request_body = ThemeIn,
    responses((status = 201, body = ThemeOut)))]
async fn create_theme(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<ThemeIn>,
) -> Result<(StatusCode, Json<ThemeOut>), Problem> {
    let keywords = strings(input.keywords);
    let theme = state.engine().understand().create_theme(&actor, &input.label, &keywords).await?;
    Ok((StatusCode::CREATED, Json(theme.into())))
}

/// What changes; a field that is left out stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThemePatch {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    label: Option<Label>,
    keywords: Option<Vec<Keyword>>,
    description: Option<Text<{ limits::THEME_DESCRIPTION }>>,
    /// `active` or `archived`.
    #[schema(value_type = Option<String>)]
    state: Option<ThemeState>,
    pinned: Option<bool>,
}

/// Renames a theme, changes its words, archives or pins it.
#[utoipa::path(patch, path = "/api/v1/themes/{id}", tag = "themes",
    params(("id" = i64, Path)), request_body = ThemePatch,
    responses((status = 200, body = ThemeOut)))]
async fn update_theme(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ThemeId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<ThemePatch>,
) -> TaggedAnswer<ThemeOut> {
    let seen = if_match.seen(id, input.version)?;
    let yours = sent(&input);
    let update = ThemeUpdate {
        label: input.label.map(Text::into_string),
        keywords: input.keywords.map(strings),
        description: input.description.map(Text::into_string),
        state: input.state,
        pinned: input.pinned,
    };
    let done = state.engine().understand().update_theme(&actor, seen, update).await;
    after(&state, id, yours, done).await
}

fn strings<const MAX: usize>(texts: Vec<Text<MAX>>) -> Vec<String> {
    texts.into_iter().map(Text::into_string).collect()
}

/// The other theme.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThemeMergeIn {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    /// The theme that stays.
    #[schema(value_type = i64)]
    into: ThemeId,
}

/// Joins a theme into another, which is the answer.
#[utoipa::path(post, path = "/api/v1/themes/{id}/merge", tag = "themes",
    params(("id" = i64, Path)), request_body = ThemeMergeIn,
    responses((status = 200, body = ThemeOut)))]
async fn merge_theme(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ThemeId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<ThemeMergeIn>,
) -> TaggedAnswer<ThemeOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().understand().merge_themes(&actor, seen, input.into).await;
    after(&state, id, sent(&input), done).await
}

/// What becomes a theme of its own.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SplitIn {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    /// Its name; chosen from the mentions when left out.
    label: Option<Label>,
    /// The mentions; without any, the smaller of two halves that are least alike.
    #[serde(default)]
    #[schema(value_type = Vec<i64>)]
    mentions: Vec<MentionId>,
}

/// Splits a theme in two; the new part is the answer.
#[utoipa::path(post, path = "/api/v1/themes/{id}/split", tag = "themes",
    params(("id" = i64, Path)), request_body = SplitIn,
    responses((status = 201, body = ThemeOut)))]
async fn split_theme(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ThemeId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<SplitIn>,
) -> Result<(StatusCode, Tagged<ThemeOut>), Problem> {
    let seen = if_match.seen(id, input.version)?;
    let label = input.label.as_deref();
    let made = state.engine().understand().split_theme(&actor, seen, label, &input.mentions).await;
    Ok((StatusCode::CREATED, after(&state, id, sent(&input), made).await?))
}

/// Mentions for a theme.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThemeMoveIn {
    #[schema(value_type = Vec<i64>)]
    mentions: Vec<MentionId>,
}

/// Moves mentions into a theme; the model never moves them again.
#[utoipa::path(post, path = "/api/v1/themes/{id}/mentions", tag = "themes",
    params(("id" = i64, Path)), request_body = ThemeMoveIn,
    responses((status = 204, description = "They are in the theme")))]
async fn move_mentions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ThemeId>,
    JsonBody(input): JsonBody<ThemeMoveIn>,
) -> Result<StatusCode, Problem> {
    state.engine().understand().move_mentions(&actor, &input.mentions, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which edit is meant.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UndoIn {
    /// The id of the theme's last edit that still holds, as it was read; needed.
    #[schema(value_type = Option<i64>)]
    edit_id: Option<ThemeEditId>,
}

/// Takes back the last edit of a theme that still holds; the theme is the answer.
#[utoipa::path(post, path = "/api/v1/themes/{id}/undo", tag = "themes",
    params(("id" = i64, Path)), request_body = UndoIn,
    responses((status = 200, body = ThemeOut)))]
async fn undo_theme(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ThemeId>,
    JsonBody(input): JsonBody<UndoIn>,
) -> TaggedAnswer<ThemeOut> {
    if input.edit_id.is_none() {
        return Err(Problem::edit_required());
    }
    let done = state.engine().understand().undo_theme_edit(&actor, id, input.edit_id).await;
    after(&state, id, sent(&input), done).await
}
