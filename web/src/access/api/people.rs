//! Users, API tokens and the audit log.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, Role, TokenId, UserId, limits};
use plaza_engine::access::{UserChange, parse_expiry};
use plaza_store::AuditRecord;
use plaza_store::access::{ApiToken, User};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::{Page, PageParams, page_of};
use crate::frame::api::schema::{RoleName, maybe_time, time};
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{JsonBody, PathIds, QueryString, Text};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// An e-mail address.
pub(super) type Email = Text<{ limits::EMAIL_BYTES }>;
/// A person's name.
pub(super) type Name = Text<{ limits::USER_NAME }>;
/// What is read as a password at all; shorter ones may be refused too.
pub(super) type Password = Text<1_000>;

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageUsers);
    Routes::new()
        .api(manage, routes!(list_users))
        .api(manage, routes!(create_user))
        .api(manage, routes!(update_user))
        .api(manage, routes!(list_tokens))
        .api(manage, routes!(create_token))
        .api(manage, routes!(revoke_token))
        .api(Access::Needs(Permission::ReadAudit), routes!(audit_log))
}

/// A person of the house.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserOut {
    id: i64,
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    email: String,
    name: String,
    #[schema(value_type = RoleName)]
    role: Role,
    disabled: bool,
    /// Language of their board; null follows the browser.
    lang: Option<String>,
    created_at: String,
    last_seen_at: Option<String>,
}

impl From<User> for UserOut {
    fn from(user: User) -> Self {
        Self {
            id: user.id.get(),
            version: user.version,
            email: user.email,
            name: user.name,
            role: user.role,
            disabled: user.disabled,
            lang: user.lang,
            created_at: time(user.created_at),
            last_seen_at: maybe_time(user.last_seen_at),
        }
    }
}

/// Lists everybody.
#[utoipa::path(get, path = "/api/v1/users", tag = "people",
    responses((status = 200, body = Page<UserOut>)))]
async fn list_users(State(state): State<AppState>) -> Answer<Page<UserOut>> {
    let users = state.engine().store().access().users().await?;
    Ok(Json(Page::whole(users.into_iter().map(UserOut::from))))
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserIn {
    email: Email,
    name: Name,
    #[schema(value_type = RoleName)]
    role: Role,
    /// One is generated when left out.
    password: Option<Password>,
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedUser {
    user: UserOut,
    /// The generated password, shown this once; null when the request brought one.
    password: Option<String>,
}

/// Makes an account.
#[utoipa::path(post, path = "/api/v1/users", tag = "people", request_body = UserIn,
    responses((status = 201, body = CreatedUser)))]
async fn create_user(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<UserIn>,
) -> Result<(StatusCode, Json<CreatedUser>), Problem> {
    let auth = state.engine().access();
    let UserIn { email, name, role, password } = input;
    let created = auth.create_user(&actor, &email, &name, role, password.as_deref()).await?;
    let (user, password) = created;
    Ok((StatusCode::CREATED, Json(CreatedUser { user: user.into(), password })))
}

/// What changes; a field that is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserPatch {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    name: Option<Name>,
    #[schema(value_type = Option<RoleName>)]
    role: Option<Role>,
    disabled: Option<bool>,
    password: Option<Password>,
}

/// Changes an account. A new role or password, or disabling it, ends the person's sessions.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "people",
    params(("id" = i64, Path)), request_body = UserPatch,
    responses((status = 200, body = UserOut)))]
async fn update_user(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<UserId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<UserPatch>,
) -> TaggedAnswer<UserOut> {
    let seen = if_match.seen(id, input.version)?;
    let yours = json!({ "name": input.name, "role": input.role, "disabled": input.disabled });
    let change = UserChange {
        name: input.name.map(Text::into_string),
        role: input.role,
        disabled: input.disabled,
        password: input.password.map(Text::into_string),
    };
    let done = state.engine().access().update_user(&actor, seen, change).await;
    let theirs = async {
        let user = state.engine().store().access().user(id).await?;
        user.map(UserOut::from).ok_or_else(|| Problem::not_found("user"))
    };
    let user = or_both(done, sent(&yours), theirs).await?;
    Ok(Tagged(user.version, user.into()))
}

/// A key for programs.
#[derive(Debug, Serialize, ToSchema)]
struct TokenOut {
    id: i64,
    name: String,
    /// The most that it may do.
    #[schema(value_type = RoleName)]
    role: Role,
    /// What it may do now: no more than its maker. Null when it has ended, was revoked, or its
    /// maker is disabled.
    #[schema(value_type = Option<RoleName>)]
    effective_role: Option<Role>,
    /// The user who made it; null for the command line and for one that was made with a token.
    created_by: Option<i64>,
    /// That user's name.
    maker: Option<String>,
    /// The token that it was made with, and ends with.
    made_with: Option<i64>,
    created_at: String,
    /// When it ends by itself.
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

impl From<ApiToken> for TokenOut {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.get(),
            name: token.name,
            role: token.role,
            effective_role: token.may,
            created_by: token.created_by.map(UserId::get),
            maker: token.maker,
            made_with: token.made_with.map(TokenId::get),
            created_at: time(token.created_at),
            expires_at: maybe_time(token.expires_at),
            last_used_at: maybe_time(token.last_used_at),
            revoked_at: maybe_time(token.revoked_at),
        }
    }
}

/// Lists API tokens, those that have ended included.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "people",
    responses((status = 200, body = Page<TokenOut>)))]
async fn list_tokens(State(state): State<AppState>) -> Answer<Page<TokenOut>> {
    let tokens = state.engine().access().tokens().await?;
    Ok(Json(Page::whole(tokens.into_iter().map(TokenOut::from))))
}

/// A new token. It may do no more than its maker, whatever becomes of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenIn {
    name: Text<{ limits::TOKEN_NAME }>,
    #[schema(value_type = RoleName)]
    role: Role,
    /// When it ends by itself: a day, to whose end (UTC) it works, or a moment; never when left
    /// out.
    expires_at: Option<Text<40>>,
}

/// The new token with its secret.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    token: TokenOut,
    /// What goes behind `Authorization: Bearer`; shown this once.
    secret: String,
}

/// Makes an API token. One that is made with a token ends with that one.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "people", request_body = TokenIn,
    responses((status = 201, body = CreatedToken)))]
async fn create_token(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<TokenIn>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let auth = state.engine().access();
    let expires_at = input.expires_at.as_deref().map(parse_expiry).transpose()?;
    let (token, secret) = auth.create_token(&actor, &input.name, input.role, expires_at).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token: token.into(), secret })))
}

/// Makes a token worthless, and those that were made with it.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "people",
    params(("id" = i64, Path)), responses((status = 204, description = "It is revoked")))]
async fn revoke_token(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<TokenId>,
) -> Result<StatusCode, Problem> {
    state.engine().access().revoke_token(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who did what.
#[derive(Debug, Serialize, ToSchema)]
struct AuditOut {
    id: i64,
    at: String,
    /// The person or token.
    actor: String,
    /// The user's id, where it was one.
    actor_id: Option<i64>,
    /// What was done, such as `source.create`.
    action: String,
    /// To what, such as `source:12`.
    target: String,
    /// More about it; null where there is nothing to say.
    #[schema(value_type = Option<Object>)]
    detail: serde_json::Value,
}

impl From<AuditRecord> for AuditOut {
    fn from(record: AuditRecord) -> Self {
        let AuditRecord { id, at, actor, actor_id, action, target, detail } = record;
        Self {
            id: id.get(),
            at: time(at),
            actor,
            actor_id: actor_id.map(UserId::get),
            action,
            target,
            detail,
        }
    }
}

/// Lists what was done, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "people", params(PageParams),
    responses((status = 200, body = Page<AuditOut>)))]
async fn audit_log(
    State(state): State<AppState>,
    QueryString(params): QueryString<PageParams>,
) -> Answer<Page<AuditOut>> {
    let (limit, before) = params.read()?;
    let records = state.engine().store().audit_log(before, limit + 1).await?;
    Ok(Json(page_of(records, limit, |record| record.id, AuditOut::from)))
}
