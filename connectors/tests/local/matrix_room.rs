//! Matrix: an account that has left its room, or was sent away, is told, and does not walk in again.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::ConnectorError;
use serde_json::{Value, json};

use crate::support::{Server, open};

const ROOM: &str = "!room:a.example";
const US: &str = "@plaza:a.example";

/// What `/sync` answers after the first time.
type Later = Arc<Mutex<Value>>;

async fn sync(
    State(later): State<Later>,
    Query(asked): Query<std::collections::HashMap<String, String>>,
) -> Json<Value> {
    if asked.contains_key("since") {
        return Json(later.lock().unwrap().clone());
    }
    Json(json!({ "next_batch": "s1", "rooms": { "join": { ROOM: { "timeline": { "events": [{
        "type": "m.room.message", "event_id": "$1", "sender": "@ana:a.example",
        "origin_server_ts": 1_769_853_600_000_i64, "content": { "msgtype": "m.text", "body": "Hello" },
    }] } } } } }))
}

async fn place(later: Value, joined: &'static [&'static str]) -> (Server, Later) {
    let later: Later = Arc::new(Mutex::new(later));
    let is_first = Arc::new(Mutex::new(true));
    let rooms = move || {
        let was_first = std::mem::replace(&mut *is_first.lock().unwrap(), false);
        async move { Json(json!({ "joined_rooms": if was_first { &[ROOM] } else { joined } })) }
    };
    let client = Router::new()
        .route("/account/whoami", get(|| async { Json(json!({ "user_id": US })) }))
        .route("/joined_rooms", get(rooms))
        .route("/sync", get(sync))
        .route("/join/{room}", post(|| async { Json(json!({ "room_id": ROOM })) }))
        .fallback(|| async {
            (axum::http::StatusCode::NOT_FOUND, Json(json!({ "errcode": "M_NOT_FOUND" })))
        })
        .with_state(Arc::clone(&later));
    (Server::start(Router::new().nest("/_matrix/client/v3", client)).await, later)
}

#[tokio::test]
async fn a_room_that_was_left_says_so() {
    let member = |sender: &str, membership: &str| {
        json!({ "type": "m.room.member", "state_key": US, "sender": sender,
            "content": { "membership": membership, "reason": "no bots here" } })
    };
    let left = |event: Value| {
        json!({ "next_batch": "s2",
            "rooms": { "leave": { ROOM: { "timeline": { "events": [event] } } } } })
    };
    let nothing = json!({ "next_batch": "s2", "rooms": {} });
    for (later, words) in [
        (left(member("@mod:a.example", "leave")), "was removed by @mod:a.example (no bots here)"),
        (left(member("@mod:a.example", "ban")), "was banned by @mod:a.example (no bots here)"),
        (left(member(US, "leave")), "has left the room"),
        (nothing, "is no longer in the room"),
    ] {
        let (server, _) = place(later, &[]).await;
        let url = server.url("/");
        let settings = [("homeserver", url.as_str()), ("token", "syt_secret_77"), ("room", ROOM)];
        let connector = open("matrix", &settings, &server).unwrap();
        let first = connector.collect(None).await.unwrap();
        assert_eq!(first.mentions.len(), 1);
        for _ in 0..2 {
            let error = connector.collect(first.cursor.as_deref()).await.unwrap_err();
            let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
            assert!(message.contains(words), "{message}");
        }
        let asked = server.asked();
        assert!(asked.iter().all(|line| !line.contains("/join/")), "{asked:?}");
    }
}
