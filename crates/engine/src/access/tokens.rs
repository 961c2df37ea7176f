//! API tokens, for programs.

use plaza_core::{Millis, Permission, Role, TokenId, limits};
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
    /// Makes a token with a role of its own; the secret is returned once and not kept.
    ///
    /// # Errors
    /// Forbidden, or a name that is empty or too long.
    pub async fn create_token(
        &self,
        actor: &Actor,
        name: &str,
        role: Role,
    ) -> Result<(ApiToken, String), EngineError> {
        actor.require(Permission::ManageUsers)?;
        let name = entered::line::<{ limits::TOKEN_NAME }>("name", name)?;
        let token = format!("{PREFIX}{}", secret::new_secret()?);
        let hash = secret::hash(&token);
        let new = NewToken { name: &name, token_hash: &hash, role };
        let detail = json!({ "name": name, "role": role });
        let act = actor.act(Action::TokenCreate, self.now()).with(detail);
        Ok((self.store.access().create_token(&new, &act).await?.value, token))
    }

    /// Makes a token worthless.
    ///
    /// # Errors
    /// Forbidden, or no such token.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), EngineError> {
        actor.require(Permission::ManageUsers)?;
        let act = actor.act(Action::TokenRevoke, self.now());
        self.store.access().revoke_token(id, &act).await?;
        Ok(())
    }

    /// Whom a bearer token stands for, if it is valid.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token(&self, bearer: &str) -> Result<Option<Actor>, EngineError> {
        if !bearer.starts_with(PREFIX) {
            return Ok(None);
        }
        let Some(token) = self.store.access().token_by_hash(&secret::hash(bearer)).await? else {
            return Ok(None);
        };
        let now = self.now();
        if token.last_used_at.is_none_or(|last| now - last > TOUCH_EVERY) {
            self.store.access().touch_token(token.id, now).await?;
        }
        let name = format!("token {}", token.name);
        Ok(Some(Actor { user_id: None, token_id: Some(token.id), name, role: token.role }))
    }
}
