//! Sending a request that is ready, and reading its answer by the manifest's rules.

use jaq_json::Val;
use plaza_core::{ConnectorError, text::truncate_chars};
use url::Url;

use super::limits::Purpose;
use super::model::Auth;
use super::session::Session;
use crate::fetch::{self, Fetched, HeaderMap};

/// Longest body that is not JSON and that programs see, in characters.
const MAX_RAW: usize = 200_000;

/// An answer whose status and body report success.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) headers: HeaderMap,
    pub(super) body: Val,
    pub(super) url: Url,
}

impl Session {
    /// Sends a request that is ready, and reads its answer by the manifest's rules.
    pub(super) async fn send(
        &self,
        prepared: fetch::Request,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let prepared = prepared.hand_back_waits().idempotent(false);
        if purpose == Purpose::Read {
            let fetched = prepared.only_reads().send_raw().await?;
            let read = read_body(&fetched);
            return self.judged(fetched, read, purpose);
        }
        let fetched = prepared.send_raw().await?;
        let read = read_body(&fetched);
        let is_unread = fetched.status < 300 && read.is_none();
        self.judged(fetched, read, purpose).map_err(|error| match error {
            // "Try again later" does not say that nothing was done.
            ConnectorError::Transient(_) => error.may_be_done(),
            error if is_unread => error.may_be_done(),
            error => error,
        })
    }

    /// Judges an answer whose body is `read` as JSON.
    fn judged(
        &self,
        mut fetched: Fetched,
        read: Option<Val>,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        if let Auth::Login(login) = &self.manifest.auth
            && login.cookies
        {
            self.shared.tokens.set_cookies(&self.account, &fetched.headers);
        }
        let raw = read.is_none().then(|| raw_body(&fetched));
        let body = read.as_ref().or(raw.as_ref()).unwrap_or(&Val::Null);
        self.keep_to_limits(&fetched, body, purpose);
        if let Some(error) = self.named_error(&fetched, body, purpose)? {
            return Err(error);
        }
        if purpose != Purpose::Read && fetched.leaves_open() {
            fetched = self.accepted(fetched).map_err(ConnectorError::may_be_done)?;
        }
        if let Some(error) = self.wait_asked(&fetched, purpose) {
            return Err(error);
        }
        let fetched = self.accepted(fetched)?;
        let body = read.ok_or_else(|| self.not_json(&fetched))?;
        Ok(Answer { headers: fetched.headers, body, url: fetched.final_url })
    }
}

/// A body that is not JSON, as programs see it: a text.
pub(super) fn raw_body(fetched: &Fetched) -> Val {
    Val::from(truncate_chars(&fetched.text(), MAX_RAW).to_owned())
}

/// The body as JSON; `None` where it is not JSON. An empty body is `null`.
pub(super) fn read_body(fetched: &Fetched) -> Option<Val> {
    if fetched.body.iter().all(u8::is_ascii_whitespace) {
        return Some(Val::Null);
    }
    serde_json::from_slice(&fetched.body).ok()
}
