//! Back-off: how often a password may be tried, and by how many at once.
//!
//! A try counts for the account at that address, for the address, and for the account wherever it
//! comes from. Strangers' tries never close an account: they make the next strangers' tries fewer,
//! and a browser in which its owner has signed in before has a count of its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use plaza_core::{Millis, UserId};
use plaza_store::access::{NewTry, Tries};

use super::{Access, secret};
use crate::EngineError;

/// 15 minutes, in which failed tries count.
const WINDOW: Millis = 15 * 60_000;
/// Failed tries for one account from one address, from a known browser, or at one's own password.
const MAX_TRIES: i64 = 10;
/// Failed tries from one address, whatever the account.
const MAX_OF_ADDRESS: i64 = 30;
/// Failed tries for one account from anywhere, after which each address has only [`FEWER_TRIES`].
const MANY_FOR_ACCOUNT: i64 = 50;
/// What an address may try while many others do; enough for a slip of the finger.
const FEWER_TRIES: i64 = 3;

/// Sign-ins under way and waiting; more are sent away, so that a flood costs no memory.
const PLACES: usize = 64;
/// Of these, places that only known browsers may take.
const KEPT_FOR_KNOWN: usize = 8;
/// Places for one address, or for one known browser.
const PLACES_EACH: usize = 4;

/// Who stands at the door.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// Where they come from.
    pub address: IpAddr,
    /// What their browser was given when somebody signed in there; see
    /// [`SignedIn::device`](super::SignedIn::device).
    pub device: Option<&'a str>,
    /// What the browser calls itself; empty where it says nothing.
    pub agent: &'a str,
}

/// The name of an address. An IPv6 customer has at least a /64, so that one counts as one.
pub(super) fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("address:{v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// What one try is counted under.
pub(super) enum Door {
    /// A browser that is known for this account.
    Known { device: String },
    /// Anybody else.
    Unknown { here: String, address: String, account: String },
    /// A person who is in and shows their password again.
    Own { user: String },
}

impl Door {
    /// For a stranger who names that account. Addresses are hashed where they stand beside an
    /// account, and accounts always, since people type passwords into the wrong field.
    pub(super) fn unknown(email: &str, address: String) -> Self {
        let account = secret::hash(email);
        Self::Unknown {
            here: format!("here:{}", secret::hash(&format!("{account} {address}"))),
            address,
            account: format!("account:{account}"),
        }
    }

    /// For a browser that is known for that account.
    pub(super) fn known(device_hash: &str, email: &str) -> Self {
        let device = secret::hash(&format!("{device_hash} {email}"));
        Self::Known { device: format!("device:{device}") }
    }

    /// For a person who is in.
    pub(super) fn own(user: UserId) -> Self {
        Self::Own { user: format!("own:{user}") }
    }

    fn keys(&self) -> Vec<String> {
        match self {
            Self::Known { device } => vec![device.clone()],
            Self::Unknown { here, address, account } => {
                vec![here.clone(), address.clone(), account.clone()]
            }
            Self::Own { user } => vec![user.clone()],
        }
    }

    /// The keys whose failed tries are forgotten by those who show that they are the owner. Not
    /// those of the address: everybody has an account of their own to sign in to.
    pub(super) fn forgiven(&self) -> Vec<String> {
        match self {
            Self::Known { device: key }
            | Self::Unknown { here: key, .. }
            | Self::Own { user: key } => {
                vec![key.clone()]
            }
        }
    }

    /// Until when a try is refused, by the tries under each key.
    fn refused_until(&self, tries: &[Tries]) -> Option<Millis> {
        let until = |tries: &Tries, most: i64| {
            let first = tries.first_at.filter(|_| tries.count >= most);
            first.map(|first| first + WINDOW)
        };
        match (self, tries) {
            (Self::Unknown { .. }, [here, address, account]) => {
                let many = account.count >= MANY_FOR_ACCOUNT;
                let most = if many { FEWER_TRIES } else { MAX_TRIES };
                until(here, most).max(until(address, MAX_OF_ADDRESS))
            }
            (_, tries) => tries.iter().filter_map(|tries| until(tries, MAX_TRIES)).max(),
        }
    }
}

impl Access {
    /// Counts a try under a fresh id, which takes it back when it was right; or says until when
    /// it is refused.
    pub(super) async fn begin_try(
        &self,
        door: &Door,
    ) -> Result<Result<String, Millis>, EngineError> {
        let (keys, at) = (door.keys(), self.now());
        let since = at - WINDOW;
        // A flood of refused tries writes nothing, and holds no writer up.
        if let Some(until) = door.refused_until(&self.store.access().tries(&keys, since).await?) {
            return Ok(Err(until));
        }
        let id = secret::new_secret()?;
        let new = NewTry { id: &id, keys: &keys, since, at };
        let refused =
            self.store.access().begin_try(&new, |tries| door.refused_until(tries)).await?;
        Ok(refused.map_or(Ok(id), Err))
    }
}

/// Who is signing in right now, in this process.
#[derive(Default)]
pub(super) struct Places(Arc<Mutex<HashMap<String, usize>>>);

/// A place that is free again when it is dropped.
pub(super) struct Place {
    who: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Places {
    /// Takes a place, unless `who` has enough of them or there are none.
    pub(super) fn take(&self, who: String, known: bool) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = if known { PLACES } else { PLACES - KEPT_FOR_KNOWN };
        let own = taken.get(&who).copied().unwrap_or_default();
        if own >= PLACES_EACH || taken.values().sum::<usize>() >= most {
            return None;
        }
        taken.insert(who.clone(), own + 1);
        Some(Place { who, taken: Arc::clone(&self.0) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.who) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.remove(&self.who)),
        }
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
        let door = Door::unknown("ana@example.com", key("192.0.2.1"));
        assert!(door.keys().iter().all(|key| !key.contains("ana")), "{:?}", door.keys());
    }

    #[test]
    fn one_address_takes_few_places_and_leaves_the_others_theirs() {
        let places = Places::default();
        let take = |who: &str, known| places.take(who.to_owned(), known);
        let mut held: Vec<_> = (0..PLACES_EACH).map(|_| take("flood", false).unwrap()).collect();
        assert!((0..100).all(|_| take("flood", false).is_none()));
        held.extend((0..52).map(|n| take(&n.to_string(), false).unwrap()));
        assert!(take("late", false).is_none(), "no place is left for strangers");
        held.extend((0..KEPT_FOR_KNOWN).map(|n| take(&format!("k{n}"), true).unwrap()));
        assert!(take("k", true).is_none());
        held.clear();
        assert!(places.0.lock().unwrap().is_empty(), "nothing is remembered of those who left");
    }

    #[test]
    fn many_tries_for_an_account_leave_every_address_a_few() {
        let door = Door::unknown("ana@example.com", "address:a".to_owned());
        let refused = |here: i64, address: i64, account: i64| {
            let tries = |count| Tries { count, first_at: Some(5) };
            door.refused_until(&[tries(here), tries(address), tries(account)])
        };
        assert_eq!(refused(9, 29, 49), None);
        assert_eq!(refused(10, 10, 10), Some(5 + WINDOW));
        assert_eq!(refused(0, 30, 0), Some(5 + WINDOW));
        assert_eq!(refused(2, 2, 10_000), None, "nobody can close an account for its owner");
        assert_eq!(refused(3, 3, 50), Some(5 + WINDOW));
    }
}
