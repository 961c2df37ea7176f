//! GitLab's REST API, version 4, for issues and their discussions, as docs.gitlab.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{AuthorIs, Millis, parse_timestamp, to_rfc3339};
use serde_json::{Value, json};

use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, NOW, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(GitLab);

struct GitLab;

type Asked = Query<HashMap<String, String>>;

impl Platform for GitLab {
    const KIND: &'static str = "gitlab";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}/gitlab",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("project", "square/other")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("url", format!("{base}/gitlab")),
            ("project", "square/web/plaza".to_owned()),
            ("token", TOKEN.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        let project = Router::new()
            .route("/", get(|| async { Json(json!({ "name_with_namespace": "Square / Plaza" })) }))
            .route("/issues", get(issues))
            .route("/issues/{iid}", get(issue))
            .route("/issues/{iid}/discussions", get(discussions).post(open_thread))
            .route("/issues/{iid}/discussions/{thread}/notes", axum::routing::post(add_note))
            .route("/issues/{iid}/notes/{id}", get(note).delete(remove));
        Router::new()
            .route("/gitlab/api/v4/user", get(|| async { Json(user(&Person::us())) }))
            // axum decodes path parameters, but compares literal parts as they were sent.
            .nest("/gitlab/api/v4/projects/square%2Fweb%2Fplaza", project.clone())
            .nest("/gitlab/api/v4/projects/square%2Fother", project)
    }

    fn is_ours(request: &Parts) -> bool {
        request.headers.get("private-token").is_some_and(|value| value == TOKEN)
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                let body = json!({ "error": "invalid_token", "error_description": message });
                (StatusCode::UNAUTHORIZED, Json(body)).into_response()
            }
            Refusal::NotFound => {
                let body = json!({ "message": "404 Not found" });
                (StatusCode::NOT_FOUND, Json(body)).into_response()
            }
            // The throttle in front of GitLab answers in plain text.
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, "Retry later\n").into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("ratelimit-limit", "2000".to_owned()),
            ("ratelimit-remaining", left.to_string()),
            ("ratelimit-reset", (NOW / 1000 + reset_s).to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => format!("issue-{}", record.n),
            // An answer to an issue opens a thread.
            Some(issue) => format!("note-{issue}-{}-{}", thread_id(record.n), note_id(record.n)),
        }
    }
}

fn thread_id(n: u64) -> String {
    format!("6a9c1750b37d513a43987b574953fceb{n:08x}")
}

fn note_id(n: u64) -> u64 {
    1_400_000_000 + n
}

fn user(who: &Person) -> Value {
    if who.is_gone {
        return json!({ "id": 9, "username": "ghost1", "name": "Ghost User" });
    }
    let id = if who.is_us() { 1 } else { who.id() };
    json!({ "id": id, "username": who.handle, "name": who.name })
}

fn created(record: &Record) -> String {
    if record.broken { "someday".to_owned() } else { to_rfc3339(record.created) }
}

/// When the issue or one of its notes changed last.
fn updated(world: &World, issue: &Record) -> Millis {
    world.below(issue.n).iter().map(|note| note.changed).fold(issue.changed, Millis::max)
}

fn shown_issue(world: &World, record: &Record) -> Value {
    json!({
        "id": 90_000 + record.n,
        "iid": record.n,
        "title": record.text.lines().next(),
        "description": record.text,
        "author": user(&record.who),
        "created_at": created(record),
        "updated_at": to_rfc3339(updated(world, record)),
        "web_url": format!("https://gitlab.example/square/web/plaza/-/issues/{}", record.n),
        "state": "opened",
        "labels": ["bug"],
        "upvotes": 1,
        "downvotes": 0,
        "user_notes_count": world.below(record.n).len(),
        "confidential": false,
        "discussion_locked": null,
    })
}

fn shown_note(world: &World, record: &Record) -> Value {
    json!({
        "id": note_id(record.n),
        "type": "DiscussionNote",
        "body": record.text,
        "author": user(&record.who),
        "created_at": created(record),
        "updated_at": to_rfc3339(record.changed),
        "system": false,
        "internal": false,
        "noteable_type": "Issue",
        "noteable_iid": world.root(record.n).map(|issue| issue.n),
    })
}

/// A thread: the note that opens it and its answers.
fn shown_thread(world: &World, opening: &Record) -> Value {
    let below = world.below(opening.n);
    let notes: Vec<Value> =
        [opening].into_iter().chain(&below).map(|note| shown_note(world, note)).collect();
    json!({ "id": thread_id(opening.n), "individual_note": below.is_empty(), "notes": notes })
}

/// One page of `all`, by `page` and `per_page`.
fn page(all: Vec<Value>, asked: &HashMap<String, String>) -> Response {
    let number =
        |key: &str, default: usize| asked.get(key).map_or(default, |value| value.parse().unwrap());
    let (page, size) = (number("page", 1), number("per_page", 20).min(100));
    Json(Value::from_iter(all.into_iter().skip((page - 1) * size).take(size))).into_response()
}

async fn issues(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let after = asked.get("updated_after").map_or(0, |after| parse_timestamp(after).unwrap());
    let all = world.all();
    let mut issues: Vec<&Record> = all
        .iter()
        .filter(|record| record.parent.is_none() && updated(&world, record) >= after)
        .collect();
    issues.sort_by_key(|issue| std::cmp::Reverse(updated(&world, issue)));
    page(issues.into_iter().map(|issue| shown_issue(&world, issue)).collect(), &asked)
}

async fn issue(State(world): State<Arc<World>>, Path(iid): Path<u64>) -> Response {
    match world.get(iid).filter(|record| record.parent.is_none()) {
        Some(record) => Json(shown_issue(&world, &record)).into_response(),
        None => GitLab::refuse(Refusal::NotFound, ""),
    }
}

async fn discussions(
    State(world): State<Arc<World>>,
    Path(iid): Path<u64>,
    Query(asked): Asked,
) -> Response {
    if world.get(iid).is_none() {
        return GitLab::refuse(Refusal::NotFound, "");
    }
    let mut threads = vec![json!({ "id": "f0f0", "individual_note": true, "notes": [
        { "id": 7, "body": "added ~bug label", "system": true, "noteable_iid": iid },
    ] })];
    threads.extend(world.answers(iid).iter().map(|opening| shown_thread(&world, opening)));
    page(threads, &asked)
}

fn refused_text() -> Response {
    let body = json!({ "message": "400 Bad request - Note {:note=>[\"can't be blank\"]}" });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

async fn open_thread(
    State(world): State<Arc<World>>,
    Path(iid): Path<u64>,
    Json(sent): Json<Value>,
) -> Response {
    let text = sent["body"].as_str().unwrap_or_default();
    if text.is_empty() {
        return refused_text();
    }
    let Some(issue) = world.get(iid) else { return GitLab::refuse(Refusal::NotFound, "") };
    let record = world.say_as_us(issue.n, text, None);
    (StatusCode::CREATED, Json(shown_thread(&world, &record))).into_response()
}

async fn add_note(
    State(world): State<Arc<World>>,
    Path((iid, thread)): Path<(u64, String)>,
    Json(sent): Json<Value>,
) -> Response {
    let text = sent["body"].as_str().unwrap_or_default();
    if text.is_empty() {
        return refused_text();
    }
    let opening = world.answers(iid).into_iter().find(|note| thread_id(note.n) == thread);
    let Some(opening) = opening else { return GitLab::refuse(Refusal::NotFound, "") };
    let record = world.say_as_us(opening.n, text, None);
    (StatusCode::CREATED, Json(shown_note(&world, &record))).into_response()
}

async fn note(State(world): State<Arc<World>>, Path((_, id)): Path<(u64, u64)>) -> Response {
    match world.get(id - 1_400_000_000) {
        Some(record) => Json(shown_note(&world, &record)).into_response(),
        None => GitLab::refuse(Refusal::NotFound, ""),
    }
}

async fn remove(State(world): State<Arc<World>>, Path((_, id)): Path<(u64, u64)>) -> Response {
    match world.get(id - 1_400_000_000) {
        Some(record) if record.author == US => {
            world.delete(record.n);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => GitLab::refuse(Refusal::NotFound, ""),
    }
}

/// An answer to a note goes into the note's thread, and is recognized there.
#[tokio::test]
async fn an_answer_to_a_note_joins_its_thread() {
    let mut source = crate::harness::Source::of::<GitLab>().await;
    let world = Arc::clone(&source.simulator.world);
    let issue = world.history(1).remove(0);
    let note = world.say(Some(issue.n), "bea", "The same here");
    source.round().await.unwrap();
    let reply = plaza_core::OutgoingReply {
        key: "reply-1-8f3c".to_owned(),
        parent_id: GitLab::external_id(&note),
        conversation_id: Some(GitLab::external_id(&issue)),
        text: "Thank you, Bea.".to_owned(),
        first_try_at: world.now(),
        others: plaza_core::OtherReplies::default(),
    };
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let receipt = replier.send(&reply).await.unwrap();
    let sent = world.answers(note.n).remove(0);
    let expected = format!("note-{}-{}-{}", issue.n, thread_id(note.n), note_id(sent.n));
    assert_eq!(receipt.external_id, expected);
    let found = replier.read_back(&reply).await.unwrap();
    assert!(matches!(found, plaza_core::ReadBack::Found(found) if found.external_id == expected));
    let to_issue = plaza_core::OutgoingReply { parent_id: GitLab::external_id(&issue), ..reply };
    let found = replier.read_back(&to_issue).await.unwrap();
    assert_eq!(found, plaza_core::ReadBack::Absent, "the issue itself was not answered");
    source.rounds_until(|shelf| shelf.says("Thank you, Bea.")).await;
    let mention = &source.shelf.mentions[&expected];
    assert!(mention.ours && mention.parent_id == Some(GitLab::external_id(&note)), "{mention:?}");
}
