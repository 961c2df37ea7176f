//! WordPress: a further page that is dead ends the walk over the comments and nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::{ConnectorError, Page, to_rfc3339};
use serde_json::{Value, json};

use crate::support::{Server, open};

const COUNT: i64 = 450;

/// Which page answers what, instead of comments.
type Dead = Arc<Mutex<Option<(&'static str, u16)>>>;

fn comment(n: i64) -> Value {
    let date = to_rfc3339(1_769_000_000_000 + n * 60_000);
    json!({ "id": n, "post": 1, "parent": 0, "author": 0, "author_name": "Ana",
        "date_gmt": date.trim_end_matches('Z'), "content": { "rendered": format!("<p>Words {n}</p>") },
        "link": format!("https://blog.example/#{n}") })
}

async fn comments(
    State(dead): State<Dead>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
    let order = asked.get("order").map_or("", String::as_str);
    let is_sweep = order == "asc";
    let name = if is_sweep { "sweep" } else { "window" };
    let after = asked.get("after").cloned().unwrap_or_default();
    let is_further = page > 1 || after.as_str() > "1971";
    if let Some((dead, status)) = *dead.lock().unwrap()
        && dead == name
        && is_further
    {
        let status = StatusCode::from_u16(status).unwrap();
        return match status.as_u16() {
            400 => (
                status,
                Json(json!({ "code": "rest_comment_invalid_page_number",
                "message": "The page number is larger than the number of pages available." })),
            )
                .into_response(),
            _ => (status, Html("<title>The host blocks this</title>")).into_response(),
        };
    }
    let mut all: Vec<Value> = (1..=COUNT).map(comment).collect();
    if is_sweep {
        all.retain(|item| item["date_gmt"].as_str().unwrap() > after.trim_end_matches('Z'));
    } else {
        all.reverse();
    }
    let total = all.len();
    let shown: Vec<Value> = all.into_iter().skip((page - 1) * 100).take(100).collect();
    let headers =
        [("x-wp-total", total.to_string()), ("x-wp-totalpages", total.div_ceil(100).to_string())];
    (headers, Json(shown)).into_response()
}

/// A whole round as one page, and whether it ended by itself.
async fn round(server: &Server, mut cursor: Option<String>) -> Result<Page, ConnectorError> {
    let url = server.url("/");
    let connector = open("wordpress", &[("url", url.as_str())], server).unwrap();
    let mut all = Page::default();
    for _ in 0..40 {
        let page = connector.collect(cursor.as_deref()).await?;
        cursor.clone_from(&page.cursor);
        all.mentions.extend(page.mentions);
        all.deletions.extend(page.deletions);
        all.rejected.extend(page.rejected);
        all.cursor.clone_from(&cursor);
        if !page.more {
            return Ok(all);
        }
    }
    panic!("the round does not end");
}

#[tokio::test]
async fn a_dead_page_of_comments_ends_the_walk_and_nothing_else() {
    for (name, status, is_told) in [
        ("sweep", 404, true),
        ("sweep", 403, true),
        ("sweep", 400, false),
        ("window", 404, true),
        ("window", 400, false),
    ] {
        let dead: Dead = Arc::default();
        let routes = Router::new()
            .route("/wp-json/wp/v2/comments", get(comments))
            .with_state(Arc::clone(&dead));
        let server = Server::start(routes).await;
        *dead.lock().unwrap() = Some((name, status));
        let read = round(&server, None).await.unwrap();
        let ids: std::collections::BTreeSet<&str> =
            read.mentions.iter().map(|mention| mention.external_id.as_str()).collect();
        assert!(ids.len() >= 100 && ids.contains("comment-450"), "{name} {status}: {}", ids.len());
        assert_eq!(read.deletions, []);
        let told: Vec<&str> = read.rejected.iter().map(|told| told.reason.text()).collect();
        assert_eq!(!told.is_empty(), is_told, "{name} {status}: {told:?}");
        assert!(told.iter().all(|told| told.contains("the list ends before it")), "{told:?}");
        // Nothing is stuck: once the page lives, the rest comes.
        *dead.lock().unwrap() = None;
        let again = round(&server, read.cursor).await.unwrap();
        assert_eq!((again.deletions, again.rejected), (vec![], vec![]));
    }
}

#[tokio::test]
async fn a_dead_first_page_is_an_error() {
    let routes = Router::new().fallback(|| async { (StatusCode::FORBIDDEN, "Members only") });
    let server = Server::start(routes).await;
    let error = round(&server, None).await.unwrap_err();
    assert!(error.to_string().contains("Members only"), "{error}");
}
