//! Addresses from settings and platforms.

use plaza_core::{ConnectorError, say};
use url::Url;

/// Reads an address that came from a setting or from a platform.
///
/// # Errors
/// [`ConnectorError::Malformed`] when the text is not an address.
pub fn parse_url(text: &str) -> Result<Url, ConnectorError> {
    Url::parse(text.trim()).map_err(|error| {
        ConnectorError::Malformed(say!(
            "no-address",
            "`{value}` is not an address: {technical}",
            value = plaza_core::text::truncate_chars(text.trim(), 80),
            technical = error.to_string()
        ))
    })
}

/// `base` with `segments` added to its path, each one encoded, so that no value from outside can
/// affect another part of the address. Query and fragment of `base` are dropped.
///
/// # Errors
/// [`ConnectorError::Malformed`] when `base` has no path, or a segment is `.` or `..`.
pub fn endpoint(base: &Url, segments: &[&str]) -> Result<Url, ConnectorError> {
    if let Some(segment) = segments.iter().find(|s| matches!(**s, "." | ".." | "")) {
        return Err(ConnectorError::Malformed(say!(
            "no-address-part",
            "`{value}` cannot be part of an address",
            value = segment
        )));
    }
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut()
        .map_err(|()| {
            ConnectorError::Malformed(say!(
                "address-no-path",
                "`{value}` has no path",
                value = base.to_string()
            ))
        })?
        .pop_if_empty()
        .extend(segments);
    Ok(url)
}
