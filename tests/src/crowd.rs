//! Many sources on many hosts at once: servers that count what is asked of them, and the sources.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::feeds::{asked_path, feed, say};
use crate::http::Client;
use crate::server::Plaza;

/// Records on a page of the endless forum.
const FORUM_PAGE: usize = 50;
/// The stretch of time in which requests to one host are counted.
pub const WINDOW: Duration = Duration::from_secs(10);

/// A manifest for the endless forum: page after page, for as long as anybody asks.
const FORUM: &str = r#"
format = 1
kind = "endless"
channel = "forum"
interval = "10m"
place = "{{ config.url }}"

[name]
en = "Endless forum"
es = "Foro sin fin"

[summary]
en = "Collects a forum without an end."
es = "Recoge un foro sin fin."

[[field]]
key = "url"
type = "url"
required = true
label = { en = "Address", es = "Dirección" }
help = { en = "The forum's address.", es = "La dirección del foro." }

[mention.post]
id = ".id"
text = ".text"
created_at = ".at"

[[stream]]
name = "posts"
mention = "post"
request = { url = "{{ config.url }}", query = { page = "{{ page }}" } }
records = ".posts[]"
pagination = { type = "page" }
"#;

/// One host: its servers count what they are asked.
#[derive(Debug, Default)]
struct Counts {
    /// Requests being answered right now.
    now: usize,
    /// Most of them at any time.
    most_at_once: usize,
    /// Beginnings of the last [`WINDOW`].
    recent: VecDeque<Instant>,
    /// Most beginnings in any such stretch.
    most_in_window: usize,
    /// How often each path was asked for.
    paths: BTreeMap<String, usize>,
}

/// What a host was asked.
#[derive(Debug, Clone)]
pub struct HostReport {
    /// Its name with its port.
    pub host: String,
    /// Most requests at any time.
    pub most_at_once: usize,
    /// Most requests in any ten seconds.
    pub most_in_window: usize,
    /// All requests.
    pub requests: usize,
    /// How often each path was asked for.
    pub paths: BTreeMap<String, usize>,
}

/// Several hosts; they end when this is dropped.
#[derive(Debug)]
pub struct Crowd {
    hosts: Vec<(String, Arc<Mutex<Counts>>)>,
    accepting: Vec<JoinHandle<()>>,
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for task in &self.accepting {
            task.abort();
        }
    }
}

/// A Plaza that knows the endless forum, running, with a client that may do everything.
///
/// # Errors
/// It does not start.
pub async fn plaza_with_forum() -> Result<(Plaza, Client)> {
    let mut plaza = Plaza::new()?;
    let manifests = plaza.data().join("manifests");
    fs::create_dir_all(&manifests)?;
    fs::write(manifests.join("endless.toml"), FORUM)?;
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    Ok((plaza, api))
}

impl Crowd {
    /// Starts one host for each of `delays`, the time that it takes to answer. Every path is a
    /// feed of `items` items, but `/endless` is a forum of which nobody reaches the end.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(delays: &[Duration], items: usize) -> Result<Self> {
        let mut crowd = Self { hosts: Vec::new(), accepting: Vec::new() };
        for (number, delay) in (1_u8..).zip(delays.iter().copied()) {
            // Every address of 127.0.0.0/8 is this machine, so each host has a name of its own.
            let listener = TcpListener::bind(SocketAddr::from(([127, 0, 1, number], 0))).await?;
            let host = listener.local_addr()?.to_string();
            let counts = Arc::new(Mutex::new(Counts::default()));
            crowd.hosts.push((host, Arc::clone(&counts)));
            crowd.accepting.push(tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let counts = Arc::clone(&counts);
                    tokio::spawn(async move { answer(stream, items, delay, &counts).await.ok() });
                }
            }));
        }
        Ok(crowd)
    }

    /// The hosts' names with their ports.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(|(host, _)| host.as_str())
    }

    /// What each host was asked until now.
    #[must_use]
    pub fn report(&self) -> Vec<HostReport> {
        let of = |(host, counts): &(String, Arc<Mutex<Counts>>)| {
            let counts = locked(counts);
            HostReport {
                host: host.clone(),
                most_at_once: counts.most_at_once,
                most_in_window: counts.most_in_window,
                requests: counts.paths.values().sum(),
                paths: counts.paths.clone(),
            }
        };
        self.hosts.iter().map(of).collect()
    }

    /// Adds `count` sources, spread over the hosts; the first one of the second host is the
    /// endless forum, whose manifest ([`FORUM`]) must be in the data folder.
    ///
    /// # Errors
    /// Plaza refuses one.
    pub async fn add_sources(&self, api: &Client, count: usize) -> Result<()> {
        for number in 0..count {
            let (host, _) = &self.hosts[number % self.hosts.len()];
            let (kind, path) = if number == 1 {
                ("endless", "endless".to_owned())
            } else {
                ("feed", format!("f{number:03}"))
            };
            let body = json!({
                "kind": kind, "name": format!("source{number:03}"), "allowed_host": host,
                "values": { "url": format!("http://{host}/{path}") },
            });
            api.post("/api/v1/sources", &body).await?;
        }
        Ok(())
    }
}

/// Waits until each of `count` sources has been collected with success; returns how they are.
///
/// # Errors
/// Some are not after five minutes, or one failed.
pub async fn wait_until_all_had_a_turn(api: &Client, count: usize) -> Result<Vec<Value>> {
    for _ in 0..600 {
        let page = api.fetch("/api/v1/sources").await?;
        let sources = page["items"].as_array().context("no list of sources")?;
        if let Some(failed) = sources.iter().find(|source| !source["last_error"].is_null()) {
            bail!("a source failed: {failed}");
        }
        if sources.iter().filter(|source| !source["last_success_at"].is_null()).count() == count {
            return Ok(sources.clone());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    bail!("some sources never had a turn: {}", api.fetch("/api/v1/sources").await?)
}

fn locked(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Counts {
    fn begin(&mut self, path: &str) {
        let now = Instant::now();
        self.now += 1;
        self.most_at_once = self.most_at_once.max(self.now);
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|first| now - *first > WINDOW) {
            self.recent.pop_front();
        }
        self.most_in_window = self.most_in_window.max(self.recent.len());
        let path = path.split('?').next().unwrap_or(path);
        *self.paths.entry(path.to_owned()).or_default() += 1;
    }
}

async fn answer(
    mut stream: TcpStream,
    items: usize,
    delay: Duration,
    counts: &Mutex<Counts>,
) -> Result<()> {
    let Some(path) = asked_path(&mut stream).await? else { return Ok(()) };
    locked(counts).begin(&path);
    tokio::time::sleep(delay).await;
    let (kind, body) = match path.strip_prefix("/endless") {
        Some(query) => ("application/json", forum_page(query)),
        None => ("application/rss+xml", feed(&path, items)),
    };
    let said = say(&mut stream, kind, &body).await;
    locked(counts).now -= 1;
    said
}

fn forum_page(query: &str) -> String {
    let page: usize = query.rsplit('=').next().and_then(|page| page.parse().ok()).unwrap_or(1);
    let post = |n: usize| {
        let id = page * FORUM_PAGE + n;
        json!({ "id": format!("p{id}"), "at": "2026-10-01T10:00:00Z",
            "text": format!("La entrega {id} llegó tarde y la caja {n} estaba rota.") })
    };
    json!({ "posts": (0..FORUM_PAGE).map(post).collect::<Vec<_>>() }).to_string()
}
