//! How the client behaves.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::Clock;

use super::resolver::{Resolver, SystemResolver};

/// How the client behaves; [`FetchSettings::new`] gives what the product uses.
#[derive(Clone)]
pub struct FetchSettings {
    /// Sent as `User-Agent`, and the name under which robots.txt knows us.
    pub user_agent: String,
    /// Wall-clock time, for the platforms' dates.
    pub clock: Arc<dyn Clock>,
    /// Turns names into addresses, which are then filtered.
    pub resolver: Arc<dyn Resolver>,
    /// Longest time to open a connection, including name lookup and TLS.
    pub connect_timeout: Duration,
    /// Longest silence while reading an answer.
    pub read_timeout: Duration,
    /// Longest time on the wire for one request with its redirects and retries. Waiting for a
    /// host's turn is not counted.
    pub total_timeout: Duration,
    /// Largest body in bytes, counted after decompression.
    pub max_body: usize,
    /// Pause between the starts of two requests to one host.
    pub min_delay: Duration,
    /// Most requests to one host at a time.
    pub per_host: usize,
    /// How often a request that may be repeated is retried.
    pub retries: u32,
    /// Pause before the first retry; doubles each time, with up to half of it added at random.
    pub backoff: Duration,
    /// A platform's "wait" up to this long is waited for in place; a longer one is
    /// [`plaza_core::ConnectorError::RateLimited`].
    pub max_wait: Duration,
}

impl FetchSettings {
    /// The product's settings.
    #[must_use]
    pub fn new(user_agent: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        Self {
            user_agent: user_agent.into(),
            clock,
            resolver: Arc::new(SystemResolver),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(60),
            max_body: 10_000_000,
            min_delay: Duration::from_millis(250),
            per_host: 2,
            retries: 2,
            backoff: Duration::from_millis(500),
            max_wait: Duration::from_secs(5),
        }
    }
}

impl fmt::Debug for FetchSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchSettings")
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
