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
        let fetched = prepared.hand_back_waits().idempotent(false).send_raw().await?;
        let read = read_body(&fetched);
        let body = read.as_ref().unwrap_or(&Val::Null);
        self.keep_to_limits(&fetched, body, purpose);
        if let Some(error) = self.named_error(&fetched, body, purpose)? {
            return Err(error);
        }
        if let Some(error) = self.wait_asked(&fetched, purpose) {
            return Err(error);
        }
        let fetched = fetched.check().map_err(|error| self.in_words(error))?;
        let body = match (read, purpose) {
            (Some(body), _) => body,
            (None, Purpose::Reply | Purpose::Retract) => Val::Null,
            (None, Purpose::Read) => return Err(self.malformed("the answer is not JSON")),
        };
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
