//! The check that every address passes before anything is sent, on the first hop and on each
//! redirect.

use std::net::IpAddr;

use plaza_core::{ConfigError, ConnectorError, Message, say};
use url::{Host, Url};

use super::address;
use super::resolver::Rule;

/// A `host:port` that an operator allows although its address is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    host: Host,
    port: u16,
}

impl AllowedHost {
    /// Reads `host:port`, such as `forum.intranet:8443` or `[fd12::7]:80`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let why = || {
            ConfigError::new(
                "allowed_host",
                say!(
                    "takes-host-not",
                    "takes host:port, such as forum.intranet:8443, not `{value}`",
                    value = text
                ),
            )
        };
        let (host, port) = text.trim().rsplit_once(':').ok_or_else(why)?;
        let host = Host::parse(host).map_err(|_| why())?;
        let port = port.parse().map_err(|_| why())?;
        Ok(Self { host, port })
    }

    /// Reads up to four of them, separated by commas: mail arrives from one port and leaves through
    /// another.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, ConfigError> {
        if text.split(',').count() > MAX_ALLOWED {
            let why =
                say!("takes-hosts-most", "takes at most {max} of host:port", max = MAX_ALLOWED);
            return Err(ConfigError::new("allowed_host", why));
        }
        text.split(',').map(Self::parse).collect()
    }

    fn is(&self, host: &Host, port: Option<u16>) -> bool {
        *host == self.host && port == Some(self.port)
    }
}

/// Maximum number of hosts that are allowed to one source.
const MAX_ALLOWED: usize = 4;

/// Checks `url` and says under which rule its host may be dialled. Names are checked again when
/// they are resolved; literal addresses only here, because the client resolves nothing for them.
pub(super) fn check(url: &Url, allowed: &[AllowedHost]) -> Result<Rule, ConnectorError> {
    let refuse = |why: Message| Err(ConnectorError::Malformed(why));
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(say!(
            "only-http",
            "only http and https are fetched, not {scheme}",
            scheme = url.scheme()
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(say!(
            "address-with-user",
            "the address at {host} carries a user name; credentials belong into their own fields",
            host = host_of(url)
        ));
    }
    let Some(host) = url.host() else {
        return refuse(say!("address-no-host", "the address names no host"));
    };
    let rule = rule_of(&host.to_owned(), url.port_or_known_default(), allowed);
    rule.ok_or_else(|| refusal(&host_of(url)))
}

/// Under which rule `host` may be dialled; `None` where it is certainly not on the public internet.
pub(super) fn rule_of(host: &Host, port: Option<u16>, allowed: &[AllowedHost]) -> Option<Rule> {
    let is_allowed = allowed.iter().any(|allowed| allowed.is(host, port));
    let rule = if is_allowed { Rule::NoMetadata } else { Rule::Public };
    let passes = match host {
        Host::Ipv4(v4) => rule.lets(IpAddr::V4(*v4)),
        Host::Ipv6(v6) => rule.lets(IpAddr::V6(*v6)),
        Host::Domain(name) => is_allowed || !address::is_local_name(name),
    };
    passes.then_some(rule)
}

/// Says that `host` may not be reached, and what to do about it.
pub(super) fn refusal(host: &str) -> ConnectorError {
    ConnectorError::Malformed(say!(
        "place-not-public",
        "{host} is not on the public internet; if it is yours, an operator can allow exactly this \
         host and port for the source",
        host
    ))
}

/// Says that `origin` is none of those that a source's secrets were entered for.
pub(super) fn not_for(origin: &str) -> ConnectorError {
    ConnectorError::Malformed(say!(
        "place-leads-elsewhere",
        "the platform leads to {origin}, where this source's secrets are not sent; if it moved \
         there, change the source's address and enter the secrets again",
        origin
    ))
}

/// `host` or `host:port`; the only part of an address that is shown in messages, because paths
/// and queries may carry secrets.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::super::address::tests::METADATA;
    use super::*;

    #[test]
    fn an_allowed_host_is_that_host_and_that_port() {
        let allowed = AllowedHost::parse("127.0.0.1:8080").unwrap();
        let allowed = [allowed];
        let rule = |url: &str| check(&Url::parse(url).unwrap(), &allowed);
        assert!(rule("http://127.0.0.1:8080/a").is_ok());
        assert!(rule("http://0x7f.1:8080/").is_ok(), "the same address, written differently");
        for url in [
            "http://127.0.0.1/",
            "http://127.0.0.1:8081/",
            "http://127.0.0.2:8080/",
            "http://localhost:8080/",
            "http://[::1]:8080/",
            "ftp://127.0.0.1:8080/",
            "http://u@127.0.0.1:8080/",
        ] {
            assert!(rule(url).is_err(), "{url}");
        }
    }

    #[test]
    fn metadata_services_are_refused_even_where_they_are_allowed() {
        let addresses = METADATA.iter().map(|address| match address.parse().unwrap() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => format!("[{v6}]"),
        });
        let disguised = ["2852039166", "0xa9.254.169.254", "0251.0376.0251.0376", "169.16689662"];
        for host in addresses.chain(disguised.map(str::to_owned)) {
            let allowed = AllowedHost::parse(&format!("{host}:80")).unwrap();
            let url = Url::parse(&format!("http://{host}/latest")).unwrap();
            assert!(check(&url, &[allowed]).is_err(), "{host}");
        }
    }

    #[test]
    fn an_allowed_host_needs_a_port() {
        for text in ["", "host", "host:", "host:x", "host:70000", ":80", "http://host:80"] {
            let error = AllowedHost::parse(text).unwrap_err();
            assert!(error.to_string().starts_with("allowed_host takes host:port"), "{text}");
        }
        assert!(AllowedHost::parse("[::1]:80").is_ok());
        assert_eq!(AllowedHost::parse_list("mail.lan:993, mail.lan:465").unwrap().len(), 2);
        assert!(AllowedHost::parse_list("mail.lan:993,").is_err());
        assert!(AllowedHost::parse_list("a:1,b:1,c:1,d:1,e:1").is_err());
    }
}
