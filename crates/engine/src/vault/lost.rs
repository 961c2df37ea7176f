//! Giving up secrets whose key is gone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use plaza_core::{Millis, Permission};
use plaza_store::{Action, Store};
use serde::Serialize;

use super::{MasterKey, context_of, is_sealed};
use crate::{Actor, EngineError};

/// What was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Names of the sources that ask for their secrets again.
    pub sources: Vec<String>,
    /// Secrets that are gone.
    pub secrets: usize,
}

impl Forgotten {
    /// Deletes the sealed secrets that `key` does not open, all of them without a key. It needs no
    /// engine, because none starts without the right key.
    ///
    /// # Errors
    /// Forbidden; the key opens everything, so that nothing is lost; the store fails.
    pub async fn give_up(
        actor: &Actor,
        store: &Store,
        key: Option<&MasterKey>,
        now: Millis,
    ) -> Result<Self, EngineError> {
        actor.require(Permission::ManageUsers)?;
        let key = key.cloned();
        let is_lost = move |kind: &str, field: &str, value: &str| {
            is_sealed(value)
                && !key.as_ref().is_some_and(|key| key.opens(&context_of(kind, field), value))
        };
        let lost = store.stored_settings().await?.into_iter().any(|source| {
            source.config.iter().any(|(field, value)| is_lost(&source.kind, field, value))
        });
        if !lost {
            let why = "the key opens every secret; there is nothing to give up";
            return Err(EngineError::Conflict(why.to_owned()));
        }
        let secrets = AtomicUsize::new(0);
        let forget = |kind: &str, config: &mut BTreeMap<String, String>| {
            let before = config.len();
            config.retain(|field, value| !is_lost(kind, field, value));
            let gone = before - config.len();
            secrets.fetch_add(gone, Ordering::Relaxed);
            gone
        };
        let act = actor.act(Action::SecretsForget, now);
        let sources = store.forget_secrets(&act, &forget).await?.value;
        Ok(Self { sources, secrets: secrets.into_inner() })
    }
}
