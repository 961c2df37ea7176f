//! Access tokens that are kept until they end.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use plaza_core::Millis;

/// A token is renewed this long before it ends.
const EARLY_MS: Millis = 60_000;
/// How long a token lives if the server does not say.
pub(super) const DEFAULT_LIFE_MS: Millis = 3_600_000;
/// Maximum number of tokens remembered.
const MAX_TOKENS: usize = 4_096;

/// Access tokens by account; they are never written anywhere.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<String, Token>>);

/// An access token, until when it is valid, and how to get the next one.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) access: String,
    pub(super) until: Millis,
    /// The newest refresh token, for servers that replace it with each use.
    pub(super) refresh: Option<String>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(***)")
    }
}

impl Tokens {
    /// The account's token, while it is valid.
    pub(super) fn valid(&self, account: &str, now: Millis) -> Option<String> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = tokens.get(account)?;
        (now < token.until - EARLY_MS).then(|| token.access.clone())
    }

    /// The account's newest refresh token.
    pub(super) fn refresh(&self, account: &str) -> Option<String> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(account)?.refresh.clone()
    }

    /// Ends the account's token now; returns whether it was still valid.
    pub(super) fn end(&self, account: &str, now: Millis) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(token) = tokens.get_mut(account) else { return false };
        let was_good = now < token.until - EARLY_MS;
        token.until = now;
        was_good
    }

    /// Keeps the account's token.
    pub(super) fn keep(&self, account: &str, token: Token, now: Millis) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= MAX_TOKENS {
            tokens.retain(|_, token| token.until > now);
        }
        tokens.insert(account.to_owned(), token);
    }
}
