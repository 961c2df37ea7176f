//! The manifest as a whole file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::entering::{FieldFile, KnownFile, ProbeFile};
use super::format::{
    AccountFile, AuthFile, CheckFile, ErrorFile, LimitsFile, LiveFile, MappingFile, ReplyFile,
    StreamFile, Text, Words,
};

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestFile {
    pub(super) format: Spanned<u32>,
    pub(super) kind: Text,
    pub(super) name: Words,
    pub(super) summary: Words,
    pub(super) place: Text,
    pub(super) channel: Option<Text>,
    pub(super) interval: Option<Text>,
    #[serde(default)]
    pub(super) field: Vec<Spanned<FieldFile>>,
    /// Addresses that the platform is known by.
    #[serde(default)]
    pub(super) known: Vec<KnownFile>,
    pub(super) probe: Option<ProbeFile>,
    pub(super) auth: Option<Spanned<AuthFile>>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Text>,
    #[serde(default)]
    pub(super) limits: LimitsFile,
    #[serde(default)]
    pub(super) error: Vec<ErrorFile>,
    pub(super) account: Option<AccountFile>,
    pub(super) check: Option<CheckFile>,
    #[serde(default)]
    pub(super) mention: BTreeMap<String, MappingFile>,
    #[serde(default)]
    pub(super) stream: Vec<StreamFile>,
    #[serde(default)]
    pub(super) live: Vec<LiveFile>,
    pub(super) reply: Option<ReplyFile>,
}
