//! The innovation backlog.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{
    EvidenceId, IdeaId, IdeaStage, MentionId, Permission, RiceInputs, UserId, limits,
};
use plaza_engine::EngineError;
use plaza_store::innovate::{Evidence, Idea, IdeaUpdate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::people::PeopleOut;
use crate::frame::api::schema::{StageName, time};
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, VersionIn, or_both, sent};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, QueryString, Text, present};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A title.
type Title = Text<{ limits::IDEA_TITLE }>;
/// A description.
type Description = Text<{ limits::IDEA_DESCRIPTION }>;
/// A quote.
type Quote = Text<{ limits::QUOTE }>;
pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let edit = Access::Needs(Permission::EditIdeas);
    Routes::new()
        .api(read, routes!(list_ideas))
        .api(read, routes!(similar_ideas))
        .api(read, routes!(idea))
        .api(edit, routes!(create_idea))
        .api(edit, routes!(update_idea))
        .api(edit, routes!(move_idea))
        .api(edit, routes!(add_evidence))
        .api(edit, routes!(remove_evidence))
        .api(edit, routes!(merge_idea))
        .api(edit, routes!(unmerge_idea))
}

/// An item of the backlog.
#[derive(Debug, Serialize, ToSchema)]
struct IdeaOut {
    id: i64,
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    title: String,
    description: String,
    #[schema(value_type = StageName)]
    stage: IdeaStage,
    owner_id: Option<i64>,
    owner: Option<String>,
    rice: RiceOut,
    /// The idea that this one is counted under.
    merged_into: Option<i64>,
    created_at: String,
    updated_at: String,
    evidence_count: i64,
    /// How many people say so in the quotes: accounts and unknown voices.
    people: u64,
    /// Who they are.
    voices: PeopleOut,
}

/// The inputs of a RICE score and the score, null while an input is missing.
#[derive(Debug, Serialize, ToSchema)]
struct RiceOut {
    reach: Option<f64>,
    impact: Option<f64>,
    confidence: Option<f64>,
    effort: Option<f64>,
    score: Option<f64>,
}

impl From<Idea> for IdeaOut {
    fn from(idea: Idea) -> Self {
        let RiceInputs { reach, impact, confidence, effort } = idea.rice;
        Self {
            id: idea.id.get(),
            version: idea.version,
            title: idea.title,
            description: idea.description,
            stage: idea.stage,
            owner_id: idea.owner_id.map(UserId::get),
            owner: idea.owner_name,
            rice: RiceOut { reach, impact, confidence, effort, score: idea.rice.score() },
            merged_into: idea.merged_into.map(IdeaId::get),
            created_at: time(idea.created_at),
            updated_at: time(idea.updated_at),
            evidence_count: idea.evidence_count,
            people: idea.people.total(),
            voices: idea.people.into(),
        }
    }
}

/// An exact quote that carries an idea; offsets in characters of the mention's text.
#[derive(Debug, Serialize, ToSchema)]
struct EvidenceOut {
    id: i64,
    idea_id: i64,
    mention_id: i64,
    /// The words; empty when the mention was deleted upstream.
    quote: String,
    start: i64,
    end: i64,
    /// Who said it.
    author: Option<String>,
    author_name: Option<String>,
    source: String,
    mention_created_at: String,
    /// True when it was deleted upstream.
    mention_deleted: bool,
    /// Who attached it.
    added_by: Option<String>,
    added_at: String,
}

impl From<Evidence> for EvidenceOut {
    fn from(evidence: Evidence) -> Self {
        Self {
            id: evidence.id.get(),
            idea_id: evidence.idea_id.get(),
            mention_id: evidence.mention_id.get(),
            quote: evidence.quote,
            start: evidence.start,
            end: evidence.end,
            author: evidence.author,
            author_name: evidence.author_name,
            source: evidence.source_name,
            mention_created_at: time(evidence.mention_created_at),
            mention_deleted: evidence.mention_deleted,
            added_by: evidence.added_by_name,
            added_at: time(evidence.created_at),
        }
    }
}

/// Which ideas.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those in this stage.
    #[param(value_type = Option<StageName>)]
    stage: Option<IdeaStage>,
}

/// Lists the backlog by stage and rank. Ideas that were merged into others are left out.
#[utoipa::path(get, path = "/api/v1/ideas", tag = "ideas", params(ListParams),
    responses((status = 200, body = Page<IdeaOut>)))]
async fn list_ideas(
    State(state): State<AppState>,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<IdeaOut>> {
    let ideas = state.engine().store().innovate().ideas(params.stage).await?;
    Ok(Json(Page::whole(ideas.into_iter().map(IdeaOut::from))))
}

/// Words to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SimilarParams {
    /// What the new idea says.
    #[param(value_type = String)]
    text: Text<{ limits::WORDING }>,
}

/// An idea and how alike it is, 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
struct SimilarOut {
    idea: IdeaOut,
    similarity: f32,
}

/// Proposes existing ideas that say much the same, the most similar first.
#[utoipa::path(get, path = "/api/v1/ideas/similar", tag = "ideas", params(SimilarParams),
    responses((status = 200, body = Page<SimilarOut>)))]
async fn similar_ideas(
    State(state): State<AppState>,
    QueryString(params): QueryString<SimilarParams>,
) -> Answer<Page<SimilarOut>> {
    let similar = state.engine().innovate().similar_ideas(&params.text).await?;
    let items =
        similar.into_iter().map(|(idea, similarity)| SimilarOut { idea: idea.into(), similarity });
    Ok(Json(Page::whole(items)))
}

/// An idea with the quotes that carry it.
#[derive(Debug, Serialize, ToSchema)]
struct IdeaDetail {
    idea: IdeaOut,
    evidence: Vec<EvidenceOut>,
}

/// Shows an idea with its quotes.
#[utoipa::path(get, path = "/api/v1/ideas/{id}", tag = "ideas",
    params(("id" = i64, Path)), responses((status = 200, body = IdeaDetail)))]
async fn idea(
    State(state): State<AppState>,
    PathIds(id): PathIds<IdeaId>,
) -> TaggedAnswer<IdeaDetail> {
    let idea = find(&state, id).await?;
    let evidence = state.engine().store().innovate().evidence(id).await?;
    let evidence = evidence.into_iter().map(EvidenceOut::from).collect();
    Ok(Tagged(idea.version, IdeaDetail { idea: idea.into(), evidence }))
}

async fn find(state: &AppState, id: IdeaId) -> Result<Idea, Problem> {
    let idea = state.engine().store().innovate().idea(id).await?;
    idea.ok_or_else(|| Problem::not_found("idea"))
}

/// The idea after a change, or both texts where somebody else was quicker.
async fn after(
    state: &AppState,
    id: IdeaId,
    yours: Value,
    done: Result<Idea, EngineError>,
) -> TaggedAnswer<IdeaOut> {
    let theirs = async { find(state, id).await.map(IdeaOut::from) };
    let idea = or_both(done, yours, theirs).await?;
    Ok(Tagged(idea.version, idea.into()))
}

/// A new idea.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdeaIn {
    title: Title,
    #[serde(default)]
    description: Description,
    /// Quotes to begin with, at most 100.
    #[serde(default)]
    evidence: Vec<EvidenceIn>,
}

/// A quote from a mention, word for word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EvidenceIn {
    #[schema(value_type = i64)]
    mention_id: MentionId,
    quote: Quote,
}

/// Makes an idea, with its first quotes where there are some.
#[utoipa::path(post, path = "/api/v1/ideas", tag = "ideas", request_body = IdeaIn,
    responses((status = 201, body = IdeaOut)))]
async fn create_idea(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<IdeaIn>,
) -> Result<(StatusCode, Json<IdeaOut>), Problem> {
    if input.evidence.len() > limits::QUOTES {
        let message = format!("takes at most {} quotes", limits::QUOTES);
        return Err(Problem::invalid("evidence", message));
    }
    let evidence: Vec<(MentionId, String)> =
        input.evidence.into_iter().map(|e| (e.mention_id, e.quote.into_string())).collect();
    let engine = state.engine();
    let idea =
        engine.innovate().create_idea(&actor, &input.title, &input.description, &evidence).await?;
    Ok((StatusCode::CREATED, Json(idea.into())))
}

/// What changes; a field that is left out stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdeaPatch {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    title: Option<Title>,
    description: Option<Description>,
    /// Null takes the owner away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    owner_id: Option<Option<UserId>>,
    /// All four inputs; null or left out means unknown.
    #[schema(value_type = Option<RiceIn>)]
    rice: Option<RiceInputs>,
}

/// The inputs of a RICE score.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the domain's RiceInputs")]
struct RiceIn {
    reach: Option<f64>,
    impact: Option<f64>,
    confidence: Option<f64>,
    effort: Option<f64>,
}

/// Changes an idea's words, owner or score.
#[utoipa::path(patch, path = "/api/v1/ideas/{id}", tag = "ideas",
    params(("id" = i64, Path)), request_body = IdeaPatch,
    responses((status = 200, body = IdeaOut)))]
async fn update_idea(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<IdeaId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<IdeaPatch>,
) -> TaggedAnswer<IdeaOut> {
    let seen = if_match.seen(id, input.version)?;
    let yours = sent(&input);
    let update = IdeaUpdate {
        title: input.title.map(Text::into_string),
        description: input.description.map(Text::into_string),
        owner_id: input.owner_id,
        rice: input.rice,
    };
    let done = state.engine().innovate().update_idea(&actor, seen, update).await;
    after(&state, id, yours, done).await
}

/// Where an idea goes.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdeaMoveIn {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    #[schema(value_type = StageName)]
    stage: IdeaStage,
    /// The idea that it goes in front of; the end of the stage when left out.
    #[schema(value_type = Option<i64>)]
    before: Option<IdeaId>,
}

/// Moves an idea to a stage.
#[utoipa::path(post, path = "/api/v1/ideas/{id}/move", tag = "ideas",
    params(("id" = i64, Path)), request_body = IdeaMoveIn,
    responses((status = 200, body = IdeaOut)))]
async fn move_idea(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<IdeaId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<IdeaMoveIn>,
) -> TaggedAnswer<IdeaOut> {
    let seen = if_match.seen(id, input.version)?;
    let moved = state.engine().innovate().move_idea(&actor, seen, input.stage, input.before).await;
    after(&state, id, sent(&input), moved).await
}

/// Puts a quote under an idea; the same quote twice is one.
#[utoipa::path(post, path = "/api/v1/ideas/{id}/evidence", tag = "ideas",
    params(("id" = i64, Path)), request_body = EvidenceIn,
    responses((status = 201, body = EvidenceOut)))]
async fn add_evidence(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<IdeaId>,
    JsonBody(input): JsonBody<EvidenceIn>,
) -> Result<(StatusCode, Json<EvidenceOut>), Problem> {
    let engine = state.engine();
    let evidence =
        engine.innovate().add_evidence(&actor, id, input.mention_id, &input.quote).await?;
    Ok((StatusCode::CREATED, Json(evidence.into())))
}

/// Takes a quote away from an idea.
#[utoipa::path(delete, path = "/api/v1/ideas/{id}/evidence/{evidence_id}", tag = "ideas",
    params(("id" = i64, Path), ("evidence_id" = i64, Path)),
    responses((status = 200, body = IdeaOut)))]
async fn remove_evidence(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds((id, evidence_id)): PathIds<(IdeaId, EvidenceId)>,
) -> Answer<IdeaOut> {
    Ok(Json(state.engine().innovate().remove_evidence(&actor, id, evidence_id).await?.into()))
}

/// The other idea.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdeaMergeIn {
    /// The `version` of the idea that goes; needed here or in `If-Match`.
    version: Option<i64>,
    /// The idea that stays.
    #[schema(value_type = i64)]
    into: IdeaId,
}

/// Counts an idea and its quotes as part of another; the answer is that other one.
#[utoipa::path(post, path = "/api/v1/ideas/{id}/merge", tag = "ideas",
    params(("id" = i64, Path)), request_body = IdeaMergeIn,
    responses((status = 200, body = IdeaOut)))]
async fn merge_idea(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<IdeaId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<IdeaMergeIn>,
) -> TaggedAnswer<IdeaOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().innovate().merge_ideas(&actor, seen, input.into).await;
    after(&state, id, sent(&input), done).await
}

/// Takes a merge back; nothing was lost by it.
#[utoipa::path(post, path = "/api/v1/ideas/{id}/unmerge", tag = "ideas",
    params(("id" = i64, Path)), request_body = Option<VersionIn>,
    responses((status = 200, body = IdeaOut)))]
async fn unmerge_idea(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<IdeaId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<VersionIn>,
) -> TaggedAnswer<IdeaOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().innovate().unmerge_idea(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}
