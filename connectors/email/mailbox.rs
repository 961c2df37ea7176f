//! One IMAP session: what Plaza asks of it, and what its errors mean to us.

use async_imap::error::Error as ImapError;
use async_imap::extensions::idle::Handle;
use async_imap::imap_proto::{NameAttribute, Response, Status};
use async_imap::types::Fetch;
use async_imap::{Authenticator, Client, Session};
use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use futures::TryStreamExt;
use plaza_core::{ConnectorError, Millis, say};

use super::account::Account;
use super::config::{Security, Server};
use crate::fetch::{Connection, in_words};

/// Maximum number of bytes of one message that are read; the rest of a larger one are attachments.
pub(super) const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// Maximum number of folders that are looked through for a message.
const MAX_FOLDERS: usize = 50;
/// Names of the folder of sent mail, for servers that do not mark it.
const SENT_NAMES: [&str; 5] =
    ["sent", "sent items", "sent messages", "enviados", "elementos enviados"];

/// A signed-in session.
pub(super) struct Mailbox {
    session: Session<Connection>,
    host: String,
}

/// A folder, opened for reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opened {
    /// UIDs are valid only together with this number (UIDVALIDITY).
    pub(super) validity: u32,
    /// The UID that the next message will get, where the server says.
    pub(super) next: Option<u32>,
    pub(super) exists: u32,
}

/// A message before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) uid: u32,
    /// How many of its bytes will be read.
    pub(super) bytes: usize,
    /// When it arrived in the mailbox.
    pub(super) arrived: Option<Millis>,
}

/// A folder's name as the server writes it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) is_sent: bool,
    /// Junk, trash and drafts, which hold nothing to answer.
    pub(super) is_aside: bool,
}

impl Mailbox {
    /// Connects and signs in.
    pub(super) async fn open(account: &Account) -> Result<Self, ConnectorError> {
        let server = &account.config.imap;
        let host = &server.host;
        let mut client = Client::new(account.dial(server).await?);
        let greeting =
            client.read_response().await.map_err(|error| explain(host, &error.into()))?;
        match greeting.as_ref().map(|greeting| greeting.parsed()) {
            Some(Response::Data { status: Status::Ok | Status::PreAuth, .. }) => {}
            _ => {
                let why =
                    say!("imap-no-greeting", "{host} does not greet as an IMAP server does", host);
                return Err(ConnectorError::Transient(why));
            }
        }
        if server.security == Security::StartTls {
            let started = client.run_command_and_check_ok("STARTTLS", None).await;
            started.map_err(|error| explain(host, &error))?;
            client = Client::new(client.into_inner().start_tls(&account.config.trust).await?);
        }
        let session = sign_in(client, server).await?;
        Ok(Self { session, host: host.clone() })
    }

    /// Opens a folder for reading; nothing in it is marked as seen.
    pub(super) async fn examine(&mut self, folder: &str) -> Result<Opened, ConnectorError> {
        self.examine_named(&encode_name(folder), folder).await
    }

    async fn examine_named(&mut self, name: &str, shown: &str) -> Result<Opened, ConnectorError> {
        let opened = self.session.examine(name).await.map_err(|error| match error {
            ImapError::No(why) => {
                ConnectorError::Gone(no_folder(&self.host, shown).saying(Some(why)))
            }
            // The IMAP library cannot read a refusal that repeats a name outside ASCII.
            ImapError::Io(error) if is_unreadable(&error) && !shown.is_ascii() => {
                ConnectorError::Gone(no_folder(&self.host, shown))
            }
            other => explain(&self.host, &other),
        })?;
        let validity = opened.uid_validity.ok_or_else(|| {
            ConnectorError::Malformed(say!(
                "imap-no-uids",
                "{host} keeps no UIDs in {folder}",
                host = self.host,
                folder = shown
            ))
        })?;
        Ok(Opened { validity, next: opened.uid_next, exists: opened.exists })
    }

    /// UIDs in the opened folder that match, in ascending order.
    pub(super) async fn search(&mut self, query: &str) -> Result<Vec<u32>, ConnectorError> {
        let found = self.session.uid_search(query).await;
        let mut uids: Vec<u32> =
            found.map_err(|error| explain(&self.host, &error))?.into_iter().collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// UIDs of messages with this Message-ID, given without brackets.
    pub(super) async fn with_id(&mut self, id: &str) -> Result<Vec<u32>, ConnectorError> {
        if !is_searchable(id) {
            return Ok(Vec::new());
        }
        self.search(&format!("HEADER Message-ID \"<{id}>\"")).await
    }

    /// Sizes and times of these messages, without those that have disappeared meanwhile.
    pub(super) async fn list(&mut self, uids: &[u32]) -> Result<Vec<Listed>, ConnectorError> {
        let fetched = self.fetch(uids, "(UID RFC822.SIZE INTERNALDATE)").await?;
        let mut listed: Vec<Listed> = fetched
            .iter()
            .filter_map(|fetch| {
                let size = fetch.size.map_or(MAX_MESSAGE_BYTES, |size| size as usize);
                Some(Listed {
                    uid: fetch.uid?,
                    bytes: size.min(MAX_MESSAGE_BYTES),
                    arrived: fetch.internal_date().map(|at| at.timestamp_millis()),
                })
            })
            .collect();
        listed.sort_unstable_by_key(|message| message.uid);
        Ok(listed)
    }

    /// These messages, each up to [`MAX_MESSAGE_BYTES`], with their UIDs.
    pub(super) async fn read(
        &mut self,
        uids: &[u32],
    ) -> Result<Vec<(u32, Vec<u8>)>, ConnectorError> {
        let what = format!("(UID BODY.PEEK[]<0.{MAX_MESSAGE_BYTES}>)");
        let fetched = self.fetch(uids, &what).await?;
        Ok(fetched.iter().filter_map(|fetch| Some((fetch.uid?, fetch.body()?.to_vec()))).collect())
    }

    async fn fetch(&mut self, uids: &[u32], what: &str) -> Result<Vec<Fetch>, ConnectorError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let set: Vec<String> = uids.iter().map(u32::to_string).collect();
        let host = &self.host;
        let stream = self.session.uid_fetch(set.join(","), what).await;
        let stream = stream.map_err(|error| explain(host, &error))?;
        stream.try_collect().await.map_err(|error| explain(host, &error))
    }

    /// All folders that can be opened.
    pub(super) async fn folders(&mut self) -> Result<Vec<Folder>, ConnectorError> {
        let host = &self.host;
        let names = self.session.list(None, Some("*")).await;
        let names = names.map_err(|error| explain(host, &error))?;
        let names: Vec<_> = names.try_collect().await.map_err(|error| explain(host, &error))?;
        let mut folders: Vec<Folder> = names
            .iter()
            .filter(|name| !name.attributes().contains(&NameAttribute::NoSelect))
            .take(MAX_FOLDERS)
            .map(|name| Folder {
                name: name.name().to_owned(),
                is_sent: name.attributes().contains(&NameAttribute::Sent),
                is_aside: name.attributes().iter().any(|attribute| {
                    matches!(
                        attribute,
                        NameAttribute::Junk | NameAttribute::Trash | NameAttribute::Drafts
                    )
                }),
            })
            .collect();
        if folders.iter().all(|folder| !folder.is_sent) {
            let named = folders.iter_mut().find(|folder| {
                let last = folder.name.rsplit(['.', '/']).next().unwrap_or_default();
                SENT_NAMES.contains(&last.to_lowercase().as_str())
            });
            if let Some(folder) = named {
                folder.is_sent = true;
            }
        }
        Ok(folders)
    }

    /// Opens a folder that [`Self::folders`] named.
    pub(super) async fn enter(&mut self, folder: &Folder) -> Result<Opened, ConnectorError> {
        self.examine_named(&folder.name, &folder.name).await
    }

    /// Puts a copy of a message into a folder, marked as read.
    pub(super) async fn append(
        &mut self,
        folder: &Folder,
        message: &[u8],
    ) -> Result<(), ConnectorError> {
        let put = self.session.append(&folder.name, Some("(\\Seen)"), None, message).await;
        put.map_err(|error| explain(&self.host, &error))
    }

    /// The handle that waits for news of the opened folder, and the server's name.
    pub(super) async fn into_idle(
        mut self,
    ) -> Result<(Handle<Connection>, String), ConnectorError> {
        let able = self.session.capabilities().await;
        if !able.map_err(|error| explain(&self.host, &error))?.has_str("IDLE") {
            let why = say!(
                "imap-no-idle",
                "{host} tells nothing by itself (it has no IDLE)",
                host = self.host
            );
            return Err(ConnectorError::Malformed(why));
        }
        Ok((self.session.idle(), self.host))
    }

    /// Logs out; it does not matter whether the server answers.
    pub(super) async fn close(mut self) {
        if let Err(error) = self.session.logout().await {
            tracing::debug!(%error, host = self.host, "the mail server did not say goodbye");
        }
    }
}

/// SASL PLAIN (RFC 4616), which allows user names and passwords outside ASCII.
struct Plain<'a>(&'a Server);

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        format!("\0{}\0{}", self.0.user, self.0.password)
    }
}

async fn sign_in(
    client: Client<Connection>,
    server: &Server,
) -> Result<Session<Connection>, ConnectorError> {
    let signed_in = if server.user.is_ascii() && server.password.is_ascii() {
        client.login(&server.user, &server.password).await
    } else {
        client.authenticate("PLAIN", Plain(server)).await
    };
    signed_in.map_err(|(error, _)| match error {
        // RFC 5530: these conditions pass without our doing anything.
        ImapError::No(why) if why.contains("[UNAVAILABLE]") || why.contains("[INUSE]") => {
            ConnectorError::Transient(host_says(&server.host, &why))
        }
        ImapError::No(why) | ImapError::Bad(why) => ConnectorError::Unauthorized(
            say!(
                "mail-refuses-login",
                "{host} refuses the user name or the password",
                host = server.host
            )
            .saying(Some(why)),
        ),
        // The error's own text holds the password.
        ImapError::Validate(_) => ConnectorError::Unauthorized(say!(
            "login-line-break",
            "the user name or the password contains a line break"
        )),
        other => explain(&server.host, &other),
    })
}

fn no_folder(host: &str, folder: &str) -> plaza_core::Message {
    say!("imap-no-folder", "{host} has no folder {folder} for us", host, folder)
}

/// What a mail server says, in its own words.
pub(super) fn host_says(host: &str, words: &str) -> plaza_core::Message {
    say!("host-says", "{host} says: {words}", host, words)
}

pub(super) fn explain(host: &str, error: &ImapError) -> ConnectorError {
    match error {
        ImapError::No(why) | ImapError::Bad(why) => ConnectorError::Transient(host_says(host, why)),
        // The parser's own message quotes what the server sent.
        ImapError::Parse(_) => {
            ConnectorError::Transient(say!("imap-nonsense", "{host} answers nonsense", host))
        }
        ImapError::Io(error) if is_unreadable(error) => ConnectorError::Transient(say!(
            "imap-unknown-answer",
            "{host} answers what IMAP does not know",
            host
        )),
        other => ConnectorError::Transient(say!(
            "place-broke-off",
            "{host} broke off: {why}",
            host,
            why = in_words(other)
        )),
    }
}

/// How the library reports an answer that it cannot parse; its message quotes the answer.
fn is_unreadable(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::Other
}

/// Whether a Message-ID can be put between quotes in a search.
pub(super) fn is_searchable(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 250
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

/// A folder's name in modified UTF-7 (RFC 3501, 5.1.3).
fn encode_name(name: &str) -> String {
    let base64 = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut encoded = String::new();
    let mut beyond = Vec::new();
    let flush = |beyond: &mut Vec<u8>, encoded: &mut String| {
        if !beyond.is_empty() {
            encoded.push('&');
            encoded.push_str(&base64.encode(&*beyond));
            encoded.push('-');
            beyond.clear();
        }
    };
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut beyond, &mut encoded);
            encoded.push(c);
            if c == '&' {
                encoded.push('-');
            }
        } else {
            let mut units = [0; 2];
            let bytes = c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes());
            beyond.extend(bytes);
        }
    }
    flush(&mut beyond, &mut encoded);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_ascii_are_written_as_imap_does() {
        for (name, encoded) in [
            ("INBOX", "INBOX"),
            ("Atención", "Atenci&APM-n"),
            ("R&D", "R&-D"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encode_name(name), encoded);
        }
    }

    #[test]
    fn only_plain_ids_are_searched_for() {
        assert!(is_searchable("a.b+c@x.example"));
        for id in ["", "a\"b@x", "a\\b@x", "a b@x", "a\r\nx DELETE", "ñ@x", &"a".repeat(251)] {
            assert!(!is_searchable(id), "{id}");
        }
    }
}
