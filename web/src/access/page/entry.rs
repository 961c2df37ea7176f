//! Coming in and going out: first run, sign-in, sign-out.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use plaza_core::Millis;
use plaza_core::text::truncate_chars;
use plaza_engine::EngineError;
use plaza_engine::access::{Held, SignInError, SignedIn, Visitor};

use crate::frame::board::{Answer, Board, back_to, show, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::security::{KEPT_FORM, Member, agent, arrival_cookies, clear_session_cookie, device};
use crate::{AppState, ClientAddress, Problem};

/// What is shown of each text of a form that waited, in characters.
const SHOWN_CHARS: usize = 600;

#[derive(Template)]
#[template(path = "access/sign_in.html")]
struct SignInScreen {
    page: Page,
    email: String,
    next: String,
    /// A form that waits until its sender has signed in, sealed; empty where there is none.
    held: String,
    problem: String,
}

/// A form that waited, for its sender to say whether it is to be sent.
#[derive(Template)]
#[template(path = "access/send_again.html")]
struct SendAgainScreen {
    page: Page,
    held: Held,
    /// What was written, without the form's own values.
    said: Vec<String>,
}

#[derive(Template)]
#[template(path = "access/setup.html")]
struct SetupScreen {
    page: Page,
    token: String,
    name: String,
    email: String,
    /// Whether somebody is there already.
    is_done: bool,
    problem: String,
}

/// `GET /sign-in?next=`
pub(crate) async fn sign_in_form(board: Board, fields: Fields) -> Answer {
    if board.page.member.is_some() {
        return Ok(Redirect::to(&back_to(fields.get("next"), "/")).into_response());
    }
    if board.engine.store().access().users_count().await? == 0 {
        return Ok(Redirect::to("/setup").into_response());
    }
    let screen = SignInScreen {
        page: board.page,
        email: String::new(),
        next: fields.get("next").to_owned(),
        held: String::new(),
        problem: String::new(),
    };
    show(&screen, &screen.page)
}

/// The sign-in for somebody whose session ended while they wrote: their form waits in it.
pub(crate) fn sign_in_with(state: &AppState, headers: &HeaderMap, held: &str) -> Response {
    let page = Board::new(state, None, String::new(), headers, "/sign-in").page;
    let screen = SignInScreen {
        problem: String::new(),
        email: String::new(),
        next: String::new(),
        held: held.to_owned(),
        page,
    };
    show_as(StatusCode::UNAUTHORIZED, &screen, &screen.page)
        .unwrap_or_else(IntoResponse::into_response)
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    board: Board,
    fields: Fields,
) -> Answer {
    let (email, password) = (fields.get("email"), fields.text("password"));
    let device = device(&state.settings(), &headers);
    let visitor = Visitor { address, device, agent: agent(&headers) };
    let refused = match board.engine.access().sign_in(email, &password, &visitor).await {
        Ok(signed_in) => {
            if let Some(sealed) = fields.filled(KEPT_FORM) {
                return send_again(&state, &headers, &signed_in, sealed).await;
            }
            return Ok(welcome(&state, &signed_in, &back_to(fields.get("next"), "/")));
        }
        Err(SignInError::Failed(error)) => return Err(error.into()),
        Err(error) => refusal(&board.page, &error),
    };
    let Refusal { status, problem, retry_after_s } = refused;
    let screen = SignInScreen {
        page: board.page,
        email: email.to_owned(),
        next: fields.get("next").to_owned(),
        held: fields.get(KEPT_FORM).to_owned(),
        problem,
    };
    let mut response = show_as(status, &screen, &screen.page)?;
    if let Some(seconds) = retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// Asks once whether a form that waited is to be sent. One of somebody else, or that waited too
/// long, is gone.
async fn send_again(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    sealed: &str,
) -> Answer {
    let engine = state.engine();
    let session = engine.access().session(&signed_in.token).await?;
    let held = engine.held_form(signed_in.user.id, sealed);
    let (Some(session), Some(held)) = (session, held) else {
        return Ok(welcome(state, signed_in, "/"));
    };
    let member = Member::from(session);
    let csrf = member.csrf_token()?;
    let page = Board::new(state, Some(&member.identity()), csrf, headers, "/").page;
    let said = held.fields.iter().map(|(_, value)| value.trim());
    let said = said.filter(|value| value.contains(char::is_whitespace));
    let said = said.map(|value| truncate_chars(value, SHOWN_CHARS).to_owned()).collect();
    let screen = SendAgainScreen { page, held, said };
    let mut response = show(&screen, &screen.page)?;
    for cookie in arrival_cookies(&state.settings(), signed_in) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    member: Member,
    board: Board,
) -> Answer {
    board.engine.access().sign_out(member.session()).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(cookie) = clear_session_cookie(&state.settings()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /setup?token=`
pub(crate) async fn setup_form(board: Board, fields: Fields) -> Answer {
    let token = fields.get("token");
    let open = !token.is_empty() && board.engine.access().setup_is_open(token).await?;
    let is_done = board.engine.store().access().users_count().await? > 0;
    let problem = match open || is_done || token.is_empty() {
        true => String::new(),
        false => board.page.get("setup-old-link"),
    };
    let screen = SetupScreen {
        page: board.page,
        token: if open { token.to_owned() } else { String::new() },
        name: String::new(),
        email: String::new(),
        is_done,
        problem,
    };
    show(&screen, &screen.page)
}

/// `POST /setup`
pub(crate) async fn setup(
    State(state): State<AppState>,
    headers: HeaderMap,
    board: Board,
    fields: Fields,
) -> Answer {
    let (token, name, email) = (fields.get("token"), fields.get("name"), fields.get("email"));
    let (password, auth) = (fields.text("password"), board.engine.access());
    match auth.create_first_admin(token, email, name, &password, agent(&headers)).await {
        Ok(signed_in) => Ok(welcome(&state, &signed_in, "/")),
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let is_done = board.engine.store().access().users_count().await? > 0;
            let problem = in_words(&board.page, &Problem::from(error));
            let screen = SetupScreen {
                page: board.page,
                token: if is_done { String::new() } else { token.to_owned() },
                name: name.to_owned(),
                email: email.to_owned(),
                problem: if is_done { String::new() } else { problem },
                is_done,
            };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &screen, &screen.page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Begins the session in the browser.
pub(super) fn welcome(state: &AppState, signed_in: &SignedIn, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    for cookie in arrival_cookies(&state.settings(), signed_in) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Why nobody came in, for the page.
pub(crate) struct Refusal {
    status: StatusCode,
    pub(crate) problem: String,
    retry_after_s: Option<i64>,
}

/// Why nobody came in, as status and words. Failures of ours are handled before.
pub(crate) fn refusal(page: &Page, error: &SignInError) -> Refusal {
    let later = |key: &str, retry_at: Millis| {
        let wait = (retry_at - page.now).max(1000);
        Refusal {
            status: StatusCode::TOO_MANY_REQUESTS,
            problem: page.with(key, "wait", page.duration(wait)),
            retry_after_s: Some((wait + 999) / 1000),
        }
    };
    let said = |status, key: &str| Refusal { status, problem: page.get(key), retry_after_s: None };
    match error {
        SignInError::TooManyTries { retry_at } => later("sign-in-too-many", *retry_at),
        SignInError::Crowded { retry_at } => later("sign-in-crowded", *retry_at),
        SignInError::Disabled => said(StatusCode::FORBIDDEN, "sign-in-disabled"),
        SignInError::Wrong | SignInError::Failed(_) => {
            said(StatusCode::UNPROCESSABLE_ENTITY, "sign-in-wrong")
        }
    }
}
