//! A real Matrix server: Synapse on SQLite, with rate limits out of the way until a test sets one.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::peers::{self, PeerProcess, RunFolder};

const SERVER_NAME: &str = "plaza.test";

/// An account on the server.
#[derive(Debug, Clone)]
pub struct MatrixUser {
    /// `@name:plaza.test`.
    pub user_id: String,
    /// Access token of its one device.
    pub access_token: String,
}

/// A running Synapse.
#[derive(Debug)]
pub struct Synapse {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
    client: reqwest::Client,
    transactions: AtomicU32,
    // Dropped in this order: first the process, then its data.
    _process: PeerProcess,
    folder: RunFolder,
}

impl Synapse {
    /// Starts a server without users or rooms and waits until it answers; about 3 s.
    ///
    /// # Errors
    /// Synapse is not installed, or does not start.
    pub async fn start() -> Result<Self> {
        let python = peers::installed("synapse/bin/python")?;
        let folder = RunFolder::create("synapse")?;
        let port = peers::free_port()?;
        write_configuration(&folder, port)?;
        let process = PeerProcess::spawn(&python, folder.path().join("log"), |command| {
            command.args(["-m", "synapse.app.homeserver", "-c"]).arg(folder.path().join("conf"));
        })?;
        let base_url = format!("http://127.0.0.1:{port}");
        let client = peers::client()?;
        let versions = format!("{base_url}/_matrix/client/versions");
        process
            .wait_until(async || {
                client.get(&versions).send().await.is_ok_and(|r| r.status() == 200)
            })
            .await?;
        Ok(Self { base_url, client, transactions: AtomicU32::new(0), _process: process, folder })
    }

    /// Creates an account; `name` is the part before the colon.
    ///
    /// # Errors
    /// The name is taken.
    pub async fn register(&self, name: &str) -> Result<MatrixUser> {
        let body = json!({
            "auth": { "type": "m.login.dummy" }, "username": name, "password": "only a test",
        });
        let answer =
            peers::json(self.client.post(self.client_url(&["register"])?).json(&body)).await?;
        Ok(MatrixUser {
            user_id: text(&answer, "user_id")?,
            access_token: text(&answer, "access_token")?,
        })
    }

    /// Signs in once more, as another device of the same account.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn log_in(&self, user: &MatrixUser) -> Result<MatrixUser> {
        self.log_in_as(&user.user_id).await
    }

    /// Creates a public room, of `version` or the server's default, and gives its id.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn create_room(
        &self,
        user: &MatrixUser,
        name: &str,
        version: Option<&str>,
    ) -> Result<String> {
        let mut body = json!({ "preset": "public_chat", "name": name });
        if let Some(version) = version {
            body["room_version"] = version.into();
        }
        let answer = self.post(user, &["createRoom"], body).await?;
        text(&answer, "room_id")
    }

    /// Joins a public room.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn join(&self, user: &MatrixUser, room: &str) -> Result<()> {
        self.post(user, &["join", room], json!({})).await.map(drop)
    }

    /// Leaves a room.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn leave(&self, user: &MatrixUser, room: &str) -> Result<()> {
        self.post(user, &["rooms", room, "leave"], json!({})).await.map(drop)
    }

    /// Sends a text message and gives its event id.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn send(&self, user: &MatrixUser, room: &str, body: &str) -> Result<String> {
        self.send_content(user, room, json!({ "msgtype": "m.text", "body": body })).await
    }

    /// Sends a text message that answers `parent`, in the thread `root` where there is one.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn reply(
        &self,
        user: &MatrixUser,
        room: &str,
        body: &str,
        parent: &str,
        root: Option<&str>,
    ) -> Result<String> {
        let mut relation = json!({ "m.in_reply_to": { "event_id": parent } });
        if let Some(root) = root {
            relation["rel_type"] = "m.thread".into();
            relation["event_id"] = root.into();
        }
        let content = json!({ "msgtype": "m.text", "body": body, "m.relates_to": relation });
        self.send_content(user, room, content).await
    }

    /// Replaces the text of the message `event`.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn edit(
        &self,
        user: &MatrixUser,
        room: &str,
        event: &str,
        body: &str,
    ) -> Result<String> {
        let content = json!({
            "msgtype": "m.text", "body": format!("* {body}"),
            "m.new_content": { "msgtype": "m.text", "body": body },
            "m.relates_to": { "rel_type": "m.replace", "event_id": event },
        });
        self.send_content(user, room, content).await
    }

    /// Sends a message with any content and gives its event id.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn send_content(
        &self,
        user: &MatrixUser,
        room: &str,
        content: Value,
    ) -> Result<String> {
        let transaction = self.transaction();
        let url = self.client_url(&["rooms", room, "send", "m.room.message", &transaction])?;
        let request = self.client.put(url).bearer_auth(&user.access_token).json(&content);
        text(&peers::json(request).await?, "event_id")
    }

    /// Redacts the message `event`.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn redact(&self, user: &MatrixUser, room: &str, event: &str) -> Result<()> {
        let url = self.client_url(&["rooms", room, "redact", event, &self.transaction()])?;
        let request = self.client.put(url).bearer_auth(&user.access_token).json(&json!({}));
        peers::json(request).await.map(drop)
    }

    /// Sets a piece of the room's state.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn set_state(
        &self,
        user: &MatrixUser,
        room: &str,
        kind: &str,
        content: Value,
    ) -> Result<()> {
        let url = self.client_url(&["rooms", room, "state", kind])?;
        let request = self.client.put(url).bearer_auth(&user.access_token).json(&content);
        peers::json(request).await.map(drop)
    }

    /// The room's last 1000 messages as Matrix events, oldest first; a redacted one has an empty
    /// `content`.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn messages(&self, user: &MatrixUser, room: &str) -> Result<Vec<Value>> {
        let url = self.client_url(&["rooms", room, "messages"])?;
        let request = self
            .client
            .get(url)
            .query(&[
                ("dir", "b"),
                ("limit", "1000"),
                ("filter", r#"{"types":["m.room.message"]}"#),
            ])
            .bearer_auth(&user.access_token);
        let mut answer = peers::json(request).await?;
        let Value::Array(mut events) = answer["chunk"].take() else {
            return Ok(Vec::new());
        };
        events.reverse();
        Ok(events)
    }

    /// From now on `user` may send one message a second, the strictest limit that Synapse can set for
    /// one account.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn limit_messages(&self, user: &MatrixUser) -> Result<()> {
        let admin = self.administrator().await?;
        let mut url = reqwest::Url::parse(&self.base_url)?;
        extend(
            &mut url,
            &["_synapse", "admin", "v1", "users", &user.user_id, "override_ratelimit"],
        )?;
        let body = json!({ "messages_per_second": 1, "burst_count": 1 });
        peers::json(self.client.post(url).bearer_auth(admin.access_token).json(&body))
            .await
            .map(drop)
    }

    async fn administrator(&self) -> Result<MatrixUser> {
        let tool = peers::installed("synapse/bin/register_new_matrix_user")?;
        let name = format!("admin{}", self.transaction());
        let mut command = Command::new(tool);
        command.arg("-c").arg(self.folder.path().join("conf"));
        command.args(["-u", &name, "-p", "only a test", "-a", &self.base_url]);
        let output = tokio::task::spawn_blocking(move || command.output()).await??;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.log_in_as(&name).await
    }

    async fn log_in_as(&self, name: &str) -> Result<MatrixUser> {
        let body = json!({
            "type": "m.login.password", "password": "only a test",
            "identifier": { "type": "m.id.user", "user": name },
        });
        let answer =
            peers::json(self.client.post(self.client_url(&["login"])?).json(&body)).await?;
        Ok(MatrixUser {
            user_id: text(&answer, "user_id")?,
            access_token: text(&answer, "access_token")?,
        })
    }

    async fn post(&self, user: &MatrixUser, path: &[&str], body: Value) -> Result<Value> {
        let request = self.client.post(self.client_url(path)?);
        peers::json(request.bearer_auth(&user.access_token).json(&body)).await
    }

    fn client_url(&self, path: &[&str]) -> Result<reqwest::Url> {
        let mut url = reqwest::Url::parse(&self.base_url)?;
        extend(&mut url, &["_matrix", "client", "v3"])?;
        extend(&mut url, path)?;
        Ok(url)
    }

    fn transaction(&self) -> String {
        self.transactions.fetch_add(1, Ordering::Relaxed).to_string()
    }
}

fn extend(url: &mut reqwest::Url, path: &[&str]) -> Result<()> {
    let mut segments = url.path_segments_mut().ok().context("an address without a path")?;
    segments.pop_if_empty().extend(path);
    Ok(())
}

fn text(answer: &Value, key: &str) -> Result<String> {
    let value = answer[key].as_str().with_context(|| format!("no {key} in {answer}"))?;
    Ok(value.to_owned())
}

fn write_configuration(folder: &RunFolder, port: u16) -> Result<()> {
    let file = |name: &str| folder.path().join(name);
    let unlimited = json!({ "per_second": 100_000, "burst_count": 100_000 });
    let logging = json!({
        "version": 1,
        "handlers": { "console": { "class": "logging.StreamHandler" } },
        "root": { "level": "WARNING", "handlers": ["console"] },
    });
    // JSON is YAML.
    let configuration = json!({
        "server_name": SERVER_NAME,
        "pid_file": file("pid"),
        "listeners": [{
            "port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": false,
            "resources": [{ "names": ["client"], "compress": false }],
        }],
        "database": { "name": "sqlite3", "args": { "database": file("db") } },
        "log_config": file("log-conf"),
        "media_store_path": file("media"),
        "signing_key_path": file("key"),
        "trusted_key_servers": [],
        "suppress_key_server_warning": true,
        "report_stats": false,
        "macaroon_secret_key": "only a test",
        "form_secret": "only a test",
        "registration_shared_secret": "only a test",
        "enable_registration": true,
        "enable_registration_without_verification": true,
        "bcrypt_rounds": 4,
        "rc_message": unlimited,
        "rc_registration": unlimited,
        "rc_joins": { "local": unlimited, "remote": unlimited },
        "rc_joins_per_room": unlimited,
        "rc_login": { "address": unlimited, "account": unlimited, "failed_attempts": unlimited },
    });
    fs::write(file("conf"), configuration.to_string())?;
    fs::write(file("log-conf"), logging.to_string())?;
    // Nobody verifies this server's signatures: any 32 bytes will do.
    fs::write(file("key"), format!("ed25519 a_test {}\n", "A".repeat(43)))?;
    Ok(())
}
