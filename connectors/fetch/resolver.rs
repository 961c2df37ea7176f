//! Name lookup with a filter behind it.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use plaza_core::{Message, say};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error as ThisError;

use super::address;

/// Maximum number of addresses of one name that are tried.
const MAX_ADDRESSES: usize = 8;

/// Turns a name into addresses, which are filtered before anything is dialled.
#[async_trait]
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of `host`.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Which addresses pass.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Globally routable ones.
    Public,
    /// All but metadata services, for a host that an operator allows.
    NoMetadata,
}

impl Rule {
    pub(super) fn lets(self, address: IpAddr) -> bool {
        match self {
            Self::Public => address::is_public(address),
            Self::NoMetadata => !address::is_metadata(address),
        }
    }
}

/// A name whose addresses are all refused.
#[derive(Debug, ThisError)]
#[error("{host} leads to {address}, which is not an address on the public internet")]
pub(super) struct Refused {
    host: String,
    address: IpAddr,
}

impl Refused {
    /// What a person is told.
    pub(super) fn message(&self) -> Message {
        say!(
            "place-leads-inside",
            "{host} leads to {address}, which is not an address on the public internet; if it is \
             yours, an operator can allow exactly this host and port for the source",
            host = self.host,
            address = self.address.to_string()
        )
    }
}

/// A name that could not be looked up.
#[derive(Debug, ThisError)]
pub(super) enum NoAddress {
    #[error("there is no host of that name")]
    NoSuchName,
    #[error("the name could not be looked up; the name servers do not answer")]
    NoAnswer,
}

impl NoAddress {
    /// What a person is told.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::NoSuchName => say!("cause-no-host", "there is no host of that name"),
            Self::NoAnswer => say!(
                "cause-no-name-server",
                "the name could not be looked up; the name servers do not answer"
            ),
        }
    }

    /// The system library tells both apart in its words alone.
    fn of(error: &io::Error) -> Self {
        let is_passing = error.to_string().contains("Temporary failure");
        if is_passing { Self::NoAnswer } else { Self::NoSuchName }
    }
}

/// A resolver in the form that reqwest expects: the client can only dial what this returns.
pub(super) struct Guarded {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) rule: Rule,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, rule) = (Arc::clone(&self.resolver), self.rule);
        Box::pin(async move {
            let passed = lookup(&*resolver, rule, name.as_str(), 0).await?;
            Ok(Box::new(passed.into_iter()) as Addrs)
        })
    }
}

/// The addresses of `host` that the rule lets pass; at least one.
pub(super) async fn lookup(
    resolver: &dyn Resolver,
    rule: Rule,
    host: &str,
    port: u16,
) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
    let found = resolver.lookup(host).await.map_err(|error| NoAddress::of(&error))?;
    let first = found.first().copied();
    let passed: Vec<SocketAddr> = found
        .into_iter()
        .filter(|address| rule.lets(*address))
        .take(MAX_ADDRESSES)
        .map(|address| SocketAddr::new(address, port))
        .collect();
    match first {
        Some(address) if passed.is_empty() => {
            Err(Refused { host: host.to_owned(), address }.into())
        }
        None => Err(NoAddress::NoSuchName.into()),
        Some(_) => Ok(passed),
    }
}
