//! Addresses that platforms are known by.

use std::collections::BTreeMap;

use plaza_connectors::registry;
use plaza_core::{ConnectorSpec, FieldKind, SourceConfig, pasted_address};

use crate::documents::fetcher;

/// Kinds that no address names: whoever adds one makes the address that is sent to.
const UNNAMED: [&str; 1] = ["webhook"];

fn best(address: &str) -> Option<(&'static str, BTreeMap<String, String>)> {
    let url = pasted_address(address).unwrap();
    let kinds = registry(&fetcher());
    let found = kinds.iter().filter_map(|factory| factory.spec().recognise(&url));
    found.max_by_key(|found| found.weight).map(|found| (found.kind, found.values))
}

fn is_field(spec: &ConnectorSpec, key: &str) -> bool {
    spec.fields.iter().any(|field| field.key == key && field.kind != FieldKind::Secret)
}

#[test]
fn every_kind_is_known_by_an_address_or_says_that_it_has_none() {
    for factory in registry(&fetcher()) {
        let spec = factory.spec();
        let is_unnamed = UNNAMED.contains(&spec.kind);
        assert_eq!(spec.known_by.is_empty(), is_unnamed, "{}", spec.kind);
        for known in spec.known_by {
            for (key, _) in known.set {
                assert!(is_field(spec, key), "{}: {key} is no field", spec.kind);
            }
        }
        let by_server = spec
            .known_by
            .iter()
            .any(|known| known.address.starts_with('*') && !known.address.starts_with("*."));
        let is_asked = spec.probe.is_some() || ["feed", "web"].contains(&spec.kind);
        assert_eq!(by_server, is_asked, "{}: any host without a question to it", spec.kind);
        let first = spec.fields.iter().filter(|field| !field.more).count();
        assert!(first <= 6, "{} shows {first} fields first", spec.kind);
        for needed in spec.reply_needs.iter().flat_map(|needed| needed.split('|')) {
            let shown = spec.fields.iter().find(|field| field.key == needed).unwrap();
            assert!(!shown.more || spec.fields.len() > 6, "{}: {needed} is folded away", spec.kind);
        }
    }
}

#[test]
fn addresses_lead_to_their_platform_with_its_settings() {
    let cases = [
        ("https://www.reddit.com/r/zumbo", "reddit", "subreddit", "zumbo"),
        ("https://apps.apple.com/es/app/zumbo/id42", "app_store", "country", "es"),
        (
            "https://play.google.com/store/apps/details?id=org.zumbo",
            "google_play",
            "package",
            "org.zumbo",
        ),
        ("https://github.com/zumbo/app", "github", "repository", "zumbo/app"),
        (
            "https://github.com/zumbo/app/discussions",
            "github_discussions",
            "repository",
            "zumbo/app",
        ),
        ("https://gitlab.com/zumbo/apps/one/-/issues/3", "gitlab", "project", "zumbo/apps/one"),
        ("https://stackoverflow.com/questions/tagged/zumbo", "stackexchange", "tags", "zumbo"),
        (
            "https://cooking.stackexchange.com/",
            "stackexchange",
            "site",
            "cooking.stackexchange.com",
        ),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube", "video", "dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "youtube", "video", "dQw4w9WgXcQ"),
        ("https://x.com/zumbo", "x", "query", "@zumbo -is:retweet"),
        ("https://t.me/c/1234567890/5", "telegram", "chat", "-1001234567890"),
        ("https://discord.com/channels/11/22", "discord", "channel", "22"),
        ("https://bsky.app/profile/zumbo.bsky.social", "bluesky", "handle", "zumbo.bsky.social"),
        ("https://mastodon.social/tags/zumbo", "mastodon", "tag", "zumbo"),
        ("https://zumbo.zendesk.com/", "zendesk", "url", "https://zumbo.zendesk.com"),
        ("https://zumbo.wordpress.com/2026/", "wordpress", "url", "https://zumbo.wordpress.com"),
        ("https://matrix.to/#/%23zumbo:m.example", "matrix", "room", "#zumbo:m.example"),
        ("ana@gmail.com", "email", "imap_host", "imap.gmail.com"),
        ("ana@zumbo.example", "email", "smtp_host", "smtp.zumbo.example"),
        ("https://hn.algolia.com/?q=zumbo", "hackernews", "query", "zumbo"),
    ];
    for (address, kind, key, value) in cases {
        let (found, values) = best(address).unwrap_or_else(|| panic!("nobody knows {address}"));
        assert_eq!((found, values[key].as_str()), (kind, value), "{address}");
    }
    for address in [
        "https://es.trustpilot.com/review/zumbo.example",
        "https://www.facebook.com/zumbo",
        "https://www.instagram.com/zumbo/",
        "https://business.google.com/n/1",
    ] {
        assert!(best(address).is_some(), "{address}");
    }
    assert_eq!(best("https://forum.example/t/1"), None, "its server is asked");
}

#[test]
fn names_are_taken_as_people_write_them() {
    let cases = [
        ("mastodon", "tag", "#zumbo", "zumbo"),
        ("bluesky", "handle", "@zumbo.bsky.social", "zumbo.bsky.social"),
        ("reddit", "subreddit", "r/zumbo", "zumbo"),
        ("reddit", "subreddit", "https://www.reddit.com/r/zumbo/", "zumbo"),
        ("reddit", "user", "u/zumbo", "zumbo"),
        ("lemmy", "community", "!zumbo@lemmy.example", "zumbo@lemmy.example"),
        ("github", "repository", "https://github.com/zumbo/app/issues", "zumbo/app"),
        ("discourse", "url", "forum.example", "https://forum.example/"),
        ("email", "imap_security", "STARTTLS", "starttls"),
    ];
    let kinds = registry(&fetcher());
    for (kind, key, entered, taken) in cases {
        let factory = kinds.iter().find(|factory| factory.spec().kind == kind).unwrap();
        let values = BTreeMap::from([(key.to_owned(), entered.to_owned())]);
        let values = SourceConfig::entered(factory.spec(), values).unwrap();
        assert_eq!(values[key], taken, "{kind}.{key}");
    }
}
