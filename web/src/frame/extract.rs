//! Extractors that refuse with a problem document, and text with a limit.

use std::fmt;
use std::ops::Deref;

use axum::body::{BodyDataStream, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use plaza_core::{Message, say};
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::Problem;

/// Text of at most `MAX` characters; longer input is refused, not cut.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub(crate) struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// The text itself.
    #[must_use]
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may be a password.
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let length = text.chars().count();
        if length > MAX {
            let message = format!("takes at most {MAX} characters; this has {length}");
            return Err(D::Error::custom(message));
        }
        if text.contains('\0') {
            return Err(D::Error::custom("must not contain the character NUL"));
        }
        Ok(Self(text))
    }
}

impl<const MAX: usize> PartialSchema for Text<MAX> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(MAX)).into()
    }
}

impl<const MAX: usize> ToSchema for Text<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

/// Tells "left out" (`None`) from "set to null" (`Some(None)`), for PATCH.
///
/// # Errors
/// When the value itself cannot be read.
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        check_media_type(request.headers())?;
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| body_problem(&rejection))?;
        parse_json(&bytes).map(Self)
    }
}

/// A JSON body that the handler reads piece by piece.
pub(crate) struct JsonStream(pub(crate) BodyDataStream);

impl<S: Send + Sync> FromRequest<S> for JsonStream {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        check_media_type(request.headers())?;
        Ok(Self(request.into_body().into_data_stream()))
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let media_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::unsupported_type("application/json"))
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub(crate) struct OptionalJsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| body_problem(&rejection))?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        // `null` says the same as nothing.
        parse_json::<Option<T>>(&bytes).map(|value| Self(value.unwrap_or_default()))
    }
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            invalid(
                Some(path).filter(|path| path != "." && !path.starts_with('[')),
                &inner.to_string(),
            )
        } else {
            Problem::malformed(not_json(&inner))
        }
    })?;
    deserializer.end().map_err(|error| Problem::malformed(not_json(&error)))?;
    Ok(value)
}

/// The query string of the address.
#[derive(Debug)]
pub(crate) struct QueryString<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryString<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let parsed = Query::try_from_uri(&parts.uri);
        parsed
            .map(|Query(value)| Self(value))
            .map_err(|rejection| url_encoded_problem(&rejection.body_text()))
    }
}

/// An id, or several, in the path: `PathIds(id): PathIds<i64>`. What is not a number names nothing.
#[derive(Debug)]
pub(crate) struct PathIds<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathIds<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(ids)| Self(ids)).map_err(|_| Problem::not_found("id"))
    }
}

fn body_problem(rejection: &BytesRejection) -> Problem {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Problem::too_large_for_here()
        }
        _ => ends_early(),
    }
}

/// A body that is not whole. Where Plaza itself ended it, the guard knows a better reason.
pub(crate) fn ends_early() -> Problem {
    Problem::malformed(say!("body-ends-early", "the body ends early; send it again"))
}

fn not_json(error: &serde_json::Error) -> Message {
    say!("body-not-json", "the body is not JSON: {technical}", technical = error.to_string())
}

/// axum writes `Failed to deserialize …: FIELD: MESSAGE`.
fn url_encoded_problem(text: &str) -> Problem {
    let message = text.split_once(": ").map_or(text, |(_, rest)| rest);
    match message.split_once(": ") {
        Some((field, rest)) if !field.contains([' ', '`']) => invalid(Some(field.to_owned()), rest),
        _ => invalid(None, message),
    }
}

/// Serde names unknown and missing fields between backticks, the first of them.
fn invalid(field: Option<String>, message: &str) -> Problem {
    let named = (message.starts_with("unknown field") || message.starts_with("missing field"))
        .then(|| message.split('`').nth(1))
        .flatten();
    let field = match (field, named) {
        (Some(path), Some(name)) if path == name || path.ends_with(&format!(".{name}")) => path,
        (Some(path), Some(name)) if path != "?" => format!("{path}.{name}"),
        (_, Some(name)) => name.to_owned(),
        (Some(path), None) => path,
        (None, None) => "body".to_owned(),
    };
    let technical = plaza_core::text::truncate_chars(message, 500);
    Problem::invalid(field, say!("input-wrong", "{technical}", technical))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(rename = "note")]
        _note: Text<3>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Input {
        #[serde(rename = "inner")]
        _inner: Inner,
        #[serde(default, rename = "count")]
        _count: u8,
    }

    #[test]
    fn problems_name_the_field() {
        for (body, status, field) in [
            (r#"{"inner":{"note":"abc"}}"#, 0, ""),
            (r#"{"inner":{"note":"abcd"}}"#, 422, "inner.note"),
            (r#"{"inner":{"note":"a\u0000"}}"#, 422, "inner.note"),
            (r#"{"inner":{"note":"a","x":1}}"#, 422, "inner.x"),
            (r#"{"inner":{"note":"a"},"role":"admin"}"#, 422, "role"),
            (r#"{"inner":{"note":"a"},"count":300}"#, 422, "count"),
            (r#"{"count":3}"#, 422, "inner"),
            (r"[1]", 422, "body"),
            (r#"{"inner":"#, 400, ""),
            (r#"{"inner":{"note":"a"}} x"#, 400, ""),
        ] {
            match parse_json::<Input>(body.as_bytes()) {
                Ok(_) => assert_eq!(status, 0, "{body}"),
                Err(problem) => {
                    assert_eq!(problem.status, status, "{body}: {problem:?}");
                    assert_eq!(problem.field.as_deref().unwrap_or_default(), field, "{body}");
                }
            }
        }
    }

    #[test]
    fn query_problems_name_the_field() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Params {
            #[serde(rename = "limit")]
            _limit: Option<u8>,
            #[serde(rename = "q")]
            _q: Option<Text<2>>,
        }
        for (query, field) in [("limit=x", "limit"), ("q=abc", "q"), ("order=1", "order")] {
            let uri = format!("/?{query}").parse().unwrap();
            let rejection = Query::<Params>::try_from_uri(&uri).unwrap_err();
            let problem = url_encoded_problem(&rejection.body_text());
            assert_eq!(problem.field.as_deref(), Some(field), "{}", rejection.body_text());
            assert_eq!(problem.status, 422);
        }
    }
}
