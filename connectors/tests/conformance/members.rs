//! The guide's second manifest: a forum that knows its members by a cookie, asks for a value of its
//! login form with each request, and does not tell the id of what was sent.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_connectors::fetch::Fetcher;
use plaza_connectors::from_manifest;
use plaza_core::{ConnectorError, ConnectorFactory};
use serde_json::{Value, json};

use crate::documents::members;
use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(
    Members:
    everything_is_collected_once,
    a_restart_loses_nothing,
    what_is_new_is_found,
    threads_are_kept,
    a_deletion_leaves_a_tombstone,
    waits_are_obeyed,
    the_past_is_read_back,
    wrong_credentials_are_told_in_words,
    broken_records_are_set_aside,
    a_reply_appears_once,
    a_lost_answer_is_found_by_read_back,
    secrets_stay_secret,
);

struct Members;

const PAGE: usize = 30;
/// The value in the login form.
const CSRF: &str = "f0rm-value-81";
/// What a member's cookie holds.
const SESSION: &str = "sess-4471-open";

impl Platform for Members {
    const KIND: &'static str = "members";
    const CAN: Can = Can { edits: false, retracts: false, ..Can::EVERYTHING };
    const TELLS: Tells =
        Tells::Account { space: "", handles: Handles::Change, elsewhere: Elsewhere::Nowhere };
    const GONE: Gone = Gone::Unseen;

    fn factory(fetcher: Fetcher) -> Box<dyn ConnectorFactory> {
        from_manifest("members.toml", &members("manifest.md"), fetcher).unwrap()
    }

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("user", US.to_owned()), ("password", TOKEN.to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/login", get(form).post(log_in))
            .route("/api/me", get(|| async { Json(json!({ "name": US })) }))
            .route("/api/posts", get(list))
            .route("/api/ids", get(ids))
            .route("/api/answers", post(publish))
    }

    /// Members have the cookie, and send the form's value with everything.
    fn is_ours(request: &Parts) -> bool {
        if request.uri.path() == "/login" {
            return true;
        }
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let cookies = header(COOKIE.as_str()).unwrap_or_default();
        cookies.split("; ").any(|cookie| cookie == format!("sid={SESSION}"))
            && cookies.contains("visit=1")
            && header("x-csrf-token") == Some(CSRF)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let page = Html(format!("<html><title>Forum</title><h1>{message}</h1></html>"));
        match refusal {
            Refusal::Unauthorized => (StatusCode::UNAUTHORIZED, page).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, page).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, page).into_response()
            }
        }
    }
}

async fn form() -> Response {
    let page = format!("<form><input type=\"hidden\" name=\"_csrf\" value=\"{CSRF}\"></form>");
    ([(SET_COOKIE, "visit=1; Path=/; HttpOnly")], Html(page)).into_response()
}

async fn log_in(headers: HeaderMap, Form(sent): Form<HashMap<String, String>>) -> Response {
    assert_eq!(headers[COOKIE], "visit=1", "the form's cookie comes back");
    if sent["_csrf"] != CSRF {
        return (StatusCode::FORBIDDEN, "Please sign in from our form").into_response();
    }
    if sent["user"] != US || sent["password"] != TOKEN {
        return Html("<p>Wrong name or password</p>").into_response();
    }
    let cookie = format!("sid={SESSION}; Path=/; HttpOnly; SameSite=Lax");
    (StatusCode::FOUND, [(SET_COOKIE, cookie), (LOCATION, "/".to_owned())]).into_response()
}

fn shown(world: &World, record: &Record) -> Value {
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let at = record.created;
    let at = if record.broken {
        json!("lately")
    } else {
        json!(format!("{}.{:03}", at / 1000, at % 1000))
    };
    json!({
        "id": record.n,
        "topic": world.opening(record.n).map(|root| root.n),
        "answers": record.parent,
        "by": record.author,
        "html": format!("<p>{escaped}</p>"),
        "at": at,
    })
}

async fn list(
    State(world): State<Arc<World>>,
    Query(asked): Query<HashMap<String, usize>>,
) -> Json<Value> {
    let mut records = world.all();
    records.reverse();
    let page = asked["page"];
    let shown: Vec<Value> = records
        .chunks(PAGE)
        .nth(page - 1)
        .unwrap_or_default()
        .iter()
        .map(|r| shown(&world, r))
        .collect();
    Json(json!({ "posts": shown, "more": records.len() > page * PAGE }))
}

async fn ids(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "ids": world.all().iter().map(|record| record.n).collect::<Vec<_>>() }))
}

async fn publish(
    State(world): State<Arc<World>>,
    Form(sent): Form<HashMap<String, String>>,
) -> Response {
    world.say_as_us(sent["to"].parse().unwrap(), &sent["text"], None);
    StatusCode::NO_CONTENT.into_response()
}

#[tokio::test]
async fn wrong_passwords_and_ended_sessions_are_told_apart() {
    let mut source = Source::with::<Members>(&[("password", "guessed-wrong")]).await;
    let error = source.round().await.unwrap_err();
    assert!(
        matches!(&error, ConnectorError::Unauthorized(m) if m.ends_with("name or password is wrong")),
        "{error:?}"
    );
    // One login serves all requests until it ends.
    let mut source = Source::of::<Members>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(70);
    source.round().await.unwrap();
    source.round().await.unwrap();
    let logins = |world: &World| world.log().iter().filter(|l| *l == "POST /login").count();
    assert_eq!(logins(&world), 1);
    world.clock.advance(13 * 3_600_000);
    source.round().await.unwrap();
    assert_eq!(logins(&world), 2);
}
