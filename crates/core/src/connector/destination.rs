//! Where a source's secrets may be sent.

use std::collections::BTreeSet;

use url::Url;

use super::config::SourceConfig;
use super::spec::{ConnectorSpec, FieldKind};

/// The servers that a source's settings lead to, and how they are reached. Secrets are entered for
/// them, and are sent to no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    /// `https://blog.example:443`, `imap+tls://mail.example:993`.
    servers: BTreeSet<String>,
    /// Settings that say of themselves whom to trust, as key and value.
    settings: BTreeSet<(String, String)>,
}

impl Destinations {
    /// The servers that the form's addresses name.
    #[must_use]
    pub fn of_addresses(spec: &ConnectorSpec, config: &SourceConfig) -> Self {
        let mut all = Self::default();
        for field in spec.fields.iter().filter(|field| field.kind == FieldKind::Url) {
            if let Ok(url) = Url::parse(config.get(field.key).trim()) {
                all.add_address(&url);
            }
        }
        all
    }

    /// Adds the server of an address.
    pub fn add_address(&mut self, url: &Url) {
        if let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) {
            self.add(url.scheme(), host, port);
        }
    }

    /// Adds a server; `scheme` says how it is reached, its encryption included.
    pub fn add(&mut self, scheme: &str, host: &str, port: u16) {
        // A name that ends in a dot is the same name.
        let host = host.trim().trim_end_matches('.').to_lowercase();
        self.servers.insert(format!("{scheme}://{host}:{port}"));
    }

    /// Adds a setting that decides where secrets go or who is believed to be the server.
    pub fn add_setting(&mut self, key: &str, value: &str) {
        self.settings.insert((key.to_owned(), value.trim().to_owned()));
    }

    /// The servers, in order: `https://blog.example:443`.
    pub fn servers(&self) -> impl Iterator<Item = &str> {
        self.servers.iter().map(String::as_str)
    }

    /// The settings, in order of their keys.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// How many different hosts with their ports there are.
    #[must_use]
    pub fn hosts(&self) -> usize {
        let hosts = self.servers.iter().filter_map(|server| server.split_once("://"));
        hosts.map(|(_, host)| host).collect::<BTreeSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(addresses: &[&str]) -> Destinations {
        let mut all = Destinations::default();
        for address in addresses {
            all.add_address(&Url::parse(address).unwrap());
        }
        all
    }

    #[test]
    fn what_leads_to_the_same_server_is_the_same() {
        let right = of(&["https://blog.example"]);
        for same in
            ["https://BLOG.example/feed?a=b", "https://blog.example:443/", "https://blog.example./"]
        {
            assert_eq!(of(&[same]), right, "{same}");
        }
        for other in
            ["http://blog.example", "https://blog.example:8443", "https://blog.example.org"]
        {
            assert_ne!(of(&[other]), right, "{other}");
        }
        assert_ne!(of(&["https://blog.example", "https://api.example"]), right);
        assert_eq!(of(&["https://[FD12::0007]:8443"]), of(&["https://[fd12::7]:8443/x"]));
    }

    #[test]
    fn hosts_are_counted_with_their_ports_and_once() {
        let all = of(&["https://a.example", "http://a.example:443", "https://a.example:8443"]);
        assert_eq!(all.servers().count(), 3);
        assert_eq!(all.hosts(), 2);
    }
}
