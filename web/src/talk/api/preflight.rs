//! What speaks against an answer, before it is sent.

use axum::Json;
use axum::extract::State;
use plaza_core::{LengthUnit, MentionId, Permission, PreflightProblem, ReplyRules, ReplyState};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::replies::{ReplyOut, TextIn};
use crate::frame::api::Answer;
use crate::frame::extract::{JsonBody, PathIds};
use crate::{Access, AppState, Routes};

pub(super) fn routes() -> Routes {
    Routes::new().api(Access::Needs(Permission::WriteReplies), routes!(preflight))
}

/// What speaks against sending a text.
#[derive(Debug, Serialize, ToSchema)]
struct PreflightOut {
    /// The platform's rules; null where it takes no replies through Plaza.
    rules: Option<RulesOut>,
    /// Empty when nothing speaks against it.
    problems: Vec<PreflightProblemOut>,
    /// Our replies to the mention that go out or went out, or wait for approval.
    replies: Vec<ReplyOut>,
    /// Our own messages below the mention that were written in the place itself.
    mentions: Vec<i64>,
}

/// A platform's rules for answers.
#[derive(Debug, Serialize, ToSchema)]
struct RulesOut {
    /// Longest text, in `unit`.
    max_length: usize,
    unit: UnitOut,
    /// What a web address counts, however long it is; null where it counts what it is long.
    url_length: Option<u16>,
    /// Length of the text, in `unit`.
    length: usize,
    /// Whether a published reply can be deleted there.
    can_retract: bool,
}

/// What a platform counts: `weighted` is one for a Latin letter and its like, and two for an
/// ideograph or an emoji.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UnitOut {
    Characters,
    Graphemes,
    Bytes,
    Weighted,
}

impl RulesOut {
    fn new(rules: ReplyRules, text: &str) -> Self {
        let (unit, url_length) = match rules.unit {
            LengthUnit::Characters => (UnitOut::Characters, None),
            LengthUnit::CharactersWithUrls(each) => (UnitOut::Characters, Some(each)),
            LengthUnit::Graphemes => (UnitOut::Graphemes, None),
            LengthUnit::Bytes => (UnitOut::Bytes, None),
            LengthUnit::Weighted(each) => (UnitOut::Weighted, each),
        };
        Self {
            max_length: rules.max_length,
            unit,
            url_length,
            length: rules.length(text),
            can_retract: rules.can_retract,
        }
    }
}

/// Something that speaks against sending.
#[derive(Debug, Serialize, ToSchema)]
struct PreflightProblemOut {
    /// Its name and figures.
    #[schema(value_type = Object)]
    #[serde(flatten)]
    problem: PreflightProblem,
    /// In words.
    message: String,
}

/// Says what speaks against answering a mention with a text, without asking the platform.
#[utoipa::path(post, path = "/api/v1/mentions/{id}/preflight", tag = "replies",
    params(("id" = i64, Path)), request_body = TextIn,
    responses((status = 200, body = PreflightOut)))]
async fn preflight(
    State(state): State<AppState>,
    PathIds(mention_id): PathIds<MentionId>,
    JsonBody(input): JsonBody<TextIn>,
) -> Answer<PreflightOut> {
    let rules = state.engine().talk().reply_rules(mention_id).await?;
    let problems = state.engine().talk().preflight(mention_id, &input.text).await?;
    let problems = problems
        .into_iter()
        .map(|problem| PreflightProblemOut { message: problem.to_string(), problem });
    let store = state.engine().store().talk();
    let mentions = store.answers_to(mention_id).await?.mentions;
    let mut replies = store.replies_to(&[mention_id]).await?;
    replies.retain(|reply| reply.is_going() || reply.state == ReplyState::Submitted);
    Ok(Json(PreflightOut {
        replies: replies.into_iter().map(ReplyOut::from).collect(),
        mentions: mentions.into_iter().map(MentionId::get).collect(),
        problems: problems.collect(),
        rules: rules.map(|rules| RulesOut::new(rules, &input.text)),
    }))
}
