//! Logging in with a request of the platform's own: tokens, cookies, and values against forged
//! requests, which live as long as the login.

use plaza_core::{ConnectorError, Message, say};

use super::answer::{raw_body, read_body};
use super::auth::with_bearer;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::model::{Kept, Login, Request, Travels};
use super::session::Session;
use super::tokens::{Token, take_cookies};
use crate::fetch::{self, Fetched, header};

impl Session {
    /// Logs in.
    pub(super) async fn logged_in(&self, login: &Login) -> Result<Token, ConnectorError> {
        let mut token = Token { until: self.now() + login.lifetime_ms, ..Token::default() };
        if let Some((request, keep)) = &login.before {
            self.log_in_step(login, request, keep, &mut token).await?;
        }
        let answer = self.log_in_step(login, &login.request, &login.keep, &mut token).await?;
        if let Some(program) = &login.token {
            let body = read_body(&answer).unwrap_or_else(|| raw_body(&answer));
            let access = program.first(&body, &self.login_scope(&answer, &token));
            let access = access.map_err(|why| self.unfit(&format!("token_from: {why}")))?;
            let missing = || {
                self.no_login(
                    &answer,
                    say!("login-no-token", "the answer to the login holds no access token"),
                )
            };
            token.access = access.map(|token| jq::text_of(&token)).ok_or_else(missing)?;
        } else if token.cookies.is_empty() {
            return Err(self.no_login(
                &answer,
                say!("login-no-cookie", "the answer to the login sets no cookie"),
            ));
        }
        Ok(token)
    }

    /// Sends a request of a login, and keeps what its answer gives. A login's answer may lead
    /// elsewhere: what counts is what it sets.
    async fn log_in_step(
        &self,
        login: &Login,
        request: &Request,
        keep: &Kept,
        token: &mut Token,
    ) -> Result<Fetched, ConnectorError> {
        let context = self.with_session(&self.context([]), Some(token));
        let request = self.prepare(request, &context, None)?;
        let request = with_cookies(request, login, token);
        let request = request.only_reads().hand_back_waits().idempotent(false);
        let fetched = request.send_raw().await?;
        let body = read_body(&fetched).unwrap_or_else(|| raw_body(&fetched));
        self.keep_to_limits(&fetched, &body, Purpose::Read);
        if let Some(error) = self.named_error(&fetched, &body, Purpose::Read)? {
            return Err(error);
        }
        if let Some(error) = self.wait_asked(&fetched, Purpose::Read) {
            return Err(error);
        }
        let fetched = if fetched.status < 400 { fetched } else { self.accepted(fetched)? };
        if login.cookies {
            take_cookies(&mut token.cookies, &fetched.headers);
        }
        let scope = self.login_scope(&fetched, token);
        for (name, program) in keep {
            let value = program.first(&body, &scope);
            let value = value.map_err(|why| self.unfit(&format!("keep.{name}: {why}")))?;
            let Some(value) = value else {
                return Err(self.no_login(
                    &fetched,
                    say!("login-lacks", "the answer holds no `{name}`", name),
                ));
            };
            token.kept.insert(name.clone(), jq::text_of(&value));
        }
        Ok(fetched)
    }

    /// What programs on a login's answer see.
    fn login_scope(&self, fetched: &Fetched, token: &Token) -> Scope {
        let cookies = token.cookies.iter();
        let cookies = cookies.map(|(name, value)| (name.clone(), value.clone().into())).collect();
        Scope {
            headers: super::refusal::headers_of(fetched),
            cookies: jq::from_json(&serde_json::Value::Object(cookies)),
            ..self.plain_scope()
        }
    }

    fn no_login(&self, fetched: &Fetched, why: Message) -> ConnectorError {
        let why = why
            .saying(self.words(fetched))
            .then(say!("check-user-password", "check this source's user and password"));
        ConnectorError::Unauthorized(self.at_place(why))
    }

    /// The request as somebody who has logged in sends it.
    pub(super) fn as_logged_in(
        &self,
        request: fetch::Request,
        login: &Login,
        token: &Token,
    ) -> Result<fetch::Request, ConnectorError> {
        let request = with_cookies(request, login, token);
        if token.access.is_empty() {
            return Ok(request);
        }
        Ok(match &login.travels {
            Travels::Bearer => with_bearer(request, &token.access),
            Travels::Header { name, value: None } => request.header(name.clone(), &token.access),
            Travels::Header { name, value: Some(value) } => {
                let context = self.context([("token", token.access.as_str().into())]);
                request.header(name.clone(), &self.fill(value, &context)?)
            }
            Travels::Query { name } => request.query(name, &token.access),
            // Among the cookies.
            Travels::Cookie { .. } => request,
        })
    }
}

/// The request with the cookies that were set, and the token where it travels as one.
fn with_cookies(request: fetch::Request, login: &Login, token: &Token) -> fetch::Request {
    let mut cookies: Vec<String> =
        token.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if let Travels::Cookie { name } = &login.travels
        && !token.access.is_empty()
    {
        cookies.push(format!("{name}={}", token.access));
    }
    if cookies.is_empty() { request } else { request.header(header::COOKIE, &cookies.join("; ")) }
}
