//! The keys of programs: all of them for administrators, one's own for everybody.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{DAY_MS, Millis, Role, TokenId};
use plaza_engine::access::parse_expiry;
use plaza_engine::{Actor, EngineError};
use plaza_store::access::ApiToken;

use super::users::Secret;
use crate::Problem;
use crate::frame::board::{Answer, Board, back_to, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;

/// After how many days a token ends; somebody who wants one that does not end says so.
pub(super) const ENDS: [&str; 3] = ["30", "90", "365"];

#[derive(Template)]
#[template(path = "access/tokens.html")]
struct TokensScreen {
    page: Page,
    tokens: Vec<TokenRow>,
    form: TokenForm,
    secret: Option<Secret>,
    /// Where the forms come back to.
    back: &'static str,
}

/// What a new token is asked for.
pub(super) struct TokenForm {
    pub(super) name: String,
    pub(super) roles: Vec<&'static str>,
    pub(super) role: String,
    pub(super) ends: [&'static str; 3],
    pub(super) problem: String,
}

/// A token as it stands in a list.
pub(super) struct TokenRow {
    pub(super) id: TokenId,
    pub(super) name: String,
    pub(super) role: &'static str,
    /// Who made it, in words.
    pub(super) maker: String,
    pub(super) last_used: Option<Millis>,
    pub(super) expires: Option<Millis>,
    /// `live`, `weaker` (with what it may still do), `revoked`, `expired` or `asleep`: its maker
    /// is locked out.
    pub(super) state: &'static str,
    pub(super) may: &'static str,
}

/// `GET /tokens`
pub(crate) async fn list(board: Board) -> Answer {
    show_with(board, None, None).await
}

async fn show_with(board: Board, secret: Option<Secret>, form: Option<TokenForm>) -> Answer {
    let tokens = board.engine.access().tokens().await?;
    let form = form.unwrap_or_else(|| TokenForm::empty(Role::Admin));
    let refused = !form.problem.is_empty();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = TokensScreen {
        tokens: tokens.into_iter().map(|token| token_row(&board.page, token)).collect(),
        form,
        secret,
        back: "/tokens",
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

impl TokenForm {
    /// A form for somebody with that role: a token may never do more than who makes it.
    pub(super) fn empty(role: Role) -> Self {
        let roles = Role::ALL.into_iter().filter(|other| role.weaker(*other) == *other);
        Self {
            name: String::new(),
            roles: roles.map(Role::name).collect(),
            role: Role::Viewer.name().to_owned(),
            ends: ENDS,
            problem: String::new(),
        }
    }

    /// The form as it was sent, with what is wrong with it.
    pub(super) fn refused(role: Role, fields: &Fields, problem: String) -> Self {
        let (name, asked) = (fields.get("name").to_owned(), fields.get("role").to_owned());
        Self { name, role: asked, problem, ..Self::empty(role) }
    }
}

pub(super) fn token_row(page: &Page, token: ApiToken) -> TokenRow {
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

/// `POST /tokens`: the answer shows the secret, so it is not a redirect.
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let actor = board.actor()?;
    match make(&board, actor, &fields).await {
        Ok(secret) => show_with(board, Some(secret), None).await,
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let form = TokenForm::refused(actor.role, &fields, problem);
            show_with(board, None, Some(form)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes the token that a form asks for.
///
/// # Errors
/// An input that is refused.
pub(super) async fn make(
    board: &Board,
    actor: &Actor,
    fields: &Fields,
) -> Result<Secret, EngineError> {
    let role = Role::parse(fields.get("role")).unwrap_or(Role::Viewer);
    let expires_at = match fields.get("ends") {
        "never" => None,
        days if ENDS.contains(&days) => {
            let days: i64 = days.parse().unwrap_or_default();
            Some(board.page.now + days * DAY_MS)
        }
        _ => {
            let typed = fields.filled("expires_at");
            typed.map(|text| parse_expiry(text, board.page.zone())).transpose()?
        }
    };
    let auth = board.engine.access();
    let (token, value) = auth.create_token(actor, fields.get("name"), role, expires_at).await?;
    Ok(Secret { title: board.page.with("secret-token", "name", &token.name), value })
}

/// `POST /tokens/{id}/revoke`
pub(crate) async fn revoke(board: Board, PathIds(id): PathIds<TokenId>, fields: Fields) -> Answer {
    let done = board.engine.access().revoke_token(board.actor()?, id).await;
    Ok(board.after(done, &back_to(fields.get("back"), "/tokens"), "flash-token-revoked"))
}

/// `POST /tokens/{id}/rename`
pub(crate) async fn rename(board: Board, PathIds(id): PathIds<TokenId>, fields: Fields) -> Answer {
    let done = board.engine.access().rename_token(board.actor()?, id, fields.get("name")).await;
    Ok(board.after(done, &back_to(fields.get("back"), "/tokens"), "flash-saved"))
}
