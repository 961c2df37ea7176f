//! The Stack Exchange API, version 2.3, as api.stackexchange.com/docs describes it, with the
//! `Authorization` header that it has accepted since June 2026.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plaza_core::{AuthorIs, ConnectorError, Millis};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Person, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, TOKEN, World};

crate::conformance!(StackExchange);

struct StackExchange;

type Asked = Query<HashMap<String, String>>;

/// The user who writes answers; all others write comments.
const EXPERT: &str = "carl";

impl Platform for StackExchange {
    const KIND: &'static str = "stackexchange";
    const CAN: Can = Can {
        threads: true,
        edits: true,
        deletes: true,
        replies: true,
        retracts: false,
        tokens: true,
    };
    const TELLS: Tells = Tells::Account {
        space: "stackexchange.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("site", "stackoverflow.com")]),
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", format!("{base}/2.3")),
            ("site", "cooking.stackexchange.com".to_owned()),
            ("tags", "plaza".to_owned()),
            ("token", TOKEN.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        let api = Router::new()
            .route("/me", get(|| async { wrapped(vec![owner(&Person::us())], false) }))
            .route("/info", get(|| async { wrapped(vec![json!({ "total_questions": 7 })], false) }))
            .route("/search/advanced", get(search))
            .route("/questions/{ids}", get(questions))
            .route("/questions/{ids}/answers", get(answers))
            .route("/questions/{ids}/comments", get(comments_on))
            .route("/answers/{ids}", get(named_answers))
            .route("/answers/{ids}/comments", get(comments_on))
            .route("/comments/{ids}", get(named_comments))
            .route("/posts/{ids}", get(posts))
            .route("/posts/{ids}/comments", get(comments_on))
            .route("/posts/{ids}/comments/add", post(comment));
        Router::new().nest("/2.3", api)
    }

    fn is_ours(request: &Parts) -> bool {
        let value = request.headers.get(AUTHORIZATION);
        value.is_some_and(|value| value == format!("Bearer {TOKEN}").as_str())
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => error(402, "invalid_access_token", message),
            Refusal::NotFound => error(404, "no_method", "this method cannot be called this way"),
            Refusal::TooFast(wait) => {
                let message = format!(
                    "too many requests from this IP, more requests available in {wait} seconds"
                );
                error(502, "throttle_violation", &message)
            }
        }
    }

    fn external_id(record: &Record) -> String {
        match record.parent {
            Some(_) if record.author != EXPERT => format!("comment-{}", comment_id(record.n)),
            _ => post_id(record.n).to_string(),
        }
    }
}

fn error(id: u16, name: &str, message: &str) -> Response {
    let body = json!({ "error_id": id, "error_name": name, "error_message": message });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// Questions and answers share their numbers.
fn post_id(n: u64) -> u64 {
    79_000_000 + n
}

fn comment_id(n: u64) -> u64 {
    140_000_000 + n
}

fn is_answer(record: &Record) -> bool {
    record.parent.is_some() && record.author == EXPERT
}

fn is_comment(record: &Record) -> bool {
    record.parent.is_some() && record.author != EXPERT
}

#[expect(clippy::needless_pass_by_value, reason = "callers have just collected it")]
fn wrapped(items: Vec<Value>, has_more: bool) -> Json<Value> {
    Json(json!({ "items": items, "has_more": has_more, "quota_max": 300, "quota_remaining": 250 }))
}

/// One page of `items`, by `page` and `pagesize`.
fn page(items: Vec<Value>, asked: &HashMap<String, String>) -> Json<Value> {
    let number =
        |key: &str, default: usize| asked.get(key).map_or(default, |value| value.parse().unwrap());
    let (page, size) = (number("page", 1), number("pagesize", 30).min(100));
    // Smaller than the platform's largest page, so that there are several pages.
    let size = size.min(40);
    let has_more = items.len() > page * size;
    wrapped(items.into_iter().skip((page - 1) * size).take(size).collect(), has_more)
}

fn owner(who: &Person) -> Value {
    if who.is_gone {
        return json!({ "user_type": "does_not_exist", "display_name": format!("user{}", who.id()) });
    }
    let id = if who.is_us() { 1 } else { who.id() };
    json!({ "account_id": 50_000 + id, "user_id": id, "display_name": who.name })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn paragraphs(text: &str) -> String {
    escaped(text).split("\n\n").map(|part| format!("<p>{part}</p>\n")).collect()
}

fn created(record: &Record) -> Value {
    if record.broken { json!("today") } else { json!(record.created / 1000) }
}

/// When the question or one of its answers changed last; comments do not count.
fn active(world: &World, question: &Record) -> Millis {
    let answers = world.answers(question.n).into_iter().filter(is_answer);
    answers.map(|answer| answer.changed).fold(question.changed, Millis::max) / 1000
}

fn shown_question(world: &World, record: &Record) -> Value {
    json!({
        "question_id": post_id(record.n),
        "title": escaped(record.text.lines().next().unwrap_or_default()),
        "body": paragraphs(&record.text),
        "link": format!("https://cooking.stackexchange.com/questions/{}/x", post_id(record.n)),
        "owner": owner(&record.who),
        "creation_date": created(record),
        "last_activity_date": active(world, record),
        "tags": ["plaza"],
        "score": 2,
        "answer_count": world.answers(record.n).iter().filter(|r| is_answer(r)).count(),
        "is_answered": false,
        "view_count": 9,
    })
}

fn shown_answer(record: &Record) -> Value {
    json!({
        "answer_id": post_id(record.n),
        "question_id": post_id(record.parent.unwrap()),
        "body": paragraphs(&record.text),
        "owner": owner(&record.who),
        "creation_date": created(record),
        "last_activity_date": record.changed / 1000,
        "score": 1,
        "is_accepted": false,
    })
}

fn shown_comment(record: &Record) -> Value {
    json!({
        "comment_id": comment_id(record.n),
        "post_id": post_id(record.parent.unwrap()),
        "body": escaped(&record.text),
        "owner": owner(&record.who),
        "creation_date": created(record),
        "score": 0,
    })
}

/// The records whose ids are listed as in `7;8;9`.
fn named(world: &World, ids: &str, base: u64) -> Vec<Record> {
    let ids = ids.split(';').map(|id| id.parse::<u64>().unwrap().saturating_sub(base));
    ids.filter_map(|n| world.get(n)).collect()
}

async fn search(State(world): State<Arc<World>>, Query(asked): Asked) -> Json<Value> {
    assert_eq!((asked["sort"].as_str(), asked["filter"].as_str()), ("activity", "withbody"));
    let min: Millis = asked["min"].parse().unwrap();
    let all = world.all();
    let mut found: Vec<(Millis, &Record)> = all
        .iter()
        .filter(|record| record.parent.is_none())
        .map(|record| (active(&world, record), record))
        .filter(|(active, _)| *active >= min)
        .collect();
    found.sort_by_key(|(active, record)| std::cmp::Reverse((*active, record.n)));
    let slows_down = found.iter().any(|(_, record)| record.text == "Slow down, please");
    let mut answer =
        page(found.into_iter().map(|(_, record)| shown_question(&world, record)).collect(), &asked);
    if slows_down {
        answer["backoff"] = json!(30);
    }
    answer
}

async fn questions(
    State(world): State<Arc<World>>,
    Path(ids): Path<String>,
    Query(asked): Asked,
) -> Json<Value> {
    let found = named(&world, &ids, post_id(0)).into_iter().filter(|r| r.parent.is_none());
    wrapped(found.map(|record| shown_question(&world, &record)).take(size(&asked)).collect(), false)
}

fn size(asked: &HashMap<String, String>) -> usize {
    asked.get("pagesize").map_or(30, |size| size.parse().unwrap())
}

async fn answers(
    State(world): State<Arc<World>>,
    Path(ids): Path<String>,
    Query(asked): Asked,
) -> Json<Value> {
    let questions = named(&world, &ids, post_id(0));
    let found = questions.iter().flat_map(|question| world.answers(question.n)).filter(is_answer);
    page(found.map(|record| shown_answer(&record)).collect(), &asked)
}

async fn named_answers(State(world): State<Arc<World>>, Path(ids): Path<String>) -> Json<Value> {
    let found = named(&world, &ids, post_id(0)).into_iter().filter(is_answer);
    wrapped(found.map(|record| shown_answer(&record)).collect(), false)
}

async fn comments_on(
    State(world): State<Arc<World>>,
    Path(ids): Path<String>,
    Query(asked): Asked,
) -> Json<Value> {
    let posts = named(&world, &ids, post_id(0));
    let found = posts.iter().flat_map(|post| world.answers(post.n)).filter(is_comment);
    page(found.map(|record| shown_comment(&record)).collect(), &asked)
}

async fn named_comments(State(world): State<Arc<World>>, Path(ids): Path<String>) -> Json<Value> {
    let found = named(&world, &ids, comment_id(0)).into_iter().filter(is_comment);
    wrapped(found.map(|record| shown_comment(&record)).collect(), false)
}

async fn posts(State(world): State<Arc<World>>, Path(ids): Path<String>) -> Json<Value> {
    let found = named(&world, &ids, post_id(0)).into_iter().filter(|record| !is_comment(record));
    wrapped(found.map(|record| json!({ "post_id": post_id(record.n) })).collect(), false)
}

async fn comment(
    State(world): State<Arc<World>>,
    Path(id): Path<u64>,
    Form(sent): Form<HashMap<String, String>>,
) -> Response {
    assert_eq!(sent["site"], "cooking.stackexchange.com");
    let Some(parent) = world.get(id - post_id(0)) else {
        return error(400, "bad_parameter", "id");
    };
    let text = &sent["body"];
    if !(15..=600).contains(&text.chars().count()) {
        return error(407, "write_failed", "the comment is too short or too long");
    }
    let record = world.say_as_us(parent.n, text, None);
    wrapped(vec![shown_comment(&record)], false).into_response()
}

#[tokio::test]
async fn answers_and_the_comments_below_them_are_collected() {
    let mut source = Source::of::<StackExchange>().await;
    let world = Arc::clone(&source.simulator.world);
    let question = world.history(3).remove(1);
    let answer = world.say(Some(question.n), EXPERT, "Stir it longer");
    let comment = world.say(Some(answer.n), "bea", "That helped");
    source.round().await.unwrap();
    let mention = &source.shelf.mentions[&StackExchange::external_id(&answer)];
    let thread = Some(StackExchange::external_id(&question));
    assert_eq!((&mention.parent_id, &mention.conversation_id), (&thread, &thread));
    let mention = &source.shelf.mentions[&StackExchange::external_id(&comment)];
    assert_eq!(mention.parent_id, Some(StackExchange::external_id(&answer)));
    assert_eq!(source.shelf.mentions.len(), 5);
    world.delete(comment.n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    assert!(source.shelf.tombstones.contains(&StackExchange::external_id(&comment)));
}

#[tokio::test]
async fn a_backoff_is_obeyed() {
    let mut source = Source::of::<StackExchange>().await;
    let world = Arc::clone(&source.simulator.world);
    world.say(None, "ana", "Slow down, please");
    let page = source.page().await.unwrap();
    assert_eq!(page.mentions.len(), 1);
    let error = source.page().await.unwrap_err();
    let until = world.now() + 30_000;
    assert!(
        matches!(error, ConnectorError::RateLimited { until: message, .. } if message == until)
    );
}
