//! Users and the audit log.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{Permission, Role, UserId, limits};
use plaza_engine::access::UserChange;
use plaza_store::access::User;
use plaza_store::{AuditFilter, AuditRecord};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
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
    /// IANA name; empty follows the house.
    time_zone: String,
    /// Whether single keys act on their board.
    shortcuts: bool,
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
            time_zone: user.time_zone,
            shortcuts: user.shortcuts,
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

/// Which lines of the log.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditParams {
    /// Items on the page, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Text<40>>,
    /// What this person, token (`token NAME`) or `plaza` did.
    #[param(value_type = Option<String>)]
    actor: Option<Text<{ limits::USER_NAME }>>,
    /// Actions whose name begins so, such as `reply.`.
    #[param(value_type = Option<String>)]
    kind: Option<Text<40>>,
    /// From then on: a day of the house's time zone or a moment (RFC 3339).
    #[param(value_type = Option<String>)]
    since: Option<Text<40>>,
    /// Until before then: a day of the house's time zone or a moment (RFC 3339).
    #[param(value_type = Option<String>)]
    until: Option<Text<40>>,
}

/// Lists what was done, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "people", params(AuditParams),
    responses((status = 200, body = Page<AuditOut>)))]
async fn audit_log(
    State(state): State<AppState>,
    QueryString(params): QueryString<AuditParams>,
) -> Answer<Page<AuditOut>> {
    let AuditParams { limit, cursor, actor, kind, since, until } = params;
    let (limit, before_id) = PageParams { limit, cursor }.read()?;
    let zone = state.engine().zone();
    let moment = |name: &'static str, at: Option<Text<40>>| {
        at.map(|at| zone.moment(&at).map_err(|error| Problem::invalid(name, error.message())))
            .transpose()
    };
    let filter = AuditFilter {
        before_id,
        actor: actor.map(Text::into_string),
        kind: kind.map(Text::into_string),
        since: moment("since", since)?,
        until: moment("until", until)?,
    };
    let records = state.engine().store().audit_lines(&filter, limit + 1).await?;
    Ok(Json(page_of(records, limit, |record| record.id, AuditOut::from)))
}
