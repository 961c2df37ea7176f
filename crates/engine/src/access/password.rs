//! Passwords: what is accepted, and how they are hashed.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use plaza_core::limits::{PASSWORD, PASSWORD_MIN};
use plaza_core::text::fold;
use plaza_core::{Message, say};
use tokio::sync::Semaphore;

use crate::EngineError;

/// Memory in KiB, passes and lanes that OWASP's Password Storage Cheat Sheet names for argon2id.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes computed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Fewer different characters than this are one key pressed again and again.
const MIN_DISTINCT: usize = 5;

/// The letters of passwords that everybody tries first; digits and signs around them do not help.
const COMMON: [&str; 26] = [
    "password",
    "passwort",
    "contrasena",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "asdfghjkl",
    "zxcvbnm",
    "admin",
    "administrator",
    "administrador",
    "letmein",
    "welcome",
    "bienvenido",
    "iloveyou",
    "tequiero",
    "changeme",
    "plaza",
    "plazaadmin",
    "secret",
    "monkey",
    "dragon",
    "football",
    "superman",
    "abc",
    "abcdefghijkl",
];

/// A well-formed hash that no password has; verifying against it takes as long as against a real
/// one, so that the time does not tell which accounts exist.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let nobody = argon2().ok()?.hash_password_with_salt(b"", b"nobody's own salt").ok()?;
    Some(nobody.to_string())
});

/// Hashes passwords on blocking threads, a few at a time.
pub(super) struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Hasher {
    /// The PHC string of `password` with a fresh salt.
    pub(super) async fn hash(&self, password: &str) -> Result<String, EngineError> {
        let password = password.to_owned();
        self.run(move || Ok(argon2()?.hash_password(password.as_bytes())?.to_string())).await
    }

    /// Whether `password` is the one that `stored` was made from; `None` takes the same time and
    /// says no.
    pub(super) async fn verify(
        &self,
        password: &str,
        stored: Option<&str>,
    ) -> Result<bool, EngineError> {
        let password = password.to_owned();
        let stored = stored.map(str::to_owned);
        self.run(move || {
            let known = stored.is_some();
            // Made at the first use, whoever asks, so that its making does not tell either.
            let nobody = NOBODY.as_deref();
            let Some(phc) = stored.as_deref().or(nobody) else { return Ok(false) };
            let hash = PasswordHash::new(phc)?;
            let matches = argon2()?.verify_password(password.as_bytes(), &hash).is_ok();
            Ok(matches && known)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let unavailable = |technical: String| {
            EngineError::Unavailable(say!(
                "passwords-unchecked",
                "passwords cannot be checked: {technical}",
                technical
            ))
        };
        let permit = Arc::clone(&self.0)
            .acquire_owned()
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        let done = done.await.map_err(|error| unavailable(error.to_string()))?;
        done.map_err(|error| unavailable(error.0))
    }
}

struct HashError(String);

impl<E: std::fmt::Display> From<E> for HashError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn argon2() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses passwords that are too short, too long, or among the first that somebody would try.
pub(super) fn check(password: &str, email: &str) -> Result<(), EngineError> {
    let refuse = |message: Message| Err(EngineError::invalid("password", message));
    let length = password.chars().count();
    if !(PASSWORD_MIN..=PASSWORD).contains(&length) {
        return refuse(say!(
            "password-length",
            "takes {min} to {max} characters; this has {length}",
            min = PASSWORD_MIN,
            max = PASSWORD,
            length
        ));
    }
    let folded = fold(password);
    let mut distinct: Vec<char> = folded.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < MIN_DISTINCT {
        return refuse(say!(
            "password-repeats",
            "repeats the same few characters; use several words"
        ));
    }
    let email = fold(email);
    let letters = letters_of(&folded);
    let local = email.split('@').next().unwrap_or_default();
    if folded.contains(&email) || (!local.is_empty() && letters == letters_of(local)) {
        return refuse(say!(
            "password-email",
            "is made from the e-mail address; use several words"
        ));
    }
    if is_sequence(&folded) || COMMON.iter().any(|common| is_repeated(&letters, common)) {
        return refuse(say!(
            "password-common",
            "is one of the first that others would try; use several words"
        ));
    }
    Ok(())
}

fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// `word` once or several times, and nothing else.
fn is_repeated(text: &str, word: &str) -> bool {
    !text.is_empty() && text.replace(word, "").is_empty()
}

/// Digits only that count up or down, such as 123456789012.
fn is_sequence(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    let step_is = |step: u32| digits.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]);
    step_is(1) || step_is(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        let long = "ab cd ef gh ".repeat(22);
        for (password, reason) in [
            ("short", "takes 12 to 256 characters; this has 5"),
            (long.as_str(), "takes 12 to 256 characters; this has 264"),
            ("aaaaaaaaaaaaaa", "repeats"),
            ("abababababab", "repeats"),
            ("password1234", "first that others would try"),
            ("Contraseña-2026!", "first that others would try"),
            ("QwErTyUiOp123", "first that others would try"),
            ("plazaplaza123", "first that others would try"),
            ("123456789012", "first that others would try"),
            ("098765432109", "first that others would try"),
            ("ana.lopez@tienda.example", "e-mail"),
            ("AnaLopez20262026", "e-mail"),
        ] {
            let error = check(password, "ana.lopez@tienda.example").unwrap_err().to_string();
            assert!(
                error.starts_with("password: ") && error.contains(reason),
                "{password}: {error}"
            );
        }
        for password in ["correcto caballo grapa", "ñandú azul 7 nubes", "xk2#Qd9!vLm0"] {
            assert!(check(password, "ana@tienda.example").is_ok(), "{password}");
        }
    }

    #[tokio::test]
    async fn hashes_are_argon2id_with_owasp_parameters_and_a_salt_each() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correcto caballo grapa").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash("correcto caballo grapa").await.unwrap());
        assert!(hasher.verify("correcto caballo grapa", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("correcto caballo grapo", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("", None).await.unwrap());
    }
}
