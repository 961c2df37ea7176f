//! Which headers travel to another origin.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, RANGE,
};

/// Headers that may travel to another origin; anything else that a caller sets may be a credential
/// and does not.
const HARMLESS: [HeaderName; 6] =
    [ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, IF_NONE_MATCH, IF_MODIFIED_SINCE, RANGE];

/// What of `headers` may go to another origin.
pub(super) fn only_harmless(headers: &HeaderMap) -> HeaderMap {
    HARMLESS
        .into_iter()
        .filter_map(|name| headers.get(&name).cloned().map(|value| (name, value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn only_harmless_headers_leave_their_origin() {
        let names = [
            "authorization",
            "cookie",
            "api-key",
            "x-token",
            "content-type",
            "accept",
            "if-none-match",
        ];
        let all: HeaderMap = names
            .map(|name| (HeaderName::from_static(name), HeaderValue::from_static("v")))
            .into_iter()
            .collect();
        let mut left: Vec<_> = only_harmless(&all).keys().map(ToString::to_string).collect();
        left.sort();
        assert_eq!(left, ["accept", "if-none-match"]);
    }
}
