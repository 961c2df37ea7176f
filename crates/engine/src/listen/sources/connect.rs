//! From a stored source to its connector: secrets opened, connectors found.

use std::collections::BTreeMap;

use plaza_core::{Connector, ConnectorFactory, SourceConfig, SourceId};
use plaza_store::StoreError;
use plaza_store::listen::{Source, SourceUpdate};

use super::secrets::{Sealed, binding_of_source, has_unbound, open_secrets, seal};
use crate::listen::Listen;
use crate::{EngineError, KeyError, MasterKey};

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

    /// Keeps secrets that a platform has replaced by others. `opened` is the source as it was when
    /// the platform was asked.
    pub(crate) async fn keep_secrets(
        &self,
        opened: &Source,
        changed: BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        if changed.is_empty() {
            return Ok(());
        }
        self.seal_anew(opened, &changed).await
    }

    /// Binds secrets that an earlier version sealed to the servers that their sources name.
    pub(crate) async fn bind_secrets(&self) -> Result<(), EngineError> {
        for source in self.shared().store.listen().sources().await? {
            if !has_unbound(&source) || self.shared().factory(&source.kind).is_err() {
                continue;
            }
            match self.seal_anew(&source, &BTreeMap::new()).await {
                // One that does not open is told where it is used.
                Err(EngineError::Key(error)) => {
                    tracing::warn!(source = source.id.get(), %error, "its secrets are not bound");
                }
                sealed => sealed?,
            }
        }
        Ok(())
    }

    /// Seals a source's secrets anew, `changed` among them, until nobody was faster.
    async fn seal_anew(
        &self,
        opened: &Source,
        changed: &BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        loop {
            let key = self.shared().key();
            match self.save_secrets(&key, opened, changed).await {
                Err(error) if is_old_key(&error) && self.shared().reload_key().await? => {}
                Err(EngineError::Conflict(_)) => {}
                saved => return saved,
            }
        }
    }

    async fn save_secrets(
        &self,
        key: &MasterKey,
        opened: &Source,
        changed: &BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        let source = self.source(opened.id).await?;
        let factory = self.shared().factory(&source.kind)?;
        if binding_of_source(factory, &source) != binding_of_source(factory, opened) {
            // What one platform gave is not for another one, to which the source was moved.
            tracing::warn!(source = source.id.get(), "it was moved; its old secrets are dropped");
            return Ok(());
        }
        let mut values = source.config.clone();
        // All of them are sealed anew: the others may have been sealed with an older key.
        values.extend(open_secrets(key, factory, &source)?);
        values.extend(changed.clone());
        let Sealed { config, key_id } =
            seal(key, factory, &values, source.allowed_host.as_deref())?;
        let update = SourceUpdate {
            config: Some(config),
            sealed_with: key_id,
            config_was: Some(source.config),
            ..SourceUpdate::default()
        };
        self.shared().store.listen().refresh_source(source.id, &update).await?;
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
    values.extend(open_secrets(key, factory, source)?);
    let config = SourceConfig::checked(factory.spec(), values, source.allowed_host.clone())?;
    Ok(factory.open(&config)?)
}
