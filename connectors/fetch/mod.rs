//! The one HTTP client of the whole program, and the connections for mail.
//!
//! Everything that leaves Plaza goes through here, because every byte, second, redirect and
//! address from outside is bounded here: only globally routable addresses are dialled, on every
//! hop; bodies are cut off by their decompressed size while they stream; requests to one host are
//! spaced out; a platform's "wait" is obeyed; and neither a header nor a query string ever shows
//! up in a message.

mod address;
mod body;
mod dial;
mod failure;
mod gate;
mod rate_limit;
mod request;
mod resolver;
mod response;
mod route;
mod stream;

use std::fmt;
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use plaza_core::{Clock, ConfigError, ConnectorError, SourceConfig};
pub use reqwest::Method;
pub use reqwest::header::{self, HeaderMap, HeaderName};
use url::Url;

pub(crate) use dial::{Connection, Trust};
use gate::Gates;
pub(crate) use rate_limit::{moment, whole};
pub use request::Request;
pub use resolver::{Resolver, SystemResolver};
pub use response::Fetched;
pub use route::AllowedHost;
pub use stream::{Lines, Messages};

/// Longest accepted set of response headers, in bytes.
const MAX_HEADER_BYTES: u32 = 64 * 1024;
/// Most response headers accepted.
const MAX_HEADERS: usize = 128;

/// How the client behaves; [`FetchSettings::new`] gives what the product uses.
#[derive(Clone)]
pub struct FetchSettings {
    /// Sent as `User-Agent`, and the name under which robots.txt knows us.
    pub user_agent: String,
    /// Wall-clock time, for the platforms' dates.
    pub clock: Arc<dyn Clock>,
    /// Turns names into addresses; what it says is filtered.
    pub resolver: Arc<dyn Resolver>,
    /// Longest time until a connection stands, name lookup and TLS included.
    pub connect_timeout: Duration,
    /// Longest silence while reading an answer.
    pub read_timeout: Duration,
    /// Longest time on the wire for one request with its redirects and retries. Waiting for a
    /// host's turn is not counted.
    pub total_timeout: Duration,
    /// Largest body in bytes, counted after decompression.
    pub max_body: usize,
    /// Pause between the beginnings of two requests to one host.
    pub min_delay: Duration,
    /// Most requests to one host at a time.
    pub per_host: usize,
    /// How often a request that may be repeated is tried again.
    pub retries: u32,
    /// Pause before the first retry; doubles each time, with up to half of it added at random.
    pub backoff: Duration,
    /// A platform's "wait" up to this long is waited for in place; a longer one is
    /// [`ConnectorError::RateLimited`].
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

/// The client. Cheap to clone; clones share connections and politeness.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

struct Shared {
    settings: FetchSettings,
    gates: Gates,
    /// Why no client could be made is told at each request: Plaza itself runs without network.
    clients: Result<Clients, String>,
    /// The same for connections that stay open; made when the first one is.
    open_clients: OnceLock<Result<Clients, String>>,
}

struct Clients {
    /// Dials globally routable addresses only.
    public: reqwest::Client,
    /// Dials anything but metadata services; used for nothing but the one allowed `host:port`.
    allowed: reqwest::Client,
}

impl Fetcher {
    /// Makes the client. Without usable root certificates on the machine it still comes into
    /// being, and each request says what is missing.
    #[must_use]
    pub fn new(settings: FetchSettings) -> Self {
        install_crypto();
        let clients = Clients::new(&settings, false).map_err(|error| failure::cause(&error));
        let gates = Gates::new(settings.per_host);
        let open_clients = OnceLock::new();
        Self { shared: Arc::new(Shared { settings, gates, clients, open_clients }) }
    }

    /// The client for one source. `allowed_host` is the `host:port` that an operator allows
    /// although its address is not public, or a few of them with commas between; anything that is
    /// not of that form allows nothing.
    #[must_use]
    pub fn for_source(&self, allowed_host: Option<&str>) -> SourceFetcher {
        let allowed = allowed_host.map(AllowedHost::parse_list);
        let allowed = allowed.and_then(Result::ok).unwrap_or_default();
        let min_delay = self.shared.settings.min_delay;
        SourceFetcher { shared: Arc::clone(&self.shared), allowed, min_delay }
    }

    /// The client for a source with these settings.
    ///
    /// # Errors
    /// Its allowed host is not of the form `host:port`.
    pub fn for_config(&self, config: &SourceConfig) -> Result<SourceFetcher, ConfigError> {
        config.allowed_host.as_deref().map(AllowedHost::parse_list).transpose()?;
        Ok(self.for_source(config.allowed_host.as_deref()))
    }

    /// The name under which we introduce ourselves.
    #[must_use]
    pub fn user_agent(&self) -> &str {
        &self.shared.settings.user_agent
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl Shared {
    fn open_clients(&self) -> &Result<Clients, String> {
        self.open_clients.get_or_init(|| {
            Clients::new(&self.settings, true).map_err(|error| failure::cause(&error))
        })
    }
}

impl Clients {
    /// `stays_open`: for answers that do not end, which come over a connection of their own.
    fn new(settings: &FetchSettings, stays_open: bool) -> Result<Self, reqwest::Error> {
        let silence = if stays_open { stream::SILENCE } else { settings.read_timeout };
        let builder = || {
            let builder = reqwest::Client::builder();
            let builder = if stays_open { builder.http1_only() } else { builder };
            builder
                .user_agent(&settings.user_agent)
                .no_proxy()
                .referer(false)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .connect_timeout(settings.connect_timeout)
                .read_timeout(silence)
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_max_idle_per_host(settings.per_host)
                .http1_max_headers(MAX_HEADERS)
                .http2_max_header_list_size(MAX_HEADER_BYTES)
        };
        let resolver = |rule| resolver::Guarded { resolver: Arc::clone(&settings.resolver), rule };
        Ok(Self {
            public: builder().dns_resolver(resolver(resolver::Rule::Public)).build()?,
            allowed: builder().dns_resolver(resolver(resolver::Rule::NoMetadata)).build()?,
        })
    }
}

/// reqwest is built without a TLS provider of its own; ring is the program's.
fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a TLS provider is already installed; it stays");
        }
    });
}

/// The client as one source sees it: with its allowed hosts and its pace.
#[derive(Clone)]
pub struct SourceFetcher {
    shared: Arc<Shared>,
    allowed: Vec<AllowedHost>,
    min_delay: Duration,
}

impl SourceFetcher {
    /// The same with another pause between two requests to one host.
    #[must_use]
    pub fn with_min_delay(mut self, min_delay: Duration) -> Self {
        self.min_delay = min_delay;
        self
    }

    /// Begins a GET request; it may be repeated.
    #[must_use]
    pub fn get(&self, url: Url) -> Request {
        self.request(Method::GET, url)
    }

    /// Begins a POST request; it is sent once unless [`Request::idempotent`] says otherwise.
    #[must_use]
    pub fn post(&self, url: Url) -> Request {
        self.request(Method::POST, url)
    }

    /// Begins a PUT request; it may be repeated.
    #[must_use]
    pub fn put(&self, url: Url) -> Request {
        self.request(Method::PUT, url)
    }

    /// Begins a DELETE request; it may be repeated.
    #[must_use]
    pub fn delete(&self, url: Url) -> Request {
        self.request(Method::DELETE, url)
    }

    /// Begins a request.
    #[must_use]
    pub fn request(&self, method: Method, url: Url) -> Request {
        Request::new(self.clone(), method, url)
    }

    /// The clock that platforms' dates are compared with.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.shared.settings.clock
    }

    /// The name under which we introduce ourselves.
    #[must_use]
    pub fn user_agent(&self) -> &str {
        &self.shared.settings.user_agent
    }
}

impl fmt::Debug for SourceFetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceFetcher").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

/// Reads an address that came from a setting or from a platform.
///
/// # Errors
/// [`ConnectorError::Malformed`] when it is none.
pub fn parse_url(text: &str) -> Result<Url, ConnectorError> {
    Url::parse(text.trim()).map_err(|error| {
        ConnectorError::Malformed(format!(
            "`{}` is not an address: {error}",
            plaza_core::text::truncate_chars(text.trim(), 80)
        ))
    })
}

/// `base` with `segments` added to its path, each one encoded, so that no value from outside can
/// leave its segment. Query and fragment of `base` are dropped.
///
/// # Errors
/// [`ConnectorError::Malformed`] when `base` has no path, or a segment is `.` or `..`.
pub fn endpoint(base: &Url, segments: &[&str]) -> Result<Url, ConnectorError> {
    if let Some(segment) = segments.iter().find(|s| matches!(**s, "." | ".." | "")) {
        return Err(ConnectorError::Malformed(format!("`{segment}` cannot be part of an address")));
    }
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut()
        .map_err(|()| ConnectorError::Malformed(format!("`{base}` has no path")))?
        .pop_if_empty()
        .extend(segments);
    Ok(url)
}
