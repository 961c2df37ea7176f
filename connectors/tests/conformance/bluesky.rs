//! A personal data server of the AT Protocol with Bluesky's methods, as docs.bsky.app describes
//! them and as the reference server behaves.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{parse_timestamp, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Bluesky);

struct Bluesky;

type Asked = Query<HashMap<String, String>>;

/// The access token that a login returns.
const ACCESS: &str = "eyJ-access-5b1c";
/// Text that makes the server end the session early.
const LAST_WORDS: &str = "This session is over";
const COLLECTION: &str = "app.bsky.feed.post";

impl Platform for Bluesky {
    const KIND: &'static str = "bluesky";
    const CAN: Can = Can {
        threads: true,
        edits: false,
        deletes: true,
        replies: true,
        retracts: true,
        tokens: true,
    };
    const TELLS: Tells = Tells::Account {
        space: "atproto",
        handles: Handles::Change,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Unseen;

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("server", base.to_owned()),
            ("handle", format!("{US}.bsky.example")),
            ("password", TOKEN.to_owned()),
            ("query", "square OR plaza".to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/xrpc/com.atproto.server.createSession", post(log_in))
            .route(
                "/xrpc/com.atproto.server.getSession",
                get(|| async { Json(author(&Person::us())) }),
            )
            .route("/xrpc/app.bsky.feed.searchPosts", get(search))
            .route("/xrpc/app.bsky.feed.getPosts", get(posts))
            .route("/xrpc/app.bsky.feed.getPostThread", get(thread))
            .route("/xrpc/app.bsky.notification.listNotifications", get(notifications))
            .route("/xrpc/com.atproto.repo.putRecord", post(put))
            .route("/xrpc/com.atproto.repo.getRecord", get(record))
            .route("/xrpc/com.atproto.repo.deleteRecord", post(delete))
    }

    fn is_ours(request: &Parts) -> bool {
        // Logging in carries the password in its body.
        let value = request.headers.get(AUTHORIZATION);
        request.uri.path().ends_with(".createSession")
            || value.is_some_and(|value| value == format!("Bearer {ACCESS}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = |error: &str| Json(json!({ "error": error, "message": message }));
        match refusal {
            Refusal::Unauthorized => {
                (StatusCode::BAD_REQUEST, body("InvalidToken")).into_response()
            }
            Refusal::NotFound => (StatusCode::BAD_REQUEST, body("NotFound")).into_response(),
            Refusal::TooFast(wait) => {
                let reset = (NOW / 1000 + wait).to_string();
                let headers = [("ratelimit-remaining", "0".to_owned()), ("ratelimit-reset", reset)];
                (StatusCode::TOO_MANY_REQUESTS, headers, body("RateLimitExceeded")).into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("ratelimit-limit", "3000".to_owned()),
            ("ratelimit-remaining", left.to_string()),
            ("ratelimit-reset", (NOW / 1000 + reset_s).to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        uri(record)
    }
}

fn author(who: &Person) -> Value {
    json!({
        "did": format!("did:plc:{}", who.key),
        "handle": format!("{}.bsky.example", who.handle),
        "displayName": who.name,
    })
}

/// Our records keep the key with which they were written.
fn uri(record: &Record) -> String {
    let key = record.key.clone().unwrap_or_else(|| format!("3kpost{:07}", record.n));
    format!("at://did:plc:{}/{COLLECTION}/{key}", record.author)
}

fn reference(record: &Record) -> Value {
    json!({ "uri": uri(record), "cid": format!("bafyrei{:04}", record.n) })
}

fn named(world: &World, name: &str) -> Option<Record> {
    world.all().into_iter().find(|record| uri(record) == name)
}

fn value(world: &World, record: &Record) -> Value {
    let created = if record.broken { "once".to_owned() } else { to_rfc3339(record.created) };
    let mut value = json!({
        "$type": COLLECTION,
        "text": record.text,
        "createdAt": created,
        "langs": ["en"],
    });
    if let (Some(parent), Some(root)) =
        (record.parent.and_then(|n| world.get(n)), world.root(record.n))
    {
        value["reply"] = json!({ "root": reference(&root), "parent": reference(&parent) });
    }
    value
}

fn view(world: &World, record: &Record) -> Value {
    let mut view = reference(record);
    view["author"] = author(&record.who);
    view["record"] = value(world, record);
    view["replyCount"] = world.answers(record.n).len().into();
    view["likeCount"] = 3.into();
    view["indexedAt"] = to_rfc3339(record.created).into();
    view["viewer"] = json!({ "threadMuted": false, "embeddingDisabled": false });
    view
}

fn log_ins(world: &World) -> usize {
    world.log().iter().filter(|request| request.ends_with("createSession")).count()
}

async fn log_in(Json(sent): Json<Value>) -> Response {
    if sent["identifier"] != format!("{US}.bsky.example") || sent["password"] != TOKEN {
        let message = "Invalid identifier or password";
        let body = json!({ "error": "AuthenticationRequired", "message": message });
        return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    }
    let mut session = author(&Person::us());
    session["accessJwt"] = ACCESS.into();
    session["refreshJwt"] = "eyJ-refresh-77".into();
    Json(session).into_response()
}

/// Newest first; the cursor is opaque.
async fn search(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    if log_ins(&world) == 1 && world.all().iter().any(|record| record.text == LAST_WORDS) {
        let body = json!({ "error": "ExpiredToken", "message": "Token has expired" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let limit = asked.get("limit").and_then(|l| l.parse().ok()).unwrap_or(25).min(100);
    // Smaller than Bluesky's largest page, so that there are several pages.
    let limit = std::cmp::min(limit, 40);
    let since = asked.get("since").map_or(0, |since| parse_timestamp(since).unwrap());
    let from: usize =
        asked.get("cursor").map_or(0, |c| c.trim_start_matches("c-").parse().unwrap());
    let mut found: Vec<Record> = world.all();
    found.retain(|record| record.parent.is_none() && record.created >= since);
    found.reverse();
    let shown: Vec<Value> = found.iter().skip(from).take(limit).map(|r| view(&world, r)).collect();
    let mut answer = json!({ "posts": shown });
    if from + limit < found.len() {
        answer["cursor"] = format!("c-{}", from + limit).into();
    }
    Json(answer).into_response()
}

async fn posts(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Json<Value> {
    let query = query.unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes());
    let found = asked.filter(|(key, _)| key == "uris").filter_map(|(_, uri)| named(&world, &uri));
    let posts: Vec<Value> = found.map(|record| view(&world, &record)).collect();
    Json(json!({ "posts": posts }))
}

fn shown_thread(world: &World, record: &Record, depth: u32) -> Value {
    let mut shown = json!({
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": view(world, record),
    });
    if depth > 0 {
        let replies = world.answers(record.n);
        shown["replies"] =
            replies.iter().map(|reply| shown_thread(world, reply, depth - 1)).collect();
    }
    shown
}

async fn thread(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let depth = asked.get("depth").map_or(6, |depth| depth.parse().unwrap());
    match named(&world, &asked["uri"]) {
        Some(record) => {
            let thread = shown_thread(&world, &record, depth);
            Json(json!({ "thread": thread })).into_response()
        }
        None => Bluesky::refuse(Refusal::NotFound, "Post not found"),
    }
}

async fn notifications() -> Json<Value> {
    let liked = json!({ "uri": "at://did:plc:ana/app.bsky.feed.like/3kx", "reason": "like",
        "indexedAt": to_rfc3339(NOW), "record": {} });
    Json(json!({ "notifications": [liked] }))
}

/// Why the record cannot be written: the checks of the reference server, and whether links and
/// references are right.
fn flaw(world: &World, sent: &Value) -> Option<&'static str> {
    let key = sent["rkey"].as_str().unwrap_or_default();
    let is_tid = key.len() == 13 && key.bytes().all(|c| matches!(c, b'2'..=b'7' | b'a'..=b'z'));
    let record = &sent["record"];
    let text = record["text"].as_str().unwrap_or_default();
    let parent = record["reply"]["parent"]["uri"].as_str().and_then(|uri| named(world, uri));
    // The real service accepts answers to deleted posts; this world cannot represent them.
    let Some(parent) = parent else { return Some("the parent is not there") };
    let root = world.root(parent.n)?;
    let facets = record["facets"].as_array().cloned().unwrap_or_default();
    let are_links_right = facets.iter().all(|facet| {
        let byte = |key: &str| usize::try_from(facet["index"][key].as_u64().unwrap_or(0)).unwrap();
        text.get(byte("byteStart")..byte("byteEnd")) == facet["features"][0]["uri"].as_str()
    });
    match () {
        () if !is_tid => Some("Invalid record key"),
        () if sent["repo"] != format!("did:plc:{US}") => Some("not your repository"),
        () if text.is_empty() || text.chars().count() > 300 || text.len() > 3000 => {
            Some("Record/text is too long")
        }
        () if record["reply"]["parent"] != reference(&parent) => Some("wrong parent"),
        () if record["reply"]["root"] != reference(&root) => Some("wrong root"),
        () if parse_timestamp(record["createdAt"].as_str()?).is_err() => Some("wrong date"),
        () if !are_links_right || facets.len() != text.matches("https://").count() => {
            Some("wrong facets")
        }
        () => None,
    }
}

async fn put(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    if let Some(flaw) = flaw(&world, &sent) {
        let body = json!({ "error": "InvalidRequest", "message": flaw });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let parent = named(&world, sent["record"]["reply"]["parent"]["uri"].as_str().unwrap()).unwrap();
    let text = sent["record"]["text"].as_str().unwrap();
    let record = world.say_as_us(parent.n, text, sent["rkey"].as_str());
    Json(reference(&record)).into_response()
}

async fn record(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let name = format!("at://{}/{}/{}", asked["repo"], asked["collection"], asked["rkey"]);
    match named(&world, &name) {
        Some(record) => {
            let mut shown = reference(&record);
            shown["value"] = value(&world, &record);
            Json(shown).into_response()
        }
        None => {
            let message = format!("Could not locate record: {name}");
            let body = json!({ "error": "RecordNotFound", "message": message });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

/// Deleting a missing record is not an error.
async fn delete(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Json<Value> {
    let part = |key: &str| sent[key].as_str().unwrap_or_default().to_owned();
    let name = format!("at://{}/{}/{}", part("repo"), part("collection"), part("rkey"));
    if let Some(record) = named(&world, &name).filter(|record| record.author == US) {
        world.delete(record.n);
    }
    Json(json!({}))
}

#[tokio::test]
async fn one_session_serves_until_it_ends() {
    let mut source = Source::of::<Bluesky>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(100);
    source.round().await.unwrap();
    assert_eq!(log_ins(&world), 1, "logging in is limited: {:#?}", world.log());
    world.say(None, "ana", LAST_WORDS);
    source.round().await.unwrap();
    assert!(source.shelf.says(LAST_WORDS));
    assert_eq!(log_ins(&world), 2);
    world.clock.advance(2 * 3_600_000);
    source.round().await.unwrap();
    assert_eq!(log_ins(&world), 3, "a new one before the token ends");
}
