//! Authentication: plain credentials, access tokens and signed JWTs.

use std::collections::BTreeMap;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use minijinja::{Value, context};
use plaza_core::{ConnectorError, Millis, say};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::format::JwtAlgorithm;
use super::model::{Auth, Jwt};
use super::refusal::wait_or_failure;
use super::session::Session;
use super::tokens::{DEFAULT_LIFE_MS, Token};
use crate::fetch::{self, parse_url};

impl Session {
    /// The token that requests carry, for kinds of auth that fetch or sign one; `None` without
    /// credentials, because many platforms can be read without.
    pub(super) async fn sign_in(&self) -> Result<Option<Token>, ConnectorError> {
        let context = self.context([]);
        let fill = |template| self.fill(template, &context);
        match &self.manifest.auth {
            Auth::ClientCredentials(oauth) if !fill(&oauth.client_id)?.is_empty() => {
                self.renewed(|| self.client_credentials(oauth)).await.map(Some)
            }
            Auth::AuthorizationCode { oauth, field, .. } if !self.secret(field).is_empty() => {
                self.renewed(|| self.refreshed(oauth, self.refresh_token(field))).await.map(Some)
            }
            Auth::Login(login) => {
                let entered = login.entered.as_ref().map(fill).transpose()?.unwrap_or_default();
                if !entered.is_empty() {
                    return Ok(Some(Token { access: entered, ..Token::default() }));
                }
                if !self.has(&login.needs) {
                    return Ok(None);
                }
                self.renewed(|| self.logged_in(login)).await.map(Some)
            }
            Auth::Jwt(jwt) if !fill(&jwt.key)?.is_empty() => {
                self.renewed(|| self.signed(jwt)).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The request with its credentials. Credentials that are not filled in are left out.
    pub(super) fn with_credentials(
        &self,
        request: fetch::Request,
        token: Option<&Token>,
    ) -> Result<fetch::Request, ConnectorError> {
        let context = self.context([]);
        let fill = |template| self.fill(template, &context);
        Ok(match &self.manifest.auth {
            Auth::None => request,
            Auth::Basic { user, password } => {
                let (user, password) = (fill(user)?, fill(password)?);
                if user.is_empty() { request } else { request.basic(&user, &password) }
            }
            Auth::Header { name, value } => {
                let value = fill(value)?;
                if value.is_empty() { request } else { request.header(name.clone(), &value) }
            }
            Auth::Query { name, value } => {
                let value = fill(value)?;
                if value.is_empty() { request } else { request.query(name, &value) }
            }
            Auth::Bearer { token } => with_bearer(request, &fill(token)?),
            Auth::Login(login) => match token {
                Some(token) => self.as_logged_in(request, login, token)?,
                None => request,
            },
            Auth::ClientCredentials(_) | Auth::AuthorizationCode { .. } | Auth::Jwt(_) => {
                with_bearer(request, token.map_or("", |token| &token.access))
            }
        })
    }

    /// What a login's answers gave, for the templates of later requests: empty texts before it.
    pub(super) fn with_session(&self, context: &Value, token: Option<&Token>) -> Value {
        if self.manifest.session_names.is_empty() {
            return context.clone();
        }
        let kept = |name: &String| token.and_then(|token| token.kept.get(name)).cloned();
        let names = self.manifest.session_names.iter();
        let session = names.map(|name| (name.clone(), kept(name).unwrap_or_default()));
        let session = Value::from_pairs(session.collect::<BTreeMap<_, _>>());
        context! { session => session, ..context.clone() }
    }

    /// The kept access token, or a new one.
    async fn renewed<F>(&self, renew: impl FnOnce() -> F) -> Result<Token, ConnectorError>
    where
        F: Future<Output = Result<Token, ConnectorError>>,
    {
        let (tokens, now) = (&self.shared.tokens, self.now());
        if let Some(token) = tokens.valid(&self.account, now) {
            return Ok(token);
        }
        let token = Box::pin(renew()).await?;
        if let (Some(refresh), Auth::AuthorizationCode { field, .. }) =
            (&token.refresh, &self.manifest.auth)
        {
            // Also kept under the new secret, which the account will have once the source is saved.
            tokens.keep(&self.account_with(field, refresh), token.clone(), now);
        }
        tokens.keep(&self.account, token.clone(), now);
        Ok(token)
    }

    /// A refresh token that the server has replaced, by its field, so that it can be saved.
    pub(super) fn changed_secrets(&self) -> BTreeMap<String, String> {
        let Auth::AuthorizationCode { field, .. } = &self.manifest.auth else {
            return BTreeMap::new();
        };
        let changed = self.newest_refresh_token().filter(|newest| *newest != self.secret(field));
        changed.map(|newest| (field.clone(), newest)).into_iter().collect()
    }

    fn newest_refresh_token(&self) -> Option<String> {
        self.shared.tokens.refresh(&self.account)
    }

    /// The refresh token to use: the server's newest one, otherwise the one that was entered.
    fn refresh_token(&self, field: &str) -> String {
        self.newest_refresh_token().unwrap_or_else(|| self.secret(field))
    }

    /// A JWT signed with the source's key, exchanged for an access token where the platform asks
    /// for that (RFC 7523).
    async fn signed(&self, jwt: &Jwt) -> Result<Token, ConnectorError> {
        let until = self.now() + jwt.lifetime_ms;
        let assertion = self.assertion(jwt, until)?;
        let Some(url) = &jwt.token_url else {
            return Ok(Token { access: assertion, until, ..Token::default() });
        };
        let url = parse_url(&self.fill(url, &self.context([]))?)?;
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        let form = [("grant_type", grant), ("assertion", assertion.as_str())];
        let mut request = self.http.post(url).form(&form);
        for (name, value) in self.headers(&self.context([]))? {
            request = request.header(name, &value);
        }
        let answer = request.only_reads().hand_back_waits().send_raw().await?;
        wait_or_failure(&answer, self.now()).map_err(|error| self.obeyed(error))?;
        let status = answer.status;
        if status >= 400 {
            let words = self.words(&answer);
            return Err(match status {
                400 | 401 | 403 => {
                    let why = say!(
                        "key-not-accepted",
                        "the platform does not accept the key of this source; enter it again"
                    );
                    ConnectorError::Unauthorized(self.at_place(why.saying(words)))
                }
                _ => answer
                    .check_with(words)
                    .err()
                    .unwrap_or_else(|| self.malformed(say!("no-token-came", "no token came"))),
            });
        }
        let granted: Granted = answer.json()?;
        let life = granted.expires_in.map_or(DEFAULT_LIFE_MS, |seconds| seconds * 1000);
        Ok(Token { access: granted.access_token, until: self.now() + life, ..Token::default() })
    }

    fn assertion(&self, jwt: &Jwt, until: Millis) -> Result<String, ConnectorError> {
        let context = self.context([]);
        let mut claims = serde_json::Map::new();
        for (name, template) in &jwt.claims {
            claims.insert(name.clone(), Json::String(self.fill(template, &context)?));
        }
        claims.insert("iat".to_owned(), json!(self.now() / 1000));
        claims.insert("exp".to_owned(), json!(until / 1000));
        let pem = with_line_breaks(&self.fill(&jwt.key, &context)?);
        let (algorithm, key) = match jwt.algorithm {
            JwtAlgorithm::ES256 => (Algorithm::ES256, EncodingKey::from_ec_pem(pem.as_bytes())),
            JwtAlgorithm::RS256 => (Algorithm::RS256, EncodingKey::from_rsa_pem(pem.as_bytes())),
        };
        let mut header = Header::new(algorithm);
        header.kid = jwt.key_id.as_ref().map(|id| self.fill(id, &context)).transpose()?;
        // The library's errors do not contain the key.
        key.and_then(|key| jsonwebtoken::encode(&header, &claims, &key)).map_err(|error| {
            ConnectorError::Unauthorized(self.at_place(say!(
                "key-cannot-sign",
                "the private key of this source cannot sign ({technical})",
                technical = error.to_string()
            )))
        })
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<Millis>,
}

pub(super) fn with_bearer(request: fetch::Request, token: &str) -> fetch::Request {
    if token.is_empty() { request } else { request.bearer(token) }
}

/// A PEM text with its line breaks restored: forms remove them, and environment files write them as
/// `\n`.
fn with_line_breaks(entered: &str) -> String {
    let parts: Vec<&str> = entered.split("-----").map(str::trim).collect();
    match parts.as_slice() {
        ["", begin, body, end, ""] => {
            let body: String = body.replace("\\n", "").split_whitespace().collect();
            format!("-----{begin}-----\n{body}\n-----{end}-----\n")
        }
        _ => entered.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_get_their_line_breaks_back() {
        let right = "-----BEGIN PRIVATE KEY-----\nQUJDREVG\n-----END PRIVATE KEY-----\n";
        for entered in [
            right,
            "-----BEGIN PRIVATE KEY-----QUJDREVG-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY----- QUJD REVG -----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\\nQUJD\\nREVG\\n-----END PRIVATE KEY-----\\n",
        ] {
            let entered = entered.trim_end_matches("\\n");
            assert_eq!(with_line_breaks(entered), right, "{entered}");
        }
        assert_eq!(with_line_breaks("no key"), "no key");
    }
}
