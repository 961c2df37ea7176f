//! The tutorial of `docs/guide/manifest.md`: its manifest runs against the forum that it describes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_connectors::fetch::Fetcher;
use plaza_connectors::from_manifest;
use plaza_core::{ConnectorFactory, to_rfc3339};
use serde_json::{Value, json};

use crate::documents::tutorial;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Corner);

struct Corner;

/// Posts of a page.
const PAGE: usize = 40;

impl Platform for Corner {
    const KIND: &'static str = "corner";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells =
        Tells::Account { space: "", handles: Handles::Change, elsewhere: Elsewhere::Nowhere };
    const GONE: Gone = Gone::Unseen;

    fn factory(fetcher: Fetcher) -> Box<dyn ConnectorFactory> {
        from_manifest("corner.toml", &tutorial("manifest.md"), fetcher).unwrap()
    }

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("token", TOKEN.to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route(
                "/api/me",
                get(|| async { Json(json!({ "id": Person::us().id(), "name": US })) }),
            )
            .route("/api/posts", get(list).post(publish))
            .route("/api/posts/{id}", get(show).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        request.headers.get("x-token").is_some_and(|value| value == TOKEN)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = Json(json!({ "error": message }));
        match refusal {
            Refusal::Unauthorized => (StatusCode::UNAUTHORIZED, body).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, body).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
            }
        }
    }
}

fn shown(world: &World, record: &Record) -> Value {
    let written = if record.broken { "lately".to_owned() } else { to_rfc3339(record.created) };
    json!({
        "id": record.n,
        "thread": world.root(record.n).map_or(record.n, |root| root.n),
        "reply_to": record.parent,
        "author": { "id": record.who.id(), "name": record.who.handle },
        "body": record.text,
        "written": written,
        "deleted": record.deleted,
    })
}

async fn list(
    State(world): State<Arc<World>>,
    Query(asked): Query<HashMap<String, usize>>,
) -> Json<Value> {
    let mut records = world.everything();
    records.reverse();
    let page = records.chunks(PAGE).nth(asked["page"] - 1).unwrap_or_default();
    let posts: Vec<Value> = page.iter().map(|record| shown(&world, record)).collect();
    Json(json!({ "pages": records.len().div_ceil(PAGE), "posts": posts }))
}

async fn show(State(world): State<Arc<World>>, Path(n): Path<u64>) -> Response {
    match world.get(n) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => Corner::refuse(Refusal::NotFound, "no such post"),
    }
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let (Some(parent), Some(_), Some(text)) =
        (sent["reply_to"].as_u64(), sent["thread"].as_u64(), sent["body"].as_str())
    else {
        return (StatusCode::UNPROCESSABLE_ENTITY, "numbers and a text").into_response();
    };
    let record = world.say_as_us(parent, text, None);
    Json(shown(&world, &record)).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(n): Path<u64>) -> Response {
    match world.get(n) {
        Some(record) if record.author == US => {
            world.delete(n);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => Corner::refuse(Refusal::NotFound, "no such post"),
    }
}
