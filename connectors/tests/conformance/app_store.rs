//! The App Store's public feed of reviews in its JSON form, as itunes.apple.com serves it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use plaza_core::to_rfc3339;
use serde_json::{Value, json};

use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::{Can, Platform, Record, Refusal, World};

crate::conformance!(AppStore);

struct AppStore;

impl Platform for AppStore {
    const KIND: &'static str = "app_store";
    const CAN: Can = Can {
        threads: false,
        edits: true,
        deletes: false,
        replies: false,
        retracts: false,
        tokens: false,
    };
    const TELLS: Tells = Tells::Account {
        space: "apps.apple.com",
        handles: Handles::Change,
        elsewhere: Elsewhere::Place(&[("country", "mx")]),
    };
    const GONE: Gone = Gone::Unseen;

    fn settings(base: &str) -> Vec<(&'static str, String)> {
        vec![
            ("server", base.to_owned()),
            ("app", "1404176564".to_owned()),
            ("country", "es".to_owned()),
        ]
    }

    fn routes() -> Router<Arc<World>> {
        let path = "/{country}/rss/customerreviews/{page}/id=1404176564/sortby=mostrecent/json";
        Router::new().route(path, get(feed))
    }

    fn is_ours(_request: &Parts) -> bool {
        true
    }

    fn refuse(refusal: Refusal, message: &str) -> Response {
        match refusal {
            Refusal::Unauthorized => (StatusCode::FORBIDDEN, message.to_owned()).into_response(),
            Refusal::NotFound => (StatusCode::NOT_FOUND, message.to_owned()).into_response(),
            Refusal::TooFast(wait) => {
                let headers = [("retry-after", wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, message.to_owned()).into_response()
            }
        }
    }

    fn external_id(record: &Record) -> String {
        id(record)
    }
}

fn id(record: &Record) -> String {
    (6_290_024_000 + record.n).to_string()
}

fn label(text: impl Into<Value>) -> Value {
    json!({ "label": text.into() })
}

fn entry(record: &Record) -> Value {
    let updated = if record.broken { "ayer".to_owned() } else { to_rfc3339(record.changed) };
    json!({
        "author": {
            "uri": label(format!("https://itunes.apple.com/es/reviews/id{}", record.who.id())),
            "name": label(record.who.name.as_str()),
            "label": "",
        },
        "updated": label(updated),
        "im:rating": label("4"),
        "im:version": label("3.4.3"),
        "id": label(id(record)),
        "title": label("About it"),
        "content": { "label": record.text, "attributes": { "type": "text" } },
        "im:voteSum": label("0"),
        "im:voteCount": label("0"),
    })
}

/// Ten pages of fifty, newest change first; a single review is not wrapped in a list.
async fn feed(
    State(world): State<Arc<World>>,
    Path((_, page)): Path<(String, String)>,
) -> Response {
    let page: usize = page.trim_start_matches("page=").parse().unwrap();
    if page > 10 {
        let message = "CustomerReviews RSS page depth is limited to 10";
        return (StatusCode::BAD_REQUEST, message).into_response();
    }
    let mut records = world.all();
    records.sort_by_key(|record| std::cmp::Reverse(record.changed));
    let entries: Vec<Value> = records.iter().skip((page - 1) * 50).take(50).map(entry).collect();
    let mut feed =
        json!({ "author": { "name": label("iTunes Store") }, "title": label("Reviews") });
    match entries.as_slice() {
        [] => {}
        [one] => feed["entry"] = one.clone(),
        _ => feed["entry"] = entries.into(),
    }
    Json(json!({ "feed": feed })).into_response()
}
