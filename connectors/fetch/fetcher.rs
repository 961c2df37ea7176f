//! The client, and the client as one source sees it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use plaza_core::{Clock, ConfigError, SourceConfig};

use super::clients::{Clients, Purpose, install_crypto};
use super::failure;
use super::gate::Gates;
use super::route::AllowedHost;
use super::settings::FetchSettings;

/// The client. Cheap to clone; clones share connections and politeness.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

/// What all sources share.
pub(super) struct Shared {
    pub(super) settings: FetchSettings,
    pub(super) gates: Gates,
    /// An error here is reported at each request, because Plaza itself runs without a network.
    pub(super) clients: Result<Clients, String>,
    /// The same for connections that stay open; made when the first one is.
    open_clients: OnceLock<Result<Clients, String>>,
    /// The same for answers that are wanted as they were sent.
    as_sent: OnceLock<Result<Clients, String>>,
}

impl Fetcher {
    /// Makes the client. Without usable root certificates on the machine this succeeds too, and
    /// each request says what is missing.
    #[must_use]
    pub fn new(settings: FetchSettings) -> Self {
        install_crypto();
        let clients = clients(&settings, Purpose::Usual);
        let gates = Gates::new(settings.per_host);
        let (open_clients, as_sent) = (OnceLock::new(), OnceLock::new());
        Self { shared: Arc::new(Shared { settings, gates, clients, open_clients, as_sent }) }
    }

    /// The client for one source. `allowed_host` is the `host:port` that an operator allows
    /// although its address is not public, or a few of them separated by commas; anything of
    /// another form allows nothing.
    #[must_use]
    pub fn for_source(&self, allowed_host: Option<&str>) -> SourceFetcher {
        let allowed = allowed_host.map(AllowedHost::parse_list);
        let allowed = allowed.and_then(Result::ok).unwrap_or_default();
        let min_delay = self.shared.settings.min_delay;
        SourceFetcher { shared: Arc::clone(&self.shared), allowed, min_delay, only: None }
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
    pub(super) fn open_clients(&self) -> &Result<Clients, String> {
        self.open_clients.get_or_init(|| clients(&self.settings, Purpose::StaysOpen))
    }

    pub(super) fn as_sent(&self) -> &Result<Clients, String> {
        self.as_sent.get_or_init(|| clients(&self.settings, Purpose::AsSent))
    }
}

fn clients(settings: &FetchSettings, purpose: Purpose) -> Result<Clients, String> {
    Clients::new(settings, purpose).map_err(|error| failure::cause(&error).to_string())
}

/// The client as one source sees it: with its allowed hosts and its pace.
#[derive(Clone)]
pub struct SourceFetcher {
    pub(super) shared: Arc<Shared>,
    pub(super) allowed: Vec<AllowedHost>,
    pub(super) min_delay: Duration,
    /// The only origins that are asked, where the requests carry secrets.
    pub(super) only: Option<Arc<BTreeSet<String>>>,
}

impl SourceFetcher {
    /// The same client for requests that carry secrets: they are sent to these origins
    /// (`https://blog.example`) and to no others, whatever address a platform answers.
    #[must_use]
    pub fn only_to(mut self, origins: BTreeSet<String>) -> Self {
        self.only = Some(Arc::new(origins));
        self
    }

    /// The same client with another pause between two requests to one host.
    #[must_use]
    pub fn with_min_delay(mut self, min_delay: Duration) -> Self {
        self.min_delay = min_delay;
        self
    }

    /// The clock with which platforms' dates are compared.
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
