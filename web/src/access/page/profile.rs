//! A person's own settings.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use plaza_engine::EngineError;
use plaza_engine::access::SignInError;

use super::entry::refusal;
use crate::Problem;
use crate::frame::board::{Answer, Board, LANG_COOKIE, THEME_COOKIE, back_to, show, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::i18n::Lang;
use crate::frame::page::{Page, THEMES};
use crate::security::{MaybeMember, Member};

#[derive(Template)]
#[template(path = "access/profile.html")]
struct ProfileScreen {
    page: Page,
    name: String,
    email: String,
    role: &'static str,
    problem: String,
}

/// `GET /profile`
pub(crate) async fn show_profile(board: Board, member: Member) -> Answer {
    let screen = screen(board, &member, String::new());
    show(&screen, &screen.page)
}

/// `POST /profile/password`
pub(crate) async fn change_password(board: Board, member: Member, fields: Fields) -> Answer {
    let (old, new) = (fields.text("old"), fields.text("new"));
    let problem = match board.engine.access().change_password(member.session(), &old, &new).await {
        Ok(()) => return Ok(board.done("/profile", "flash-password-changed")),
        Err(SignInError::Failed(error @ EngineError::Invalid { .. })) => {
            in_words(&board.page, &Problem::from(error))
        }
        Err(SignInError::Failed(error)) => return Err(error.into()),
        Err(error) => refusal(&board.page, &error).problem,
    };
    let screen = screen(board, &member, problem);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &screen, &screen.page)
}

/// `POST /preferences`: language and appearance, of a person or of a browser before sign-in.
pub(crate) async fn preferences(board: Board, member: MaybeMember, fields: Fields) -> Answer {
    let mut response = Redirect::to(&back_to(fields.get("back"), "/")).into_response();
    let mut keep = |name, value| {
        if let Some(cookie) = board.keep_cookie(name, value) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(lang) = Lang::parse(fields.get("lang")) {
        keep(LANG_COOKIE, lang.code());
        if let Some(member) = &member {
            let session = member.session();
            board.engine.access().update_own(session, None, Some(Some(lang.code()))).await?;
        }
    }
    if let Some(theme) = THEMES.into_iter().find(|known| *known == fields.get("theme")) {
        keep(THEME_COOKIE, theme);
    }
    Ok(response)
}

fn screen(board: Board, member: &Member, problem: String) -> ProfileScreen {
    let user = member.user();
    ProfileScreen {
        page: board.page,
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.name(),
        problem,
    }
}
