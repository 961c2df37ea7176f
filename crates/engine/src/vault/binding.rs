//! What a sealed secret is bound to: the servers that it was entered for.

use plaza_core::Destinations;
use sha2::{Digest, Sha256};

/// Names destinations, and the private host that is allowed with them, by a hash. It is sealed with
/// each secret, so that the secret opens for them and for nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding(String);

impl Binding {
    pub(crate) fn of(destinations: &Destinations, allowed_host: Option<&str>) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"plaza secrets of");
        let mut part = |name: &str, value: &str| {
            for text in [name, value] {
                // With its length in front, so that no text can pass for two.
                digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                digest.update(text);
            }
        };
        for server in destinations.servers() {
            part("server", server);
        }
        for (key, value) in destinations.settings() {
            part("setting", key);
            part("value", value);
        }
        for host in allowed_hosts(allowed_host) {
            part("allowed", &host);
        }
        Self(digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The binding that a sealed value names; it is true when the value opens with it.
    pub(super) fn named(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The allowed hosts of a source, in order, as they are compared.
fn allowed_hosts(allowed: Option<&str>) -> Vec<String> {
    let hosts = allowed.unwrap_or_default().split(',');
    let mut hosts: Vec<String> = hosts.map(|host| host.trim().to_lowercase()).collect();
    hosts.retain(|host| !host.is_empty());
    hosts.sort();
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(all: &[(&str, &str, u16)]) -> Destinations {
        let mut destinations = Destinations::default();
        for (scheme, host, port) in all {
            destinations.add(scheme, host, *port);
        }
        destinations
    }

    #[test]
    fn everything_that_leads_elsewhere_is_another_binding() {
        let right = servers(&[("https", "a.example", 443)]);
        let binding = Binding::of(&right, Some("a.example:443"));
        assert_eq!(Binding::of(&right, Some(" A.example:443 ")), binding);
        let mut trusting = right.clone();
        trusting.add_setting("certificate", "ours");
        for (other, allowed) in [
            (servers(&[("http", "a.example", 443)]), Some("a.example:443")),
            (servers(&[("https", "b.example", 443)]), Some("a.example:443")),
            (servers(&[("https", "a.example", 8443)]), Some("a.example:443")),
            (
                servers(&[("https", "a.example", 443), ("https", "b.example", 443)]),
                Some("a.example:443"),
            ),
            (servers(&[]), Some("a.example:443")),
            (trusting, Some("a.example:443")),
            (right.clone(), Some("a.example:444")),
            (right.clone(), Some("a.example:443,b.example:443")),
            (right, None),
        ] {
            assert_ne!(Binding::of(&other, allowed), binding, "{other:?} {allowed:?}");
        }
    }
}
