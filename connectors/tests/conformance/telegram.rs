//! The Bot API of Telegram, as core.telegram.org/bots/api describes it: updates that are forgotten
//! once the next ones are asked for, and a token that is part of the address.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError, SourceConfig};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, US, World};
use crate::suite::reply_to;

crate::conformance!(Telegram);

struct Telegram;

/// Made for this test.
const BOT: &str = "7012345678:AAG-tok_3f9a-SECRET-77_xYz0123456789";
/// The part of it that is a secret.
const SECRET: &str = "AAG-tok_3f9a-SECRET-77_xYz0123456789";
const GROUP: i64 = -1_001_234_567_890;
/// Bots may delete messages that are younger than this.
const DELETABLE_MS: i64 = 48 * 3_600_000;
/// The first update's number.
const FIRST: u64 = 880_000_000;
/// After a week without updates their numbers begin anywhere.
const FIRST_ANEW: u64 = 41_000;
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// How long updates are kept that were not fetched.
const KEPT_MS: i64 = 24 * 3_600_000;

impl Platform for Telegram {
    const KIND: &'static str = "telegram";
    // Telegram does not tell bots about deletions.
    const CAN: Can = Can { deletes: false, ..Can::EVERYTHING };
    const LOOKS_UP: bool = false;
    const TELLS: Tells = Tells::Account {
        space: "telegram.org",
        handles: Handles::Change,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("token", BOT.to_owned()), ("api", base.to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        let method = |name: &str| format!("/bot{BOT}/{name}");
        Router::new()
            .route(&method("getMe"), get(me))
            .route(&method("getUpdates"), get(updates))
            .route(&method("sendMessage"), post(send))
            .route(&method("deleteMessage"), post(delete))
    }

    fn is_ours(request: &Parts) -> bool {
        request.uri.path().starts_with(&format!("/bot{BOT}/"))
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(401, message, &json!({})),
            Refusal::NotFound => error(404, "Not Found", &json!({})),
            Refusal::TooFast(seconds) => {
                let message = format!("Too Many Requests: retry after {seconds}");
                error(429, &message, &json!({ "parameters": { "retry_after": seconds } }))
            }
        }
    }

    fn secret() -> &'static str {
        BOT
    }

    fn external_id(record: &Record) -> String {
        format!("{GROUP}/{}", record.n)
    }
}

fn error(code: u16, message: &str, more: &Value) -> Response {
    let mut body = json!({ "ok": false, "error_code": code, "description": message });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    (StatusCode::from_u16(code).unwrap(), Json(body)).into_response()
}

fn result(result: &Value) -> Response {
    Json(json!({ "ok": true, "result": result })).into_response()
}

async fn me() -> Response {
    result(&json!({ "id": 7_012_345_678_u64, "is_bot": true, "first_name": "Plaza",
        "username": US, "can_read_all_group_messages": true }))
}

fn message(world: &World, record: &Record) -> Value {
    let mut message = json!({
        "message_id": record.n,
        "from": { "id": 40_000 + record.who.id(), "is_bot": record.who.is_us(),
            "first_name": record.who.name, "username": record.who.handle },
        "chat": { "id": GROUP, "title": "Radio", "type": "supergroup" },
        "date": record.created / 1000,
        "text": record.text,
    });
    // Administrators who stay anonymous speak as the group.
    if record.who.is_gone {
        message["from"] = json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group",
            "username": "GroupAnonymousBot" });
        message["sender_chat"] = message["chat"].clone();
    }
    if record.broken {
        message["date"] = json!("soon");
    }
    if let Some(parent) = record.parent.and_then(|n| world.get(n)) {
        message["reply_to_message"] = json!({ "message_id": parent.n, "text": parent.text });
        message["message_thread_id"] = json!(world.root(record.n).map(|root| root.n));
    }
    message
}

/// Everything that happened, by the update's number: first messages, then edits. A bot does not see
/// its own messages.
fn happened(world: &World) -> Vec<Value> {
    let others = || world.everything().into_iter().filter(|r| r.author != US);
    let is_kept = |at: i64| world.now() - at <= KEPT_MS;
    let updates = others().filter(|r| is_kept(r.created)).map(|r| {
        let first = if r.created > NOW + WEEK_MS { FIRST_ANEW } else { FIRST };
        json!({ "update_id": first + r.n, "message": message(world, &r) })
    });
    let edited =
        others().filter(|r| !r.deleted && r.changed > r.created && is_kept(r.changed)).map(|r| {
            let mut message = message(world, &r);
            message["edit_date"] = json!(r.changed / 1000);
            json!({ "update_id": FIRST + 100_000 + r.n, "edited_message": message })
        });
    updates.chain(edited).collect()
}

/// Updates from `offset` on; those before it are confirmed and forgotten.
async fn updates(
    State(world): State<Arc<World>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    assert!(asked["allowed_updates"].contains("\"edited_message\""));
    let size: usize = asked["limit"].parse().unwrap();
    let asked_for = asked.get("offset").map(|offset| offset.parse::<u64>().unwrap());
    let confirmed = world.confirm(asked_for.unwrap_or(0));
    let mut waiting = happened(&world);
    waiting.retain(|update| {
        let n = update["update_id"].as_u64().unwrap();
        n >= confirmed || (n < FIRST && asked_for.is_none_or(|offset| n >= offset))
    });
    // Fewer than in Telegram's largest answer, so that there are several answers.
    waiting.truncate(size.min(40));
    result(&json!(waiting))
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64()
}

async fn send(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    if sent["chat_id"].as_str().and_then(|id| id.parse().ok()) != Some(GROUP) {
        return error(400, "Bad Request: chat not found", &json!({}));
    }
    let text = sent["text"].as_str().unwrap_or_default();
    if text.is_empty() || text.chars().count() > 4096 {
        return error(400, "Bad Request: message is too long", &json!({}));
    }
    let parent = number(&sent["reply_parameters"]["message_id"]).and_then(|n| world.get(n));
    match parent {
        Some(parent) => {
            let record = world.say_as_us(parent.n, text, None);
            result(&message(&world, &record))
        }
        None => error(400, "Bad Request: message to be replied not found", &json!({})),
    }
}

async fn delete(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    match number(&sent["message_id"]).and_then(|n| world.get(n)) {
        Some(record) if record.author == US && world.now() - record.created < DELETABLE_MS => {
            world.delete(record.n);
            result(&json!(true))
        }
        Some(_) => error(400, "Bad Request: message can't be deleted for everyone", &json!({})),
        None => error(400, "Bad Request: message to delete not found", &json!({})),
    }
}

/// An update is only confirmed once it is stored: the cursor that confirms it belongs to its page.
#[tokio::test]
async fn nothing_is_confirmed_before_it_is_stored() {
    let mut source = Source::of::<Telegram>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(100);
    for _ in 0..3 {
        // The process is killed several times before the page is stored.
        let page = source.open().collect(source.cursor.as_deref()).await.unwrap();
        assert_eq!(page.mentions.len(), 40);
    }
    assert_eq!(world.confirm(0), 0, "nothing was stored, nothing is confirmed");
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 100);
    assert_eq!(world.confirm(0), FIRST + 101, "all is stored, all is confirmed");
    // After a week without updates Telegram starts counting elsewhere, so no number is remembered.
    world.clock.advance(8 * 24 * 3_600_000);
    world.say(None, "bea", "After a quiet week");
    source.round().await.unwrap();
    assert!(source.shelf.says("After a quiet week"));
}

#[tokio::test]
async fn private_talk_and_other_groups_are_left_out() {
    let mut source = Source::with::<Telegram>(&[("chat", "-1009999999999")]).await;
    source.simulator.world.history(3);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 0);
    let mut source = Source::with::<Telegram>(&[("chat", "-1001234567890")]).await;
    source.simulator.world.history(3);
    source.round().await.unwrap();
    let mention = &source.shelf.mentions[&format!("{GROUP}/1")];
    assert_eq!(mention.url.as_deref(), Some("https://t.me/c/1234567890/1"));
    assert_eq!(mention.author_name.as_deref(), Some("ana"));
}

#[tokio::test]
async fn what_is_too_old_to_be_deleted_is_told_in_words() {
    let mut source = Source::of::<Telegram>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let receipt = replier.send(&reply_to::<Telegram>(&source, &post, "Hello.")).await.unwrap();
    world.clock.advance(49 * 3_600_000);
    let error = replier.retract(&receipt).await.unwrap_err();
    let ConnectorError::Malformed(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("can't be deleted"), "{message}");
}

/// The token is part of every address; neither errors nor the place's name may show it.
#[tokio::test]
async fn the_token_in_the_address_stays_secret() {
    let mut source = Source::of::<Telegram>().await;
    source.simulator.world.history(2);
    let mut seen = Vec::new();
    source.simulator.world.revoke();
    seen.push(format!("{:?}", source.page().await));
    seen.push(format!("{:?}", source.open().check().await));
    for api in ["http://127.0.0.1:1", "http://[::1]:1"] {
        let broken = Source::with::<Telegram>(&[("api", api)]).await;
        seen.push(format!("{:?}", broken.open().collect(None).await));
        seen.push(format!("{:?}", broken.config()));
    }
    for text in seen {
        assert!(!text.contains(SECRET), "{text}");
    }
    let spec = source.factory().spec();
    let values = [("token".to_owned(), "no-token-at-all-SECRET".to_owned())];
    let config = SourceConfig::checked(spec, values.into(), None).unwrap();
    let place = source.factory().place(&config).unwrap();
    assert_eq!(place, "telegram.org/bot");
    let message = source.factory().open(&config).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("BotFather") && !message.contains("SECRET"), "{message}");
    assert_eq!(source.factory().place(source.config()).unwrap(), "telegram.org/bot7012345678");
}
