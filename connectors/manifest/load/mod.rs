//! Reading manifests: every mistake is told with its file, line and column.

mod reply;
mod request;
mod stream;

use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Localized, Millis};
use thiserror::Error;
use toml::Spanned;

use super::format::{FieldFile, FieldType, ManifestFile, Text, Words};
use super::jq::{self, Program};
use super::model::{Account, Auth, Check, Manifest, Mapping};
use super::template::{self, Known, Template, Templates, Use};
use crate::fetch::HeaderName;
use reply::reply_rules;

/// The version of the format that this program reads.
const FORMAT: u32 = 1;
/// Largest manifest, in bytes.
const MAX_BYTES: usize = 200_000;
/// Longest collection interval that makes sense, in seconds.
const MAX_INTERVAL_S: Millis = 31 * 86_400;

/// A mistake in a manifest and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ManifestError {
    /// The file's name.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Character in the line, counted from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

type Result<T> = std::result::Result<T, ManifestError>;

/// Variables of the requests that collect.
const COLLECTING: &[&str] = &["config", "page", "since", "parent", "window", "me", "now"];
const LISTENING: &[&str] = &["config", "me", "now"];
const RECHECKING: &[&str] = &["config", "id", "ids", "me", "now"];
const REPLYING: &[&str] = &["config", "reply", "parent", "me", "page", "now"];
const RETRACTING: &[&str] = &["config", "receipt", "me", "now"];
const PLAIN: &[&str] = &["config", "now"];

/// Reads the manifest `text`, which stands in `file`.
pub(in crate::manifest) fn load(file: &str, text: &str) -> Result<Manifest> {
    let reader = Reader {
        file,
        text,
        templates: Templates::new(),
        fields: Vec::new(),
        secrets: Vec::new(),
        mappings: BTreeMap::new(),
    };
    if text.len() > MAX_BYTES {
        return Err(reader.at(0, format!("the manifest is longer than {MAX_BYTES} bytes")));
    }
    let raw: ManifestFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.at(at, error.message().to_owned())
    })?;
    reader.manifest(raw)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    templates: Templates,
    fields: Vec<String>,
    secrets: Vec<String>,
    mappings: BTreeMap<String, Arc<Mapping>>,
}

impl Reader<'_> {
    /// A mistake at byte `at` of the file.
    fn at(&self, at: usize, message: String) -> ManifestError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ManifestError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message,
        }
    }

    fn wrong<T>(&self, place: &Spanned<T>, message: impl Into<String>) -> ManifestError {
        self.at(place.span().start, message.into())
    }

    /// Where byte `at` of the string `text` stands in the file; exact for strings without escapes.
    fn inside(&self, text: &Text, at: usize) -> usize {
        let span = text.span();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        match raw.find(text.get_ref().as_str()) {
            Some(start) => span.start + start + at,
            None => span.start,
        }
    }

    fn manifest(mut self, raw: ManifestFile) -> Result<Manifest> {
        if *raw.format.get_ref() != FORMAT {
            return Err(self.wrong(&raw.format, format!("this Plaza reads format {FORMAT}")));
        }
        self.check_kind(&raw.kind)?;
        let (fields, rules) = self.form(&raw.field)?;
        let place = self.template(&raw.place, Use::Text, PLAIN)?;
        let channel = raw.channel.map(Spanned::into_inner);
        let interval_s = match &raw.interval {
            Some(text) => self.duration(text)? / 1000,
            None => 600,
        };
        if !(60..=MAX_INTERVAL_S).contains(&interval_s) {
            let place = raw.interval.as_ref().unwrap_or(&raw.kind);
            return Err(self.wrong(place, "takes 1m to 31d"));
        }
        let auth = match &raw.auth {
            Some(auth) => self.auth(auth)?,
            None => Auth::None,
        };
        let headers = self.headers(&raw.headers, PLAIN)?;
        let limits = self.limits(&raw.limits)?;
        let errors =
            raw.error.iter().map(|rule| self.error_rule(rule)).collect::<Result<Vec<_>>>()?;
        let account = match &raw.account {
            Some(account) => Some(Account {
                needs: self.needs(&account.needs)?,
                request: self.request(&account.request, PLAIN)?,
                select: self.maybe_jq(account.select.as_ref())?,
            }),
            None => None,
        };
        let check = match &raw.check {
            Some(check) => Some(Check {
                request: self.request(&check.request, &["config", "me", "now"])?,
                message: self.template(&check.message, Use::Text, &["body", "me"])?,
            }),
            None => None,
        };
        if raw.stream.is_empty() {
            return Err(self.wrong(&raw.kind, "the manifest has no [[stream]]; add one"));
        }
        for (name, mapping) in &raw.mention {
            self.mappings.insert(name.clone(), Arc::new(self.mapping(mapping)?));
        }
        let streams = self.streams(&raw.stream)?;
        let live = raw.live.iter().map(|live| self.live(live)).collect::<Result<Vec<_>>>()?;
        let reply = match &raw.reply {
            Some(reply) => Some(self.reply(reply)?),
            None => None,
        };
        let spec = ConnectorSpec {
            kind: leak(raw.kind.get_ref()),
            title: words(&raw.name),
            summary: words(&raw.summary),
            fields: Vec::leak(fields),
            interval_s: u32::try_from(interval_s).unwrap_or(600),
            reply: raw.reply.as_ref().map(reply_rules),
        };
        let templates = self.templates;
        Ok(Manifest {
            spec,
            templates,
            place,
            channel,
            rules,
            auth,
            headers,
            limits,
            errors,
            account,
            check,
            streams,
            live,
            reply,
        })
    }

    fn check_kind(&self, kind: &Text) -> Result<()> {
        let name = kind.get_ref();
        let sound = !name.is_empty()
            && name.len() <= 40
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if sound {
            return Ok(());
        }
        Err(self.wrong(kind, "takes lower-case letters, digits and `_`, beginning with a letter"))
    }

    #[expect(clippy::type_complexity, reason = "two lists that belong together")]
    fn form(
        &mut self,
        raw: &[FieldFile],
    ) -> Result<(Vec<FieldSpec>, Vec<(String, Program, String)>)> {
        let (mut specs, mut rules) = (Vec::new(), Vec::new());
        for field in raw {
            let key = field.key.get_ref();
            if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(self.wrong(&field.key, "takes letters, digits and `_`"));
            }
            if self.fields.contains(key) {
                return Err(self.wrong(&field.key, format!("the field `{key}` stands twice")));
            }
            self.fields.push(key.clone());
            if field.kind == FieldType::Secret {
                self.secrets.push(key.clone());
                if let Some(default) = &field.default {
                    return Err(self.wrong(default, "a secret has no default"));
                }
            }
            if let Some(valid) = &field.valid {
                let why = field.invalid.clone().unwrap_or_else(|| "is not valid".to_owned());
                rules.push((key.clone(), self.jq(valid)?, why));
            }
            specs.push(FieldSpec {
                key: leak(key),
                label: words(&field.label),
                help: words(&field.help),
                kind: field_kind(field),
                required: field.required,
                default: field.default.as_ref().map(|text| leak(text.get_ref())),
                placeholder: leak(&field.placeholder),
            });
        }
        Ok((specs, rules))
    }

    pub(super) fn needs(&self, names: &[Text]) -> Result<Vec<String>> {
        for name in names {
            for key in name.get_ref().split('|') {
                if self.fields.iter().all(|field| field != key) {
                    let known = self.fields.join(", ");
                    let why = format!("`{key}` is no field; the fields are {known}");
                    return Err(self.wrong(name, why));
                }
            }
        }
        Ok(names.iter().map(|name| name.get_ref().clone()).collect())
    }

    fn template(&mut self, text: &Text, usage: Use, names: &[&str]) -> Result<Template> {
        let known = Known { names, fields: &self.fields };
        self.templates.add(text.get_ref(), usage, &known).map_err(|template::Flaw { at, why }| {
            self.at(self.inside(text, at), format!("in this template: {why}"))
        })
    }

    fn maybe_template(&mut self, text: Option<&Text>) -> Result<Option<Template>> {
        text.map(|text| self.template(text, Use::Text, PLAIN)).transpose()
    }

    fn jq(&self, text: &Text) -> Result<Program> {
        Program::compile(text.get_ref()).map_err(|jq::Flaw { at, why }| {
            self.at(self.inside(text, at), format!("in this jq program: {why}"))
        })
    }

    fn maybe_jq(&self, text: Option<&Text>) -> Result<Option<Program>> {
        text.map(|text| self.jq(text)).transpose()
    }

    /// `90s`, `10m`, `2h`, `30d`, as milliseconds.
    fn duration(&self, text: &Text) -> Result<Millis> {
        parse_duration(text.get_ref()).ok_or_else(|| {
            self.wrong(text, "takes a number and a unit, such as 500ms, 90s, 10m, 2h or 30d")
        })
    }

    fn maybe_duration(&self, text: Option<&Text>) -> Result<Option<Millis>> {
        text.map(|text| self.duration(text)).transpose()
    }

    fn header_name(&self, name: &Text) -> Result<HeaderName> {
        HeaderName::from_bytes(name.get_ref().as_bytes())
            .map_err(|_| self.wrong(name, "is no name of an HTTP header"))
    }

    fn headers(
        &mut self,
        raw: &BTreeMap<String, Text>,
        names: &[&str],
    ) -> Result<Vec<(HeaderName, Template)>> {
        raw.iter()
            .map(|(name, value)| {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.wrong(value, format!("`{name}` is no HTTP header")))?;
                Ok((header, self.template(value, Use::Text, names)?))
            })
            .collect()
    }

    fn pairs(
        &mut self,
        raw: &BTreeMap<String, Text>,
        names: &[&str],
    ) -> Result<Vec<(String, Template)>> {
        raw.iter()
            .map(|(key, value)| Ok((key.clone(), self.template(value, Use::Text, names)?)))
            .collect()
    }
}

fn field_kind(field: &FieldFile) -> FieldKind {
    match field.kind {
        FieldType::Text => FieldKind::Text,
        FieldType::Multiline => FieldKind::Multiline,
        FieldType::Url => FieldKind::Url,
        FieldType::Secret => FieldKind::Secret,
        FieldType::Bool => FieldKind::Bool,
        FieldType::Number => FieldKind::Number {
            min: field.min.unwrap_or(i64::MIN),
            max: field.max.unwrap_or(i64::MAX),
        },
    }
}

fn words(words: &Words) -> Localized {
    Localized { en: leak(&words.en), es: leak(&words.es) }
}

/// Manifests are read once per process and stay to its end, as the built-in descriptions do.
fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// `500ms`, `90s`, `10m`, `2h`, `30d`, as milliseconds.
fn parse_duration(text: &str) -> Option<Millis> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit: Millis = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => plaza_core::DAY_MS,
        _ => return None,
    };
    number.parse::<Millis>().ok()?.checked_mul(unit)
}
