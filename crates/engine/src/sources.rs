//! Sources: configured connectors, their secrets, and what went wrong in them.

use std::collections::BTreeMap;

use plaza_core::{
    Connector, ConnectorError, ConnectorFactory, ConnectorSpec, FieldKind, IncomingMention,
    Permission, Rejected, SourceConfig,
};
use plaza_store::{NewSource, Source, SourceUpdate};

use crate::ingest::{Incoming, IngestReport, Item};
use crate::{Actor, Engine, EngineError, EventKind};

/// Quarantined items tried again at once.
const RETRY_PAGE: i64 = 500;
/// Longest name, in characters.
const MAX_NAME: usize = 80;
/// Shortest interval, in seconds; politeness is not for sale.
const MIN_INTERVAL_S: i64 = 60;
/// Most pages that a trial reads.
const TRIAL_PAGES: usize = 5;
/// Most mentions that a trial shows.
const TRIAL_MENTIONS: usize = 50;

/// What a person or a command enters to make or change a source.
#[derive(Debug, Clone, Default)]
pub struct SourceDraft {
    /// Unique, shown everywhere.
    pub name: String,
    /// The connector's settings in the clear.
    pub values: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Seconds between collections; `None` takes the connector's default, 0 runs only when asked.
    pub interval_s: Option<i64>,
}

/// What a source would bring.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceTrial {
    /// What was found, as a sentence.
    pub found: String,
    /// The first mentions, as the store would get them.
    pub mentions: Vec<IncomingMention>,
    /// How many mentions the place says are gone.
    pub deletions: usize,
    /// What could not be read.
    pub rejected: Vec<Rejected>,
}

impl SourceTrial {
    /// Tries `connector` from the beginning; nothing is kept.
    ///
    /// # Errors
    /// What the place answered.
    pub async fn of(connector: &dyn Connector) -> Result<Self, ConnectorError> {
        let found = connector.check().await?;
        let mut trial = Self { found, mentions: Vec::new(), deletions: 0, rejected: Vec::new() };
        let mut cursor = None;
        for _ in 0..TRIAL_PAGES {
            let page = connector.collect(cursor.as_deref()).await?;
            trial.mentions.extend(page.mentions);
            trial.deletions += page.deletions.len();
            trial.rejected.extend(page.rejected);
            cursor = page.cursor;
            if !page.more || trial.mentions.len() >= TRIAL_MENTIONS {
                break;
            }
        }
        trial.mentions.truncate(TRIAL_MENTIONS);
        Ok(trial)
    }
}

impl Engine {
    /// Makes a source; it is collected at once.
    ///
    /// # Errors
    /// Forbidden, an unknown kind, a setting that cannot be used, a name that is taken.
    pub async fn create_source(
        &self,
        actor: &Actor,
        kind: &str,
        draft: SourceDraft,
    ) -> Result<Source, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let factory = self.factory(kind)?;
        let name = check_name(&draft.name)?;
        let interval_s = check_interval(factory.spec(), draft.interval_s)?;
        let allowed_host = check_allowed_host(draft.allowed_host)?;
        let config = SourceConfig::checked(factory.spec(), draft.values, allowed_host.clone())?;
        // Opening finds what a look at single fields cannot, such as a broken selector.
        factory.open(&config)?;
        let new = NewSource {
            kind: kind.to_owned(),
            name,
            place: factory.place(&config)?,
            config: self.seal(factory.spec(), config.values())?,
            allowed_host,
            interval_s,
        };
        let source = self.0.store.create_source(&new, self.now()).await?;
        let detail = serde_json::json!({ "kind": kind, "name": source.name,
            "allowed_host": source.allowed_host });
        self.source_changed(actor, "source.create", &source, detail).await?;
        Ok(source)
    }

    /// Changes a source. A secret that is left out stays as it is.
    ///
    /// # Errors
    /// As [`Self::create_source`]; and a change that names another place, which is a new source.
    pub async fn update_source(
        &self,
        actor: &Actor,
        id: i64,
        draft: SourceDraft,
    ) -> Result<Source, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let before = self.source(id).await?;
        let factory = self.factory(&before.kind)?;
        let name = check_name(&draft.name)?;
        let interval_s = check_interval(factory.spec(), draft.interval_s)?;
        let allowed_host = check_allowed_host(draft.allowed_host)?;
        let mut values = draft.values;
        for (key, secret) in self.open_secrets(factory.spec(), &before)? {
            let entered = values.entry(key).or_default();
            if entered.is_empty() {
                *entered = secret;
            }
        }
        let config = SourceConfig::checked(factory.spec(), values, allowed_host.clone())?;
        factory.open(&config)?;
        if factory.place(&config)? != before.place {
            let message = "this would be another place; add a new source for it";
            return Err(EngineError::invalid("values", message));
        }
        let update = SourceUpdate {
            name: Some(name),
            config: Some(self.seal(factory.spec(), config.values())?),
            allowed_host: Some(allowed_host),
            interval_s: Some(interval_s),
            paused: None,
        };
        let source = self.0.store.update_source(id, &update).await?;
        let detail = serde_json::json!({ "allowed_host": source.allowed_host });
        self.source_changed(actor, "source.update", &source, detail).await?;
        Ok(source)
    }

    /// Removes a source. Its mentions stay: people said what they said.
    ///
    /// # Errors
    /// Forbidden, or no such source.
    pub async fn delete_source(&self, actor: &Actor, id: i64) -> Result<(), EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(id).await?;
        self.stop_collecting(id);
        self.0.store.delete_source(id, self.now()).await?;
        let detail = serde_json::json!({ "name": source.name });
        self.source_changed(actor, "source.delete", &source, detail).await
    }

    /// Stops or resumes the regular collection of a source.
    ///
    /// # Errors
    /// Forbidden, or no such source.
    pub async fn pause_source(
        &self,
        actor: &Actor,
        id: i64,
        paused: bool,
    ) -> Result<Source, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let update = SourceUpdate { paused: Some(paused), ..SourceUpdate::default() };
        let source = self.0.store.update_source(id, &update).await?;
        if paused {
            self.stop_collecting(id);
        }
        let action = if paused { "source.pause" } else { "source.resume" };
        self.source_changed(actor, action, &source, serde_json::Value::Null).await?;
        Ok(source)
    }

    /// Reaches a source's place and says what was found there.
    ///
    /// # Errors
    /// Forbidden, no such source, or what the place answered.
    pub async fn check_source(&self, actor: &Actor, id: i64) -> Result<String, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(id).await?;
        Ok(self.connector(&source)?.check().await?)
    }

    /// The same for settings that have not been saved yet.
    ///
    /// # Errors
    /// As [`Self::create_source`], or what the place answered.
    pub async fn check_config(
        &self,
        actor: &Actor,
        kind: &str,
        draft: SourceDraft,
    ) -> Result<String, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let factory = self.factory(kind)?;
        let allowed_host = check_allowed_host(draft.allowed_host)?;
        let config = SourceConfig::checked(factory.spec(), draft.values, allowed_host)?;
        Ok(factory.open(&config)?.check().await?)
    }

    /// Reaches a source's place and reads its first pages, without keeping anything.
    ///
    /// # Errors
    /// Forbidden, no such source, or what the place answered.
    pub async fn try_source(&self, actor: &Actor, id: i64) -> Result<SourceTrial, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(id).await?;
        Ok(SourceTrial::of(self.connector(&source)?.as_ref()).await?)
    }

    /// Tries a source's quarantined items again; those that are good now are stored.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn retry_quarantine(
        &self,
        actor: &Actor,
        source_id: i64,
    ) -> Result<IngestReport, EngineError> {
        Self::check(actor, Permission::ManageSources)?;
        let source = self.source(source_id).await?;
        let mut report = IngestReport::default();
        let mut before = None;
        loop {
            let items = self.0.store.quarantine(Some(source_id), before, RETRY_PAGE).await?;
            let Some(last) = items.last() else { break };
            before = Some(last.id);
            for item in items {
                report.read += 1;
                // Only what Plaza refused after it was read can be tried again; what could not be
                // read must be mended where it came from.
                let Ok(mention) = self.parse_record(&item.raw, &item.origin) else {
                    report.quarantined += 1;
                    continue;
                };
                let incoming = Incoming {
                    mentions: vec![Item::from(mention)],
                    origin: item.origin.clone(),
                    ..Incoming::default()
                };
                let one = self.ingest(&source, incoming).await?;
                report.add(IngestReport { read: 0, ..one });
                if one.quarantined == 0 {
                    self.0.store.resolve_quarantine(item.id, self.now()).await?;
                }
            }
        }
        let detail = serde_json::json!({ "report": report });
        self.source_changed(actor, "source.retry_quarantine", &source, detail).await?;
        Ok(report)
    }

    /// The values of a source's form; secrets are left out.
    ///
    /// # Errors
    /// No connector of that kind.
    pub fn shown_values(&self, source: &Source) -> Result<BTreeMap<String, String>, EngineError> {
        let mut values = source.config.clone();
        for field in secrets_of(self.factory(&source.kind)?.spec()) {
            values.remove(field);
        }
        Ok(values)
    }

    /// Sources whose settings or secrets cannot be used any more, each with the reason.
    ///
    /// # Errors
    /// The store fails.
    pub async fn unusable_sources(&self) -> Result<Vec<String>, EngineError> {
        let mut unusable = Vec::new();
        for source in self.0.store.sources().await? {
            // Imported files have no connector.
            let Ok(factory) = self.factory(&source.kind) else { continue };
            if let Err(error) = self.open_connector(factory, &source) {
                unusable.push(format!("the source {}: {error}", source.name));
            }
        }
        Ok(unusable)
    }

    pub(crate) async fn source(&self, id: i64) -> Result<Source, EngineError> {
        self.0.store.source(id).await?.ok_or(EngineError::NotFound("source"))
    }

    /// The connector that `source` configures.
    pub(crate) fn connector(&self, source: &Source) -> Result<Box<dyn Connector>, EngineError> {
        self.open_connector(self.factory(&source.kind)?, source)
    }

    fn open_connector(
        &self,
        factory: &dyn ConnectorFactory,
        source: &Source,
    ) -> Result<Box<dyn Connector>, EngineError> {
        let mut values = source.config.clone();
        values.extend(self.open_secrets(factory.spec(), source)?);
        let config = SourceConfig::checked(factory.spec(), values, source.allowed_host.clone())?;
        Ok(factory.open(&config)?)
    }

    pub(crate) fn factory(&self, kind: &str) -> Result<&dyn ConnectorFactory, EngineError> {
        let found = self.0.connectors.iter().find(|factory| factory.spec().kind == kind);
        found.map(AsRef::as_ref).ok_or_else(|| {
            let known: Vec<_> = self.connectors().map(|spec| spec.kind).collect();
            EngineError::invalid("kind", format!("`{kind}` is not one of {}", known.join(", ")))
        })
    }

    /// Keeps secrets that a platform has replaced by others.
    pub(crate) async fn keep_secrets(
        &self,
        id: i64,
        changed: BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        if changed.is_empty() {
            return Ok(());
        }
        let source = self.source(id).await?;
        let spec = self.factory(&source.kind)?.spec();
        let mut config = source.config.clone();
        config.extend(self.seal(spec, &changed)?);
        let update = SourceUpdate { config: Some(config), ..SourceUpdate::default() };
        self.0.store.update_source(id, &update).await?;
        Ok(())
    }

    fn seal(
        &self,
        spec: &ConnectorSpec,
        values: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, EngineError> {
        let mut sealed = values.clone();
        for key in secrets_of(spec) {
            if let Some(value) = sealed.get_mut(key) {
                *value = self.0.key.seal(&context(spec, key), value).map_err(unavailable)?;
            }
        }
        Ok(sealed)
    }

    fn open_secrets(
        &self,
        spec: &ConnectorSpec,
        source: &Source,
    ) -> Result<BTreeMap<String, String>, EngineError> {
        secrets_of(spec)
            .filter_map(|key| Some((key, source.config.get(key)?)))
            .map(|(key, sealed)| {
                let open = self.0.key.open(&context(spec, key), sealed).map_err(unavailable)?;
                Ok((key.to_owned(), open))
            })
            .collect()
    }

    async fn source_changed(
        &self,
        actor: &Actor,
        action: &str,
        source: &Source,
        detail: serde_json::Value,
    ) -> Result<(), EngineError> {
        self.0.names.forget();
        self.0.sources_due.notify_one();
        self.tell(EventKind::Sources, self.0.store.revision().await?);
        self.audit(actor, action, format!("source:{}", source.id), detail).await
    }
}

fn secrets_of(spec: &ConnectorSpec) -> impl Iterator<Item = &'static str> {
    spec.fields.iter().filter(|field| field.kind == FieldKind::Secret).map(|field| field.key)
}

fn context(spec: &ConnectorSpec, key: &str) -> String {
    format!("{}/{key}", spec.kind)
}

fn unavailable(error: crate::KeyError) -> EngineError {
    EngineError::Unavailable(error.to_string())
}

fn check_name(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EngineError::invalid("name", "is required"));
    }
    if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        let message =
            format!("takes at most {MAX_NAME} characters, none of them control characters");
        return Err(EngineError::invalid("name", message));
    }
    Ok(name.to_owned())
}

fn check_interval(spec: &ConnectorSpec, interval_s: Option<i64>) -> Result<i64, EngineError> {
    match interval_s {
        None => Ok(i64::from(spec.interval_s)),
        Some(0) => Ok(0),
        Some(s) if (MIN_INTERVAL_S..=31 * 86_400).contains(&s) => Ok(s),
        Some(_) => {
            let message =
                format!("takes 0 (only when asked) or {MIN_INTERVAL_S} seconds to 31 days");
            Err(EngineError::invalid("interval_s", message))
        }
    }
}

/// `host:port`, or a few of them with commas between, lower case; the fetch module never allows
/// metadata addresses all the same.
fn check_allowed_host(allowed: Option<String>) -> Result<Option<String>, EngineError> {
    let Some(allowed) = allowed.map(|a| a.trim().to_lowercase()).filter(|a| !a.is_empty()) else {
        return Ok(None);
    };
    let sound = allowed.split(',').all(|one| {
        one.trim().rsplit_once(':').is_some_and(|(host, port)| {
            !host.is_empty()
                && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-[]:".contains(c))
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
    });
    if sound && allowed.len() <= 255 {
        return Ok(Some(allowed));
    }
    Err(EngineError::invalid("allowed_host", "takes host:port, such as wiki.example.com:8443"))
}
