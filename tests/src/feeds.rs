//! A small server of feeds on 127.0.0.1 that counts how often each was asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Longest request head that is read.
const MAX_HEAD: usize = 16 << 10;

/// How often each address was asked for.
type Requests = Arc<Mutex<BTreeMap<String, usize>>>;

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub struct FeedServer {
    host: String,
    requests: Requests,
    accepting: JoinHandle<()>,
}

impl Drop for FeedServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl FeedServer {
    /// Serves at every address a feed of `items` items of its own, each answer after `delay`.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(items: usize, delay: Duration) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let host = listener.local_addr()?.to_string();
        let requests = Requests::default();
        let counted = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let requests = Arc::clone(&counted);
                // A client that goes away in the middle, killed as it may be, is no error here.
                tokio::spawn(async move { answer(stream, items, delay, &requests).await.ok() });
            }
        });
        Ok(Self { host, requests, accepting })
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of the feed with this name.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.host)
    }

    /// How often each feed was asked for until now, by its path.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, usize> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn answer(
    mut stream: TcpStream,
    items: usize,
    delay: Duration,
    requests: &Requests,
) -> Result<()> {
    let Some(path) = asked_path(&mut stream).await? else { return Ok(()) };
    *requests.lock().unwrap_or_else(PoisonError::into_inner).entry(path.clone()).or_default() += 1;
    tokio::time::sleep(delay).await;
    say(&mut stream, "application/rss+xml", &feed(&path, items)).await
}

/// The path that a request asks for; nothing when the client has gone away.
pub(crate) async fn asked_path(stream: &mut TcpStream) -> Result<Option<String>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < MAX_HEAD {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
    }
    let head = String::from_utf8_lossy(&head);
    Ok(Some(head.split_whitespace().nth(1).unwrap_or("/").to_owned()))
}

/// Answers a request, the only one of its connection.
pub(crate) async fn say(stream: &mut TcpStream, kind: &str, body: &str) -> Result<()> {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    Ok(stream.write_all(answer.as_bytes()).await?)
}

/// A feed of `items` items that no other path has.
pub(crate) fn feed(path: &str, items: usize) -> String {
    let mut xml = format!("<rss version=\"2.0\"><channel><title>{path}</title>");
    for number in 0..items {
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<item><guid isPermaLink=\"false\">{path}-{number}</guid>\
             <title>Noticia {number} de {path}</title>\
             <description>La entrega {number} de {path} llegó tarde.</description>\
             <pubDate>Thu, 01 Oct 2026 10:00:00 GMT</pubDate></item>"
        );
    }
    xml.push_str("</channel></rss>");
    xml
}
