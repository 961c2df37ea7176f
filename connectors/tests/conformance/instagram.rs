//! Comments in the Instagram Graph API, as developers.facebook.com/docs/instagram-platform
//! describes them.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError, PreflightProblem};
use serde_json::{Value, json};

use crate::graph::{self, Asked};
use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};
use crate::suite::reply_to;

crate::conformance!(Instagram);

struct Instagram;

const ACCOUNT: &str = "17841405309211844";
const MEDIUM: &str = "17895695668004550";

impl Platform for Instagram {
    const KIND: &'static str = "instagram";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "instagram.com/17841405309211844",
        handles: Handles::Change,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::ShownName);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("account", ACCOUNT.to_owned()),
            ("token", TOKEN.to_owned()),
            ("api", format!("{base}/v26.0")),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route(&format!("/v26.0/{ACCOUNT}"), get(account))
            .route(&format!("/v26.0/{ACCOUNT}/media"), get(media))
            .route(&format!("/v26.0/{MEDIUM}/comments"), get(comments))
            .route("/v26.0/{id}", get(show).delete(remove))
            .route("/v26.0/{id}/replies", get(replies).post(publish))
    }

    fn is_ours(request: &Parts) -> bool {
        graph::is_ours(request)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        graph::refuse(refusal, message, 80002)
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        graph::usage(100 - left, reset_s)
    }

    /// Meta reports percentages of a quota.
    fn counts_requests() -> bool {
        false
    }

    fn external_id(record: &Record) -> String {
        id(record.n)
    }
}

fn id(n: u64) -> String {
    format!("178{n:014}")
}

fn found(world: &World, id: &str) -> Option<Record> {
    world.get(id.strip_prefix("178")?.parse().ok()?)
}

async fn account() -> Json<Value> {
    Json(json!({ "id": ACCOUNT, "username": US, "media_count": 1 }))
}

fn shown(record: &Record) -> Value {
    let time = if record.broken { "a while ago".to_owned() } else { graph::time(record.created) };
    // Without the permission for it, only the name is shown.
    let (id_of, name) = (format!("99{}", record.who.id()), &record.who.handle);
    let from = (!record.who.is_gone).then(|| json!({ "id": id_of, "username": name }));
    json!({ "id": id(record.n), "text": record.text, "timestamp": time,
        "username": record.who.handle, "from": from, "like_count": 4, "hidden": false })
}

/// A comment that opens a thread, with its answers: there is one level of them.
fn thread(world: &World, record: &Record) -> Value {
    let mut comment = shown(record);
    let answers: Vec<Value> = world.below(record.n).iter().map(shown).collect();
    if !answers.is_empty() {
        comment["replies"] = graph::page(answers, 50, &Asked::new());
    }
    comment
}

/// All threads, newest first.
fn threads(world: &World) -> Vec<Value> {
    let all = world.all();
    let opening = all.iter().rev().filter(|record| record.parent.is_none());
    opening.map(|record| thread(world, record)).collect()
}

async fn media(State(world): State<Arc<World>>, Query(asked): Query<Asked>) -> Json<Value> {
    let mut medium = json!({ "id": MEDIUM, "permalink": "https://www.instagram.com/p/CxOWi/",
        "timestamp": graph::time(NOW - 3 * 24 * 3_600_000) });
    // Fewer than requested, so that there are several pages.
    let comments = graph::page(threads(&world), 30, &Asked::new());
    // The field is left out where there is nothing.
    if comments["data"] != json!([]) {
        medium["comments"] = comments;
    }
    Json(graph::page(vec![medium], 25, &asked))
}

async fn comments(State(world): State<Arc<World>>, Query(asked): Query<Asked>) -> Json<Value> {
    let size: usize = asked["limit"].parse().unwrap();
    Json(graph::page(threads(&world), size.min(30), &asked))
}

async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let Some(record) = found(&world, &name) else {
        return Instagram::refuse(Refusal::NotFound, "");
    };
    let mut comment = shown(&record);
    comment["media"] = json!({ "id": MEDIUM, "permalink": "https://www.instagram.com/p/CxOWi/" });
    if record.parent.is_some() {
        let opening = world.root(record.n).unwrap();
        comment["parent_id"] = json!(id(opening.n));
    }
    Json(comment).into_response()
}

async fn replies(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(record) = found(&world, &name) else {
        return Instagram::refuse(Refusal::NotFound, "");
    };
    let answers = world.below(record.n).iter().map(shown).collect();
    Json(graph::page(answers, 50, &asked)).into_response()
}

async fn publish(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Form(sent): Form<Asked>,
) -> Response {
    let text = &sent["message"];
    if text.chars().count() > 300 || text.matches('#').count() > 4 {
        return graph::error(100, Some(2_207_023), "OAuthException", "Invalid parameter");
    }
    match found(&world, &name).filter(|record| record.parent.is_none()) {
        Some(opening) => {
            let record = world.say_as_us(opening.n, text, None);
            Json(json!({ "id": id(record.n) })).into_response()
        }
        None => Instagram::refuse(Refusal::NotFound, ""),
    }
}

async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match found(&world, &name) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            Json(json!({ "success": true })).into_response()
        }
        _ => Instagram::refuse(Refusal::NotFound, ""),
    }
}

#[tokio::test]
async fn answers_beyond_the_first_fifty_are_asked_for() {
    let mut source = Source::of::<Instagram>().await;
    let world = Arc::clone(&source.simulator.world);
    let comments = world.history(60);
    for (opening, count) in [(&comments[1], 70), (&comments[58], 55)] {
        for n in 0..count {
            world.say(Some(opening.n), "bea", &format!("Answer number {n}"));
        }
    }
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 60 + 70 + 55);
    let answers = source.shelf.mentions.values().filter(|m| m.text.starts_with("Answer"));
    for answer in answers {
        assert_eq!(answer.parent_id, answer.conversation_id, "{answer:?}");
        assert!(answer.url.is_some(), "{answer:?}");
        assert_eq!(answer.extra["media"], MEDIUM);
    }
    assert_eq!(source.round().await.unwrap(), 0);
}

#[tokio::test]
async fn what_instagram_asks_of_texts_is_checked_before_anything_is_sent() {
    let mut source = Source::of::<Instagram>().await;
    let comment = source.simulator.world.history(1).remove(0);
    source.round().await.unwrap();
    let asked = source.simulator.world.log().len();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    for (text, rule) in [
        ("#a #b #c #d #é", "has more than 4 hashtags"),
        ("https://a.example and www.b.example", "has more than one web address"),
        ("GRACIAS ÁNGEL", "is written in capital letters only"),
    ] {
        let reply = reply_to::<Instagram>(&source, &comment, text);
        let told: Vec<_> = replier.preflight(&reply).await.unwrap();
        let [PreflightProblem::AgainstRule { rule: broken }] = &told[..] else {
            panic!("{text}: {told:?}")
        };
        assert_eq!(broken.text(), rule, "{text}");
    }
    assert!(source.simulator.world.log().len() <= asked + 1, "only the account may be asked for");
    for text in ["#a #b #c #d https://a.example", "¡Gracias, Ángel!", "👍 1:0", "日本語"] {
        let reply = reply_to::<Instagram>(&source, &comment, text);
        assert_eq!(replier.preflight(&reply).await, Ok(vec![]), "{text}");
    }
    let reply = reply_to::<Instagram>(&source, &comment, &"x".repeat(301));
    let error = replier.send(&reply).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Malformed(_)), "{error:?}");
}
