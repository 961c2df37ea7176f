//! The models: how often people agree with them, and what is learnt from that.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, Task};
use plaza_engine::understand::{FEWEST_JUDGEMENTS, TaskAccuracy, TaskTrial, Trial};
use plaza_store::understand::ModelHead;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::schema::{TaskName, maybe_time, time};
use crate::frame::extract::{JsonBody, QueryString, Text};
use crate::parts::mention::MentionOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let manage = Access::Needs(Permission::ManageModels);
    Routes::new()
        .api(read, routes!(models))
        .api(Access::Needs(Permission::Curate), routes!(next_to_judge))
        .api(manage, routes!(retrain))
        .api(manage, routes!(revert))
}

/// The models of this workspace.
#[derive(Debug, Serialize, ToSchema)]
struct ModelsOut {
    /// The model in use, with what was learnt here: `native@1+w3`.
    model: String,
    /// The model that comes with Plaza: `native@1`.
    base_model: String,
    /// How often people agreed, the model in use first.
    accuracy: Vec<AccuracyOut>,
    /// Versions of what was learnt here, the newest first.
    heads: Vec<HeadOut>,
    /// What came of the last attempt to learn.
    last_trial: Option<TrialOut>,
    /// Whether an attempt is waiting or under way.
    training: bool,
    /// Judgements below which no share is told.
    fewest_judgements: u64,
}

/// How often one model was right in one task, on mentions that people confirmed or corrected.
#[derive(Debug, Serialize, ToSchema)]
struct AccuracyOut {
    #[schema(value_type = TaskName)]
    task: Task,
    model: String,
    /// Mentions that people confirmed or corrected.
    judged: u64,
    /// Of them, those on which the model was right.
    agreed: u64,
    /// Null while there are too few judgements to say.
    share: Option<f64>,
    /// The 95 % confidence interval (Wilson) of the share.
    low: Option<f64>,
    high: Option<f64>,
    last_judged_at: Option<String>,
}

impl From<TaskAccuracy> for AccuracyOut {
    fn from(accuracy: TaskAccuracy) -> Self {
        Self {
            share: accuracy.share(),
            task: accuracy.task,
            model: accuracy.model,
            judged: accuracy.judged,
            agreed: accuracy.agreed,
            low: accuracy.interval.map(|(low, _)| low),
            high: accuracy.interval.map(|(_, high)| high),
            last_judged_at: maybe_time(accuracy.last_at),
        }
    }
}

/// A version of what was learnt here.
#[derive(Debug, Serialize, ToSchema)]
struct HeadOut {
    /// The number in the model's name.
    id: i64,
    base_model: String,
    /// `active`, `retired` (a better one took its place) or `reverted`.
    state: &'static str,
    created_at: String,
    /// The figures with which it was promoted.
    #[schema(value_type = Object)]
    report: serde_json::Value,
}

impl From<ModelHead> for HeadOut {
    fn from(head: ModelHead) -> Self {
        Self {
            id: head.id.get(),
            base_model: head.base_model,
            state: head.state.name(),
            created_at: time(head.created_at),
            report: head.report,
        }
    }
}

/// What came of an attempt to learn.
#[derive(Debug, Serialize, ToSchema)]
struct TrialOut {
    at: String,
    /// The model in use before.
    before: String,
    /// The model in use afterwards.
    after: String,
    tasks: Vec<TaskTrialOut>,
}

/// What came of it for one task, counted on judgements that were held out.
#[derive(Debug, Serialize, ToSchema)]
struct TaskTrialOut {
    #[schema(value_type = TaskName)]
    task: Task,
    learnt_from: usize,
    held_out: usize,
    right_before: usize,
    right_after: usize,
    /// Cases in which the new heads alone are right.
    wins: usize,
    /// Cases in which the model in use alone is right.
    losses: usize,
    /// One-sided exact test of `McNemar`.
    p_value: f64,
    /// `too_few`, `not_better` or `better`.
    outcome: &'static str,
}

impl From<TaskTrial> for TaskTrialOut {
    fn from(trial: TaskTrial) -> Self {
        Self {
            task: trial.task,
            learnt_from: trial.learnt_from,
            held_out: trial.held_out,
            right_before: trial.right_before,
            right_after: trial.right_after,
            wins: trial.wins,
            losses: trial.losses,
            p_value: trial.chance,
            outcome: trial.outcome.name(),
        }
    }
}

impl From<Trial> for TrialOut {
    fn from(trial: Trial) -> Self {
        Self {
            at: time(trial.at),
            before: trial.before,
            after: trial.after,
            tasks: trial.tasks.into_iter().map(TaskTrialOut::from).collect(),
        }
    }
}

/// Shows the models, how often people agree with them, and what was learnt from that.
#[utoipa::path(get, path = "/api/v1/models", tag = "models",
    responses((status = 200, body = ModelsOut)))]
async fn models(State(state): State<AppState>) -> Answer<ModelsOut> {
    let overview = state.engine().understand().models().await?;
    Ok(Json(ModelsOut {
        model: overview.model,
        base_model: overview.base_model,
        accuracy: overview.accuracy.into_iter().map(AccuracyOut::from).collect(),
        heads: overview.heads.into_iter().map(HeadOut::from).collect(),
        last_trial: overview.last_trial.map(TrialOut::from),
        training: overview.training,
        fewest_judgements: FEWEST_JUDGEMENTS,
    }))
}

/// Which text.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JudgeParams {
    /// How many to pass over.
    #[serde(default)]
    skip: u16,
}

/// A text to judge.
#[derive(Debug, Serialize, ToSchema)]
struct ToJudgeOut {
    /// The mention; null when nobody has left one.
    mention: Option<MentionOut>,
    /// Sentiments of the model in use that people have judged.
    judged: u64,
    /// Judgements below which no share is told.
    needed: u64,
}

/// Gives a text, by chance, whose sentiment nobody has judged. `PATCH /api/v1/mentions/{id}/insight`
/// with the sentiment judges it, `DELETE /api/v1/mentions/{id}/insight/sentiment` takes that back.
#[utoipa::path(get, path = "/api/v1/models/judge", tag = "models", params(JudgeParams),
    responses((status = 200, body = ToJudgeOut)))]
async fn next_to_judge(
    State(state): State<AppState>,
    QueryString(params): QueryString<JudgeParams>,
) -> Answer<ToJudgeOut> {
    let next = state.engine().understand().next_to_judge(params.skip.into()).await?;
    let mention = next.mention.map(MentionOut::from);
    Ok(Json(ToJudgeOut { mention, judged: next.judged, needed: next.needed }))
}

/// Learns from people's judgements, in the background; `last_trial` tells what came of it.
#[utoipa::path(post, path = "/api/v1/models/retrain", tag = "models",
    responses((status = 202, description = "It will be done")))]
async fn retrain(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    state.engine().understand().retrain_soon(&actor).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The model in use.
#[derive(Debug, Serialize, ToSchema)]
struct InUseOut {
    model: String,
}

/// What is to be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevertIn {
    /// The model in use, as it was read; another one stays.
    model: Text<200>,
}

/// Takes back what was learnt last.
#[utoipa::path(post, path = "/api/v1/models/revert", tag = "models", request_body = RevertIn,
    responses((status = 200, body = InUseOut)))]
async fn revert(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<RevertIn>,
) -> Answer<InUseOut> {
    let model = state.engine().understand().revert_heads(&actor, Some(&input.model)).await?;
    Ok(Json(InUseOut { model }))
}
