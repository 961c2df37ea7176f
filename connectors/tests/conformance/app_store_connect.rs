//! The App Store Connect API for customer reviews, as developer.apple.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use plaza_core::{AuthorIs, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Gone, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, US, World};

crate::conformance!(AppStoreConnect);

struct AppStoreConnect;

type Asked = Query<HashMap<String, String>>;

const APP: &str = "1404176564";
const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";
const KEY_ID: &str = "2X9R4HXF34";
/// Made for this test; it opens nothing.
const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcif9i3GcGw9kf6ua
fNFTFjO/fKgZR7qHocX5blJ9r0ehRANCAATNEhdwoMvJ9uY4AlwpHXad1W3mL+mc
NRJX03v2vmnL2KpMnFRb1NET239uXc5onw7Gb+DBC61qZ3iFQvl91OQn
-----END PRIVATE KEY-----";
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzRIXcKDLyfbmOAJcKR12ndVt5i/p
nDUSV9N79r5py9iqTJxUW9TRE9t/bl3OaJ8Oxm/gwQutamd4hUL5fdTkJw==
-----END PUBLIC KEY-----";

impl Platform for AppStoreConnect {
    const KIND: &'static str = "app_store_connect";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::ShownName;
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", base.to_owned()),
            ("app", APP.to_owned()),
            ("issuer", ISSUER.to_owned()),
            ("key_id", KEY_ID.to_owned()),
            ("key", KEY.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        let app =
            json!({ "data": { "type": "apps", "id": APP, "attributes": { "name": "Plaza" } } });
        Router::new()
            .route("/v1/apps/{app}", get(|| async { Json(app) }))
            .route("/v1/apps/{app}/customerReviews", get(reviews))
            .route("/v1/customerReviews/{id}", get(review))
            .route("/v1/customerReviews/{id}/response", get(response_to))
            .route("/v1/customerReviewResponses", post(respond))
            .route("/v1/customerReviewResponses/{id}", get(response).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(is_signed)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = |status: u16, code: &str| {
            let error = json!({ "status": status.to_string(), "code": code, "title": code, "detail": message });
            Json(json!({ "errors": [error] }))
        };
        match refusal {
            Refusal::Unauthorized => {
                (StatusCode::UNAUTHORIZED, body(401, "NOT_AUTHORIZED")).into_response()
            }
            Refusal::NotFound => (StatusCode::NOT_FOUND, body(404, "NOT_FOUND")).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                let body = body(429, "RATE_LIMIT_EXCEEDED");
                (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
            }
        }
    }

    fn secret() -> &'static str {
        KEY
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => id(record),
            Some(_) => format!("response-{}", id(record)),
        }
    }
}

/// Whether a token is signed with the key, for this API, and for no longer than 20 minutes.
fn is_signed(token: &str) -> bool {
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&["appstoreconnect-v1"]);
    rules.set_issuer(&[ISSUER]);
    // The simulated world has its own clock.
    rules.validate_exp = false;
    let key = DecodingKey::from_ec_pem(PUBLIC_KEY.as_bytes()).unwrap();
    let Ok(read) = decode::<Value>(token, &key, &rules) else { return false };
    let seconds = |claim: &str| read.claims[claim].as_i64().unwrap_or(0);
    let is_key = decode_header(token).is_ok_and(|header| header.kid.as_deref() == Some(KEY_ID));
    is_key && (1..=1200).contains(&(seconds("exp") - seconds("iat")))
}

fn id(record: &Record) -> String {
    format!("00000051-8a2e-4e3e-99b3-{:012x}", record.n)
}

fn named(world: &World, name: &str, is_review: bool) -> Option<Record> {
    let all = world.all().into_iter();
    all.filter(|record| record.parent.is_none() == is_review).find(|record| id(record) == name)
}

fn shown_review(world: &World, record: &Record) -> Value {
    let created = if record.broken { "gestern".to_owned() } else { to_rfc3339(record.changed) };
    let mut shown = json!({
        "type": "customerReviews",
        "id": id(record),
        "attributes": {
            "rating": 2,
            "title": "About it",
            "body": record.text,
            "reviewerNickname": (!record.who.is_gone).then_some(&record.who.name),
            "createdDate": created,
            "territory": "ESP",
        },
        "relationships": { "response": { "links": {} } },
    });
    if let [response, ..] = world.answers(record.n).as_slice() {
        let named = json!({ "type": "customerReviewResponses", "id": id(response) });
        shown["relationships"]["response"]["data"] = named;
    }
    shown
}

fn shown_response(record: &Record) -> Value {
    json!({
        "type": "customerReviewResponses",
        "id": id(record),
        "attributes": {
            "responseBody": record.text,
            "lastModifiedDate": to_rfc3339(record.changed),
            "state": "PENDING_PUBLISH",
        },
        "relationships": { "review": { "links": {} } },
    })
}

fn responses(world: &World, reviews: &[Record]) -> Vec<Value> {
    let shown = |review: &Record| world.answers(review.n).first().map(shown_response);
    reviews.iter().filter_map(shown).collect()
}

async fn reviews(
    State(world): State<Arc<World>>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Json<Value> {
    assert_eq!((asked["sort"].as_str(), asked["include"].as_str()), ("-createdDate", "response"));
    let limit = asked["limit"].parse::<usize>().unwrap().min(200);
    // Smaller than Apple's largest page, so that there are several pages.
    let limit = limit.min(40);
    let from: usize = asked.get("cursor").map_or(0, |cursor| cursor.parse().unwrap());
    let mut all: Vec<Record> = world.all().into_iter().filter(|r| r.parent.is_none()).collect();
    all.sort_by_key(|record| std::cmp::Reverse(record.changed));
    let page: Vec<Record> = all.iter().skip(from).take(limit).cloned().collect();
    let data: Vec<Value> = page.iter().map(|record| shown_review(&world, record)).collect();
    let mut answer = json!({ "data": data, "links": { "self": "" } });
    let included = responses(&world, &page);
    if !included.is_empty() {
        answer["included"] = included.into();
    }
    if from + limit < all.len() {
        let host = headers["host"].to_str().unwrap();
        let next = format!(
            "http://{host}/v1/apps/{APP}/customerReviews?cursor={}&limit=200&sort=-createdDate&include=response",
            from + limit
        );
        answer["links"]["next"] = next.into();
    }
    Json(answer)
}

async fn review(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let Some(record) = named(&world, &name, true) else {
        return AppStoreConnect::refuse(Refusal::NotFound, "There is no such review");
    };
    let mut answer = json!({ "data": shown_review(&world, &record) });
    let included = responses(&world, &[record]);
    if !included.is_empty() {
        answer["included"] = included.into();
    }
    Json(answer).into_response()
}

async fn response_to(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let response = named(&world, &name, true).and_then(|r| world.answers(r.n).first().cloned());
    match response {
        Some(response) => Json(json!({ "data": shown_response(&response) })).into_response(),
        None => AppStoreConnect::refuse(Refusal::NotFound, "There is no response"),
    }
}

async fn response(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let Some(record) = named(&world, &name, false) else {
        return AppStoreConnect::refuse(Refusal::NotFound, "There is no such response");
    };
    let mut shown = shown_response(&record);
    let review = world.root(record.n).unwrap();
    shown["relationships"]["review"]["data"] =
        json!({ "type": "customerReviews", "id": id(&review) });
    Json(json!({ "data": shown })).into_response()
}

/// A second response replaces the first.
async fn respond(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let data = &sent["data"];
    let review = &data["relationships"]["review"]["data"];
    let text = data["attributes"]["responseBody"].as_str().unwrap_or_default();
    let is_sound = data["type"] == "customerReviewResponses" && review["type"] == "customerReviews";
    if !is_sound || text.is_empty() || text.chars().count() > 5970 {
        let error = json!({ "status": "409", "code": "ENTITY_ERROR", "detail": "not valid" });
        return (StatusCode::CONFLICT, Json(json!({ "errors": [error] }))).into_response();
    }
    let name = review["id"].as_str().unwrap_or_default();
    let Some(review) = named(&world, name, true) else {
        return AppStoreConnect::refuse(Refusal::NotFound, "There is no such review");
    };
    let record = match world.answers(review.n).first() {
        Some(earlier) => {
            world.edit(earlier.n, text);
            world.get(earlier.n).unwrap()
        }
        None => world.say_as_us(review.n, text, None),
    };
    (StatusCode::CREATED, Json(json!({ "data": shown_response(&record) }))).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name, false).filter(|record| record.author == US) {
        Some(record) => {
            world.delete(record.n);
            StatusCode::NO_CONTENT.into_response()
        }
        None => AppStoreConnect::refuse(Refusal::NotFound, "There is no such response"),
    }
}

#[tokio::test]
async fn territories_become_countries_and_responses_ours() {
    let mut source = Source::of::<AppStoreConnect>().await;
    let world = Arc::clone(&source.simulator.world);
    let review = world.history(1).remove(0);
    let response = world.say(Some(review.n), US, "Written in App Store Connect");
    source.round().await.unwrap();
    let [review, response] = [review, response]
        .map(|r| source.shelf.mentions[&AppStoreConnect::external_id(&r)].clone());
    assert_eq!((review.country.as_deref(), review.rating), (Some("ES"), Some(2.0)));
    assert_eq!(response.parent_id.as_ref(), Some(&review.external_id));
    assert!(response.ours && !review.ours);
    assert_eq!(response.country, None);
}
