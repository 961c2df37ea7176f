//! Algolia's search of Hacker News, as hn.algolia.com/api describes it, and the official API's items
//! for what was deleted.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{AuthorIs, to_rfc3339};
use serde_json::{Value, json};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, US, World};

crate::conformance!(HackerNews);

struct HackerNews;

/// Maximum number of results of a search, however many pages are requested. The real limit is
/// 1,000.
const CAP: usize = 100;

impl Platform for HackerNews {
    const KIND: &'static str = "hackernews";
    const CAN: Can = Can {
        threads: true,
        edits: true,
        deletes: true,
        replies: false,
        retracts: false,
        tokens: false,
    };
    const TELLS: Tells = Tells::Account {
        space: "news.ycombinator.com",
        handles: Handles::Stay,
        elsewhere: Elsewhere::Nowhere,
    };
    const GONE: Gone = Gone::Shown(AuthorIs::Collective);

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("api", format!("{base}/api/v1")),
            ("items", format!("{base}/v0")),
            ("query", "\"plaza & more\"".to_owned()),
            ("user", US.to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        Router::new()
            .route("/api/v1/search_by_date", get(search))
            .route("/v0/item/{name}", get(item))
    }

    fn is_ours(_: &Parts) -> bool {
        true
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                let body = json!({ "message": message, "status": 429 });
                (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
            }
            Refusal::NotFound | Refusal::Unauthorized => {
                (StatusCode::NOT_FOUND, Json(json!({ "status": 404, "error": message })))
                    .into_response()
            }
        }
    }

    fn external_id(record: &Record) -> String {
        id(record.n).to_string()
    }
}

fn id(n: u64) -> u64 {
    46_000_000 + n
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace("\n\n", "<p>")
}

fn shown(world: &World, record: &Record) -> Value {
    let created = if record.broken { json!("then") } else { json!(record.created / 1000) };
    let mut hit = json!({
        "objectID": id(record.n).to_string(),
        "author": (!record.who.is_gone).then_some(&record.who.handle),
        "created_at": to_rfc3339(record.created),
        "created_at_i": created,
        "_tags": [],
    });
    match record.parent {
        None => {
            hit["title"] = json!(record.text);
            hit["points"] = json!(3);
            hit["num_comments"] = json!(world.below(record.n).len());
            hit["story_id"] = json!(id(record.n));
        }
        Some(parent) => {
            let root = world.root(record.n).unwrap();
            hit["comment_text"] = json!(escaped(&record.text));
            hit["parent_id"] = json!(id(parent));
            hit["story_id"] = json!(id(root.n));
            hit["story_title"] = json!(root.text);
        }
    }
    hit
}

async fn search(
    State(world): State<Arc<World>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Json<Value> {
    assert_eq!(
        (asked["query"].as_str(), asked["tags"].as_str()),
        ("\"plaza & more\"", "(story,comment)")
    );
    let (mut from, mut to) = (0, i64::MAX);
    for filter in asked.get("numericFilters").into_iter().flat_map(|filters| filters.split(',')) {
        match filter.strip_prefix("created_at_i>=") {
            Some(time) => from = time.parse().unwrap(),
            None => to = filter.strip_prefix("created_at_i<=").unwrap().parse().unwrap(),
        }
    }
    let mut found = world.all();
    found.retain(|record| (from..=to).contains(&(record.created / 1000)));
    found.sort_by_key(|record| std::cmp::Reverse((record.created, record.n)));
    let number =
        |key: &str, default: usize| asked.get(key).map_or(default, |value| value.parse().unwrap());
    // Smaller than the platform's largest page, so that there are several pages.
    let (page, size) = (number("page", 0), number("hitsPerPage", 20).min(30));
    let total = found.len();
    let hits: Vec<Value> =
        found.iter().take(CAP).skip(page * size).take(size).map(|r| shown(&world, r)).collect();
    Json(json!({ "hits": hits, "nbHits": total, "page": page, "hitsPerPage": size,
        "nbPages": total.min(CAP).div_ceil(size) }))
}

/// A missing item is `null`.
async fn item(State(world): State<Arc<World>>, Path(name): Path<String>) -> Json<Value> {
    let n = name.trim_end_matches(".json").parse::<u64>().unwrap() - id(0);
    Json(world.get(n).map_or(Value::Null, |record| {
        json!({ "id": id(record.n), "by": record.author, "time": record.created / 1000,
            "type": if record.parent.is_some() { "comment" } else { "story" } })
    }))
}

/// More results than a search shows, many of them in the same second.
#[tokio::test]
async fn the_cap_of_a_search_hides_nothing() {
    let mut source = Source::of::<HackerNews>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(i64::try_from(CAP).unwrap() + 55);
    for n in 0..20 {
        world.say(None, "bea", &format!("All at once {n}"));
    }
    world.clock.advance(60_000);
    world.history(i64::try_from(CAP).unwrap() + 30);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 2 * CAP + 105);
}
