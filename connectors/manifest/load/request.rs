//! Requests, limits and errors.

use std::collections::BTreeMap;

use toml::Spanned;

use super::super::format::{ErrorFile, LimitsFile, QuotaFile, RequestFile, Text};
use super::super::model::{Allowance, Body, ErrorRule, Limits, Payload, Request, Said};
use super::super::template::{Template, Use};
use super::reader::{Reader, Result};
use crate::fetch::{HeaderName, Method};

impl Reader<'_> {
    pub(super) fn request(&mut self, raw: &RequestFile, names: &[&str]) -> Result<Request> {
        Ok(Request {
            method: self.method(raw.method.as_ref())?,
            payload: self.payload(raw, names)?,
            url: self.address(&raw.url, Use::Url, names)?,
            query: self.pairs(&raw.query, names)?,
            headers: self.headers(&raw.headers, names)?,
        })
    }

    fn method(&self, raw: Option<&Text>) -> Result<Method> {
        let Some(text) = raw else { return Ok(Method::GET) };
        Ok(match text.get_ref().as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            _ => return Err(self.wrong(text, "takes GET, POST, PUT, PATCH or DELETE")),
        })
    }

    fn payload(&mut self, raw: &RequestFile, names: &[&str]) -> Result<Payload> {
        Ok(match (&raw.json, &raw.form) {
            (None, None) => Payload::None,
            (Some(json), None) => Payload::Json(self.body(json.get_ref(), json, names)?),
            (None, Some(form)) => Payload::Form(self.pairs(form, names)?),
            (Some(json), Some(_)) => {
                return Err(self.wrong(json, "a request has either `json` or `form`"));
            }
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

    pub(super) fn headers(
        &mut self,
        raw: &BTreeMap<String, Text>,
        names: &[&str],
    ) -> Result<Vec<(HeaderName, Template)>> {
        raw.iter()
            .map(|(name, value)| {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.wrong(value, format!("`{name}` is not an HTTP header")))?;
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

    pub(super) fn limits(&self, raw: &LimitsFile) -> Result<Limits> {
        let header = |name: &Option<Text>| name.as_ref().map(|name| self.header_name(name));
        let quotas = |raw: &[QuotaFile]| {
            let allowance = |quota: &QuotaFile| {
                let most = usize::try_from(quota.most.max(1)).unwrap_or(1);
                Ok(Allowance { most, per_ms: self.duration(&quota.per)? })
            };
            raw.iter().map(allowance).collect::<Result<Vec<_>>>()
        };
        Ok(Limits {
            delay_ms: self.maybe_duration(raw.delay.as_ref())?.unwrap_or(0),
            remaining_header: header(&raw.remaining_header).transpose()?,
            reset_header: header(&raw.reset_header).transpose()?,
            remaining: self.maybe_jq(raw.remaining.as_ref())?,
            wait: self.maybe_jq(raw.wait.as_ref())?,
            requests: quotas(&raw.requests)?,
            replies: quotas(&raw.replies)?,
            replies_apart: raw.replies_apart,
        })
    }

    /// Words for people, which `names` may fill in.
    pub(super) fn said(&mut self, en: &Text, es: Option<&Text>, names: &[&str]) -> Result<Said> {
        let es = es.map(|es| self.template(es, Use::Text, names)).transpose()?;
        Ok(Said { en: self.template(en, Use::Text, names)?, es })
    }

    pub(super) fn error_rule(&mut self, raw: &ErrorFile) -> Result<ErrorRule> {
        let message = match &raw.message {
            // No settings here: a message must not carry a secret.
            Some(text) => Some(self.said(text, raw.message_es.as_ref(), &["body", "status"])?),
            None => None,
        };
        Ok(ErrorRule {
            status: raw.status.clone(),
            matching: self.maybe_jq(raw.matching.as_ref())?,
            kind: raw.kind,
            message,
            wait: self.maybe_jq(raw.wait.as_ref())?,
            replies_only: raw.replies_only,
        })
    }
}
