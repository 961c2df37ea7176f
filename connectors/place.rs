//! Names of places, which tell sources apart.

use url::Url;

/// The name of the place behind an address: host and path, without the scheme, so that `http` and
/// `https` are the same place.
pub(crate) fn place_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{port}{}{query}", url.path().trim_end_matches('/'))
}
