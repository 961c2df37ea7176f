//! Trying a source: what its place answers, and what it would bring.

use plaza_core::{
    Connector, ConnectorError, ConnectorFactory, IncomingMention, Message, Page, Permission,
    Rejected, SourceConfig, SourceId,
};
use plaza_store::Action;

use super::SourceDraft;
use super::checks::{check_allowed_host, check_allowing};
use super::secrets::kept_secrets;
use crate::listen::Listen;
use crate::{Actor, EngineError};

/// Most pages that a trial reads.
const TRIAL_PAGES: usize = 5;
/// Most mentions that a trial shows.
const TRIAL_MENTIONS: usize = 50;

/// What a source would bring.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceTrial {
    /// What was found, as a sentence.
    pub found: Message,
    /// The first mentions, as the store would get them.
    pub mentions: Vec<IncomingMention>,
    /// How many mentions the place says are gone.
    pub deletions: usize,
    /// What could not be read.
    pub rejected: Vec<Rejected>,
    /// What was tried and what came of it, and what was not tried: a sentence each.
    pub told: Vec<Message>,
}

impl SourceTrial {
    /// Tries `connector` from the beginning; nothing is kept.
    ///
    /// # Errors
    /// What the place answered.
    pub async fn of(connector: &dyn Connector) -> Result<Self, ConnectorError> {
        let found = connector.check().await?;
        let mut trial = Self {
            found,
            mentions: Vec::new(),
            deletions: 0,
            rejected: Vec::new(),
            told: Vec::new(),
        };
        if let Some(tried) = connector.try_out().await? {
            trial.take(tried.page);
            trial.told = tried.told;
            trial.mentions.truncate(TRIAL_MENTIONS);
            return Ok(trial);
        }
        let mut cursor = None;
        for _ in 0..TRIAL_PAGES {
            let page = connector.collect(cursor.as_deref()).await?;
            let more = page.more;
            cursor.clone_from(&page.cursor);
            trial.take(page);
            if !more || trial.mentions.len() >= TRIAL_MENTIONS {
                break;
            }
        }
        trial.mentions.truncate(TRIAL_MENTIONS);
        Ok(trial)
    }

    fn take(&mut self, page: Page) {
        self.mentions.extend(page.mentions);
        self.deletions += page.deletions.len();
        self.rejected.extend(page.rejected);
    }
}

impl Listen<'_> {
    /// Reaches a source's place and says what was found there.
    ///
    /// # Errors
    /// Forbidden, no such source, or what the place answered.
    pub async fn check_source(&self, actor: &Actor, id: SourceId) -> Result<Message, EngineError> {
        actor.require(Permission::ManageSources)?;
        Ok(self.connector_to_try(actor, id).await?.check().await?)
    }

    /// What a source with settings that have not been saved yet would bring, without keeping it.
    ///
    /// # Errors
    /// As [`Self::create_source`], or what the place answered.
    pub async fn try_config(
        &self,
        actor: &Actor,
        kind: &str,
        draft: SourceDraft,
    ) -> Result<SourceTrial, EngineError> {
        actor.require(Permission::ManageSources)?;
        let connector = self.connector_of(actor, kind, draft).await?;
        Ok(SourceTrial::of(connector.as_ref()).await?)
    }

    /// What a source would bring with changed settings, its stored secrets among them.
    ///
    /// # Errors
    /// As [`Self::update_source`], or what the place answered.
    pub async fn try_change(
        &self,
        actor: &Actor,
        id: SourceId,
        mut draft: SourceDraft,
    ) -> Result<SourceTrial, EngineError> {
        actor.require(Permission::ManageSources)?;
        let before = self.source(id).await?;
        let factory = self.shared().factory(&before.kind)?;
        let allowed_host = check_allowed_host(draft.allowed_host.take())?;
        let mut values = SourceConfig::entered(factory.spec(), draft.values)?;
        let settings = (&values, allowed_host.as_deref());
        let kept = kept_secrets(&self.shared().key(), factory, &before, settings)?;
        values.extend(kept);
        let config = SourceConfig::checked(factory.spec(), values, allowed_host)?;
        check_allowing(actor, factory, &config, before.allowed_host.as_deref())?;
        let connector = factory.open(&config)?;
        self.note_trial(actor, &format!("source:{id}"), factory, &config).await?;
        Ok(SourceTrial::of(connector.as_ref()).await?)
    }

    async fn connector_of(
        &self,
        actor: &Actor,
        kind: &str,
        draft: SourceDraft,
    ) -> Result<Box<dyn Connector>, EngineError> {
        let factory = self.shared().factory(kind)?;
        let allowed_host = check_allowed_host(draft.allowed_host)?;
        let config = SourceConfig::checked(factory.spec(), draft.values, allowed_host)?;
        check_allowing(actor, factory, &config, None)?;
        let connector = factory.open(&config)?;
        self.note_trial(actor, &format!("kind:{kind}"), factory, &config).await?;
        Ok(connector)
    }

    /// Reaches a source's place and reads its first pages, without keeping anything.
    ///
    /// # Errors
    /// Forbidden, no such source, or what the place answered.
    pub async fn try_source(
        &self,
        actor: &Actor,
        id: SourceId,
    ) -> Result<SourceTrial, EngineError> {
        actor.require(Permission::ManageSources)?;
        let connector = self.connector_to_try(actor, id).await?;
        Ok(SourceTrial::of(connector.as_ref()).await?)
    }

    async fn connector_to_try(
        &self,
        actor: &Actor,
        id: SourceId,
    ) -> Result<Box<dyn Connector>, EngineError> {
        let source = self.source(id).await?;
        let factory = self.shared().factory(&source.kind)?;
        let connector = self.connector(&source).await?;
        let allowed = source.allowed_host.clone();
        let config = SourceConfig::without_secrets(factory.spec(), &source.config, allowed);
        self.note_trial(actor, &format!("source:{id}"), factory, &config).await?;
        Ok(connector)
    }

    /// Writes down who tries which servers, before anything is sent.
    async fn note_trial(
        &self,
        actor: &Actor,
        target: &str,
        factory: &dyn ConnectorFactory,
        config: &SourceConfig,
    ) -> Result<(), EngineError> {
        let destinations = factory.destinations(config);
        let servers: Vec<&str> = destinations.servers().collect();
        let detail = serde_json::json!({ "kind": factory.spec().kind, "servers": servers,
            "allowed_host": config.allowed_host });
        let act = actor.act(Action::SourceTest, self.shared().now()).with(detail);
        self.shared().store.record(&act, target).await?;
        Ok(())
    }
}
