//! The trait that every connector implements.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::error::ConnectorError;
use super::history::{Missed, PastPage};
use super::inbound::Receiver;
use super::live::Listener;
use super::page::Page;
use super::replier::Replier;
use crate::{Message, Millis, say};

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

/// What a connector found when it was tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tried {
    /// What was read.
    pub page: Page,
    /// What was tried and what came of it, and what was not tried: a sentence each.
    pub told: Vec<Message>,
}

/// Collects from one place. Keeps no progress: the engine stores cursors.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Reaches the place with these settings and says in a sentence what it found.
    async fn check(&self) -> Result<Message, ConnectorError>;

    /// Fetches the next page after `cursor`; `None` is the beginning.
    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError>;

    /// Tries all ways of reading a little, from the beginning; `None` where there is only
    /// [`Self::collect`].
    async fn try_out(&self) -> Result<Option<Tried>, ConnectorError> {
        Ok(None)
    }

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
        Err(ConnectorError::Malformed(say!("no-past", "this place cannot be read into the past")))
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
