//! Our answers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{
    Answers, LengthUnit, MentionId, Permission, PreflightProblem, Receipt, ReplyId, ReplyRules,
    ReplyState, limits,
};
use plaza_engine::EngineError;
use plaza_store::talk::Reply;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::{Page, checked_limit, id_cursor, page_of};
use crate::frame::api::schema::{ReplyStateName, maybe_time, time};
use crate::frame::api::seen::{IfMatch, SendIn, Tagged, TaggedAnswer, VersionIn, or_both, sent};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, QueryString, Text};
use crate::parts::mention::MentionOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A reply's text; each platform has its own lower limit.
type ReplyText = Text<{ limits::REPLY_TEXT }>;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let write = Access::Needs(Permission::WriteReplies);
    let approve = Access::Needs(Permission::ApproveReplies);
    Routes::new()
        .api(read, routes!(list_replies))
        .api(read, routes!(reply))
        .api(write, routes!(draft_reply))
        .api(write, routes!(preflight))
        .api(write, routes!(edit_reply))
        .api(write, routes!(submit_reply))
        .api(write, routes!(cancel_reply))
        .api(approve, routes!(approve_reply))
        .api(approve, routes!(reject_reply))
        .api(approve, routes!(retry_reply))
        .api(approve, routes!(resolve_reply))
        .api(approve, routes!(retract_reply))
}

/// Our answer to a mention.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReplyOut {
    id: i64,
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    mention_id: i64,
    text: String,
    #[schema(value_type = ReplyStateName)]
    state: ReplyState,
    /// Tries since it was let go out last; where the platform made it wait, there was none.
    attempts: i64,
    /// Whether a try ended without an answer, so that it may be there: Plaza looks before it sends
    /// the reply again.
    may_be_there: bool,
    /// When Plaza acts by itself next: it sends the reply, looks whether it arrived, or looks what the
    /// place's moderators made of it. Null where it waits for a person, or is settled.
    next_step_at: Option<String>,
    /// Who wrote it.
    author: Option<String>,
    /// Who let it go out.
    approved_by: Option<String>,
    receipt: Option<ReceiptOut>,
    /// What went wrong with the last try, why it failed, or why it was sent back.
    error: Option<String>,
    created_at: String,
    updated_at: String,
    sent_at: Option<String>,
}

/// The platform's word that it exists.
#[derive(Debug, Serialize, ToSchema)]
struct ReceiptOut {
    /// Its id there.
    external_id: String,
    url: Option<String>,
    /// True when the platform keeps it back for moderation.
    held: bool,
}

impl From<Receipt> for ReceiptOut {
    fn from(Receipt { external_id, url, held }: Receipt) -> Self {
        Self { external_id, url, held }
    }
}

impl From<Reply> for ReplyOut {
    fn from(reply: Reply) -> Self {
        Self {
            may_be_there: reply.may_be_there,
            next_step_at: maybe_time(reply.next_step_at()),
            id: reply.id.get(),
            version: reply.version,
            mention_id: reply.mention_id.get(),
            text: reply.text,
            state: reply.state,
            attempts: reply.attempts,
            author: reply.author_name,
            approved_by: reply.approved_by_name,
            receipt: reply.receipt.map(ReceiptOut::from),
            error: reply.error.map(|error| error.to_string()),
            created_at: time(reply.created_at),
            updated_at: time(reply.updated_at),
            sent_at: maybe_time(reply.sent_at),
        }
    }
}

/// Which replies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those in this state.
    #[param(value_type = Option<ReplyStateName>)]
    state: Option<ReplyState>,
    /// Items on the page, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Text<40>>,
}

/// Lists replies, newest first.
#[utoipa::path(get, path = "/api/v1/replies", tag = "replies", params(ListParams),
    responses((status = 200, body = Page<ReplyOut>)))]
async fn list_replies(
    State(state): State<AppState>,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<ReplyOut>> {
    let limit = i64::from(checked_limit(params.limit)?);
    let before = id_cursor(params.cursor.as_deref())?;
    let replies = state.engine().store().talk().replies(params.state, before, limit + 1).await?;
    Ok(Json(page_of(replies, limit, |reply| reply.id, ReplyOut::from)))
}

/// Shows a reply.
#[utoipa::path(get, path = "/api/v1/replies/{id}", tag = "replies",
    params(("id" = i64, Path)), responses((status = 200, body = ReplyOut)))]
async fn reply(
    State(state): State<AppState>,
    PathIds(id): PathIds<ReplyId>,
) -> TaggedAnswer<ReplyOut> {
    Ok(tagged(find(&state, id).await?))
}

async fn find(state: &AppState, id: ReplyId) -> Result<Reply, Problem> {
    let reply = state.engine().store().talk().reply(id).await?;
    reply.ok_or_else(|| Problem::not_found("reply"))
}

fn tagged(reply: Reply) -> Tagged<ReplyOut> {
    Tagged(reply.version, reply.into())
}

/// The reply after a step, or what stands in its way: both texts, or the answers of others.
async fn after(
    state: &AppState,
    id: ReplyId,
    yours: Value,
    done: Result<Reply, EngineError>,
) -> TaggedAnswer<ReplyOut> {
    if let Err(EngineError::Answered(answers)) = &done {
        return Err(answered(state, answers).await?);
    }
    let theirs = async { find(state, id).await.map(ReplyOut::from) };
    Ok(tagged(or_both(done, yours, theirs).await?))
}

/// The problem with the answers that were not seen.
async fn answered(state: &AppState, answers: &Answers) -> Result<Problem, Problem> {
    let mut problem = Problem::answered_meanwhile(answers);
    let mut replies = Vec::new();
    for id in &answers.replies {
        replies.push(ReplyOut::from(find(state, *id).await?));
    }
    let mentions = state.engine().store().mentions(&answers.mentions).await?;
    let mentions: Vec<MentionOut> = mentions.into_iter().map(MentionOut::from).collect();
    if let Some(overtaken) = &mut problem.overtaken {
        overtaken.replies = Some(json!(replies));
        overtaken.mentions = Some(json!(mentions));
    }
    Ok(problem)
}

/// What to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextIn {
    text: ReplyText,
}

/// A draft's new text.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EditIn {
    text: ReplyText,
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
}

/// Begins a reply; it is a draft until it is submitted.
#[utoipa::path(post, path = "/api/v1/mentions/{id}/replies", tag = "replies",
    params(("id" = i64, Path)), request_body = TextIn,
    responses((status = 201, body = ReplyOut)))]
async fn draft_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(mention_id): PathIds<MentionId>,
    JsonBody(input): JsonBody<TextIn>,
) -> Result<(StatusCode, Json<ReplyOut>), Problem> {
    let reply = state.engine().talk().draft_reply(&actor, mention_id, &input.text).await?;
    Ok((StatusCode::CREATED, Json(reply.into())))
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

/// Changes a draft's text.
#[utoipa::path(patch, path = "/api/v1/replies/{id}", tag = "replies",
    params(("id" = i64, Path)), request_body = EditIn,
    responses((status = 200, body = ReplyOut)))]
async fn edit_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<EditIn>,
) -> TaggedAnswer<ReplyOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().talk().edit_reply(&actor, seen, &input.text).await;
    after(&state, id, sent(&input), done).await
}

/// Hands a draft in for approval; who may approve sends it with this step, unless the mention has
/// answers that the request does not name.
#[utoipa::path(post, path = "/api/v1/replies/{id}/submit", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<SendIn>,
    responses((status = 200, body = ReplyOut)))]
async fn submit_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<SendIn>,
) -> TaggedAnswer<ReplyOut> {
    let yours = sent(&input);
    let done = state.engine().talk().submit_reply(&actor, input.seen(id, if_match)?).await;
    after(&state, id, yours, done).await
}

/// Takes a submitted or queued reply back; it is a draft again.
#[utoipa::path(post, path = "/api/v1/replies/{id}/cancel", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<VersionIn>,
    responses((status = 200, body = ReplyOut)))]
async fn cancel_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<VersionIn>,
) -> TaggedAnswer<ReplyOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().talk().cancel_reply(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}

/// What an approver has seen and changes.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalIn {
    /// Takes the place of the submitted text.
    text: Option<ReplyText>,
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    /// Our other replies to the same mention that were seen and shall not hold this one back.
    #[serde(default)]
    seen_replies: Vec<i64>,
    /// Our own messages below the mention, written in the place itself, that were seen.
    #[serde(default)]
    seen_mentions: Vec<i64>,
}

/// Lets a submitted reply go out, with a changed text or as it is, unless the mention has answers
/// that the request does not name.
#[utoipa::path(post, path = "/api/v1/replies/{id}/approve", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<ApprovalIn>,
    responses((status = 200, body = ReplyOut)))]
async fn approve_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<ApprovalIn>,
) -> TaggedAnswer<ReplyOut> {
    let yours = sent(&input);
    let ApprovalIn { text, version, seen_replies, seen_mentions } = input;
    let seen = SendIn { version, seen_replies, seen_mentions }.seen(id, if_match)?;
    let text = text.map(Text::into_string);
    let done = state.engine().talk().approve_reply(&actor, seen, text).await;
    after(&state, id, yours, done).await
}

/// Why a reply is sent back.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectionIn {
    #[serde(default)]
    reason: Text<{ limits::REASON }>,
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
}

/// Sends a submitted reply back to its author.
#[utoipa::path(post, path = "/api/v1/replies/{id}/reject", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<RejectionIn>,
    responses((status = 200, body = ReplyOut)))]
async fn reject_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<RejectionIn>,
) -> TaggedAnswer<ReplyOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().talk().reject_reply(&actor, seen, &input.reason).await;
    after(&state, id, sent(&input), done).await
}

/// Sends a failed reply again; where it may be there all the same, Plaza looks first.
#[utoipa::path(post, path = "/api/v1/replies/{id}/retry", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<SendIn>,
    responses((status = 200, body = ReplyOut)))]
async fn retry_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<SendIn>,
) -> TaggedAnswer<ReplyOut> {
    let yours = sent(&input);
    let done = state.engine().talk().retry_reply(&actor, input.seen(id, if_match)?).await;
    after(&state, id, yours, done).await
}

/// What a person saw on the platform.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResolutionIn {
    /// True when the reply is there.
    was_sent: bool,
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
}

/// Settles an uncertain reply: it is on the platform, or it is not.
#[utoipa::path(post, path = "/api/v1/replies/{id}/resolve", tag = "replies",
    params(("id" = i64, Path)), request_body = ResolutionIn,
    responses((status = 200, body = ReplyOut)))]
async fn resolve_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<ResolutionIn>,
) -> TaggedAnswer<ReplyOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().talk().resolve_reply(&actor, seen, input.was_sent).await;
    after(&state, id, sent(&input), done).await
}

/// Deletes a reply on the platform, one that waits for its moderators too. It is *retracted* only
/// where it is gone: Plaza looks when the platform does not say so clearly.
#[utoipa::path(post, path = "/api/v1/replies/{id}/retract", tag = "replies",
    params(("id" = i64, Path)), request_body = Option<VersionIn>,
    responses((status = 200, body = ReplyOut)))]
async fn retract_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<VersionIn>,
) -> TaggedAnswer<ReplyOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().talk().retract_reply(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}
