//! Hearing of news at once, where a place tells them by itself.

use async_trait::async_trait;

use super::error::ConnectorError;

/// Connects to where a place tells its news by itself.
#[async_trait]
pub trait Listener: Send + Sync {
    /// Connects.
    ///
    /// # Errors
    /// [`ConnectorError`], named after what to do next.
    async fn connect(&self) -> Result<Box<dyn News>, ConnectorError>;
}

/// A connection on which a place tells that there is something new. What it tells is a reason to
/// collect and nothing else: [`Connector::collect`](crate::Connector::collect) fetches it, and keeps its promises.
#[async_trait]
pub trait News: Send {
    /// Waits for the next news. May be dropped while it waits; nothing is lost then.
    ///
    /// # Errors
    /// The connection has ended; [`ConnectorError`] is named after what to do next.
    async fn next(&mut self) -> Result<(), ConnectorError>;
}
