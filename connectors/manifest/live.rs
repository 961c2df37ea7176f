//! Platforms that announce news themselves: server-sent events and WebSockets.

use std::mem::take;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::select_all;
use jaq_json::Val;
use plaza_core::{ConnectorError, Listener, News, say};
use serde_json::{Value as Json, json};

use super::ManifestConnector;
use super::format::LiveType;
use super::jq::{self, Scope};
use super::model::{Live, Manifest};
use super::session::Session;
use crate::fetch::{Lines, Messages};

/// Largest event of several lines, in bytes.
const MAX_EVENT: usize = 256 * 1024;

/// All live connections of one source.
struct Connections {
    manifest: Arc<Manifest>,
    scope: Scope,
    open: Vec<Connection>,
}

/// One connection, by its index in the manifest.
struct Connection {
    live: usize,
    wire: Wire,
}

enum Wire {
    Events(Events),
    Messages(Messages),
}

#[async_trait]
impl Listener for ManifestConnector {
    async fn connect(&self) -> Result<Box<dyn News>, ConnectorError> {
        let session = &self.session;
        let scope = session.scope().await?;
        let mut open = Vec::new();
        for (index, live) in session.manifest.live.iter().enumerate() {
            if session.hears(live) {
                let wire = session.connect_to(live, &scope).await;
                open.push(Connection {
                    live: index,
                    wire: wire.map_err(|error| session.redacted(error))?,
                });
            }
        }
        Ok(Box::new(Connections { manifest: Arc::clone(&session.manifest), scope, open }))
    }
}

impl Session {
    /// Whether a live connection is opened with this source's settings.
    pub(super) fn hears(&self, live: &Live) -> bool {
        self.may(&live.needs, &live.unless)
    }

    async fn connect_to(&self, live: &Live, scope: &Scope) -> Result<Wire, ConnectorError> {
        let context = self.context([("me", jq::to_template(&scope.me))]);
        self.shared.meters.open(&self.account, self.place(), self.now())?;
        let token = if live.credentials { self.sign_in().await? } else { None };
        let context = self.with_session(&context, token.as_ref());
        let mut request = self.prepare(&live.request, &context, None)?;
        if live.credentials {
            request = self.with_credentials(request, token.as_ref())?;
        }
        Ok(match live.kind {
            LiveType::Events => {
                let lines = request.lines("text/event-stream").await?;
                Wire::Events(Events { lines, name: String::new(), data: String::new() })
            }
            LiveType::Websocket => Wire::Messages(request.messages().await?),
        })
    }
}

#[async_trait]
impl News for Connections {
    async fn next(&mut self) -> Result<(), ConnectorError> {
        let Self { manifest, scope, open } = self;
        if open.is_empty() {
            return Err(ConnectorError::Malformed(say!("no-live", "no live connection is open")));
        }
        let heard = open.iter_mut().map(|connection| Box::pin(connection.news(manifest, scope)));
        select_all(heard).await.0
    }
}

impl Connection {
    /// Waits for an event that is news according to the manifest.
    async fn news(&mut self, manifest: &Manifest, scope: &Scope) -> Result<(), ConnectorError> {
        let matching = manifest.live.get(self.live).and_then(|live| live.matching.as_ref());
        loop {
            let event = match &mut self.wire {
                Wire::Events(events) => events.next().await?,
                Wire::Messages(messages) => json!({ "data": parsed(&messages.next().await?) }),
            };
            let event: Val = jq::from_json(&event);
            // An event of another shape is not news.
            if matching.is_none_or(|jq| jq.holds(&event, scope).unwrap_or(false)) {
                return Ok(());
            }
        }
    }
}

/// The text as JSON where it is JSON, otherwise as a string.
fn parsed(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_owned()))
}

/// Server-sent events (HTML Standard, 9.2). What has arrived of an event is kept here while nobody
/// waits.
struct Events {
    lines: Lines,
    name: String,
    data: String,
}

impl Events {
    async fn next(&mut self) -> Result<Json, ConnectorError> {
        loop {
            let line = self.lines.next().await?;
            if line.is_empty() {
                let (name, data) = (take(&mut self.name), take(&mut self.data));
                if data.is_empty() {
                    continue;
                }
                let name = if name.is_empty() { "message" } else { &name };
                return Ok(json!({ "event": name, "data": parsed(data.trim_end()) }));
            }
            // A line that begins with a colon is a comment that keeps the connection awake.
            let (field, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut self.name),
                "data" if self.data.len() + value.len() <= MAX_EVENT => {
                    self.data.push_str(value);
                    self.data.push('\n');
                }
                "data" => {
                    let why = say!(
                        "event-too-large",
                        "an event has more than {max} bytes",
                        max = MAX_EVENT
                    );
                    return Err(ConnectorError::Malformed(why));
                }
                _ => {}
            }
        }
    }
}
