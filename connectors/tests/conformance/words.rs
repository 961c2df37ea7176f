//! What a platform says when it refuses reaches people in its own words, and rules can read it
//! whatever its form.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use plaza_core::ConnectorError;

use crate::bench::Bench;
use crate::simulator::NOW;

const STREAM: &str = "[[stream]]\nname = 's'\nmention = 'item'\nrecords = '.items[]'\n\
                      request.url = '{{ config.url }}/list'\n";

/// What a place that answers like this is told as.
async fn told(status: u16, kind: &'static str, body: &'static str, rules: &str) -> ConnectorError {
    let status = StatusCode::from_u16(status).unwrap();
    let answer = move || async move { (status, [(CONTENT_TYPE, kind)], body) };
    let routes = Router::new().route("/list", get(answer));
    Bench::of(routes, &format!("{rules}{STREAM}")).await.page().await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_without_a_rule_shows_the_platforms_sentence() {
    for (status, kind, body, words) in [
        (
            400,
            "application/json",
            r#"{"error":"The app is suspended"}"#,
            "400 Bad Request: The app is suspended",
        ),
        (
            403,
            "application/json",
            r#"{"errors":[{"detail":"Members only"}]}"#,
            "403 Forbidden: Members only",
        ),
        (
            403,
            "text/html",
            "<html><head><title>Just a moment…</title></head></html>",
            ": Just a moment…",
        ),
        (
            402,
            "application/problem+json",
            r#"{"title":"Out of credit","detail":"Balance: 0"}"#,
            ": Balance: 0",
        ),
        (422, "text/plain", "field `board` is unknown\n", ": field `board` is unknown"),
        (
            404,
            "text/html",
            "<title>404</title><h1>The board was moved</h1>",
            ": The board was moved",
        ),
        (500, "text/html", "<h1>Database is down</h1>", ": Database is down"),
    ] {
        let error = told(status, kind, body, "").await;
        let message = error.to_string();
        assert!(message.ends_with(words), "{status}: {message}");
        assert!(!message.contains("credentials"), "{message}");
        let is_right = match error {
            ConnectorError::Unauthorized(_) => status == 403,
            ConnectorError::Gone(_) => status == 404,
            ConnectorError::Transient(_) => status == 500,
            _ => [400, 402, 422].contains(&status),
        };
        assert!(is_right, "{status}: {message}");
    }
    // Only a 401, and a 403 that says nothing, speak of the credentials.
    for (status, body, words) in [
        (
            401,
            r#"{"message":"Token expired on Monday"}"#,
            "401 Unauthorized: Token expired on Monday; it does not accept",
        ),
        (401, "", "401 Unauthorized; it does not accept"),
        (
            403,
            "<html><title>403 Forbidden</title>nginx</html>",
            "403 Forbidden; it does not accept",
        ),
    ] {
        let error = told(status, "text/html", body, "").await;
        let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
        assert!(message.contains(words), "{message}");
    }
    let error = told(200, "text/html", "<title>Maintenance until noon</title>", "").await;
    let message = error.to_string();
    assert!(message.ends_with("the answer is not JSON: Maintenance until noon"), "{message}");
}

#[tokio::test]
async fn a_floods_words_reach_the_person() {
    for (status, body, words) in [
        (
            429,
            r#"{"message":"10 posts an hour for new members"}"#,
            "asks too often: 10 posts an hour for new members",
        ),
        (429, "Calm down, please", "asks too often: Calm down, please"),
        (
            403,
            r#"{"message":"You have exceeded a secondary rate limit"}"#,
            "exceeded a secondary rate limit",
        ),
        (
            403,
            "<h1>Too many requests from your network</h1>",
            "Too many requests from your network",
        ),
    ] {
        let error = told(status, "application/json", body, "").await;
        let ConnectorError::RateLimited { until, reason } = &error else { panic!("{error:?}") };
        assert!(*until > NOW && reason.contains(words), "{reason}");
    }
    let answer = || async {
        (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "90")], "Back after the update at noon")
    };
    let routes = Router::new().route("/list", get(answer));
    let error = Bench::of(routes, STREAM).await.page().await.unwrap_err();
    let ConnectorError::RateLimited { until, reason } = &error else { panic!("{error:?}") };
    assert_eq!(*until, NOW + 90_000);
    assert!(reason.ends_with("for the moment: Back after the update at noon"), "{reason}");
}

#[tokio::test]
async fn rules_read_errors_that_are_not_json() {
    let rules = "[[error]]\nstatus = [403]\nmatch = 'type == \"string\" and contains(\"under attack\")'\n\
                 as = 'transient'\nmessage = 'the shield is up'\n\
                 [[error]]\nstatus = [200]\nmatch = 'type == \"string\" and test(\"login form\")'\n\
                 as = 'unauthorized'\nmessage = '{{ body }}'\n";
    let error = told(403, "text/html", "<h1>We are under attack</h1>", rules).await;
    assert!(
        matches!(&error, ConnectorError::Transient(m) if m.ends_with("the shield is up")),
        "{error:?}"
    );
    let error = told(200, "text/plain", "the login form", rules).await;
    assert!(
        matches!(&error, ConnectorError::Unauthorized(m) if m.ends_with(": the login form")),
        "{error:?}"
    );
    let error = told(403, "text/html", "<h1>Members only</h1>", rules).await;
    assert!(error.to_string().ends_with("403 Forbidden: Members only"), "{error}");
    // A rule without a message of its own shows the platform's.
    let bare = "[[error]]\nstatus = [409]\nas = 'transient'\n";
    let error = told(409, "application/json", r#"{"error":"Reindexing"}"#, bare).await;
    assert!(error.to_string().ends_with("answered 409: Reindexing"), "{error}");
}

#[tokio::test]
async fn secrets_are_cut_out_of_the_words() {
    let body = r#"{"error":"bad login plaza:s3cret-Words"}"#;
    for status in [400, 401, 403, 404, 429, 500] {
        let message = told(status, "application/json", body, "").await.to_string();
        assert!(message.contains("bad login plaza:***"), "{message}");
    }
}
