//! Deleting a source: it is archived and its mentions stay, or they go with it.

use std::collections::BTreeMap;

use plaza_core::{ConnectorFactory, Permission, Seen, SourceConfig, SourceId, say};
use plaza_store::Action;
use plaza_store::listen::{Source, SourceBurden};

use super::secrets::secrets_of;
use crate::jobs::Job as _;
use crate::listen::Listen;
use crate::listen::taking::TakeAway;
use crate::{Actor, EngineError};

impl Listen<'_> {
    /// Archives a source: nothing is collected any more, its mentions and its name stay, and it can
    /// be brought back. Its secrets go.
    ///
    /// # Errors
    /// Forbidden, no such source, or one that somebody changed since.
    pub async fn archive_source(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
    ) -> Result<(), EngineError> {
        actor.require(Permission::ManageSources)?;
        let seen = source.into();
        let source = self.source(seen.id).await?;
        self.stop_collecting(seen.id);
        let detail = serde_json::json!({ "name": source.name });
        let act = actor.act(Action::SourceArchive, self.shared().now()).with(detail);
        let settings = self.without_secrets(&source);
        let done = self.shared().store.listen().archive_source(seen, &settings, &act).await;
        self.source_changed(done.map_err(EngineError::without("source"))?);
        Ok(())
    }

    /// Deletes a source, archived or not, with its mentions: their words go wherever they stand. It
    /// is done in the background; what another source of its place has brought too becomes that
    /// one's.
    ///
    /// # Errors
    /// Forbidden, no such source, one that somebody changed since, or one whose replies are on
    /// their way.
    pub async fn remove_source(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
    ) -> Result<(), EngineError> {
        actor.require(Permission::ManageSources)?;
        let seen = source.into();
        let source = self.any_source(seen.id).await?;
        if source.removing {
            return Err(EngineError::Conflict(say!(
                "source-deleting",
                "it is being deleted already"
            )));
        }
        let burden = self.shared().store.listen().source_burden(seen.id).await?;
        if burden.replies_under_way > 0 {
            return Err(EngineError::Conflict(say!(
                "source-has-replies",
                "{n} of its replies are on their way or wait for approval; let them end, or cancel \
                 them first",
                n = burden.replies_under_way
            )));
        }
        self.stop_collecting(seen.id);
        let now = self.shared().now();
        let detail = serde_json::json!({ "name": source.name });
        let act = actor.act(Action::SourceRemove, now).with(detail).then(TakeAway {}.request(now)?);
        let done = self.shared().store.listen().remove_source(seen, &act).await;
        self.source_changed(done.map_err(EngineError::without("source"))?);
        self.shared().jobs_due.notify_waiters();
        Ok(())
    }

    /// Brings an archived source back. It is paused where its settings are not complete any more:
    /// secrets were not kept.
    ///
    /// # Errors
    /// Forbidden, no such source, one that is not archived, or one that somebody changed since.
    pub async fn bring_back_source(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
    ) -> Result<Source, EngineError> {
        actor.require(Permission::ManageSources)?;
        self.bring_back(actor, source).await
    }

    /// The same for somebody who imports into it.
    pub(in crate::listen) async fn bring_back(
        &self,
        actor: &Actor,
        source: impl Into<Seen<SourceId>>,
    ) -> Result<Source, EngineError> {
        let seen = source.into();
        let source = self.any_source(seen.id).await?;
        if source.removing || source.archived_at.is_none() {
            return Err(EngineError::Conflict(say!(
                "source-not-archived",
                "only an archived source comes back"
            )));
        }
        let is_complete = match self.shared().factory(&source.kind) {
            Ok(factory) => opens(factory, &source),
            // Imported files have no connector, and nothing to complete.
            Err(_) => true,
        };
        let detail = serde_json::json!({ "name": source.name });
        let act = actor.act(Action::SourceBringBack, self.shared().now()).with(detail);
        let done = self.shared().store.listen().bring_back_source(seen, !is_complete, &act).await;
        Ok(self.source_changed(done.map_err(EngineError::without("source"))?))
    }

    /// What hangs on a source, for somebody who is about to delete it.
    ///
    /// # Errors
    /// No such source, or the store fails.
    pub async fn source_burden(&self, id: SourceId) -> Result<SourceBurden, EngineError> {
        self.any_source(id).await?;
        Ok(self.shared().store.listen().source_burden(id).await?)
    }

    /// A source, archived or not.
    pub(crate) async fn any_source(&self, id: SourceId) -> Result<Source, EngineError> {
        let found = self.shared().store.listen().named_source(id).await?;
        found.ok_or(EngineError::NotFound("source"))
    }

    /// The archived source that a new one goes on from: of the same kind and place, and either of
    /// the same name or with the same settings.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] where an archived source of another place has the name.
    pub(super) async fn adopted(
        &self,
        kind: &str,
        place: &str,
        (name, config): (&str, &SourceConfig),
    ) -> Result<Option<SourceId>, EngineError> {
        let factory = self.shared().factory(kind)?;
        let settings = shown(factory, config.values());
        let archived = self.shared().store.listen().archived_at_place(kind, place).await?;
        let same = |source: &&Source| source.name == name;
        let alike = |source: &&Source| {
            !source.config.is_empty() && shown(factory, &source.config) == settings
        };
        if let Some(source) = archived.iter().find(same).or_else(|| archived.iter().find(alike)) {
            return Ok(Some(source.id));
        }
        match self.shared().store.listen().source_named(name).await? {
            Some(source) if source.archived_at.is_some() => Err(EngineError::Conflict(say!(
                "source-archived-namesake",
                "an archived source of another place ({place}) is named `{name}`, and its mentions \
                 are shown under that name; choose another one, or delete that source with its \
                 mentions",
                place = if source.place.is_empty() { &source.kind } else { &source.place },
                name
            ))),
            _ => Ok(None),
        }
    }

    /// A source's settings as they may lie about.
    fn without_secrets(&self, source: &Source) -> BTreeMap<String, String> {
        match self.shared().factory(&source.kind) {
            Ok(factory) => shown(factory, &source.config),
            Err(_) => BTreeMap::new(),
        }
    }
}

/// Settings without secrets.
fn shown(
    factory: &dyn ConnectorFactory,
    values: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut shown = values.clone();
    for field in secrets_of(factory.spec()) {
        shown.remove(field);
    }
    shown
}

/// Whether the settings that are left are enough to collect.
fn opens(factory: &dyn ConnectorFactory, source: &Source) -> bool {
    let allowed = source.allowed_host.clone();
    SourceConfig::checked(factory.spec(), source.config.clone(), allowed)
        .is_ok_and(|config| factory.open(&config).is_ok())
}
