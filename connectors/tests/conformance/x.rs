//! The API v2 of X for search, posts and OAuth 2.0, as docs.x.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{ConnectorError, Millis, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};
use crate::suite::reply_to;

crate::conformance!(
    X:
    everything_is_collected_once,
    a_restart_loses_nothing,
    what_is_new_is_found,
    threads_are_kept,
    an_edit_edits,
    a_deletion_leaves_a_tombstone,
    waits_are_obeyed,
    wrong_credentials_are_told_in_words,
    broken_records_are_set_aside,
    a_reply_appears_once,
    a_lost_answer_is_found_by_read_back,
    a_reply_can_be_taken_back,
    a_deleted_parent_is_noticed,
    one_account_is_one_in_all_places,
    namesakes_stay_apart,
    handles_come_and_go,
    closed_accounts_are_nobody,
    secrets_stay_secret,
    secrets_stay_with_their_server,
);

struct X;

type Asked = Query<HashMap<String, String>>;

const QUERY: &str = "(@example OR \"example radio\") -is:retweet";
const ACCESS: &str = "access-Q2xvdWQ";
/// The app's own token.
const APP: &str = "app-bearer-tok-SECRET-12";
/// The first of X's ids.
const EPOCH: Millis = 1_288_834_974_657;
const WEEK_MS: Millis = 7 * 24 * 3_600_000;
/// Whoever writes under this name has not called us: X refuses answers of programs to them.
const STRANGER: &str = "stranger";

impl Platform for X {
    const KIND: &'static str = "x";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells =
        Tells::Account { space: "x.com", handles: Handles::Change, elsewhere: Elsewhere::Nowhere };
    const GONE: Gone = Gone::Unseen;

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("query", QUERY.to_owned()),
            ("client_id", "VmlzaXQ".to_owned()),
            ("client_secret", TOKEN.to_owned()),
            ("refresh_token", TOKEN.to_owned()),
            ("api", base.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/2/oauth2/token", post(token))
            .route("/2/users/me", get(me))
            .route(&format!("/2/users/{}/tweets", user_id(US)), get(timeline))
            .route("/2/tweets/search/recent", get(search))
            .route("/2/tweets", get(lookup).post(publish))
            .route("/2/tweets/{id}", get(show).delete(remove))
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if request.uri.path() == "/2/oauth2/token" {
            let basic = format!("Basic {}", STANDARD.encode(format!("VmlzaXQ:{TOKEN}")));
            return value == Some(basic.as_str());
        }
        let is_of_app = value == Some(format!("Bearer {APP}").as_str());
        let needs_user = request.method != "GET" || request.uri.path() == "/2/users/me";
        value == Some(format!("Bearer {ACCESS}").as_str()) || (is_of_app && !needs_user)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                problem(StatusCode::UNAUTHORIZED, "Unauthorized", "about:blank", message)
            }
            Refusal::NotFound => problem(
                StatusCode::NOT_FOUND,
                "Not Found",
                "https://api.twitter.com/2/problems/resource-not-found",
                message,
            ),
            Refusal::TooFast(seconds) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                let mut response = problem(status, "Too Many Requests", "about:blank", message);
                for (name, value) in Self::limit_headers(0, seconds) {
                    response.headers_mut().insert(name, value.parse().unwrap());
                }
                response
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("x-rate-limit-limit", "300".to_owned()),
            ("x-rate-limit-remaining", left.to_string()),
            ("x-rate-limit-reset", (NOW / 1000 + reset_s).to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        first_id(record).to_string()
    }
}

/// An error as RFC 7807 asks.
fn problem(status: StatusCode, title: &str, kind: &str, detail: &str) -> Response {
    let body = json!({ "title": title, "type": kind, "detail": detail, "status": status.as_u16() });
    (status, Json(body)).into_response()
}

async fn token(Form(sent): Form<HashMap<String, String>>) -> Response {
    if sent["grant_type"] != "refresh_token" || sent["refresh_token"] != TOKEN {
        let message = "Value passed for the token was invalid.";
        let body = json!({ "error": "invalid_request", "error_description": message });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    // The real X accepts each refresh token once; here the suite's secret stays valid.
    let body = json!({ "token_type": "bearer", "expires_in": 7200, "access_token": ACCESS,
        "scope": "tweet.read tweet.write users.read offline.access", "refresh_token": TOKEN });
    Json(body).into_response()
}

fn user_id(name: &str) -> String {
    format!("90{:08}", name.bytes().map(u32::from).sum::<u32>())
}

async fn me() -> Json<Value> {
    Json(json!({ "data": { "id": user_id(US), "name": "Plaza", "username": US } }))
}

/// The id of a post's first version.
fn first_id(record: &Record) -> u64 {
    (record.created - EPOCH).unsigned_abs() << 22 | record.n
}

/// An edit makes a new post.
fn versions(record: &Record) -> Vec<u64> {
    let edited = (record.changed > record.created && !record.broken)
        .then(|| (record.changed - EPOCH).unsigned_abs() << 22 | record.n);
    [first_id(record)].into_iter().chain(edited).collect()
}

fn newest_id(record: &Record) -> u64 {
    versions(record).last().copied().unwrap()
}

fn found(world: &World, id: &str) -> Option<Record> {
    let n = id.parse::<u64>().ok()? & ((1 << 22) - 1);
    world.get(n)
}

/// A text as X shows it: escaped, the handle of the answered user first, short links for long ones.
fn text_of(world: &World, record: &Record) -> (String, Vec<Value>) {
    let mut links = Vec::new();
    let words: Vec<String> = record
        .text
        .split(' ')
        .map(|word| {
            if !word.starts_with("https://") {
                return word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            }
            let short = format!("https://t.co/{:010}", links.len());
            links.push(json!({ "url": short, "expanded_url": word }));
            short
        })
        .collect();
    let handle =
        record.parent.and_then(|n| world.get(n)).map(|parent| format!("@{} ", parent.author));
    (format!("{}{}", handle.unwrap_or_default(), words.join(" ")), links)
}

fn shown(world: &World, record: &Record, id: u64) -> Value {
    let (text, links) = text_of(world, record);
    let ids: Vec<String> = versions(record).iter().map(ToString::to_string).collect();
    // An earlier version keeps its text.
    let text = if id == newest_id(record) { text } else { "An earlier version".to_owned() };
    let at = if record.broken { "in the past".to_owned() } else { to_rfc3339(record.created) };
    let mut post = json!({
        "id": id.to_string(),
        "text": text,
        "author_id": user_id(&record.author),
        "conversation_id": world.root(record.n).map(|root| first_id(&root).to_string()),
        "created_at": at,
        "edit_history_tweet_ids": ids,
        "lang": "en",
        "public_metrics": { "like_count": 1, "retweet_count": 0, "reply_count": 2 },
    });
    if !links.is_empty() {
        post["entities"] = json!({ "urls": links });
    }
    if let Some(parent) = record.parent.and_then(|n| world.get(n)) {
        let id = first_id(&parent).to_string();
        post["referenced_tweets"] = json!([{ "type": "replied_to", "id": id }]);
    }
    post
}

fn users(records: &[Record]) -> Vec<Value> {
    let mut people: Vec<&Person> = records.iter().map(|record| &record.who).collect();
    people.sort_unstable_by_key(|who| &who.key);
    people.dedup();
    let user = |who: &&Person| json!({ "id": user_id(&who.key), "name": who.name, "username": who.handle });
    people.iter().map(user).collect()
}

/// One page, newest first. Without posts, `data` is left out.
fn page(world: &World, mut all: Vec<Record>, size: usize, from: Option<&String>) -> Json<Value> {
    all.sort_by_key(|record| std::cmp::Reverse(newest_id(record)));
    let from: usize = from.map_or(0, |token| token.trim_start_matches("b26v89").parse().unwrap());
    let count = all.len();
    let records: Vec<Record> = all.into_iter().skip(from).take(size).collect();
    let mut body = json!({ "meta": { "result_count": records.len() } });
    if records.is_empty() {
        return Json(body);
    }
    body["data"] = records.iter().map(|r| shown(world, r, newest_id(r))).collect();
    body["includes"] = json!({ "users": users(&records) });
    if from + size < count {
        body["meta"]["next_token"] = json!(format!("b26v89{}", from + size));
    }
    Json(body)
}

async fn search(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    assert_eq!(asked["query"], QUERY);
    let since: u64 = asked.get("since_id").map_or(0, |id| id.parse().unwrap());
    let oldest = (world.now() - WEEK_MS - EPOCH).unsigned_abs() << 22;
    if since != 0 && since < oldest {
        let message = format!("'since_id' must be a tweet id created after {oldest}");
        let body = json!({ "errors": [{ "parameters": { "since_id": [since.to_string()] },
            "message": message }], "title": "Invalid Request", "detail": "One or more parameters to \
            your request was invalid.", "type": "https://api.twitter.com/2/problems/invalid-request" });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let mut all = world.all();
    all.retain(|record| newest_id(record) > since.max(oldest));
    // Smaller than X's largest page, so that there are several pages.
    let size = asked["max_results"].parse::<usize>().unwrap().min(40);
    page(&world, all, size, asked.get("next_token")).into_response()
}

async fn timeline(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let from = plaza_core::parse_timestamp(&asked["start_time"]).unwrap();
    let mut all = world.all();
    all.retain(|record| record.author == US && record.created >= from);
    page(&world, all, 40, asked.get("pagination_token")).into_response()
}

async fn lookup(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let (mut data, mut errors, mut records) = (Vec::new(), Vec::new(), Vec::new());
    let ids: Vec<&str> = asked["ids"].split(',').collect();
    assert!(ids.len() <= 100, "X looks up at most 100 posts");
    for id in ids {
        match found(&world, id) {
            // The requested version, even if there are later ones.
            Some(record) => {
                data.push(shown(&world, &record, id.parse().unwrap()));
                records.push(record);
            }
            None => errors.push(json!({ "resource_id": id, "parameter": "ids", "value": id,
                "title": "Not Found Error", "resource_type": "tweet",
                "type": "https://api.twitter.com/2/problems/resource-not-found" })),
        }
    }
    let mut body = json!({ "errors": errors });
    if !data.is_empty() {
        let all = records.iter().flat_map(|r| {
            versions(r).into_iter().map(|id| shown(&world, r, id)).collect::<Vec<_>>()
        });
        body["includes"] = json!({ "users": users(&records), "tweets": all.collect::<Vec<_>>() });
        body["data"] = json!(data);
    }
    Json(body)
}

async fn show(State(world): State<Arc<World>>, Path(id): Path<String>) -> Json<Value> {
    Json(match found(&world, &id) {
        Some(record) => json!({ "data": shown(&world, &record, newest_id(&record)) }),
        None => json!({ "errors": [{ "value": id, "parameter": "id", "resource_type": "tweet",
            "title": "Not Found Error", "detail": "Could not find tweet.",
            "type": "https://api.twitter.com/2/problems/resource-not-found" }] }),
    })
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let text = sent["text"].as_str().unwrap_or_default();
    let forbidden =
        |detail: &str| problem(StatusCode::FORBIDDEN, "Forbidden", "about:blank", detail);
    let parent = found(&world, sent["reply"]["in_reply_to_tweet_id"].as_str().unwrap_or_default());
    let Some(parent) = parent else {
        return forbidden(
            "You attempted to reply to a Tweet that is deleted or not visible to you.",
        );
    };
    if parent.author == STRANGER {
        return forbidden(
            "Reply to this conversation is not allowed because you have not been \
                          mentioned or otherwise engaged by the author of the post.",
        );
    }
    if world.all().iter().any(|record| record.author == US && record.text == text) {
        return forbidden("You are not allowed to create a Tweet with duplicate content.");
    }
    let record = world.say_as_us(parent.n, text, None);
    let body = json!({ "data": { "id": first_id(&record).to_string(), "text": record.text } });
    (StatusCode::CREATED, Json(body)).into_response()
}

async fn remove(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    match found(&world, &id) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            Json(json!({ "data": { "deleted": true } })).into_response()
        }
        Some(_) => problem(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "about:blank",
            "You are not authorized to delete this Tweet.",
        ),
        None => X::refuse(Refusal::NotFound, "no such post"),
    }
}

#[tokio::test]
async fn an_edited_post_keeps_its_name_and_its_newest_words() {
    let mut source = Source::of::<X>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(3).remove(1);
    source.round().await.unwrap();
    world.clock.advance(10 * 60_000);
    world.edit(post.n, "The newest words");
    source.round().await.unwrap();
    // What is looked up again is the first version; the newest one counts.
    for _ in 0..4 {
        world.clock.advance(3 * 3_600_000);
        source.round().await.unwrap();
    }
    assert!(world.log().iter().any(|asked| asked.contains("/2/tweets?")), "{:#?}", world.log());
    assert_eq!(source.shelf.mentions[&X::external_id(&post)].text, "The newest words");
    assert_eq!(source.shelf.mentions.len(), 3);
    assert!(source.shelf.tombstones.is_empty());
}

/// X knows no post ids that are older than a week.
#[tokio::test]
async fn a_long_pause_is_survived() {
    let mut source = Source::of::<X>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(3);
    source.round().await.unwrap();
    world.clock.advance(30 * 24 * 3_600_000);
    world.say(None, "bea", "A month later");
    source.round().await.unwrap();
    assert!(source.shelf.says("A month later"));
}

#[tokio::test]
async fn refusals_of_one_post_do_not_stop_the_source() {
    let mut source = Source::of::<X>().await;
    let world = Arc::clone(&source.simulator.world);
    let (call, talk) =
        (world.say(None, "ana", "@example help"), world.say(None, STRANGER, "example radio"));
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    replier.send(&reply_to::<X>(&source, &call, "We are on it.")).await.unwrap();
    for (parent, message) in [(&call, "duplicate content"), (&talk, "not been mentioned")] {
        let reply = reply_to::<X>(&source, parent, "We are on it.");
        let error = replier.send(&reply).await.unwrap_err();
        let ConnectorError::Malformed(why) = &error else { panic!("{error:?}") };
        assert!(why.contains(message), "{why}");
    }
    assert!(source.round().await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "heavy: kills while replies leave for a simulated platform"]
async fn replies_survive_kills() {
    crate::kills::replies_survive_kills::<X>().await;
}

/// The settings of a source that only collects.
const ALONE: [(&str, &str); 4] =
    [("bearer", APP), ("client_id", ""), ("client_secret", ""), ("refresh_token", "")];

/// The same as the suite's test, in which the first answer would be that of the token address.
#[tokio::test]
async fn used_up_quotas_are_seen() {
    let mut source = Source::with::<X>(&ALONE).await;
    let world = Arc::clone(&source.simulator.world);
    world.history(100);
    world.says_last_one_for(300);
    source.page().await.unwrap();
    let error = source.page().await.unwrap_err();
    let ConnectorError::RateLimited { until, .. } = &error else { panic!("{error:?}") };
    assert_eq!((*until, world.log().len()), (world.now() + 300_000, 1));
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 100);
}

#[tokio::test]
async fn the_apps_own_token_is_enough_for_collecting() {
    let mut source = Source::with::<X>(&ALONE).await;
    source.simulator.world.history(3);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 3);
    assert!(source.open().replier().is_none());
    assert!(source.open().check().await.unwrap().contains("only collects"));
}

#[tokio::test]
async fn a_reply_is_measured_as_x_does() {
    let source = Source::of::<X>().await;
    let rules = source.rules().unwrap();
    let link = format!("https://a.example/{}", "x".repeat(300));
    assert_eq!(rules.length(&format!("See {link} 日本 🎉")), 4 + 23 + 1 + 4 + 1 + 2);
    assert_eq!(rules.problems(&"ñ".repeat(280)), []);
    assert_eq!(rules.problems(&"日".repeat(141)).len(), 1);
}
