//! The answer to a request.

use encoding_rs::Encoding;
use plaza_core::{ConnectorError, Message, Millis, Quota, say, text::truncate_chars};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use url::Url;

use super::route::host_of;
use super::{rate_limit, unpack};
use crate::{encoding, said};

/// An answer, read to its end and within its limits.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The HTTP status code.
    pub status: u16,
    /// The headers; those about compression are removed when the body was decompressed.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// Where the answer came from after redirects.
    pub final_url: Url,
}

impl Fetched {
    /// The header `name` where it is readable text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// The media type in lower case without parameters, such as `text/html`; empty where there is
    /// none.
    #[must_use]
    pub fn content_type(&self) -> String {
        let value = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as text, in the encoding that its bytes show; the headers' claim counts where they
    /// agree with it.
    #[must_use]
    pub fn text(&self) -> String {
        encoding::decode(&self.body, &[self.charset()])
    }

    /// The charset that the headers name.
    #[must_use]
    pub fn charset(&self) -> Option<&'static Encoding> {
        let value = self.header(CONTENT_TYPE.as_str())?;
        let (_, charset) = value
            .split(';')
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        encoding::in_label(charset.as_bytes())
    }

    /// The answer with its body decompressed, where it was fetched as it was sent: the bytes say
    /// whether it is compressed, not the headers.
    ///
    /// # Errors
    /// [`ConnectorError::Malformed`] when the body is damaged, or larger than `max` bytes.
    pub(crate) fn unpacked(mut self, max: usize) -> Result<Self, ConnectorError> {
        match unpack::unpack(&self.body, max) {
            Ok(None) if self.is_packed_otherwise() => {
                let host = host_of(&self.final_url);
                return Err(ConnectorError::Malformed(say!(
                    "answer-packed-otherwise",
                    "the answer of {host} is compressed in a way that was not asked for",
                    host
                )));
            }
            Ok(None) => {}
            Ok(Some(body)) => self.body = body,
            Err(why) => {
                let host = host_of(&self.final_url);
                return Err(ConnectorError::Malformed(say!(
                    "answer-of",
                    "the answer of {host} {why}",
                    host,
                    why
                )));
            }
        }
        Ok(self)
    }

    /// Whether the body is what the headers call a compression that Plaza did not ask for.
    fn is_packed_otherwise(&self) -> bool {
        let encoding = self.header(CONTENT_ENCODING.as_str()).unwrap_or_default();
        let is_other = matches!(encoding.to_ascii_lowercase().as_str(), "br" | "zstd" | "compress");
        is_other && std::str::from_utf8(&self.body).is_err()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// [`ConnectorError::Malformed`] says what was expected and where, but does not repeat the
    /// body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ConnectorError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let shown = error.to_string();
            ConnectorError::Malformed(say!(
                "answer-other-json",
                "{host} did not answer with the JSON that was expected: {technical}",
                host = host_of(&self.final_url),
                technical = truncate_chars(&shown, 200)
            ))
        })
    }

    /// Whether the answer to a request that changes something leaves open whether the change was
    /// made: the server failed, gave up on us, or points elsewhere for what came of it.
    #[must_use]
    pub fn leaves_open(&self) -> bool {
        self.status >= 500 || matches!(self.status, 303 | 408)
    }

    /// When the answer's headers say to come again, in milliseconds UTC.
    #[must_use]
    pub fn wait_until(&self, now: Millis) -> Option<Millis> {
        rate_limit::wait_until(&self.headers, now)
    }

    /// Whether the answer's headers say that no request is left.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        rate_limit::is_exhausted(&self.headers)
    }

    /// What the answer's headers say of the platform's limit, at the time `now`.
    #[must_use]
    pub fn quota(&self, now: Millis) -> Option<Quota> {
        let (left, limit) = rate_limit::left(&self.headers)?;
        Some(Quota { left, limit, resets_at: self.wait_until(now), at: now })
    }

    /// What the other side says about its error, in its own words; they may hold what the request
    /// sent.
    #[must_use]
    pub(crate) fn words(&self) -> Option<String> {
        said::words(&self.text())
    }

    /// Status and words of an error, for people.
    pub(crate) fn refusal(&self) -> Message {
        self.refusal_with(self.words().map(|words| said::shortened(&words)))
    }

    fn refusal_with(&self, words: Option<String>) -> Message {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let (host, status) = (host_of(&self.final_url), status.to_string());
        say!("place-answered", "{host} answered {status}", host, status).saying(words)
    }

    /// The answer itself when its status is a success or 304, else what to do next.
    ///
    /// # Errors
    /// Unauthorized for 401 and 403, Gone for 404 and 410, Transient for 408, 425 and 5xx,
    /// Malformed for the rest.
    pub fn check(self) -> Result<Self, ConnectorError> {
        let words = (self.status >= 400).then(|| self.words()).flatten();
        self.check_with(words.map(|words| said::shortened(&words)))
    }

    /// The same, with these words of the other side in the message.
    pub(crate) fn check_with(self, words: Option<String>) -> Result<Self, ConnectorError> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Ok(self);
        }
        let message = self.refusal_with(words);
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                ConnectorError::Unauthorized(message)
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => ConnectorError::Gone(message),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
                ConnectorError::Transient(message)
            }
            _ if status.is_server_error() => ConnectorError::Transient(message),
            _ if status.is_redirection() => ConnectorError::Malformed(message.then(say!(
                "no-redirects",
                "this kind of request does not follow redirects, use the final address"
            ))),
            _ => ConnectorError::Malformed(message),
        })
    }
}
