//! Matrix's client-server API for one room, and what its errors mean to us.

use plaza_core::{ConnectorError, Millis, say};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::config::Config;
use crate::fetch::{self, Fetched, Method, SourceFetcher};
use crate::said;

/// Wait after `M_LIMIT_EXCEEDED` that does not say how long.
const DEFAULT_WAIT_MS: Millis = 30_000;

/// A room as our account sees it.
#[derive(Debug)]
pub(super) struct Room {
    http: SourceFetcher,
    config: Config,
    id: OnceCell<String>,
    us: OnceCell<String>,
}

/// How a homeserver words a refusal.
#[derive(Debug, Default, Deserialize)]
struct Refusal {
    errcode: String,
    #[serde(default)]
    error: String,
    retry_after_ms: Option<f64>,
}

impl Room {
    pub(super) fn new(http: SourceFetcher, config: Config) -> Self {
        Self { http, config, id: OnceCell::new(), us: OnceCell::new() }
    }

    pub(super) fn now(&self) -> Millis {
        self.http.clock().now()
    }

    /// Our user id.
    pub(super) async fn us(&self) -> Result<&str, ConnectorError> {
        let us = self.us.get_or_try_init(async || {
            let answer = self.call(Method::GET, &["account", "whoami"], &[], None).await?;
            text(&answer, "user_id")
        });
        us.await.map(String::as_str)
    }

    /// The room's id; asks the server if the room was given by its address.
    pub(super) async fn id(&self) -> Result<&str, ConnectorError> {
        let id = self.id.get_or_try_init(async || {
            if self.config.room.starts_with('!') {
                return Ok(self.config.room.clone());
            }
            let path = ["directory", "room", self.config.room.as_str()];
            text(&self.call(Method::GET, &path, &[], None).await?, "room_id")
        });
        id.await.map(String::as_str)
    }

    /// Makes sure that our account is in the room and can read it.
    pub(super) async fn enter(&self) -> Result<(), ConnectorError> {
        let is_in = self.is_in().await?;
        if !is_in && !self.config.join {
            return Err(ConnectorError::Unauthorized(say!(
                "matrix-not-in-room",
                "{us} is not in the room; invite it, or let Plaza join",
                us = self.us().await?
            )));
        }
        if !is_in {
            // By its address if it has one, which says which servers know the room.
            self.call(Method::POST, &["join", &self.config.room], &[], Some(&json!({}))).await?;
        }
        if self.state("m.room.encryption", "").await?.is_some() {
            return Err(ConnectorError::Malformed(say!(
                "matrix-encrypted",
                "the room is encrypted: Plaza cannot read it"
            )));
        }
        Ok(())
    }

    /// Whether our account is in the room.
    pub(super) async fn is_in(&self) -> Result<bool, ConnectorError> {
        let joined = self.call(Method::GET, &["joined_rooms"], &[], None).await?;
        let id = self.id().await?;
        let rooms = joined["joined_rooms"].as_array();
        Ok(rooms.is_some_and(|rooms| rooms.iter().any(|room| room == id)))
    }

    /// The content of a piece of the room's state; `None` where it was never set.
    pub(super) async fn state(
        &self,
        kind: &str,
        key: &str,
    ) -> Result<Option<Value>, ConnectorError> {
        let mut path = vec!["state", kind];
        if !key.is_empty() {
            path.push(key);
        }
        found(self.get(&path, &[]).await)
    }

    /// An event with its latest edit bundled; `None` where we cannot see it.
    pub(super) async fn event(&self, id: &str) -> Result<Option<Value>, ConnectorError> {
        found(self.get(&["event", id], &[]).await)
    }

    /// A GET below the room's own path.
    pub(super) async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Value, ConnectorError> {
        let mut full = vec!["rooms", self.id().await?];
        full.extend_from_slice(path);
        self.call(Method::GET, &full, query, None).await
    }

    /// A PUT below the room's own path: Matrix's way to do something once, because the last
    /// segment names the transaction.
    pub(super) async fn put(&self, path: &[&str], body: &Value) -> Result<Value, ConnectorError> {
        let mut full = vec!["rooms", self.id().await?];
        full.extend_from_slice(path);
        self.call(Method::PUT, &full, &[], Some(body)).await
    }

    /// News of this room since `since`.
    pub(super) async fn sync(
        &self,
        since: Option<&str>,
        filter: &Value,
    ) -> Result<Value, ConnectorError> {
        let filter = filter.to_string();
        let mut query =
            vec![("filter", filter.as_str()), ("timeout", "0"), ("set_presence", "offline")];
        query.extend(since.map(|since| ("since", since)));
        self.call(Method::GET, &["sync"], &query, None).await
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, ConnectorError> {
        let mut segments = vec!["_matrix", "client", "v3"];
        segments.extend_from_slice(path);
        let url = fetch::endpoint(&self.config.homeserver, &segments)?;
        let mut request = self.http.request(method, url).bearer(&self.config.token);
        for (key, value) in query {
            request = request.query(key, value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let changes = body.is_some();
        let answer = self.judge(request.send_raw().await?)?.json();
        // What was taken is done, whether its answer can be read or not.
        answer.map_err(|error| if changes { error.may_be_done() } else { error })
    }

    /// Turns an answer into an error named after what to do next.
    fn judge(&self, fetched: Fetched) -> Result<Fetched, ConnectorError> {
        if fetched.status < 400 {
            return fetched.check();
        }
        let redacted = |error: ConnectorError| {
            let token = [self.config.token.as_str()];
            error.with_words(|words| words.map_texts(&|text| said::without(text, token)))
        };
        let refusal: Refusal = serde_json::from_slice(&fetched.body).unwrap_or_default();
        let message = say!(
            "matrix-says",
            "the homeserver says: {words} ({code})",
            words = refusal.error,
            code = refusal.errcode
        );
        Err(match refusal.errcode.as_str() {
            "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN" | "M_USER_DEACTIVATED" | "M_USER_SUSPENDED"
            | "M_USER_LOCKED" | "M_FORBIDDEN" => ConnectorError::Unauthorized(message),
            "M_LIMIT_EXCEEDED" => {
                let wait = refusal.retry_after_ms.map_or(DEFAULT_WAIT_MS, whole_millis);
                ConnectorError::RateLimited { until: self.now() + wait, reason: message }
            }
            "M_NOT_FOUND" => ConnectorError::Gone(message),
            "" | "M_UNKNOWN" => return fetched.check().map_err(redacted),
            _ if fetched.status >= 500 => ConnectorError::Transient(message),
            _ => ConnectorError::Malformed(message),
        })
    }
}

/// Turns "not found" and "not for you" into `None`.
fn found(answer: Result<Value, ConnectorError>) -> Result<Option<Value>, ConnectorError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(ConnectorError::Gone(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a day before")]
fn whole_millis(wait: f64) -> Millis {
    wait.ceil().clamp(0.0, 86_400_000.0) as Millis
}

fn text(answer: &Value, key: &str) -> Result<String, ConnectorError> {
    answer[key].as_str().map(str::to_owned).ok_or_else(|| {
        ConnectorError::Malformed(say!(
            "matrix-lacks",
            "the homeserver's answer has no `{name}`; is it Matrix?",
            name = key
        ))
    })
}
