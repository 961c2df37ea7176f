//! What every handler can reach.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use plaza_core::{IncomingMention, Rejected, say};
use plaza_engine::{Engine, HouseField};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::Problem;
use crate::edge::{Edge, EdgeLimits};
use crate::listen::uploads::Uploads;
use crate::metrics::HttpMetrics;

/// How the server is reached from outside.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// The address that people type, such as `https://plaza.example`. Without it only loopback
    /// names are answered.
    pub public_url: Option<Url>,
    /// True when a reverse proxy stands in front and sets `X-Forwarded-For`; its last entry is
    /// then the client's address.
    pub behind_proxy: bool,
}

impl WebSettings {
    /// Whether browsers reach Plaza over https, which decides on cookies and HSTS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

/// Records of a file, each with its line or row, and items that cannot be used.
pub type Records = Box<dyn Iterator<Item = Result<(u64, IncomingMention), Rejected>> + Send>;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    engine: Engine,
    settings: Arc<WebSettings>,
    metrics: Arc<HttpMetrics>,
    edge: Arc<Edge>,
    stopping: Arc<watch::Sender<bool>>,
    writes: TaskTracker,
    uploads: Option<Uploads>,
}

impl AppState {
    /// State for one server.
    #[must_use]
    pub fn new(engine: Engine, settings: WebSettings) -> Self {
        Self {
            engine,
            settings: Arc::new(settings),
            metrics: Arc::default(),
            edge: Arc::new(Edge::new(&EdgeLimits::default())),
            stopping: Arc::new(watch::Sender::new(false)),
            writes: TaskTracker::new(),
            uploads: None,
        }
    }

    /// Lets people upload files.
    #[must_use]
    pub fn with_uploads(self, uploads: Uploads) -> Self {
        uploads.clean(self.engine.now());
        Self { uploads: Some(uploads), ..self }
    }

    /// Bounds what is open at once; the state must not serve anybody yet.
    #[must_use]
    pub fn with_limits(self, limits: &EdgeLimits) -> Self {
        Self { edge: Arc::new(Edge::new(limits)), ..self }
    }

    /// What bounds connections, requests, streams and bodies.
    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// Where uploaded files wait.
    ///
    /// # Errors
    /// This server takes none.
    pub(crate) fn uploads(&self) -> Result<&Uploads, Problem> {
        let none = || {
            Problem::unavailable(say!(
                "uploads-by-command",
                "this server takes no uploads; use plaza import"
            ))
        };
        self.uploads.as_ref().ok_or_else(none)
    }

    /// The use cases.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How the server is reached: at the address that is set on the board, or else at that of the
    /// configuration.
    #[must_use]
    pub fn settings(&self) -> Arc<WebSettings> {
        let house = self.engine.house_known();
        if !house.on_board.contains(&HouseField::PublicUrl) {
            return Arc::clone(&self.settings);
        }
        let public_url = house.public_url.clone();
        Arc::new(WebSettings { public_url, ..WebSettings::clone(&self.settings) })
    }

    /// The address that the configuration names; it goes on being answered.
    pub(crate) fn configured_url(&self) -> Option<&Url> {
        self.settings.public_url.as_ref()
    }

    /// Request counts.
    #[must_use]
    pub fn metrics(&self) -> &HttpMetrics {
        &self.metrics
    }

    /// Ends the endless responses (server-sent events), so that the server can drain.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Requests that change something, under way.
    pub(crate) fn writes(&self) -> &TaskTracker {
        &self.writes
    }

    /// Waits until the writes under way are finished, those of callers that have gone too.
    pub async fn drained(&self) {
        self.writes.close();
        self.writes.wait().await;
    }

    /// Turns true when the server stops.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

/// Who is on the other end, for the back-off on sign-in. A request extension set by the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Stands in where the transport does not tell, as in tests without a socket.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
}
