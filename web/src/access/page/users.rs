//! The people of the house and the keys of programs.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{Millis, Role, TokenId, UserId, say};
use plaza_engine::access::{UserChange, parse_expiry};
use plaza_engine::{Actor, EngineError};
use plaza_store::access::ApiToken;

use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Sent};
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "access/users.html")]
struct UsersScreen {
    page: Page,
    users: Vec<UserRow>,
    tokens: Vec<TokenRow>,
    roles: Vec<&'static str>,
    secret: Option<Secret>,
    user_form: UserForm,
    user_problem: String,
    token_problem: String,
}

struct UserRow {
    id: UserId,
    version: i64,
    name: String,
    email: String,
    role: &'static str,
    disabled: bool,
    last_seen: Option<Millis>,
}

struct TokenRow {
    id: TokenId,
    name: String,
    role: &'static str,
    /// Who made it, in words.
    maker: String,
    last_used: Option<Millis>,
    expires: Option<Millis>,
    /// `live`, `weaker` (with what it may still do), `revoked`, `expired` or `asleep`: its maker
    /// is locked out.
    state: &'static str,
    may: &'static str,
}

/// Shown once, never stored.
struct Secret {
    title: String,
    value: String,
}

struct UserForm {
    name: String,
    email: String,
    role: String,
}

/// What the page shows beside the lists.
#[derive(Default)]
struct Extra {
    secret: Option<Secret>,
    user_form: Option<UserForm>,
    user_problem: String,
    token_problem: String,
}

/// `GET /users`
pub(crate) async fn list(board: Board) -> Answer {
    show_with(board, Extra::default()).await
}

async fn show_with(board: Board, extra: Extra) -> Answer {
    let users = board.engine.store().access().users().await?;
    let tokens = board.engine.access().tokens().await?;
    let refused = !extra.user_problem.is_empty() || !extra.token_problem.is_empty();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = UsersScreen {
        users: users
            .into_iter()
            .map(|user| UserRow {
                id: user.id,
                version: user.version,
                role: user.role.name(),
                disabled: user.disabled,
                last_seen: user.last_seen_at,
                name: user.name,
                email: user.email,
            })
            .collect(),
        tokens: tokens.into_iter().map(|token| token_row(&board.page, token)).collect(),
        roles: Role::ALL.map(Role::name).to_vec(),
        secret: extra.secret,
        user_form: extra.user_form.unwrap_or_else(|| UserForm {
            name: String::new(),
            email: String::new(),
            role: Role::Viewer.name().to_owned(),
        }),
        user_problem: extra.user_problem,
        token_problem: extra.token_problem,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

fn token_row(page: &Page, token: ApiToken) -> TokenRow {
    let state = match token.may {
        Some(role) if role == token.role => "live",
        Some(_) => "weaker",
        None if token.revoked_at.is_some() => "revoked",
        None if token.expires_at.is_some_and(|at| at <= page.now) => "expired",
        None => "asleep",
    };
    let maker = match (&token.maker, &token.made_with_name) {
        (Some(person), _) => person.clone(),
        (None, Some(other)) => page.with("token-made-with", "name", other),
        (None, None) => page.get("token-made-by-operator"),
    };
    TokenRow {
        id: token.id,
        role: token.role.name(),
        maker,
        last_used: token.last_used_at,
        expires: token.expires_at,
        state,
        may: token.may.unwrap_or(token.role).name(),
        name: token.name,
    }
}

/// `POST /users`: the answer shows the generated password, so it is not a redirect.
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let role = role_of(&fields)?;
    let (email, name) = (fields.get("email"), fields.get("name"));
    let auth = board.engine.access();
    let extra = match auth.create_user(board.actor()?, email, name, role, None).await {
        Ok((user, password)) => Extra {
            secret: password.map(|value| Secret {
                title: board.page.with("secret-user", "name", &user.name),
                value,
            }),
            ..Extra::default()
        },
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => Extra {
            user_problem: in_words(&board.page, &Problem::from(error)),
            user_form: Some(UserForm {
                name: name.to_owned(),
                email: email.to_owned(),
                role: role.name().to_owned(),
            }),
            ..Extra::default()
        },
        Err(error) => return Err(error.into()),
    };
    show_with(board, extra).await
}

/// `POST /users/{id}`: role, or locking out and letting in.
pub(crate) async fn update(board: Board, PathIds(id): PathIds<UserId>, fields: Fields) -> Answer {
    let change = match fields.filled("disabled") {
        Some(disabled) => {
            UserChange { disabled: Some(disabled == "true"), ..UserChange::default() }
        }
        None => UserChange { role: Some(role_of(&fields)?), ..UserChange::default() },
    };
    let seen = fields.seen(id)?;
    let done = board.engine.access().update_user(board.actor()?, seen, change).await;
    let action = format!("/users/{id}");
    let sent = Sent { action: &action, back: "/users", fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, texts, "/users", "flash-saved").await
}

/// A person as they are now, for somebody who wants to change their role or to lock them out.
async fn now(board: &Board, id: UserId) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let user = board.engine.store().access().user(id).await?;
    let user = user.ok_or_else(|| Problem::not_found("user"))?;
    let mut role = page.label("role", user.role.name());
    if user.disabled {
        role = format!("{role} · {}", page.get("user-disabled"));
    }
    let (name, field) = (page.get("field-name"), page.get("field-role"));
    Ok(vec![BothTexts::now(name, user.name), BothTexts::now(field, role)])
}

/// `POST /tokens`: the answer shows the secret, so it is not a redirect.
pub(crate) async fn create_token(board: Board, fields: Fields) -> Answer {
    let (actor, role) = (board.actor()?, role_of(&fields)?);
    let extra = match make_token(&board, actor, role, &fields).await {
        Ok((token, value)) => Extra {
            secret: Some(Secret {
                title: board.page.with("secret-token", "name", &token.name),
                value,
            }),
            ..Extra::default()
        },
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => Extra {
            token_problem: in_words(&board.page, &Problem::from(error)),
            ..Extra::default()
        },
        Err(error) => return Err(error.into()),
    };
    show_with(board, extra).await
}

async fn make_token(
    board: &Board,
    actor: &Actor,
    role: Role,
    fields: &Fields,
) -> Result<(ApiToken, String), EngineError> {
    let expires_at = fields.filled("expires_at").map(parse_expiry).transpose()?;
    board.engine.access().create_token(actor, fields.get("name"), role, expires_at).await
}

/// `POST /tokens/{id}/revoke`
pub(crate) async fn revoke_token(board: Board, PathIds(id): PathIds<TokenId>) -> Answer {
    let done = board.engine.access().revoke_token(board.actor()?, id).await;
    Ok(board.after(done, "/users", "flash-token-revoked"))
}

fn role_of(fields: &Fields) -> Result<Role, Problem> {
    Role::parse(fields.get("role"))
        .ok_or_else(|| Problem::invalid("role", say!("no-such-role", "is not a role of Plaza")))
}
