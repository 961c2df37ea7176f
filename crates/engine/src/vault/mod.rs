//! Secrets of sources, sealed at rest.
//!
//! XChaCha20-Poly1305 with a fresh nonce per value; the key lies outside the database. A sealed
//! value is bound to its source's kind and field by the associated data, so that it cannot be
//! moved into a field that shows its value.

mod file;
mod rotation;

use std::fmt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::random::random_array;

pub use file::KeyFile;
pub use rotation::Rotation;

const PREFIX: &str = "sealed:1:";
const NONCE_BYTES: usize = 24;

/// The key that seals secrets; from `PLAZA_KEY` or the key file in the data folder.
#[derive(Clone)]
pub struct MasterKey {
    cipher: XChaCha20Poly1305,
    /// Names the key without telling anything of it.
    id: String,
    /// The file that it was read from, where it was.
    file: Option<PathBuf>,
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

/// Why a secret cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The key's text is not 32 bytes in hexadecimal.
    #[error("the key must be 64 hexadecimal digits")]
    BadKey,
    /// The operating system gives no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// Sealed with another key, or damaged.
    #[error("a secret was sealed with another key; restore the key file or enter the secret again")]
    WrongKey,
    /// The key file cannot be read or written; the text says which and why.
    #[error("{0}")]
    File(String),
}

impl MasterKey {
    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError::BadKey`].
    pub fn from_hex(hex: &str) -> Result<Self, KeyError> {
        let hex = hex.trim();
        if hex.len() != 64 || !hex.is_ascii() {
            return Err(KeyError::BadKey);
        }
        let mut bytes = [0_u8; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).map_err(|_| KeyError::BadKey)?;
        }
        let digest = Sha256::new().chain_update(b"plaza key id").chain_update(bytes).finalize();
        let id = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { cipher: XChaCha20Poly1305::new(&Key::from(bytes)), id, file: None })
    }

    /// A fresh key as 64 hexadecimal digits, for the key file.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn generate_hex() -> Result<String, KeyError> {
        let bytes: [u8; 32] = random_array().map_err(|_| KeyError::NoRandomness)?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Names the key: 16 hexadecimal digits of a hash that does not lead back to it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seals `secret` for the field `context`.
    pub(crate) fn seal(&self, context: &str, secret: &str) -> Result<String, KeyError> {
        let nonce: [u8; NONCE_BYTES] = random_array().map_err(|_| KeyError::NoRandomness)?;
        let payload = Payload { msg: secret.as_bytes(), aad: context.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::WrongKey)?;
        Ok(format!("{PREFIX}{}", BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens what [`Self::seal`] made for the same field.
    pub(crate) fn open(&self, context: &str, sealed: &str) -> Result<String, KeyError> {
        let bytes = sealed
            .strip_prefix(PREFIX)
            .and_then(|text| BASE64.decode(text).ok())
            .ok_or(KeyError::WrongKey)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES).ok_or(KeyError::WrongKey)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| KeyError::WrongKey)?;
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        let open =
            self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::WrongKey)?;
        String::from_utf8(open).map_err(|_| KeyError::WrongKey)
    }
}

/// Whether a stored value is a sealed one.
pub(crate) fn is_sealed(value: &str) -> bool {
    value.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_for_one_field_only_and_never_twice_alike() {
        let key = MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap();
        let sealed = key.seal("wordpress/password", "s3cret").unwrap();
        assert!(!sealed.contains("s3cret"));
        assert_ne!(sealed, key.seal("wordpress/password", "s3cret").unwrap());
        assert_eq!(key.open("wordpress/password", &sealed).unwrap(), "s3cret");
        assert_eq!(key.open("wordpress/url", &sealed), Err(KeyError::WrongKey));
        let other = MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap();
        assert_eq!(other.open("wordpress/password", &sealed), Err(KeyError::WrongKey));
        assert_eq!(key.open("a", "sealed:1:AA"), Err(KeyError::WrongKey));
        assert_eq!(format!("{key:?}"), "MasterKey(***)");
    }

    #[test]
    fn keys_are_named_without_telling_them() {
        let hex = MasterKey::generate_hex().unwrap();
        let key = MasterKey::from_hex(&hex).unwrap();
        assert_eq!(key.id(), MasterKey::from_hex(&hex.to_uppercase()).unwrap().id());
        assert_eq!(key.id().len(), 16);
        assert!(!hex.contains(key.id()));
    }

    #[test]
    fn refuses_other_keys() {
        for bad in ["", "abc", &"g".repeat(64), &"ñ".repeat(32)] {
            assert!(matches!(MasterKey::from_hex(bad), Err(KeyError::BadKey)), "{bad}");
        }
    }
}
