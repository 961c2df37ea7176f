//! What the operating system and TLS say of a connection, in words for people.

use std::error::Error;
use std::io::{self, ErrorKind};

use plaza_core::{Message, say};
use rustls::CertificateError;

use super::resolver::NoAddress;

/// What went wrong, by the first cause that can be named; otherwise the innermost cause's own words,
/// without the operating system's number, as a technical line.
pub(crate) fn in_words(error: &(dyn Error + 'static)) -> Message {
    let chain = || std::iter::successors(Some(error), |error| (*error).source());
    if let Some(words) = chain().find_map(of_cause) {
        return words;
    }
    let innermost = chain().last().map(ToString::to_string).unwrap_or_default();
    let (words, _) = innermost.split_once(" (os error").unwrap_or((&innermost, ""));
    say!("cause-other", "{technical}", technical = words)
}

fn of_cause(error: &(dyn Error + 'static)) -> Option<Message> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    if let Some(error) = error.downcast_ref::<NoAddress>() {
        return Some(error.message());
    }
    let error = error.downcast_ref::<io::Error>()?;
    // What an `io::Error` carries is not its source, and may be another one.
    let carried = error.get_ref().and_then(|inner| of_cause(inner));
    carried.or_else(|| of_kind(error.kind()))
}

/// The sentence's end after "cannot be reached:" and the like.
fn of_kind(kind: ErrorKind) -> Option<Message> {
    Some(match kind {
        ErrorKind::ConnectionRefused => {
            say!("cause-refused", "nothing listens there, or it refuses the connection")
        }
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            say!("cause-broke-off", "the other side broke off the connection")
        }
        ErrorKind::TimedOut => say!("cause-timed-out", "it did not answer in time"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            say!("cause-no-way", "no way leads there from this machine's network")
        }
        ErrorKind::NetworkDown => say!("cause-network-down", "this machine's network is down"),
        ErrorKind::UnexpectedEof => say!("cause-ended", "the connection ended in the middle"),
        ErrorKind::PermissionDenied => {
            say!("cause-not-allowed", "this machine does not allow the connection")
        }
        _ => return None,
    })
}

fn of_tls(error: &rustls::Error) -> Message {
    let rustls::Error::InvalidCertificate(why) = error else {
        let technical = error.to_string();
        return say!("tls-broken", "it does not speak TLS as it should ({technical})", technical);
    };
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            say!("certificate-expired", "its certificate has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => say!(
            "certificate-early",
            "its certificate is not valid yet; is this machine's clock right?"
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            say!("certificate-name", "its certificate is for another name")
        }
        CertificateError::UnknownIssuer => {
            say!("certificate-issuer", "nobody whom this machine trusts signed its certificate")
        }
        CertificateError::Revoked => say!("certificate-revoked", "its certificate was revoked"),
        other => say!(
            "certificate-bad",
            "its certificate cannot be trusted ({technical})",
            technical = other.to_string()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_the_operating_system_is_shown() {
        for (code, words) in [
            (111, "nothing listens there, or it refuses the connection"),
            (104, "the other side broke off the connection"),
            (110, "it did not answer in time"),
            (113, "no way leads there from this machine's network"),
            (101, "no way leads there from this machine's network"),
        ] {
            assert_eq!(&*in_words(&io::Error::from_raw_os_error(code)), words);
        }
        let other = in_words(&io::Error::from_raw_os_error(24));
        assert!(!other.contains("os error") && other.len() > 5, "{other}");
    }

    #[test]
    fn certificates_are_named() {
        let unknown = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = io::Error::new(ErrorKind::InvalidData, unknown);
        assert_eq!(&*in_words(&error), "nobody whom this machine trusts signed its certificate");
        let nested = io::Error::other(error);
        assert_eq!(&*in_words(&nested), "nobody whom this machine trusts signed its certificate");
    }
}
