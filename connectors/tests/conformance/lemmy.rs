//! Version 3 of Lemmy's API, as lemmy-js-client's types and Lemmy 0.19 describe it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{ConnectorError, OtherReplies, OutgoingReply, PreflightProblem, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Lemmy);

struct Lemmy;

type Asked = Query<HashMap<String, String>>;

/// The token that a login returns.
const JWT: &str = "eyJ0eXAi-lemmy-session-91";
/// Posts and comments are numbered separately.
const FIRST_POST: u64 = 1_000;
const FIRST_COMMENT: u64 = 70_000;
const PAGE: usize = 50;

impl Platform for Lemmy {
    const KIND: &'static str = "lemmy";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "activitypub",
        handles: Handles::Change,
        elsewhere: Elsewhere::Federated,
    };
    const GONE: Gone = Gone::Unseen;

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("url", base.to_owned()),
            ("community", "plaza".to_owned()),
            ("user", US.to_owned()),
            ("password", TOKEN.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/v3/user/login", post(log_in))
            .route("/api/v3/site", get(site))
            .route("/api/v3/post/list", get(posts))
            .route("/api/v3/comment/list", get(comments))
            .route("/api/v3/search", get(search))
            .route("/api/v3/post", get(one_post))
            .route("/api/v3/comment", get(one_comment).post(publish))
            .route("/api/v3/comment/delete", post(delete))
    }

    fn is_ours(request: &Parts) -> bool {
        // Logging in carries the password in its body.
        let value = request.headers.get(AUTHORIZATION);
        request.uri.path().ends_with("/login")
            || value.is_some_and(|value| value == format!("Bearer {JWT}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                let body = json!({ "error": "incorrect_login", "message": message });
                (StatusCode::UNAUTHORIZED, Json(body)).into_response()
            }
            Refusal::NotFound => error(StatusCode::NOT_FOUND, message),
            Refusal::TooFast(_) => error(StatusCode::BAD_REQUEST, "rate_limit_error"),
        }
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => format!("post-{}", FIRST_POST + record.n),
            Some(_) => format!("comment-{}", FIRST_COMMENT + record.n),
        }
    }
}

fn error(status: StatusCode, name: &str) -> Response {
    (status, Json(json!({ "error": name }))).into_response()
}

fn person(who: &Person) -> Value {
    json!({
        "id": if who.is_us() { 7 } else { who.id() },
        "name": who.handle,
        "display_name": who.name,
        "actor_id": format!("https://lemmy.example/u/{}", who.key),
        "local": true,
        "deleted": false,
    })
}

fn published(record: &Record) -> String {
    if record.broken { "yesterday".to_owned() } else { to_rfc3339(record.created) }
}

/// When it was edited, if ever.
fn updated(record: &Record) -> Option<String> {
    (record.changed != record.created).then(|| to_rfc3339(record.changed))
}

fn post_of(record: &Record) -> Value {
    json!({
        "id": FIRST_POST + record.n,
        "name": "About something",
        "body": record.text,
        "creator_id": person(&record.who)["id"],
        "published": published(record),
        "updated": updated(record),
        "deleted": record.deleted,
        "removed": false,
        "locked": record.text.contains("(locked)"),
        "ap_id": format!("https://lemmy.example/post/{}", FIRST_POST + record.n),
    })
}

fn post_view(world: &World, record: &Record) -> Value {
    json!({
        "post": post_of(record),
        "creator": person(&record.who),
        "community": { "id": 2, "name": "plaza", "actor_id": "https://lemmy.example/c/plaza" },
        "counts": { "score": 3, "comments": world.below(record.n).len() },
    })
}

fn path(world: &World, record: &Record) -> String {
    match record.parent.and_then(|n| world.everything().into_iter().find(|r| r.n == n)) {
        Some(parent) => format!("{}.{}", path(world, &parent), FIRST_COMMENT + record.n),
        None => "0".to_owned(),
    }
}

/// A deleted comment keeps its place without its text.
fn comment_view(world: &World, record: &Record) -> Value {
    let everything = world.everything();
    let mut root = record.clone();
    while let Some(parent) = root.parent {
        root = everything.iter().find(|r| r.n == parent).unwrap().clone();
    }
    json!({
        "comment": {
            "id": FIRST_COMMENT + record.n,
            "content": if record.deleted { "" } else { &record.text },
            "post_id": FIRST_POST + root.n,
            "published": published(record),
            "updated": updated(record),
            "deleted": record.deleted,
            "removed": false,
            "path": path(world, record),
            "language_id": 0,
            "ap_id": format!("https://lemmy.example/comment/{}", FIRST_COMMENT + record.n),
        },
        "creator": person(&record.who),
        "post": post_of(&root),
        "community": { "id": 2, "name": "plaza", "actor_id": "https://lemmy.example/c/plaza" },
        "counts": { "score": 1, "child_count": world.answers(record.n).len() },
    })
}

async fn log_in(Json(sent): Json<Value>) -> Response {
    if sent["username_or_email"] == US && sent["password"] == TOKEN {
        let body = json!({ "jwt": JWT, "registration_created": false, "verify_email_sent": false });
        return Json(body).into_response();
    }
    error(StatusCode::UNAUTHORIZED, "incorrect_login")
}

async fn site() -> Json<Value> {
    Json(json!({
        "site_view": { "site": { "id": 1, "name": "A square" } },
        "version": "0.19.12",
        "my_user": { "local_user_view": { "person": person(&Person::us()) } },
    }))
}

/// The page of `records` that was asked for, newest first.
fn page(mut records: Vec<Record>, asked: &HashMap<String, String>) -> Vec<Record> {
    let number = |key: &str, default: usize| asked.get(key).map_or(default, |n| n.parse().unwrap());
    let size = number("limit", 10);
    assert!(size <= PAGE, "couldnt_get_posts: at most {PAGE}");
    records.reverse();
    records.into_iter().skip((number("page", 1) - 1) * size).take(size).collect()
}

fn shown_posts(world: &World, asked: &HashMap<String, String>) -> Vec<Value> {
    let found = world.all().into_iter().filter(|r| r.parent.is_none() && matches(r, asked));
    page(found.collect(), asked).iter().map(|r| post_view(world, r)).collect()
}

fn shown_comments(world: &World, asked: &HashMap<String, String>) -> Vec<Value> {
    let parent = asked.get("parent_id").map(|id| id.parse::<u64>().unwrap() - FIRST_COMMENT);
    let post = asked.get("post_id").map(|id| id.parse::<u64>().unwrap() - FIRST_POST);
    let within: Option<Vec<u64>> =
        parent.or(post).map(|root| world.below(root).iter().map(|r| r.n).collect());
    let found = world.everything().into_iter().filter(|r| {
        r.parent.is_some() && within.as_ref().is_none_or(|w| w.contains(&r.n)) && matches(r, asked)
    });
    page(found.collect(), asked).iter().map(|r| comment_view(world, r)).collect()
}

fn matches(record: &Record, asked: &HashMap<String, String>) -> bool {
    asked.get("q").is_none_or(|words| record.text.contains(words))
}

async fn posts(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    assert_eq!((asked["type_"].as_str(), asked["sort"].as_str()), ("All", "New"));
    Json(json!({ "posts": shown_posts(&world, &asked), "next_page": null }))
}

async fn comments(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    Json(json!({ "comments": shown_comments(&world, &asked) }))
}

async fn search(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let kind = asked["type_"].as_str();
    let posts = if kind == "Posts" { shown_posts(&world, &asked) } else { Vec::new() };
    let comments = if kind == "Comments" { shown_comments(&world, &asked) } else { Vec::new() };
    Json(
        json!({ "type_": kind, "posts": posts, "comments": comments, "communities": [], "users": [] }),
    )
}

async fn one_post(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    match world.get(asked["id"].parse::<u64>().unwrap().saturating_sub(FIRST_POST)) {
        Some(record) if record.parent.is_none() => {
            Json(json!({ "post_view": post_view(&world, &record), "moderators": [] }))
                .into_response()
        }
        _ => error(StatusCode::NOT_FOUND, "couldnt_find_post"),
    }
}

fn comment(world: &World, id: Option<u64>) -> Option<Record> {
    let n = id?.checked_sub(FIRST_COMMENT)?;
    world.everything().into_iter().find(|r| r.n == n && r.parent.is_some())
}

async fn one_comment(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    match comment(&world, asked["id"].parse().ok()) {
        Some(record) => answer(&world, &record),
        None => error(StatusCode::NOT_FOUND, "couldnt_find_comment"),
    }
}

fn answer(world: &World, record: &Record) -> Response {
    Json(json!({ "comment_view": comment_view(world, record), "recipient_ids": [] }))
        .into_response()
}

async fn publish(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let text = sent["content"].as_str().unwrap_or_default();
    if text.chars().count() > 10_000 {
        return error(StatusCode::BAD_REQUEST, "invalid_body_field");
    }
    let Some(post) = world.get(sent["post_id"].as_u64().unwrap_or(0).saturating_sub(FIRST_POST))
    else {
        return error(StatusCode::NOT_FOUND, "couldnt_find_post");
    };
    if post.text.contains("(locked)") {
        return error(StatusCode::BAD_REQUEST, "locked");
    }
    let parent = match sent.get("parent_id") {
        None => post.n,
        Some(id) => match comment(&world, id.as_u64()) {
            Some(parent) if path(&world, &parent).split('.').count() > 50 => {
                return error(StatusCode::BAD_REQUEST, "max_comment_depth_reached");
            }
            Some(parent) => parent.n,
            None => return error(StatusCode::NOT_FOUND, "couldnt_find_comment"),
        },
    };
    let record = world.say_as_us(parent, text, None);
    answer(&world, &record)
}

async fn delete(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    assert_eq!(sent["deleted"], true);
    match comment(&world, sent["comment_id"].as_u64()) {
        Some(record) if record.deleted => error(StatusCode::BAD_REQUEST, "couldnt_update_comment"),
        Some(record) if record.author == US => {
            world.delete(record.n);
            let record = comment(&world, sent["comment_id"].as_u64()).unwrap();
            answer(&world, &record)
        }
        Some(_) => error(StatusCode::BAD_REQUEST, "no_comment_edit_allowed"),
        None => error(StatusCode::NOT_FOUND, "couldnt_find_comment"),
    }
}

fn reply_to(record: &Record, text: &str, source: &Source) -> OutgoingReply {
    OutgoingReply {
        key: "reply-9".to_owned(),
        conversation_id: None,
        parent_id: Lemmy::external_id(record),
        text: text.to_owned(),
        first_try_at: source.simulator.world.now(),
        others: OtherReplies::default(),
    }
}

#[tokio::test]
async fn a_token_that_was_entered_saves_the_login() {
    let settings = [("token", JWT), ("user", ""), ("password", "")];
    let mut source = Source::with::<Lemmy>(&settings).await;
    source.simulator.world.history(3);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 3);
    assert!(source.open().replier().is_some());
    let log = source.simulator.world.log();
    assert!(log.iter().all(|line| !line.contains("login")), "{log:#?}");
    let source = Source::with::<Lemmy>(&[("token", ""), ("user", ""), ("password", "")]).await;
    assert!(source.open().replier().is_none(), "without an account nobody answers");
}

#[tokio::test]
async fn a_wrong_password_is_told() {
    let mut source = Source::with::<Lemmy>(&[("user", "somebody")]).await;
    let error = source.round().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("check name and password"), "{message}");
}

#[tokio::test]
async fn a_search_narrows_to_its_words() {
    let mut source = Source::with::<Lemmy>(&[("query", "coffee")]).await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "About tea");
    world.say(Some(post.n), "bea", "I like coffee better");
    world.say(None, "ana", "About coffee");
    source.round().await.unwrap();
    let mut found: Vec<_> = source.shelf.mentions.values().map(|m| m.text.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["About coffee", "I like coffee better"]);
}

#[tokio::test]
async fn answers_to_comments_stand_below_them_and_their_deletion_is_seen() {
    let mut source = Source::of::<Lemmy>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "The question");
    let comment = world.say(Some(post.n), "bea", "The answer");
    let other = world.say(Some(post.n), "cem", "Another answer");
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let reply = reply_to(&comment, "Thanks, Bea.", &source);
    let receipt = replier.send(&reply).await.unwrap();
    source.rounds_until(|shelf| shelf.says("Thanks, Bea.")).await;
    let mention = &source.shelf.mentions[&receipt.external_id];
    assert_eq!(mention.parent_id, Some(Lemmy::external_id(&comment)));
    assert_eq!(mention.conversation_id, Some(Lemmy::external_id(&post)));
    // The same words below another comment are another reply.
    let elsewhere = reply_to(&other, "Thanks, Bea.", &source);
    let found = replier.read_back(&elsewhere).await.unwrap();
    assert_eq!(found, plaza_core::ReadBack::Absent);
    world.delete(comment.n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    assert!(source.shelf.tombstones.contains(&Lemmy::external_id(&comment)));
}

#[tokio::test]
async fn locked_posts_and_deep_threads_take_no_answers() {
    let mut source = Source::of::<Lemmy>().await;
    let world = Arc::clone(&source.simulator.world);
    let locked = world.say(None, "ana", "Enough (locked)");
    let mut deep = world.say(None, "ana", "Long talk");
    for _ in 0..50 {
        deep = world.say(Some(deep.n), "bea", "And on");
    }
    source.round().await.unwrap();
    let connector = source.open();
    for record in [&locked, &deep] {
        let reply = reply_to(record, "One more.", &source);
        let problems = connector.replier().unwrap().preflight(&reply).await.unwrap();
        assert_eq!(problems, [PreflightProblem::ThreadClosed]);
    }
}
