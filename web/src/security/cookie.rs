//! The session cookie, and the one by which a browser is known at the door.

use axum::http::{HeaderMap, HeaderValue, header};

use plaza_engine::access::SignedIn;

use crate::state::WebSettings;

/// Over https the name makes browsers insist on Secure, Path=/ and no Domain.
const SECURE_NAME: &str = "__Host-plaza";
/// Over plain http, which is for loopback only.
const PLAIN_NAME: &str = "plaza";

/// The browser's own, over https and over plain http. It opens nothing; it only keeps strangers'
/// tries from locking the browser's owner out.
const SECURE_DEVICE: &str = "__Host-plaza-device";
const PLAIN_DEVICE: &str = "plaza-device";
/// How long a browser keeps it, in seconds: half a year from the last sign-in.
const DEVICE_LIFE_S: u32 = 180 * 24 * 60 * 60;

fn name(settings: &WebSettings) -> &'static str {
    if settings.is_https() { SECURE_NAME } else { PLAIN_NAME }
}

/// The `Set-Cookie` value that carries a new session's token.
fn session_cookie(settings: &WebSettings, token: &str) -> Option<HeaderValue> {
    set_cookie(settings, name(settings), token, "")
}

/// The `Set-Cookie` value that makes the browser forget the session.
pub(crate) fn clear_session_cookie(settings: &WebSettings) -> Option<HeaderValue> {
    set_cookie(settings, name(settings), "", "; Max-Age=0")
}

fn device_name(settings: &WebSettings) -> &'static str {
    if settings.is_https() { SECURE_DEVICE } else { PLAIN_DEVICE }
}

/// The `Set-Cookie` values of somebody who has just come in.
pub(crate) fn arrival_cookies(
    settings: &WebSettings,
    signed_in: &SignedIn,
) -> impl Iterator<Item = HeaderValue> + use<> {
    let device = signed_in.device.as_deref().and_then(|device| {
        let life = format!("; Max-Age={DEVICE_LIFE_S}");
        set_cookie(settings, device_name(settings), device, &life)
    });
    session_cookie(settings, &signed_in.token).into_iter().chain(device)
}

/// What the browser behind a request was given when somebody signed in there.
pub(crate) fn device<'a>(settings: &WebSettings, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(headers, device_name(settings))
}

/// What the browser calls itself; empty where it says nothing that can be read.
pub(crate) fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn set_cookie(settings: &WebSettings, name: &str, value: &str, life: &str) -> Option<HeaderValue> {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}");
    let mut header = HeaderValue::from_str(&cookie).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The session token in a request's cookies.
pub(super) fn session_token<'a>(settings: &WebSettings, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(headers, name(settings))
}

/// What a request's cookies give for `name`; an empty value is none.
pub(crate) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> WebSettings {
        WebSettings { public_url: Some(url.parse().unwrap()), behind_proxy: false }
    }

    #[test]
    fn https_cookies_are_bound_to_the_host() {
        let https = settings("https://plaza.example");
        assert_eq!(
            session_cookie(&https, "abc").unwrap(),
            "__Host-plaza=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let http = settings("http://localhost:8080");
        assert_eq!(
            clear_session_cookie(&http).unwrap(),
            "plaza=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn the_plain_cookie_is_not_taken_over_https() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; plaza=tok; b"));
        assert_eq!(session_token(&settings("http://localhost"), &headers), Some("tok"));
        assert_eq!(session_token(&settings("https://plaza.example"), &headers), None);
    }
}
