//! Settings that cannot be used: the error names the field.

use std::collections::BTreeMap;

use plaza_connectors::fetch::Fetcher;
use plaza_connectors::registry;
use plaza_core::{ConfigError, SourceConfig};

use crate::support::settings;

const FEED: &[(&str, &str)] = &[("url", "https://a.example/feed")];
const WEB: &[(&str, &str)] = &[("url", "https://a.example/reviews")];
const WORDPRESS: &[(&str, &str)] = &[("url", "https://blog.example")];
const MATRIX: &[(&str, &str)] =
    &[("homeserver", "https://matrix.example"), ("token", "syt"), ("room", "#a:matrix.example")];
const EMAIL: &[(&str, &str)] = &[
    ("imap_host", "IMAP.mail.example"),
    ("user", "support"),
    ("password", "secret"),
    ("address", "support@mail.example"),
    ("smtp_host", "smtp.mail.example"),
];

/// The place that these settings name, when the connector accepts them.
fn place(kind: &str, values: &[(&str, &str)]) -> Result<String, ConfigError> {
    let factories = registry(&Fetcher::new(settings()));
    let factory = factories.iter().find(|factory| factory.spec().kind == kind).unwrap();
    let values: BTreeMap<String, String> =
        values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let config = SourceConfig::checked(factory.spec(), values, None)?;
    let opened = factory.open(&config).map(|_| ());
    let place = factory.place(&config);
    assert_eq!(opened.err(), place.clone().err(), "both read the same settings");
    place
}

#[test]
fn good_settings_name_their_place() {
    for (kind, values, expected) in [
        ("feed", FEED, "a.example/feed"),
        ("web", WEB, "a.example/reviews"),
        ("wordpress", WORDPRESS, "blog.example"),
        ("matrix", MATRIX, "#a:matrix.example"),
        ("email", EMAIL, "imap.mail.example/support/INBOX"),
    ] {
        assert_eq!(place(kind, values).as_deref(), Ok(expected), "{kind}");
    }
}

#[test]
fn the_error_names_the_field() {
    for (kind, values, key, value, why) in [
        ("feed", FEED, "url", "a example", "takes an address"),
        ("web", WEB, "item", "div[", "is not a CSS selector"),
        ("web", WEB, "title", "h2", "needs an item selector"),
        ("matrix", MATRIX, "room", "lobby", "takes an address"),
        ("email", EMAIL, "address", "support", "takes an e-mail address"),
        ("email", EMAIL, "imap_security", "some", "takes one of tls, starttls, none"),
        ("email", EMAIL, "smtp_security", "some", "takes one of tls, starttls, none"),
        ("email", EMAIL, "folder", "IN\nBOX", "takes no line breaks"),
        ("email", EMAIL, "certificate", "nonsense", "takes certificates in PEM form"),
    ] {
        let mut values = values.to_vec();
        values.push((key, value));
        let error = place(kind, &values).unwrap_err();
        assert_eq!(error.key, key, "{kind}: {error}");
        assert!(error.why.contains(why), "{kind}: {error}");
    }
    for (present, missing) in [("user", "password"), ("password", "user")] {
        let error = place("wordpress", &[WORDPRESS[0], (present, "x")]).unwrap_err();
        assert_eq!(error.key, missing, "{error}");
    }
}
