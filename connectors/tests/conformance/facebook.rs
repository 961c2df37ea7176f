//! Pages in the Graph API, as developers.facebook.com/docs/pages-api describes them.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError};
use serde_json::{Value, json};

use crate::graph::{self, Asked};
use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, US, World};
use crate::suite::reply_to;

crate::conformance!(Facebook);

struct Facebook;

const PAGE: &str = "102938475610293";
/// Whoever writes under this name posts on the page itself.
const VISITOR: &str = "vera";
/// A text that Facebook treats as abuse.
const ABUSE: &str = "Buy now!!!";

impl Platform for Facebook {
    const KIND: &'static str = "facebook";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "facebook.com/102938475610293",
        handles: Handles::Change,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("page", PAGE.to_owned()),
            ("token", crate::simulator::TOKEN.to_owned()),
            ("api", format!("{base}/v26.0")),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/v26.0/me", get(|| async { Json(json!({ "id": PAGE, "name": "Plaza" })) }))
            .route(&format!("/v26.0/{PAGE}/feed"), get(feed))
            .route("/v26.0/{id}", get(show).delete(remove))
            .route("/v26.0/{id}/comments", post(publish).get(comments))
    }

    fn is_ours(request: &Parts) -> bool {
        graph::is_ours(request)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        graph::refuse(refusal, message, 32)
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        graph::usage(100 - left, reset_s)
    }

    /// Meta reports percentages of a quota.
    fn counts_requests() -> bool {
        false
    }

    fn external_id(record: &Record) -> String {
        if is_post(record) { post_id(record.n) } else { comment_id(record.n) }
    }
}

fn is_post(record: &Record) -> bool {
    record.author == VISITOR && record.parent.is_none()
}

fn post_id(n: u64) -> String {
    format!("{PAGE}_9000000{n}")
}

/// The page's own post, which has all comments that do not belong to a visitor's post.
fn own_post() -> String {
    format!("{PAGE}_8000001")
}

fn comment_id(n: u64) -> String {
    format!("8000001_7700000{n}")
}

fn number(id: &str) -> Option<u64> {
    let (_, digits) = id.split_once('_')?;
    let digits = digits.strip_prefix("9000000").or_else(|| digits.strip_prefix("7700000"))?;
    digits.parse().ok()
}

fn shown(world: &World, record: &Record) -> Value {
    let from = if record.author == US { PAGE.to_owned() } else { format!("33{}", record.who.id()) };
    let created = if record.broken { "yesterday".to_owned() } else { graph::time(record.created) };
    let mut comment = json!({
        "id": Facebook::external_id(record),
        "message": record.text,
        "created_time": created,
        "permalink_url": format!("https://www.facebook.com/{}", Facebook::external_id(record)),
        "from": (!record.who.is_gone).then(|| json!({ "id": from, "name": record.who.name })),
        "is_hidden": false,
    });
    // There are two levels of comments: an answer names the comment that opens its thread.
    let above = above(world, record);
    if above.len() > 1 {
        comment["parent"] = json!({ "id": comment_id(above[above.len() - 2]) });
    }
    comment
}

/// The comments above a record, the nearest first, and the post at the end as 0.
fn above(world: &World, record: &Record) -> Vec<u64> {
    let mut found = Vec::new();
    let mut above = record.parent;
    while let Some(parent) = above.and_then(|n| world.everything().into_iter().find(|r| r.n == n)) {
        if is_post(&parent) {
            break;
        }
        found.push(parent.n);
        above = parent.parent;
    }
    found.push(0);
    found
}

/// All comments below a post, newest first.
fn below(world: &World, post: &str) -> Vec<Record> {
    let mut found = match number(post) {
        Some(n) => world.below(n),
        None => {
            let is_below_own = |r: &Record| world.root(r.n).is_some_and(|root| !is_post(&root));
            world.all().into_iter().filter(is_below_own).collect()
        }
    };
    found.reverse();
    found
}

fn inline(world: &World, post: &str) -> Value {
    let comments = below(world, post).iter().map(|record| shown(world, record)).collect();
    // Fewer than requested, which Facebook may return too, so that there are several pages.
    graph::page(comments, 30, &Asked::new())
}

async fn feed(State(world): State<Arc<World>>, Query(asked): Query<Asked>) -> Json<Value> {
    assert!(asked["fields"].contains("comments.filter(stream)"));
    let mut posts: Vec<Value> = Vec::new();
    for record in world.all().iter().rev().filter(|record| is_post(record)) {
        let mut post = shown(&world, record);
        post["comments"] = inline(&world, &post_id(record.n));
        posts.push(post);
    }
    // Older than every message of the test.
    let created = graph::time(crate::simulator::NOW - 3 * 24 * 3_600_000);
    posts.push(json!({ "id": own_post(), "message": "News", "created_time": created,
        "from": { "id": PAGE, "name": "Plaza" }, "comments": inline(&world, &own_post()) }));
    Json(graph::page(posts, asked["limit"].parse().unwrap(), &asked))
}

async fn comments(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    assert_eq!(asked["filter"], "stream", "else answers are left out");
    let size: usize = asked["limit"].parse().unwrap();
    if id != own_post() && number(&id).and_then(|n| world.get(n)).is_none() {
        return Facebook::refuse(Refusal::NotFound, "");
    }
    let found = below(&world, &id).iter().map(|record| shown(&world, record)).collect();
    Json(graph::page(found, size.min(30), &asked)).into_response()
}

async fn show(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    if id == PAGE {
        return Json(json!({ "id": PAGE, "name": "Plaza" })).into_response();
    }
    let Some(record) = number(&id).and_then(|n| world.get(n)) else {
        return Facebook::refuse(Refusal::NotFound, "");
    };
    if is_post(&record) && asked["fields"].contains("can_comment") {
        let message = "(#100) Tried accessing nonexisting field (can_comment)";
        return graph::error(100, None, "OAuthException", message);
    }
    let mut comment = shown(&world, &record);
    comment["can_comment"] = json!(true);
    Json(comment).into_response()
}

async fn publish(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Form(sent): Form<Asked>,
) -> Response {
    let Some(parent) = number(&id).and_then(|n| world.get(n)) else {
        return Facebook::refuse(Refusal::NotFound, "");
    };
    match sent["message"].as_str() {
        "" => graph::error(100, None, "OAuthException", "(#100) Param message must not be empty"),
        ABUSE => graph::error(
            368,
            None,
            "OAuthException",
            "The action attempted has been deemed abusive",
        ),
        text => {
            let record = world.say_as_us(parent.n, text, None);
            Json(json!({ "id": comment_id(record.n) })).into_response()
        }
    }
}

async fn remove(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    match number(&id).and_then(|n| world.get(n)) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            Json(json!({ "success": true })).into_response()
        }
        _ => Facebook::refuse(Refusal::NotFound, ""),
    }
}

#[tokio::test]
async fn posts_of_visitors_are_threads_of_their_own() {
    let mut source = Source::of::<Facebook>().await;
    let world = Arc::clone(&source.simulator.world);
    let question = world.say(None, VISITOR, "Are you open on Sunday?");
    let comment = world.say(Some(question.n), "ana", "I think so");
    let answer = world.say(Some(comment.n), "bea", "No");
    source.round().await.unwrap();
    let found = |record: &Record| &source.shelf.mentions[&Facebook::external_id(record)];
    let thread = Some(post_id(question.n));
    assert_eq!(found(&comment).parent_id, thread);
    assert_eq!(found(&comment).extra["post"], post_id(question.n));
    assert_eq!(found(&answer).parent_id, Some(comment_id(comment.n)));
    for record in [&question, &comment, &answer] {
        assert_eq!(found(record).conversation_id, thread, "{record:?}");
    }
    assert_eq!(source.shelf.mentions.len(), 3, "our own post is no mention");
    let reply = reply_to::<Facebook>(&source, &question, "Yes, until two.");
    let connector = source.open();
    let replier = connector.replier().unwrap();
    assert_eq!(replier.preflight(&reply).await, Ok(vec![]));
    replier.send(&reply).await.unwrap();
    assert_eq!(world.answers(question.n).len(), 2);
}

/// The quota is used up before anything is refused.
#[tokio::test]
async fn usage_near_the_limit_is_waited_for() {
    let mut source = Source::of::<Facebook>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(3);
    world.says_last_one_for(7 * 60);
    let error = source.page().await.unwrap_err();
    assert_eq!(world.log().len(), 1, "{:#?}", world.log());
    let ConnectorError::RateLimited { until, .. } = error else { panic!("{error:?}") };
    assert_eq!(until, world.now() + 7 * 60_000);
}

#[tokio::test]
async fn a_block_of_writing_is_told_in_words() {
    let mut source = Source::of::<Facebook>().await;
    let comment = source.simulator.world.history(1).remove(0);
    source.round().await.unwrap();
    let reply = reply_to::<Facebook>(&source, &comment, ABUSE);
    let error = source.open().replier().unwrap().send(&reply).await.unwrap_err();
    let ConnectorError::Malformed(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("deemed abusive") && message.contains("for now"), "{message}");
}
