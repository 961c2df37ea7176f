//! What went wrong on the wire, named after what the caller does next.
//!
//! reqwest's own messages carry the whole address, query included; none of them is shown.

use std::error::Error;

use plaza_core::ConnectorError;

use super::resolver::Refused;
use super::route::HOW_TO_ALLOW;

/// One attempt that failed.
#[derive(Debug)]
pub(super) struct Failure {
    /// The error for the caller.
    pub(super) error: ConnectorError,
    /// Whether the same request may succeed in a moment.
    pub(super) passing: bool,
}

impl Failure {
    pub(super) fn permanent(message: String) -> Self {
        Self { error: ConnectorError::Malformed(message), passing: false }
    }

    pub(super) fn passing(message: String) -> Self {
        Self { error: ConnectorError::Transient(message), passing: true }
    }

    pub(super) fn too_large(host: &str, max: usize) -> Self {
        Self::permanent(format!("{host} sent more than {max} bytes; the limit is {max}"))
    }

    pub(super) fn too_slow(host: &str) -> Self {
        Self {
            error: ConnectorError::Transient(format!("{host} took too long to answer")),
            passing: false,
        }
    }
}

/// What a failed request means.
pub(super) fn of_request(error: &reqwest::Error, host: &str) -> Failure {
    if let Some(refused) = find::<Refused>(error) {
        return Failure::permanent(format!("{refused}; {HOW_TO_ALLOW}"));
    }
    if error.is_builder() {
        return Failure::permanent(format!(
            "the request to {host} cannot be sent: {}",
            cause(error)
        ));
    }
    if error.is_timeout() {
        return Failure::passing(format!("{host} did not answer in time"));
    }
    if error.is_connect() {
        return Failure::passing(format!("{host} cannot be reached: {}", cause(error)));
    }
    Failure::passing(format!("{host} broke off: {}", cause(error)))
}

/// What a failed transfer of a body means.
pub(super) fn of_transfer(error: &reqwest::Error, host: &str) -> Failure {
    if error.is_timeout() {
        return Failure::passing(format!("{host} stopped in the middle of its answer"));
    }
    if error.is_decode() {
        let why = cause(error);
        return Failure::permanent(format!("the answer of {host} cannot be decompressed: {why}"));
    }
    Failure::passing(format!("{host} broke off its answer: {}", cause(error)))
}

/// The innermost cause, which does not contain the address.
pub(super) fn cause(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| "no reason given".to_owned(), ToString::to_string)
}

fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    chain(error).find_map(|source| source.downcast_ref::<E>())
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |source| (*source).source())
}
