//! Handing a message to the SMTP server, and knowing how far that went.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use plaza_core::{ConnectorError, Millis};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::account::Account;
use super::config::{Security, Server};
use crate::fetch::Connection;

/// Pause after a server said "later"; greylisting takes minutes.
const LATER_MS: Millis = 5 * 60_000;

/// Our connection in the form that lettre expects.
struct Line(Connection);

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.0.peer())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Connects and signs in.
pub(super) async fn sign_in(
    account: &Account,
    server: &Server,
) -> Result<AsyncSmtpConnection, ConnectorError> {
    let host = &server.host;
    let hello = ClientId::Domain(account.config.address.domain().to_owned());
    let line = Box::new(Line(account.dial(server).await?));
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
        Err(error) if error.is_permanent() => Err(ConnectorError::Unauthorized(format!(
            "{host} refuses the user name or the password: {error}"
        ))),
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

/// Sends one message to one address. [`ConnectorError::Transient`] means that the whole message may
/// have arrived; every other error means that the server did not take it.
pub(super) async fn send(
    account: &Account,
    server: &Server,
    to: Address,
    message: &[u8],
) -> Result<(), ConnectorError> {
    let now = account.now();
    let signed_in = sign_in(account, server).await;
    let mut connection = signed_in.map_err(|error| not_sent(error, now))?;
    let announced = announce(&mut connection, &account.config.address, to).await;
    if let Err(error) = announced {
        connection.abort().await;
        return Err(not_sent(explain(&server.host, &error), now));
    }
    match connection.message(message).await {
        Ok(_) => {
            // The message is accepted; it does not matter whether the goodbye arrives.
            drop(connection.quit().await);
            Ok(())
        }
        // The server answered that it did not take the message.
        Err(error) if error.is_permanent() || error.is_transient() => {
            connection.abort().await;
            Err(not_sent(explain(&server.host, &error), now))
        }
        Err(error) => Err(ConnectorError::Transient(format!(
            "{} broke off before it said whether it took the message: {error}",
            server.host
        ))),
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

/// An error before the message was handed over: nothing was sent, so it can be tried again later.
fn not_sent(error: ConnectorError, now: Millis) -> ConnectorError {
    match error {
        ConnectorError::Transient(reason) => {
            ConnectorError::RateLimited { until: now + LATER_MS, reason }
        }
        other => other,
    }
}

fn explain(host: &str, error: &SmtpError) -> ConnectorError {
    let message = format!("{host} says: {error}");
    if error.is_permanent() {
        ConnectorError::Malformed(message)
    } else {
        ConnectorError::Transient(message)
    }
}
