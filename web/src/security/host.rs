//! The Host header names us, or the request is refused: a page that points its own name at our
//! address (DNS rebinding) gets nothing.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plaza_core::say;
use url::Url;

use super::guard::UNASKED;
use crate::{AppState, Problem};

/// Answers only requests for the public address or for a loopback name.
pub(crate) async fn check_host(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let host = requested(request.headers()).or_else(|| authority(request.uri()));
    // What was set on the board since is seen by what comes behind; where the store is away, what
    // was known last holds.
    if !UNASKED.contains(&request.uri().path()) {
        drop(state.engine().house().await);
    }
    let settings = state.settings();
    let known = host.as_deref().is_some_and(|host| {
        let mut public = settings.public_url.iter().chain(state.configured_url());
        is_loopback(host) || public.any(|url| is_host_of(url, host))
    });
    if known {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "/problems/host",
        "Unknown host",
        say!(
            "host-unknown",
            "Plaza does not answer under this name; open its public address, or set `public_url`"
        ),
    )
    .into_response()
}

/// The Host header.
pub(super) fn requested(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::HOST).iter();
    let host = values.next()?.to_str().ok()?.to_ascii_lowercase();
    values.next().is_none().then_some(host)
}

fn authority(uri: &Uri) -> Option<String> {
    uri.authority().map(|authority| authority.as_str().to_ascii_lowercase())
}

/// Whether `host`, with or without its default port, is that of `url`.
pub(super) fn is_host_of(url: &Url, host: &str) -> bool {
    Url::parse(&format!("{}://{host}", url.scheme())).is_ok_and(|asked| {
        asked.host() == url.host()
            && asked.port_or_known_default() == url.port_or_known_default()
            && asked.username().is_empty()
    })
}

/// Whether `host` is a name of this machine, on any port.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
    name == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_and_nothing_that_looks_like_one() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:80", "127.9.9.9", "[::1]:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "evil.test:127",
            "10.0.0.1",
            "localhost:80@evil.test",
            "0x7f.1",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_public_address_counts_with_its_port() {
        let url = Url::parse("https://plaza.example").unwrap();
        for (host, same) in [
            ("plaza.example", true),
            ("plaza.example:443", true),
            ("plaza.example:8443", false),
            ("plaza.example.evil.test", false),
            ("a@plaza.example", false),
        ] {
            assert_eq!(is_host_of(&url, host), same, "{host}");
        }
    }
}
