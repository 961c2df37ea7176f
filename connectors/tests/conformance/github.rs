//! GitHub's REST API for issues, version 2022-11-28, as docs.github.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{AuthorIs, Millis, parse_timestamp, to_rfc3339};
use serde_json::{Value, json};

use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(GitHub);

pub(crate) struct GitHub;

type Asked = Query<HashMap<String, String>>;

impl Platform for GitHub {
    const KIND: &'static str = "github";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("repository", "Square/other")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", format!("{base}/api/v3")),
            ("repository", "Square/plaza".to_owned()),
            ("token", TOKEN.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        let repository = Router::new()
            .route(
                "/",
                get(|| async {
                    Json(json!({ "full_name": "Square/plaza", "open_issues_count": 3 }))
                }),
            )
            .route("/issues", get(issues))
            .route("/issues/{number}", get(issue))
            .route("/issues/{number}/comments", get(comments_of).post(comment))
            .route("/issues/comments", get(comments))
            .route("/issues/comments/{id}", get(one_comment).delete(remove));
        Router::new()
            .route("/api/v3/user", get(|| async { Json(user(&Person::us())) }))
            .nest("/api/v3/repos/Square/plaza", repository.clone())
            .nest("/api/v3/repos/Square/other", repository)
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        value.is_some_and(|value| value == format!("Bearer {TOKEN}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = |message: &str| {
            Json(json!({ "message": message, "documentation_url": "https://docs" }))
        };
        match refusal {
            Refusal::Unauthorized => {
                (StatusCode::UNAUTHORIZED, body(&format!("Bad credentials: {message}")))
                    .into_response()
            }
            Refusal::NotFound => (StatusCode::NOT_FOUND, body("Not Found")).into_response(),
            // A secondary limit: 403, and only the message distinguishes it from missing rights.
            Refusal::TooFast(wait) => {
                let message = "You have exceeded a secondary rate limit. Please wait.";
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::FORBIDDEN, headers, body(message)).into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("x-ratelimit-limit", "5000".to_owned()),
            ("x-ratelimit-remaining", left.to_string()),
            ("x-ratelimit-reset", (NOW / 1000 + reset_s).to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => format!("issue-{}", record.n),
            Some(_) => format!("comment-{}", comment_id(record.n)),
        }
    }
}

fn comment_id(n: u64) -> u64 {
    2_900_000_000 + n
}

fn user(who: &Person) -> Value {
    match who.is_gone {
        // Some answers name an account of GitHub's own that stands for all that were deleted.
        true if who.key == "ana" => json!({ "id": 10_137, "login": "ghost" }),
        true => Value::Null,
        false => json!({ "id": if who.is_us() { 1 } else { who.id() }, "login": who.handle }),
    }
}

fn created(record: &Record) -> String {
    if record.broken { "0000-00-00".to_owned() } else { to_rfc3339(record.created) }
}

fn shown_issue(record: &Record) -> Value {
    json!({
        "number": record.n,
        "title": record.text.lines().next(),
        "body": record.text,
        "user": user(&record.who),
        "created_at": created(record),
        "updated_at": to_rfc3339(record.changed),
        "html_url": format!("https://github.example/Square/plaza/issues/{}", record.n),
        "state": "open",
        "locked": false,
        "labels": [{ "name": "bug" }],
        "reactions": { "total_count": 2 },
    })
}

fn shown_comment(record: &Record) -> Value {
    let issue = record.parent.unwrap();
    json!({
        "id": comment_id(record.n),
        "body": record.text,
        "user": user(&record.who),
        "created_at": created(record),
        "updated_at": to_rfc3339(record.changed),
        "issue_url": format!("https://api.github.example/repos/Square/plaza/issues/{issue}"),
        "html_url": format!("https://github.example/Square/plaza/issues/{issue}#issuecomment-{}", record.n),
        "reactions": { "total_count": 0 },
    })
}

/// One page of `records`, by `since`, `page` and `per_page`, with a `Link` to the next.
fn listed(
    mut records: Vec<Record>,
    asked: &HashMap<String, String>,
    uri: &Uri,
    headers: &HeaderMap,
    show: fn(&Record) -> Value,
) -> Response {
    let number =
        |key: &str, default: usize| asked.get(key).map_or(default, |value| value.parse().unwrap());
    let since: Millis = asked.get("since").map_or(0, |since| parse_timestamp(since).unwrap());
    records.retain(|record| record.changed >= since);
    records.sort_by_key(|record| record.changed);
    let (page, size) = (number("page", 1), number("per_page", 30).min(100));
    // Smaller than GitHub's largest page, so that there are several pages.
    let size = size.min(30);
    let shown: Vec<Value> = records.iter().skip((page - 1) * size).take(size).map(show).collect();
    if page * size >= records.len() {
        return Json(shown).into_response();
    }
    let host = headers["host"].to_str().unwrap();
    let query: String = asked
        .iter()
        .filter(|(key, _)| *key != "page")
        .map(|(key, value)| format!("{key}={}&", value.replace('+', "%2B")))
        .collect();
    let next = format!("<http://{host}{}?{query}page={}>; rel=\"next\"", uri.path(), page + 1);
    ([("link", next)], Json(shown)).into_response()
}

async fn issues(
    State(world): State<Arc<World>>,
    Query(asked): Asked,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    let records = world.all().into_iter().filter(|record| record.parent.is_none()).collect();
    listed(records, &asked, &uri, &headers, shown_issue)
}

async fn comments(
    State(world): State<Arc<World>>,
    Query(asked): Asked,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    let records = world.all().into_iter().filter(|record| record.parent.is_some()).collect();
    listed(records, &asked, &uri, &headers, shown_comment)
}

async fn comments_of(
    State(world): State<Arc<World>>,
    Path(number): Path<u64>,
    Query(asked): Asked,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    if world.get(number).is_none() {
        return GitHub::refuse(Refusal::NotFound, "");
    }
    listed(world.answers(number), &asked, &uri, &headers, shown_comment)
}

async fn issue(State(world): State<Arc<World>>, Path(number): Path<u64>) -> Response {
    match world.get(number).filter(|record| record.parent.is_none()) {
        Some(record) => Json(shown_issue(&record)).into_response(),
        None => GitHub::refuse(Refusal::NotFound, ""),
    }
}

async fn one_comment(State(world): State<Arc<World>>, Path(id): Path<u64>) -> Response {
    match world.get(id - 2_900_000_000) {
        Some(record) => Json(shown_comment(&record)).into_response(),
        None => GitHub::refuse(Refusal::NotFound, ""),
    }
}

async fn comment(
    State(world): State<Arc<World>>,
    Path(number): Path<u64>,
    Json(sent): Json<Value>,
) -> Response {
    let Some(issue) = world.get(number) else { return GitHub::refuse(Refusal::NotFound, "") };
    let text = sent["body"].as_str().unwrap_or_default();
    if text.is_empty() {
        let body = json!({ "message": "Validation Failed" });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
    }
    let record = world.say_as_us(issue.n, text, None);
    (StatusCode::CREATED, Json(shown_comment(&record))).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(id): Path<u64>) -> Response {
    match world.get(id - 2_900_000_000) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => GitHub::refuse(Refusal::NotFound, ""),
    }
}
