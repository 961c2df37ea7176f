//! Reading manifests: every mistake is reported with its file, line and column.

mod auth;
mod author;
mod fields;
mod form;
mod known;
mod reader;
mod reply;
mod request;
mod stream;

use std::ops::RangeInclusive;
use std::sync::Arc;

use plaza_core::{ConnectorSpec, FieldSpec};
use toml::Spanned;

use super::format::{AccountFile, CheckFile, Text};
use super::model::{Account, Auth, Check, Manifest, Stream};
use super::template::Use;
use super::whole::ManifestFile;
use form::{leak, leak_all, words};
pub use reader::ManifestError;
use reader::{PLAIN, Reader, Result};
use reply::reply_rules;

/// The version of the format that this program reads.
const FORMAT: u32 = 1;
/// Largest manifest, in bytes.
const MAX_BYTES: usize = 200_000;
/// Collection intervals that make sense, in seconds.
const INTERVAL_S: RangeInclusive<u32> = 60..=31 * 86_400;
/// Seconds between two collections where the manifest does not say.
const DEFAULT_INTERVAL_S: u32 = 600;
/// Variables of the request that checks a source.
const CHECKING: &[&str] = &["config", "me", "now"];

/// Reads the manifest `text` of the file `file`.
pub(in crate::manifest) fn load(file: &str, text: &str) -> Result<Manifest> {
    let reader = Reader::new(file, text);
    if text.len() > MAX_BYTES {
        return Err(reader.mistake(0, format!("the manifest is longer than {MAX_BYTES} bytes")));
    }
    let raw: ManifestFile = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        reader.mistake(offset, error.message().to_owned())
    })?;
    reader.manifest(raw)
}

impl Reader<'_> {
    /// Reads the parts in the order in which they refer to each other: the fields of the form
    /// first, mappings before streams.
    fn manifest(mut self, raw: ManifestFile) -> Result<Manifest> {
        if *raw.format.get_ref() != FORMAT {
            return Err(self.wrong(&raw.format, format!("this Plaza reads format {FORMAT}")));
        }
        self.check_kind(&raw.kind)?;
        let needs = raw.reply.as_ref().map_or(&[][..], |reply| &reply.needs);
        let (fields, rules) = self.form(&raw.field, needs)?;
        let place = self.template(&raw.place, Use::Text, PLAIN)?;
        let interval_s = self.interval(&raw)?;
        let auth = raw.auth.as_ref().map_or(Ok(Auth::None), |auth| self.auth(auth))?;
        let headers = self.headers(&raw.headers, PLAIN)?;
        let limits = self.limits(&raw.limits)?;
        let errors = raw.error.iter().map(|rule| self.error_rule(rule)).collect::<Result<_>>()?;
        let account = raw.account.as_ref().map(|account| self.account(account)).transpose()?;
        let check = raw.check.as_ref().map(|check| self.check(check)).transpose()?;
        let streams = self.streams_and_mappings(&raw)?;
        let live = raw.live.iter().map(|live| self.live(live)).collect::<Result<_>>()?;
        let reply = raw.reply.as_ref().map(|reply| self.reply(reply)).transpose()?;
        Ok(Manifest {
            spec: ConnectorSpec {
                known_by: self.known_by(&raw.known)?,
                probe: self.probe(raw.probe.as_ref())?,
                ..spec(&raw, fields, interval_s)
            },
            templates: self.templates,
            session_names: self.session,
            origins: self.origins,
            place,
            channel: raw.channel.map(Spanned::into_inner),
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

    /// Seconds between two collections.
    fn interval(&self, raw: &ManifestFile) -> Result<u32> {
        let Some(text) = &raw.interval else { return Ok(DEFAULT_INTERVAL_S) };
        let seconds = self.duration(text)? / 1000;
        match u32::try_from(seconds) {
            Ok(seconds) if INTERVAL_S.contains(&seconds) => Ok(seconds),
            _ => Err(self.wrong(text, "takes 1m to 31d")),
        }
    }

    fn account(&mut self, raw: &AccountFile) -> Result<Account> {
        Ok(Account {
            needs: self.needs(&raw.needs)?,
            request: self.request(&raw.request, PLAIN)?,
            select: self.maybe_jq(raw.select.as_ref())?,
        })
    }

    fn check(&mut self, raw: &CheckFile) -> Result<Check> {
        Ok(Check {
            request: self.request(&raw.request, CHECKING)?,
            message: self.said(&raw.message, raw.message_es.as_ref(), &["body", "me"])?,
        })
    }

    fn streams_and_mappings(&mut self, raw: &ManifestFile) -> Result<Vec<Stream>> {
        if raw.stream.is_empty() {
            return Err(self.wrong(&raw.kind, "the manifest has no [[stream]]; add one"));
        }
        for (name, mapping) in &raw.mention {
            let mapping = self.mapping(mapping)?;
            self.mappings.insert(name.clone(), Arc::new(mapping));
        }
        self.streams(&raw.stream)
    }
}

fn spec(raw: &ManifestFile, fields: Vec<FieldSpec>, interval_s: u32) -> ConnectorSpec {
    ConnectorSpec {
        kind: leak(raw.kind.get_ref()),
        title: words(&raw.name),
        summary: words(&raw.summary),
        fields: Vec::leak(fields),
        interval_s,
        reply: raw.reply.as_ref().map(reply_rules),
        channel: raw.channel.as_ref().map_or("other", |channel| leak(channel.get_ref())),
        reply_needs: raw
            .reply
            .as_ref()
            .map_or(&[], |reply| leak_all(reply.needs.iter().map(Spanned::get_ref))),
        known_by: &[],
        probe: None,
    }
}
