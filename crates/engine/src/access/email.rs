//! E-mail addresses as names of accounts.

use crate::EngineError;

/// Longest e-mail address, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAX_EMAIL: usize = 254;

/// E-mail addresses are compared in lower case and without outer white space.
pub(super) fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Refuses what cannot be an address.
pub(super) fn check_email(email: &str) -> Result<(), EngineError> {
    let sound = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !email.contains(|c: char| c.is_whitespace() || c.is_control())
    });
    if sound && email.len() <= MAX_EMAIL {
        return Ok(());
    }
    let message = format!("takes an address such as ana@example.com, at most {MAX_EMAIL} bytes");
    Err(EngineError::invalid("email", message))
}
