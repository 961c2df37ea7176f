//! Access tokens that are kept until they end.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use cookie::Cookie;
use plaza_core::Millis;

use crate::fetch::{HeaderMap, header};

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
#[derive(Clone, Default)]
pub(super) struct Token {
    /// Empty where only cookies say who we are.
    pub(super) access: String,
    pub(super) until: Millis,
    /// The newest refresh token, for servers that replace it with each use.
    pub(super) refresh: Option<String>,
    /// Cookies that answers have set.
    pub(super) cookies: BTreeMap<String, String>,
    /// What a login's answers gave besides, such as a value against forged requests.
    pub(super) kept: BTreeMap<String, String>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(***)")
    }
}

impl Tokens {
    /// The account's token, while it is valid.
    pub(super) fn valid(&self, account: &str, now: Millis) -> Option<Token> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = tokens.get(account)?;
        (now < token.until - EARLY_MS).then(|| token.clone())
    }

    /// Takes over the cookies that a later answer has set.
    pub(super) fn set_cookies(&self, account: &str, headers: &HeaderMap) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = tokens.get_mut(account) {
            take_cookies(&mut token.cookies, headers);
        }
    }

    /// Everything secret that is kept for the account.
    pub(super) fn secrets(&self, account: &str) -> Vec<String> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(token) = tokens.get(account) else { return Vec::new() };
        let refresh = token.refresh.iter().chain([&token.access]);
        refresh.chain(token.cookies.values()).chain(token.kept.values()).cloned().collect()
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

/// Adds the cookies that an answer sets, and drops those that it takes away (RFC 6265).
pub(super) fn take_cookies(cookies: &mut BTreeMap<String, String>, headers: &HeaderMap) {
    for value in headers.get_all(header::SET_COOKIE) {
        let Some(cookie) = value.to_str().ok().and_then(|text| Cookie::parse(text).ok()) else {
            continue;
        };
        let is_over = cookie.max_age().is_some_and(|age| !age.is_positive())
            || cookie.expires_datetime().is_some_and(|at| at.unix_timestamp() <= 1);
        if is_over || cookie.value().is_empty() {
            cookies.remove(cookie.name());
        } else {
            cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_come_and_go() {
        let mut headers = HeaderMap::new();
        for text in [
            "sid=abc=1; Path=/; HttpOnly; SameSite=Lax",
            "theme=dark; Max-Age=3600",
            "old=; Path=/",
            "gone=x; Max-Age=0",
            "past=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "nonsense",
        ] {
            headers.append(header::SET_COOKIE, text.parse().unwrap());
        }
        let mut cookies = BTreeMap::from(["old", "gone", "past"].map(|n| (n.into(), "1".into())));
        take_cookies(&mut cookies, &headers);
        let right = [("sid", "abc=1"), ("theme", "dark")];
        assert_eq!(cookies, BTreeMap::from(right.map(|(n, v)| (n.into(), v.into()))));
    }
}
