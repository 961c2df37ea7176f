//! GitHub's GraphQL API for discussions, as docs.github.com describes it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use plaza_core::{AuthorIs, to_rfc3339};
use serde_json::{Value, json};

use crate::github::GitHub;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, OnlyRead, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Discussions);

struct Discussions;

/// Smaller than GitHub's pages, so that there are several.
const PAGE: usize = 30;

impl Platform for Discussions {
    const KIND: &'static str = "github_discussions";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("repository", "Square/other")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", format!("{base}/api/graphql")),
            ("repository", "Square/plaza".to_owned()),
            ("token", TOKEN.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new().route("/api/graphql", post(graphql))
    }

    fn is_ours(request: &Parts) -> bool {
        GitHub::is_ours(request)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        GitHub::refuse(refusal, message)
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        GitHub::limit_headers(left, reset_s)
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => format!("D_kwDOAB{:04}", record.n),
            Some(_) => format!("DC_kwDOAB{:04}", record.n),
        }
    }
}

/// The record with that node id, discussion or comment.
fn node(world: &World, id: &Value) -> Option<Record> {
    let id = id.as_str()?;
    let number = id.strip_prefix("DC_kwDOAB").or(id.strip_prefix("D_kwDOAB"))?.parse().ok()?;
    world.get(number).filter(|record| Discussions::external_id(record) == id)
}

/// The comment below a discussion that a record belongs to: itself, or what it answers.
fn comment_above(world: &World, record: &Record) -> Option<Record> {
    let mut top = record.clone();
    loop {
        let parent = world.get(top.parent?)?;
        if parent.parent.is_none() {
            return Some(top);
        }
        top = parent;
    }
}

fn author(who: &Person) -> Value {
    let id = if who.is_us() { 1 } else { who.id() };
    if who.is_gone { Value::Null } else { json!({ "login": who.handle, "databaseId": id }) }
}

fn shown(world: &World, record: &Record) -> Value {
    let id = Discussions::external_id(record);
    let created = if record.broken { "0000-00-00".into() } else { to_rfc3339(record.created) };
    let mut shown = json!({
        "id": id, "body": record.text, "createdAt": created, "lastEditedAt": null,
        "viewerDidAuthor": record.author == US, "upvoteCount": 1,
        "author": author(&record.who),
    });
    let more = match world.root(record.n).filter(|_| record.parent.is_some()) {
        None => {
            let below = world.below(record.n);
            let changed = below.iter().map(|r| r.changed).max().unwrap_or(0).max(record.changed);
            let comments = below.iter().filter(|r| r.parent == Some(record.n)).count();
            json!({
                "number": record.n, "title": record.text.lines().next(), "isAnswered": false,
                "category": { "name": "Q&A" }, "locked": false, "updatedAt": to_rfc3339(changed),
                "url": format!("https://github.example/Square/plaza/discussions/{}", record.n),
                "comments": { "totalCount": comments },
            })
        }
        Some(root) => {
            let above = comment_above(world, record).filter(|above| above.n != record.n);
            json!({
                "deletedAt": null, "isAnswer": false,
                "url": format!("https://github.example/Square/plaza/discussions/{}#discussioncomment-{}", root.n, record.n),
                "replyTo": above.map(|above| json!({ "id": Discussions::external_id(&above) })),
                "discussion": { "id": Discussions::external_id(&root), "locked": false },
            })
        }
    };
    shown.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    shown
}

/// One page of `nodes`, after the cursor.
fn connection(nodes: &[Value], after: &Value) -> Value {
    let begin = match after.as_str() {
        Some(cursor) => cursor.strip_prefix("Y3Vyc29y").unwrap().parse().unwrap(),
        None => 0,
    };
    let end = nodes.len().min(begin + PAGE);
    json!({
        "totalCount": nodes.len(),
        "pageInfo": { "hasNextPage": end < nodes.len(), "endCursor": format!("Y3Vyc29y{end}") },
        "nodes": nodes[begin..end],
    })
}

fn discussions(world: &World, asked: &Value) -> Value {
    let mut nodes: Vec<Value> = world
        .all()
        .iter()
        .filter(|record| record.parent.is_none())
        .map(|record| shown(world, record))
        .collect();
    nodes.sort_by_key(|node| node["updatedAt"].as_str().unwrap().to_owned());
    nodes.reverse();
    let discussions = connection(&nodes, &asked["after"]);
    json!({ "repository": { "nameWithOwner": "Square/plaza", "discussions": discussions } })
}

fn comments(world: &World, asked: &Value) -> Option<Value> {
    let discussion = node(world, &asked["id"])?;
    let below = world.below(discussion.n);
    let is_top = |record: &&Record| record.parent == Some(discussion.n);
    let nodes = below.iter().filter(is_top).map(|comment| {
        let mut node = shown(world, comment);
        let answers = world.below(comment.n);
        let replies: Vec<Value> = answers.iter().map(|reply| shown(world, reply)).collect();
        node["replies"] = json!({ "nodes": replies });
        node
    });
    let nodes: Vec<Value> = nodes.collect();
    Some(json!({ "node": { "comments": connection(&nodes, &asked["after"]) } }))
}

fn say(world: &World, asked: &Value) -> Option<Value> {
    let discussion = node(world, &asked["discussion"]).filter(|record| record.parent.is_none())?;
    let above = match &asked["below"] {
        Value::Null => discussion,
        // Only a top-level comment of the discussion can be answered.
        id => node(world, id).filter(|record| record.parent == Some(discussion.n))?,
    };
    let answer = world.say_as_us(above.n, asked["body"].as_str()?, None);
    Some(json!({ "addDiscussionComment": { "comment": shown(world, &answer) } }))
}

fn take_back(world: &World, asked: &Value) -> Option<Value> {
    let comment = node(world, &asked["id"]).filter(|record| record.author == US)?;
    world.delete(comment.n);
    Some(json!({ "deleteDiscussionComment": { "comment": { "id": asked["id"] } } }))
}

/// The nodes with these ids; a missing one is `null`, with an error beside the data.
fn again(world: &World, asked: &Value) -> Value {
    let ids = asked["ids"].as_array().unwrap();
    assert!(ids.len() <= 100, "GitHub takes at most 100 ids");
    let nodes: Vec<Value> = ids
        .iter()
        .map(|id| node(world, id).map_or(Value::Null, |record| shown(world, &record)))
        .collect();
    let errors: Vec<Value> =
        nodes.iter().filter(|node| node.is_null()).map(|_| not_found()).collect();
    let mut answer = json!({ "data": { "nodes": nodes } });
    if !errors.is_empty() {
        answer["errors"] = json!(errors);
    }
    answer
}

fn not_found() -> Value {
    json!({ "type": "NOT_FOUND", "message": "Could not resolve to a node with that global id." })
}

async fn graphql(State(world): State<Arc<World>>, Json(sent): Json<Value>) -> Response {
    let (name, query) = (sent["operationName"].as_str().unwrap(), sent["query"].as_str().unwrap());
    let kind = if matches!(name, "Say" | "TakeBack") { "mutation" } else { "query" };
    let braces = |brace: char| query.matches(brace).count();
    assert!(!query.contains("author {") || query.contains("... on User { databaseId }"), "{query}");
    if !query.contains(&format!("{kind} {name}")) || braces('{') != braces('}') {
        let errors = json!({ "errors": [{ "message": "Parse error", "type": null }] });
        return (Extension(OnlyRead), Json(errors)).into_response();
    }
    let asked = &sent["variables"];
    let data = match name {
        "Viewer" => Some(json!({ "viewer": { "login": US } })),
        "Repository" | "Discussions" => {
            let is_there = asked["owner"] == "Square"
                && (asked["name"] == "plaza" || asked["name"] == "other");
            is_there.then(|| discussions(&world, asked))
        }
        "Comments" | "ReadBack" => comments(&world, asked),
        "Parent" => {
            node(&world, &asked["id"]).map(|record| json!({ "node": shown(&world, &record) }))
        }
        "Again" | "AgainComments" => {
            return (Extension(OnlyRead), Json(again(&world, asked))).into_response();
        }
        "Say" => say(&world, asked),
        "TakeBack" => take_back(&world, asked),
        other => panic!("no operation {other}"),
    };
    let answer = match data {
        Some(data) => json!({ "data": data }),
        None => json!({ "data": { "node": null }, "errors": [not_found()] }),
    };
    if kind == "mutation" {
        return Json(answer).into_response();
    }
    (Extension(OnlyRead), Json(answer)).into_response()
}

/// A comment, a reply to it, and answers to that reply are one thread of two levels.
#[tokio::test]
async fn replies_to_comments_stand_below_them() {
    let mut source = crate::harness::Source::of::<Discussions>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "Why is it slow?");
    let comment = world.say(Some(post.n), "bea", "Mine is slow too");
    let reply = world.say(Some(comment.n), "carla", "And mine");
    world.clock.advance(1000);
    source.round().await.unwrap();
    let (thread, above) = (Discussions::external_id(&post), Discussions::external_id(&comment));
    let collected = &source.shelf.mentions[&Discussions::external_id(&reply)];
    assert_eq!(collected.parent_id.as_deref(), Some(above.as_str()));
    assert_eq!(collected.conversation_id.as_deref(), Some(thread.as_str()));

    let connector = source.open();
    let replier = connector.replier().unwrap();
    for parent in [&comment, &reply] {
        let ours = crate::suite::reply_to::<Discussions>(&source, parent, "It is mended.");
        assert_eq!(replier.preflight(&ours).await, Ok(vec![]));
        let receipt = replier.send(&ours).await.unwrap();
        let found = replier.read_back(&ours).await.unwrap();
        assert_eq!(found, plaza_core::ReadBack::Found(receipt));
        let answer = world.answers(comment.n).pop().unwrap();
        assert_eq!((answer.author.as_str(), answer.parent), (US, Some(comment.n)));
        world.delete(answer.n);
    }
}
