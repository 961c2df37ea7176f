//! Plaza's connectors: one folder per platform, and the one HTTP client.
//!
//! Adding a platform is a new folder and one line in [`registry`]. A connector knows nothing of
//! the store, the engine or the board; it turns what a platform says into
//! [`plaza_core::IncomingMention`]s and keeps no progress of its own.

mod feed;
pub mod fetch;
pub mod file;
pub mod html;
mod matrix;
mod web;
mod wordpress;

use std::sync::Arc;

use plaza_core::{Clock, ConnectorFactory};

use fetch::Fetcher;

/// All connectors, in the order in which the board offers them.
#[must_use]
pub fn registry(fetcher: Fetcher, clock: Arc<dyn Clock>) -> Vec<Box<dyn ConnectorFactory>> {
    drop(clock);
    vec![
        Box::new(feed::FeedFactory::new(fetcher.clone())),
        Box::new(web::WebFactory::new(fetcher.clone())),
        Box::new(wordpress::WordPressFactory::new(fetcher.clone())),
        Box::new(matrix::MatrixFactory::new(fetcher)),
    ]
}

/// The name of the place that an address stands for: host and path, without the scheme, so that
/// `http` and `https` are the same place.
fn place_of(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{port}{}{query}", url.path().trim_end_matches('/'))
}
