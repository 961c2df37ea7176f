//! Signing in and out, and one's own account.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use plaza_core::{Permission, Role, limits};
use plaza_engine::access::{OwnChange, SignInError, SignedIn, Visitor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::people::{Email, Name, Password, UserOut};
use crate::frame::api::Answer;
use crate::frame::api::schema::RoleName;
use crate::frame::extract::{JsonBody, Text, present};
use crate::security::{
    Caller, MaybeMember, Member, agent, arrival_cookies, clear_session_cookie, device,
};
use crate::{Access, AppState, ClientAddress, Problem, Routes};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Access::Public, routes!(set_up))
        .api(Access::Public, routes!(sign_in))
        .api(Access::SignedIn, routes!(who_am_i))
        .api(Access::SignedIn, routes!(sign_out))
        .api(Access::SignedIn, routes!(update_account))
        .api(Access::SignedIn, routes!(change_password))
}

impl Problem {
    /// Why somebody did not come in, as a problem. `now` is the current time in milliseconds.
    #[must_use]
    pub fn from_sign_in(error: SignInError, now: plaza_core::Millis) -> Self {
        match error {
            SignInError::Wrong | SignInError::Disabled => {
                let status = match error {
                    SignInError::Disabled => StatusCode::FORBIDDEN,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self::new(status, "/problems/sign-in", "Sign-in failed", error.to_string())
            }
            SignInError::TooManyTries { retry_at } | SignInError::Crowded { retry_at } => {
                Self::too_many_tries(error.message(), retry_at, now)
            }
            SignInError::Failed(error) => error.into(),
        }
    }
}

/// The first administrator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetUpIn {
    /// From the link that `plaza serve` prints.
    token: Text<100>,
    email: Email,
    name: Name,
    password: Password,
}

/// Creates the administrator with the one-time link's token, and signs them in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "session", request_body = SetUpIn,
    responses((status = 201, body = UserOut)))]
async fn set_up(
    State(state): State<AppState>,
    headers: HeaderMap,
    JsonBody(input): JsonBody<SetUpIn>,
) -> Result<Response, Problem> {
    let SetUpIn { token, email, name, password } = input;
    let auth = state.engine().access();
    let agent = agent(&headers);
    let signed_in = auth.create_first_admin(&token, &email, &name, &password, agent).await?;
    Ok(welcome(&state, StatusCode::CREATED, signed_in))
}

/// Who wants to come in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInIn {
    email: Email,
    password: Password,
}

/// Signs in: the answer sets the session cookie, and one by which the browser is known the next
/// time. Programs use API tokens instead. Too many wrong passwords for an account from one
/// address, or many sign-ins at once, are answered 429 with `Retry-After`; send the browser's
/// cookie along to have a count of its own.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignInIn,
    responses((status = 200, body = UserOut)))]
async fn sign_in(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    JsonBody(input): JsonBody<SignInIn>,
) -> Result<Response, Problem> {
    let engine = state.engine();
    let device = device(&state.settings(), &headers);
    let visitor = Visitor { address, device, agent: agent(&headers) };
    let signed_in = engine.access().sign_in(&input.email, &input.password, &visitor).await;
    let signed_in = signed_in.map_err(|error| Problem::from_sign_in(error, engine.now()))?;
    Ok(welcome(&state, StatusCode::OK, signed_in))
}

pub(super) fn welcome(state: &AppState, status: StatusCode, signed_in: SignedIn) -> Response {
    let cookies = arrival_cookies(&state.settings(), &signed_in);
    let cookies: Vec<HeaderValue> = cookies.collect();
    with_cookies((status, Json(UserOut::from(signed_in.user))).into_response(), cookies)
}

fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Who asks, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
struct WhoOut {
    /// Shown name of the person or token.
    name: String,
    #[schema(value_type = RoleName)]
    role: Role,
    /// What the role carries.
    permissions: Vec<String>,
    /// Null for an API token.
    user: Option<UserOut>,
    /// For the `x-csrf-token` header; null for an API token, which needs none.
    csrf: Option<String>,
}

/// Says who asks and what they may do.
#[utoipa::path(get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = WhoOut)))]
async fn who_am_i(Caller(actor): Caller, member: MaybeMember) -> Answer<WhoOut> {
    let held = Permission::ALL.into_iter().filter(|permission| actor.role.may(*permission));
    Ok(Json(WhoOut {
        name: actor.name,
        role: actor.role,
        permissions: held.map(|permission| permission.name().to_owned()).collect(),
        csrf: member.as_ref().map(Member::csrf_token).transpose()?,
        user: member.map(|member| member.user().clone().into()),
    }))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    responses((status = 204, description = "The session has ended")))]
async fn sign_out(State(state): State<AppState>, member: Member) -> Result<Response, Problem> {
    state.engine().access().sign_out(member.session()).await?;
    let cookie = clear_session_cookie(&state.settings());
    Ok(with_cookies(StatusCode::NO_CONTENT.into_response(), cookie))
}

/// What people change about themselves; a field that is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountPatch {
    name: Option<Name>,
    /// Null follows the browser.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    lang: Option<Option<Text<{ limits::LANG }>>>,
    /// IANA name; null follows the house.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<Text<{ limits::TIME_ZONE }>>>,
    /// Whether single keys act on the board.
    shortcuts: Option<bool>,
}

/// Changes one's own name, language, time zone or shortcuts.
#[utoipa::path(patch, path = "/api/v1/account", tag = "session", request_body = AccountPatch,
    responses((status = 200, body = UserOut)))]
async fn update_account(
    State(state): State<AppState>,
    member: Member,
    JsonBody(input): JsonBody<AccountPatch>,
) -> Answer<UserOut> {
    let change = OwnChange {
        name: input.name.as_deref(),
        lang: input.lang.as_ref().map(|lang| lang.as_deref()),
        time_zone: input.time_zone.as_ref().map(|zone| zone.as_deref()),
        shortcuts: input.shortcuts,
    };
    let auth = state.engine().access();
    Ok(Json(auth.update_own(member.session(), change).await?.into()))
}

/// A change of password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordIn {
    old: Password,
    new: Password,
}

/// Changes one's own password; all other sessions end.
#[utoipa::path(put, path = "/api/v1/account/password", tag = "session",
    request_body = PasswordIn, responses((status = 204, description = "It is changed")))]
async fn change_password(
    State(state): State<AppState>,
    member: Member,
    JsonBody(input): JsonBody<PasswordIn>,
) -> Result<StatusCode, Problem> {
    let engine = state.engine();
    let changed = engine.access().change_password(member.session(), &input.old, &input.new).await;
    changed.map_err(|error| Problem::from_sign_in(error, engine.now()))?;
    Ok(StatusCode::NO_CONTENT)
}
