//! Random secrets, and the hashes under which they are stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::{EngineError, random_bytes};

/// 256 bits: guessing is hopeless, so that a plain fast hash is enough for storing.
const SECRET_BYTES: usize = 32;

/// A new secret of 43 letters, digits, `-` and `_`.
pub(super) fn new_secret() -> Result<String, EngineError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes(SECRET_BYTES)?))
}

/// The hash under which a secret is stored and found: SHA-256, base64url.
pub(super) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
        assert_ne!(hash(&one), hash(&two));
        assert_eq!(hash(&one), hash(&one));
        assert!(!hash(&one).contains(&one));
    }
}
