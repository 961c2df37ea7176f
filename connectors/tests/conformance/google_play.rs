//! The Google Play Developer API for reviews, as developers.google.com describes it, and the
//! token address of Google's service accounts.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use plaza_core::AuthorIs;
use serde_json::{Value, json};

use crate::people::{Gone, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, World};

crate::conformance!(GooglePlay);

struct GooglePlay;

type Asked = Query<HashMap<String, String>>;

const PACKAGE: &str = "org.example.plaza";
const ACCOUNT: &str = "plaza@project.iam.gserviceaccount.com";
const SCOPE: &str = "https://www.googleapis.com/auth/androidpublisher";
/// The access token that the assertion is exchanged for.
const ACCESS: &str = "ya29.access-91c2";
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// Made for this test, in the form of a key file; it opens nothing.
const KEY: &str = r"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDJb/T+ap+GQgGw\n3M10HGTI40G0uaEPypLIDu/8JFULWFOkC7K+p5D1nd6Mrs9G2vJqB7bcXRG1aQQd\nHbIWFFlJeZ6aM5F2HjCmA8V3KItbB69ntCfk0D38QPjdOC5NtiMoDRbyvLW8s+at\ntTfdke93h6rQUBPskDTt+VMUODdyawYPo5YZjKyoQHeRU0dUEifuKKmG8J2/2CIj\nfjA+buVeeSpCdr7Mp0BnGxTYSB0LQCym7UVVY/+V861oqB/kiJxs0XQyRnrg/2vA\nB49Hc7avr1gSAvpwyTFTVfREFJPEpHLVcTsime/VZjjT2Fz1Pg9ZIhNXKFTzNNB4\nDIgzV8SDAgMBAAECggEACzTdTmIkKdX2Ph6ql3EU8lAiUamaGkTM0bBzDXX//TeW\nv6Oe+Bheaiu0O+NlyK1Zmyh+tde/qnYDMpN6Wtwa84l+l1mTGB0p27KOA8kPp6rP\nyVcueP5U1HnQ3o3Hla8yWYIQ6sQw4CSqCrPwPbVmuyGjER/DW//R0gNy6ccO3qCY\nPnxNXhtkWs5kgpeU0qSyTKhkL6feF/mXShN5rhzSQjdaRB7Na0Xepq9nGNoyAwPG\n7Ud1cN7v5j8FKod/9VXJdNOVpReBxwxOKHMqxqOYpzK74AAWE6+PRXMqp93Xs6Tt\nD/PAOwWjNzYWmET5PBwUEpk30SaSgUyJ6IxuSF238QKBgQD5kY1RzGL0OL5gz0ed\n/EjMySnZd761r7Udgx+I9ZczgxXlH0i90b637Upka6fsBialKOWQ5JhGXwZyHkp2\nhD9469yzz7bcMLwSDPmZ/vtdNerQoX0UChXLg4vs4WgSpuVUjlJH6mcJx8JVSdKy\njzXd2DMOhBmoLIjc9tLO1OrNfQKBgQDOoN/ueKRsB2YNI8bklnN9CHCj9jHskVpC\nBEz6BoaAWoCV66K7UpXTkNdx6n+xJUXEpQq+Y0nGDQO9x5Ss1AQiDm8r578GASTK\n+MEO2sUSpOwN6vqXE0/oVrWozhDwytmcCh48MBAyPvqv1ioSPTc5UfCswBJ9mfE8\n30nQn7l5/wKBgQDGiWwLLrVp49pP2ZX3sMOZZk7Mmd41W1qR58YmhnmKmTXJ2GFd\n4IYAe906lgo4UYxcx3QZGEGredz+2+oQ7pQv9jLVOOEXug1jrr7CK358YHA1GMMQ\nNhWwmS2vfIH2lJ7L7Yy3eVoPBcMrZlcfhZ4spdm4Ko7eos8eOZzqvactYQKBgC+d\nRrzvNARo2A1jFywJt2cykLJXwz1eaUwZLZvX8RqWwFbLy94as8fi8qKfhPlPO3qL\nBaTFwHRQ/3G2Ef6ZhLJMXTXi21QI42+aTvKbWxpmwraaVVCG9Lz3bjkN8z1poSeh\n9UGtWa4acS4fzeYSES22Qh2szRYAaWS7l4jppZYFAoGAaqfuCaJw0/dOp7ev26wM\n7aNfzG6Oyw9MEXYOMllqWNTaGTCGbx6s37irBsthR1hnyzq8IlTjOUOUNwxeRGA6\nw63B+QeAZZNHV6P3Vwh7QQUKohcVaiYuHfLBG/UaY9Vc6kbQ9qoHe4SSunqSRAeE\nKe3qHKGM14SpIjz7JDAr4Sk=\n-----END PRIVATE KEY-----\n";
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyW/0/mqfhkIBsNzNdBxk
yONBtLmhD8qSyA7v/CRVC1hTpAuyvqeQ9Z3ejK7PRtryage23F0RtWkEHR2yFhRZ
SXmemjORdh4wpgPFdyiLWwevZ7Qn5NA9/ED43TguTbYjKA0W8ry1vLPmrbU33ZHv
d4eq0FAT7JA07flTFDg3cmsGD6OWGYysqEB3kVNHVBIn7iiphvCdv9giI34wPm7l
XnkqQna+zKdAZxsU2EgdC0Aspu1FVWP/lfOtaKgf5IicbNF0MkZ64P9rwAePR3O2
r69YEgL6cMkxU1X0RBSTxKRy1XE7Ipnv1WY409hc9T4PWSITVyhU8zTQeAyIM1fE
gwIDAQAB
-----END PUBLIC KEY-----";

impl Platform for GooglePlay {
    const KIND: &'static str = "google_play";
    const CAN: Can = Can {
        threads: true,
        edits: true,
        // A review that is no longer listed may merely be older than a week.
        deletes: false,
        replies: true,
        retracts: false,
        tokens: true,
    };
    const TELLS: Tells = Tells::ShownName;
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        let file = format!(
            r#"{{ "type": "service_account", "private_key_id": "a1b2", "private_key": "{KEY}",
                "client_email": "{ACCOUNT}", "token_uri": "{base}/token" }}"#
        );
        vec![("api", base.to_owned()), ("package", PACKAGE.to_owned()), ("key", file)]
    }

    /// Reviews of the last week only.
    fn shows_everything() -> bool {
        false
    }

    fn routes() -> Router<Arc<World>> {
        let reviews = format!("/androidpublisher/v3/applications/{PACKAGE}/reviews");
        Router::new()
            .route("/token", post(token))
            .route(&reviews, get(list))
            .route(&format!("{reviews}/{{id}}"), get(show).post(reply))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        request.uri.path() == "/token"
            || value.is_some_and(|value| value == format!("Bearer {ACCESS}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = |code: u16, status: &str| {
            Json(json!({ "error": { "code": code, "message": message, "status": status } }))
        };
        match refusal {
            Refusal::Unauthorized => {
                (StatusCode::UNAUTHORIZED, body(401, "UNAUTHENTICATED")).into_response()
            }
            Refusal::NotFound => (StatusCode::NOT_FOUND, body(404, "NOT_FOUND")).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                let body = body(429, "RESOURCE_EXHAUSTED");
                (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
            }
        }
    }

    fn secret() -> &'static str {
        KEY
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => id(record.n),
            Some(review) => format!("{}/reply", id(review)),
        }
    }
}

fn id(n: u64) -> String {
    format!("gp:AOqpTOE{n:05}")
}

/// Exchanges a signed assertion (RFC 7523).
async fn token(Form(sent): Form<HashMap<String, String>>) -> Response {
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_issuer(&[ACCOUNT]);
    // Both depend on the world's clock and the port of this server.
    (rules.validate_exp, rules.validate_aud) = (false, false);
    let key = DecodingKey::from_rsa_pem(PUBLIC_KEY.as_bytes()).unwrap();
    let read = decode::<Value>(&sent["assertion"], &key, &rules);
    let is_sound = sent["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        && read.is_ok_and(|read| {
            let seconds = |claim: &str| read.claims[claim].as_i64().unwrap_or(0);
            let is_for_us = read.claims["aud"].as_str().is_some_and(|aud| aud.ends_with("/token"));
            is_for_us && read.claims["scope"] == SCOPE && seconds("exp") - seconds("iat") <= 3600
        });
    if !is_sound {
        let body =
            json!({ "error": "invalid_grant", "error_description": "Invalid JWT Signature." });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let body = json!({ "access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer" });
    Json(body).into_response()
}

fn moment(record: &Record) -> Value {
    if record.broken {
        return json!({ "seconds": "soon" });
    }
    json!({ "seconds": (record.changed / 1000).to_string(), "nanos": 370_000_000 })
}

fn shown(world: &World, record: &Record) -> Value {
    let comment = json!({ "userComment": {
        "text": format!("\t{}", record.text),
        "lastModified": moment(record),
        "starRating": 5,
        "reviewerLanguage": "en",
        "androidOsVersion": 34,
        "appVersionName": "1.2.3",
        "thumbsUpCount": 0,
    } });
    let answered = world.answers(record.n).into_iter().map(|answer| {
        json!({ "developerComment": { "text": answer.text, "lastModified": moment(&answer) } })
    });
    let comments: Vec<Value> = [comment].into_iter().chain(answered).collect();
    let author = match record.who.is_gone {
        true if record.author == "ana" => "Un usuario de Google",
        true => "A Google user",
        false => &record.who.name,
    };
    json!({ "reviewId": id(record.n), "authorName": author, "comments": comments })
}

/// The last week's, newest change first.
async fn list(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let size = asked.get("maxResults").map_or(10, |size| size.parse().unwrap()).min(100);
    // Smaller than Google's largest page, so that there are several pages.
    let size = std::cmp::min(size, 40);
    let from: usize = asked.get("token").map_or(0, |token| token.parse().unwrap());
    let mut all = world.all();
    all.retain(|record| record.parent.is_none() && record.changed > world.now() - WEEK_MS);
    all.sort_by_key(|record| std::cmp::Reverse(record.changed));
    if all.is_empty() {
        return Json(json!({}));
    }
    let page: Vec<Value> = all.iter().skip(from).take(size).map(|r| shown(&world, r)).collect();
    let mut answer = json!({ "reviews": page });
    if from + size < all.len() {
        answer["tokenPagination"] = json!({ "nextPageToken": (from + size).to_string() });
    }
    Json(answer)
}

fn named(world: &World, name: &str) -> Option<Record> {
    world.all().into_iter().find(|record| record.parent.is_none() && id(record.n) == name)
}

async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => GooglePlay::refuse(Refusal::NotFound, "Review not found"),
    }
}

/// A second reply replaces the first.
async fn reply(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let review = name.strip_suffix(":reply").and_then(|name| named(&world, name));
    let Some(review) = review else {
        return GooglePlay::refuse(Refusal::NotFound, "Review not found");
    };
    let text = sent["replyText"].as_str().unwrap_or_default();
    if text.is_empty() || text.chars().count() > 350 {
        let error = json!({ "code": 400, "message": "Reply text is too long", "status": "INVALID_ARGUMENT" });
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    }
    let record = match world.answers(review.n).first() {
        Some(earlier) => {
            world.edit(earlier.n, text);
            world.get(earlier.n).unwrap()
        }
        None => world.say_as_us(review.n, text, None),
    };
    let result = json!({ "replyText": record.text, "lastEdited": moment(&record) });
    Json(json!({ "result": result })).into_response()
}
