//! A source's settings, checked against its connector's form.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use super::spec::{ConnectorSpec, FieldKind};
use crate::{Message, say};

/// A source's settings as key and value; secrets are in the clear here and nowhere else, so
/// `Debug` prints keys only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceConfig {
    values: BTreeMap<String, String>,
    /// `host:port` that the operator allows although its address is private; audited.
    pub allowed_host: Option<String>,
}

impl SourceConfig {
    /// Checks `values` against the connector's form and fills in defaults.
    ///
    /// # Errors
    /// Unknown keys, missing required fields, values of the wrong kind.
    pub fn checked(
        spec: &ConnectorSpec,
        values: BTreeMap<String, String>,
        allowed_host: Option<String>,
    ) -> Result<Self, ConfigError> {
        let values = Self::entered(spec, values)?;
        let missing = spec.fields.iter().find(|f| f.required && !values.contains_key(f.key));
        match missing {
            Some(field) => {
                Err(ConfigError::new(field.key, say!("setting-required", "is required")))
            }
            None => Ok(Self { values, allowed_host }),
        }
    }

    /// Checks what was entered, leaves out what is blank and fills in defaults. Required fields
    /// may be missing: a secret that is kept is added later.
    ///
    /// # Errors
    /// Unknown keys, values of the wrong kind.
    pub fn entered(
        spec: &ConnectorSpec,
        mut values: BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, ConfigError> {
        values.retain(|_, value| !value.trim().is_empty());
        spec.understand(&mut values);
        if let Some(key) = values.keys().find(|key| spec.fields.iter().all(|f| f.key != **key)) {
            let known = spec.fields.iter().map(|f| f.key).collect::<Vec<_>>().join(", ");
            return Err(ConfigError::new(
                key,
                say!(
                    "setting-unknown",
                    "is not a setting of {kind}; it knows {known}",
                    kind = spec.kind,
                    known
                ),
            ));
        }
        for field in spec.fields {
            if let Some(value) = values.get(field.key) {
                check_value(field.kind, value).map_err(|why| ConfigError::new(field.key, why))?;
            } else if let Some(default) = field.default {
                values.insert(field.key.to_owned(), default.to_owned());
            }
        }
        Ok(values)
    }

    /// Settings as they are stored, without the secrets among them and unchecked: enough to say
    /// where they lead.
    #[must_use]
    pub fn without_secrets(
        spec: &ConnectorSpec,
        values: &BTreeMap<String, String>,
        allowed_host: Option<String>,
    ) -> Self {
        let shown = spec.fields.iter().filter(|field| field.kind != FieldKind::Secret);
        let shown = shown.filter_map(|f| Some((f.key.to_owned(), values.get(f.key)?.clone())));
        Self { values: shown.collect(), allowed_host }
    }

    /// The value of `key`, empty where it was left out.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// Whether the yes-or-no field `key` says yes.
    #[must_use]
    pub fn is_set(&self, key: &str) -> bool {
        self.get(key) == "true"
    }

    /// The number in `key`, or `None` where it was left out.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key).parse().ok()
    }

    /// All values, secrets included.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }
}

impl fmt::Debug for SourceConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn check_value(kind: FieldKind, value: &str) -> Result<(), Message> {
    match kind {
        FieldKind::Text | FieldKind::Multiline | FieldKind::Secret => Ok(()),
        FieldKind::Bool if matches!(value, "true" | "false") => Ok(()),
        FieldKind::Bool => Err(say!("takes-yes-or-no", "takes true or false")),
        FieldKind::Choice { options, open }
            if open || options.iter().any(|one| one.value == value) =>
        {
            Ok(())
        }
        FieldKind::Choice { options, .. } => {
            let known = options.iter().map(|one| one.value).collect::<Vec<_>>().join(", ");
            Err(say!("takes-one-of", "takes one of {known}", known))
        }
        FieldKind::Number { min, max } => match value.parse::<i64>() {
            Ok(n) if (min..=max).contains(&n) => Ok(()),
            _ => Err(say!("takes-number", "takes a whole number from {min} to {max}", min, max)),
        },
        FieldKind::Url => match url::Url::parse(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(()),
            _ => {
                Err(say!("takes-address", "takes an address that begins with http:// or https://"))
            }
        },
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key} {why}")]
pub struct ConfigError {
    /// The field's key.
    pub key: String,
    /// The rest of the sentence.
    pub why: Message,
}

impl ConfigError {
    /// Says that the setting `key` … `why`.
    #[must_use]
    pub fn new(key: &str, why: Message) -> Self {
        Self { key: key.to_owned(), why }
    }

    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        say!("setting-wrong", "{key} {why}", key = self.key, why = self.why)
    }
}
