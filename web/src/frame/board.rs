//! What every handler of the board starts from and ends with.

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plaza_core::Zone;
use plaza_core::text::truncate_chars;
use plaza_engine::{Actor, Engine, EngineError};
use plaza_store::access::User;
use url::Url;

use super::page::{Can, Flash, MemberBadge, Page, THEMES, initials};
use crate::frame::i18n::{Lang, translator_in};
use crate::security::{Identity, Member, cookie_value, local_path};
use crate::{AppState, Problem};

/// Cookies of the board's own; none of them says who somebody is.
pub(crate) const LANG_COOKIE: &str = "plaza_lang";
pub(crate) const THEME_COOKIE: &str = "plaza_theme";
const FLASH_COOKIE: &str = "plaza_flash";
/// Longest message, in characters; cookies have little room.
const FLASH_CHARS: usize = 500;
/// A year, in seconds.
const YEAR_S: u32 = 31_536_000;

/// What a handler gives back.
pub(crate) type Answer = Result<Response, Problem>;

/// The request as the board sees it: who reads, in which language, and the engine to ask.
pub(crate) struct Board {
    pub(crate) page: Page,
    pub(crate) engine: Engine,
    actor: Option<Actor>,
    secure: bool,
    public_url: Option<Url>,
}

impl Board {
    /// The board for a request of `identity` with these headers.
    pub(crate) fn new(
        state: &AppState,
        identity: Option<&Identity>,
        csrf: String,
        headers: &HeaderMap,
        here: &str,
    ) -> Self {
        let user = match identity {
            Some(Identity::Member(session)) => Some(&session.user),
            _ => None,
        };
        let lang = user
            .and_then(|user| user.lang.as_deref())
            .and_then(Lang::parse)
            .or_else(|| cookie_value(headers, LANG_COOKIE).and_then(Lang::parse))
            .or_else(|| accepted(headers))
            .unwrap_or(Lang::En);
        let theme = cookie_value(headers, THEME_COOKIE);
        let theme = THEMES.into_iter().find(|known| Some(*known) == theme).unwrap_or(THEMES[0]);
        let actor = identity.and_then(Identity::actor);
        let zone = reader_zone(state.engine(), user);
        let page = Page {
            t: translator_in(lang, zone),
            theme,
            section: section(here),
            here: here.to_owned(),
            now: state.engine().now(),
            member: user.map(badge),
            can: actor.as_ref().map(|actor| Can::of(actor.role)).unwrap_or_default(),
            csrf,
            flash: cookie_value(headers, FLASH_COOKIE).and_then(read_flash),
        };
        let secure = state.settings().is_https();
        let public_url = state.settings().public_url.clone();
        Self { page, engine: state.engine().in_zone(zone), actor, secure, public_url }
    }

    /// Who acts. The guard has let them in.
    pub(crate) fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// The address that people type, where it is known.
    pub(crate) fn public_url(&self) -> Option<&Url> {
        self.public_url.as_ref()
    }

    /// Sends the reader to `to` with the message `key`.
    pub(crate) fn done(&self, to: &str, key: &str) -> Response {
        self.go(to, "done", &self.page.get(key))
    }

    /// Sends the reader to `to` with a message in the reader's language.
    pub(crate) fn done_with(&self, to: &str, text: &str) -> Response {
        self.go(to, "done", text)
    }

    /// Sends the reader to `to`: with the message `key` when all went well, else with what went
    /// wrong.
    pub(crate) fn after<T>(&self, result: Result<T, EngineError>, to: &str, key: &str) -> Response {
        match result {
            Ok(_) => self.done(to, key),
            Err(error) => self.refused(&Problem::from(error), to),
        }
    }

    /// Sends the reader to `to` with what went wrong.
    pub(crate) fn refused(&self, problem: &Problem, to: &str) -> Response {
        self.go(to, "problem", &super::errors::in_words(&self.page, problem))
    }

    /// Refuses a script's request; the page that it loads next says why.
    pub(crate) fn refused_quietly(&self, problem: &Problem) -> Response {
        let mut response = self.refused(problem, "/");
        *response.status_mut() = problem.status_code();
        response.headers_mut().remove(header::LOCATION);
        response
    }

    /// Sends the reader to `to` with a warning.
    pub(crate) fn warned(&self, to: &str, text: &str) -> Response {
        self.go(to, "warning", text)
    }

    /// A cookie that scripts cannot read, kept for a year.
    pub(crate) fn keep_cookie(&self, name: &str, value: &str) -> Option<HeaderValue> {
        set_cookie(name, value, YEAR_S, self.secure)
    }

    fn go(&self, to: &str, kind: &str, text: &str) -> Response {
        let text = truncate_chars(text, FLASH_CHARS);
        let value = URL_SAFE_NO_PAD.encode(format!("{kind}\n{text}"));
        let mut response = Redirect::to(to).into_response();
        if let Some(cookie) = set_cookie(FLASH_COOKIE, &value, 60, self.secure) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl FromRequestParts<AppState> for Board {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let member: Option<Member> =
            <Member as OptionalFromRequestParts<AppState>>::from_request_parts(parts, state)
                .await?;
        let csrf = member.map(|member| member.csrf_token()).transpose()?.unwrap_or_default();
        // What another process changed of the house holds here too.
        state.engine().house().await?;
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let identity = parts.extensions.get::<Identity>();
        Ok(Self::new(state, identity, csrf, &parts.headers, here))
    }
}

/// Where the days of whoever reads begin.
fn reader_zone(engine: &Engine, reader: Option<&User>) -> Zone {
    let chosen = reader.and_then(|user| user.time_zone.parse().ok());
    chosen.unwrap_or_else(|| engine.house_zone())
}

/// Shows a screen.
pub(crate) fn show<T: Template>(screen: &T, page: &Page) -> Answer {
    show_as(StatusCode::OK, screen, page)
}

/// Shows a screen with a status of its own: a form that was not accepted, an error.
pub(crate) fn show_as<T: Template>(status: StatusCode, screen: &T, page: &Page) -> Answer {
    let html = screen.render().map_err(|error| {
        tracing::error!(%error, "a template failed");
        Problem::internal()
    })?;
    let mut response = (status, Html(html)).into_response();
    if page.flash.is_some()
        && let Some(cookie) = set_cookie(FLASH_COOKIE, "", 0, false)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Where a form wants to come back to; `fallback` when that is not one of our pages.
pub(crate) fn back_to(target: &str, fallback: &str) -> String {
    local_path(target).unwrap_or_else(|| fallback.to_owned())
}

fn badge(user: &User) -> MemberBadge {
    let (initials, hue) = initials(&user.name);
    MemberBadge {
        id: user.id,
        name: user.name.clone(),
        role: user.role.name(),
        initials,
        hue,
        shortcuts: user.shortcuts,
    }
}

fn section(path: &str) -> String {
    let first = path.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    if first.is_empty() { "home".to_owned() } else { first.to_owned() }
}

fn accepted(headers: &HeaderMap) -> Option<Lang> {
    Lang::from_accept(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}

fn set_cookie(name: &str, value: &str, max_age_s: u32, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

fn read_flash(value: &str) -> Option<Flash> {
    let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
    let (kind, text) = decoded.split_once('\n')?;
    let kind = ["done", "problem", "warning"].into_iter().find(|known| *known == kind)?;
    Some(Flash { kind, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_cookie_and_nonsense_does_not() {
        let value = URL_SAFE_NO_PAD.encode("done\nGuardado; «sí»");
        let flash = read_flash(&value).unwrap();
        assert_eq!((flash.kind, flash.text.as_str()), ("done", "Guardado; «sí»"));
        for broken in ["", "%%%", "ZG9uZQ", &URL_SAFE_NO_PAD.encode("script\nx")] {
            assert_eq!(read_flash(broken), None);
        }
    }

    #[test]
    fn sections_come_from_the_path() {
        for (path, name) in
            [("/", "home"), ("/?a=1", "home"), ("/mentions/3?x", "mentions"), ("/ideas", "ideas")]
        {
            assert_eq!(section(path), name);
        }
    }
}
