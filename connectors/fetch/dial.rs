//! Connections that do not speak HTTP: mail. They pass the same guard after the name is resolved,
//! take turns like all requests to a host, and are limited in bytes.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use plaza_core::{ConfigError, ConnectorError, Message, say};
use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Host;

use super::address;
use super::fetcher::SourceFetcher;
use super::resolver::{self, Refused};
use super::words::in_words;
use super::{failure, route};

/// Maximum number of bytes that one connection may bring.
const MAX_READ: usize = 64 << 20;

/// A connection to a host that may be dialled, plain or under TLS.
pub(crate) struct Connection {
    stream: Stream,
    host: String,
    peer: SocketAddr,
    /// Bytes that may still be read.
    left: usize,
    /// Our turn at this host, held while we keep it busy.
    turn: Option<OwnedSemaphorePermit>,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Whose certificates are trusted: those that the system trusts, and a few more.
#[derive(Clone, Default)]
pub(crate) struct Trust {
    roots: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Adds certificates in PEM form to those that the system trusts; `key` names the setting.
    ///
    /// # Errors
    /// The text holds no certificate.
    pub(crate) fn with_pem(key: &str, pem: &str) -> Result<Self, ConfigError> {
        let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        match roots {
            Ok(roots) if !roots.is_empty() || pem.trim().is_empty() => Ok(Self { roots }),
            _ => {
                let why = say!(
                    "takes-pem",
                    "takes certificates in PEM form, which begin with -----BEGIN CERTIFICATE-----"
                );
                Err(ConfigError::new(key, why))
            }
        }
    }

    fn config(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(default_provider());
        let verifier = Verifier::new_with_extra_roots(self.roots.clone(), Arc::clone(&provider))?;
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth())
    }
}

impl SourceFetcher {
    /// Opens a plain connection to `host`, which is a name or an address.
    ///
    /// # Errors
    /// A host that is not on the public internet and not allowed, or that does not answer.
    pub(crate) async fn dial(&self, host: &str, port: u16) -> Result<Connection, ConnectorError> {
        let limit = self.shared.settings.connect_timeout;
        let name = format!("{host}:{port}");
        let turn = self.shared.gates.enter(name.clone(), self.min_delay).await?;
        let dialed = tokio::time::timeout(limit, self.connect(host, port, &name));
        let (stream, peer) = dialed.await.map_err(|_| {
            ConnectorError::Transient(say!(
                "place-slow",
                "{host} did not answer within {seconds} s",
                host = name,
                seconds = limit.as_secs()
            ))
        })??;
        Ok(Connection {
            stream: Stream::Plain(stream),
            host: host.to_owned(),
            peer,
            left: MAX_READ,
            turn: Some(turn),
        })
    }

    async fn connect(
        &self,
        host: &str,
        port: u16,
        name: &str,
    ) -> Result<(TcpStream, SocketAddr), ConnectorError> {
        let parsed = Host::parse(host).map_err(|_| {
            ConnectorError::Malformed(say!(
                "no-host-name",
                "`{host}` is not the name of a host",
                host
            ))
        })?;
        let rule = route::rule_of(&parsed, Some(port), &self.allowed)
            .ok_or_else(|| route::refusal(name))?;
        let addresses = match &parsed {
            Host::Ipv4(v4) => vec![SocketAddr::new(IpAddr::V4(*v4), port)],
            Host::Ipv6(v6) => vec![SocketAddr::new(IpAddr::V6(*v6), port)],
            Host::Domain(domain) => {
                let resolver = &*self.shared.settings.resolver;
                resolver::lookup(resolver, rule, domain, port).await.map_err(|error| match error
                    .downcast::<Refused>(
                ) {
                    Ok(refused) => ConnectorError::Malformed(refused.message()),
                    Err(error) => unreachable_host(name, &*error),
                })?
            }
        };
        let mut last = None;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok((stream, address)),
                Err(error) => last = Some(error),
            }
        }
        let error = last.unwrap_or_else(|| io::ErrorKind::NotFound.into());
        Err(unreachable_host(name, &error))
    }
}

fn unreachable_host(name: &str, why: &(dyn std::error::Error + 'static)) -> ConnectorError {
    ConnectorError::Transient(failure::unreachable_host(name, in_words(why)))
}

impl Connection {
    /// The same under TLS.
    ///
    /// # Errors
    /// The host's certificate is not trusted, or it does not speak TLS.
    pub(crate) async fn start_tls(self, trust: &Trust) -> Result<Self, ConnectorError> {
        let Self { stream, host, peer, left, turn } = self;
        let failed = |why: Message| {
            ConnectorError::Transient(say!(
                "no-encryption",
                "no encrypted connection with {host}: {why}",
                host,
                why
            ))
        };
        let config = trust.config().map_err(|error| failed(in_words(&error)))?;
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|error| failed(in_words(&error)))?;
        let Stream::Plain(tcp) = stream else {
            return Err(failed(say!("encrypted-already", "it is encrypted already")));
        };
        let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await;
        let tls = tls.map_err(|error| failed(in_words(&error)))?;
        Ok(Self { stream: Stream::Tls(Box::new(tls)), host, peer, left, turn })
    }

    /// Checks that the other side is in a network of the operator's own: only there does a
    /// password travel in the clear.
    ///
    /// # Errors
    /// The other side is on the public internet.
    pub(crate) fn must_be_local(self) -> Result<Self, ConnectorError> {
        if address::is_public(self.peer.ip()) {
            return Err(ConnectorError::Malformed(say!(
                "place-needs-tls",
                "{host} is on the public internet: use tls or starttls there, never none",
                host = self.host
            )));
        }
        Ok(self)
    }

    /// Gives up our turn at this host: from now on we only listen.
    pub(crate) fn leave_turn(&mut self) {
        drop(self.turn.take());
    }

    /// The address that was dialled.
    pub(crate) fn peer(&self) -> SocketAddr {
        self.peer
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            let message = format!("{} sent more than {MAX_READ} bytes", self.host);
            return Poll::Ready(Err(io::Error::other(message)));
        }
        let before = buf.filled().len();
        let polled = match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Stream::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        };
        self.left = self.left.saturating_sub(buf.filled().len() - before);
        polled
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Stream::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("host", &self.host).finish_non_exhaustive()
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("roots", &self.roots.len()).finish()
    }
}
