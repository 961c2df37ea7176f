//! Which version of a thing a request has seen, and both texts where somebody else was quicker.

use std::future::Future;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderMap};
use plaza_core::{Answers, MentionId, ReplyId, Seen, SeenReply, say};
use plaza_engine::EngineError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Problem;

/// The version in the header `If-Match`, for requests whose body has none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(Option<i64>);

impl IfMatch {
    /// The thing as the request has seen it; the body's version counts before the header's.
    ///
    /// # Errors
    /// 428 when neither names one.
    pub(crate) fn seen<I>(self, id: I, version: Option<i64>) -> Result<Seen<I>, Problem> {
        let version = version.or(self.0).ok_or_else(Problem::version_required)?;
        Ok(Seen::at(id, version))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read_if_match(&parts.headers).map(Self)
    }
}

fn read_if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let number = tag.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"'));
    match number.and_then(|number| number.parse().ok()) {
        Some(version) => Ok(Some(version)),
        None => Err(Problem::invalid(
            "if-match",
            say!("takes-etag", "takes the ETag of one version, such as \"3\""),
        )),
    }
}

/// The version that was seen, where nothing else has to be said.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionIn {
    /// The `version` that was read; needed here or in `If-Match`.
    pub(crate) version: Option<i64>,
}

/// What was seen before an answer is let go out.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendIn {
    /// The `version` that was read; needed here or in `If-Match`.
    pub(crate) version: Option<i64>,
    /// Our other replies to the same mention that were seen and shall not hold this one back.
    #[serde(default)]
    pub(crate) seen_replies: Vec<i64>,
    /// Our own messages below the mention, written in the place itself, that were seen.
    #[serde(default)]
    pub(crate) seen_mentions: Vec<i64>,
}

impl SendIn {
    /// The reply as the request has seen it.
    ///
    /// # Errors
    /// 428 when no version is named.
    pub(crate) fn seen(self, id: ReplyId, if_match: IfMatch) -> Result<SeenReply, Problem> {
        Ok(SeenReply {
            reply: if_match.seen(id, self.version)?,
            answers: Some(Answers {
                replies: self.seen_replies.into_iter().map(ReplyId::from).collect(),
                mentions: self.seen_mentions.into_iter().map(MentionId::from).collect(),
            }),
        })
    }
}

/// An answer with its version as a strong `ETag`.
#[derive(Debug)]
pub(crate) struct Tagged<T>(pub(crate) i64, pub(crate) T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// What a handler of a thing with versions answers.
pub(crate) type TaggedAnswer<T> = Result<Tagged<T>, Problem>;

/// Tells whoever was overtaken what they have sent (`yours`) and what is there now (`theirs`).
///
/// # Errors
/// The problem that `done` is.
pub(crate) async fn or_both<T, O: Serialize>(
    done: Result<T, EngineError>,
    yours: Value,
    theirs: impl Future<Output = Result<O, Problem>>,
) -> Result<T, Problem> {
    let error = match done {
        Ok(done) => return Ok(done),
        Err(error) => error,
    };
    let is_stale = matches!(error, EngineError::Stale(_));
    let mut problem = Problem::from(error);
    if let Some(overtaken) = problem.overtaken.as_mut().filter(|_| is_stale) {
        overtaken.yours = Some(yours);
        overtaken.theirs = serde_json::to_value(theirs.await?).ok();
    }
    Err(problem)
}

/// What a request has sent, for [`or_both`].
pub(crate) fn sent(input: &impl Serialize) -> Value {
    let mut sent = serde_json::to_value(input).unwrap_or_default();
    if let Some(fields) = sent.as_object_mut() {
        fields.retain(|name, value| name != "version" && !value.is_null());
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_its_tag() {
        let read = |tag: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(tag))]);
            read_if_match(&headers).map_err(|problem| problem.status)
        };
        assert_eq!(read("\"12\""), Ok(Some(12)));
        for wrong in ["12", "W/\"12\"", "*", "\"\"", "\"1\", \"2\""] {
            assert_eq!(read(wrong), Err(422), "{wrong}");
        }
        assert_eq!(read_if_match(&HeaderMap::new()).ok(), Some(None));
    }

    #[test]
    fn a_version_is_needed_and_the_body_counts_first() {
        assert_eq!(IfMatch(Some(3)).seen(7, None).unwrap(), Seen::at(7, 3));
        assert_eq!(IfMatch(Some(3)).seen(7, Some(4)).unwrap(), Seen::at(7, 4));
        assert_eq!(IfMatch(None).seen(7, None).unwrap_err().status, 428);
    }
}
