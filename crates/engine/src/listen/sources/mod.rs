//! Sources: configured connectors, their secrets, and what went wrong in them.

mod archive;
mod checks;
mod connect;
mod recognise;
mod secrets;
mod trial;
mod typed;

use std::collections::BTreeMap;

use plaza_core::{ConnectorFactory, Permission, Seen, SourceConfig, SourceId, say};
use plaza_store::listen::{NewSource, Source, SourceUpdate};
use plaza_store::{Act, Action, Done, StoreError};

use checks::{Schedule, check_allowed_host, check_allowing, check_name, check_schedule};
use connect::is_old_key;
use secrets::{kept_secrets, seal, secrets_of};
pub use trial::SourceTrial;
pub use typed::TypedBefore;

use crate::listen::Listen;
use crate::{Actor, EngineError, EventKind, MasterKey};

/// What a person or a command enters to make or change a source.
#[derive(Debug, Clone, Default)]
pub struct SourceDraft {
    /// Unique, shown everywhere.
    pub name: String,
    /// The connector's settings in the clear.
    pub values: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Seconds between collections; `None` lets the pause follow what the source brings, around
    /// the connector's own, and 0 runs only when asked.
    pub interval_s: Option<i64>,
}

/// A change that was checked.
struct Change {
    name: String,
    schedule: Schedule,
    allowed_host: Option<String>,
    /// In the clear; secrets that are left out stay as they are.
    values: BTreeMap<String, String>,
}

impl Listen<'_> {
    /// Makes a source; it is collected at once. An archived source of the same kind and place with
    /// the same name or settings comes back instead, and its mentions are the new one's.
    ///
    /// # Errors
    /// Forbidden, an unknown kind, a setting that cannot be used, a name that is taken.
    pub async fn create_source(
        &self,
        actor: &Actor,
        kind: &str,
        draft: SourceDraft,
    ) -> Result<Source, EngineError> {
        actor.require(Permission::ManageSources)?;
        let factory = self.shared().factory(kind)?;
        let name = check_name(&draft.name)?;
        let schedule = check_schedule(factory.spec(), draft.interval_s)?;
        let allowed_host = check_allowed_host(draft.allowed_host)?;
        let config = SourceConfig::checked(factory.spec(), draft.values, allowed_host.clone())?;
        check_allowing(actor, factory, &config, None)?;
        // Opening finds what a look at single fields cannot, such as a broken selector.
        factory.open(&config)?;
        let place = factory.place(&config)?;
        let adopts = self.adopted(kind, &place, (&name, &config)).await?;
        let mut key = self.shared().key();
        let detail = serde_json::json!({ "kind": kind, "name": name,
            "allowed_host": allowed_host, "adopts": adopts });
        let act = actor.act(Action::SourceCreate, self.shared().now()).with(detail);
        let done = loop {
            let sealed = seal(&key, factory, config.values(), allowed_host.as_deref())?;
            let new = NewSource {
                kind: kind.to_owned(),
                name: name.clone(),
                place: place.clone(),
                config: sealed.config,
                allowed_host: allowed_host.clone(),
                interval_s: schedule.interval_s,
                adaptive: schedule.adaptive,
                host: factory.host(&config),
                sealed_with: sealed.key_id,
                adopts,
            };
            match self.shared().store.listen().create_source(&new, &act).await {
                Err(StoreError::KeyRetired) if self.shared().reload_key().await? => {
                    key = self.shared().key();
                }
                created => break created?,
            }
        };
        Ok(self.source_changed(done))
    }

    /// Changes a source. A secret that is left out stays as it is, where the settings lead to the
    /// same servers as before.
    ///
    /// # Errors
    /// As [`Self::create_source`]; a source that somebody changed since;
    /// [`EngineError::SecretsNeeded`] where they lead to others; and a change that names another
    /// place, which is a new source.
    pub async fn update_source(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
        draft: SourceDraft,
    ) -> Result<Source, EngineError> {
        actor.require(Permission::ManageSources)?;
        let seen = source.into();
        let before = self.source(seen.id).await?;
        let change = Change {
            name: check_name(&draft.name)?,
            schedule: check_schedule(
                self.shared().factory(&before.kind)?.spec(),
                draft.interval_s,
            )?,
            allowed_host: check_allowed_host(draft.allowed_host)?,
            values: draft.values,
        };
        let detail = serde_json::json!({ "allowed_host": change.allowed_host });
        let act = actor.act(Action::SourceUpdate, self.shared().now()).with(detail);
        let mut key = self.shared().key();
        let done = loop {
            match self.save_change(actor, &key, seen, (&change, &act)).await {
                // Fresh secrets came from the platform meanwhile: they belong to the change.
                Err(EngineError::Store(StoreError::Conflict)) => {}
                Err(error) if is_old_key(&error) && self.shared().reload_key().await? => {
                    key = self.shared().key();
                }
                saved => break saved?,
            }
        };
        Ok(self.source_changed(done))
    }

    /// Writes a change, with its secrets sealed with `key`, which was taken before: a rotation in
    /// between refuses it.
    async fn save_change(
        &self,
        actor: &Actor,
        key: &MasterKey,
        seen: Seen<SourceId>,
        (change, act): (&Change, &Act<'_>),
    ) -> Result<Done<Source>, EngineError> {
        let before = self.source(seen.id).await?;
        let factory = self.shared().factory(&before.kind)?;
        let config = changed_config(key, factory, &before, change)?;
        check_allowing(actor, factory, &config, before.allowed_host.as_deref())?;
        factory.open(&config)?;
        if factory.place(&config)? != before.place {
            let message =
                say!("another-place", "this would be another place; add a new source for it");
            return Err(EngineError::invalid("values", message));
        }
        let sealed = seal(key, factory, config.values(), change.allowed_host.as_deref())?;
        let Schedule { interval_s, adaptive } = change.schedule;
        let is_same = (before.interval_s, before.adaptive) == (interval_s, adaptive);
        let update = SourceUpdate {
            name: Some(change.name.clone()),
            config: Some(sealed.config),
            allowed_host: Some(change.allowed_host.clone()),
            // What an adaptive pause has learnt stays.
            interval_s: (!is_same).then_some(interval_s),
            adaptive: Some(adaptive),
            host: Some(factory.host(&config)),
            paused: None,
            // Other credentials, or another pause: no reason to wait for the old time.
            due_at: Some(act.at),
            sealed_with: sealed.key_id,
            config_was: Some(before.config),
        };
        let done = self.shared().store.listen().update_source(seen, &update, act).await;
        done.map_err(|error| match error {
            // Kept apart: the change is made anew from the settings as they are then.
            StoreError::Conflict => EngineError::Store(StoreError::Conflict),
            error => error.into(),
        })
    }

    /// Stops or resumes the regular collection of a source.
    ///
    /// # Errors
    /// Forbidden, no such source, or one that somebody changed since.
    pub async fn pause_source(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
        paused: bool,
    ) -> Result<Source, EngineError> {
        actor.require(Permission::ManageSources)?;
        let seen = source.into();
        let id = seen.id;
        let now = self.shared().now();
        let due_at = (!paused).then_some(now);
        let update = SourceUpdate { paused: Some(paused), due_at, ..SourceUpdate::default() };
        let action = if paused { Action::SourcePause } else { Action::SourceResume };
        let act = actor.act(action, now);
        if paused {
            // Before: what a turn under way brings must not close the gap that the pause opens.
            self.stop_collecting(id);
        }
        let done = self.shared().store.listen().update_source(seen, &update, &act).await;
        let done = done.map_err(EngineError::without("source"))?;
        if paused {
            // A turn that began just before.
            self.stop_collecting(id);
        }
        Ok(self.source_changed(done))
    }

    /// The values of a source's form; secrets are left out.
    ///
    /// # Errors
    /// No connector of that kind.
    pub fn shown_values(&self, source: &Source) -> Result<BTreeMap<String, String>, EngineError> {
        let mut values = source.config.clone();
        for field in secrets_of(self.shared().factory(&source.kind)?.spec()) {
            values.remove(field);
        }
        Ok(values)
    }

    /// Sources whose settings or secrets cannot be used any more, each with the reason.
    pub async fn unusable_sources(&self) -> Result<Vec<String>, EngineError> {
        let mut unusable = Vec::new();
        for source in self.shared().store.listen().sources().await? {
            // Imported files have no connector.
            if self.shared().factory(&source.kind).is_err() {
                continue;
            }
            if let Err(error) = self.connector(&source).await {
                unusable.push(format!("the source {}: {error}", source.name));
            }
        }
        Ok(unusable)
    }

    /// Tells of a source that was changed, and lets it be collected where it is due.
    pub(super) fn source_changed<T>(&self, done: Done<T>) -> T {
        self.parts().sources_due.notify_one();
        self.shared().source_named();
        self.shared().told(EventKind::Sources, done)
    }
}

/// The settings after a change, with the secrets that stay.
fn changed_config(
    key: &MasterKey,
    factory: &dyn ConnectorFactory,
    before: &Source,
    change: &Change,
) -> Result<SourceConfig, EngineError> {
    let mut values = SourceConfig::entered(factory.spec(), change.values.clone())?;
    let settings = (&values, change.allowed_host.as_deref());
    let kept = kept_secrets(key, factory, before, settings)?;
    values.extend(kept);
    Ok(SourceConfig::checked(factory.spec(), values, change.allowed_host.clone())?)
}
