//! NodeBB's read and write API, as its OpenAPI documents and its routes describe them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use plaza_core::{
    AuthorIs, ConnectorError, OtherReplies, OutgoingReply, ReadBack, Standing, to_rfc3339,
};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(NodeBb);

struct NodeBb;

const PAGE: usize = 20;
/// The user that the master token answers as.
const UID: u64 = 12;
const DAY: i64 = 86_400_000;

impl Platform for NodeBb {
    const KIND: &'static str = "nodebb";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "activitypub",
        handles: Handles::Change,
        elsewhere: Elsewhere::OtherServers,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("token", TOKEN.to_owned()), ("uid", UID.to_string())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/config", get(|| async { Json(json!({ "siteTitle": "A forum" })) }))
            .route("/api/self", get(|| async { Json(user(&Person::us())) }))
            .route("/api/recent/posts/{term}", get(recent))
            .route("/api/v3/posts/{pid}/summary", get(summary))
            .route("/api/v3/posts/{pid}/replies", get(replies))
            .route("/api/v3/posts/{pid}/state", delete(remove))
            .route("/api/v3/topics/{tid}", post(publish).get(show_topic))
            .route("/api/post-queue/{id}", get(queue))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        // A master token names its user with every request.
        let query = request.uri.query().unwrap_or_default();
        let is_named = query.split('&').any(|pair| pair == format!("_uid={UID}"));
        is_named && value.is_some_and(|value| value == format!("Bearer {TOKEN}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(StatusCode::UNAUTHORIZED, "not-authorised", message),
            Refusal::NotFound => error(StatusCode::NOT_FOUND, "not-found", message),
            Refusal::TooFast(wait) => {
                let message = format!(
                    "You can only post once every {wait} second(s) - please wait before posting again"
                );
                error(StatusCode::BAD_REQUEST, "bad-request", &message)
            }
        }
    }

    fn external_id(record: &Record) -> String {
        pid(record.n).to_string()
    }

    /// Its list of recent posts ends after 30 days.
    fn shows_everything() -> bool {
        false
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "status": { "code": code, "message": message }, "response": {} });
    (status, Json(body)).into_response()
}

fn ok(response: &Value) -> Response {
    Json(json!({ "status": { "code": "ok", "message": "OK" }, "response": response }))
        .into_response()
}

fn pid(n: u64) -> u64 {
    300 + n
}

fn number(pid: &str) -> u64 {
    pid.parse::<u64>().map_or(0, |pid| pid.saturating_sub(300))
}

fn user(who: &Person) -> Value {
    if who.is_gone {
        return json!({ "uid": 0, "username": "[[global:guest]]", "displayname": "[[global:former-user]]" });
    }
    let uid = if who.is_us() { json!(UID) } else { json!(who.id()) };
    json!({ "uid": uid, "username": who.handle, "displayname": who.name, "userslug": who.handle })
}

fn topic(world: &World, record: &Record) -> u64 {
    let everything = world.everything();
    let mut n = record.n;
    while let Some(parent) = everything.iter().find(|r| r.n == n).and_then(|r| r.parent) {
        n = parent;
    }
    n
}

/// As the markdown plugin shows it; lists of posts come without most elements.
fn content(record: &Record, is_stripped: bool) -> String {
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts = escaped.split("\n\n").map(|part| {
        if let (Some(item), false) = (part.strip_prefix("* "), is_stripped) {
            return format!("<ul>\n<li>{item}</li>\n</ul>\n");
        }
        match part.strip_prefix("* ") {
            Some(item) => format!("\n{item}\n\n"),
            None => format!("<p dir=\"auto\">{part}</p>\n"),
        }
    });
    parts.collect()
}

fn shown(world: &World, record: &Record, is_stripped: bool) -> Value {
    let root = topic(world, record);
    let timestamp = if record.broken { json!("gestern") } else { json!(record.created) };
    json!({
        "pid": pid(record.n),
        "tid": 40 + root,
        "toPid": record.parent.filter(|n| *n != root).map(pid).or(record.parent.map(pid)),
        "content": if record.deleted { "[[topic:post-is-deleted]]".to_owned() } else { content(record, is_stripped) },
        "uid": user(&record.who)["uid"],
        "timestamp": timestamp,
        "timestampISO": to_rfc3339(record.created),
        "deleted": record.deleted,
        "upvotes": 1, "downvotes": 0, "votes": 1,
        "user": user(&record.who),
        "topic": { "tid": 40 + root, "title": "Caf&eacute; &amp; more", "titleRaw": "Café & more",
            "cid": 4, "slug": "about", "deleted": u8::from(world.is_thread_deleted(root)),
            "mainPid": pid(root) },
        "category": { "cid": 4, "name": "Talk", "slug": "4/talk" },
        "isMainPost": record.n == root,
        "replies": world.answers(record.n).len(),
    })
}

/// Pages are cut first; then posts that the reader may not see are left out.
async fn recent(
    State(world): State<Arc<World>>,
    Path(term): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
) -> Json<Value> {
    assert_eq!(term, "month");
    let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
    let since = world.now() - 30 * DAY;
    let all = world.everything().into_iter().rev().filter(|r| r.created > since);
    let on_page = all
        .skip((page - 1) * PAGE)
        .take(PAGE)
        .filter(|r| !r.deleted && !world.is_thread_deleted(r.n));
    Json(on_page.map(|r| shown(&world, &r, true)).collect())
}

fn named(world: &World, pid: &str) -> Option<Record> {
    world.everything().into_iter().find(|r| r.n == number(pid))
}

async fn summary(State(world): State<Arc<World>>, Path(pid): Path<String>) -> Response {
    match named(&world, &pid) {
        // A purged post is gone without a trace.
        Some(record) if record.deleted && record.text.contains("(purged)") => no_post(),
        Some(record) => ok(&shown(&world, &record, false)),
        None => no_post(),
    }
}

async fn show_topic(State(world): State<Arc<World>>, Path(tid): Path<u64>) -> Response {
    match world.opening(tid.saturating_sub(40)) {
        Some(root) => {
            ok(&json!({ "tid": tid, "deleted": u8::from(world.is_thread_deleted(root.n)) }))
        }
        None => error(StatusCode::NOT_FOUND, "not-found", "[[error:no-topic]]"),
    }
}

fn no_post() -> Response {
    error(StatusCode::NOT_FOUND, "not-found", "[[error:no-post]]")
}

async fn replies(State(world): State<Arc<World>>, Path(pid): Path<String>) -> Response {
    let Some(record) = named(&world, &pid) else { return no_post() };
    let answers: Vec<Value> =
        world.answers(record.n).iter().map(|r| shown(&world, r, false)).collect();
    ok(&json!({ "replies": answers }))
}

async fn publish(
    State(world): State<Arc<World>>,
    Path(tid): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let text = sent["content"].as_str().unwrap_or_default();
    let bad = |message: &str| error(StatusCode::BAD_REQUEST, "bad-request", message);
    if text.chars().count() < 8 {
        return bad("Please enter a longer post. Posts should contain at least 8 character(s).");
    }
    let root = tid.parse::<u64>().unwrap() - 40;
    if world.get(root).is_none() {
        return error(StatusCode::NOT_FOUND, "not-found", "[[error:no-topic]]");
    }
    if text.contains("(queue)") {
        let id = format!("{}-reply", world.enqueue(number(&sent["toPid"].to_string()), text));
        return ok(&json!({ "id": id, "type": "reply", "queued": true,
            "message": "[[success:post-queued]]" }));
    }
    let parent = number(&sent["toPid"].to_string());
    if world.get(parent).is_none_or(|parent| topic(&world, &parent) != root) {
        return bad("[[error:invalid-pid]]");
    }
    let record = world.say_as_us(parent, text, None);
    ok(&shown(&world, &record, false))
}

/// Of the queue, everybody sees their own posts.
async fn queue(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    let waiting = world.queue().into_iter().map(|(number, _, _)| format!("{number}-reply"));
    let posts: Vec<Value> =
        waiting.filter(|waiting| *waiting == id).map(|id| json!({ "id": id })).collect();
    Json(json!({ "posts": posts })).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(pid): Path<String>) -> Response {
    match named(&world, &pid) {
        Some(record) if record.deleted => {
            error(StatusCode::BAD_REQUEST, "bad-request", "This post has already been deleted")
        }
        Some(record) if record.author == US => {
            world.delete(record.n);
            ok(&json!({}))
        }
        Some(_) => error(StatusCode::FORBIDDEN, "forbidden", "[[error:no-privileges]]"),
        None => no_post(),
    }
}

fn reply_to(record: &Record, text: &str, source: &Source) -> OutgoingReply {
    OutgoingReply {
        key: "reply-9".to_owned(),
        conversation_id: None,
        parent_id: NodeBb::external_id(record),
        text: text.to_owned(),
        first_try_at: source.simulator.world.now(),
        others: OtherReplies::default(),
    }
}

#[tokio::test]
async fn lists_and_single_posts_have_the_same_text() {
    let mut source = Source::of::<NodeBb>().await;
    let world = Arc::clone(&source.simulator.world);
    world.say(None, "ana", "Two things:\n\n* the radio\n\n* the **brakes**");
    assert_eq!(source.round().await.unwrap(), 1);
    let mention = source.shelf.mentions.values().next().unwrap();
    assert_eq!(mention.title, "Café & more");
    for _ in 0..3 {
        world.clock.advance(2 * 3_600_000);
        assert_eq!(source.round().await.unwrap(), 0, "{:#?}", source.shelf.mentions);
    }
}

#[tokio::test]
async fn a_purged_post_leaves_a_tombstone() {
    let mut source = Source::of::<NodeBb>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "Never mind (purged)");
    source.round().await.unwrap();
    world.delete(post.n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    assert!(source.shelf.tombstones.contains(&NodeBb::external_id(&post)));
}

#[tokio::test]
async fn a_deleted_topic_takes_its_posts_along() {
    crate::replying::a_deleted_thread_takes_everything_along::<NodeBb>(70).await;
}

#[tokio::test]
async fn other_categories_are_left_out() {
    let mut source = Source::with::<NodeBb>(&[("category", "5")]).await;
    source.simulator.world.history(3);
    assert_eq!(source.round().await.unwrap(), 0);
    let mut source = Source::with::<NodeBb>(&[("category", "4")]).await;
    source.simulator.world.history(3);
    assert_eq!(source.round().await.unwrap(), 3);
}

#[tokio::test]
async fn a_queued_answer_waits_and_a_short_one_is_refused_in_words() {
    let mut source = Source::of::<NodeBb>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let receipt = replier.send(&reply_to(&post, "Please look (queue)", &source)).await.unwrap();
    assert!(receipt.held && receipt.external_id == "queued-700-reply", "{receipt:?}");
    let queued = reply_to(&post, "Please look (queue)", &source);
    let found = replier.read_back(&queued).await.unwrap();
    assert!(matches!(found, ReadBack::Unknown(_)), "{found:?}");
    assert_eq!(replier.look(&queued, &receipt).await, Ok(Standing::Held));
    // Nobody takes it out of the queue by deleting a post of that number.
    let refused = replier.retract(&receipt).await;
    assert!(matches!(refused, Err(ConnectorError::Gone(_))), "{refused:?}");
    let published = world.decide(true).unwrap();
    let Ok(Standing::Published(now)) = replier.look(&queued, &receipt).await else { panic!() };
    assert_eq!(now.external_id, NodeBb::external_id(&published));
    world.delete(published.n);
    assert_eq!(replier.look(&queued, &receipt).await, Ok(Standing::Gone));
    // Ten seconds between two posts.
    let hasty = replier.send(&reply_to(&post, "And one more thing", &source)).await.unwrap_err();
    assert!(matches!(hasty, ConnectorError::RateLimited { .. }), "{hasty:?}");
    world.clock.advance(10_000);
    let message = replier.send(&reply_to(&post, "Yes.", &source)).await.unwrap_err();
    let ConnectorError::Malformed(message) = &message else { panic!("{message:?}") };
    assert!(message.contains("at least 8 character"), "{message}");
}
