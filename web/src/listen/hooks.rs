//! The addresses that platforms send to: `/hooks/{source}`, open to everybody because each
//! delivery is signed.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use plaza_core::{Delivery, SourceId, say};
use plaza_engine::listen::Received;
use url::Url;

use crate::frame::board::Board;
use crate::frame::extract::{PathIds, ends_early};
use crate::{Access, AppState, Problem, Routes};

/// Largest delivery, in bytes.
const DELIVERY_LIMIT: usize = 1 << 20;

/// The path below which deliveries arrive.
pub(crate) const PATH: &str = "/hooks/";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/hooks/{source}", Access::Public, is_there)
        .post("/hooks/{source}", Access::Public, take)
        .with_body_limit(DELIVERY_LIMIT)
}

/// `GET /hooks/{source}`: some platforms look whether anybody is there before they send. The
/// answer is the same for every source, known or not.
async fn is_there() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `POST /hooks/{source}`
async fn take(
    State(state): State<AppState>,
    PathIds(id): PathIds<SourceId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let headers = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let body = body.map_err(|_| ends_early())?;
    let delivery = Delivery { headers, body: body.to_vec() };
    Ok(match state.engine().listen().receive(id, &delivery).await? {
        Received::Stored(report) => Json(report).into_response(),
        Received::Refused => Problem::new(
            StatusCode::UNAUTHORIZED,
            "/problems/delivery-refused",
            "Delivery refused",
            say!(
                "delivery-refused",
                "sign it with the source's secret, within five minutes, and send it once"
            ),
        )
        .into_response(),
    })
}

/// The address that platforms send to for a source of this kind; empty where none does.
pub(super) fn address_of(board: &Board, kind: &str, source: SourceId) -> String {
    if !board.engine.listen().receives(kind) {
        return String::new();
    }
    address(board.public_url(), source)
}

/// The address to give to a platform; without a public address only its path is known.
fn address(public_url: Option<&Url>, source: SourceId) -> String {
    let path = format!("{PATH}{source}");
    public_url.and_then(|base| base.join(&path).ok()).map_or(path, String::from)
}
