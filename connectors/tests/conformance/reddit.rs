//! Reddit's data API, as reddit.com/dev/api and its wiki on OAuth 2 describe it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{AuthorIs, ConnectorError, OtherReplies, OutgoingReply, PreflightProblem};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Reddit);

struct Reddit;

type Asked = Query<HashMap<String, String>>;
type Sent = Form<HashMap<String, String>>;

const CLIENT: &str = "Kq8xTestClient";
const ACCESS: &str = "eyJhbGciOi-reddit-access-1";
/// Number of things on a page; Reddit returns fewer than requested where some are hidden.
const PAGE: usize = 40;

impl Platform for Reddit {
    const KIND: &'static str = "reddit";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "reddit.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("subreddit", "plaza+other")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("subreddit", "plaza+square".to_owned()),
            ("client_id", CLIENT.to_owned()),
            ("client_secret", TOKEN.to_owned()),
            ("user", US.to_owned()),
            ("password", TOKEN.to_owned()),
            ("api", base.to_owned()),
            ("site", base.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/v1/access_token", post(token))
            .route("/api/v1/me", get(|| async { Json(json!({ "id": "u1", "name": US })) }))
            .route("/r/plaza+square/new", get(new))
            .route("/r/plaza+other/new", get(new))
            .route("/r/plaza+other/comments", get(comments))
            .route("/r/plaza+square/search", get(search))
            .route("/search", get(search))
            .route("/r/plaza+square/comments", get(comments))
            .route("/comments/{article}", get(thread))
            .route("/api/info", get(info))
            .route("/api/comment", post(publish))
            .route("/api/del", post(delete))
            .route("/user/plaza/comments", get(own))
    }

    fn is_ours(request: &Parts) -> bool {
        let is =
            |name, wanted: &str| request.headers.get(name).is_some_and(|value| value == wanted);
        let agent = request.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        // Reddit refuses clients whose user agent does not follow its rule.
        if !agent.is_some_and(|agent| agent.contains("by /u/") && agent.contains(CLIENT)) {
            return false;
        }
        if request.uri.path() == "/api/v1/access_token" {
            let client = STANDARD.encode(format!("{CLIENT}:{TOKEN}"));
            return is(AUTHORIZATION, &format!("Basic {client}"));
        }
        is(AUTHORIZATION, &format!("Bearer {ACCESS}"))
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        let body = |status: StatusCode, message: &str| {
            (status, Json(json!({ "message": message, "error": status.as_u16() }))).into_response()
        };
        match refusal {
            Refusal::Unauthorized => body(StatusCode::UNAUTHORIZED, message),
            Refusal::NotFound => body(StatusCode::NOT_FOUND, "Not Found"),
            Refusal::TooFast(wait) => {
                let mut refusal = body(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
                let headers = refusal.headers_mut();
                headers.insert("x-ratelimit-remaining", "0.0".parse().unwrap());
                headers.insert("x-ratelimit-reset", wait.into());
                refusal
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("x-ratelimit-used", "100".to_owned()),
            ("x-ratelimit-remaining", format!("{left}.0")),
            ("x-ratelimit-reset", reset_s.to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        fullname(record)
    }
}

/// Ids are numbers in base 36.
fn base36(mut n: u64) -> String {
    let mut digits = Vec::new();
    while n > 0 {
        digits.push(char::from_digit(u32::try_from(n % 36).unwrap(), 36).unwrap());
        n /= 36;
    }
    digits.iter().rev().collect()
}

fn id(n: u64) -> String {
    base36(3_000_000_000 + n)
}

fn fullname(record: &Record) -> String {
    let kind = if record.parent.is_none() { "t3" } else { "t1" };
    format!("{kind}_{}", id(record.n))
}

fn find(world: &World, id: &str) -> Option<Record> {
    let id = id.trim_start_matches("t1_").trim_start_matches("t3_");
    world.everything().into_iter().find(|record| self::id(record.n) == id)
}

fn root(world: &World, record: &Record) -> Record {
    let mut found = record.clone();
    while let Some(parent) = found.parent {
        found = find(world, &id(parent)).unwrap();
    }
    found
}

/// A deleted thing keeps its place, without author and text.
fn thing(world: &World, record: &Record) -> Value {
    let (author, text) = match record.deleted {
        true if record.text.contains("(removed)") => ("[deleted]", "[removed]"),
        true => ("[deleted]", "[deleted]"),
        false if record.who.is_gone => ("[deleted]", record.text.as_str()),
        false => (record.who.handle.as_str(), record.text.as_str()),
    };
    #[expect(clippy::cast_precision_loss, reason = "seconds fit")]
    let seconds = record.created as f64 / 1000.0;
    let created = if record.broken { json!("once") } else { json!(seconds) };
    let edited = record.changed != record.created && !record.deleted;
    let root = root(world, record);
    let mut data = json!({
        "name": fullname(record),
        "id": id(record.n),
        "author": author,
        "author_fullname": (author != "[deleted]").then(|| format!("t2_{:x}", record.who.id())),
        "created_utc": created,
        "edited": if edited { json!(record.changed / 1000) } else { json!(false) },
        "subreddit": "plaza",
        "score": 4,
        "permalink": format!("/r/plaza/comments/{}/about/{}", id(root.n), id(record.n)),
        "locked": record.text.contains("(locked)"),
        "archived": false,
    });
    let more = match record.parent {
        None => json!({
            "title": "About something", "is_self": true, "selftext": text,
            "num_comments": world.below(record.n).len(), "link_flair_text": null,
            "removed_by_category": record.deleted.then_some("deleted"),
            "url": "https://www.reddit.com/r/plaza/about",
        }),
        Some(parent) => json!({
            "body": text,
            "link_id": fullname(&root),
            "parent_id": fullname(&find(world, &id(parent)).unwrap()),
        }),
    };
    for (key, value) in more.as_object().unwrap() {
        data[key] = value.clone();
    }
    json!({ "kind": if record.parent.is_none() { "t3" } else { "t1" }, "data": data })
}

fn listing(children: &[Value], after: Option<&str>) -> Value {
    json!({ "kind": "Listing",
        "data": { "after": after, "dist": children.len(), "children": children, "before": null } })
}

/// The page of `records`, newest first, after the thing that `after` names.
fn page(world: &World, mut records: Vec<Record>, asked: &HashMap<String, String>) -> Json<Value> {
    assert_eq!(asked["raw_json"], "1", "without it every text is escaped");
    records.reverse();
    let behind = asked.get("after").and_then(|after| {
        records.iter().position(|record| fullname(record) == *after).map(|index| index + 1)
    });
    let size = asked["limit"].parse::<usize>().unwrap().min(PAGE);
    let rest = &records[behind.unwrap_or(0)..];
    let shown = &rest[..rest.len().min(size)];
    let after = (rest.len() > size).then(|| fullname(&shown[shown.len() - 1]));
    let children: Vec<Value> = shown.iter().map(|record| thing(world, record)).collect();
    Json(listing(&children, after.as_deref()))
}

async fn token(Form(sent): Sent) -> Json<Value> {
    let owner = (sent.get("username"), sent.get("password"));
    let is_valid = match sent["grant_type"].as_str() {
        "password" => owner == (Some(&US.to_owned()), Some(&TOKEN.to_owned())),
        "client_credentials" => true,
        _ => return Json(json!({ "error": "unsupported_grant_type" })),
    };
    if !is_valid {
        // Reddit refuses with status 200.
        return Json(json!({ "error": "invalid_grant" }));
    }
    Json(
        json!({ "access_token": ACCESS, "token_type": "bearer", "expires_in": 86_400, "scope": "*" }),
    )
}

async fn new(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let posts = world.all().into_iter().filter(|record| record.parent.is_none());
    page(&world, posts.collect(), &asked)
}

async fn search(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    assert_eq!(asked["sort"], "new");
    let posts = world.all().into_iter();
    let found = posts.filter(|r| r.parent.is_none() && r.text.contains(&asked["q"]));
    page(&world, found.collect(), &asked)
}

async fn comments(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let comments = world.all().into_iter().filter(|record| record.parent.is_some());
    page(&world, comments.collect(), &asked)
}

async fn own(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let ours = world.all().into_iter().filter(|r| r.parent.is_some() && r.author == US);
    page(&world, ours.collect(), &asked)
}

/// A post and the tree of its comments.
async fn thread(State(world): State<Arc<World>>, Path(article): Path<String>) -> Response {
    fn tree(world: &World, n: u64) -> Value {
        let below = world.everything().into_iter().filter(|record| record.parent == Some(n));
        let children: Vec<Value> = below
            .map(|record| {
                let mut shown = thing(world, &record);
                let replies = tree(world, record.n);
                let is_leaf = replies["data"]["dist"] == 0;
                shown["data"]["replies"] = if is_leaf { json!("") } else { replies };
                shown
            })
            .collect();
        listing(&children, None)
    }
    match find(&world, &article) {
        Some(post) => {
            let first = listing(&[thing(&world, &post)], None);
            Json(json!([first, tree(&world, post.n)])).into_response()
        }
        None => Reddit::refuse(Refusal::NotFound, ""),
    }
}

async fn info(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    let ids: Vec<&str> = asked["id"].split(',').collect();
    assert!(ids.len() <= 100);
    let found: Vec<Value> =
        ids.iter().filter_map(|id| find(&world, id)).map(|r| thing(&world, &r)).collect();
    Json(listing(&found, None))
}

/// Errors of writing requests are returned with status 200.
fn message(code: &str, words: &str, more: &Value) -> Json<Value> {
    let mut message = json!({ "json": { "errors": [[code, words, "parent"]] } });
    for (key, value) in more.as_object().into_iter().flatten() {
        message["json"][key] = value.clone();
    }
    Json(message)
}

async fn publish(State(world): State<Arc<World>>, Form(sent): Sent) -> Json<Value> {
    assert_eq!(sent["api_type"], "json");
    let text = sent["text"].as_str();
    let none = Value::Null;
    if text.contains("(too soon)") {
        let words = "Looks like you've been doing that a lot. Take a break for 9 minutes before trying again.";
        return message("RATELIMIT", words, &none);
    }
    if text.contains("(much too soon)") {
        return message(
            "RATELIMIT",
            "you are doing that too much.",
            &json!({ "ratelimit": 321.5 }),
        );
    }
    if text.contains("(too long)") {
        return message("TOO_LONG", "this is too long (max: 10000)", &none);
    }
    match find(&world, &sent["thing_id"]) {
        Some(parent) if parent.deleted => {
            message("DELETED_COMMENT", "that comment has been deleted", &none)
        }
        Some(parent) => {
            let record = world.say_as_us(parent.n, text, None);
            let things = json!({ "things": [thing(&world, &record)] });
            Json(json!({ "json": { "errors": [], "data": things } }))
        }
        None => message("DELETED_LINK", "the link you are commenting on has been deleted", &none),
    }
}

async fn delete(State(world): State<Arc<World>>, Form(sent): Sent) -> Response {
    match find(&world, &sent["id"]) {
        Some(record) if record.author == US => {
            if !record.deleted {
                world.delete(record.n);
            }
            Json(json!({})).into_response()
        }
        _ => Reddit::refuse(Refusal::NotFound, ""),
    }
}

fn reply_to(record: &Record, text: &str, source: &Source) -> OutgoingReply {
    OutgoingReply {
        key: "reply-9".to_owned(),
        conversation_id: None,
        parent_id: fullname(record),
        text: text.to_owned(),
        first_try_at: source.simulator.world.now(),
        others: OtherReplies::default(),
    }
}

#[tokio::test]
async fn try_again_later_inside_a_200_is_obeyed() {
    let mut source = Source::of::<Reddit>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    for (text, wait) in [("One (too soon)", 570_000), ("Two (much too soon)", 321_500)] {
        let connector = source.open();
        let replier = connector.replier().unwrap();
        let error = replier.send(&reply_to(&post, text, &source)).await.unwrap_err();
        let ConnectorError::RateLimited { until, .. } = error else { panic!("{error:?}") };
        assert_eq!(until - world.now(), wait, "{text}");
        // Replies wait; reading continues.
        let asked = world.log().len();
        let again = replier.send(&reply_to(&post, "Again", &source)).await.unwrap_err();
        assert!(matches!(again, ConnectorError::RateLimited { .. }), "{again:?}");
        let log = world.log();
        assert!(log[asked..].iter().all(|line| !line.starts_with("POST")), "{log:#?}");
        source.round().await.unwrap();
        world.clock.advance(wait);
    }
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let error = replier.send(&reply_to(&post, "Three (too long)", &source)).await.unwrap_err();
    let ConnectorError::Malformed(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("this is too long (max: 10000)"), "{message}");
    replier.send(&reply_to(&post, "At last.", &source)).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_told_although_the_status_is_200() {
    let mut source = Source::with::<Reddit>(&[("user", "somebody")]).await;
    source.simulator.world.history(1);
    let error = source.round().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("invalid_grant"), "{message}");
}

#[tokio::test]
async fn without_a_password_plaza_reads_only() {
    let mut source = Source::with::<Reddit>(&[("password", "")]).await;
    source.simulator.world.history(3);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 3);
    assert!(source.open().replier().is_none());
    assert!(source.open().check().await.unwrap().contains("only collects"));
}

#[tokio::test]
async fn a_search_brings_the_comments_below_what_it_finds() {
    for subreddit in ["plaza+square", ""] {
        let settings = [("query", "coffee"), ("subreddit", subreddit)];
        let mut source = Source::with::<Reddit>(&settings).await;
        let world = Arc::clone(&source.simulator.world);
        let post = world.say(None, "ana", "About coffee");
        let comment = world.say(Some(post.n), "bea", "I prefer tea");
        let answer = world.say(Some(comment.n), "cem", "Me too");
        let other = world.say(None, "ana", "About tea");
        world.say(Some(other.n), "bea", "So do I");
        source.round().await.unwrap();
        let found: Vec<_> = source.shelf.mentions.keys().cloned().collect();
        let mut wanted = [&post, &comment, &answer].map(fullname);
        wanted.sort();
        assert_eq!(found, wanted);
        let mention = &source.shelf.mentions[&fullname(&answer)];
        assert_eq!(mention.parent_id, Some(fullname(&comment)));
        assert_eq!(mention.conversation_id, Some(fullname(&post)));
        // Removals below it are noticed.
        world.edit(answer.n, "Me too (removed)");
        world.delete(answer.n);
        source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
        assert!(source.shelf.tombstones.contains(&fullname(&answer)));
    }
}

#[tokio::test]
async fn locked_and_removed_comments_take_no_answers() {
    let mut source = Source::of::<Reddit>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "The question");
    let locked = world.say(Some(post.n), "bea", "Enough (locked)");
    let removed = world.say(Some(post.n), "bea", "Rude (removed)");
    source.round().await.unwrap();
    world.delete(removed.n);
    let connector = source.open();
    let replier = connector.replier().unwrap();
    for (record, problem) in
        [(&locked, PreflightProblem::ThreadClosed), (&removed, PreflightProblem::ParentDeleted)]
    {
        let problems = replier.preflight(&reply_to(record, "One more.", &source)).await.unwrap();
        assert_eq!(problems, [problem]);
    }
}
