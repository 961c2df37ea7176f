//! E-mail addresses as names of accounts.

use plaza_core::limits::EMAIL_BYTES;
use plaza_core::say;

use crate::EngineError;

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
    if sound && email.len() <= EMAIL_BYTES {
        return Ok(());
    }
    let message = say!(
        "takes-email",
        "takes an address such as ana@example.com, at most {max} bytes",
        max = EMAIL_BYTES
    );
    Err(EngineError::invalid("email", message))
}
