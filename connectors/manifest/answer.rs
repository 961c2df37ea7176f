//! Sending a request that is ready, and reading its answer by the manifest's rules.

use jaq_json::Val;
use plaza_core::ConnectorError;
use url::Url;

use super::limits::Purpose;
use super::session::Session;
use crate::fetch::{self, Fetched, HeaderMap};

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
        let body = read.as_ref().unwrap_or(&Val::Null);
        self.keep_to_limits(&fetched, body, purpose);
        if let Some(error) = self.named_error(&fetched, body, purpose)? {
            return Err(error);
        }
        if purpose != Purpose::Read && fetched.leaves_open() {
            fetched = fetched.check().map_err(ConnectorError::may_be_done)?;
        }
        if let Some(error) = self.wait_asked(&fetched, purpose) {
            return Err(error);
        }
        let fetched = fetched.check().map_err(|error| self.in_words(error))?;
        let body = read.ok_or_else(|| self.malformed("the answer is not JSON"))?;
        Ok(Answer { headers: fetched.headers, body, url: fetched.final_url })
    }
}

/// The body as JSON; `None` where it is not JSON. An empty body is `null`.
pub(super) fn read_body(fetched: &Fetched) -> Option<Val> {
    if fetched.body.iter().all(u8::is_ascii_whitespace) {
        return Some(Val::Null);
    }
    serde_json::from_slice(&fetched.body).ok()
}
