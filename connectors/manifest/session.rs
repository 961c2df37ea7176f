//! One source's talk with its platform: requests filled in, limits kept, errors named.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{ConfigError, ConnectorError, FieldKind, Millis, Missed, SourceConfig};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

use super::auth::Tokens;
use super::jq::{self, Scope};
use super::limits::{Meters, Purpose};
use super::model::{Body, Manifest, Payload, Request, Stream};
use super::template::{Template, encoded};
use crate::fetch::{self, Fetched, HeaderMap, HeaderName, SourceFetcher, parse_url};

/// A platform's "wait" up to this long is sat out when reading.
const SHORT_WAIT_MS: Millis = 5_000;
/// How often a read is tried again.
const RETRIES: u32 = 2;
/// How long an account is taken to be who it said it was.
pub(super) const ACCOUNT_MS: Millis = 3_600_000;
/// Pause before the first retry; doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Shortest secret that is looked for in messages; shorter ones would hide ordinary words.
const MIN_SECRET: usize = 4;

/// What all sources of one manifest share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) meters: Meters,
    pub(super) tokens: Tokens,
    /// Who the accounts are, and until when that is believed.
    pub(super) accounts: Mutex<HashMap<String, (Millis, Val)>>,
}

/// One source's settings and its way to the platform.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) manifest: Arc<Manifest>,
    pub(super) http: SourceFetcher,
    pub(super) shared: Arc<Shared>,
    /// Names platform and account in the shared tables.
    pub(super) account: String,
    filled: Vec<String>,
    /// By field.
    secrets: BTreeMap<String, String>,
    config: Value,
    /// Without secrets.
    visible: Val,
    pub(super) me: OnceCell<Val>,
    /// Spans of which the platform had more than was read.
    pub(super) missed: Mutex<Vec<Missed>>,
}

/// An answer whose status and body say that all is well.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) headers: HeaderMap,
    pub(super) body: Val,
    pub(super) url: Url,
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
        let account = account_key(&place, &secrets);
        Ok(Self {
            manifest,
            http,
            shared,
            account,
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

    /// Whether all these fields are filled in; of `a|b` one is enough.
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

    /// The account's name in the shared tables, were `secret` in `field`.
    pub(super) fn account_with(&self, field: &str, secret: &str) -> String {
        let mut secrets = self.secrets.clone();
        secrets.insert(field.to_owned(), secret.to_owned());
        account_key(self.place(), &secrets)
    }

    /// The place's name, for messages.
    pub(super) fn place(&self) -> &str {
        self.account.split(' ').next().unwrap_or_default()
    }

    /// What programs see: the settings.
    pub(super) fn plain_scope(&self) -> Scope {
        Scope { config: self.visible.clone(), ..Scope::default() }
    }

    /// What programs see, with the account and the settings in it.
    pub(super) async fn scope(&self) -> Result<Scope, ConnectorError> {
        let me = self.me().await?;
        Ok(Scope { me, ..self.plain_scope() })
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
        self.manifest.templates.text(template, context).map_err(|why| self.malformed(&why))
    }

    /// Sends a request when its turn has come; `at` replaces its address.
    pub(super) async fn exchange(
        &self,
        request: &Request,
        context: &Value,
        at: Option<&Url>,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let (mut attempt, mut is_renewed) = (0, false);
        loop {
            let error = match Box::pin(self.exchange_once(request, context, at, purpose)).await {
                Ok(answer) => return Ok(answer),
                Err(error) => self.redacted(error),
            };
            // The access token may have ended before its time; what was refused was not done.
            if matches!(error, ConnectorError::Unauthorized(_))
                && !is_renewed
                && self.shared.tokens.end(&self.account, self.now())
            {
                is_renewed = true;
                continue;
            }
            let pause = match &error {
                _ if purpose != Purpose::Read || attempt >= RETRIES => return Err(error),
                ConnectorError::RateLimited { until, .. } => {
                    let wait = until - self.now();
                    if wait > SHORT_WAIT_MS {
                        return Err(error);
                    }
                    Duration::from_millis(u64::try_from(wait).unwrap_or(0))
                }
                ConnectorError::Transient(_) => FIRST_PAUSE * 2_u32.pow(attempt),
                _ => return Err(error),
            };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn exchange_once(
        &self,
        request: &Request,
        context: &Value,
        at: Option<&Url>,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let (limits, meters) = (&self.manifest.limits, &self.shared.meters);
        let prepared = self.prepare(request, context, at)?;
        meters.open(&self.account, self.place(), self.now())?;
        let prepared = self.authorise(prepared).await?;
        meters.turn(&self.account, self.place(), limits, purpose, self.now()).await?;
        self.send(prepared, purpose).await
    }

    /// Sends a request that is ready, and reads its answer by the manifest's rules.
    pub(super) async fn send(
        &self,
        prepared: fetch::Request,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let fetched = prepared.hand_back_waits().idempotent(false).send_raw().await?;
        let read = read_body(&fetched);
        let body = read.as_ref().unwrap_or(&Val::Null);
        self.keep_to_limits(&fetched, body, purpose);
        if let Some(error) = self.named_error(&fetched, body, purpose)? {
            return Err(error);
        }
        if let Some(error) = self.wait_asked(&fetched, purpose) {
            return Err(error);
        }
        let fetched = fetched.check().map_err(|error| self.in_words(error))?;
        let body = match (read, purpose) {
            (Some(body), _) => body,
            (None, Purpose::Reply | Purpose::Retract) => Val::Null,
            (None, Purpose::Read) => return Err(self.malformed("the answer is no JSON")),
        };
        Ok(Answer { headers: fetched.headers, body, url: fetched.final_url })
    }

    pub(super) fn prepare(
        &self,
        request: &Request,
        context: &Value,
        at: Option<&Url>,
    ) -> Result<fetch::Request, ConnectorError> {
        let url = match at {
            Some(url) => url.clone(),
            None => parse_url(&self.fill(&request.url, context)?)?,
        };
        let mut prepared = self.http.request(request.method.clone(), url);
        if at.is_none() {
            for (key, template) in &request.query {
                let value = self.fill(template, context)?;
                if !value.is_empty() {
                    prepared = prepared.query(key, &value);
                }
            }
        }
        for (name, value) in self.headers()? {
            prepared = prepared.header(name, &value);
        }
        for (name, template) in &request.headers {
            let value = self.fill(template, context)?;
            if !value.is_empty() {
                prepared = prepared.header(name.clone(), &value);
            }
        }
        Ok(match &request.payload {
            Payload::None => prepared,
            Payload::Json(body) => prepared.json(&self.body(body, context)?),
            Payload::Form(pairs) => {
                let mut filled = Vec::new();
                for (key, template) in pairs {
                    filled.push((key.as_str(), self.fill(template, context)?));
                }
                filled.retain(|(_, value)| !value.is_empty());
                let pairs: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
                prepared.form(&pairs)
            }
        })
    }

    /// The headers of each request; those that come out empty are left out.
    pub(super) fn headers(&self) -> Result<Vec<(HeaderName, String)>, ConnectorError> {
        let context = self.context([]);
        let mut headers = Vec::new();
        for (name, template) in &self.manifest.headers {
            headers.push((name.clone(), self.fill(template, &context)?));
        }
        headers.retain(|(_, value)| !value.is_empty());
        Ok(headers)
    }

    /// A JSON body; entries without a value are left out.
    fn body(&self, body: &Body, context: &Value) -> Result<Json, ConnectorError> {
        Ok(match body {
            Body::Fixed(value) => value.clone(),
            Body::Text(template) => {
                let filled = self.manifest.templates.json(template, context);
                filled.map_err(|why| self.malformed(&why))?
            }
            Body::List(items) => Json::Array(
                items.iter().map(|item| self.body(item, context)).collect::<Result<_, _>>()?,
            ),
            Body::Map(entries) => {
                let mut map = serde_json::Map::new();
                for (key, value) in entries {
                    let value = self.body(value, context)?;
                    if !value.is_null() {
                        map.insert(key.clone(), value);
                    }
                }
                Json::Object(map)
            }
        })
    }

    pub(super) fn malformed(&self, why: &str) -> ConnectorError {
        ConnectorError::Malformed(format!("{}: {why}", self.place()))
    }

    /// An error without this source's secrets, whoever repeated them.
    pub(super) fn redacted(&self, error: ConnectorError) -> ConnectorError {
        let clean = |text: String| self.redact(text);
        match error {
            ConnectorError::Unauthorized(told) => ConnectorError::Unauthorized(clean(told)),
            ConnectorError::RateLimited { until, reason } => {
                ConnectorError::RateLimited { until, reason: clean(reason) }
            }
            ConnectorError::Gone(told) => ConnectorError::Gone(clean(told)),
            ConnectorError::Malformed(told) => ConnectorError::Malformed(clean(told)),
            ConnectorError::Transient(told) => ConnectorError::Transient(clean(told)),
        }
    }

    /// A text without this source's secrets.
    pub(super) fn redact(&self, mut text: String) -> String {
        for secret in self.secrets.values() {
            if secret.len() < MIN_SECRET {
                continue;
            }
            // In an address it may stand encoded.
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
    let config = manifest
        .spec
        .fields
        .iter()
        .map(|field| (field.key, typed(field.kind, settings.get(field.key).trim()).0));
    place(manifest, &Value::from_pairs(config.collect::<BTreeMap<_, _>>()))
}

fn place(manifest: &Manifest, config: &Value) -> Result<String, ConfigError> {
    let context = Value::from_pairs([("config", config.clone()), ("now", Value::from(0))]);
    let first = manifest.spec.fields.first().map_or("", |field| field.key);
    let place = manifest
        .templates
        .text(&manifest.place, &context)
        .map_err(|why| ConfigError::new(first, why))?;
    let place: String = place.split_whitespace().collect();
    if place.is_empty() {
        return Err(ConfigError::new(first, "names no place".to_owned()));
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
        FieldKind::Text | FieldKind::Multiline | FieldKind::Secret => {
            (Value::from(text), Json::String(text.to_owned()))
        }
    }
}

/// The body as JSON; `None` where it is none. An empty body is `null`.
pub(super) fn read_body(fetched: &Fetched) -> Option<Val> {
    if fetched.body.iter().all(u8::is_ascii_whitespace) {
        return Some(Val::Null);
    }
    serde_json::from_slice(&fetched.body).ok()
}

/// Names place and credentials without telling them.
fn account_key(place: &str, secrets: &BTreeMap<String, String>) -> String {
    let mut digest = Sha256::new();
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
