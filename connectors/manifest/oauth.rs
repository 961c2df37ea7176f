//! OAuth 2 access tokens (RFC 6749), carried by the one HTTP client.

use std::sync::{Arc, OnceLock};

use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    RefreshToken, RequestTokenError, ResourceOwnerPassword, ResourceOwnerUsername, Scope,
    TokenResponse, TokenUrl,
};
use plaza_core::{ConnectorError, Millis, say};
use serde_json::{Value, json};

use super::answer::{raw_body, read_body};
use super::limits::Purpose;
use super::model::OAuth;
use super::refusal::wait_or_failure;
use super::session::Session;
use super::tokens::{DEFAULT_LIFE_MS, Token};
use crate::config::technical;
use crate::fetch::{Fetched, HeaderName, SourceFetcher, parse_url};
use crate::said;

impl Session {
    /// A token for the user whose password was entered, otherwise for the application itself.
    pub(super) async fn client_credentials(&self, oauth: &OAuth) -> Result<Token, ConnectorError> {
        let client = self.client(oauth)?;
        let scopes = oauth.scopes.iter().cloned().map(Scope::new);
        let carrier = self.carrier()?;
        let send = |request| carrier.clone().carry(request);
        let answer = match self.owner(oauth)? {
            Some((user, password)) => {
                let request = client.exchange_password(&user, &password).add_scopes(scopes);
                request.request_async(&send).await
            }
            None => {
                let request = client.exchange_client_credentials().add_scopes(scopes);
                request.request_async(&send).await
            }
        };
        self.hear(&carrier)?;
        self.token(answer, None)
    }

    /// A token for the account that `refresh_token` stands for.
    pub(super) async fn refreshed(
        &self,
        oauth: &OAuth,
        refresh_token: String,
    ) -> Result<Token, ConnectorError> {
        let refresh = RefreshToken::new(refresh_token.clone());
        let client = self.client(oauth)?;
        let carrier = self.carrier()?;
        let send = |request| carrier.clone().carry(request);
        let answer = client.exchange_refresh_token(&refresh).request_async(&send).await;
        self.hear(&carrier)?;
        self.token(answer, Some(refresh_token))
    }

    /// User and password of the resource owner, where both were entered.
    fn owner(
        &self,
        oauth: &OAuth,
    ) -> Result<Option<(ResourceOwnerUsername, ResourceOwnerPassword)>, ConnectorError> {
        let Some((user, password)) = &oauth.owner else { return Ok(None) };
        let context = self.context([]);
        let (user, password) = (self.fill(user, &context)?, self.fill(password, &context)?);
        if user.is_empty() || password.is_empty() {
            return Ok(None);
        }
        Ok(Some((ResourceOwnerUsername::new(user), ResourceOwnerPassword::new(password))))
    }

    /// Notes what the token address says about its limits. The manifest's error rules apply to an
    /// answer that is not an OAuth answer.
    fn hear(&self, carrier: &Carrier) -> Result<(), ConnectorError> {
        let Some(fetched) = carrier.heard.get() else { return Ok(()) };
        let body = read_body(fetched).unwrap_or_else(|| raw_body(fetched));
        self.keep_to_limits(fetched, &body, Purpose::Read);
        if !is_specified(fetched)
            && let Some(error) = self.named_error(fetched, &body, Purpose::Read)?
        {
            return Err(error);
        }
        Ok(())
    }

    pub(super) fn client(&self, oauth: &OAuth) -> Result<Client, ConnectorError> {
        let context = self.context([]);
        let url = TokenUrl::new(self.fill(&oauth.token_url, &context)?)
            .map_err(|error| self.unfit(&format!("the token address: {error}")))?;
        let id = ClientId::new(self.fill(&oauth.client_id, &context)?);
        let mut client = BasicClient::new(id).set_token_uri(url);
        if let Some(secret) = &oauth.client_secret {
            let secret = ClientSecret::new(self.fill(secret, &context)?);
            // RFC 6749 lets servers refuse credentials in the body; the header always works.
            client = client.set_client_secret(secret).set_auth_type(AuthType::BasicAuth);
        }
        Ok(client)
    }

    fn token(&self, answer: TokenAnswer, refresh: Option<String>) -> Result<Token, ConnectorError> {
        let answer = answer.map_err(|error| self.refused(error))?;
        let life = answer.expires_in().and_then(|life| Millis::try_from(life.as_millis()).ok());
        let changed = answer.refresh_token().map(|token| token.secret().clone());
        Ok(Token {
            access: answer.access_token().secret().clone(),
            until: self.now() + life.unwrap_or(DEFAULT_LIFE_MS),
            refresh: changed.or(refresh),
            ..Token::default()
        })
    }

    pub(super) fn refused(
        &self,
        error: RequestTokenError<ConnectorError, BasicErrorResponse>,
    ) -> ConnectorError {
        let error = match error {
            RequestTokenError::ServerResponse(response) => {
                let described = response.error_description().cloned();
                let reason = described.unwrap_or_else(|| response.error().to_string());
                let why = say!(
                    "no-access-token",
                    "{place} gives no access token ({reason}); enter this source's credentials \
                     again, or connect the account again",
                    place = self.place(),
                    reason
                );
                ConnectorError::Unauthorized(why)
            }
            RequestTokenError::Request(error) => self.obeyed(error),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => self.malformed(say!(
                "token-answer-wrong",
                "the answer of the token address is not as RFC 6749 asks"
            )),
        };
        self.redacted(error)
    }

    pub(super) fn carrier(&self) -> Result<Carrier, ConnectorError> {
        let headers = self.headers(&self.context([]))?;
        Ok(Carrier { http: self.http.clone(), headers, heard: Arc::default() })
    }
}

pub(super) type Client =
    BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

type TokenAnswer =
    Result<BasicTokenResponse, RequestTokenError<ConnectorError, BasicErrorResponse>>;

/// Carries a request of the OAuth library through the one HTTP client.
#[derive(Clone)]
pub(super) struct Carrier {
    http: SourceFetcher,
    /// The headers of the manifest.
    headers: Vec<(HeaderName, String)>,
    /// What the token address answered.
    heard: Arc<OnceLock<Fetched>>,
}

impl Carrier {
    pub(super) async fn carry(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let url = parse_url(&request.uri().to_string())?;
        let mut sent = self.http.request(request.method().clone(), url);
        for (name, value) in &self.headers {
            sent = sent.header(name.clone(), value);
        }
        // The library's own headers override those of the manifest.
        for (name, value) in request.headers() {
            let value =
                value.to_str().map_err(|error| ConnectorError::Malformed(technical(error)))?;
            sent = sent.header(name.clone(), value);
        }
        let body = request.into_body();
        let sent = sent.body("application/x-www-form-urlencoded", body);
        let sent = sent.only_reads().hand_back_waits();
        let fetched = sent.send_raw().await?;
        let fetched = self.heard.get_or_init(|| fetched).clone();
        if !is_specified(&fetched) {
            wait_or_failure(&fetched, self.http.clock().now())?;
            is_refused_in_words(&fetched)?;
        }
        let status = specified_status(&fetched);
        let mut answer = HttpResponse::new(as_specified(fetched.body));
        *answer.status_mut() = oauth2::http::StatusCode::from_u16(status)
            .map_err(|error| ConnectorError::Malformed(technical(error)))?;
        *answer.headers_mut() = fetched.headers;
        Ok(answer)
    }
}

/// Whether the answer is a success or holds the error object of RFC 6749.
fn is_specified(fetched: &Fetched) -> bool {
    fetched.status < 400 || error_of(&fetched.body).is_some()
}

/// The error in the answer of a token address, where that holds no token.
fn error_of(body: &[u8]) -> Option<String> {
    let answer = serde_json::from_slice::<Value>(body).ok()?;
    let error = answer["error"].as_str().filter(|_| answer["access_token"].is_null())?;
    Some(error.to_owned())
}

/// Some servers, such as Reddit's, refuse with status 200.
fn specified_status(fetched: &Fetched) -> u16 {
    if fetched.status < 400 && error_of(&fetched.body).is_some() { 400 } else { fetched.status }
}

/// An error where credentials are refused without that object.
fn is_refused_in_words(fetched: &Fetched) -> Result<(), ConnectorError> {
    if matches!(fetched.status, 400 | 401 | 403) {
        let host = fetched.final_url.host_str().unwrap_or_default();
        let why = say!(
            "no-access-token-for",
            "{host} gives no access token for this source's credentials; enter them again",
            host
        );
        let words = fetched.words().map(|words| said::shortened(&words));
        return Err(ConnectorError::Unauthorized(why.saying(words)));
    }
    Ok(())
}

/// An answer of a token address in the form of RFC 6749: some servers give the lifetime as text and
/// omit the type.
fn as_specified(body: Vec<u8>) -> Vec<u8> {
    let Ok(Value::Object(mut answer)) = serde_json::from_slice::<Value>(&body) else { return body };
    if !answer.contains_key("access_token") {
        return body;
    }
    let life = answer.get("expires_in").and_then(Value::as_str).and_then(|s| s.parse::<u64>().ok());
    if let Some(life) = life {
        answer.insert("expires_in".to_owned(), json!(life));
    }
    answer.entry("token_type").or_insert_with(|| json!("bearer"));
    serde_json::to_vec(&answer).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_token_addresses_are_read_leniently() {
        let answer = as_specified(br#"{"access_token":"a","expires_in":"359999"}"#.to_vec());
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let right = json!({ "access_token": "a", "expires_in": 359_999, "token_type": "bearer" });
        assert_eq!(answer, right);
        assert_eq!(as_specified(b"<p>no".to_vec()), b"<p>no");
        let refused = error_of(br#"{"error":"invalid_grant"}"#);
        assert_eq!(refused.as_deref(), Some("invalid_grant"));
        assert_eq!(error_of(br#"{"message":"Unauthorized","error":401}"#), None);
    }
}
