//! The trait every connector fills in.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use crate::{ConnectorSpec, FieldKind, IncomingMention, Millis, Receiver, Replier};

/// A source's settings as key and value; secrets are in the clear here and nowhere else, so
/// `Debug` prints keys only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceConfig {
    values: BTreeMap<String, String>,
    /// `host:port` that the operator allows although its address is private; audited.
    pub allowed_host: Option<String>,
}

impl SourceConfig {
    /// Checks `values` against the connector's form and fills in defaults.
    ///
    /// # Errors
    /// Unknown keys, missing required fields, values of the wrong kind.
    pub fn checked(
        spec: &ConnectorSpec,
        mut values: BTreeMap<String, String>,
        allowed_host: Option<String>,
    ) -> Result<Self, ConfigError> {
        values.retain(|_, value| !value.trim().is_empty());
        if let Some(key) = values.keys().find(|key| spec.fields.iter().all(|f| f.key != **key)) {
            let known = spec.fields.iter().map(|f| f.key).collect::<Vec<_>>().join(", ");
            return Err(ConfigError::new(
                key,
                format!("is not a setting of {}; it knows {known}", spec.kind),
            ));
        }
        for field in spec.fields {
            if let Some(value) = values.get(field.key) {
                check_value(field.kind, value).map_err(|why| ConfigError::new(field.key, why))?;
            } else if let Some(default) = field.default {
                values.insert(field.key.to_owned(), default.to_owned());
            } else if field.required {
                return Err(ConfigError::new(field.key, "is required".to_owned()));
            }
        }
        Ok(Self { values, allowed_host })
    }

    /// The value of `key`, empty where it was left out.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// Whether the yes-or-no field `key` says yes.
    #[must_use]
    pub fn is_set(&self, key: &str) -> bool {
        self.get(key) == "true"
    }

    /// The number in `key`, or `None` where it was left out.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key).parse().ok()
    }

    /// All values, secrets included.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }
}

impl fmt::Debug for SourceConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn check_value(kind: FieldKind, value: &str) -> Result<(), String> {
    match kind {
        FieldKind::Text | FieldKind::Multiline | FieldKind::Secret => Ok(()),
        FieldKind::Bool if matches!(value, "true" | "false") => Ok(()),
        FieldKind::Bool => Err("takes true or false".to_owned()),
        FieldKind::Number { min, max } => match value.parse::<i64>() {
            Ok(n) if (min..=max).contains(&n) => Ok(()),
            _ => Err(format!("takes a whole number from {min} to {max}")),
        },
        FieldKind::Url => match url::Url::parse(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(()),
            _ => Err("takes an address that begins with http:// or https://".to_owned()),
        },
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key} {why}")]
pub struct ConfigError {
    /// The field's key.
    pub key: String,
    /// The rest of the sentence.
    pub why: String,
}

impl ConfigError {
    /// Says that the setting `key` … `why`.
    #[must_use]
    pub fn new(key: &str, why: String) -> Self {
        Self { key: key.to_owned(), why }
    }
}

/// What one call of [`Connector::collect`] brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Mentions, parents before their answers where the platform tells.
    pub mentions: Vec<IncomingMention>,
    /// What the platform says is gone.
    pub deletions: Vec<Deletion>,
    /// Items that could not be read; the rest of the page goes on.
    pub rejected: Vec<Rejected>,
    /// Where to go on; saved together with the mentions.
    pub cursor: Option<String>,
    /// True when there is more to fetch at once.
    pub more: bool,
}

/// A mention that the platform no longer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Its external id.
    pub external_id: String,
    /// When it was deleted, where the platform tells.
    pub deleted_at: Option<Millis>,
}

/// An item that could not be read, for the quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where it came from: file and line, or an address.
    pub origin: String,
    /// Why, in words for a person.
    pub reason: String,
    /// The item as it came, cut to what is worth keeping.
    pub raw: String,
}

/// Named after what the caller does next.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectorError {
    /// Stop until a person mends the credentials.
    #[error("not authorised: {0}")]
    Unauthorized(String),
    /// Wait until then.
    #[error("rate limited: {reason}")]
    RateLimited {
        /// When to try again, milliseconds UTC.
        until: Millis,
        /// Who said so.
        reason: String,
    },
    /// It is not there any more; do not ask again.
    #[error("gone: {0}")]
    Gone(String),
    /// The other side answers nonsense, or refuses what we sent; trying again does not help.
    #[error("{0}")]
    Malformed(String),
    /// Try again later.
    #[error("{0}")]
    Transient(String),
}

/// What a platform said of its limit of requests, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests left.
    pub left: i64,
    /// Requests in a whole window, where the platform tells.
    pub limit: Option<i64>,
    /// When the window ends, milliseconds UTC, where the platform tells.
    pub resets_at: Option<Millis>,
    /// When it was said, milliseconds UTC.
    pub at: Millis,
}

/// A span of which the platform has more than could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Where it begins, milliseconds UTC.
    pub from: Millis,
    /// Where it ends, milliseconds UTC.
    pub until: Millis,
}

/// How far back a kind of source can be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum History {
    /// Only what the place shows right now: what it no longer shows is lost.
    #[default]
    Now,
    /// The regular collection begins with everything that there is.
    Whole,
    /// The regular collection begins with what is recent; [`Connector::collect_past`] reads on
    /// into the past.
    Pages,
}

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

/// One page of the past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PastPage {
    /// What it brought; `more` is false when the end is reached.
    pub page: Page,
    /// How far back everything has been read now, milliseconds UTC, where that can be told.
    pub reached: Option<Millis>,
}

/// Collects from one place. Keeps no progress: the engine stores cursors.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Reaches the place with these settings and says in a sentence what it found.
    async fn check(&self) -> Result<String, ConnectorError>;

    /// Fetches the next page after `cursor`; `None` is the beginning.
    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError>;

    /// Secrets that the platform has replaced by others meanwhile, by field: a refresh token that
    /// changes with each use. The engine keeps them.
    fn changed_secrets(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }

    /// What the platform said last about its limit of requests; `None` where it says nothing.
    fn quota(&self) -> Option<Quota> {
        None
    }

    /// Spans of which this connector, since it was opened, could not read everything.
    fn missed(&self) -> Vec<Missed> {
        Vec::new()
    }

    /// Reads the next page of the past after `cursor`, back to the time `back_to` (milliseconds
    /// UTC); `None` is the beginning. Its cursors are not those of [`Self::collect`]. Only asked
    /// where [`ConnectorFactory::history`] is [`History::Pages`].
    async fn collect_past(
        &self,
        _cursor: Option<&str>,
        _back_to: Millis,
    ) -> Result<PastPage, ConnectorError> {
        Err(ConnectorError::Malformed("this place cannot be read into the past".to_owned()))
    }

    /// How to answer there; `None` where the platform does not let us.
    fn replier(&self) -> Option<&dyn Replier> {
        None
    }

    /// How to take what the platform sends by itself; `None` where it sends nothing.
    fn receiver(&self) -> Option<&dyn Receiver> {
        None
    }

    /// How to hear of news at once; `None` where the place can only be asked.
    fn listener(&self) -> Option<&dyn Listener> {
        None
    }
}

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
/// collect and nothing else: [`Connector::collect`] fetches it, and keeps its promises.
#[async_trait]
pub trait News: Send {
    /// Waits for the next news. May be dropped while it waits; nothing is lost then.
    ///
    /// # Errors
    /// The connection has ended; [`ConnectorError`] is named after what to do next.
    async fn next(&mut self) -> Result<(), ConnectorError>;
}

/// Makes connectors of one kind.
pub trait ConnectorFactory: Send + Sync {
    /// The connector's description.
    fn spec(&self) -> &ConnectorSpec;

    /// The place that these settings name: `blog.example`, `!room:server`. Mentions of two sources
    /// with the same kind and place are the same mentions.
    ///
    /// # Errors
    /// A setting that names no place.
    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError>;

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
