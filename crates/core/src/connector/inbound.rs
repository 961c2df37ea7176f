//! What platforms send to us by themselves: signed deliveries to an address of ours.

use std::fmt;

use thiserror::Error;

use super::page::Page;
use crate::Millis;

/// An HTTP request that a platform sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Names in lower case, and values that are readable text.
    pub headers: Vec<(String, String)>,
    /// The body as it came: signatures are about these bytes.
    pub body: Vec<u8>,
}

impl Delivery {
    /// The header `name`, written in lower case; `None` where it is missing or there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value.trim())
    }
}

/// Headers and bodies hold what is nobody's business: only the size is shown.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// A delivery that is from whom it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What tells this delivery from all others of the source; part of what was signed.
    pub key: String,
    /// From when on the signature itself is too old, milliseconds UTC; `None` where it never is,
    /// because nothing signed says when it was made.
    pub stale_at: Option<Millis>,
}

/// A delivery that is not accepted. The reason is for our own log, not for who sent it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Forged(pub String);

/// Takes deliveries of one platform.
pub trait Receiver: Send + Sync {
    /// Checks who sent a delivery, and that it is not late.
    ///
    /// # Errors
    /// No signature, one that does not fit, or one that is too old or from the future.
    fn verify(&self, delivery: &Delivery, now: Millis) -> Result<Verified, Forged>;

    /// Reads a delivery that was verified. What cannot be read is among the rejected; the page has
    /// no cursor.
    fn read(&self, delivery: &Delivery) -> Page;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_comes_twice_counts_for_nothing() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![header("a", " 1 "), header("b", "1"), header("b", "2")];
        let delivery = Delivery { headers, body: b"secret".to_vec() };
        assert_eq!(delivery.header("a"), Some("1"));
        assert_eq!((delivery.header("b"), delivery.header("c")), (None, None));
        assert_eq!(format!("{delivery:?}"), "Delivery { bytes: 6, .. }");
    }
}
