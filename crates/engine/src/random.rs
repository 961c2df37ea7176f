//! Random numbers from the operating system.

use crate::EngineError;
use plaza_core::say;

/// Random bytes from the operating system.
///
/// # Errors
/// [`EngineError::Unavailable`] when the system gives none.
pub fn random_bytes(count: usize) -> Result<Vec<u8>, EngineError> {
    let mut bytes = vec![0; count];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// Random bytes as hexadecimal digits, two each.
///
/// # Errors
/// As [`random_bytes`].
pub fn random_hex(bytes: usize) -> Result<String, EngineError> {
    Ok(random_bytes(bytes)?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A fixed number of random bytes.
pub(crate) fn random_array<const N: usize>() -> Result<[u8; N], EngineError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), EngineError> {
    getrandom::fill(bytes).map_err(|error| {
        let technical = error.to_string();
        EngineError::Unavailable(say!(
            "no-random-bytes",
            "the system gives no random bytes: {technical}",
            technical
        ))
    })
}

/// 0 to 1 at random, so that things that wait do not come back together. Where the system gives
/// no random numbers, they are merely not spread.
pub(crate) fn random_share() -> f64 {
    getrandom::u32().map_or(0.5, |n| f64::from(n) / f64::from(u32::MAX))
}
