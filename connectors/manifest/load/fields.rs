//! Common fields of forms, which manifests take over with `use`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use super::super::entering::{FieldFile, FieldType};
use super::super::format::{Text, Words};
use super::reader::{Reader, Result};

/// A field of the library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonField {
    key: String,
    #[serde(rename = "type")]
    kind: FieldType,
    label: Words,
    /// Each manifest gives its own where this is left out.
    help: Option<Words>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    placeholder: String,
    /// What people write in front of it.
    #[serde(default)]
    strip: Vec<String>,
}

/// A field of a form with all its parts.
pub(super) struct Field<'a> {
    pub(super) key: Text,
    pub(super) kind: FieldType,
    pub(super) label: Words,
    pub(super) help: Words,
    pub(super) required: bool,
    pub(super) placeholder: String,
    pub(super) strip: Vec<String>,
    /// What only the manifest itself gives.
    pub(super) raw: &'a FieldFile,
}

impl Reader<'_> {
    /// The field as written, completed from the library where it names a common one.
    pub(super) fn field<'a>(&self, place: &'a Spanned<FieldFile>) -> Result<Field<'a>> {
        let raw = place.get_ref();
        let common = raw.common.as_ref().map(|name| self.common_field(name)).transpose()?;
        let missing = |key: &str| self.wrong(place, format!("a field needs `{key}`"));
        let own_key = raw.key.clone();
        // Mistakes in a key from the library are reported where the manifest names the field.
        let key = own_key
            .or_else(|| Some(Spanned::new(raw.common.as_ref()?.span(), common?.key.clone())));
        let kind = raw.kind.or(common.map(|common| common.kind));
        let label = raw.label.as_ref().or(common.map(|common| &common.label));
        let help = raw.help.as_ref().or(common.and_then(|common| common.help.as_ref()));
        let placeholder = raw.placeholder.as_ref().or(common.map(|common| &common.placeholder));
        Ok(Field {
            key: key.ok_or_else(|| missing("key"))?,
            kind: kind.ok_or_else(|| missing("type"))?,
            label: label.cloned().ok_or_else(|| missing("label"))?,
            help: help.cloned().ok_or_else(|| missing("help"))?,
            required: raw.required.unwrap_or(common.is_some_and(|common| common.required)),
            placeholder: placeholder.cloned().unwrap_or_default(),
            strip: match (raw.strip.is_empty(), common) {
                (true, Some(common)) => common.strip.clone(),
                _ => raw.strip.clone(),
            },
            raw,
        })
    }

    fn common_field(&self, name: &Text) -> Result<&'static CommonField> {
        library().get(name.get_ref()).ok_or_else(|| {
            let known = library().keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let why = format!("there is no common field `{}`; there are {known}", name.get_ref());
            self.wrong(name, why)
        })
    }
}

fn library() -> &'static BTreeMap<String, CommonField> {
    static LIBRARY: OnceLock<BTreeMap<String, CommonField>> = OnceLock::new();
    // A test reads the file, so the library is never empty.
    LIBRARY.get_or_init(|| toml::from_str(include_str!("../fields.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_can_be_read() {
        let read = toml::from_str::<BTreeMap<String, CommonField>>(include_str!("../fields.toml"));
        assert!(!read.unwrap().is_empty());
    }
}
