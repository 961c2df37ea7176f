//! Plaza's connectors: one folder per platform, and the one HTTP client.
//!
//! Adding a platform is a new folder and one line in [`registry`]. A connector knows nothing of
//! the store, the engine or the board; it turns what a platform says into
//! [`plaza_core::IncomingMention`]s and keeps no progress of its own.

mod channels;
mod config;
mod dates;
mod email;
mod encoding;
mod feed;
pub mod fetch;
pub mod file;
mod folder;
mod guarded;
pub mod html;
mod manifest;
mod matrix;
mod place;
mod probe;
mod revisit;
mod said;
mod web;
mod webhook;
mod wordpress;

use plaza_core::ConnectorFactory;

use fetch::Fetcher;
pub use folder::FolderFactory;
pub use manifest::{ManifestError, add_folder, from_manifest};

/// Platforms that a manifest describes, one line each.
const MANIFESTS: [(&str, &str); 24] = [
    ("mastodon/manifest.toml", include_str!("mastodon/manifest.toml")),
    ("discourse/manifest.toml", include_str!("discourse/manifest.toml")),
    ("reddit/manifest.toml", include_str!("reddit/manifest.toml")),
    ("lemmy/manifest.toml", include_str!("lemmy/manifest.toml")),
    ("nodebb/manifest.toml", include_str!("nodebb/manifest.toml")),
    ("flarum/manifest.toml", include_str!("flarum/manifest.toml")),
    ("github/manifest.toml", include_str!("github/manifest.toml")),
    ("github_discussions/manifest.toml", include_str!("github_discussions/manifest.toml")),
    ("bluesky/manifest.toml", include_str!("bluesky/manifest.toml")),
    ("app_store/manifest.toml", include_str!("app_store/manifest.toml")),
    ("app_store_connect/manifest.toml", include_str!("app_store_connect/manifest.toml")),
    ("google_business/manifest.toml", include_str!("google_business/manifest.toml")),
    ("google_play/manifest.toml", include_str!("google_play/manifest.toml")),
    ("trustpilot/manifest.toml", include_str!("trustpilot/manifest.toml")),
    ("zendesk/manifest.toml", include_str!("zendesk/manifest.toml")),
    ("gitlab/manifest.toml", include_str!("gitlab/manifest.toml")),
    ("stackexchange/manifest.toml", include_str!("stackexchange/manifest.toml")),
    ("hackernews/manifest.toml", include_str!("hackernews/manifest.toml")),
    ("youtube/manifest.toml", include_str!("youtube/manifest.toml")),
    ("facebook/manifest.toml", include_str!("facebook/manifest.toml")),
    ("instagram/manifest.toml", include_str!("instagram/manifest.toml")),
    ("x/manifest.toml", include_str!("x/manifest.toml")),
    ("telegram/manifest.toml", include_str!("telegram/manifest.toml")),
    ("discord/manifest.toml", include_str!("discord/manifest.toml")),
];

/// All connectors, in the order in which the board offers them.
#[must_use]
pub fn registry(fetcher: &Fetcher) -> Vec<Box<dyn ConnectorFactory>> {
    let mut connectors: Vec<Box<dyn ConnectorFactory>> = vec![
        Box::new(feed::FeedFactory::new(fetcher.clone())),
        Box::new(web::WebFactory::new(fetcher.clone())),
        Box::new(wordpress::WordPressFactory::new(fetcher.clone())),
        Box::new(matrix::MatrixFactory::new(fetcher.clone())),
        Box::new(email::EmailFactory::new(fetcher.clone())),
    ];
    for (file, text) in MANIFESTS {
        match from_manifest(file, text, fetcher.clone()) {
            Ok(factory) => connectors.push(factory),
            // A test reads every built-in manifest, so no user ever sees this.
            Err(error) => tracing::error!(%error, "a built-in manifest cannot be used"),
        }
    }
    connectors.extend(webhook::factories());
    connectors
}
