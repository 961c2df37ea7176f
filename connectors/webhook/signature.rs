//! Who sent a delivery: HMAC over its bytes, in the ways that platforms write it down.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use plaza_core::{ConfigError, Delivery, Forged, Message, Millis, Verified, say};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How far a delivery's time may be from ours.
const TOLERANCE_MS: Millis = 5 * 60_000;
/// Maximum number of signatures of one delivery; there are two while the secret is being changed.
const MAX_SIGNATURES: usize = 8;
/// Longest delivery id, in bytes.
const MAX_ID: usize = 200;
/// Shortest secret, in bytes.
const MIN_SECRET: usize = 8;
/// Prefix of a secret of Standard Webhooks.
const PREFIX: &str = "whsec_";

/// A way to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `Typeform-Signature: sha256=` and HMAC-SHA256 of the body in base64, without a time.
    Typeform,
    /// `X-Hub-Signature: sha1=` and HMAC-SHA1 of the body in hexadecimal, without a time.
    HubSha1,
    /// Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,` with
    /// HMAC-SHA256 of id, time and body in base64.
    Standard,
}

impl Scheme {
    /// The key that a secret stands for.
    pub(super) fn key(self, secret: &str) -> Result<Vec<u8>, ConfigError> {
        let secret = secret.trim();
        let refuse = |why: Message| ConfigError::new("secret", why);
        if secret.len() < MIN_SECRET {
            return Err(refuse(say!(
                "takes-secret",
                "takes at least {min} characters",
                min = MIN_SECRET
            )));
        }
        match (self, secret.strip_prefix(PREFIX)) {
            (Self::Standard, Some(encoded)) => {
                let bare = encoded.trim_end_matches('=');
                STANDARD_NO_PAD.decode(bare).map_err(|_| {
                    refuse(say!(
                        "takes-base64",
                        "takes base64 after {prefix}, as the platform shows it",
                        prefix = PREFIX
                    ))
                })
            }
            _ => Ok(secret.as_bytes().to_vec()),
        }
    }

    /// Checks a delivery against `key`.
    pub(super) fn verify(
        self,
        key: &[u8],
        delivery: &Delivery,
        now: Millis,
    ) -> Result<Verified, Forged> {
        match self {
            Self::Typeform => {
                let given = signature(delivery, "typeform-signature", "sha256=")?;
                check::<Hmac<Sha256>>(key, &[&delivery.body], STANDARD.decode(given).ok())?;
                Ok(timeless(delivery))
            }
            Self::HubSha1 => {
                let given = signature(delivery, "x-hub-signature", "sha1=")?;
                check::<Hmac<Sha1>>(key, &[&delivery.body], from_hex(given))?;
                Ok(timeless(delivery))
            }
            Self::Standard => standard(key, delivery, now),
        }
    }
}

fn standard(key: &[u8], delivery: &Delivery, now: Millis) -> Result<Verified, Forged> {
    let [id, sent, given] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let header = |name: &str| delivery.header(name).ok_or_else(|| missing(name));
    let (id, sent, given) = (header(id)?, header(sent)?, header(given)?);
    if id.is_empty() || id.len() > MAX_ID {
        return Err(Forged(format!("webhook-id has {} bytes; 1 to {MAX_ID} are taken", id.len())));
    }
    let at = sent.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1000));
    let at = at.ok_or_else(|| Forged("webhook-timestamp is not a number of seconds".to_owned()))?;
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", sent.as_bytes(), b".", &delivery.body];
    let signed = given
        .split_ascii_whitespace()
        .take(MAX_SIGNATURES)
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .any(|signature| {
            check::<Hmac<Sha256>>(key, &parts, STANDARD.decode(signature).ok()).is_ok()
        });
    if !signed {
        return Err(unfit());
    }
    // After the signature, so that only the platform learns our clock's time.
    if now.abs_diff(at) > TOLERANCE_MS.unsigned_abs() {
        return Err(Forged(format!(
            "it was signed {} s from now; 300 s are taken. Is a clock wrong?",
            now.abs_diff(at) / 1000
        )));
    }
    Ok(Verified { key: format!("id:{id}"), stale_at: Some(at.saturating_add(TOLERANCE_MS)) })
}

/// A delivery without a time is identified by its bytes, for ever.
fn timeless(delivery: &Delivery) -> Verified {
    let hash = Sha256::digest(&delivery.body);
    Verified { key: format!("body:{}", STANDARD_NO_PAD.encode(hash)), stale_at: None }
}

fn signature<'a>(delivery: &'a Delivery, header: &str, prefix: &str) -> Result<&'a str, Forged> {
    let value = delivery.header(header).ok_or_else(|| missing(header))?;
    value.strip_prefix(prefix).ok_or_else(unfit)
}

/// Compares in constant time.
fn check<M: Mac + KeyInit>(
    key: &[u8],
    parts: &[&[u8]],
    given: Option<Vec<u8>>,
) -> Result<(), Forged> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| unfit())?;
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(&given.unwrap_or_default()).map_err(|_| unfit())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect()
}

fn missing(header: &str) -> Forged {
    Forged(format!("the header {header} is missing, or there are several"))
}

fn unfit() -> Forged {
    Forged("the signature does not fit: the secret is another one, or the body was changed".into())
}
