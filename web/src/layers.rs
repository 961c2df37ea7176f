//! What every request and response passes, whatever the route.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tracing::Instrument;

use crate::frame::errors::problem_page;
use crate::listen::hooks;
use crate::security::{HeldForm, Identity, check_host, local_path, recognise, secure_headers};
use crate::{AppState, Problem, access};

/// Names a request in the log and in the response.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the layers around the routes; the first named is the innermost.
pub(crate) fn wrap(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), check_host))
        .layer(middleware::from_fn_with_state(state.clone(), board_problems))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), secure_headers))
        .layer(middleware::from_fn_with_state(state.clone(), observe))
}

/// Answers where no route matches.
pub(crate) async fn not_found() -> Problem {
    Problem::not_found("address")
}

/// Answers where the path exists but not with this method.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the cause over")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    Problem::internal().into_response()
}

/// Turns problems into pages for browsers: to the sign-in page where that is the way out, to a
/// page that says what is wrong otherwise.
async fn board_problems(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !wants_page(&request) {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let target = request.uri().path_and_query().map(|target| target.as_str().to_owned());
    let from = target.filter(|_| request.method() == Method::GET);
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    if problem.status == StatusCode::UNAUTHORIZED {
        return match response.extensions().get::<HeldForm>() {
            Some(HeldForm(held)) => access::sign_in_with(&state, &headers, held),
            None => Redirect::to(&sign_in_path(from.as_deref())).into_response(),
        };
    }
    let identity = match response.extensions().get::<Identity>() {
        Some(known) => known.clone(),
        None => recognise(&state, &headers).await,
    };
    let mut page = problem_page(&state, &identity, &headers, problem);
    *page.status_mut() = problem.status_code();
    keep_header(&response, &mut page, &header::RETRY_AFTER);
    keep_header(&response, &mut page, &header::ALLOW);
    page
}

fn keep_header(from: &Response, to: &mut Response, name: &HeaderName) {
    if let Some(value) = from.headers().get(name) {
        to.headers_mut().insert(name, value.clone());
    }
}

fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    let is_for_machines = path.starts_with("/api/") || path.starts_with(hooks::PATH);
    !is_for_machines && accept.is_some_and(|a| a.contains("text/html"))
}

/// The sign-in page, which leads back to `from` afterwards.
fn sign_in_path(from: Option<&str>) -> String {
    match from.and_then(local_path) {
        Some(path) if path != "/" => {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("next", &path)
                .finish();
            format!("/sign-in?{query}")
        }
        _ => "/sign-in".to_owned(),
    }
}

/// Names, counts and logs every request. Queries are left out of the log: they are what people
/// look for.
async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let span = tracing::info_span!(
        "request",
        id = %id,
        method = %request.method(),
        path = request.uri().path(),
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    state.metrics().count(status, took);
    span.in_scope(|| {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if status >= 500 {
            tracing::warn!(status, ms, "answered");
        } else {
            tracing::debug!(status, ms, "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The id that a proxy in front gave, if it is harmless, else a random one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let harmless = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if let Some(id) = given.filter(harmless) {
        return id.to_owned();
    }
    let random = plaza_engine::random_bytes(8).unwrap_or_default();
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_back_to_local_pages_only() {
        assert_eq!(sign_in_path(Some("/ideas?a=1")), "/sign-in?next=%2Fideas%3Fa%3D1");
        assert_eq!(sign_in_path(Some("//evil.test")), "/sign-in");
        assert_eq!(sign_in_path(Some("/")), "/sign-in");
        assert_eq!(sign_in_path(None), "/sign-in");
    }

    #[test]
    fn odd_request_ids_are_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("abc-1"));
        assert_eq!(request_id(&headers), "abc-1");
        headers.insert(REQUEST_ID, HeaderValue::from_static("a b"));
        assert_eq!(request_id(&headers).len(), 16);
    }
}
