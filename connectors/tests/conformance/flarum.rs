//! Flarum's JSON:API, as docs.flarum.org and its own resources describe it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{
    AuthorIs, ConnectorError, OtherReplies, OutgoingReply, PreflightProblem, Standing, to_rfc3339,
};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Flarum);

struct Flarum;

type Asked = Query<HashMap<String, String>>;

/// Maximum number of posts of a page; Flarum's own bound is 50, which a forum may lower.
const PAGE: usize = 40;

impl Platform for Flarum {
    const KIND: &'static str = "flarum";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}",
        handles: Handles::Change,
        elsewhere: Elsewhere::OtherServers,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("key", TOKEN.to_owned()), ("user", "7".to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api", get(forum))
            .route("/api/posts", get(list).post(publish))
            .route("/api/posts/{id}", get(show).patch(hide))
            .route("/api/discussions/{id}", get(show_discussion))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        let accepts = request.headers.get("accept");
        accepts.is_some_and(|value| value == "application/vnd.api+json")
            && value.is_some_and(|value| value == format!("Token {TOKEN}; userId=7").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(StatusCode::UNAUTHORIZED, "not_authenticated", message),
            Refusal::NotFound => error(StatusCode::NOT_FOUND, "not_found", message),
            Refusal::TooFast(wait) => {
                // Flarum itself does not say how long to wait; the proxy in front of it does.
                let mut refusal =
                    error(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
                refusal.headers_mut().insert("retry-after", wait.into());
                refusal
            }
        }
    }

    fn external_id(record: &Record) -> String {
        id(record.n)
    }
}

fn error(status: StatusCode, code: &str, detail: &str) -> Response {
    let error = json!({ "status": status.as_u16().to_string(), "code": code, "detail": detail });
    (status, Json(json!({ "errors": [error] }))).into_response()
}

/// Ids are numbers as text.
fn id(n: u64) -> String {
    (600 + n).to_string()
}

fn number(id: &str) -> u64 {
    id.parse::<u64>().map_or(0, |id| id.saturating_sub(600))
}

fn user_id(who: &Person) -> String {
    if who.is_us() { 7 } else { who.id() }.to_string()
}

fn user(who: &Person) -> Value {
    json!({ "type": "users", "id": user_id(who), "attributes":
        { "username": who.handle, "displayName": who.name, "slug": who.handle } })
}

async fn forum(Query(asked): Asked) -> Json<Value> {
    let mut forum = json!({ "data": { "type": "forums", "id": "1",
        "attributes": { "title": "A forum", "baseUrl": "https://forum.example" } } });
    if asked.get("include").is_some_and(|include| include == "actor") {
        let actor =
            json!({ "actor": { "data": { "type": "users", "id": user_id(&Person::us()) } } });
        forum["data"]["relationships"] = actor;
        forum["included"] = json!([user(&Person::of("ana")), user(&Person::us())]);
    }
    Json(forum)
}

/// The first post of the discussion.
fn root(world: &World, record: &Record) -> Record {
    let everything = world.everything();
    let mut found = record.clone();
    while let Some(parent) = found.parent {
        found = everything.iter().find(|r| r.n == parent).unwrap().clone();
    }
    found
}

fn discussion_id(root: &Record) -> String {
    (30 + root.n).to_string()
}

fn discussion(root: &Record) -> Value {
    json!({ "type": "discussions", "id": discussion_id(root), "attributes": {
        "title": "About something", "slug": "about", "isLocked": root.text.contains("(locked)"),
        "canReply": true,
    } })
}

/// Hidden posts are shown to those who may see them, with a mark.
fn shown(world: &World, record: &Record) -> Value {
    let root = root(world, record);
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html: String = escaped.split("\n\n").map(|part| format!("<p>{part}</p>\n")).collect();
    let in_discussion = world.everything().into_iter().filter(|r| self::root(world, r).n == root.n);
    let created = to_rfc3339(record.created).replace('Z', "+00:00");
    let mut attributes = json!({
        "number": in_discussion.take_while(|r| r.n != record.n).count() + 1,
        "createdAt": if record.broken { "someday".to_owned() } else { created },
        "contentType": "comment",
        "contentHtml": html,
        "editedAt": (record.changed != record.created).then(|| to_rfc3339(record.changed)),
        "isApproved": !record.text.contains("(approve)"),
    });
    if record.deleted {
        attributes["isHidden"] = json!(true);
        attributes["hiddenAt"] = json!(to_rfc3339(record.changed));
    }
    let author = json!({ "type": "users", "id": user_id(&record.who) });
    let author = if record.who.is_gone { Value::Null } else { author };
    json!({ "type": "posts", "id": id(record.n), "attributes": attributes, "relationships": {
        "user": { "data": author },
        "discussion": { "data": { "type": "discussions", "id": discussion_id(&root) } },
    } })
}

fn included(world: &World, records: &[Record]) -> Vec<Value> {
    let mut included: Vec<Value> = Vec::new();
    for record in records {
        for resource in [user(&record.who), discussion(&root(world, record))] {
            if !included.contains(&resource) {
                included.push(resource);
            }
        }
    }
    included
}

/// Posts that were deleted permanently, which nobody sees.
fn is_purged(record: &Record) -> bool {
    record.deleted && record.text.contains("(for good)")
}

async fn list(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let number_of = |key: &str, default| asked.get(key).map_or(default, |n| n.parse().unwrap());
    let (offset, limit) = (number_of("page[offset]", 0), number_of("page[limit]", 20).min(PAGE));
    let ids: Option<Vec<&str>> = asked.get("filter[id]").map(|ids| ids.split(',').collect());
    let mut found: Vec<Record> = world.everything();
    found.retain(|record| {
        !is_purged(record)
            && !world.is_thread_deleted(record.n)
            && ids.as_ref().is_none_or(|ids| ids.contains(&id(record.n).as_str()))
            && asked
                .get("filter[discussion]")
                .is_none_or(|id| *id == discussion_id(&root(&world, record)))
    });
    match asked.get("sort").map(String::as_str) {
        Some("-createdAt") => found.reverse(),
        Some(other) => panic!("{other} is no sort of posts"),
        None => {}
    }
    let is_last = found.len() <= offset + limit;
    let page: Vec<Record> = found.into_iter().skip(offset).take(limit).collect();
    let mut links = json!({ "first": "https://forum.example/api/posts" });
    if !is_last {
        links["next"] =
            json!(format!("https://forum.example/api/posts?page%5Boffset%5D={}", offset + limit));
    }
    let data: Vec<Value> = page.iter().map(|r| shown(&world, r)).collect();
    Json(json!({ "links": links, "data": data, "included": included(&world, &page) }))
        .into_response()
}

fn named(world: &World, id: &str) -> Option<Record> {
    world.everything().into_iter().find(|r| r.n == number(id) && !is_purged(r))
}

fn document(world: &World, record: &Record) -> Response {
    let included = included(world, std::slice::from_ref(record));
    Json(json!({ "data": shown(world, record), "included": included })).into_response()
}

async fn show_discussion(State(world): State<Arc<World>>, Path(id): Path<u64>) -> Response {
    match world.opening(id - 30).filter(|root| !world.is_thread_deleted(root.n)) {
        Some(root) => Json(json!({ "data": discussion(&root) })).into_response(),
        None => Flarum::refuse(Refusal::NotFound, "no such discussion"),
    }
}

async fn show(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    match named(&world, &id) {
        Some(record) => document(&world, &record),
        None => Flarum::refuse(Refusal::NotFound, "no such post"),
    }
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let data = &sent["data"];
    assert_eq!(data["type"], "posts");
    let text = data["attributes"]["content"].as_str().unwrap_or_default();
    if text.trim().is_empty() || text.contains("(refuse)") {
        let message = "The content field is required.";
        return error(StatusCode::UNPROCESSABLE_ENTITY, "validation_error", message);
    }
    let discussion = data["relationships"]["discussion"]["data"]["id"].as_str().unwrap_or("0");
    let root = discussion.parse::<u64>().unwrap().saturating_sub(30);
    match world.get(root) {
        Some(root) if root.text.contains("(locked)") => {
            error(StatusCode::FORBIDDEN, "permission_denied", "locked")
        }
        Some(root) => {
            let record = world.say_as_us(root.n, text, None);
            (StatusCode::CREATED, document(&world, &record)).into_response()
        }
        None => Flarum::refuse(Refusal::NotFound, "no such discussion"),
    }
}

async fn hide(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    assert_eq!(sent["data"]["attributes"]["isHidden"], true);
    match named(&world, &id) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            let record = named(&world, &id).unwrap();
            document(&world, &record)
        }
        Some(_) => error(StatusCode::FORBIDDEN, "permission_denied", "not yours"),
        None => Flarum::refuse(Refusal::NotFound, "no such post"),
    }
}

fn reply_to(record: &Record, text: &str, source: &Source) -> OutgoingReply {
    OutgoingReply {
        key: "reply-9".to_owned(),
        conversation_id: Some("discussion-31".to_owned()),
        parent_id: Flarum::external_id(record),
        text: text.to_owned(),
        first_try_at: source.simulator.world.now(),
        others: OtherReplies::default(),
    }
}

#[tokio::test]
async fn a_deleted_discussion_takes_its_posts_along() {
    crate::replying::a_deleted_thread_takes_everything_along::<Flarum>(130).await;
}

#[tokio::test]
async fn a_post_deleted_for_good_leaves_a_tombstone() {
    let mut source = Source::of::<Flarum>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(60);
    let post = world.say(None, "ana", "Never mind (for good)");
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions[&Flarum::external_id(&post)].title, "About something");
    world.delete(post.n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    let buried: Vec<_> = source.shelf.tombstones.iter().cloned().collect();
    assert_eq!(buried, [Flarum::external_id(&post)]);
}

#[tokio::test]
async fn locked_discussions_and_bad_texts_are_told() {
    let mut source = Source::of::<Flarum>().await;
    let world = Arc::clone(&source.simulator.world);
    let open = world.say(None, "ana", "The question");
    let locked = world.say(None, "ana", "Enough (locked)");
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let problems = replier.preflight(&reply_to(&locked, "One more.", &source)).await.unwrap();
    assert_eq!(problems, [PreflightProblem::ThreadClosed]);
    let held = replier.send(&reply_to(&open, "Hello (approve)", &source)).await.unwrap();
    assert!(held.held, "it waits for approval");
    let sent = reply_to(&open, "Hello (approve)", &source);
    assert_eq!(replier.look(&sent, &held).await, Ok(Standing::Held));
    let number = held.external_id.parse::<u64>().unwrap();
    let record = world.all().into_iter().find(|r| Flarum::external_id(r) == number.to_string());
    world.edit(record.unwrap().n, "Hello");
    let standing = replier.look(&sent, &held).await;
    assert!(matches!(&standing, Ok(Standing::Published(it)) if !it.held), "{standing:?}");
    world.clock.advance(10_000);
    let error = replier.send(&reply_to(&open, "No (refuse)", &source)).await.unwrap_err();
    let ConnectorError::Malformed(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("content field is required"), "{message}");
}
