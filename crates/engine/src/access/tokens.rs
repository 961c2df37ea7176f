//! API tokens, for programs.

use plaza_core::{
    Message, Millis, Permission, Role, TokenId, UserId, Zone, limits, say, to_rfc3339,
};
use plaza_store::Action;
use plaza_store::access::{ApiToken, NewToken};
use serde_json::json;

use super::{Access, secret};
use crate::{Actor, EngineError, entered};

/// Begins every token, so that scanners of leaked secrets can tell what it is.
const PREFIX: &str = "plaza_";
/// How often a token's last use is written down.
const TOUCH_EVERY: Millis = 60_000;

impl Access {
    /// Makes a token that may do no more than its maker, until `expires_at` (milliseconds UTC);
    /// the secret is returned once and not kept. People make them for themselves; one that is made
    /// with another token needs a role that manages users, and ends with that one.
    ///
    /// # Errors
    /// Forbidden, a name that is empty or too long, or an end that lies in the past.
    pub async fn create_token(
        &self,
        actor: &Actor,
        name: &str,
        role: Role,
        expires_at: Option<Millis>,
    ) -> Result<(ApiToken, String), EngineError> {
        if actor.user_id.is_none() {
            actor.require(Permission::ManageUsers)?;
        }
        let now = self.now();
        if expires_at.is_some_and(|at| at <= now) {
            let message = say!("token-end-past", "lies in the past; choose a later day, or none");
            return Err(EngineError::invalid("expires_at", message));
        }
        let name = entered::line::<{ limits::TOKEN_NAME }>("name", name)?;
        let token = format!("{PREFIX}{}", secret::new_secret()?);
        let hash = secret::hash(&token);
        let made_with = actor.token_id;
        let new = NewToken { name: &name, token_hash: &hash, role, expires_at, made_with };
        let detail =
            json!({ "name": name, "role": role, "expires_at": expires_at.map(to_rfc3339) });
        let act = actor.act(Action::TokenCreate, now).with(detail);
        Ok((self.store.access().create_token(&new, &act).await?.value, token))
    }

    /// Gives a token another name. People do it with their own, administrators with all.
    ///
    /// # Errors
    /// Forbidden, no such token, or a name that is empty or too long.
    pub async fn rename_token(
        &self,
        actor: &Actor,
        id: TokenId,
        name: &str,
    ) -> Result<(), EngineError> {
        let before = self.managed_token(actor, id).await?;
        let name = entered::line::<{ limits::TOKEN_NAME }>("name", name)?;
        let detail = json!({ "name": name, "before": before.name });
        let act = actor.act(Action::TokenRename, self.now()).with(detail);
        self.store.access().rename_token(id, &name, &act).await?;
        Ok(())
    }

    /// The token, if the actor may change it: their own, or any for who manages users.
    async fn managed_token(&self, actor: &Actor, id: TokenId) -> Result<ApiToken, EngineError> {
        let found = self.store.access().token(id, self.now()).await?;
        let token = found.ok_or(EngineError::NotFound("token"))?;
        if actor.user_id.is_none() || token.created_by != actor.user_id {
            actor.require(Permission::ManageUsers)?;
        }
        Ok(token)
    }

    /// The tokens that a person has made, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tokens_of(&self, user: UserId) -> Result<Vec<ApiToken>, EngineError> {
        let all = self.tokens().await?;
        Ok(all.into_iter().filter(|token| token.created_by == Some(user)).collect())
    }

    /// Makes a token worthless, and those that were made with it. People do it with their own,
    /// administrators with all.
    ///
    /// # Errors
    /// Forbidden, or no such token.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), EngineError> {
        self.managed_token(actor, id).await?;
        let act = actor.act(Action::TokenRevoke, self.now());
        self.store.access().revoke_token(id, &act).await?;
        self.rights_have_changed();
        Ok(())
    }

    /// All tokens with what each may do now, those that have ended included, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, EngineError> {
        Ok(self.store.access().tokens(self.now()).await?)
    }

    /// Whom a bearer token stands for, if it is valid: with no more rights than its maker has now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token(&self, bearer: &str) -> Result<Option<Actor>, EngineError> {
        if !bearer.starts_with(PREFIX) {
            return Ok(None);
        }
        let now = self.now();
        let token = self.store.access().token_by_hash(&secret::hash(bearer), now).await?;
        let Some((token, role)) = token.and_then(|token| token.may.map(|role| (token, role)))
        else {
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|last| now - last > TOUCH_EVERY) {
            self.store.access().touch_token(token.id, now).await?;
        }
        let name = format!("token {}", token.name);
        Ok(Some(Actor { user_id: None, token_id: Some(token.id), name, role }))
    }
}

impl Access {
    /// Why a bearer token opens nothing, for whoever holds it; `None` for one that never was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token_refusal(&self, bearer: &str) -> Result<Option<Message>, EngineError> {
        let now = self.now();
        let found = self.store.access().token_by_hash(&secret::hash(bearer), now).await?;
        Ok(found.map(|token| match token.expires_at {
            _ if token.revoked_at.is_some() => {
                say!("token-was-revoked", "this token was revoked; use another one")
            }
            Some(at) if at <= now => {
                say!(
                    "token-has-ended",
                    "this token ended on {at}; make another one",
                    at = to_rfc3339(at)
                )
            }
            _ => say!(
                "token-maker-gone",
                "this token has stopped with the account or the token that it was made with"
            ),
        }))
    }
}

/// When a token ends, as people in `zone` write it: a day, to whose end it works, or a moment.
///
/// # Errors
/// It is neither.
pub fn parse_expiry(text: &str, zone: Zone) -> Result<Millis, EngineError> {
    zone.end(text).map_err(|error| EngineError::invalid("expires_at", error.message()))
}

#[cfg(test)]
mod tests {
    use plaza_core::parse_timestamp;

    use super::*;

    #[test]
    fn a_day_lasts_until_its_end_and_a_moment_is_one() {
        let midnight = parse_timestamp("2026-02-01T00:00:00Z").unwrap();
        assert_eq!(parse_expiry(" 2026-01-31 ", Zone::UTC).unwrap(), midnight);
        assert_eq!(parse_expiry("2026-02-01T00:00:00Z", Zone::UTC).unwrap(), midnight);
        for text in ["", "soon", "2026-13-01"] {
            let refused = parse_expiry(text, Zone::UTC);
            assert!(
                matches!(refused, Err(EngineError::Invalid { field: "expires_at", .. })),
                "{text}"
            );
        }
    }
}
