//! What went wrong on the wire, named after what the caller does next.
//!
//! reqwest's own messages carry the whole address, query included; none of them is shown.

use std::error::Error;
use std::io::{self, ErrorKind};

use plaza_core::{ConnectorError, Message, say};

use super::resolver::Refused;
use super::words::in_words;

/// One attempt that failed.
#[derive(Debug)]
pub(super) struct Failure {
    /// The error for the caller.
    pub(super) error: ConnectorError,
    /// Whether the same request may succeed in a moment.
    pub(super) passing: bool,
    /// Whether the request, or a part of it, may have arrived.
    pub(super) reached: bool,
}

impl Failure {
    /// Nothing was sent.
    pub(super) fn before(error: ConnectorError) -> Self {
        Self { error, passing: false, reached: false }
    }

    pub(super) fn permanent(message: Message) -> Self {
        Self::before(ConnectorError::Malformed(message))
    }

    pub(super) fn passing(message: Message) -> Self {
        Self { error: ConnectorError::Transient(message), passing: true, reached: false }
    }

    /// The same, of a request that may have arrived.
    pub(super) fn after_sending(self) -> Self {
        Self { reached: true, ..self }
    }

    pub(super) fn too_large(host: &str, max: usize) -> Self {
        Self::permanent(say!(
            "place-too-large",
            "{host} sent more than {max} bytes; the limit is {max}",
            host,
            max
        ))
        .after_sending()
    }

    pub(super) fn too_slow(host: &str) -> Self {
        Self {
            error: ConnectorError::Transient(say!(
                "place-took-long",
                "{host} took too long to answer",
                host
            )),
            passing: false,
            reached: true,
        }
    }
}

/// That a host cannot be reached, and why.
#[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
pub(super) fn unreachable_host(host: &str, why: Message) -> Message {
    say!("place-unreachable", "{host} cannot be reached: {why}", host, why)
}

/// That a redirect cannot be followed.
pub(super) fn redirects_badly(host: &str) -> Message {
    say!("place-redirects-badly", "{host} redirects to an unreadable address", host)
}

#[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
fn broke_off(host: &str, why: Message) -> Failure {
    Failure::passing(say!("place-broke-off", "{host} broke off: {why}", host, why))
}

/// What a failed request means.
pub(super) fn of_request(error: &reqwest::Error, host: &str) -> Failure {
    if let Some(refused) = find::<Refused>(error) {
        return Failure::permanent(refused.message());
    }
    if error.is_builder() {
        return Failure::permanent(say!(
            "request-unsendable",
            "the request to {host} cannot be sent: {why}",
            host,
            why = cause(error)
        ));
    }
    // Name, connection and TLS come before the first byte of the request.
    if error.is_connect() {
        return Failure::passing(unreachable_host(host, cause(error)));
    }
    if error.is_timeout() {
        return Failure::passing(say!("place-no-answer", "{host} did not answer in time", host))
            .after_sending();
    }
    broke_off(host, cause(error)).after_sending()
}

/// What a failed transfer of a body means.
pub(super) fn of_transfer(error: &reqwest::Error, host: &str) -> Failure {
    let failure = if error.is_timeout() {
        Failure::passing(say!("place-stopped", "{host} stopped in the middle of its answer", host))
    } else if error.is_decode() && !is_cut(error) {
        let why = cause(error);
        Failure::permanent(say!(
            "answer-not-unpacked",
            "the answer of {host} cannot be decompressed: {why}",
            host,
            why
        ))
    } else {
        Failure::passing(say!(
            "place-broke-off-answer",
            "{host} broke off its answer: {why}",
            host,
            why = cause(error)
        ))
    };
    failure.after_sending()
}

/// Whether what could not be decompressed just ended too early.
fn is_cut(error: &reqwest::Error) -> bool {
    chain(error).any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == ErrorKind::UnexpectedEof)
    })
}

/// The cause in words, which do not contain the address.
pub(super) fn cause(error: &reqwest::Error) -> Message {
    error.source().map_or_else(|| say!("cause-none", "no reason given"), in_words)
}

fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    chain(error).find_map(|source| source.downcast_ref::<E>())
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |source| (*source).source())
}
