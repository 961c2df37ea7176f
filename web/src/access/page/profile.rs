//! A person's own settings, sessions and tokens.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use plaza_core::Zone;
use plaza_engine::EngineError;
use plaza_engine::access::{OwnChange, SignInError};

use super::devices::{DeviceRow, device_rows};
use super::entry::refusal;
use super::tokens::{TokenForm, TokenRow, make, token_row};
use super::users::Secret;
use crate::Problem;
use crate::frame::board::{Answer, Board, LANG_COOKIE, THEME_COOKIE, back_to, show_as};
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
    zones: Vec<&'static str>,
    /// The chosen zone; empty follows the house.
    zone: String,
    house_zone: String,
    shortcuts: bool,
    sessions: Vec<DeviceRow>,
    sessions_at: &'static str,
    tokens: Vec<TokenRow>,
    form: TokenForm,
    secret: Option<Secret>,
    /// Where the forms of tokens come back to.
    back: &'static str,
    problem: String,
}

/// What the page shows beside what is stored.
#[derive(Default)]
struct Extra {
    /// What is wrong with a new password.
    problem: String,
    secret: Option<Secret>,
    form: Option<TokenForm>,
}

/// `GET /profile`
pub(crate) async fn show_profile(board: Board, member: Member) -> Answer {
    show_with(board, &member, Extra::default()).await
}

async fn show_with(board: Board, member: &Member, extra: Extra) -> Answer {
    let (user, auth) = (member.user(), board.engine.access());
    let open = auth.sessions_of(&member.actor(), user.id, Some(member.session())).await?;
    let tokens = auth.tokens_of(user.id).await?;
    let form = extra.form.unwrap_or_else(|| TokenForm::empty(user.role));
    let refused = !extra.problem.is_empty() || !form.problem.is_empty();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = ProfileScreen {
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.name(),
        zones: Zone::all().map(Zone::name).collect(),
        zone: user.time_zone.clone(),
        house_zone: board.engine.house().await?.time_zone.clone(),
        shortcuts: user.shortcuts,
        sessions: device_rows(&board.page, open),
        sessions_at: "/profile/sessions",
        tokens: tokens.into_iter().map(|token| token_row(&board.page, token)).collect(),
        form,
        secret: extra.secret,
        back: "/profile",
        problem: extra.problem,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

/// `POST /profile/name`
pub(crate) async fn rename(board: Board, member: Member, fields: Fields) -> Answer {
    let change = OwnChange { name: Some(fields.get("name")), ..OwnChange::default() };
    let done = board.engine.access().update_own(member.session(), change).await;
    Ok(board.after(done, "/profile", "flash-saved"))
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
        Err(SignInError::Wrong) => board.page.get("password-old-wrong"),
        Err(error) => refusal(&board.page, &error).problem,
    };
    show_with(board, &member, Extra { problem, ..Extra::default() }).await
}

/// `POST /profile/sessions`: ends one of them, or all others.
pub(crate) async fn end_sessions(board: Board, member: Member, fields: Fields) -> Answer {
    let (auth, actor, user) = (board.engine.access(), member.actor(), member.user().id);
    let done = match fields.filled("session") {
        Some(name) => auth.end_session(&actor, user, name).await,
        None => auth.end_sessions(&actor, user, Some(member.session())).await.map(drop),
    };
    Ok(board.after(done, "/profile", "flash-sessions-ended"))
}

/// `POST /profile/tokens`: the answer shows the secret, so it is not a redirect.
pub(crate) async fn create_token(board: Board, member: Member, fields: Fields) -> Answer {
    let extra = match make(&board, &member.actor(), &fields).await {
        Ok(secret) => Extra { secret: Some(secret), ..Extra::default() },
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let form = TokenForm::refused(member.user().role, &fields, problem);
            Extra { form: Some(form), ..Extra::default() }
        }
        Err(error) => return Err(error.into()),
    };
    show_with(board, &member, extra).await
}

/// `POST /preferences`: language and appearance, of a person or of a browser before sign-in; time
/// zone and shortcuts of a person.
pub(crate) async fn preferences(board: Board, member: MaybeMember, fields: Fields) -> Answer {
    let mut response = Redirect::to(&back_to(fields.get("back"), "/")).into_response();
    let mut keep = |name, value| {
        if let Some(cookie) = board.keep_cookie(name, value) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    let lang = Lang::parse(fields.get("lang"));
    if let Some(lang) = lang {
        keep(LANG_COOKIE, lang.code());
    }
    if let Some(theme) = THEMES.into_iter().find(|known| *known == fields.get("theme")) {
        keep(THEME_COOKIE, theme);
    }
    if let Some(member) = &member {
        let change = own_change(lang, &fields);
        if change != OwnChange::default() {
            board.engine.access().update_own(member.session(), change).await?;
        }
    }
    Ok(response)
}

/// What a form of preferences changes of a person. The whole form says so, since an unticked box
/// is not sent.
fn own_change(lang: Option<Lang>, fields: &Fields) -> OwnChange<'_> {
    let change = OwnChange { lang: lang.map(|lang| Some(lang.code())), ..OwnChange::default() };
    if !fields.is_true("all") {
        return change;
    }
    OwnChange {
        time_zone: Some(fields.filled("time_zone")),
        shortcuts: Some(fields.is_true("shortcuts")),
        ..change
    }
}
