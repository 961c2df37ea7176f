//! Random numbers from the operating system.

use crate::EngineError;

/// Random bytes from the operating system.
///
/// # Errors
/// [`EngineError::Unavailable`] when the system gives none.
pub fn random_bytes(count: usize) -> Result<Vec<u8>, EngineError> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|error| {
        EngineError::Unavailable(format!("the system gives no random bytes: {error}"))
    })?;
    Ok(bytes)
}
