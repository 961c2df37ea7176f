//! Makes connectors of one kind, and connects accounts.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::config::{ConfigError, SourceConfig};
use super::destination::Destinations;
use super::error::ConnectorError;
use super::history::History;
use super::page::LeftOut;
use super::port::Connector;
use super::recognise::Recognised;
use super::spec::{ConnectorSpec, FieldKind};

/// Bounds of the pause between two collections of a source whose pause adapts, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The shortest pause that the platform should be asked in.
    pub fastest_s: i64,
    /// The longest pause, for a source where nothing happens.
    pub slowest_s: i64,
}

impl Pace {
    /// The bounds around the pause that a connector recommends: down to a quarter of it and never
    /// below a minute, up to 24 times as long and never above a day.
    #[must_use]
    pub fn around(interval_s: u32) -> Self {
        let usual = i64::from(interval_s).max(60);
        Self { fastest_s: (usual / 4).max(60), slowest_s: (usual * 24).min(86_400).max(usual) }
    }
}

/// Makes connectors of one kind.
#[async_trait]
pub trait ConnectorFactory: Send + Sync {
    /// The connector's description.
    fn spec(&self) -> &ConnectorSpec;

    /// The place that these settings name: `blog.example`, `!room:server`. Mentions of two sources
    /// with the same kind and place are the same mentions.
    ///
    /// # Errors
    /// A setting that names no place.
    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError>;

    /// What a source that has come to `cursor` left out by its own rules, and a person may want to
    /// know of. Nothing where the kind leaves nothing out, or does not count it.
    fn left_out(&self, _cursor: &str) -> Vec<LeftOut> {
        Vec::new()
    }

    /// How far back sources of this kind can be read.
    fn history(&self) -> History {
        History::Now
    }

    /// Bounds for sources whose pause adapts.
    fn pace(&self) -> Pace {
        Pace::around(self.spec().interval_s)
    }

    /// The server that these settings lead to, as `host` or `host:port`; sources that share it
    /// take turns. Without an address among the settings all sources of the kind share one.
    fn host(&self, config: &SourceConfig) -> String {
        let spec = self.spec();
        let addresses = spec.fields.iter().filter(|field| field.kind == FieldKind::Url);
        let urls = addresses.filter_map(|field| url::Url::parse(config.get(field.key).trim()).ok());
        let mut hosts = urls.filter_map(|url| {
            let host = url.host_str()?.to_lowercase();
            Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
        });
        hosts.next().unwrap_or_else(|| spec.kind.to_owned())
    }

    /// The servers that secrets entered with these settings may be sent to. It depends on the
    /// settings alone, and must change with everything that leads a secret elsewhere: scheme, host,
    /// port, encryption. The secrets themselves are not among `config`.
    fn destinations(&self, config: &SourceConfig) -> Destinations {
        Destinations::of_addresses(self.spec(), config)
    }

    /// A connector with these settings, which [`SourceConfig::checked`] has passed.
    ///
    /// # Errors
    /// A setting that does not make sense.
    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError>;

    /// Whether the platform sends by itself, to an address of ours.
    fn receives(&self) -> bool {
        false
    }

    /// The secret field that Plaza fills by itself when it is left empty, with a secret of this
    /// form that is shown once; `None` where the platform gives the secret.
    fn generated_secret(&self) -> Option<&'static str> {
        None
    }

    /// Asks the server of an address whether it runs the software of this kind, and says what the
    /// address names; `None` where it does not, cannot be reached, or is no public one.
    async fn recognise_server(&self, _address: &url::Url) -> Option<Recognised> {
        None
    }

    /// Begins to connect an account in a browser, which is sent back to `redirect`; `None` where
    /// the platform asks for no such step.
    ///
    /// # Errors
    /// Settings that do not make sense.
    fn authorize(
        &self,
        _config: &SourceConfig,
        _redirect: &str,
    ) -> Result<Option<Box<dyn Authorization>>, ConnectorError> {
        Ok(None)
    }
}

/// An account that is being connected in a browser.
#[async_trait]
pub trait Authorization: Send + Sync {
    /// Where the person signs in and agrees.
    fn url(&self) -> &url::Url;

    /// Turns the address that the browser was sent back to into secrets, by field.
    async fn finish(&self, returned: &str) -> Result<BTreeMap<String, String>, ConnectorError>;
}
