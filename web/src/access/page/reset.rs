//! A new password by link, for somebody who cannot come in.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use plaza_engine::EngineError;

use super::entry::welcome;
use crate::frame::board::{Answer, Board, show, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::security::agent;
use crate::{AppState, Problem};

#[derive(Template)]
#[template(path = "access/reset.html")]
struct ResetScreen {
    page: Page,
    /// Empty where the link works no more.
    token: String,
    /// Whose link it is, in words.
    who: String,
    email: String,
    problem: String,
}

/// `GET /reset?token=`
pub(crate) async fn form(board: Board, fields: Fields) -> Answer {
    let screen = screen(board, fields.get("token"), String::new()).await?;
    show(&screen, &screen.page)
}

/// `POST /reset`
pub(crate) async fn set(
    State(state): State<AppState>,
    headers: HeaderMap,
    board: Board,
    fields: Fields,
) -> Answer {
    let (token, password) = (fields.get("token"), fields.text("password"));
    let used = board.engine.access().use_reset_link(token, &password, agent(&headers)).await;
    match used {
        Ok(signed_in) => Ok(welcome(&state, &signed_in, "/")),
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let screen = screen(board, token, problem).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &screen, &screen.page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn screen(board: Board, token: &str, problem: String) -> Result<ResetScreen, Problem> {
    let user = board.engine.access().reset_link(token).await?;
    let (name, email) = user.as_ref().map_or(("", ""), |user| (&user.name, &user.email));
    Ok(ResetScreen {
        token: if user.is_some() { token.to_owned() } else { String::new() },
        who: board.page.with2("reset-for", ("name", name), ("email", email)),
        email: email.to_owned(),
        problem,
        page: board.page,
    })
}
