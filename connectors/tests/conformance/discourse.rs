//! Discourse's API, as docs.discourse.org and its own routes describe it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError, ReadBack, Standing, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};
use crate::spoil::{Framing, Spoiled};
use crate::suite::reply_to;

crate::conformance!(Discourse);

struct Discourse;

type Asked = Query<HashMap<String, String>>;

impl Platform for Discourse {
    const KIND: &'static str = "discourse";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}",
        handles: Handles::Change,
        elsewhere: Elsewhere::OtherServers,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("key", TOKEN.to_owned()), ("user", US.to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/site/basic-info.json", get(|| async { Json(json!({ "title": "A forum" })) }))
            .route(
                "/session/current.json",
                get(|| async { Json(json!({ "current_user": user(&Person::us()) })) }),
            )
            .route("/posts.json", get(latest).post(publish))
            .route("/t/{id}", get(show_topic))
            .route("/posts/{id}", get(show).delete(remove))
            .route("/posts/{user}/pending.json", get(pending))
            .route("/review/{id}", delete(withdraw))
            .route("/posts/{id}/replies.json", get(replies))
    }

    fn is_ours(request: &Parts) -> bool {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        header("api-key") == Some(TOKEN) && header("api-username") == Some(US)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                let body = json!({ "errors": [message], "error_type": "invalid_access" });
                (StatusCode::FORBIDDEN, Json(body)).into_response()
            }
            Refusal::NotFound => {
                let body = json!({ "errors": [message], "error_type": "not_found" });
                (StatusCode::NOT_FOUND, Json(body)).into_response()
            }
            Refusal::TooFast(wait) => {
                let body = json!({ "errors": [message], "error_type": "rate_limit",
                    "extras": { "wait_seconds": wait } });
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
            }
        }
    }

    fn external_id(record: &Record) -> String {
        id(record.n).to_string()
    }
}

fn id(n: u64) -> u64 {
    5_000 + n
}

fn user(who: &Person) -> Value {
    let id = if who.is_us() { json!(-7) } else { json!(who.id()) };
    match who.is_gone {
        true => json!({ "id": null, "username": null }),
        false => json!({ "id": id, "username": who.handle }),
    }
}

/// The topic's first post.
fn topic(world: &World, record: &Record) -> u64 {
    world.opening(record.n).map_or(record.n, |root| root.n)
}

fn post_number(world: &World, record: &Record) -> usize {
    let root = topic(world, record);
    world.below(root).iter().position(|r| r.n == record.n).map_or(1, |index| index + 2)
}

fn shown(world: &World, record: &Record) -> Value {
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let cooked: String = escaped.split("\n\n").map(|part| format!("<p>{part}</p>\n")).collect();
    let created = if record.broken { "gestern".to_owned() } else { to_rfc3339(record.created) };
    let parent = record.parent.and_then(|n| world.get(n));
    json!({
        "id": id(record.n),
        "username": user(&record.who)["username"],
        "name": record.who.name,
        "user_id": user(&record.who)["id"],
        "created_at": created,
        "updated_at": to_rfc3339(record.changed),
        "cooked": cooked,
        "post_number": post_number(world, record),
        "post_type": 1,
        "reply_to_post_number": parent.map(|parent| post_number(world, &parent)),
        "topic_id": 1_000 + topic(world, record),
        "topic_slug": "a-topic",
        "topic_title": "About something",
        "hidden": false,
        "deleted_at": null,
        "user_deleted": false,
        "version": 1,
        "actions_summary": [{ "id": 2, "count": 3 }],
    })
}

async fn latest(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let before = asked.get("before").map_or(u64::MAX, |before| before.parse().unwrap());
    let mut records: Vec<Record> =
        world.all().into_iter().filter(|record| id(record.n) < before).collect();
    records.retain(|record| !world.is_thread_deleted(record.n));
    records.reverse();
    records.truncate(50);
    let posts: Vec<Value> = records.iter().map(|record| shown(&world, record)).collect();
    Json(json!({ "latest_posts": posts }))
}

/// The record that `5007.json` or `5007` names.
fn named(world: &World, name: &str) -> Option<Record> {
    let id: u64 = name.trim_end_matches(".json").parse().ok()?;
    world.get(id.checked_sub(5_000)?).filter(|record| !world.is_thread_deleted(record.n))
}

async fn show_topic(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let id: u64 = name.trim_end_matches(".json").parse().unwrap();
    match world.opening(id - 1_000).filter(|root| !world.is_thread_deleted(root.n)) {
        Some(_) => Json(json!({ "id": id, "title": "About something" })).into_response(),
        None => Discourse::refuse(Refusal::NotFound, "The requested URL could not be found."),
    }
}

async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => Discourse::refuse(Refusal::NotFound, "The requested URL could not be found."),
    }
}

async fn replies(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(asked): Asked,
) -> Response {
    let Some(record) = named(&world, &name) else {
        return Discourse::refuse(Refusal::NotFound, "The requested URL could not be found.");
    };
    let after = asked.get("after").and_then(|after| after.parse().ok()).unwrap_or(1);
    let answers = world.answers(record.n);
    let behind = answers.iter().filter(|record| post_number(&world, record) > after).take(20);
    Json(Value::from_iter(behind.map(|record| shown(&world, record)))).into_response()
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let problem = |message: &str| {
        let body = json!({ "action": "create_post", "errors": [message] });
        (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
    };
    let text = sent["raw"].as_str().unwrap_or_default();
    if text.len() < 5 {
        return problem("Body is too short (minimum is 5 characters)");
    }
    let root = sent["topic_id"].as_u64().unwrap_or(0).saturating_sub(1_000);
    let number = sent["reply_to_post_number"].as_u64().unwrap_or(1);
    let Some(first) = world.get(root) else { return problem("Topic is not there") };
    let thread: Vec<Record> = [first].into_iter().chain(world.below(root)).collect();
    let Some(parent) = thread.get(usize::try_from(number).unwrap() - 1) else {
        return problem("No such post");
    };
    if text.contains("(queue)") {
        let number = world.enqueue(parent.n, text);
        let waiting = json!({ "id": number, "raw_text": text });
        return Json(json!({ "action": "enqueued", "success": true, "pending_post": waiting }))
            .into_response();
    }
    let record = world.say_as_us(parent.n, text, None);
    Json(shown(&world, &record)).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            ().into_response()
        }
        _ => Discourse::refuse(Refusal::NotFound, "The requested URL could not be found."),
    }
}

/// Our own posts that wait for approval.
async fn pending(State(world): State<Arc<World>>, Path(user): Path<String>) -> Response {
    if user != US {
        return Discourse::refuse(Refusal::NotFound, "The requested URL could not be found.");
    }
    let waiting =
        world.queue().into_iter().map(|(id, _, text)| json!({ "id": id, "raw_text": text }));
    Json(json!({ "pending_posts": waiting.collect::<Vec<_>>() })).into_response()
}

async fn withdraw(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    let id = id.trim_end_matches(".json").parse().unwrap();
    match world.withdraw(id) {
        true => Json(json!({ "success": "OK" })).into_response(),
        false => Discourse::refuse(Refusal::NotFound, "The requested URL could not be found."),
    }
}

#[tokio::test]
async fn a_deleted_topic_takes_its_posts_along() {
    crate::replying::a_deleted_thread_takes_everything_along::<Discourse>(70).await;
}

#[tokio::test]
async fn a_queued_post_is_followed_to_its_end() {
    let mut source = Source::of::<Discourse>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let reply = reply_to::<Discourse>(&source, &post, "Please look (queue)");
    let receipt = replier.send(&reply).await.unwrap();
    assert!(receipt.held && receipt.external_id == "pending-700", "{receipt:?}");
    assert_eq!(replier.look(&reply, &receipt).await, Ok(Standing::Held));
    // Even one whose answer was lost is found in the queue.
    assert_eq!(replier.read_back(&reply).await, Ok(ReadBack::Found(receipt.clone())));
    let published = world.decide(true).unwrap();
    let Ok(Standing::Published(now)) = replier.look(&reply, &receipt).await else { panic!() };
    assert_eq!((now.external_id, now.held), (Discourse::external_id(&published), false));
    world.delete(published.n);
    assert_eq!(replier.look(&reply, &receipt).await, Ok(Standing::Gone));
}

#[tokio::test]
async fn a_queued_post_can_be_taken_back() {
    let mut source = Source::of::<Discourse>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let reply = reply_to::<Discourse>(&source, &post, "A mistake (queue)");
    world.spoils_next_answer(Spoiled::Cut(Framing::Length, 50));
    let error = replier.send(&reply).await.unwrap_err();
    assert!(matches!(error, ConnectorError::MayBeDone(_)), "{error:?}");
    let Ok(ReadBack::Found(receipt)) = replier.read_back(&reply).await else { panic!() };
    replier.retract(&receipt).await.unwrap();
    assert_eq!(
        (world.queue().len(), replier.look(&reply, &receipt).await),
        (0, Ok(Standing::Gone))
    );
    let again = replier.retract(&receipt).await;
    assert!(matches!(again, Err(ConnectorError::Gone(_))), "{again:?}");
}
