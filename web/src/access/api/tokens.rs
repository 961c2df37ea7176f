//! API tokens: all of them for administrators, and one's own.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, Role, TokenId, UserId, limits};
use plaza_engine::Actor;
use plaza_engine::access::parse_expiry;
use plaza_store::access::ApiToken;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::Page;
use crate::frame::api::schema::{RoleName, maybe_time, time};
use crate::frame::extract::{JsonBody, PathIds, Text};
use crate::security::{Caller, Member};
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageUsers);
    Routes::new()
        .api(manage, routes!(list_tokens))
        .api(manage, routes!(create_token))
        .api(manage, routes!(rename_token))
        .api(manage, routes!(revoke_token))
        .api(Access::SignedIn, routes!(own_tokens))
        .api(Access::SignedIn, routes!(create_own_token))
        .api(Access::SignedIn, routes!(rename_own_token))
        .api(Access::SignedIn, routes!(revoke_own_token))
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
    /// When it ends by itself: a day, to whose end (in the house's time zone) it works, or a
    /// moment; never when left out.
    expires_at: Option<Text<40>>,
}

/// The new token with its secret.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    token: TokenOut,
    /// What goes behind `Authorization: Bearer`; shown this once.
    secret: String,
}

async fn make(
    state: &AppState,
    actor: &Actor,
    input: TokenIn,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let auth = state.engine().access();
    let zone = state.engine().zone();
    let expires_at =
        input.expires_at.as_deref().map(|text| parse_expiry(text, zone)).transpose()?;
    let (token, secret) = auth.create_token(actor, &input.name, input.role, expires_at).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token: token.into(), secret })))
}

async fn rename(
    state: &AppState,
    actor: &Actor,
    id: TokenId,
    name: &str,
) -> Result<Json<TokenOut>, Problem> {
    let engine = state.engine();
    engine.access().rename_token(actor, id, name).await?;
    let token = engine.store().access().token(id, engine.now()).await?;
    let token = token.ok_or_else(|| Problem::not_found("token"))?;
    Ok(Json(token.into()))
}

/// Makes an API token. One that is made with a token ends with that one.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "people", request_body = TokenIn,
    responses((status = 201, body = CreatedToken)))]
async fn create_token(
    State(state): State<AppState>,
    Caller(actor): Caller,
    JsonBody(input): JsonBody<TokenIn>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    make(&state, &actor, input).await
}

/// Another name for a token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenPatch {
    name: Text<{ limits::TOKEN_NAME }>,
}

/// Gives a token another name.
#[utoipa::path(patch, path = "/api/v1/tokens/{id}", tag = "people",
    params(("id" = i64, Path)), request_body = TokenPatch,
    responses((status = 200, body = TokenOut)))]
async fn rename_token(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<TokenId>,
    JsonBody(input): JsonBody<TokenPatch>,
) -> Answer<TokenOut> {
    rename(&state, &actor, id, &input.name).await
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

/// Lists the tokens that one has made, those that have ended included.
#[utoipa::path(get, path = "/api/v1/account/tokens", tag = "session",
    responses((status = 200, body = Page<TokenOut>)))]
async fn own_tokens(State(state): State<AppState>, member: Member) -> Answer<Page<TokenOut>> {
    let tokens = state.engine().access().tokens_of(member.user().id).await?;
    Ok(Json(Page::whole(tokens.into_iter().map(TokenOut::from))))
}

/// Makes a token for oneself; it may never do more than oneself may do then.
#[utoipa::path(post, path = "/api/v1/account/tokens", tag = "session", request_body = TokenIn,
    responses((status = 201, body = CreatedToken)))]
async fn create_own_token(
    State(state): State<AppState>,
    member: Member,
    JsonBody(input): JsonBody<TokenIn>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    make(&state, &member.actor(), input).await
}

/// Gives one of one's own tokens another name.
#[utoipa::path(patch, path = "/api/v1/account/tokens/{id}", tag = "session",
    params(("id" = i64, Path)), request_body = TokenPatch,
    responses((status = 200, body = TokenOut)))]
async fn rename_own_token(
    State(state): State<AppState>,
    member: Member,
    PathIds(id): PathIds<TokenId>,
    JsonBody(input): JsonBody<TokenPatch>,
) -> Answer<TokenOut> {
    rename(&state, &member.actor(), id, &input.name).await
}

/// Makes one of one's own tokens worthless, and those that were made with it.
#[utoipa::path(delete, path = "/api/v1/account/tokens/{id}", tag = "session",
    params(("id" = i64, Path)), responses((status = 204, description = "It is revoked")))]
async fn revoke_own_token(
    State(state): State<AppState>,
    member: Member,
    PathIds(id): PathIds<TokenId>,
) -> Result<StatusCode, Problem> {
    state.engine().access().revoke_token(&member.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
