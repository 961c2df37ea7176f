//! Trustpilot's API for service reviews, as developers.trustpilot.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{AuthorIs, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Trustpilot);

struct Trustpilot;

type Asked = Query<HashMap<String, String>>;

const UNIT: &str = "507f191e810c19729de860ea";
const USER: &str = "5f1a2b3c";
const KEY: &str = "key-4d2c";
const TOKEN_PATH: &str = "/v1/oauth/oauth-business-users-for-applications/accesstoken";
/// The access token that key and secret are exchanged for.
const ACCESS: &str = "access-60ab";

impl Platform for Trustpilot {
    const KIND: &'static str = "trustpilot";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "trustpilot.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("unit", "507f191e810c19729de860eb")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", base.to_owned()),
            ("unit", UNIT.to_owned()),
            ("key", KEY.to_owned()),
            ("secret", TOKEN.to_owned()),
            ("user", USER.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route(TOKEN_PATH, post(token))
            .route("/v1/private/business-units/{unit}/reviews", get(reviews))
            .route("/v1/private/reviews/{id}", get(review))
            .route("/v1/private/reviews/{id}/reply", post(reply).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let right = if request.uri.path() == TOKEN_PATH {
            format!("Basic {}", STANDARD.encode(format!("{KEY}:{TOKEN}")))
        } else {
            format!("Bearer {ACCESS}")
        };
        value == Some(right.as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = Json(json!({ "message": message, "errorCode": 0, "details": "" }));
        match refusal {
            Refusal::Unauthorized => (StatusCode::UNAUTHORIZED, body).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, body).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
            }
        }
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => id(record.n),
            Some(review) => format!("{}/reply", id(review)),
        }
    }
}

fn id(n: u64) -> String {
    format!("{:024x}", 0x5e3d_e1b4_5fb0_6f00_0179_0000_u128 + u128::from(n))
}

/// The lifetime is given as text, and the type is missing.
async fn token(Form(sent): Form<HashMap<String, String>>) -> Response {
    if sent["grant_type"] != "client_credentials" {
        return Trustpilot::refuse(Refusal::Unauthorized, "unknown grant type");
    }
    Json(json!({ "access_token": ACCESS, "expires_in": "359999" })).into_response()
}

fn consumer(who: &Person) -> Value {
    let id = format!("507f1{:019x}", who.id());
    let consumer = json!({ "id": id, "displayName": who.name, "displayLocation": "Madrid" });
    if who.is_gone { Value::Null } else { consumer }
}

fn shown(world: &World, record: &Record) -> Value {
    let created = if record.broken { "igår".to_owned() } else { to_rfc3339(record.created) };
    let reply = world.answers(record.n).first().map(|reply| {
        let at = to_rfc3339(reply.created);
        json!({ "text": reply.text, "authorBusinessUserId": USER, "createdAt": at, "updatedAt": null })
    });
    json!({
        "id": id(record.n),
        "consumer": consumer(&record.who),
        "stars": 1,
        "title": "About it",
        "text": record.text,
        "language": "en",
        "createdAt": created,
        "updatedAt": to_rfc3339(record.changed),
        "companyReply": reply,
        "isVerified": true,
        "status": "active",
        "referenceId": "order-1234",
        "referralEmail": "consumer@mail.example",
    })
}

/// A page past the end is an empty list.
async fn reviews(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let number = |key: &str, default: usize| asked.get(key).map_or(default, |n| n.parse().unwrap());
    // Smaller than Trustpilot's largest page, so that there are several pages.
    let (page, size) = (number("page", 1), number("perPage", 20).min(100).min(40));
    let mut all: Vec<Record> = world.all().into_iter().filter(|r| r.parent.is_none()).collect();
    all.reverse();
    let page: Vec<Value> =
        all.iter().skip((page - 1) * size).take(size).map(|r| shown(&world, r)).collect();
    Json(json!({ "links": [], "reviews": page }))
}

fn named(world: &World, name: &str) -> Option<Record> {
    world.all().into_iter().find(|record| record.parent.is_none() && id(record.n) == name)
}

async fn review(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => Trustpilot::refuse(Refusal::NotFound, "The review does not exist"),
    }
}

async fn reply(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let Some(review) = named(&world, &name) else {
        return Trustpilot::refuse(Refusal::NotFound, "The review does not exist");
    };
    let text = sent["message"].as_str().unwrap_or_default();
    if text.is_empty() || sent["authorBusinessUserId"] != USER {
        let body = json!({ "message": "The request is invalid" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    match world.answers(review.n).first() {
        Some(earlier) => world.edit(earlier.n, text),
        None => {
            world.say_as_us(review.n, text, None);
        }
    }
    StatusCode::CREATED.into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let reply = named(&world, &name).and_then(|r| world.answers(r.n).first().cloned());
    match reply.filter(|reply| reply.author == US) {
        Some(reply) => {
            world.delete(reply.n);
            StatusCode::NO_CONTENT.into_response()
        }
        None => Trustpilot::refuse(Refusal::NotFound, "The review has no reply"),
    }
}

#[tokio::test]
async fn addresses_and_order_numbers_are_let_go() {
    let mut source = Source::of::<Trustpilot>().await;
    let posts = source.simulator.world.history(3);
    source.simulator.world.break_it(posts[1].n);
    source.round().await.unwrap();
    assert_eq!((source.shelf.mentions.len(), source.shelf.rejected.len()), (2, 1));
    let kept = format!("{:?} {:?}", source.shelf, source.cursor);
    assert!(!kept.contains("consumer@mail.example") && !kept.contains("order-1234"), "{kept}");
}
