//! Mastodon's REST API, as docs.joinmastodon.org describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::to_rfc3339;
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Mastodon);

struct Mastodon;

type Asked = Query<HashMap<String, String>>;

impl Platform for Mastodon {
    const KIND: &'static str = "mastodon";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "activitypub",
        handles: Handles::Change,
        elsewhere: Elsewhere::Federated,
    };
    const GONE: Gone = Gone::Unseen;

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", format!("{base}/")), ("token", TOKEN.to_owned()), ("tag", "plaza".to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/v1/instance", get(|| async { Json(json!({ "title": "A square" })) }))
            .route(
                "/api/v1/accounts/verify_credentials",
                get(|| async { Json(account(&Person::us())) }),
            )
            .route("/api/v1/timelines/tag/plaza", get(timeline))
            .route("/api/v1/notifications", get(notifications))
            .route("/api/v1/statuses", axum::routing::post(publish))
            .route("/api/v1/statuses/{id}", get(show).delete(remove))
            .route("/api/v1/statuses/{id}/context", get(context))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        value.is_some_and(|value| value == format!("Bearer {TOKEN}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = Json(json!({ "error": message }));
        match refusal {
            Refusal::Unauthorized => (StatusCode::UNAUTHORIZED, body).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, body).into_response(),
            Refusal::TooFast(wait) => {
                let reset = to_rfc3339(crate::simulator::NOW + wait * 1000);
                let headers =
                    [("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", reset)];
                (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        let reset = to_rfc3339(crate::simulator::NOW + reset_s * 1000);
        vec![("x-ratelimit-remaining", left.to_string()), ("x-ratelimit-reset", reset)]
    }

    fn external_id(record: &Record) -> String {
        id(record.n)
    }
}

/// Ids are strings of digits that only look like numbers.
fn id(n: u64) -> String {
    (113_000_000_000_000_000 + n).to_string()
}

fn number(id: &str) -> u64 {
    id.parse::<u64>().map_or(0, |id| id.saturating_sub(113_000_000_000_000_000))
}

fn account(who: &Person) -> Value {
    let n = if who.is_us() { 1 } else { who.id() };
    json!({ "id": n.to_string(), "acct": who.handle, "username": who.handle,
        "uri": format!("https://a.example/ap/users/{n}"), "display_name": who.name })
}

fn status(world: &World, record: &Record) -> Value {
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: String = escaped
        .split("\n\n")
        .map(|part| format!("<p>{}</p>", part.replace('\n', "<br />")))
        .collect();
    let created = if record.broken { "no date".to_owned() } else { to_rfc3339(record.created) };
    json!({
        "id": id(record.n),
        "created_at": created,
        "in_reply_to_id": record.parent.map(id),
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "uri": format!("https://a.example/{}", record.n),
        "url": format!("https://a.example/@{}/{}", record.author, record.n),
        "content": paragraphs,
        "account": account(&record.who),
        "reblog": null,
        "media_attachments": [],
        "replies_count": world.answers(record.n).len(),
        "reblogs_count": 0,
        "favourites_count": 1,
    })
}

/// Newest first, at most 40, with a `Link` to what is older.
async fn timeline(
    State(world): State<Arc<World>>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response {
    let limit = asked.get("limit").and_then(|l| l.parse().ok()).unwrap_or(20).min(40);
    let before = asked.get("max_id").map_or(u64::MAX, |id| number(id));
    let mut shown: Vec<Record> =
        world.all().into_iter().filter(|r| r.parent.is_none() && r.n < before).collect();
    shown.reverse();
    shown.truncate(limit);
    let statuses: Vec<Value> = shown.iter().map(|r| status(&world, r)).collect();
    let host = headers["host"].to_str().unwrap();
    let Some(last) = shown.last() else { return Json(statuses).into_response() };
    let link = format!(
        "<http://{host}/api/v1/timelines/tag/plaza?limit={limit}&max_id={}>; rel=\"next\", \
         <http://{host}/api/v1/timelines/tag/plaza?limit={limit}&min_id={}>; rel=\"prev\"",
        id(last.n),
        id(shown[0].n),
    );
    ([("link", link)], Json(statuses)).into_response()
}

async fn notifications() -> Json<Value> {
    Json(json!([{ "id": "1", "type": "mention", "status": null }]))
}

async fn show(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    match world.get(number(&id)) {
        Some(record) => Json(status(&world, &record)).into_response(),
        None => Mastodon::refuse(Refusal::NotFound, "Record not found"),
    }
}

async fn context(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    let n = number(&id);
    if world.get(n).is_none() {
        return Mastodon::refuse(Refusal::NotFound, "Record not found");
    }
    let below: Vec<Value> = world.below(n).iter().map(|r| status(&world, r)).collect();
    Json(json!({ "ancestors": [], "descendants": below })).into_response()
}

async fn publish(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Json(sent): Json<Value>,
) -> Response {
    let text = sent["status"].as_str().unwrap_or_default();
    if text.is_empty() || text.chars().count() > 500 {
        let body = json!({ "error": "Validation failed: Text character limit of 500 exceeded" });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
    }
    let parent = number(sent["in_reply_to_id"].as_str().unwrap_or_default());
    if world.get(parent).is_none() {
        return Mastodon::refuse(Refusal::NotFound, "The post you are replying to is not there");
    }
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let record = world.say_as_us(parent, text, key);
    Json(status(&world, &record)).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    match world.get(number(&id)) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            Json(status(&world, &record)).into_response()
        }
        _ => Mastodon::refuse(Refusal::NotFound, "Record not found"),
    }
}

#[tokio::test]
async fn a_deleted_answer_leaves_a_tombstone_and_a_deleted_post_leaves_its_answers() {
    let mut source = Source::of::<Mastodon>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "The question");
    world.clock.advance(1_000);
    let answers: Vec<Record> =
        (0..3).map(|n| world.say(Some(post.n), "bea", &format!("Answer {n}"))).collect();
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 4);
    world.delete(answers[1].n);
    world.edit(answers[2].n, "Answer 2, mended");
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    let buried: Vec<_> = source.shelf.tombstones.iter().cloned().collect();
    assert_eq!(buried, [Mastodon::external_id(&answers[1])]);
    assert!(source.shelf.says("Answer 2, mended"));
    world.delete(post.n);
    source.rounds_until(|shelf| shelf.tombstones.len() > 1).await;
    assert_eq!(
        source.shelf.tombstones.len(),
        2,
        "the other answers stay: {:?}",
        source.shelf.tombstones
    );
}
