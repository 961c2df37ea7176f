//! Answers that do not end: lines of text, and the messages of WebSockets.
//!
//! They are dialled as every other request is, under the same rules for addresses; silence and the
//! size of a line or a message are bounded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt;
use plaza_core::{ConnectorError, Millis, say};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Response, StatusCode, Upgraded};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::clients::SILENCE;
use super::failure::Failure;
use super::request::{DEFAULT_WAIT, Request};
use super::response::Fetched;
use super::{body, failure, route};

/// Largest line or message, in bytes.
const MAX_MESSAGE: usize = 256 * 1024;
/// Maximum number of bytes read of an answer that refuses.
const MAX_REFUSAL: usize = 64 * 1024;

/// The lines of an answer as they come.
pub struct Lines {
    response: Response,
    host: String,
    /// What has arrived but has not been returned yet.
    rest: Vec<u8>,
}

/// The texts that come over a WebSocket.
pub struct Messages {
    socket: WebSocketStream<Upgraded>,
    host: String,
}

impl Request {
    /// Sends the request once, without following redirects, and returns the lines of its answer.
    ///
    /// # Errors
    /// [`ConnectorError`], named after what to do next.
    pub async fn lines(self, accept: &'static str) -> Result<Lines, ConnectorError> {
        // With compression, lines would wait for each other.
        let request = self.header(ACCEPT, accept).header(ACCEPT_ENCODING, "identity");
        let (host, now) = (route::host_of(request.url()), request.now());
        let response = request.open().await?;
        if !response.status().is_success() {
            return Err(refusal(response, &host, now).await);
        }
        Ok(Lines { response, host, rest: Vec::new() })
    }

    /// Sends the request once, without following redirects, and makes its connection a WebSocket
    /// (RFC 6455).
    ///
    /// # Errors
    /// [`ConnectorError`], named after what to do next.
    pub async fn messages(self) -> Result<Messages, ConnectorError> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| {
            let technical = error.to_string();
            ConnectorError::Transient(say!(
                "no-random-numbers",
                "no random numbers: {technical}",
                technical
            ))
        })?;
        let key = STANDARD.encode(random);
        let headers: [(HeaderName, &str); 4] = [
            (CONNECTION, "Upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, &key),
        ];
        let request = headers.into_iter().fold(self, |r, (name, value)| r.header(name, value));
        let (host, now) = (route::host_of(request.url()), request.now());
        let response = request.open().await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(refusal(response, &host, now).await);
        }
        let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT);
        if accepted.is_none_or(|accepted| *accepted != derive_accept_key(key.as_bytes())) {
            let why = say!("websocket-wrong", "{host} answers as a WebSocket should not", host);
            return Err(ConnectorError::Malformed(why));
        }
        let socket =
            response.upgrade().await.map_err(|error| failure::of_request(&error, &host).error)?;
        let bounds = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE));
        let socket = WebSocketStream::from_raw_socket(socket, Role::Client, Some(bounds)).await;
        Ok(Messages { socket, host })
    }
}

impl Lines {
    /// The next line, without its end. Cancel safe.
    ///
    /// # Errors
    /// Transient when the connection ends, Malformed when a line is too long.
    pub async fn next(&mut self) -> Result<String, ConnectorError> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.rest.len() > MAX_MESSAGE {
                return Err(Failure::too_large(&self.host, MAX_MESSAGE).error);
            }
            let chunk = self.response.chunk().await;
            match chunk.map_err(|error| failure::of_transfer(&error, &self.host).error)? {
                Some(chunk) => self.rest.extend_from_slice(&chunk),
                None => return Err(ended(&self.host)),
            }
        }
    }
}

impl Messages {
    /// The next text. Cancel safe.
    ///
    /// # Errors
    /// Transient when the connection ends, Malformed when a message is too large.
    pub async fn next(&mut self) -> Result<String, ConnectorError> {
        loop {
            let Ok(next) = tokio::time::timeout(SILENCE, self.socket.next()).await else {
                let host = &self.host;
                let why = say!("place-silent", "{host} has said nothing for a while", host);
                return Err(ConnectorError::Transient(why));
            };
            match next {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                // Pings are answered by the library.
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_) | Message::Frame(_))) | None => {
                    return Err(ended(&self.host));
                }
                Some(Err(Error::Capacity(_))) => {
                    return Err(Failure::too_large(&self.host, MAX_MESSAGE).error);
                }
                Some(Err(error)) => {
                    let (host, technical) = (&self.host, error.to_string());
                    let why = say!("cause-other", "{technical}", technical);
                    let why = say!("place-broke-off", "{host} broke off: {why}", host, why);
                    return Err(ConnectorError::Transient(why));
                }
            }
        }
    }
}

fn ended(host: &str) -> ConnectorError {
    ConnectorError::Transient(say!("place-ended", "{host} has ended the connection", host))
}

/// What an answer that is not a stream means.
async fn refusal(mut response: Response, host: &str, now: Millis) -> ConnectorError {
    if let Err(failure) = body::check_headers(&response, host) {
        return failure.error;
    }
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let final_url = response.url().clone();
    let body = match body::read(&mut response, host, MAX_REFUSAL).await {
        Ok(body) => body,
        Err(failure) => return failure.error,
    };
    let fetched = Fetched { status, headers, body, final_url };
    if status == 429 {
        let until = fetched.wait_until(now).unwrap_or(now + DEFAULT_WAIT);
        let reason = say!("place-listen-later", "{host} lets us listen again later", host);
        return ConnectorError::RateLimited { until, reason };
    }
    fetched.check().err().unwrap_or_else(|| {
        ConnectorError::Malformed(say!(
            "place-no-stream",
            "{host} answered {status} instead of a stream",
            host,
            status
        ))
    })
}
