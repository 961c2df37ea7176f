//! What the operating system and TLS say of a connection, in words for people.

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::CertificateError;

/// What went wrong, by the first cause that can be named; otherwise the innermost cause's own words,
/// without the operating system's number.
pub(crate) fn in_words(error: &(dyn Error + 'static)) -> String {
    let chain = || std::iter::successors(Some(error), |error| (*error).source());
    if let Some(words) = chain().find_map(of_cause) {
        return words;
    }
    let innermost = chain().last().map(ToString::to_string).unwrap_or_default();
    let (words, _) = innermost.split_once(" (os error").unwrap_or((&innermost, ""));
    words.to_owned()
}

fn of_cause(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    let error = error.downcast_ref::<io::Error>()?;
    // What an `io::Error` carries is not its source, and may be another one.
    let carried = error.get_ref().and_then(|inner| of_cause(inner));
    carried.or_else(|| of_kind(error.kind()).map(str::to_owned))
}

/// The sentence's end after "cannot be reached:" and the like.
fn of_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::ConnectionRefused => "nothing listens there, or it refuses the connection",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            "the other side broke off the connection"
        }
        ErrorKind::TimedOut => "it did not answer in time",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            "no way leads there from this machine's network"
        }
        ErrorKind::NetworkDown => "this machine's network is down",
        ErrorKind::UnexpectedEof => "the connection ended in the middle",
        ErrorKind::PermissionDenied => "this machine does not allow the connection",
        _ => return None,
    })
}

fn of_tls(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(why) = error else {
        return format!("it does not speak TLS as it should ({error})");
    };
    let words = match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet; is this machine's clock right?"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name"
        }
        CertificateError::UnknownIssuer => "nobody whom this machine trusts signed its certificate",
        CertificateError::Revoked => "its certificate was revoked",
        other => return format!("its certificate cannot be trusted ({other})"),
    };
    words.to_owned()
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
            assert_eq!(in_words(&io::Error::from_raw_os_error(code)), words);
        }
        let other = in_words(&io::Error::from_raw_os_error(24));
        assert!(!other.contains("os error") && other.len() > 5, "{other}");
    }

    #[test]
    fn certificates_are_named() {
        let unknown = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = io::Error::new(ErrorKind::InvalidData, unknown);
        assert_eq!(in_words(&error), "nobody whom this machine trusts signed its certificate");
        let nested = io::Error::other(error);
        assert_eq!(in_words(&nested), "nobody whom this machine trusts signed its certificate");
    }
}
