//! Learning of new messages at once (IMAP `IDLE`, RFC 2177), on a connection that does nothing
//! else.

use std::time::Duration;

use async_imap::extensions::idle::{Handle, IdleResponse};
use async_imap::imap_proto::{MailboxDatum, Response};
use async_trait::async_trait;
use plaza_core::{ConnectorError, Listener, News, say};

use super::Email;
use super::mailbox::{Mailbox, explain};
use crate::fetch::Connection;

/// After this much silence IDLE is sent again: a server may drop clients that are quiet for half an
/// hour.
const RENEW_AFTER: Duration = Duration::from_secs(28 * 60);
/// Longest time for a server to answer IDLE.
const ANSWER: Duration = Duration::from_secs(30);

/// A folder that reports new messages.
struct Idle {
    /// `None` after an error, or when a renewal was interrupted.
    handle: Option<Handle<Connection>>,
    host: String,
}

#[async_trait]
impl Listener for Email {
    async fn connect(&self) -> Result<Box<dyn News>, ConnectorError> {
        let mut mailbox = Mailbox::open(&self.account).await?;
        mailbox.examine(&self.account.config.folder).await?;
        Ok(Box::new(Idle::start(mailbox).await?))
    }
}

impl Idle {
    /// Begins to wait in the folder that the session has opened.
    async fn start(mailbox: Mailbox) -> Result<Self, ConnectorError> {
        let (mut handle, host) = mailbox.into_idle().await?;
        handle.as_mut().leave_turn();
        init(&mut handle, &host).await?;
        Ok(Self { handle: Some(handle), host })
    }

    /// Sends IDLE again on the same connection.
    async fn renew(&mut self) -> Result<(), ConnectorError> {
        let Some(handle) = self.handle.take() else { return Err(broke_off(&self.host)) };
        let session = tokio::time::timeout(ANSWER, handle.done()).await;
        let session = session.map_err(|_| broke_off(&self.host))?;
        let mut handle = session.map_err(|error| explain(&self.host, &error))?.idle();
        init(&mut handle, &self.host).await?;
        self.handle = Some(handle);
        Ok(())
    }
}

#[async_trait]
impl News for Idle {
    async fn next(&mut self) -> Result<(), ConnectorError> {
        loop {
            let Some(handle) = &mut self.handle else { return Err(broke_off(&self.host)) };
            // The library reports the end of the connection as an interruption; nothing here
            // interrupts it.
            let (heard, _interrupt) = handle.wait_with_timeout(RENEW_AFTER);
            match heard.await.map_err(|error| explain(&self.host, &error))? {
                IdleResponse::NewData(data) => {
                    let is_new = |datum: &MailboxDatum| matches!(datum, MailboxDatum::Exists(_));
                    if matches!(data.parsed(), Response::MailboxData(datum) if is_new(datum)) {
                        return Ok(());
                    }
                }
                IdleResponse::Timeout => {
                    self.renew().await?;
                    // Nobody was told of what arrived in between.
                    return Ok(());
                }
                IdleResponse::ManualInterrupt => return Err(broke_off(&self.host)),
            }
        }
    }
}

async fn init(handle: &mut Handle<Connection>, host: &str) -> Result<(), ConnectorError> {
    let begun = tokio::time::timeout(ANSWER, handle.init()).await;
    begun.map_err(|_| broke_off(host))?.map_err(|error| explain(host, &error))
}

fn broke_off(host: &str) -> ConnectorError {
    ConnectorError::Transient(say!(
        "place-broke-off-listening",
        "{host} broke off while it was listened to",
        host
    ))
}
