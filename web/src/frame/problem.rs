//! Errors as RFC 9457 problem documents; the board shows the same problem as a page.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use plaza_core::{Answers, Message, Millis, Permission, say, to_rfc3339};
use plaza_store::Stale;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// When to try again what cannot be done now, in seconds.
const RETRY_S: i64 = 5;

/// What went wrong, for machines and people.
///
/// Every refusing response carries its problem as an extension too, so that the board can show a
/// page in its place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Problem {
    /// A stable name of the kind of problem: `/problems/validation` and so on.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in words; the same for every problem of a kind.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, where, and what to do.
    pub detail: String,
    /// The detail for programs, and for other languages.
    #[serde(flatten)]
    pub coded: Box<Coded>,
    /// The input that cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Secrets that have to be entered again, by the names of their fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// First character of a query that is not understood, counted in characters from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    /// How many characters of the query it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<usize>,
    /// What somebody else did meanwhile.
    #[serde(flatten)]
    pub overtaken: Option<Box<Overtaken>>,
    /// The detail as the board words it in its reader's language.
    #[serde(skip)]
    pub message: Box<Message>,
    /// When to try again, in seconds.
    #[serde(skip)]
    pub retry_after_s: Option<i64>,
}

/// What a problem says, by names that stay.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Coded {
    /// A stable name of what `detail` says, for programs and for other languages; missing where
    /// the words are somebody else's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What `detail` names, by name: texts, numbers, or a cause with `code`, `args` and `text`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub args: Map<String, Value>,
}

/// What somebody else did since the caller looked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Overtaken {
    /// The version that the thing has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
    /// What the request has sent; secrets are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub yours: Option<Value>,
    /// The thing as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub theirs: Option<Value>,
    /// Our replies to the same mention that the request has not seen; send their ids in
    /// `seen_replies` to answer all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub replies: Option<Value>,
    /// Our own messages below the mention that the request has not seen; send their ids in
    /// `seen_mentions` to answer all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub mentions: Option<Value>,
}

impl Problem {
    /// A problem of a kind.
    #[must_use]
    pub fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<Message>,
    ) -> Self {
        let message = detail.into();
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: message.text().to_owned(),
            coded: Box::new(Coded { code: message.code().to_owned(), args: args_of(&message) }),
            field: None,
            fields: Vec::new(),
            at: None,
            length: None,
            overtaken: None,
            message: Box::new(message),
            retry_after_s: None,
        }
    }

    /// The request cannot be read at all: 400.
    #[must_use]
    pub fn malformed(detail: impl Into<Message>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "/problems/malformed", "Malformed request", detail)
    }

    /// An input that cannot be used: 422.
    #[must_use]
    pub fn invalid(field: impl Into<String>, detail: impl Into<Message>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "/problems/validation",
            "Invalid input",
            detail,
        );
        problem.field = Some(field.into());
        problem
    }

    /// The settings lead elsewhere, and these secrets were not entered for there: 422.
    #[must_use]
    pub fn secrets_needed(fields: Vec<String>) -> Self {
        let detail = say!(
            "secrets-go-only",
            "the address changed, and secrets go only where they were entered for; enter again: \
             {fields}",
            fields = fields.join(", ")
        );
        let kind = "/problems/secrets-needed";
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, "Secrets needed", detail);
        problem.field = Some("values".to_owned());
        problem.fields = fields;
        problem
    }

    /// Nobody is signed in: 401.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "/problems/unauthenticated",
            "Sign-in needed",
            say!(
                "sign-in-needed",
                "sign in, or send `Authorization: Bearer` with a valid API token"
            ),
        )
    }

    /// An API token that opens nothing any more: 401.
    #[must_use]
    pub fn token_refused(why: Message) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "/problems/unauthenticated", "Sign-in needed", why)
    }

    /// The role does not carry the permission: 403.
    #[must_use]
    pub fn forbidden(permission: Permission) -> Self {
        let name = permission.name();
        let detail = match permission {
            Permission::AllowHosts => say!(
                "forbidden-hosts",
                "only administrators set or change `allowed_host`, with which a source reaches a \
                 private address; leave it as it is; it needs the permission `{permission}`",
                permission = name
            ),
            _ => say!(
                "forbidden-role",
                "your role may not do this; it needs the permission `{permission}`",
                permission = name
            ),
        };
        Self::new(StatusCode::FORBIDDEN, "/problems/forbidden", "Not permitted", detail)
    }

    /// The request does not come from one of our own pages: 403.
    #[must_use]
    pub fn csrf(detail: impl Into<Message>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "/problems/csrf", "Request from elsewhere refused", detail)
    }

    /// There is no such thing: 404. `what` begins a sentence that ends in "not found".
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "/problems/not-found",
            "Not found",
            say!("not-found", "{what} not found", what),
        )
    }

    /// The path exists, the method does not: 405.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "/problems/method-not-allowed",
            "Method not allowed",
            say!(
                "method-wrong",
                "this address does not take that method; the Allow header names those it takes"
            ),
        )
    }

    /// State or somebody else is in the way: 409.
    #[must_use]
    pub fn conflict(detail: impl Into<Message>) -> Self {
        Self::new(StatusCode::CONFLICT, "/problems/conflict", "Conflict", detail)
    }

    /// Somebody else changed it since it was read: 409.
    #[must_use]
    pub fn stale(stale: &Stale) -> Self {
        let by = stale.by.as_deref().unwrap_or("somebody else");
        let mut problem = Self::new(
            StatusCode::CONFLICT,
            "/problems/stale",
            "Changed meanwhile",
            say!(
                "changed-since",
                "{by} changed this since it was read; read it again and send version {version}",
                by,
                version = stale.version
            ),
        );
        problem.overtaken = Some(Box::new(Overtaken {
            version: Some(stale.version),
            changed_by: stale.by.clone(),
            changed_at: stale.at.map(to_rfc3339),
            ..Overtaken::default()
        }));
        problem
    }

    /// The mention has answers that the request has not seen: 409.
    #[must_use]
    pub fn answered_meanwhile(answers: &Answers) -> Self {
        let mut problem = Self::new(
            StatusCode::CONFLICT,
            "/problems/answered-meanwhile",
            "Answered meanwhile",
            say!(
                "answers-unseen",
                "this has answers that the request does not name; read them, and name them in \
                 `seen_replies` and `seen_mentions` to send another one all the same"
            ),
        );
        problem.overtaken = Some(Box::new(Overtaken {
            replies: Some(json!(answers.replies)),
            mentions: Some(json!(answers.mentions)),
            ..Overtaken::default()
        }));
        problem
    }

    /// The request does not say which version it has seen: 428.
    #[must_use]
    pub fn version_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "/problems/version-required",
            "Version needed",
            say!(
                "version-needed",
                "say which version you have read: send its `version` in the body, or its ETag in \
                 If-Match"
            ),
        )
    }

    /// The request does not say which edit it wants to take back: 428.
    #[must_use]
    pub fn edit_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "/problems/version-required",
            "Version needed",
            say!(
                "edit-needed",
                "say which edit you want to take back: send the id of the last one as `edit_id`"
            ),
        )
    }

    /// The body is over its limit: 413.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "/problems/too-large",
            "Request too large",
            say!("body-large", "the body is larger than {limit} bytes; send it in parts", limit),
        )
    }

    /// The body is over the limit of the address that was asked: 413.
    #[must_use]
    pub fn too_large_for_here() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "/problems/too-large",
            "Request too large",
            say!("body-large-here", "the body is larger than this address takes; send it in parts"),
        )
    }

    /// The body does not come in time: 408.
    #[must_use]
    pub fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "/problems/too-slow",
            "Request too slow",
            say!("body-slow", "the body comes too slowly or has stopped; send it again"),
        )
    }

    /// As many at once as there may be of one: 429.
    #[must_use]
    pub fn too_many_at_once(detail: impl Into<Message>) -> Self {
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "/problems/too-many-at-once",
            "Too many at once",
            detail,
        );
        problem.retry_after_s = Some(RETRY_S);
        problem
    }

    /// The body is of another type than this address reads: 415.
    #[must_use]
    pub fn unsupported_type(expected: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "/problems/media-type",
            "Unsupported media type",
            say!("body-type", "send the body as {expected}", expected),
        )
    }

    /// Too many tries: 429, with why, and the time from which to try again.
    #[must_use]
    pub fn too_many_tries(why: impl Into<Message>, retry_at: Millis, now: Millis) -> Self {
        let seconds = ((retry_at - now).max(0) + 999) / 1000;
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "/problems/too-many-tries",
            "Too many tries",
            why.into().then(say!("try-again-in", "try again in {seconds} s", seconds)),
        );
        problem.retry_after_s = Some(seconds);
        problem
    }

    /// Something of ours failed; details are in the log only: 500.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "/problems/internal",
            "Internal error",
            say!(
                "internal",
                "Plaza could not do this; the server's log says why, under the request id in \
                 x-request-id"
            ),
        )
    }

    /// Cannot be done now, but perhaps in some seconds: 503.
    #[must_use]
    pub fn unavailable(detail: impl Into<Message>) -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "/problems/unavailable",
            "Not available now",
            detail,
        );
        problem.retry_after_s = Some(RETRY_S);
        problem
    }

    /// The database does not answer, and may do so again at any moment: 503.
    #[must_use]
    pub fn store_away() -> Self {
        let detail = say!(
            "store-away",
            "the database does not answer or is too busy; try again in a moment"
        );
        Self { kind: "/problems/store-away", title: "No database", ..Self::unavailable(detail) }
    }

    /// A place outside does not answer as it should: 502.
    #[must_use]
    pub fn upstream(detail: impl Into<Message>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, "/problems/upstream", "The other side failed", detail)
    }

    /// The status as a type.
    #[must_use]
    pub fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status_code(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What a message names, as JSON.
fn args_of(message: &Message) -> Map<String, Value> {
    message.args().map(|(name, value)| (name.to_owned(), json!(value))).collect()
}
