//! Handing a message to the SMTP server, and knowing how far that went.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use plaza_core::{ConnectorError, Millis, say};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use super::account::Account;
use super::config::{Security, Server};
use super::mailbox::host_says;
use crate::fetch::{Connection, in_words};

/// Pause after a server said "later"; greylisting takes minutes.
const LATER_MS: Millis = 5 * 60_000;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// The end of a message, after which the server decides about it.
const END: &[u8] = b"\r\n.\r\n";

/// Our connection in the form that lettre expects.
struct Line {
    connection: Connection,
    /// What was written last; the end of a message is recognised in it.
    tail: Vec<u8>,
    /// Whether a whole message was handed over.
    is_over: Arc<AtomicBool>,
}

impl Line {
    fn note(&mut self, written: &[u8]) {
        self.tail.extend_from_slice(&written[written.len().saturating_sub(END.len())..]);
        let surplus = self.tail.len().saturating_sub(END.len());
        self.tail.drain(..surplus);
        if self.tail == END {
            self.is_over.store(true, Ordering::Relaxed);
        }
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.connection.peer())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.connection).poll_write(cx, buf);
        if let Poll::Ready(Ok(count)) = written {
            self.note(&buf[..count]);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

/// Connects and signs in.
pub(super) async fn sign_in(
    account: &Account,
    server: &Server,
) -> Result<AsyncSmtpConnection, ConnectorError> {
    sign_in_and_tell(account, server, Arc::default()).await
}

/// The same; `is_over` becomes true when a whole message was handed over.
async fn sign_in_and_tell(
    account: &Account,
    server: &Server,
    is_over: Arc<AtomicBool>,
) -> Result<AsyncSmtpConnection, ConnectorError> {
    let host = &server.host;
    let hello = ClientId::Domain(account.config.address.domain().to_owned());
    let connection = account.dial(server).await?;
    let line = Box::new(Line { connection, tail: Vec::new(), is_over });
    let connected = AsyncSmtpConnection::connect_with_transport(line, &hello).await;
    let mut connection = connected.map_err(|error| explain(host, &error))?;
    if server.security == Security::StartTls {
        let tls = tls_parameters(account, server).map_err(|error| explain(host, &error))?;
        let started = connection.starttls(tls, &hello).await;
        started.map_err(|error| explain(host, &error))?;
    }
    let credentials = Credentials::new(server.user.clone(), server.password.clone());
    match connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await {
        Ok(_) => Ok(connection),
        Err(error) if error.is_permanent() => Err(ConnectorError::Unauthorized(
            say!("mail-refuses-login", "{host} refuses the user name or the password", host)
                .saying(Some(error.to_string())),
        )),
        Err(error) => Err(explain(host, &error)),
    }
}

fn tls_parameters(account: &Account, server: &Server) -> Result<TlsParameters, SmtpError> {
    let mut tls = TlsParameters::builder(server.host.trim_matches(['[', ']']).to_owned());
    if !account.config.pem.trim().is_empty() {
        tls = tls.add_root_certificate(Certificate::from_pem(account.config.pem.as_bytes())?);
    }
    tls.build()
}

/// Sends one message to one address, and takes no longer than `limit` for each of its two steps: up
/// to the message, and the message itself.
///
/// # Errors
/// [`ConnectorError::MayBeDone`] means that the server may have taken it; every other error that it
/// did not.
pub(super) async fn send(
    account: &Account,
    server: &Server,
    to: Address,
    message: &[u8],
    limit: Duration,
) -> Result<(), ConnectorError> {
    let (now, host) = (account.now(), &server.host);
    let is_over = Arc::new(AtomicBool::new(false));
    let begun = timeout(limit, begin(account, server, to, Arc::clone(&is_over))).await;
    let begun = begun.map_err(|_| {
        ConnectorError::Transient(say!(
            "smtp-too-slow",
            "{host} took more than {seconds} s before the message",
            host,
            seconds = limit.as_secs()
        ))
    })?;
    let mut connection = begun?;
    let broke_off = |why: plaza_core::Message| {
        let why = say!(
            "smtp-broke-off",
            "{host} broke off before it said whether it took the message: {why}",
            host,
            why
        );
        // Behind the library's own TLS, the end of the message cannot be seen.
        let may_be_there = is_over.load(Ordering::Relaxed) || server.security == Security::StartTls;
        if may_be_there { ConnectorError::MayBeDone(why) } else { ConnectorError::Transient(why) }
    };
    match timeout(limit, connection.message(message)).await {
        Ok(Ok(_)) => {
            // The message is accepted; it does not matter whether the goodbye arrives.
            drop(timeout(GOODBYE, connection.quit()).await);
            Ok(())
        }
        // The server answered that it did not take the message.
        Ok(Err(error)) if error.is_permanent() || error.is_transient() => {
            drop(timeout(GOODBYE, connection.abort()).await);
            Err(not_now(explain(host, &error), &error, now))
        }
        Ok(Err(error)) => Err(broke_off(in_words(&error))),
        Err(_) => Err(broke_off(say!("cause-too-long", "it took too long"))),
    }
}

/// Everything up to the message itself.
async fn begin(
    account: &Account,
    server: &Server,
    to: Address,
    is_over: Arc<AtomicBool>,
) -> Result<AsyncSmtpConnection, ConnectorError> {
    let mut connection = sign_in_and_tell(account, server, is_over).await?;
    match announce(&mut connection, &account.config.address, to).await {
        Ok(()) => Ok(connection),
        Err(error) => {
            connection.abort().await;
            Err(not_now(explain(&server.host, &error), &error, account.now()))
        }
    }
}

/// Announces sender and recipient.
async fn announce(
    connection: &mut AsyncSmtpConnection,
    from: &Address,
    to: Address,
) -> Result<(), SmtpError> {
    let has_utf8 = connection.server_info().supports_feature(Extension::SmtpUtfEight);
    let is_ascii = AsRef::<str>::as_ref(from).is_ascii() && AsRef::<str>::as_ref(&to).is_ascii();
    let parameters =
        if has_utf8 && !is_ascii { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
    connection.command(Mail::new(Some(from.clone()), parameters)).await?;
    connection.command(Rcpt::new(to, Vec::new())).await?;
    connection.command(Data).await?;
    Ok(())
}

/// "Later" in the server's own words is a wait: greylisting takes minutes.
fn not_now(explained: ConnectorError, error: &SmtpError, now: Millis) -> ConnectorError {
    match explained {
        ConnectorError::Transient(reason) if error.is_transient() => {
            ConnectorError::RateLimited { until: now + LATER_MS, reason }
        }
        other => other,
    }
}

fn explain(host: &str, error: &SmtpError) -> ConnectorError {
    if error.is_permanent() {
        return ConnectorError::Malformed(host_says(host, &error.to_string()));
    }
    if error.is_transient() {
        return ConnectorError::Transient(host_says(host, &error.to_string()));
    }
    ConnectorError::Transient(say!(
        "host-unusable",
        "{host} cannot be used: {why}",
        host,
        why = in_words(error)
    ))
}
