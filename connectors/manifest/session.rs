//! One source: its settings as templates and programs see them, and what it shares with others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{
    ConfigError, ConnectorError, Destinations, FieldKind, Message, Millis, Missed, SourceConfig,
    say,
};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

use super::jq::{self, Scope};
use super::limits::Meters;
use super::model::{Manifest, Mapping, Said, Stream};
use super::template::{Template, encoded};
use super::tokens::Tokens;
use crate::fetch::SourceFetcher;
use crate::said;

/// Shortest secret that is removed from messages; with shorter ones, ordinary words would be
/// removed.
const MIN_SECRET: usize = 4;
/// The same for what the platform gave, as cookies among others.
const MIN_GIVEN: usize = 8;

/// What all sources of one manifest share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) meters: Meters,
    pub(super) tokens: Tokens,
    /// The accounts as their platforms describe them, and until when that is valid.
    pub(super) accounts: Mutex<HashMap<String, (Millis, Val)>>,
}

/// One source's settings and its way to the platform.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) manifest: Arc<Manifest>,
    pub(super) http: SourceFetcher,
    pub(super) shared: Arc<Shared>,
    /// The key of place and account in the shared tables.
    pub(super) account: String,
    /// Where requests go.
    origins: BTreeSet<String>,
    filled: Vec<String>,
    /// Secrets by field.
    secrets: BTreeMap<String, String>,
    config: Value,
    /// The settings without secrets.
    visible: Val,
    pub(super) me: OnceCell<Val>,
    /// Spans that were not read completely.
    pub(super) missed: Mutex<Vec<Missed>>,
}

impl Session {
    pub(super) fn new(
        manifest: Arc<Manifest>,
        shared: Arc<Shared>,
        http: SourceFetcher,
        settings: &SourceConfig,
    ) -> Result<Self, ConfigError> {
        let http = match u64::try_from(manifest.limits.delay_ms) {
            Ok(delay) if delay > 0 => http.with_min_delay(Duration::from_millis(delay)),
            _ => http,
        };
        let (mut config, mut visible) = (BTreeMap::new(), serde_json::Map::new());
        let (mut filled, mut secrets) = (Vec::new(), BTreeMap::new());
        for field in manifest.spec.fields {
            let text = settings.get(field.key).trim();
            if !text.is_empty() {
                filled.push(field.key.to_owned());
            }
            if field.kind == FieldKind::Secret {
                secrets.insert(field.key.to_owned(), text.to_owned());
            }
            let (value, json) = typed(field.kind, text);
            config.insert(field.key, value);
            if field.kind != FieldKind::Secret {
                visible.insert(field.key.to_owned(), json);
            }
        }
        let visible = jq::from_json(&Json::Object(visible));
        let scope = Scope { config: visible.clone(), ..Scope::default() };
        for (key, rule, why) in &manifest.rules {
            let value = Val::from(settings.get(key).trim().to_owned());
            if filled.contains(key) && !rule.holds(&value, &scope).unwrap_or(false) {
                return Err(ConfigError::new(key, why.clone()));
            }
        }
        let config = Value::from_pairs(config);
        let place = place(&manifest, &config)?;
        let origins = manifest.origins(&scenery(config.clone()));
        let http = match secrets.values().any(|secret| !secret.is_empty()) {
            true => http.only_to(origins.clone()),
            false => http,
        };
        let account = account_key(&place, &origins, &secrets);
        Ok(Self {
            manifest,
            http,
            shared,
            account,
            origins,
            filled,
            secrets,
            config,
            visible,
            me: OnceCell::new(),
            missed: Mutex::default(),
        })
    }

    pub(super) fn now(&self) -> Millis {
        self.http.clock().now()
    }

    /// Whether all these fields are filled in; for `a|b`, one of them is enough.
    pub(super) fn has(&self, needs: &[String]) -> bool {
        let is_filled = |key: &str| self.filled.iter().any(|filled| filled == key);
        needs.iter().all(|need| need.split('|').any(is_filled))
    }

    /// Whether a stream is read with this source's settings.
    pub(super) fn reads(&self, stream: &Stream) -> bool {
        self.may(&stream.needs, &stream.unless)
    }

    /// Whether the fields in `needs` are filled in, and none of those in `unless`.
    pub(super) fn may(&self, needs: &[String], unless: &[String]) -> bool {
        self.has(needs) && !unless.iter().any(|key| self.filled.contains(key))
    }

    /// The secret in `field`, empty where it was left out.
    pub(super) fn secret(&self, field: &str) -> String {
        self.secrets.get(field).cloned().unwrap_or_default()
    }

    /// The account's key in the shared tables if `field` held `secret`.
    pub(super) fn account_with(&self, field: &str, secret: &str) -> String {
        let mut secrets = self.secrets.clone();
        secrets.insert(field.to_owned(), secret.to_owned());
        account_key(self.place(), &self.origins, &secrets)
    }

    /// The place's name, for messages.
    pub(super) fn place(&self) -> &str {
        self.account.split(' ').next().unwrap_or_default()
    }

    /// What programs see: the settings.
    pub(super) fn plain_scope(&self) -> Scope {
        Scope { config: self.visible.clone(), ..Scope::default() }
    }

    /// Values for templates: the settings, the time, and `more`.
    pub(super) fn context<const N: usize>(&self, more: [(&'static str, Value); N]) -> Value {
        let mut values =
            BTreeMap::from([("config", self.config.clone()), ("now", Value::from(self.now()))]);
        values.extend(more);
        Value::from_pairs(values)
    }

    pub(super) fn fill(
        &self,
        template: &Template,
        context: &Value,
    ) -> Result<String, ConnectorError> {
        self.manifest.templates.text(template, context).map_err(|why| self.unfit(&why))
    }

    /// Words of the manifest, filled in, without this source's secrets.
    pub(super) fn said(&self, said: &Said, context: &Value) -> Result<Message, String> {
        // Before the text is cut, because half a secret would not be found.
        let fill = |template: &Template| {
            let text = self.redact(self.manifest.templates.text(template, context)?);
            Ok::<_, String>(said::shortened(text.trim()))
        };
        let en = fill(&said.en)?;
        Ok(match &said.es {
            Some(es) => Message::localized(&en, &fill(es)?),
            None => Message::verbatim(en),
        })
    }

    /// Where the accounts of a mapping's mentions are unique, where it says so.
    pub(super) fn account_space(&self, mapping: &Mapping) -> Result<Option<String>, String> {
        let Some(space) = &mapping.who.space else { return Ok(None) };
        let space = self.manifest.templates.text(space, &self.context([]));
        let space = space.map_err(|why| format!("account_space: {why}"))?;
        Ok(Some(space.trim().to_owned()).filter(|space| !space.is_empty()))
    }

    pub(super) fn malformed(&self, why: Message) -> ConnectorError {
        ConnectorError::Malformed(self.at_place(why))
    }

    /// What is said of the place, behind its name.
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
    pub(super) fn at_place(&self, why: Message) -> Message {
        say!("at-place", "{place}: {why}", place = self.place(), why)
    }

    /// The manifest and what the platform answers do not fit together; a program or template says
    /// how.
    pub(super) fn unfit(&self, technical: &str) -> ConnectorError {
        self.malformed(say!("manifest-unfit", "{technical}", technical))
    }

    /// The error without this source's secrets, wherever they came from.
    pub(super) fn redacted(&self, error: ConnectorError) -> ConnectorError {
        error.with_words(|words| words.map_texts(&|text| self.redact(text)))
    }

    /// A text without this source's secrets, and without those that the platform gave it.
    pub(super) fn redact(&self, mut text: String) -> String {
        let given = self.shared.tokens.secrets(&self.account);
        // Short ones among those are words like any others.
        let given = given.iter().filter(|secret| secret.len() >= MIN_GIVEN);
        for secret in self.secrets.values().chain(given) {
            if secret.len() < MIN_SECRET {
                continue;
            }
            // In an address it may be percent-encoded.
            for form in [secret.clone(), encoded(secret)] {
                if text.contains(&form) {
                    text = text.replace(&form, "***");
                }
            }
        }
        text
    }
}

/// The place that settings name.
pub(super) fn place_of(
    manifest: &Manifest,
    settings: &SourceConfig,
) -> Result<String, ConfigError> {
    place(manifest, &config_of(manifest, settings))
}

/// What settings say of where their secrets go. Servers that the manifest itself names are not among
/// them: a new version may name others.
pub(super) fn destinations_of(manifest: &Manifest, settings: &SourceConfig) -> Destinations {
    let mut all = Destinations::of_addresses(&manifest.spec, settings);
    let context = scenery(config_of(manifest, settings));
    for template in manifest.origins.iter().filter(|origin| origin.uses("config")) {
        let filled = manifest.templates.text(template, &context).ok();
        match filled.and_then(|filled| Url::parse(&filled).ok()) {
            Some(url) => all.add_address(&url),
            // It stands on a secret too, which names its own server when it is entered.
            None => {
                for key in template.fields().filter(|key| !settings.get(key).is_empty()) {
                    all.add_setting(key, settings.get(key));
                }
            }
        }
    }
    all
}

/// The settings as templates see them.
fn config_of(manifest: &Manifest, settings: &SourceConfig) -> Value {
    let fields = manifest.spec.fields.iter();
    let config = fields.map(|f| (f.key, typed(f.kind, settings.get(f.key).trim()).0));
    Value::from_pairs(config.collect::<BTreeMap<_, _>>())
}

/// What templates see that stand for the source and not for a moment.
fn scenery(config: Value) -> Value {
    Value::from_pairs([("config", config), ("now", Value::from(0))])
}

fn place(manifest: &Manifest, config: &Value) -> Result<String, ConfigError> {
    let context = scenery(config.clone());
    let first = manifest.spec.fields.first().map_or("", |field| field.key);
    let place = manifest.templates.text(&manifest.place, &context).map_err(|technical| {
        ConfigError::new(first, say!("manifest-unfit", "{technical}", technical))
    })?;
    let place: String = place.split_whitespace().collect();
    if place.is_empty() {
        return Err(ConfigError::new(first, say!("names-no-place", "names no place")));
    }
    Ok(place)
}

/// A setting as templates and as programs see it.
fn typed(kind: FieldKind, text: &str) -> (Value, Json) {
    match kind {
        FieldKind::Url => {
            let base = Url::parse(text).map_or_else(
                |_| text.to_owned(),
                |mut url| {
                    url.set_query(None);
                    url.set_fragment(None);
                    url.to_string()
                },
            );
            let base = base.trim_end_matches('/').to_owned();
            (Value::from_safe_string(base.clone()), Json::String(base))
        }
        FieldKind::Number { .. } => match text.parse::<i64>() {
            Ok(number) => (Value::from(number), Json::from(number)),
            Err(_) => (Value::from(""), Json::Null),
        },
        FieldKind::Bool => (Value::from(text == "true"), Json::Bool(text == "true")),
        FieldKind::Text | FieldKind::Multiline | FieldKind::Secret | FieldKind::Choice { .. } => {
            (Value::from(text), Json::String(text.to_owned()))
        }
    }
}

/// A key for place, servers and credentials that does not reveal the credentials: what was got from
/// one server is not shown to another.
fn account_key(
    place: &str,
    origins: &BTreeSet<String>,
    secrets: &BTreeMap<String, String>,
) -> String {
    let mut digest = Sha256::new();
    for origin in origins {
        digest.update(origin);
        digest.update([0]);
    }
    for (field, secret) in secrets {
        digest.update(field);
        digest.update([0]);
        digest.update(secret);
        digest.update([0]);
    }
    format!("{place} {}", hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
