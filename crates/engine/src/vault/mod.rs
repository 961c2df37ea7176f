//! Secrets of sources, sealed at rest.
//!
//! XChaCha20-Poly1305 with a fresh nonce per value; the key lies outside the database. A sealed
//! value is bound by the associated data to its source's kind and field, so that it cannot be moved
//! into a field that shows its value, and to the servers that it was entered for, so that it does
//! not open for others.

mod binding;
mod check;
mod file;
mod lost;
mod rotation;

use std::fmt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use plaza_core::{Message, say};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::random::random_array;

pub(crate) use binding::Binding;
pub use file::KeyFile;
pub use lost::Forgotten;
pub use rotation::Rotation;

/// Begins every sealed value; the version of its form follows.
const SEALED: &str = "sealed:";
/// Begins values that versions of Plaza made that did not bind them to servers.
const UNBOUND: &str = "sealed:1:";
/// Begins values that name what they are bound to.
const BOUND: &str = "sealed:2:";
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
    /// Sealed for other servers than those that the settings name now.
    #[error("the address changed: enter the secrets again")]
    OtherDestination,
    /// The key that the stored secrets are sealed with is not here; the text says what is lost and
    /// what to do.
    #[error("{0}")]
    Lost(String),
    /// The key file cannot be read or written; the text says which and why.
    #[error("{0}")]
    File(String),
}

impl KeyError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::BadKey => say!("key-bad", "the key must be 64 hexadecimal digits"),
            Self::NoRandomness => {
                say!("no-randomness", "the operating system gave no random bytes")
            }
            Self::WrongKey => say!(
                "key-wrong",
                "a secret was sealed with another key; restore the key file or enter the secret \
                 again"
            ),
            Self::OtherDestination => {
                say!("key-other-destination", "the address changed: enter the secrets again")
            }
            Self::Lost(technical) => say!("key-lost", "{technical}", technical),
            Self::File(technical) => say!("key-file", "{technical}", technical),
        }
    }
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

    /// Seals `secret` for the field `context` and for the servers of `binding`.
    pub(crate) fn seal(
        &self,
        context: &str,
        binding: &Binding,
        secret: &str,
    ) -> Result<String, KeyError> {
        let sealed = self.encrypt(&bound(context, binding), secret)?;
        Ok(format!("{BOUND}{}:{sealed}", binding.as_str()))
    }

    /// Opens what [`Self::seal`] made for the same field and the same servers.
    pub(crate) fn open(
        &self,
        context: &str,
        binding: &Binding,
        sealed: &str,
    ) -> Result<String, KeyError> {
        let (named, sealed) = named_binding(sealed).ok_or(KeyError::WrongKey)?;
        if named != *binding {
            return Err(KeyError::OtherDestination);
        }
        self.decrypt(&bound(context, binding), sealed)
    }

    /// Opens a value of a version that did not bind them.
    pub(crate) fn open_unbound(&self, context: &str, sealed: &str) -> Result<String, KeyError> {
        self.decrypt(context, sealed.strip_prefix(UNBOUND).ok_or(KeyError::WrongKey)?)
    }

    /// Seals a text of Plaza's own for `context`, for as long as this key holds.
    pub(crate) fn seal_own(&self, context: &str, text: &str) -> Result<String, KeyError> {
        self.encrypt(context, text)
    }

    /// Opens what [`Self::seal_own`] made for the same context.
    pub(crate) fn open_own(&self, context: &str, sealed: &str) -> Result<String, KeyError> {
        self.decrypt(context, sealed)
    }

    /// Seals a value anew with the key `new`, for what it was sealed for.
    fn reseal(&self, new: &Self, context: &str, sealed: &str) -> Result<String, KeyError> {
        match named_binding(sealed) {
            Some((binding, _)) => {
                new.seal(context, &binding, &self.open(context, &binding, sealed)?)
            }
            None => {
                let secret = self.open_unbound(context, sealed)?;
                Ok(format!("{UNBOUND}{}", new.encrypt(context, &secret)?))
            }
        }
    }

    /// Whether this key opens a sealed value of that field.
    fn opens(&self, context: &str, sealed: &str) -> bool {
        match named_binding(sealed) {
            Some((binding, _)) => self.open(context, &binding, sealed).is_ok(),
            None => self.open_unbound(context, sealed).is_ok(),
        }
    }

    fn encrypt(&self, context: &str, secret: &str) -> Result<String, KeyError> {
        let nonce: [u8; NONCE_BYTES] = random_array().map_err(|_| KeyError::NoRandomness)?;
        let payload = Payload { msg: secret.as_bytes(), aad: context.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::WrongKey)?;
        Ok(BASE64.encode([nonce.as_slice(), &sealed].concat()))
    }

    fn decrypt(&self, context: &str, sealed: &str) -> Result<String, KeyError> {
        let bytes = BASE64.decode(sealed).map_err(|_| KeyError::WrongKey)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES).ok_or(KeyError::WrongKey)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| KeyError::WrongKey)?;
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        let open =
            self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::WrongKey)?;
        String::from_utf8(open).map_err(|_| KeyError::WrongKey)
    }
}

/// What a value is sealed with besides the key: neither field nor servers can be exchanged.
fn bound(context: &str, binding: &Binding) -> String {
    format!("{context}\n{}", binding.as_str())
}

/// The binding that a sealed value names, and the rest of it.
fn named_binding(sealed: &str) -> Option<(Binding, &str)> {
    let (binding, rest) = sealed.strip_prefix(BOUND)?.split_once(':')?;
    Some((Binding::named(binding), rest))
}

/// What a secret of that field is sealed for.
pub(crate) fn context_of(kind: &str, field: &str) -> String {
    format!("{kind}/{field}")
}

/// Whether a stored value was sealed by a version that did not bind it to servers.
pub(crate) fn is_unbound(value: &str) -> bool {
    value.starts_with(UNBOUND)
}

/// Whether a stored value is a sealed one.
pub(crate) fn is_sealed(value: &str) -> bool {
    value.starts_with(SEALED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MasterKey {
        MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap()
    }

    fn binding(host: &str) -> Binding {
        let mut servers = plaza_core::Destinations::default();
        servers.add("https", host, 443);
        Binding::of(&servers, None)
    }

    #[test]
    fn seals_for_one_field_only_and_never_twice_alike() {
        let (key, here) = (key(), binding("a.example"));
        let sealed = key.seal("wordpress/password", &here, "s3cret").unwrap();
        assert!(!sealed.contains("s3cret"));
        assert_ne!(sealed, key.seal("wordpress/password", &here, "s3cret").unwrap());
        assert_eq!(key.open("wordpress/password", &here, &sealed).unwrap(), "s3cret");
        assert_eq!(key.open("wordpress/url", &here, &sealed), Err(KeyError::WrongKey));
        assert_eq!(self::key().open("wordpress/password", &here, &sealed), Err(KeyError::WrongKey));
        assert_eq!(key.open("a", &here, "sealed:2:AA"), Err(KeyError::WrongKey));
        assert_eq!(format!("{key:?}"), "MasterKey(***)");
    }

    #[test]
    fn seals_for_the_servers_that_it_was_entered_for() {
        let (key, here, there) = (key(), binding("a.example"), binding("b.example"));
        let sealed = key.seal("feed/password", &here, "s3cret").unwrap();
        let refused = key.open("feed/password", &there, &sealed);
        assert_eq!(refused, Err(KeyError::OtherDestination));
        // A row that was edited by hand names the other servers itself.
        let forged = sealed.replace(here.as_str(), there.as_str());
        assert_eq!(key.open("feed/password", &there, &forged), Err(KeyError::WrongKey));
        let unbound = format!("{UNBOUND}{}", sealed.rsplit(':').next().unwrap());
        assert_eq!(key.open_unbound("feed/password", &unbound), Err(KeyError::WrongKey));
        assert_eq!(key.open("feed/password", &here, &unbound), Err(KeyError::WrongKey));
    }

    #[test]
    fn what_an_earlier_version_sealed_opens_and_says_that_it_is_not_bound() {
        let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        let key = MasterKey::from_hex(hex).unwrap();
        let sealed = format!("{UNBOUND}{}", key.encrypt("feed/password", "s3cret").unwrap());
        assert!(is_unbound(&sealed) && is_sealed(&sealed));
        assert_eq!(key.open_unbound("feed/password", &sealed).unwrap(), "s3cret");
        let new = self::key();
        let resealed = key.reseal(&new, "feed/password", &sealed).unwrap();
        assert_eq!(new.open_unbound("feed/password", &resealed).unwrap(), "s3cret");
        assert!(!is_unbound(&key.seal("feed/password", &binding("a"), "s").unwrap()));
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
