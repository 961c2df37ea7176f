//! The account that Plaza uses on a platform.

use std::sync::PoisonError;

use jaq_json::Val;
use plaza_core::{ConnectorError, Millis, say};

use super::jq::Scope;
use super::limits::Purpose;
use super::model::Account;
use super::session::Session;

/// How long an account's identity is remembered.
const ACCOUNT_MS: Millis = 3_600_000;

impl Session {
    /// What programs see: the settings and the account.
    pub(super) async fn scope(&self) -> Result<Scope, ConnectorError> {
        let me = self.me().await?;
        Ok(Scope { me, ..self.plain_scope() })
    }

    /// The account that Plaza answers with, as the platform describes it; `null` without one.
    pub(super) async fn me(&self) -> Result<Val, ConnectorError> {
        let Some(account) = self.manifest.account.as_ref().filter(|a| self.has(&a.needs)) else {
            return Ok(Val::Null);
        };
        let asked = self.me.get_or_try_init(|| async {
            if let Some(me) = self.known_account() {
                return Ok(me);
            }
            let mut me = self.ask_account(account).await?;
            // Platforms that treat a request without a valid token as anonymous do not refuse a
            // token that has expired early.
            if me.is_none() && self.shared.tokens.end(&self.account, self.now()) {
                me = self.ask_account(account).await?;
            }
            let me = me.ok_or_else(|| self.stranger())?;
            let mut accounts = self.shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            accounts.retain(|_, (until, _)| *until > self.now());
            accounts.insert(self.account.clone(), (self.now() + ACCOUNT_MS, me.clone()));
            Ok(me)
        });
        asked.await.cloned()
    }

    /// What the platform says about the account; `None` where it does not know us.
    async fn ask_account(&self, account: &Account) -> Result<Option<Val>, ConnectorError> {
        let context = self.context([]);
        let answer = self.exchange(&account.request, &context, None, Purpose::Read).await?;
        match &account.select {
            None => Ok(Some(answer.body)),
            Some(select) => select
                .first(&answer.body, &self.plain_scope())
                .map_err(|why| self.unfit(&format!("the account: {why}"))),
        }
    }

    fn stranger(&self) -> ConnectorError {
        ConnectorError::Unauthorized(say!(
            "place-stranger",
            "{place} takes us for a stranger: it does not accept this source's credentials, enter \
             them again",
            place = self.place()
        ))
    }

    fn known_account(&self) -> Option<Val> {
        let accounts = self.shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, me) = accounts.get(&self.account)?;
        (self.now() < *until).then(|| me.clone())
    }
}
