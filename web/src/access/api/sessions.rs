//! Open sessions, links for those who cannot come in, and people who leave.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use plaza_core::{Permission, UserId};
use plaza_engine::access::OpenSession;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::people::{Password, UserOut};
use super::session::welcome;
use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::schema::time;
use crate::frame::api::seen::{IfMatch, VersionIn, or_both, sent};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, Text};
use crate::security::{Caller, Member, agent};
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageUsers);
    Routes::new()
        .api(Access::Public, routes!(use_reset_link))
        .api(Access::SignedIn, routes!(own_sessions))
        .api(Access::SignedIn, routes!(end_own_sessions))
        .api(Access::SignedIn, routes!(end_own_session))
        .api(manage, routes!(sessions))
        .api(manage, routes!(end_sessions))
        .api(manage, routes!(end_session))
        .api(manage, routes!(make_reset_link))
        .api(manage, routes!(remove_user))
        .api(manage, routes!(former_users))
}

/// An open session.
#[derive(Debug, Serialize, ToSchema)]
struct SessionOut {
    /// Tells it from the person's others; nobody signs in with it.
    name: String,
    /// What the browser calls itself.
    device: String,
    created_at: String,
    last_seen_at: String,
    /// When it ends at the latest.
    expires_at: String,
    /// Whether it is the one that asks.
    is_this: bool,
}

impl From<OpenSession> for SessionOut {
    fn from(open: OpenSession) -> Self {
        Self {
            name: open.name,
            device: open.device,
            created_at: time(open.created_at),
            last_seen_at: time(open.last_seen_at),
            expires_at: time(open.expires_at),
            is_this: open.is_this,
        }
    }
}

fn page(open: Vec<OpenSession>) -> Json<Page<SessionOut>> {
    Json(Page::whole(open.into_iter().map(SessionOut::from)))
}

/// How many sessions have ended.
#[derive(Debug, Serialize, ToSchema)]
struct EndedOut {
    ended: i64,
}

/// Lists one's own open sessions, the last used one first.
#[utoipa::path(get, path = "/api/v1/account/sessions", tag = "session",
    responses((status = 200, body = Page<SessionOut>)))]
async fn own_sessions(State(state): State<AppState>, member: Member) -> Answer<Page<SessionOut>> {
    let (auth, user) = (state.engine().access(), member.user().id);
    Ok(page(auth.sessions_of(&member.actor(), user, Some(member.session())).await?))
}

/// Ends all one's own sessions but the one that asks.
#[utoipa::path(delete, path = "/api/v1/account/sessions", tag = "session",
    responses((status = 200, body = EndedOut)))]
async fn end_own_sessions(State(state): State<AppState>, member: Member) -> Answer<EndedOut> {
    let (auth, user) = (state.engine().access(), member.user().id);
    let ended = auth.end_sessions(&member.actor(), user, Some(member.session())).await?;
    Ok(Json(EndedOut { ended }))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/account/sessions/{name}", tag = "session",
    params(("name" = String, Path)), responses((status = 204, description = "It has ended")))]
async fn end_own_session(
    State(state): State<AppState>,
    member: Member,
    PathIds(name): PathIds<String>,
) -> Result<StatusCode, Problem> {
    let (auth, user) = (state.engine().access(), member.user().id);
    auth.end_session(&member.actor(), user, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the open sessions of a person.
#[utoipa::path(get, path = "/api/v1/users/{id}/sessions", tag = "people",
    params(("id" = i64, Path)), responses((status = 200, body = Page<SessionOut>)))]
async fn sessions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<UserId>,
) -> Answer<Page<SessionOut>> {
    Ok(page(state.engine().access().sessions_of(&actor, id, None).await?))
}

/// Ends all sessions of a person.
#[utoipa::path(delete, path = "/api/v1/users/{id}/sessions", tag = "people",
    params(("id" = i64, Path)), responses((status = 200, body = EndedOut)))]
async fn end_sessions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<UserId>,
) -> Answer<EndedOut> {
    let ended = state.engine().access().end_sessions(&actor, id, None).await?;
    Ok(Json(EndedOut { ended }))
}

/// Ends one session of a person.
#[utoipa::path(delete, path = "/api/v1/users/{id}/sessions/{name}", tag = "people",
    params(("id" = i64, Path), ("name" = String, Path)),
    responses((status = 204, description = "It has ended")))]
async fn end_session(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds((id, name)): PathIds<(UserId, String)>,
) -> Result<StatusCode, Problem> {
    state.engine().access().end_session(&actor, id, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link with which a person chooses a new password, once.
#[derive(Debug, Serialize, ToSchema)]
struct ResetLinkOut {
    /// The path of the link with its secret, behind the address of the house; shown this once.
    path: String,
    /// The whole link, where the address of the house is known.
    url: Option<String>,
    /// Until when it works.
    expires_at: String,
}

/// Makes a link with which somebody who cannot come in chooses a new password. An earlier one of
/// theirs works no more; the password that they have works until the link is used.
#[utoipa::path(post, path = "/api/v1/users/{id}/reset-link", tag = "people",
    params(("id" = i64, Path)), responses((status = 201, body = ResetLinkOut)))]
async fn make_reset_link(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<UserId>,
) -> Result<(StatusCode, Json<ResetLinkOut>), Problem> {
    let engine = state.engine();
    let link = engine.access().make_reset_link(&actor, id).await?;
    let path = format!("/reset?token={}", link.secret);
    let house = engine.house().await?;
    let url = house.public_url.as_ref().and_then(|url| url.join(&path).ok());
    let url = url.map(|url| url.to_string());
    let out = ResetLinkOut { path, url, expires_at: time(link.expires_at) };
    Ok((StatusCode::CREATED, Json(out)))
}

/// A new password by link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetIn {
    /// From the link.
    token: Text<100>,
    password: Password,
}

/// Sets the password of the person whose link it is and signs them in; their other sessions end.
#[utoipa::path(post, path = "/api/v1/reset", tag = "session", request_body = ResetIn,
    responses((status = 200, body = UserOut)))]
async fn use_reset_link(
    State(state): State<AppState>,
    headers: HeaderMap,
    JsonBody(input): JsonBody<ResetIn>,
) -> Result<Response, Problem> {
    let auth = state.engine().access();
    let signed_in = auth.use_reset_link(&input.token, &input.password, agent(&headers)).await?;
    Ok(welcome(&state, StatusCode::OK, signed_in))
}

/// Takes somebody out of the house for good: they cannot sign in, their sessions and tokens end,
/// and their address is free. What they did stays under their name.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "people", params(("id" = i64, Path)),
    request_body = VersionIn, responses((status = 204, description = "They are gone")))]
async fn remove_user(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<UserId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<VersionIn>,
) -> Result<StatusCode, Problem> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().access().remove_user(&actor, seen).await;
    let theirs = async {
        let user = state.engine().store().access().user(id).await?;
        user.map(UserOut::from).ok_or_else(|| Problem::not_found("user"))
    };
    or_both(done, sent(&json!({ "removed": true })), theirs).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists former colleagues, the last one first.
#[utoipa::path(get, path = "/api/v1/users/former", tag = "people",
    responses((status = 200, body = Page<UserOut>)))]
async fn former_users(State(state): State<AppState>) -> Answer<Page<UserOut>> {
    let users = state.engine().store().access().former_users().await?;
    Ok(Json(Page::whole(users.into_iter().map(UserOut::from))))
}
