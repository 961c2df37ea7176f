//! Channels in the HTTP API of Discord, version 10, as discord.com/developers/docs describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError, Millis, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};
use crate::suite::reply_to;

crate::conformance!(Discord);

struct Discord;

const SERVER: &str = "109876543210987654";
const CHANNEL: &str = "1123456789012345678";
/// Shows the same messages.
const OTHER_CHANNEL: &str = "1123456789012345679";
const BOT: &str = "1130000000000000001";
/// The first of Discord's ids.
const EPOCH: Millis = 1_420_070_400_000;
/// Whoever writes under this name writes in a thread of the channel.
const IN_THREAD: &str = "thea";
/// Stands for accounts that were deleted.
const DELETED_USER: &str = "456226577798135808";
const THREAD: &str = "1123456789012349999";
/// A second message with the same nonce is dropped within this time.
const NONCE_MS: Millis = 5 * 60_000;

impl Platform for Discord {
    const KIND: &'static str = "discord";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "discord.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("channel", OTHER_CHANNEL)]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("server", SERVER.to_owned()),
            ("channel", CHANNEL.to_owned()),
            ("token", TOKEN.to_owned()),
            ("api", format!("{base}/api/v10")),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/v10/applications/@me", get(application))
            .route(&format!("/api/v10/guilds/{SERVER}/threads/active"), get(threads))
            .route("/api/v10/channels/{id}", get(channel))
            .route("/api/v10/channels/{id}/messages", get(list).post(publish))
            .route("/api/v10/channels/{id}/messages/{message}", get(show).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        let header = |name| request.headers.get(name).and_then(|value| value.to_str().ok());
        // Discord may refuse programs that do not identify themselves.
        assert!(header(USER_AGENT).is_some_and(|agent| agent.starts_with("DiscordBot (")));
        header(AUTHORIZATION) == Some(format!("Bot {TOKEN}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(StatusCode::UNAUTHORIZED, 0, message),
            Refusal::NotFound => error(StatusCode::NOT_FOUND, 10008, "Unknown Message"),
            Refusal::TooFast(seconds) => {
                let body = json!({ "message": "You are being rate limited.", "global": true,
                    "retry_after": f64::from(i32::try_from(seconds).unwrap()) + 0.35 });
                (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        let reset = (NOW / 1000 + reset_s).to_string();
        vec![
            ("x-ratelimit-limit", "5".to_owned()),
            ("x-ratelimit-remaining", left.to_string()),
            ("x-ratelimit-reset", format!("{reset}.470")),
            ("x-ratelimit-reset-after", format!("{reset_s}.25")),
            ("x-ratelimit-bucket", "80c17d2f203122d936070c88c8d10f33".to_owned()),
        ]
    }

    fn external_id(record: &Record) -> String {
        format!("{}/{}", place(record), id(record))
    }
}

fn error(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({ "message": message, "code": code }))).into_response()
}

fn place(record: &Record) -> &'static str {
    if record.author == IN_THREAD { THREAD } else { CHANNEL }
}

fn id(record: &Record) -> u64 {
    (record.created - EPOCH).unsigned_abs() << 22 | record.n
}

fn found(world: &World, channel: &str, id: &str) -> Option<Record> {
    let n = id.parse::<u64>().ok()? & ((1 << 22) - 1);
    world.get(n).filter(|record| place(record) == channel)
}

fn user(who: &Person) -> Value {
    let id = if who.is_us() { BOT.to_owned() } else { format!("7700000000{:08}", who.id()) };
    let id = if who.is_gone { DELETED_USER.to_owned() } else { id };
    json!({ "id": id, "username": who.handle, "global_name": who.name, "bot": who.is_us() })
}

fn shown(world: &World, record: &Record) -> Value {
    let at = to_rfc3339(record.created).replace('Z', "+00:00");
    let edited = (record.changed > record.created).then(|| to_rfc3339(record.changed));
    let mut message = json!({
        "id": id(record).to_string(),
        "channel_id": place(record),
        "type": 0,
        "content": record.text,
        "author": user(&record.who),
        "mentions": [],
        "attachments": [],
        "timestamp": if record.broken { "recently".to_owned() } else { at },
        "edited_timestamp": edited,
    });
    if let Some(parent) = record.parent.and_then(|n| world.get(n)) {
        message["type"] = json!(19);
        message["message_reference"] = json!({ "type": 0, "channel_id": place(&parent),
            "message_id": id(&parent).to_string() });
    }
    message
}

async fn application() -> Json<Value> {
    Json(json!({ "id": BOT, "name": "Plaza", "flags": 1 << 19, "bot": user(&Person::us()) }))
}

async fn channel(Path(channel): Path<String>) -> Json<Value> {
    Json(json!({ "id": channel, "name": "support", "type": 0, "guild_id": SERVER }))
}

async fn threads(State(world): State<Arc<World>>) -> Json<Value> {
    let thread = json!({ "id": THREAD, "name": "A thread", "parent_id": CHANNEL, "type": 11 });
    let foreign = json!({ "id": "11", "name": "Elsewhere", "parent_id": "22", "type": 11 });
    let is_there = world.all().iter().any(|record| place(record) == THREAD);
    let threads = if is_there { vec![thread, foreign] } else { vec![foreign] };
    Json(json!({ "threads": threads, "members": [] }))
}

/// At most `limit` messages: the first ones after `after`, or the newest; newest first.
async fn list(
    State(world): State<Arc<World>>,
    Path(channel): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
) -> Json<Value> {
    let size: usize = asked.get("limit").map_or(50, |limit| limit.parse().unwrap());
    assert!(size <= 100, "Discord gives at most 100 messages");
    let mut all = world.all();
    let channel = if channel == OTHER_CHANNEL { CHANNEL } else { &channel };
    all.retain(|record| place(record) == channel);
    all.sort_by_key(id);
    let chosen: Vec<Record> = match asked.get("after") {
        Some(after) => {
            let after: u64 = after.parse().unwrap();
            all.into_iter().filter(|record| id(record) > after).take(size).collect()
        }
        None => all.split_off(all.len().saturating_sub(size)),
    };
    Json(chosen.iter().rev().map(|record| shown(&world, record)).collect())
}

async fn show(
    State(world): State<Arc<World>>,
    Path((channel, message)): Path<(String, String)>,
) -> Response {
    match found(&world, &channel, &message) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => Discord::refuse(Refusal::NotFound, ""),
    }
}

fn invalid(field: &str, code: &str, message: &str) -> Response {
    let errors = json!({ field: { "_errors": [{ "code": code, "message": message }] } });
    let body = json!({ "code": 50035, "message": "Invalid Form Body", "errors": errors });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

async fn publish(
    State(world): State<Arc<World>>,
    Path(channel): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let text = sent["content"].as_str().unwrap_or_default();
    if text.is_empty() || text.chars().count() > 2000 {
        return invalid("content", "BASE_TYPE_BAD_LENGTH", "Must be 2000 or fewer in length.");
    }
    let nonce = sent["nonce"].as_str().unwrap_or_default();
    assert!((1..=25).contains(&nonce.len()) && sent["enforce_nonce"] == true, "{sent}");
    assert_eq!(sent["allowed_mentions"]["parse"], json!([]), "nobody else is called");
    let parent = sent["message_reference"]["message_id"].as_str().unwrap_or_default();
    let Some(parent) = found(&world, &channel, parent) else {
        return invalid(
            "message_reference",
            "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
            "Unknown message",
        );
    };
    let is_known = |record: &&Record| {
        record.key.as_deref() == Some(nonce) && world.now() - record.created < NONCE_MS
    };
    let known = world.all().iter().find(is_known).cloned();
    let record = known.unwrap_or_else(|| {
        // The nonce is forgotten by now: it must not find the earlier message.
        let key = if world.all().iter().any(|r| r.key.as_deref() == Some(nonce)) {
            None
        } else {
            Some(nonce)
        };
        world.say_as_us(parent.n, text, key)
    });
    Json(shown(&world, &record)).into_response()
}

async fn remove(
    State(world): State<Arc<World>>,
    Path((channel, message)): Path<(String, String)>,
) -> Response {
    match found(&world, &channel, &message) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            StatusCode::NO_CONTENT.into_response()
        }
        Some(_) => error(StatusCode::FORBIDDEN, 50013, "Missing Permissions"),
        None => Discord::refuse(Refusal::NotFound, ""),
    }
}

#[tokio::test]
async fn threads_of_the_channel_are_read_with_it() {
    let mut source = Source::of::<Discord>().await;
    let world = Arc::clone(&source.simulator.world);
    let here = world.say(None, "ana", "In the channel, <@770000000000000004>");
    let there = world.say(None, IN_THREAD, "In its thread");
    source.round().await.unwrap();
    let found = |record: &Record| &source.shelf.mentions[&Discord::external_id(record)];
    assert_eq!(found(&there).conversation_id.as_deref(), Some(THREAD));
    assert_eq!(found(&there).extra["thread"], "A thread");
    let url = format!("https://discord.com/channels/{SERVER}/{CHANNEL}/{}", id(&here));
    assert_eq!(found(&here).url, Some(url));
    assert_eq!(found(&here).conversation_id, Some(Discord::external_id(&here)));
    world.delete(there.n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    assert!(source.shelf.tombstones.contains(&Discord::external_id(&there)));
}

/// A second attempt within a few minutes is the same message.
#[tokio::test]
async fn a_nonce_makes_a_quick_second_try_harmless() {
    let mut source = Source::of::<Discord>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let reply = reply_to::<Discord>(&source, &post, "Once.");
    let connector = source.open();
    let replier = connector.replier().unwrap();
    world.loses_next_answer();
    assert!(matches!(replier.send(&reply).await, Err(ConnectorError::MayBeDone(_))));
    let receipt = replier.send(&reply).await.unwrap();
    assert_eq!(world.answers(post.n).len(), 1);
    assert_eq!(receipt.external_id, Discord::external_id(&world.answers(post.n)[0]));
}

#[tokio::test]
async fn a_wait_with_a_fraction_is_obeyed() {
    let mut source = Source::of::<Discord>().await;
    source.simulator.world.is_too_fast_for(40);
    let error = source.page().await.unwrap_err();
    let ConnectorError::RateLimited { until, reason } = &error else { panic!("{error:?}") };
    assert_eq!(*until, source.simulator.world.now() + 40_350);
    assert!(reason.contains("all requests of this bot"), "{reason}");
}
