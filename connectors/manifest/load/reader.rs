//! What every part of reading a manifest needs: templates, programs, durations, and mistakes with
//! line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::Millis;
use thiserror::Error;
use toml::Spanned;

use super::super::format::Text;
use super::super::jq::{self, Program};
use super::super::model::Mapping;
use super::super::names::Flaw;
use super::super::origin;
use super::super::template::{Known, Template, Templates, Use};
use crate::fetch::HeaderName;

/// A mistake in a manifest and where it is.
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

pub(super) type Result<T> = std::result::Result<T, ManifestError>;

/// Variables that every template has.
pub(super) const PLAIN: &[&str] = &["config", "now"];

/// Said of an address whose host only an answer or a condition gives.
const HOST_IS_OPEN: &str = "the host of an address stands here or comes from `config`, in front of \
                            any condition, because the source's secrets are sent to it";

/// Reads one manifest; later parts may refer to what has been read so far.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    pub(super) templates: Templates,
    pub(super) fields: Vec<String>,
    pub(super) secrets: Vec<String>,
    /// Names of what a login's answers give to later requests.
    pub(super) session: Vec<String>,
    pub(super) mappings: BTreeMap<String, Arc<Mapping>>,
    /// Where the requests read so far go.
    pub(super) origins: Vec<Template>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            templates: Templates::new(),
            fields: Vec::new(),
            secrets: Vec::new(),
            session: Vec::new(),
            mappings: BTreeMap::new(),
            origins: Vec::new(),
        }
    }

    /// A mistake at a byte of the file.
    pub(super) fn mistake(&self, offset: usize, message: String) -> ManifestError {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ManifestError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message,
        }
    }

    pub(super) fn wrong<T>(&self, place: &Spanned<T>, message: impl Into<String>) -> ManifestError {
        self.mistake(place.span().start, message.into())
    }

    /// The position in the file of a byte of the string `text`; exact for strings without escapes.
    fn inside(&self, text: &Text, offset: usize) -> usize {
        let span = text.span();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        match raw.find(text.get_ref().as_str()) {
            Some(start) => span.start + start + offset,
            None => span.start,
        }
    }

    pub(super) fn needs(&self, names: &[Text]) -> Result<Vec<String>> {
        for name in names {
            for key in name.get_ref().split('|') {
                if self.fields.iter().all(|field| field != key) {
                    let known = self.fields.join(", ");
                    let why = format!("`{key}` is not a field; the fields are {known}");
                    return Err(self.wrong(name, why));
                }
            }
        }
        Ok(names.iter().map(|name| name.get_ref().clone()).collect())
    }

    pub(super) fn template(&mut self, text: &Text, usage: Use, names: &[&str]) -> Result<Template> {
        let known = Known { names, fields: &self.fields, session: &self.session };
        self.templates.add(text.get_ref(), usage, &known).map_err(|Flaw { offset, why }| {
            self.mistake(self.inside(text, offset), format!("in this template: {why}"))
        })
    }

    /// A template for an address. Where the form has secrets, its host must be known before
    /// anything is asked, because secrets are sent to it.
    pub(super) fn address(&mut self, text: &Text, usage: Use, names: &[&str]) -> Result<Template> {
        let template = self.template(text, usage, names)?;
        let known = Known { names: PLAIN, fields: &self.fields, session: &[] };
        let part = origin::part(text.get_ref());
        match part.map(|part| self.templates.add(part, usage, &known)) {
            Some(Ok(part)) => self.origins.push(part),
            _ if self.secrets.is_empty() => {}
            _ => return Err(self.wrong(text, HOST_IS_OPEN)),
        }
        Ok(template)
    }

    pub(super) fn maybe_template(&mut self, text: Option<&Text>) -> Result<Option<Template>> {
        text.map(|text| self.template(text, Use::Text, PLAIN)).transpose()
    }

    pub(super) fn jq(&self, text: &Text) -> Result<Program> {
        Program::compile(text.get_ref()).map_err(|jq::Flaw { offset, why }| {
            self.mistake(self.inside(text, offset), format!("in this jq program: {why}"))
        })
    }

    pub(super) fn maybe_jq(&self, text: Option<&Text>) -> Result<Option<Program>> {
        text.map(|text| self.jq(text)).transpose()
    }

    /// `90s`, `10m`, `2h`, `30d`, as milliseconds.
    pub(super) fn duration(&self, text: &Text) -> Result<Millis> {
        parse_duration(text.get_ref()).ok_or_else(|| {
            self.wrong(text, "takes a number and a unit, such as 500ms, 90s, 10m, 2h or 30d")
        })
    }

    pub(super) fn maybe_duration(&self, text: Option<&Text>) -> Result<Option<Millis>> {
        text.map(|text| self.duration(text)).transpose()
    }

    pub(super) fn header_name(&self, name: &Text) -> Result<HeaderName> {
        HeaderName::from_bytes(name.get_ref().as_bytes())
            .map_err(|_| self.wrong(name, "is not the name of an HTTP header"))
    }
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
