//! Our answers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{
    Answers, MentionId, Permission, Receipt, ReplyId, ReplyList, ReplyState, limits, say,
};
use plaza_engine::EngineError;
use plaza_store::talk::Reply;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::{Page, checked_limit, id_cursor, page_of};
use crate::frame::api::schema::{ReplyListName, ReplyStateName, maybe_time, time};
use crate::frame::api::seen::{IfMatch, SendIn, Tagged, TaggedAnswer, VersionIn, or_both, sent};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, QueryString, Text};
use crate::parts::mention::MentionOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A reply's text; each platform has its own lower limit.
pub(super) type ReplyText = Text<{ limits::REPLY_TEXT }>;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    let write = Access::Needs(Permission::WriteReplies);
    let approve = Access::Needs(Permission::ApproveReplies);
    Routes::new()
        .api(read, routes!(list_replies))
        .api(read, routes!(reply))
        .api(write, routes!(draft_reply))
        .api(write, routes!(edit_reply))
        .api(write, routes!(submit_reply))
        .api(write, routes!(cancel_reply))
        .api(write, routes!(discard_reply))
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
    /// Only those of this list: `to_approve`; `problems` (failed, uncertain or held); `mine` (written
    /// by the person who asks, and not gone out yet); `sent` (or about to be); `retracted`. Not
    /// together with `state`.
    #[param(inline, value_type = Option<ReplyListName>)]
    list: Option<ReplyList>,
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
    Caller(actor): Caller,
    QueryString(params): QueryString<ListParams>,
) -> Answer<Page<ReplyOut>> {
    let limit = i64::from(checked_limit(params.limit)?);
    let before = id_cursor(params.cursor.as_deref())?;
    let talk = state.engine().store().talk();
    let replies = match (params.list, params.state) {
        (Some(_), Some(_)) => {
            let why = say!("list-or-state", "cannot be asked for together with a state");
            return Err(Problem::invalid("list", why));
        }
        (Some(list), None) => talk.replies_on(list, actor.user_id, before, limit + 1).await?,
        (None, one) => talk.replies(one, before, limit + 1).await?,
    };
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
pub(super) struct TextIn {
    pub(super) text: ReplyText,
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

/// Throws away a draft, or a reply that surely did not go out.
#[utoipa::path(delete, path = "/api/v1/replies/{id}", tag = "replies",
    params(("id" = i64, Path)), responses((status = 204, description = "It is gone")))]
async fn discard_reply(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<ReplyId>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let seen = if_match.seen(id, None)?;
    let done = state.engine().talk().discard_reply(&actor, seen).await;
    after(&state, id, json!({}), done).await?;
    Ok(StatusCode::NO_CONTENT)
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
