//! Zendesk's Ticketing API, as developer.zendesk.com describes it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{AuthorIs, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, US, World};

crate::conformance!(Zendesk);

struct Zendesk;

type Asked = Query<HashMap<String, String>>;

const EMAIL: &str = "plaza@square.example";

impl Platform for Zendesk {
    const KIND: &'static str = "zendesk";
    const CAN: Can = Can::EVERYTHING;
    const TELLS: Tells = Tells::Account {
        space: "{host}",
        handles: Handles::Change,
        elsewhere: Elsewhere::OtherServers,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![("url", base.to_owned()), ("email", EMAIL.to_owned()), ("token", TOKEN.to_owned())]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route(
                "/api/v2/users/me.json",
                get(|| async { Json(json!({ "user": user(&Person::us()) })) }),
            )
            .route("/api/v2/incremental/tickets/cursor.json", get(export))
            .route("/api/v2/tickets/{ticket}", get(show).put(update))
            .route("/api/v2/tickets/{ticket}/comments.json", get(comments))
            .route("/api/v2/tickets/{ticket}/audits.json", get(audits))
            .route("/api/v2/tickets/{ticket}/comments/{id}/make_private.json", put(hide))
    }

    fn is_ours(request: &Parts) -> bool {
        let right = format!("Basic {}", STANDARD.encode(format!("{EMAIL}/token:{TOKEN}")));
        request.headers.get(AUTHORIZATION).is_some_and(|value| value == right.as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => {
                let message = format!("Couldn't authenticate you: {message}");
                (StatusCode::UNAUTHORIZED, Json(json!({ "error": message }))).into_response()
            }
            Refusal::NotFound => {
                let body = json!({ "error": "RecordNotFound", "description": "Not found" });
                (StatusCode::NOT_FOUND, Json(body)).into_response()
            }
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                let message = "Number of allowed API requests per minute exceeded";
                (StatusCode::TOO_MANY_REQUESTS, headers, message).into_response()
            }
        }
    }

    fn limit_headers(left: u32, reset_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("x-rate-limit", "700".to_owned()),
            ("x-rate-limit-remaining", left.to_string()),
            ("ratelimit-remaining", left.to_string()),
            ("ratelimit-reset", reset_s.to_string()),
        ]
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            None => format!("ticket-{}", ticket_id(record.n)),
            Some(ticket) => {
                format!("ticket-{}-comment-{}", ticket_id(ticket), comment_id(record.n))
            }
        }
    }
}

fn ticket_id(n: u64) -> u64 {
    35_000 + n
}

fn comment_id(n: u64) -> u64 {
    26_363_596_000_000 + n
}

fn user(who: &Person) -> Value {
    let (id, role) = if who.is_us() { (7, "admin") } else { (20_000 + who.id(), "end-user") };
    let name = if who.is_gone { "Permanently deleted user" } else { &who.name };
    json!({ "id": id, "name": name, "role": role, "email": format!("{}@mail.example", who.key) })
}

/// The ticket that `35001.json` or `35001` names.
fn named(world: &World, name: &str) -> Option<Record> {
    let id: u64 = name.trim_end_matches(".json").parse().ok()?;
    world.get(id.checked_sub(35_000)?).filter(|record| record.parent.is_none())
}

/// Everything in a ticket, its first comment included.
fn thread(world: &World, ticket: &Record) -> Vec<Record> {
    [ticket.clone()].into_iter().chain(world.below(ticket.n)).collect()
}

fn shown(ticket: &Record, changed: i64) -> Value {
    json!({
        "id": ticket_id(ticket.n),
        "subject": "About something",
        "description": ticket.text,
        "status": if ticket.deleted { "deleted" } else { "open" },
        "requester_id": user(&ticket.who)["id"],
        "created_at": to_rfc3339(ticket.created),
        "updated_at": to_rfc3339(changed),
        "generated_timestamp": changed / 1000,
        "via": { "channel": "email" },
    })
}

/// By time of change, oldest first, including deleted tickets.
async fn export(State(world): State<Arc<World>>, Query(asked): Asked) -> Response {
    let all = world.everything();
    let changed = |ticket: &Record| {
        let inside = all.iter().filter(|r| r.parent == Some(ticket.n) || r.n == ticket.n);
        inside.map(|record| record.changed).max().unwrap()
    };
    let mut tickets: Vec<(i64, &Record)> =
        all.iter().filter(|r| r.parent.is_none()).map(|r| (changed(r), r)).collect();
    tickets.sort_by_key(|(changed, record)| (*changed, record.n));
    let from = match (asked.get("cursor"), asked.get("start_time")) {
        (Some(cursor), None) => cursor.trim_start_matches("cursor-").parse().unwrap(),
        (None, Some(start)) => {
            let start: i64 = start.parse().unwrap();
            if start > world.now() / 1000 - 60 {
                let body =
                    json!({ "error": "InvalidValue", "description": "Too recent start_time." });
                return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
            }
            tickets.partition_point(|(changed, _)| changed / 1000 < start)
        }
        other => panic!("{other:?}"),
    };
    // Smaller than Zendesk's largest page, so that there are several pages.
    let size = asked["per_page"].parse::<usize>().unwrap().min(1000).min(40);
    let page: Vec<Value> =
        tickets.iter().skip(from).take(size).map(|(c, r)| shown(r, *c)).collect();
    let next = from + page.len();
    Json(json!({
        "tickets": page,
        "after_cursor": format!("cursor-{next}"),
        "before_cursor": null,
        "end_of_stream": next >= tickets.len(),
    }))
    .into_response()
}

async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    match named(&world, &name) {
        Some(ticket) => Json(json!({ "ticket": shown(&ticket, ticket.changed) })).into_response(),
        None => Zendesk::refuse(Refusal::NotFound, ""),
    }
}

fn comment(record: &Record) -> Value {
    let escaped = record.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: String = escaped.split("\n\n").map(|part| format!("<p>{part}</p>")).collect();
    let created = if record.broken { "never".to_owned() } else { to_rfc3339(record.created) };
    json!({
        "id": comment_id(record.n),
        "type": "Comment",
        "author_id": user(&record.who)["id"],
        "body": record.text,
        "html_body": format!("<div class=\"zd-comment\" dir=\"auto\">{paragraphs}</div>"),
        "plain_body": record.text,
        "public": true,
        "created_at": created,
        "metadata": { "system": {} },
    })
}

/// The part of a ticket that a cursor stands for, and what comes after it.
fn paged(thread: &[Record], asked: &HashMap<String, String>) -> (Vec<Record>, Value) {
    let size: usize = asked["page[size]"].parse().unwrap();
    let from: usize = asked.get("page[after]").map_or(0, |after| after.parse().unwrap());
    let page: Vec<Record> = thread.iter().skip(from).take(size).cloned().collect();
    let next = from + page.len();
    (page, json!({ "has_more": next < thread.len(), "after_cursor": next.to_string() }))
}

async fn comments(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(asked): Asked,
) -> Response {
    let Some(ticket) = named(&world, &name) else {
        return Zendesk::refuse(Refusal::NotFound, "");
    };
    let thread = thread(&world, &ticket);
    let (page, meta) = paged(&thread, &asked);
    let users: Vec<Value> = page.iter().map(|record| user(&record.who)).collect();
    let mut shown: Vec<Value> = page.iter().map(comment).collect();
    // Internal notes, which only agents may see.
    let note = json!({ "id": 1, "type": "Comment", "public": false, "author_id": 7,
        "html_body": "<p>internal</p>", "created_at": to_rfc3339(ticket.created) });
    shown.push(note);
    Json(json!({ "comments": shown, "users": users, "meta": meta })).into_response()
}

fn audit(record: &Record) -> Value {
    let custom = record.key.as_ref().map_or(json!({}), |key| json!({ "plaza_reply": key }));
    json!({
        "id": 9_000_000 + record.n,
        "author_id": user(&record.who)["id"],
        "created_at": to_rfc3339(record.created),
        "metadata": { "system": {}, "custom": custom },
        "events": [
            { "id": comment_id(record.n), "type": "Comment", "body": record.text, "public": true },
            { "id": 1, "type": "Notification", "body": "Your ticket has been updated" },
        ],
    })
}

async fn audits(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(asked): Asked,
) -> Response {
    let Some(ticket) = named(&world, &name) else {
        return Zendesk::refuse(Refusal::NotFound, "");
    };
    let thread = thread(&world, &ticket);
    let (page, meta) = paged(&thread, &asked);
    let audits: Vec<Value> = page.iter().map(audit).collect();
    Json(json!({ "audits": audits, "meta": meta })).into_response()
}

async fn update(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Json(sent): Json<Value>,
) -> Response {
    let Some(ticket) = named(&world, &name) else {
        return Zendesk::refuse(Refusal::NotFound, "");
    };
    let comment = &sent["ticket"]["comment"];
    let text = comment["body"].as_str().unwrap_or_default();
    if text.is_empty() || comment["public"] != true {
        let body = json!({ "error": "RecordInvalid", "description": "Record validation errors" });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
    }
    let key = sent["ticket"]["metadata"]["plaza_reply"].as_str();
    let record = world.say_as_us(ticket.n, text, key);
    let body = json!({ "ticket": shown(&ticket, record.changed), "audit": audit(&record) });
    Json(body).into_response()
}

/// Nobody outside sees a private comment.
async fn hide(
    State(world): State<Arc<World>>,
    Path((ticket, id)): Path<(String, u64)>,
) -> Response {
    let Some(ticket) = named(&world, &ticket) else {
        return Zendesk::refuse(Refusal::NotFound, "");
    };
    let found = thread(&world, &ticket).into_iter().find(|record| comment_id(record.n) == id);
    match found.filter(|record| record.author == US) {
        Some(record) => {
            world.delete(record.n);
            StatusCode::OK.into_response()
        }
        None => Zendesk::refuse(Refusal::NotFound, ""),
    }
}

#[tokio::test]
async fn notes_stay_inside() {
    let mut source = Source::of::<Zendesk>().await;
    let ticket = source.simulator.world.history(1).remove(0);
    source.simulator.world.say(Some(ticket.n), "bea", "Mine too");
    source.round().await.unwrap();
    assert!(!source.shelf.says("internal"));
    let titles: Vec<&str> = source.shelf.mentions.values().map(|m| m.title.as_str()).collect();
    assert_eq!(titles, ["About something", ""], "the opening comment carries the subject");
}
