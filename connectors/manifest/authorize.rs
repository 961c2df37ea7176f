//! Connecting an account in a browser: OAuth 2's authorization code grant with PKCE.

use std::collections::BTreeMap;

use async_trait::async_trait;
use oauth2::{
    AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use plaza_core::{Authorization, ConnectorError, say};
use url::Url;

use super::model::{Auth, OAuth};
use super::session::Session;

/// An account that is being connected.
struct Connecting {
    session: Session,
    field: String,
    url: Url,
    redirect: RedirectUrl,
    state: CsrfToken,
    verifier: String,
}

impl Session {
    /// Begins to connect an account; `None` where the platform does not need this step.
    pub(super) fn connect(
        self,
        redirect: &str,
    ) -> Result<Option<Box<dyn Authorization>>, ConnectorError> {
        let Auth::AuthorizationCode { oauth, field, authorize_url } = &self.manifest.auth else {
            return Ok(None);
        };
        let wrong = |what: &str, why: &dyn std::fmt::Display| {
            self.malformed(say!(
                "no-address",
                "`{value}` is not an address: {technical}",
                value = what,
                technical = why.to_string()
            ))
        };
        let sign_in = AuthUrl::new(self.fill(authorize_url, &self.context([]))?)
            .map_err(|why| wrong("authorize_url", &why))?;
        let redirect = RedirectUrl::new(redirect.to_owned())
            .map_err(|why| wrong("the address to come back to", &why))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(oauth)?.set_auth_uri(sign_in).set_redirect_uri(redirect.clone());
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(oauth.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        let (field, verifier) = (field.clone(), verifier.into_secret());
        Ok(Some(Box::new(Connecting { session: self, field, url, redirect, state, verifier })))
    }
}

#[async_trait]
impl Authorization for Connecting {
    fn url(&self) -> &Url {
        &self.url
    }

    async fn finish(&self, returned: &str) -> Result<BTreeMap<String, String>, ConnectorError> {
        let code = self.code(returned)?;
        let token = self.exchange(self.oauth()?, code).await?;
        Ok(BTreeMap::from([(self.field.clone(), token)]))
    }
}

impl Connecting {
    fn oauth(&self) -> Result<&OAuth, ConnectorError> {
        match &self.session.manifest.auth {
            Auth::AuthorizationCode { oauth, .. } => Ok(oauth),
            _ => {
                Err(self.session.malformed(say!("connects-no-accounts", "it connects no accounts")))
            }
        }
    }

    /// The code in the address that the browser was sent back to.
    fn code(&self, returned: &str) -> Result<String, ConnectorError> {
        let url = crate::fetch::parse_url(returned)?;
        let value = |name: &str| {
            url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if let Some(error) = value("error_description").or_else(|| value("error")) {
            return Err(ConnectorError::Unauthorized(say!(
                "sign-in-ended",
                "the sign-in ended with: {words}",
                words = error.clone()
            )));
        }
        if value("state").as_ref() != Some(self.state.secret()) {
            return Err(ConnectorError::Unauthorized(say!(
                "sign-in-other",
                "the address belongs to another sign-in; begin again"
            )));
        }
        value("code").ok_or_else(|| {
            self.session.malformed(say!("sign-in-no-code", "the address carries no code"))
        })
    }

    async fn exchange(&self, oauth: &OAuth, code: String) -> Result<String, ConnectorError> {
        let client = self.session.client(oauth)?.set_redirect_uri(self.redirect.clone());
        let carrier = self.session.carrier()?;
        let send = |request| carrier.clone().carry(request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(oauth2::PkceCodeVerifier::new(self.verifier.clone()))
            .request_async(&send)
            .await
            .map_err(|error| self.session.refused(error))?;
        let refresh = answer.refresh_token().map(|token| token.secret().clone());
        refresh.ok_or_else(|| {
            self.session.malformed(say!(
                "no-refresh-token",
                "it gives no refresh token; ask for a scope that allows one"
            ))
        })
    }
}
