//! The form as a manifest writes it, and the addresses that fill it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::format::{Text, Words};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldFile {
    /// A common field, of which the other keys replace what they give.
    #[serde(rename = "use")]
    pub(super) common: Option<Text>,
    pub(super) key: Option<Text>,
    #[serde(rename = "type")]
    pub(super) kind: Option<FieldType>,
    pub(super) label: Option<Words>,
    pub(super) help: Option<Words>,
    pub(super) required: Option<bool>,
    pub(super) default: Option<Text>,
    pub(super) placeholder: Option<String>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) valid: Option<Text>,
    pub(super) invalid: Option<String>,
    pub(super) invalid_es: Option<String>,
    /// Whether it stands folded away; left out, what is needed to collect and to answer does not.
    pub(super) more: Option<bool>,
    /// What people write in front of it.
    #[serde(default)]
    pub(super) strip: Vec<String>,
    #[serde(default)]
    pub(super) options: Vec<OptionFile>,
}

/// A value of a field of type `choice`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionFile {
    pub(super) value: String,
    pub(super) label: Words,
}

/// An address that the platform is known by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownFile {
    pub(super) address: Text,
    #[serde(default)]
    pub(super) set: BTreeMap<String, Text>,
}

/// How a server tells that it runs this software.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProbeFile {
    pub(super) path: Text,
    pub(super) says: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FieldType {
    Text,
    Multiline,
    Url,
    Secret,
    Number,
    Bool,
    Choice,
}
