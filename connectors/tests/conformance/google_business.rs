//! Reviews in the My Business API v4, as developers.google.com/my-business describes them, and
//! Google's token endpoint.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{AuthorIs, ConnectorError, PreflightProblem, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Gone, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, World};
use crate::suite::reply_to;

crate::conformance!(GoogleBusiness);

struct GoogleBusiness;

type Asked = Query<HashMap<String, String>>;

const REVIEWS: &str = "/v4/accounts/103928471/locations/48301726/reviews";
/// The access token that the refresh token is exchanged for.
const ACCESS: &str = "ya29.access-55d1";
/// Longest reply, in bytes.
const MAX_REPLY: usize = 4096;

impl Platform for GoogleBusiness {
    const KIND: &'static str = "google_business";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::ShownName;
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("account", "103928471".to_owned()),
            ("location", "48301726".to_owned()),
            ("client_id", "4711.apps".to_owned()),
            ("client_secret", TOKEN.to_owned()),
            ("refresh_token", TOKEN.to_owned()),
            ("api", format!("{base}/v4")),
            ("token_url", format!("{base}/token")),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/token", post(token))
            .route(REVIEWS, get(list))
            .route(&format!("{REVIEWS}/{{id}}"), get(show))
            .route(&format!("{REVIEWS}/{{id}}/reply"), put(update_reply).delete(delete_reply))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if request.uri.path() == "/token" {
            let basic = format!("Basic {}", STANDARD.encode(format!("4711.apps:{TOKEN}")));
            return value == Some(basic.as_str());
        }
        value == Some(format!("Bearer {ACCESS}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message, &[])
            }
            Refusal::NotFound => error(StatusCode::NOT_FOUND, "NOT_FOUND", message, &[]),
            Refusal::TooFast(seconds) => {
                let retry = json!({ "@type": "type.googleapis.com/google.rpc.RetryInfo",
                    "retryDelay": format!("{seconds}s") });
                let quota = json!({ "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED", "metadata": { "quota_limit_value": "300" } });
                let details = [quota, retry];
                error(StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", message, &details)
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

fn error(code: StatusCode, status: &str, message: &str, details: &[Value]) -> Response {
    let error = json!({ "code": code.as_u16(), "message": message, "status": status,
        "details": details });
    (code, Json(json!({ "error": error }))).into_response()
}

fn id(n: u64) -> String {
    format!("AbFvOqk{n:06}-xZ_QQ")
}

async fn token(Form(sent): Form<HashMap<String, String>>) -> Response {
    if sent["grant_type"] != "refresh_token" || sent["refresh_token"] != TOKEN {
        let body = json!({ "error": "invalid_grant", "error_description": "Bad Request" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let body = json!({ "access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer" });
    Json(body).into_response()
}

fn shown_reply(record: &Record) -> Value {
    json!({ "comment": record.text, "updateTime": to_rfc3339(record.changed),
        "reviewReplyState": "APPROVED" })
}

/// Anonymous reviewers have a name too, in the language of whoever asks.
fn reviewer(who: &Person) -> Value {
    match who.is_gone {
        true if who.key == "ana" => json!({ "displayName": "Ein Google-Nutzer" }),
        true => json!({ "displayName": "María García", "isAnonymous": true }),
        false => json!({ "displayName": who.name, "isAnonymous": false }),
    }
}

fn shown(world: &World, record: &Record) -> Value {
    let created = if record.broken { "once".to_owned() } else { to_rfc3339(record.created) };
    // Every other review comes with Google's translation, in one of its two forms.
    let comment = match record.n % 4 {
        1 => format!("{}\n\n(Translated by Google)\nSomething else", record.text),
        3 => format!("(Translated by Google) Something else\n\n(Original)\n{}", record.text),
        _ => record.text.clone(),
    };
    let stars = ["ONE", "TWO", "THREE", "FOUR", "FIVE"];
    let mut review = json!({
        "name": format!("{}/{}", REVIEWS.trim_start_matches("/v4/"), id(record.n)),
        "reviewId": id(record.n),
        "reviewer": reviewer(&record.who),
        "starRating": stars[usize::try_from(record.n % 5).unwrap()],
        "comment": comment,
        "createTime": created,
        "updateTime": to_rfc3339(record.changed),
    });
    if let Some(reply) = world.answers(record.n).first() {
        review["reviewReply"] = shown_reply(reply);
    }
    review
}

async fn list(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let size: usize = asked["pageSize"].parse().unwrap();
    assert!(size <= 50, "Google gives at most 50 on a page");
    // Smaller than Google's largest page, so that there are several pages.
    let size = size.min(30);
    let from: usize = asked.get("pageToken").map_or(0, |token| token.parse().unwrap());
    let mut all = world.all();
    all.retain(|record| record.parent.is_none());
    all.sort_by_key(|record| std::cmp::Reverse((record.changed, record.n)));
    if all.is_empty() {
        return Json(json!({}));
    }
    let page: Vec<Value> = all.iter().skip(from).take(size).map(|r| shown(&world, r)).collect();
    let mut answer =
        json!({ "reviews": page, "averageRating": 3.5, "totalReviewCount": all.len() });
    if from + size < all.len() {
        answer["nextPageToken"] = json!((from + size).to_string());
    }
    Json(answer)
}

fn named(world: &World, name: &str) -> Option<Record> {
    world.all().into_iter().find(|record| record.parent.is_none() && id(record.n) == name)
}

fn missing() -> Response {
    GoogleBusiness::refuse(Refusal::NotFound, "Requested entity was not found.")
}

async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(record) => Json(shown(&world, &record)).into_response(),
        None => missing(),
    }
}

/// A second reply replaces the first.
async fn update_reply(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let Some(review) = named(&world, &name) else { return missing() };
    let text = sent["comment"].as_str().unwrap_or_default();
    if text.is_empty() || text.len() > MAX_REPLY {
        let message = "Request contains an invalid argument.";
        return error(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message, &[]);
    }
    let record = match world.answers(review.n).first() {
        Some(earlier) => {
            world.edit(earlier.n, text);
            world.get(earlier.n).unwrap()
        }
        None => world.say_as_us(review.n, text, None),
    };
    Json(shown_reply(&record)).into_response()
}

async fn delete_reply(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let review = named(&world, &name);
    let reply = review.and_then(|review| world.answers(review.n).into_iter().next());
    match reply {
        Some(reply) => {
            world.delete(reply.n);
            Json(json!({})).into_response()
        }
        None => missing(),
    }
}

#[tokio::test]
async fn stars_and_original_words_are_read() {
    let mut source = Source::of::<GoogleBusiness>().await;
    source.simulator.world.history(5);
    source.round().await.unwrap();
    for mention in source.shelf.mentions.values() {
        assert!(mention.text.starts_with("Message number "), "{mention:?}");
        assert!(!mention.text.contains('\n'), "{mention:?}");
        assert_eq!(mention.extra["anonymous"], false);
    }
    let stars: Vec<_> = source.shelf.mentions.values().map(|mention| mention.rating).collect();
    assert_eq!(stars, [2.0, 3.0, 4.0, 5.0, 1.0].map(Some));
}

/// Sending again would overwrite the reply.
#[tokio::test]
async fn a_review_with_a_reply_takes_no_second_one() {
    let mut source = Source::of::<GoogleBusiness>().await;
    let world = Arc::clone(&source.simulator.world);
    let review = world.history(1).remove(0);
    world.say(Some(review.n), "bea", "From another program");
    source.round().await.unwrap();
    let reply = reply_to::<GoogleBusiness>(&source, &review, "A second one.");
    let connector = source.open();
    let problems = connector.replier().unwrap().preflight(&reply).await;
    assert_eq!(problems, Ok(vec![PreflightProblem::ThreadClosed]));
}

#[tokio::test]
async fn a_reply_is_measured_in_bytes() {
    let mut source = Source::of::<GoogleBusiness>().await;
    let review = source.simulator.world.history(1).remove(0);
    source.round().await.unwrap();
    let rules = source.rules().unwrap();
    assert_eq!(rules.problems(&"é".repeat(2048)), []);
    assert_eq!(rules.problems(&"é".repeat(2049)).len(), 1);
    let reply = reply_to::<GoogleBusiness>(&source, &review, &"é".repeat(2049));
    let error = source.open().replier().unwrap().send(&reply).await.unwrap_err();
    let ConnectorError::Malformed(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("invalid argument"), "{message}");
}
