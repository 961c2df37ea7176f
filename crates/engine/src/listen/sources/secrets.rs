//! The secrets among a source's settings, sealed for the servers that they were entered for.

use std::collections::BTreeMap;

use plaza_core::{ConnectorFactory, ConnectorSpec, FieldKind, SourceConfig};
use plaza_store::listen::Source;

use crate::vault::{Binding, context_of, is_unbound};
use crate::{EngineError, KeyError, MasterKey};

/// Settings as they are stored.
pub(super) struct Sealed {
    pub(super) config: BTreeMap<String, String>,
    /// The key that sealed something in them.
    pub(super) key_id: Option<String>,
}

/// What secrets are bound to that are entered with these settings.
pub(super) fn binding_of(
    factory: &dyn ConnectorFactory,
    values: &BTreeMap<String, String>,
    allowed_host: Option<&str>,
) -> Binding {
    let allowed = allowed_host.map(str::to_owned);
    let shown = SourceConfig::without_secrets(factory.spec(), values, allowed);
    Binding::of(&factory.destinations(&shown), allowed_host)
}

/// What the secrets of a stored source are bound to.
pub(super) fn binding_of_source(factory: &dyn ConnectorFactory, source: &Source) -> Binding {
    binding_of(factory, &source.config, source.allowed_host.as_deref())
}

/// Seals the secrets for the servers that the settings name.
pub(super) fn seal(
    key: &MasterKey,
    factory: &dyn ConnectorFactory,
    values: &BTreeMap<String, String>,
    allowed_host: Option<&str>,
) -> Result<Sealed, EngineError> {
    let spec = factory.spec();
    let binding = binding_of(factory, values, allowed_host);
    let mut sealed = Sealed { config: values.clone(), key_id: None };
    for field in secrets_of(spec) {
        if let Some(value) = sealed.config.get_mut(field) {
            *value = key.seal(&context_of(spec.kind, field), &binding, value)?;
            sealed.key_id = Some(key.id().to_owned());
        }
    }
    Ok(sealed)
}

/// All secrets of a stored source, for the servers that it names.
pub(super) fn open_secrets(
    key: &MasterKey,
    factory: &dyn ConnectorFactory,
    source: &Source,
) -> Result<BTreeMap<String, String>, KeyError> {
    let binding = binding_of_source(factory, source);
    stored_secrets(factory.spec(), source)
        .map(|(field, sealed)| {
            let context = context_of(&source.kind, field);
            let open = if is_unbound(sealed) {
                // Nobody wrote down where it was meant for; that is where the source leads to.
                key.open_unbound(&context, sealed)
            } else {
                key.open(&context, &binding, sealed)
            };
            Ok((field.to_owned(), open?))
        })
        .collect()
}

/// The secrets of a stored source that stay, because nothing was entered in their place; they open
/// only where the new settings lead to the same servers.
///
/// # Errors
/// [`EngineError::SecretsNeeded`] names those that do not.
pub(super) fn kept_secrets(
    key: &MasterKey,
    factory: &dyn ConnectorFactory,
    before: &Source,
    (values, allowed_host): (&BTreeMap<String, String>, Option<&str>),
) -> Result<BTreeMap<String, String>, EngineError> {
    let binding = binding_of(factory, values, allowed_host);
    let moved = binding != binding_of_source(factory, before);
    let (mut kept, mut needed) = (BTreeMap::new(), Vec::new());
    let left_out = stored_secrets(factory.spec(), before).filter(|(f, _)| !values.contains_key(*f));
    for (field, sealed) in left_out {
        let context = context_of(&before.kind, field);
        let open = match is_unbound(sealed) {
            true if moved => Err(KeyError::OtherDestination),
            true => key.open_unbound(&context, sealed),
            false => key.open(&context, &binding, sealed),
        };
        match open {
            Ok(secret) => drop(kept.insert(field.to_owned(), secret)),
            Err(KeyError::OtherDestination) => needed.push(field.to_owned()),
            Err(error) => return Err(error.into()),
        }
    }
    if needed.is_empty() { Ok(kept) } else { Err(EngineError::SecretsNeeded(needed)) }
}

/// Whether one of the source's secrets is not bound to servers yet.
pub(super) fn has_unbound(source: &Source) -> bool {
    source.config.values().any(|value| is_unbound(value))
}

/// The secrets that a source has, by field.
fn stored_secrets<'a>(
    spec: &ConnectorSpec,
    source: &'a Source,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    secrets_of(spec).filter_map(|field| Some((field, source.config.get(field)?.as_str())))
}

pub(super) fn secrets_of(spec: &ConnectorSpec) -> impl Iterator<Item = &'static str> {
    spec.fields.iter().filter(|field| field.kind == FieldKind::Secret).map(|field| field.key)
}
