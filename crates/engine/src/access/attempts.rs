//! Back-off: how often a password may be tried.

use std::net::IpAddr;

use plaza_core::Millis;

use super::{Access, secret};
use crate::EngineError;

/// Failed tries within [`WINDOW`] after which further ones are refused unseen.
const MAX_TRIES: i64 = 10;
/// 15 minutes.
const WINDOW: Millis = 15 * 60_000;

/// The counter of an account. Hashed, since people type passwords into the wrong field.
pub(super) fn account_key(email: &str) -> String {
    format!("account:{}", secret::hash(email))
}

/// The counter of an address. An IPv6 customer has at least a /64, so that one counts as one.
pub(super) fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("address:{v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl Access {
    /// When to try again, if one of `keys` has used up its tries.
    pub(super) async fn refused_until(&self, keys: &[&str]) -> Result<Option<Millis>, EngineError> {
        let now = self.now();
        for key in keys {
            if self.store.access().attempts_since(key, now - WINDOW).await? >= MAX_TRIES {
                return Ok(Some(now + WINDOW));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_v6_network_count_together() {
        let key = |address: &str| address_key(address.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), "address:192.0.2.1");
        assert!(!account_key("ana@example.com").contains("ana"));
    }
}
