//! Comments in the YouTube Data API v3, as developers.google.com/youtube/v3 describes them, and
//! Google's token endpoint.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{AuthorIs, ConnectorError, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(YouTube);

struct YouTube;

type Asked = Query<HashMap<String, String>>;

const CHANNEL: &str = "UCplazaplazaplazaplaza00";
const VIDEO: &str = "aBcDeF-_123";

impl Platform for YouTube {
    const KIND: &'static str = "youtube";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "youtube.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("channel", CHANNEL.to_owned()),
            ("key", TOKEN.to_owned()),
            ("client_id", "4711.apps".to_owned()),
            ("client_secret", TOKEN.to_owned()),
            ("refresh_token", TOKEN.to_owned()),
            ("api", format!("{base}/youtube/v3")),
            ("token_url", format!("{base}/token")),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/token", post(token))
            .route("/youtube/v3/channels", get(channels))
            .route("/youtube/v3/commentThreads", get(threads))
            .route("/youtube/v3/comments", get(comments).post(publish).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let authorization = header(AUTHORIZATION.as_str()).unwrap_or_default();
        if request.uri.path() == "/token" {
            return authorization
                == format!("Basic {}", STANDARD.encode(format!("4711.apps:{TOKEN}")));
        }
        authorization == format!("Bearer {}", access()) && header("x-goog-api-key") == Some(TOKEN)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(StatusCode::UNAUTHORIZED, "authError", message),
            Refusal::NotFound => error(StatusCode::NOT_FOUND, "commentNotFound", message),
            Refusal::TooFast(_) => error(StatusCode::FORBIDDEN, "userRateLimitExceeded", message),
        }
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => id(record.n),
            Some(thread) => format!("{}.9{:013x}", id(thread), record.n),
        }
    }
}

fn error(status: StatusCode, reason: &str, message: &str) -> Response {
    let body = json!({ "error": { "code": status.as_u16(), "message": message,
        "errors": [{ "message": message, "domain": "youtube.comment", "reason": reason }] } });
    (status, Json(body)).into_response()
}

fn access() -> String {
    format!("ya29.{TOKEN}")
}

async fn token(Form(sent): Form<HashMap<String, String>>) -> Response {
    if sent["grant_type"] != "refresh_token" || sent["refresh_token"] != TOKEN {
        let body = json!({ "error": "invalid_grant", "error_description": "Bad Request" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let body = json!({ "access_token": access(), "expires_in": 3599, "token_type": "Bearer",
        "scope": "https://www.googleapis.com/auth/youtube.force-ssl" });
    Json(body).into_response()
}

async fn channels(Query(asked): Asked) -> Json<Value> {
    if asked.contains_key("mine") {
        return Json(json!({ "items": [{ "id": channel_of(US), "snippet": { "title": US } }] }));
    }
    assert_eq!(asked["id"], CHANNEL);
    Json(json!({ "items": [{ "id": CHANNEL, "snippet": { "title": "Our videos" } }] }))
}

fn channel_of(name: &str) -> String {
    format!("UC{name:_>22}")
}

/// A thread's id.
fn id(n: u64) -> String {
    format!("Ugz{n:019x}AaABAg")
}

fn number(id: &str) -> u64 {
    let digits = match id.split_once(".9") {
        Some((_, reply)) => reply,
        None => id.trim_start_matches("Ugz").trim_end_matches("AaABAg"),
    };
    u64::from_str_radix(digits, 16).unwrap_or(0)
}

/// The comment that opens the thread of `record`: there is one level of replies.
fn opening(world: &World, record: &Record) -> u64 {
    world.root(record.n).map_or(record.n, |root| root.n)
}

fn shown(world: &World, record: &Record) -> Value {
    let published = if record.broken { "long ago".to_owned() } else { to_rfc3339(record.created) };
    let is_gone = record.who.is_gone;
    let shown_name = if is_gone { String::new() } else { format!("@{}", record.who.handle) };
    let mut comment = json!({
        "kind": "youtube#comment",
        "id": id(record.n),
        "snippet": {
            "channelId": CHANNEL,
            "textDisplay": record.text,
            "authorDisplayName": shown_name,
            "authorChannelId": (!is_gone).then(|| json!({ "value": channel_of(&record.author) })),
            "likeCount": 2,
            "publishedAt": published,
            "updatedAt": to_rfc3339(record.changed),
        },
    });
    if record.parent.is_some() {
        let thread = opening(world, record);
        comment["id"] = json!(format!("{}.9{:013x}", id(thread), record.n));
        comment["snippet"]["parentId"] = json!(id(thread));
    }
    comment
}

fn shown_thread(world: &World, record: &Record) -> Value {
    let replies = world.below(record.n);
    let mut thread = json!({
        "kind": "youtube#commentThread",
        "id": id(record.n),
        "snippet": {
            "channelId": CHANNEL,
            "videoId": VIDEO,
            "topLevelComment": shown(world, record),
            "canReply": true,
            "totalReplyCount": replies.len(),
            "isPublic": true,
        },
    });
    if !replies.is_empty() {
        let newest = replies.iter().rev().take(5).map(|reply| shown(world, reply));
        thread["replies"] = json!({ "comments": Value::from_iter(newest) });
    }
    thread
}

/// One page of `all`, by `pageToken` and `maxResults`.
fn page(all: Vec<Value>, asked: &HashMap<String, String>) -> Json<Value> {
    let size = asked.get("maxResults").map_or(20, |size| size.parse().unwrap());
    // Smaller than the platform's largest page, so that there are several pages.
    let size = usize::min(size, 30);
    let from =
        asked.get("pageToken").map_or(0, |token| token.trim_start_matches('Q').parse().unwrap());
    let count = all.len();
    let items: Vec<Value> = all.into_iter().skip(from).take(size).collect();
    let mut body =
        json!({ "kind": "list", "pageInfo": { "resultsPerPage": items.len() }, "items": items });
    if from + size < count {
        body["nextPageToken"] = json!(format!("Q{}", from + size));
    }
    Json(body)
}

async fn threads(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    if let Some(id) = asked.get("id") {
        let found = world.get(number(id)).filter(|record| record.parent.is_none());
        return page(found.iter().map(|record| shown_thread(&world, record)).collect(), &asked);
    }
    assert_eq!(asked["allThreadsRelatedToChannelId"], CHANNEL);
    assert_eq!((asked["order"].as_str(), asked["textFormat"].as_str()), ("time", "plainText"));
    let mut records = world.all();
    records.retain(|record| record.parent.is_none());
    records.sort_by_key(|record| std::cmp::Reverse((record.created, record.n)));
    page(records.iter().map(|record| shown_thread(&world, record)).collect(), &asked)
}

async fn comments(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    if let Some(id) = asked.get("id") {
        let found = world.get(number(id));
        return page(found.iter().map(|record| shown(&world, record)).collect(), &asked)
            .into_response();
    }
    let Some(parent) = world.get(number(&asked["parentId"])) else {
        return YouTube::refuse(Refusal::NotFound, "The parent comment could not be found.");
    };
    let replies = world.below(parent.n);
    page(replies.iter().map(|record| shown(&world, record)).collect(), &asked).into_response()
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let text = sent["snippet"]["textOriginal"].as_str().unwrap_or_default();
    if text.is_empty() {
        return error(StatusCode::BAD_REQUEST, "commentTextRequired", "a comment needs a text");
    }
    let parent = world.get(number(sent["snippet"]["parentId"].as_str().unwrap_or_default()));
    match parent.filter(|record| record.parent.is_none()) {
        Some(parent) => Json(shown(&world, &world.say_as_us(parent.n, text, None))).into_response(),
        None => error(StatusCode::NOT_FOUND, "parentCommentNotFound", "no such comment"),
    }
}

async fn remove(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    match world.get(number(&asked["id"])) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => YouTube::refuse(Refusal::NotFound, "The comment could not be found."),
    }
}

#[tokio::test]
async fn replies_beyond_the_first_are_asked_for() {
    let mut source = Source::of::<YouTube>().await;
    let world = Arc::clone(&source.simulator.world);
    let comments = world.history(4);
    for n in 0..40 {
        world.say(Some(comments[2].n), "bea", &format!("Reply number {n}"));
    }
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 44);
    assert!(source.shelf.mentions.values().all(|m| m.url.as_deref().unwrap().contains(VIDEO)));
    assert_eq!(source.round().await.unwrap(), 0);
}

#[tokio::test]
async fn a_token_that_is_not_given_is_told_in_words() {
    let mut source = Source::with::<YouTube>(&[("refresh_token", "1//another-token")]).await;
    let error = source.page().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("connect the account again"), "{message}");
}
