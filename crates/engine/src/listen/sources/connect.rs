//! From a stored source to its connector: secrets opened, connectors found.

use std::collections::BTreeMap;

use plaza_core::{Connector, ConnectorFactory, ConnectorSpec, FieldKind, SourceConfig, SourceId};
use plaza_store::StoreError;
use plaza_store::listen::{Source, SourceUpdate};

use crate::listen::Listen;
use crate::{EngineError, KeyError, MasterKey};

/// Settings as they are stored.
pub(super) struct Sealed {
    pub(super) config: BTreeMap<String, String>,
    /// The key that sealed something in them.
    pub(super) key_id: Option<String>,
}

impl Listen<'_> {
    pub(crate) async fn source(&self, id: SourceId) -> Result<Source, EngineError> {
        self.shared().store.listen().source(id).await?.ok_or(EngineError::NotFound("source"))
    }

    /// The connector that `source` configures.
    pub(crate) async fn connector(
        &self,
        source: &Source,
    ) -> Result<Box<dyn Connector>, EngineError> {
        let factory = self.shared().factory(&source.kind)?;
        match open_connector(&self.shared().key(), factory, source) {
            // Another process may have sealed everything anew.
            Err(EngineError::Key(KeyError::WrongKey)) => {
                self.shared().reload_key().await?;
                let source = self.source(source.id).await?;
                open_connector(&self.shared().key(), factory, &source)
            }
            opened => opened,
        }
    }

    /// Keeps secrets that a platform has replaced by others.
    pub(crate) async fn keep_secrets(
        &self,
        id: SourceId,
        changed: BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        if changed.is_empty() {
            return Ok(());
        }
        loop {
            let key = self.shared().key();
            match self.save_secrets(&key, id, &changed).await {
                Err(error) if is_old_key(&error) && self.shared().reload_key().await? => {}
                saved => return saved,
            }
        }
    }

    async fn save_secrets(
        &self,
        key: &MasterKey,
        id: SourceId,
        changed: &BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        let source = self.source(id).await?;
        let spec = self.shared().factory(&source.kind)?.spec();
        let mut values = source.config.clone();
        // All of them are sealed anew: the others may have been sealed with an older key.
        values.extend(open_secrets(key, spec, &source)?);
        values.extend(changed.clone());
        let Sealed { config, key_id } = seal(key, spec, &values)?;
        let update =
            SourceUpdate { config: Some(config), sealed_with: key_id, ..SourceUpdate::default() };
        self.shared().store.listen().refresh_source(id, &update).await?;
        Ok(())
    }

    /// Notes the hosts of sources that were made before hosts were noted.
    pub(crate) async fn name_hosts(&self) -> Result<(), EngineError> {
        for source in self.shared().store.listen().sources().await? {
            let Ok(factory) = self.shared().factory(&source.kind) else { continue };
            if !source.host.is_empty() {
                continue;
            }
            // Addresses are no secrets, so nothing need be opened.
            let values = source.config.clone();
            let allowed = source.allowed_host.clone();
            let Ok(config) = SourceConfig::checked(factory.spec(), values, allowed) else {
                continue;
            };
            let host = Some(factory.host(&config));
            let update = SourceUpdate { host, ..SourceUpdate::default() };
            self.shared().store.listen().refresh_source(source.id, &update).await?;
        }
        Ok(())
    }
}

/// Whether a write failed because another process has replaced the key.
pub(super) fn is_old_key(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Key(KeyError::WrongKey) | EngineError::Store(StoreError::KeyRetired)
    )
}

fn open_connector(
    key: &MasterKey,
    factory: &dyn ConnectorFactory,
    source: &Source,
) -> Result<Box<dyn Connector>, EngineError> {
    let mut values = source.config.clone();
    values.extend(open_secrets(key, factory.spec(), source)?);
    let config = SourceConfig::checked(factory.spec(), values, source.allowed_host.clone())?;
    Ok(factory.open(&config)?)
}

pub(super) fn seal(
    key: &MasterKey,
    spec: &ConnectorSpec,
    values: &BTreeMap<String, String>,
) -> Result<Sealed, EngineError> {
    let mut sealed = Sealed { config: values.clone(), key_id: None };
    for field in secrets_of(spec) {
        if let Some(value) = sealed.config.get_mut(field) {
            *value = key.seal(&context(spec, field), value)?;
            sealed.key_id = Some(key.id().to_owned());
        }
    }
    Ok(sealed)
}

pub(super) fn open_secrets(
    key: &MasterKey,
    spec: &ConnectorSpec,
    source: &Source,
) -> Result<BTreeMap<String, String>, EngineError> {
    secrets_of(spec)
        .filter_map(|field| Some((field, source.config.get(field)?)))
        .map(|(field, sealed)| Ok((field.to_owned(), key.open(&context(spec, field), sealed)?)))
        .collect()
}

pub(super) fn secrets_of(spec: &ConnectorSpec) -> impl Iterator<Item = &'static str> {
    spec.fields.iter().filter(|field| field.kind == FieldKind::Secret).map(|field| field.key)
}

fn context(spec: &ConnectorSpec, field: &str) -> String {
    format!("{}/{field}", spec.kind)
}
