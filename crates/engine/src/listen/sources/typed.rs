//! Secrets that were typed into a form which is shown again: after a test, or with a mistake in it.
//! The form gets a sealed ticket in their place and never the secrets.

use std::collections::BTreeMap;

use plaza_core::{Millis, Permission, say};
use serde::{Deserialize, Serialize};

use super::SourceDraft;
use super::secrets::{binding_of, secrets_of};
use crate::listen::Listen;
use crate::{Actor, EngineError};

/// How long a ticket is taken, milliseconds.
const TICKET_MS: Millis = 30 * 60_000;

#[derive(Serialize, Deserialize)]
struct Ticket {
    secrets: BTreeMap<String, String>,
    until: Millis,
}

impl Listen<'_> {
    /// A ticket for the secrets in `draft`, empty where there are none. It is good for half an hour,
    /// for this person, and for the servers that the draft names.
    ///
    /// # Errors
    /// Forbidden, no such kind, or nothing can be sealed.
    pub fn keep_typed(
        &self,
        actor: &Actor,
        kind: &str,
        draft: &SourceDraft,
    ) -> Result<String, EngineError> {
        actor.require(Permission::ManageSources)?;
        let factory = self.shared().factory(kind)?;
        let typed = |field: &str| draft.values.get(field).filter(|typed| !typed.trim().is_empty());
        let secrets: BTreeMap<String, String> = secrets_of(factory.spec())
            .filter_map(|field| Some((field.to_owned(), typed(field)?.clone())))
            .collect();
        if secrets.is_empty() {
            return Ok(String::new());
        }
        let ticket = Ticket { secrets, until: self.shared().now() + TICKET_MS };
        let ticket = serde_json::to_string(&ticket).map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!(
                "not-json-writable",
                "cannot be written as JSON: {technical}",
                technical
            ))
        })?;
        let binding = binding_of(factory, &draft.values, draft.allowed_host.as_deref());
        Ok(self.shared().key().seal(&context(actor, kind), &binding, &ticket)?)
    }

    /// The secrets of a ticket that were not typed again in `draft`; none where the ticket is too
    /// old, somebody else's, or for other servers.
    ///
    /// # Errors
    /// Forbidden, or no such kind.
    pub fn typed_before(
        &self,
        actor: &Actor,
        kind: &str,
        draft: &SourceDraft,
        ticket: &str,
    ) -> Result<BTreeMap<String, String>, EngineError> {
        actor.require(Permission::ManageSources)?;
        let factory = self.shared().factory(kind)?;
        let binding = binding_of(factory, &draft.values, draft.allowed_host.as_deref());
        let Ok(open) = self.shared().key().open(&context(actor, kind), &binding, ticket) else {
            return Ok(BTreeMap::new());
        };
        let ticket = serde_json::from_str::<Ticket>(&open).ok();
        let ticket = ticket.filter(|ticket| self.shared().now() < ticket.until);
        let mut secrets = ticket.map(|ticket| ticket.secrets).unwrap_or_default();
        secrets.retain(|field, _| draft.values.get(field).is_none_or(String::is_empty));
        Ok(secrets)
    }
}

/// What a ticket is sealed for, besides its servers.
fn context(actor: &Actor, kind: &str) -> String {
    let user = actor.user_id.map(|id| id.to_string()).unwrap_or_default();
    let token = actor.token_id.map(|id| id.to_string()).unwrap_or_default();
    format!("typed/{kind}/{user}/{token}/{}", actor.name)
}
