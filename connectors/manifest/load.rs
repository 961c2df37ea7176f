//! Reading manifests: every mistake is told with its file, line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, LengthUnit, Localized, Millis, ReplyRules};
use thiserror::Error;
use toml::Spanned;

use super::format::{
    AuthFile, AuthType, ErrorFile, FieldFile, FieldType, IncrementalFile, LengthType, LimitsFile,
    ManifestFile, MappingFile, MarkType, PaginationFile, PaginationType, QuotaFile, RecheckFile,
    ReplyFile, RequestFile, StreamFile, Text, TimeFormat, Words,
};
use super::jq::{self, Program};
use super::model::{
    Account, Auth, Body, Check, ErrorRule, Incremental, Jwt, Limits, Manifest, Mapping, OAuth,
    Pagination, Parent, Payload, Quota, ReadBack, ReceiptMap, Recheck, Reply, Request, Send,
    Stream, Window,
};
use super::template::{self, Known, Template, Templates, Use};
use crate::fetch::{HeaderName, Method};

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
const RECHECKING: &[&str] = &["config", "id", "ids", "me", "now"];
const REPLYING: &[&str] = &["config", "reply", "parent", "me", "page", "now"];
const RETRACTING: &[&str] = &["config", "receipt", "me", "now"];
const PLAIN: &[&str] = &["config", "now"];

/// Reads the manifest `text`, which stands in `file`.
pub(super) fn load(file: &str, text: &str) -> Result<Manifest> {
    let reader = Reader {
        file,
        text,
        templates: Templates::new(),
        fields: Vec::new(),
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

    fn needs(&self, names: &[Text]) -> Result<Vec<String>> {
        for name in names {
            if !self.fields.contains(name.get_ref()) {
                let known = self.fields.join(", ");
                let why = format!("`{}` is no field; the fields are {known}", name.get_ref());
                return Err(self.wrong(name, why));
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

    fn request(&mut self, raw: &RequestFile, names: &[&str]) -> Result<Request> {
        let method = match raw.method.as_ref().map(|method| (method, method.get_ref().as_str())) {
            None | Some((_, "GET")) => Method::GET,
            Some((_, "POST")) => Method::POST,
            Some((_, "PUT")) => Method::PUT,
            Some((_, "PATCH")) => Method::PATCH,
            Some((_, "DELETE")) => Method::DELETE,
            Some((place, _)) => {
                return Err(self.wrong(place, "takes GET, POST, PUT, PATCH or DELETE"));
            }
        };
        let payload = match (&raw.json, &raw.form) {
            (None, None) => Payload::None,
            (Some(json), None) => Payload::Json(self.body(json.get_ref(), json, names)?),
            (None, Some(form)) => Payload::Form(self.pairs(form, names)?),
            (Some(json), Some(_)) => {
                return Err(self.wrong(json, "a request has either `json` or `form`"));
            }
        };
        Ok(Request {
            method,
            url: self.template(&raw.url, Use::Url, names)?,
            query: self.pairs(&raw.query, names)?,
            headers: self.headers(&raw.headers, names)?,
            payload,
        })
    }

    fn body(
        &mut self,
        value: &toml::Value,
        place: &Spanned<toml::Value>,
        names: &[&str],
    ) -> Result<Body> {
        Ok(match value {
            toml::Value::String(text) => {
                let text = Spanned::new(place.span(), text.clone());
                Body::Text(self.template(&text, Use::Text, names)?)
            }
            toml::Value::Array(items) => Body::List(
                items.iter().map(|item| self.body(item, place, names)).collect::<Result<_>>()?,
            ),
            toml::Value::Table(entries) => Body::Map(
                entries
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.body(value, place, names)?)))
                    .collect::<Result<_>>()?,
            ),
            toml::Value::Integer(number) => Body::Fixed((*number).into()),
            toml::Value::Float(number) => Body::Fixed((*number).into()),
            toml::Value::Boolean(yes) => Body::Fixed((*yes).into()),
            toml::Value::Datetime(_) => {
                return Err(self.wrong(place, "dates are written as text in a body"));
            }
        })
    }

    fn auth(&mut self, raw: &Spanned<AuthFile>) -> Result<Auth> {
        let auth = raw.get_ref();
        let must = |reader: &mut Self, value: Option<&Text>, key: &str| match value {
            Some(text) => reader.template(text, Use::Text, PLAIN),
            None => Err(reader.wrong(raw, format!("this kind of auth needs `{key}`"))),
        };
        let oauth = |reader: &mut Self| {
            Ok(OAuth {
                token_url: must(reader, auth.token_url.as_ref(), "token_url")?,
                client_id: must(reader, auth.client_id.as_ref(), "client_id")?,
                client_secret: reader.maybe_template(auth.client_secret.as_ref())?,
                scopes: auth.scopes.clone(),
            })
        };
        Ok(match auth.kind {
            AuthType::None => Auth::None,
            AuthType::Basic => Auth::Basic {
                user: must(self, auth.user.as_ref(), "user")?,
                password: must(self, auth.password.as_ref(), "password")?,
            },
            AuthType::Bearer => Auth::Bearer { token: must(self, auth.token.as_ref(), "token")? },
            AuthType::Header => {
                let value = must(self, auth.value.as_ref(), "value")?;
                let missing = || self.wrong(raw, "this kind of auth needs `name`");
                let name = auth.name.as_ref().ok_or_else(missing)?;
                Auth::Header { name: self.header_name(name)?, value }
            }
            AuthType::Query => {
                let value = must(self, auth.value.as_ref(), "value")?;
                let missing = || self.wrong(raw, "this kind of auth needs `name`");
                let name = auth.name.as_ref().ok_or_else(missing)?;
                Auth::Query { name: name.get_ref().clone(), value }
            }
            AuthType::Oauth2ClientCredentials => Auth::ClientCredentials(oauth(self)?),
            AuthType::Oauth2AuthorizationCode => Auth::AuthorizationCode {
                oauth: oauth(self)?,
                refresh_token: must(self, auth.refresh_token.as_ref(), "refresh_token")?,
                authorize_url: must(self, auth.authorize_url.as_ref(), "authorize_url")?,
            },
            AuthType::Jwt => {
                let missing = || self.wrong(raw, "this kind of auth needs `algorithm`");
                let algorithm = auth.algorithm.ok_or_else(missing)?;
                let lifetime = self.maybe_duration(auth.lifetime.as_ref())?;
                let mut claims = BTreeMap::new();
                for (name, text) in &auth.claims {
                    claims.insert(name.clone(), self.template(text, Use::Text, PLAIN)?);
                }
                Auth::Jwt(Jwt {
                    algorithm,
                    key: must(self, auth.key.as_ref(), "key")?,
                    key_id: self.maybe_template(auth.key_id.as_ref())?,
                    claims,
                    lifetime_ms: lifetime.unwrap_or(15 * 60_000),
                    token_url: self.maybe_template(auth.token_url.as_ref())?,
                })
            }
        })
    }

    fn limits(&self, raw: &LimitsFile) -> Result<Limits> {
        let header = |name: &Option<Text>| name.as_ref().map(|name| self.header_name(name));
        let quotas = |raw: &[QuotaFile]| {
            let one = |quota: &QuotaFile| {
                let most = usize::try_from(quota.most.max(1)).unwrap_or(1);
                Ok(Quota { most, per_ms: self.duration(&quota.per)? })
            };
            raw.iter().map(one).collect::<Result<Vec<_>>>()
        };
        Ok(Limits {
            delay_ms: self.maybe_duration(raw.delay.as_ref())?.unwrap_or(0),
            remaining_header: header(&raw.remaining_header).transpose()?,
            reset_header: header(&raw.reset_header).transpose()?,
            remaining: self.maybe_jq(raw.remaining.as_ref())?,
            wait: self.maybe_jq(raw.wait.as_ref())?,
            requests: quotas(&raw.requests)?,
            replies: quotas(&raw.replies)?,
        })
    }

    fn error_rule(&mut self, raw: &ErrorFile) -> Result<ErrorRule> {
        let message = match &raw.message {
            // No settings here: a message must not carry a secret.
            Some(text) => Some(self.template(text, Use::Text, &["body", "status"])?),
            None => None,
        };
        Ok(ErrorRule {
            status: raw.status.clone(),
            matching: self.maybe_jq(raw.matching.as_ref())?,
            kind: raw.kind,
            message,
            wait: self.maybe_jq(raw.wait.as_ref())?,
        })
    }

    fn streams(&mut self, raw: &[StreamFile]) -> Result<Vec<Stream>> {
        let mut names: Vec<&str> = Vec::new();
        let mut streams = Vec::new();
        for stream in raw {
            let name = stream.name.get_ref().as_str();
            if names.contains(&name) {
                return Err(self.wrong(&stream.name, format!("the stream `{name}` stands twice")));
            }
            let follows = match (&stream.for_each, &stream.follow) {
                (None, None) => None,
                (Some(parent), Some(follow)) => {
                    let at = names.iter().position(|known| *known == parent.get_ref());
                    let at = at.ok_or_else(|| {
                        let known = names.join(", ");
                        self.wrong(parent, format!("names no stream above this one ({known})"))
                    })?;
                    Some((at, self.jq(follow)?))
                }
                (Some(place), None) | (None, Some(place)) => {
                    return Err(self.wrong(place, "`for_each` and `follow` belong together"));
                }
            };
            streams.push(self.stream(stream, follows)?);
            names.push(name);
        }
        Ok(streams)
    }

    fn stream(&mut self, raw: &StreamFile, follows: Option<(usize, Program)>) -> Result<Stream> {
        if let (Some(incremental), Some(_)) = (&raw.incremental, &follows) {
            let why = "a stream that follows another has no `incremental` of its own";
            return Err(self.wrong(incremental, why));
        }
        if raw.mention.is_none() && raw.recheck.is_some() {
            return Err(self.wrong(&raw.name, "`recheck` needs a `mention` in the same stream"));
        }
        let window = match &raw.window {
            Some(window) => Some(Window {
                step_ms: self.duration(&window.step)?.max(60_000),
                first_ms: self.duration(&window.first)?,
                overlap_ms: self.maybe_duration(window.overlap.as_ref())?.unwrap_or(0),
                format: window.format.unwrap_or(TimeFormat::Rfc3339),
            }),
            None => None,
        };
        Ok(Stream {
            name: raw.name.get_ref().clone(),
            needs: self.needs(&raw.needs)?,
            follows,
            request: self.request(&raw.request, COLLECTING)?,
            records: self.records(raw.records.as_ref(), &raw.name)?,
            pagination: self.maybe_pagination(raw.pagination.as_ref())?,
            incremental: raw.incremental.as_ref().map(|i| self.incremental(i)).transpose()?,
            window,
            mention: raw.mention.as_ref().map(|name| self.named_mapping(name)).transpose()?,
            recheck: match &raw.recheck {
                Some(recheck) => Some(self.recheck(recheck, &raw.name)?),
                None => None,
            },
        })
    }

    /// The records of an answer; the items of a list where nothing else is said.
    fn records(&self, raw: Option<&Text>, place: &Text) -> Result<Program> {
        match raw {
            Some(text) => self.jq(text),
            None => self.jq(&Spanned::new(place.span(), ".[]".to_owned())),
        }
    }

    fn maybe_pagination(
        &self,
        raw: Option<&Spanned<PaginationFile>>,
    ) -> Result<Option<Pagination>> {
        let Some(place) = raw else { return Ok(None) };
        let raw = place.get_ref();
        let needs_next = matches!(raw.kind, PaginationType::Cursor | PaginationType::NextUrl);
        if needs_next != raw.next.is_some() {
            let why = if needs_next {
                "this kind of pagination needs `next`, a jq program on the answer"
            } else {
                "`next` belongs to the kinds `cursor` and `next_url`"
            };
            return Err(self.wrong(place, why));
        }
        Ok(Some(Pagination {
            kind: raw.kind,
            next: self.maybe_jq(raw.next.as_ref())?,
            start: raw.start.unwrap_or(u64::from(raw.kind == PaginationType::Page)),
            size: raw.size,
            last: self.maybe_jq(raw.last.as_ref())?,
            most_pages: raw.most_pages.unwrap_or(10_000),
        }))
    }

    fn incremental(&self, place: &Spanned<IncrementalFile>) -> Result<Incremental> {
        let raw = place.get_ref();
        let overlap = match (&raw.overlap, raw.kind) {
            (None, _) => 0,
            (Some(text), MarkType::Time) => self.duration(text)?,
            (Some(text), MarkType::Number) => text
                .get_ref()
                .parse()
                .map_err(|_| self.wrong(text, "takes a whole number, as text"))?,
            (Some(text), MarkType::Id) => {
                return Err(self.wrong(text, "ids have no distance; leave `overlap` out"));
            }
        };
        if let Some(first) = raw.first.as_ref().filter(|_| raw.kind != MarkType::Time) {
            return Err(self.wrong(first, "`first` belongs to marks of type `time`"));
        }
        Ok(Incremental {
            value: self.jq(&raw.value)?,
            kind: raw.kind,
            order: raw.order,
            overlap,
            first_ms: self.maybe_duration(raw.first.as_ref())?,
            format: raw.format.unwrap_or(TimeFormat::Rfc3339),
        })
    }

    fn mapping(&self, raw: &MappingFile) -> Result<Mapping> {
        if raw.text.is_none() && raw.html.is_none() && raw.title.is_none() {
            return Err(self.wrong(&raw.id, "a mention needs `text`, `html` or `title`"));
        }
        if let (Some(_), Some(html)) = (&raw.text, &raw.html) {
            return Err(self.wrong(html, "a mention has either `text` or `html`"));
        }
        let jq = |text: &Option<Text>| self.maybe_jq(text.as_ref());
        Ok(Mapping {
            id: self.jq(&raw.id)?,
            skip: jq(&raw.skip)?,
            deleted: jq(&raw.deleted)?,
            text: jq(&raw.text)?,
            html: jq(&raw.html)?,
            title: jq(&raw.title)?,
            url: jq(&raw.url)?,
            author: jq(&raw.author)?,
            author_name: jq(&raw.author_name)?,
            created_at: jq(&raw.created_at)?,
            rating: jq(&raw.rating)?,
            lang: jq(&raw.lang)?,
            parent_id: jq(&raw.parent_id)?,
            conversation_id: jq(&raw.conversation_id)?,
            channel: jq(&raw.channel)?,
            country: jq(&raw.country)?,
            ours: jq(&raw.ours)?,
            extra: jq(&raw.extra)?,
        })
    }

    fn named_mapping(&self, name: &Text) -> Result<Arc<Mapping>> {
        self.mappings.get(name.get_ref()).map(Arc::clone).ok_or_else(|| {
            let known = self.mappings.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let why = format!("there is no [mention.{}]; there is {known}", name.get_ref());
            self.wrong(name, why)
        })
    }

    fn recheck(&mut self, raw: &RecheckFile, place: &Text) -> Result<Recheck> {
        let batch = raw.batch.unwrap_or(1).clamp(1, 100);
        let whole = Spanned::new(place.span(), ".".to_owned());
        let records = match &raw.records {
            Some(text) => self.jq(text)?,
            None if batch == 1 => self.jq(&whole)?,
            None => self.records(None, place)?,
        };
        Ok(Recheck {
            request: self.request(&raw.request, RECHECKING)?,
            records,
            gone: self.maybe_jq(raw.gone.as_ref())?,
            keep: usize::try_from(raw.keep.unwrap_or(100).min(500)).unwrap_or(100),
            batch: usize::try_from(batch).unwrap_or(1),
            every_ms: self.maybe_duration(raw.every.as_ref())?.unwrap_or(3_600_000),
        })
    }

    fn reply(&mut self, raw: &ReplyFile) -> Result<Reply> {
        let parent = match &raw.parent {
            Some(parent) => Some(Parent {
                request: self.request(&parent.request, &["config", "reply", "me", "now"])?,
                gone: self.maybe_jq(parent.gone.as_ref())?,
                closed: self.maybe_jq(parent.closed.as_ref())?,
            }),
            None => None,
        };
        let send = Send {
            request: self.request(&raw.send.request, REPLYING)?,
            receipt: ReceiptMap {
                id: self.jq(&raw.send.id)?,
                url: self.maybe_jq(raw.send.url.as_ref())?,
                held: self.maybe_jq(raw.send.held.as_ref())?,
            },
        };
        let back = &raw.read_back;
        if back.key.is_none() && back.text.is_none() && back.html.is_none() {
            let why = "a reply is known again by `key`, `text` or `html`; give one of them";
            return Err(self.wrong(&back.id, why));
        }
        let read_back = ReadBack {
            request: self.request(&back.request, REPLYING)?,
            records: self.records(back.records.as_ref(), &back.id)?,
            pagination: self.maybe_pagination(back.pagination.as_ref())?,
            ours: self.jq(&back.ours)?,
            key: self.maybe_jq(back.key.as_ref())?,
            text: self.maybe_jq(back.text.as_ref())?,
            html: self.maybe_jq(back.html.as_ref())?,
            compare: back.compare,
            created_at: self.maybe_jq(back.created_at.as_ref())?,
            receipt: ReceiptMap {
                id: self.jq(&back.id)?,
                url: self.maybe_jq(back.url.as_ref())?,
                held: self.maybe_jq(back.held.as_ref())?,
            },
            uncertain: back.uncertain.clone(),
        };
        let retract = match &raw.retract {
            Some(retract) => Some(self.request(&retract.request, RETRACTING)?),
            None => None,
        };
        let needs = self.needs(&raw.needs)?;
        Ok(Reply { needs, parent, send, read_back, retract })
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

fn reply_rules(reply: &ReplyFile) -> ReplyRules {
    let unit = match (reply.unit, reply.url_length) {
        (LengthType::Characters, Some(length)) => LengthUnit::CharactersWithUrls(length),
        (LengthType::Characters, None) => LengthUnit::Characters,
        (LengthType::Graphemes, _) => LengthUnit::Graphemes,
        (LengthType::Bytes, _) => LengthUnit::Bytes,
    };
    ReplyRules {
        max_length: reply.max_length,
        unit,
        can_retract: reply.retract.is_some(),
        idempotent: reply.idempotent,
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
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<Millis>().ok()?.checked_mul(unit)
}
