//! Requests, credentials, limits and errors.

use std::collections::BTreeMap;

use toml::Spanned;

use super::super::format::{
    AuthFile, AuthType, ErrorFile, LimitsFile, QuotaFile, RequestFile, Text,
};
use super::super::model::{
    Allowance, Auth, Body, ErrorRule, Jwt, Limits, Login, OAuth, Payload, Request,
};
use super::super::template::Use;
use super::{PLAIN, Reader, Result};
use crate::fetch::Method;

impl Reader<'_> {
    pub(super) fn request(&mut self, raw: &RequestFile, names: &[&str]) -> Result<Request> {
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

    pub(super) fn body(
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

    pub(super) fn auth(&mut self, raw: &Spanned<AuthFile>) -> Result<Auth> {
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
                owner: None,
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
            AuthType::Oauth2ClientCredentials => {
                let owner = match (&auth.user, &auth.password) {
                    (None, None) => None,
                    (user, password) => Some((
                        must(self, user.as_ref(), "user")?,
                        must(self, password.as_ref(), "password")?,
                    )),
                };
                Auth::ClientCredentials(OAuth { owner, ..oauth(self)? })
            }
            AuthType::Oauth2AuthorizationCode => Auth::AuthorizationCode {
                oauth: oauth(self)?,
                field: self.secret_field(raw, auth.refresh_token.as_ref())?,
                authorize_url: must(self, auth.authorize_url.as_ref(), "authorize_url")?,
            },
            AuthType::Login => {
                let missing =
                    |key: &str| self.wrong(raw, format!("this kind of auth needs `{key}`"));
                let request = auth.request.as_ref().ok_or_else(|| missing("request"))?;
                let token = auth.token_from.as_ref().ok_or_else(|| missing("token_from"))?;
                Auth::Login(Login {
                    entered: self.maybe_template(auth.token.as_ref())?,
                    needs: self.needs(&auth.needs)?,
                    token: self.jq(token)?,
                    lifetime_ms: self
                        .maybe_duration(auth.lifetime.as_ref())?
                        .unwrap_or(60 * 60_000),
                    request: self.request(request, PLAIN)?,
                })
            }
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

    /// The secret field that a refresh token is kept in.
    fn secret_field(&self, place: &Spanned<AuthFile>, name: Option<&Text>) -> Result<String> {
        let Some(name) = name else {
            return Err(self.wrong(place, "this kind of auth needs `refresh_token`"));
        };
        let inner = name.get_ref().trim().strip_prefix("{{").and_then(|n| n.strip_suffix("}}"));
        let field = inner.and_then(|inner| inner.trim().strip_prefix("config."));
        match field.filter(|field| self.secrets.iter().any(|secret| secret == field)) {
            Some(field) => Ok(field.to_owned()),
            None => Err(self.wrong(name, "takes {{ config.FIELD }} of a field of type `secret`")),
        }
    }

    pub(super) fn limits(&self, raw: &LimitsFile) -> Result<Limits> {
        let header = |name: &Option<Text>| name.as_ref().map(|name| self.header_name(name));
        let quotas = |raw: &[QuotaFile]| {
            let one = |quota: &QuotaFile| {
                let most = usize::try_from(quota.most.max(1)).unwrap_or(1);
                Ok(Allowance { most, per_ms: self.duration(&quota.per)? })
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
            replies_apart: raw.replies_apart,
        })
    }

    pub(super) fn error_rule(&mut self, raw: &ErrorFile) -> Result<ErrorRule> {
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
            replies_only: raw.replies_only,
        })
    }
}
