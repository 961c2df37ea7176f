//! What Meta's platforms share: the Graph API's errors, pages and limits, as
//! developers.facebook.com/docs/graph-api describes them.

use std::collections::HashMap;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use plaza_core::{Millis, to_rfc3339};
use serde_json::{Value, json};

use crate::simulator::{Refusal, TOKEN};

pub(crate) type Asked = HashMap<String, String>;

pub(crate) fn is_ours(request: &Parts) -> bool {
    let value = request.headers.get(AUTHORIZATION);
    value.is_some_and(|value| value == format!("Bearer {TOKEN}").as_str())
}

pub(crate) fn error(code: u32, subcode: Option<u32>, kind: &str, message: &str) -> Response {
    let mut error = json!({ "message": message, "type": kind, "code": code,
        "fbtrace_id": "AbCdEfGhIjKlMnO" });
    if let Some(subcode) = subcode {
        error["error_subcode"] = json!(subcode);
    }
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

/// `code` is the error for too many calls by the business.
pub(crate) fn refuse(refusal: Refusal, message: &str, code: u32) -> Response {
    match refusal {
        Refusal::Unauthorized => {
            let mut response = error(190, Some(463), "OAuthException", message);
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            response
        }
        Refusal::NotFound => {
            let message = "Unsupported get request. Object with this ID does not exist, cannot be \
                        loaded due to missing permissions, or does not support this operation.";
            error(100, Some(33), "GraphMethodException", message)
        }
        Refusal::TooFast(seconds) => {
            let mut response = error(code, None, "OAuthException", message);
            for (name, value) in usage(100, seconds) {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
    }
}

/// How much of the quota is used, in percent, and how long until it is available again.
pub(crate) fn usage(percent: u32, reset_s: i64) -> Vec<(&'static str, String)> {
    let minutes = reset_s.max(0).unsigned_abs().div_ceil(60);
    let message = json!({ "102938475610293": [{ "type": "pages", "call_count": percent,
        "total_cputime": 3, "total_time": 11, "estimated_time_to_regain_access": minutes }] });
    vec![("x-business-use-case-usage", message.to_string())]
}

/// A time as the Graph API writes it.
pub(crate) fn time(at: Millis) -> String {
    let at = to_rfc3339(at);
    format!("{}+0000", &at[..19])
}

/// One page of `all` after `asked.after`. Addresses of other pages hold the access token.
pub(crate) fn page(all: Vec<Value>, size: usize, asked: &Asked) -> Value {
    let after = asked.get("after").filter(|after| !after.is_empty());
    let from: usize = after.map_or(0, |cursor| cursor.trim_start_matches("QVFI").parse().unwrap());
    let count = all.len();
    let data: Vec<Value> = all.into_iter().skip(from).take(size).collect();
    if data.is_empty() {
        return json!({ "data": [] });
    }
    let end = format!("QVFI{}", from + data.len());
    let mut paging = json!({ "cursors": { "before": format!("QVFI{from}"), "after": end } });
    if from + data.len() < count {
        let next = format!("https://graph.example/next?access_token={TOKEN}&after={end}");
        paging["next"] = json!(next);
    }
    json!({ "data": data, "paging": paging })
}
