//! What was typed into a source's form.

use std::collections::BTreeMap;

use plaza_core::{Arg, ConnectorSpec, FieldKind, FieldSpec};
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Engine, EngineError};
use plaza_store::listen::Source;

use crate::Problem;
use crate::frame::board::Board;
use crate::frame::fields::Fields;

#[derive(Default, Clone)]
pub(super) struct Draft {
    /// Of the source that was seen; 0 for a new one.
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) values: BTreeMap<String, String>,
    pub(super) interval: String,
    /// `None` where the form did not show it.
    pub(super) allowed_host: Option<String>,
    /// Stands for secrets that were typed before.
    pub(super) ticket: String,
    /// Secrets that have to be typed again: the address changed, or it is too long ago.
    pub(super) needed: Vec<String>,
    /// The field that could not be used.
    pub(super) wrong: Option<String>,
}

impl Draft {
    pub(super) fn read(fields: &Fields) -> Self {
        let mut values = BTreeMap::new();
        for (key, value) in fields.with_prefix("v.") {
            // A check box sends its value before the hidden field that stands for "no".
            values.entry(key.to_owned()).or_insert_with(|| value.trim().replace("\r\n", "\n"));
        }
        Self {
            version: fields.id("version").unwrap_or_default(),
            name: fields.get("name").to_owned(),
            values,
            interval: fields.get("interval").to_owned(),
            allowed_host: fields.all("allowed_host").next().map(|host| host.trim().to_owned()),
            ticket: fields.get("typed").to_owned(),
            ..Self::default()
        }
    }

    /// Takes up the secrets that were typed before, and makes of names and addresses what the
    /// fields take.
    ///
    /// # Errors
    /// [`EngineError::SecretsNeeded`] where what was typed before does not hold any more.
    pub(super) fn take_up(
        &mut self,
        board: &Board,
        spec: &ConnectorSpec,
        source: Option<&Source>,
    ) -> Result<(), EngineError> {
        spec.understand(&mut self.values);
        let draft = self.source_draft(source);
        let actor = board.actor().map_err(|_| EngineError::NotFound("user"))?;
        let before = board.engine.listen().typed_before(actor, spec.kind, &draft, &self.ticket)?;
        self.values.extend(before.secrets);
        match before.lost.is_empty() {
            true => Ok(()),
            false => Err(EngineError::SecretsNeeded(before.lost)),
        }
    }

    /// Stands for the secrets that are typed now, when the form is shown again.
    pub(super) fn ticket_for(
        &self,
        board: &Board,
        kind: &str,
        source: Option<&Source>,
    ) -> Result<String, Problem> {
        let draft = self.source_draft(source);
        Ok(board.engine.listen().keep_typed(board.actor()?, kind, &draft)?)
    }

    pub(super) fn value(&self, field: &FieldSpec) -> String {
        let typed = self.values.get(field.key);
        typed.cloned().unwrap_or_else(|| field.default.unwrap_or_default().to_owned())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.values.get(key).is_some_and(|value| !value.is_empty())
    }

    /// Whether a secret was typed.
    pub(super) fn has_secrets(&self, spec: &ConnectorSpec) -> bool {
        let mut secrets = spec.fields.iter().filter(|field| field.kind == FieldKind::Secret);
        secrets.any(|field| self.has(field.key))
    }

    /// Notes which fields an error is about.
    pub(super) fn blame(&mut self, error: &EngineError) {
        match error {
            EngineError::SecretsNeeded(fields) => self.needed.clone_from(fields),
            EngineError::Invalid { message, .. } if message.code() == "setting-wrong" => {
                let key = message.args().find(|(name, _)| *name == "key");
                if let Some((_, Arg::Text(key))) = key {
                    self.wrong = Some(key.clone());
                }
            }
            _ => {}
        }
    }

    /// Fills in the secret that Plaza makes where it was left empty, and gives it.
    pub(super) fn fill_secret(
        &mut self,
        engine: &Engine,
        kind: &str,
    ) -> Result<String, EngineError> {
        match engine.listen().new_hook_secret(kind)? {
            Some((key, secret)) if self.values.get(key).is_none_or(String::is_empty) => {
                self.values.insert(key.to_owned(), secret.clone());
                Ok(secret)
            }
            _ => Ok(String::new()),
        }
    }

    pub(super) fn source_draft(&self, source: Option<&Source>) -> SourceDraft {
        let allowed = match &self.allowed_host {
            Some(typed) => Some(typed.clone()),
            None => source.and_then(|source| source.allowed_host.clone()),
        };
        SourceDraft {
            name: self.name.clone(),
            values: self.values.clone(),
            allowed_host: allowed.filter(|host| !host.is_empty()),
            interval_s: self.interval.parse().ok(),
        }
    }
}
