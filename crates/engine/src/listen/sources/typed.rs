//! Secrets that were typed into a form which is shown again: after a test, or with a mistake in it.
//! The form gets a sealed ticket in their place and never the secrets.

use std::collections::BTreeMap;

use plaza_core::{ConnectorFactory, FieldKind, Millis, Permission, pasted_address, say};
use serde::{Deserialize, Serialize};

use super::SourceDraft;
use super::secrets::{binding_of, secrets_of};
use crate::listen::Listen;
use crate::vault::Binding;
use crate::{Actor, EngineError};

/// How long a ticket is taken, milliseconds.
const TICKET_MS: Millis = 4 * 3_600_000;
/// Between the names of the secrets and what is sealed.
const NAMES_END: char = '|';

#[derive(Serialize, Deserialize)]
struct Ticket {
    secrets: BTreeMap<String, String>,
    until: Millis,
}

/// What a ticket gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TypedBefore {
    /// The secrets that were not typed again.
    pub secrets: BTreeMap<String, String>,
    /// Fields whose secrets have to be typed again: the ticket is too old, somebody else's, or for
    /// other servers.
    pub lost: Vec<String>,
}

impl Listen<'_> {
    /// A ticket for the secrets in `draft`, empty where there are none. It is good for four hours,
    /// for this person, and for the servers that the draft names; where its addresses are none yet,
    /// for those that are entered in their place.
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
        let names: Vec<String> = secrets.keys().cloned().collect();
        let ticket = Ticket { secrets, until: self.shared().now() + TICKET_MS };
        let ticket = serde_json::to_string(&ticket).map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!(
                "not-json-writable",
                "cannot be written as JSON: {technical}",
                technical
            ))
        })?;
        let sealed =
            self.shared().key().seal(&context(actor, kind), &bound(factory, draft), &ticket)?;
        Ok(format!("{}{NAMES_END}{sealed}", names.join(",")))
    }

    /// The secrets of a ticket that were not typed again in `draft`, or that they are lost.
    ///
    /// # Errors
    /// Forbidden, or no such kind.
    pub fn typed_before(
        &self,
        actor: &Actor,
        kind: &str,
        draft: &SourceDraft,
        ticket: &str,
    ) -> Result<TypedBefore, EngineError> {
        actor.require(Permission::ManageSources)?;
        let factory = self.shared().factory(kind)?;
        let Some((names, sealed)) = ticket.split_once(NAMES_END) else {
            return Ok(TypedBefore::default());
        };
        let is_empty = |field: &str| draft.values.get(field).is_none_or(String::is_empty);
        let mut before = TypedBefore::default();
        match self.open_ticket(actor, factory, (draft, sealed)) {
            Some(mut secrets) => {
                secrets.retain(|field, _| is_empty(field));
                before.secrets = secrets;
            }
            None => {
                let fields = secrets_of(factory.spec());
                let lost = fields.filter(|field| names.split(',').any(|name| name == *field));
                before.lost = lost.filter(|field| is_empty(field)).map(str::to_owned).collect();
            }
        }
        Ok(before)
    }

    fn open_ticket(
        &self,
        actor: &Actor,
        factory: &dyn ConnectorFactory,
        (draft, sealed): (&SourceDraft, &str),
    ) -> Option<BTreeMap<String, String>> {
        let (key, context) = (self.shared().key(), context(actor, factory.spec().kind));
        let bindings = [bound(factory, draft), nowhere(factory)];
        let open = bindings.iter().find_map(|to| key.open(&context, to, sealed).ok())?;
        let ticket = serde_json::from_str::<Ticket>(&open).ok()?;
        (self.shared().now() < ticket.until).then_some(ticket.secrets)
    }
}

/// Where a draft's secrets go.
fn bound(factory: &dyn ConnectorFactory, draft: &SourceDraft) -> Binding {
    let address = |key: &str| draft.values.get(key).map_or("", |value| value.trim());
    let mut addresses = factory.spec().fields.iter().filter(|field| field.kind == FieldKind::Url);
    let is_meant = addresses.all(|field| match address(field.key) {
        "" => !field.required,
        typed => pasted_address(typed).is_some_and(|url| url.scheme().starts_with("http")),
    });
    match is_meant {
        true => binding_of(factory, &draft.values, draft.allowed_host.as_deref()),
        false => nowhere(factory),
    }
}

/// What secrets are bound to whose server nobody has named yet.
fn nowhere(factory: &dyn ConnectorFactory) -> Binding {
    binding_of(factory, &BTreeMap::new(), None)
}

/// What a ticket is sealed for, besides its servers.
fn context(actor: &Actor, kind: &str) -> String {
    let user = actor.user_id.map(|id| id.to_string()).unwrap_or_default();
    let token = actor.token_id.map(|id| id.to_string()).unwrap_or_default();
    format!("typed/{kind}/{user}/{token}/{}", actor.name)
}
