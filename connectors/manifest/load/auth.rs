//! Credentials.

use std::collections::BTreeMap;

use plaza_core::Millis;
use toml::Spanned;

use super::super::format::{AuthFile, AuthType, SendAs, Text};
use super::super::model::{Auth, Jwt, Kept, Login, OAuth, Travels};
use super::super::template::{Template, Use};
use super::reader::{PLAIN, Reader, Result};

/// How long a login's token lives where the manifest does not say.
const LOGIN_LIFE_MS: Millis = 60 * 60_000;
/// How long a signed JWT lives where the manifest does not say.
const JWT_LIFE_MS: Millis = 15 * 60_000;

/// Variables of the value that carries a login's token.
const SENDING: &[&str] = &["config", "now", "token"];

impl Reader<'_> {
    pub(super) fn auth(&mut self, raw: &Spanned<AuthFile>) -> Result<Auth> {
        let auth = raw.get_ref();
        if auth.kind != AuthType::Login {
            self.only_login(auth)?;
        }
        Ok(match auth.kind {
            AuthType::None => Auth::None,
            AuthType::Basic => Auth::Basic {
                user: self.needed(raw, auth.user.as_ref(), "user")?,
                password: self.needed(raw, auth.password.as_ref(), "password")?,
            },
            AuthType::Bearer => {
                Auth::Bearer { token: self.needed(raw, auth.token.as_ref(), "token")? }
            }
            AuthType::Header => {
                let value = self.needed(raw, auth.value.as_ref(), "value")?;
                let name = self.given(raw, auth.name.as_ref(), "name")?;
                Auth::Header { name: self.header_name(name)?, value }
            }
            AuthType::Query => {
                let value = self.needed(raw, auth.value.as_ref(), "value")?;
                let name = self.given(raw, auth.name.as_ref(), "name")?;
                Auth::Query { name: name.get_ref().clone(), value }
            }
            AuthType::Oauth2ClientCredentials => {
                let owner = self.owner(raw)?;
                Auth::ClientCredentials(OAuth { owner, ..self.oauth(raw)? })
            }
            AuthType::Oauth2AuthorizationCode => Auth::AuthorizationCode {
                oauth: self.oauth(raw)?,
                field: self.secret_field(raw)?,
                authorize_url: self.needed(raw, auth.authorize_url.as_ref(), "authorize_url")?,
            },
            AuthType::Login => Auth::Login(Box::new(self.login(raw)?)),
            AuthType::Jwt => Auth::Jwt(self.jwt(raw)?),
        })
    }

    /// Refuses what belongs to a login in another kind of auth.
    fn only_login(&self, auth: &AuthFile) -> Result<()> {
        let why = "belongs to `type = \"login\"`";
        if let Some(place) = &auth.send_as {
            return Err(self.wrong(place, why));
        }
        let kept = auth.keep.values().next();
        let before = auth.before.as_ref().map(|before| &before.request.url);
        match kept.or(before) {
            Some(place) => Err(self.wrong(place, why)),
            None => Ok(()),
        }
    }

    /// A part that this kind of auth needs.
    fn given<'a, T>(
        &self,
        auth: &Spanned<AuthFile>,
        part: Option<&'a T>,
        key: &str,
    ) -> Result<&'a T> {
        part.ok_or_else(|| self.wrong(auth, format!("this kind of auth needs `{key}`")))
    }

    /// A template that this kind of auth needs.
    fn needed(
        &mut self,
        auth: &Spanned<AuthFile>,
        text: Option<&Text>,
        key: &str,
    ) -> Result<Template> {
        let text = self.given(auth, text, key)?;
        self.template(text, Use::Text, PLAIN)
    }

    fn oauth(&mut self, raw: &Spanned<AuthFile>) -> Result<OAuth> {
        let auth = raw.get_ref();
        Ok(OAuth {
            token_url: {
                let url = self.given(raw, auth.token_url.as_ref(), "token_url")?;
                self.address(url, Use::Text, PLAIN)?
            },
            client_id: self.needed(raw, auth.client_id.as_ref(), "client_id")?,
            client_secret: self.maybe_template(auth.client_secret.as_ref())?,
            owner: None,
            scopes: auth.scopes.clone(),
        })
    }

    /// User and password of the resource owner; both or neither.
    fn owner(&mut self, raw: &Spanned<AuthFile>) -> Result<Option<(Template, Template)>> {
        let auth = raw.get_ref();
        if auth.user.is_none() && auth.password.is_none() {
            return Ok(None);
        }
        let user = self.needed(raw, auth.user.as_ref(), "user")?;
        Ok(Some((user, self.needed(raw, auth.password.as_ref(), "password")?)))
    }

    fn login(&mut self, raw: &Spanned<AuthFile>) -> Result<Login> {
        let auth = raw.get_ref();
        let request = self.given(raw, auth.request.as_ref(), "request")?;
        if auth.token_from.is_none() && !auth.cookies {
            let why = "a login gives a token (`token_from`) or cookies (`cookies = true`)";
            return Err(self.wrong(raw, why));
        }
        let lifetime_ms = self.maybe_duration(auth.lifetime.as_ref())?.unwrap_or(LOGIN_LIFE_MS);
        let needs = self.needs(&auth.needs)?;
        let entered = self.maybe_template(auth.token.as_ref())?;
        // What the first answer gives, the login itself can use.
        let before = match &auth.before {
            Some(before) => {
                let request = self.request(&before.request, PLAIN)?;
                Some((request, self.kept(&before.keep)?))
            }
            None => None,
        };
        let request = self.request(request, PLAIN)?;
        Ok(Login {
            entered,
            needs,
            before,
            request,
            token: self.maybe_jq(auth.token_from.as_ref())?,
            travels: self.travels(raw)?,
            cookies: auth.cookies,
            keep: self.kept(&auth.keep)?,
            lifetime_ms,
        })
    }

    /// Programs for what is kept of an answer; templates know their names from now on.
    fn kept(&mut self, raw: &BTreeMap<String, Text>) -> Result<Kept> {
        let mut kept = Vec::new();
        for (name, program) in raw {
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(self.wrong(program, format!("`{name}`: takes letters, digits and `_`")));
            }
            kept.push((name.clone(), self.jq(program)?));
            if !self.session.contains(name) {
                self.session.push(name.clone());
            }
        }
        Ok(kept)
    }

    fn travels(&mut self, raw: &Spanned<AuthFile>) -> Result<Travels> {
        let auth = raw.get_ref();
        let kind = auth.send_as.as_ref().map_or(SendAs::Bearer, |kind| *kind.get_ref());
        if kind == SendAs::Bearer {
            return match auth.name.as_ref().or(auth.value.as_ref()) {
                Some(place) => {
                    Err(self.wrong(place, "belongs to `send_as`: header, query or cookie"))
                }
                None => Ok(Travels::Bearer),
            };
        }
        let name = self.given(raw, auth.name.as_ref(), "name")?;
        if let Some(value) = auth.value.as_ref().filter(|_| kind != SendAs::Header) {
            return Err(self.wrong(value, "belongs to `send_as = \"header\"`"));
        }
        Ok(match kind {
            SendAs::Header => {
                let value = auth.value.as_ref();
                let value =
                    value.map(|text| self.template(text, Use::Text, SENDING)).transpose()?;
                Travels::Header { name: self.header_name(name)?, value }
            }
            SendAs::Query => Travels::Query { name: name.get_ref().clone() },
            SendAs::Cookie | SendAs::Bearer => Travels::Cookie { name: name.get_ref().clone() },
        })
    }

    fn jwt(&mut self, raw: &Spanned<AuthFile>) -> Result<Jwt> {
        let auth = raw.get_ref();
        let algorithm = *self.given(raw, auth.algorithm.as_ref(), "algorithm")?;
        let lifetime = self.maybe_duration(auth.lifetime.as_ref())?;
        let mut claims = BTreeMap::new();
        for (name, text) in &auth.claims {
            claims.insert(name.clone(), self.template(text, Use::Text, PLAIN)?);
        }
        Ok(Jwt {
            algorithm,
            key: self.needed(raw, auth.key.as_ref(), "key")?,
            key_id: self.maybe_template(auth.key_id.as_ref())?,
            claims,
            lifetime_ms: lifetime.unwrap_or(JWT_LIFE_MS),
            token_url: match &auth.token_url {
                Some(url) => Some(self.address(url, Use::Text, PLAIN)?),
                None => None,
            },
        })
    }

    /// The secret field that a refresh token is kept in.
    fn secret_field(&self, raw: &Spanned<AuthFile>) -> Result<String> {
        let name = self.given(raw, raw.get_ref().refresh_token.as_ref(), "refresh_token")?;
        let inner = name.get_ref().trim().strip_prefix("{{").and_then(|n| n.strip_suffix("}}"));
        let field = inner.and_then(|inner| inner.trim().strip_prefix("config."));
        match field.filter(|field| self.secrets.iter().any(|secret| secret == field)) {
            Some(field) => Ok(field.to_owned()),
            None => Err(self.wrong(name, "takes {{ config.FIELD }} of a field of type `secret`")),
        }
    }
}
