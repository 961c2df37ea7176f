//! What an answer says besides its content: how long to wait, and what went wrong.

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{ConnectorError, Message, Millis, Quota, say};
use serde_json::Value as Json;

use super::format::ErrorType;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::model::ErrorRule;
use super::session::Session;
use crate::fetch::{self, Fetched};
use crate::said;

/// Wait after a "too fast" that does not say how long.
const DEFAULT_WAIT_MS: Millis = 60_000;
/// Wait when a quota is used up and the platform does not say when it resets.
const USED_UP_WAIT_MS: Millis = 3_600_000;
/// Longest wait that is believed when a body names it: a month.
const LONGEST_WAIT_MS: Millis = 31 * 24 * 3_600_000;

impl Session {
    /// A pause that the answer's status and headers ask for.
    pub(super) fn wait_asked(&self, fetched: &Fetched, purpose: Purpose) -> Option<ConnectorError> {
        if !matches!(fetched.status, 403 | 429 | 503) {
            return None;
        }
        let words = self.words(fetched);
        let is_too_fast = fetched.status == 429
            || fetched.status == 403
                && (fetched.is_exhausted() || words.as_deref().is_some_and(said::is_about_rate));
        if is_too_fast {
            let until = self.wait_end(fetched).unwrap_or(self.now() + DEFAULT_WAIT_MS);
            self.hold(purpose, until);
            let place = self.place();
            let reason = say!("place-too-often", "{place} says that Plaza asks too often", place);
            return Some(ConnectorError::RateLimited { until, reason: reason.saying(words) });
        }
        let until = self.wait_end(fetched).filter(|_| fetched.status == 503)?;
        let reason = say!("place-down", "{place} is down for the moment", place = self.place());
        Some(ConnectorError::RateLimited { until, reason: reason.saying(words) })
    }

    /// What the platform says about its error, without this source's secrets.
    pub(super) fn words(&self, fetched: &Fetched) -> Option<String> {
        // Before the text is cut, because half a secret would not be found.
        let words = self.redact(fetched.words()?);
        Some(said::shortened(&words))
    }

    /// An answer that is no error and no JSON either.
    pub(super) fn not_json(&self, fetched: &Fetched) -> ConnectorError {
        let why = say!("answer-not-json", "the answer is not JSON");
        self.malformed(why.saying(self.words(fetched)))
    }

    /// When the answer says to come again.
    fn wait_end(&self, fetched: &Fetched) -> Option<Millis> {
        let named = self.manifest.limits.reset_header.as_ref();
        let named = named.and_then(|name| fetched.header(name.as_str()));
        let moment = named.and_then(|value| fetch::moment(value, self.now()));
        moment.or_else(|| fetched.wait_until(self.now()))
    }

    /// Blocks the account until then; only its replies where the platform counts those separately.
    fn hold(&self, purpose: Purpose, until: Millis) {
        if self.manifest.limits.replies_apart && purpose != Purpose::Read {
            self.shared.meters.block_replies(&self.account, until);
        } else {
            self.shared.meters.block(&self.account, until);
        }
    }

    /// Remembers a used-up quota, so that the next request waits instead of being refused.
    pub(super) fn keep_to_limits(&self, fetched: &Fetched, body: &Val, purpose: Purpose) {
        let limits = &self.manifest.limits;
        let scope = Scope { headers: headers_of(fetched), ..Scope::default() };
        let seconds = limits.wait.as_ref().and_then(|jq| jq.first(body, &scope).ok().flatten());
        if let Some(wait) = seconds.as_ref().and_then(millis_of_seconds) {
            self.hold(purpose, self.now() + wait);
        }
        let in_header = limits.remaining_header.as_ref();
        let in_header = in_header.and_then(|name| fetched.header(name.as_str()));
        let left = limits.remaining.as_ref().and_then(|jq| jq.first(body, &scope).ok().flatten());
        let left = left.map(|left| jq::text_of(&left));
        self.note_quota(fetched, in_header.or(left.as_deref()));
        let in_header = in_header.map(|left| left == "0");
        let left = left.map(|left| left.parse::<f64>().is_ok_and(|n| n <= 0.0));
        if in_header.unwrap_or_else(|| fetched.is_exhausted()) || left == Some(true) {
            let until = self.wait_end(fetched);
            self.hold(purpose, until.unwrap_or_else(|| self.now() + USED_UP_WAIT_MS));
        }
    }

    /// Remembers what the platform says about its limit: in the header or body that the manifest
    /// names, otherwise in the headers that many platforms use.
    fn note_quota(&self, fetched: &Fetched, named: Option<&str>) {
        let now = self.now();
        let quota = match named.and_then(fetch::whole) {
            Some(left) => {
                let resets_at = self.wait_end(fetched);
                let limit = fetched.quota(now).and_then(|quota| quota.limit);
                Some(Quota { left, limit, resets_at, at: now })
            }
            None => fetched.quota(now),
        };
        if let Some(quota) = quota {
            self.shared.meters.set_quota(&self.account, quota);
        }
    }

    /// The error of the manifest's first rule that matches.
    pub(super) fn named_error(
        &self,
        fetched: &Fetched,
        body: &Val,
        purpose: Purpose,
    ) -> Result<Option<ConnectorError>, ConnectorError> {
        let scope = Scope { headers: headers_of(fetched), ..self.plain_scope() };
        for rule in &self.manifest.errors {
            let by_status = match rule.status.as_slice() {
                [] => fetched.status >= 400,
                some => some.contains(&fetched.status),
            };
            let by_body = rule.matching.as_ref().is_none_or(|jq| {
                // A body of another shape does not match.
                jq.holds(body, &scope).unwrap_or(false)
            });
            if by_status && by_body {
                return self.apply(rule, fetched, (body, &scope), purpose).map(Some);
            }
        }
        Ok(None)
    }

    fn apply(
        &self,
        rule: &ErrorRule,
        fetched: &Fetched,
        (body, scope): (&Val, &Scope),
        purpose: Purpose,
    ) -> Result<ConnectorError, ConnectorError> {
        let said = match &rule.message {
            Some(said) => {
                let context = Value::from_pairs([
                    ("body", jq::to_template(body)),
                    ("status", Value::from(fetched.status)),
                ]);
                // The platform's message may not be where the manifest expects it.
                self.said(said, &context).unwrap_or_default()
            }
            None => Message::default(),
        };
        let place = self.place();
        let message = if said.is_empty() {
            let status = fetched.status.to_string();
            say!("place-answered", "{host} answered {status}", host = place, status)
                .saying(self.words(fetched))
        } else {
            self.at_place(said)
        };
        Ok(match rule.kind {
            ErrorType::Unauthorized => ConnectorError::Unauthorized(message),
            ErrorType::Gone => ConnectorError::Gone(message),
            ErrorType::Malformed => ConnectorError::Malformed(message),
            ErrorType::Transient => ConnectorError::Transient(message),
            ErrorType::RateLimited => {
                let wait = rule.wait.as_ref().and_then(|jq| jq.first(body, scope).ok().flatten());
                let until = wait.as_ref().and_then(millis_of_seconds).map(|wait| self.now() + wait);
                let until = until
                    .or_else(|| self.wait_end(fetched))
                    .unwrap_or(self.now() + DEFAULT_WAIT_MS);
                if rule.replies_only && purpose == Purpose::Reply {
                    self.shared.meters.block_replies(&self.account, until);
                } else {
                    self.shared.meters.block(&self.account, until);
                }
                ConnectorError::RateLimited { until, reason: message }
            }
        })
    }

    /// Notes the wait that the error asks for, and returns the error.
    pub(super) fn obeyed(&self, error: ConnectorError) -> ConnectorError {
        if let ConnectorError::RateLimited { until, .. } = &error {
            self.shared.meters.block(&self.account, *until);
        }
        error
    }

    /// The answer itself where its status is a success, otherwise an error with the platform's own
    /// words.
    pub(super) fn accepted(&self, fetched: Fetched) -> Result<Fetched, ConnectorError> {
        if fetched.status < 400 {
            return fetched.check();
        }
        let words = self.words(&fetched);
        // A 403 that says why is not about the credentials.
        let is_about_credentials = fetched.status == 401 || words.is_none();
        fetched.check_with(words).map_err(|error| match error {
            ConnectorError::Unauthorized(message) if is_about_credentials => {
                ConnectorError::Unauthorized(message.then(say!(
                    "credentials-again",
                    "it does not accept this source's credentials, enter them again"
                )))
            }
            other => other,
        })
    }
}

/// An error where a token address says with its status alone to come again later.
pub(super) fn wait_or_failure(fetched: &Fetched, now: Millis) -> Result<(), ConnectorError> {
    match fetched.status {
        429 => {
            let until = fetched.wait_until(now).unwrap_or(now + DEFAULT_WAIT_MS);
            let host = fetched.final_url.host_str().unwrap_or_default();
            let reason = say!(
                "place-too-often-tokens",
                "{host} says that Plaza asks too often for access tokens",
                host
            );
            let words = fetched.words().map(|words| said::shortened(&words));
            Err(ConnectorError::RateLimited { until, reason: reason.saying(words) })
        }
        500.. => fetched.clone().check().map(|_| ()),
        _ => Ok(()),
    }
}

/// The answer's headers as programs see them: texts by lower-case names. Some platforms give their
/// limits in a header that holds JSON, which is parsed.
pub(super) fn headers_of(fetched: &Fetched) -> Val {
    let headers = fetched.headers.iter().filter_map(|(name, value)| {
        let text = value.to_str().ok()?;
        let json = text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten();
        Some((name.as_str().to_owned(), json.unwrap_or_else(|| Json::from(text))))
    });
    jq::from_json(&Json::Object(headers.collect()))
}

fn millis_of_seconds(value: &Val) -> Option<Millis> {
    let seconds: f64 = jq::text_of(value).parse().ok()?;
    if !seconds.is_finite() || seconds <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and the wait is clamped")]
    let millis = (seconds * 1000.0).ceil() as Millis;
    Some(millis.clamp(0, LONGEST_WAIT_MS))
}
