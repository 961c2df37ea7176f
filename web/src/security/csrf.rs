//! Requests that change something and are authenticated by a cookie must come from our own pages.
//!
//! Two independent checks: the browser's word (`Sec-Fetch-Site`, else `Origin`, else `Referer`),
//! and a token that only our pages know. The token is masked anew for every page, so that
//! compression of a page does not give it away (BREACH).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::StreamExt;
use plaza_core::say;
use subtle::ConstantTimeEq;
use url::{Origin, Url};

use super::host;
use crate::Problem;
use crate::state::WebSettings;

/// Name of the hidden form field. In a `multipart/form-data` form it must be the first field.
pub const FIELD: &str = "csrf";
/// Name of the header that scripts send instead.
pub const HEADER: &str = "x-csrf-token";

/// How much of a multipart body is looked at to find the token.
const MULTIPART_PEEK: usize = 4096;

/// `secret` under a fresh random mask.
pub(super) fn masked(secret: &str) -> Result<String, Problem> {
    let secret = secret.as_bytes();
    let mask = plaza_engine::random_bytes(secret.len()).map_err(Problem::from)?;
    let mut token = mask.clone();
    token.extend(secret.iter().zip(&mask).map(|(byte, mask)| byte ^ mask));
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// Whether `token` is `secret` under some mask.
fn is_valid(secret: &str, token: &str) -> bool {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return false };
    if token.len() != secret.len() * 2 {
        return false;
    }
    let (mask, hidden) = token.split_at(secret.len());
    let plain: Vec<u8> = hidden.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    plain.ct_eq(secret.as_bytes()).into()
}

/// Refuses a request that the browser says comes from another site. `strict` also refuses one
/// about which it says nothing.
pub(super) fn check_origin(
    settings: &WebSettings,
    headers: &HeaderMap,
    strict: bool,
) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let own = match text("sec-fetch-site") {
        Some(site) => Some(site == "same-origin"),
        None => text("origin").or_else(|| text("referer")).map(|from| {
            let from = Url::parse(from).map(|url| url.origin());
            own_origin(settings, headers).is_some_and(|own| from.is_ok_and(|from| from == own))
        }),
    };
    match own {
        Some(true) => Ok(()),
        None if !strict => Ok(()),
        Some(false) => Err(Problem::csrf(say!(
            "csrf-elsewhere",
            "the request was made by another site's page"
        ))),
        None => Err(Problem::csrf(say!(
            "csrf-no-origin",
            "the request does not say which page made it; the Origin header is missing"
        ))),
    }
}

/// The origin under which this request reached us.
fn own_origin(settings: &WebSettings, headers: &HeaderMap) -> Option<Origin> {
    let host = host::requested(headers)?;
    match &settings.public_url {
        Some(url) if host::is_host_of(url, &host) => Some(url.origin()),
        _ => Url::parse(&format!("http://{host}")).ok().map(|url| url.origin()),
    }
}

/// Checks the token in the header or in the form, and gives the request back unharmed.
pub(super) async fn check_token(
    secret: &str,
    request: Request,
    body_limit: usize,
) -> Result<Request, Problem> {
    if let Some(token) = request.headers().get(HEADER) {
        let valid = token.to_str().is_ok_and(|token| is_valid(secret, token));
        return if valid { Ok(request) } else { Err(wrong_token()) };
    }
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (parts, body) = request.into_parts();
    let (token, body) = match media_type.as_str() {
        "application/x-www-form-urlencoded" => {
            let bytes =
                to_bytes(body, body_limit).await.map_err(|_| Problem::too_large(body_limit))?;
            (urlencoded_token(&bytes), Body::from(bytes))
        }
        "multipart/form-data" => {
            let (head, body) = peek(body).await?;
            (multipart_token(&head, &content_type), body)
        }
        _ => (None, body),
    };
    match token {
        Some(token) if is_valid(secret, &token) => Ok(Request::from_parts(parts, body)),
        _ => Err(wrong_token()),
    }
}

fn wrong_token() -> Problem {
    Problem::csrf(say!(
        "csrf-old",
        "the form's protection token is missing or out of date; load the page again and repeat"
    ))
}

fn urlencoded_token(body: &[u8]) -> Option<String> {
    url::form_urlencoded::parse(body).find(|(key, _)| key == FIELD).map(|(_, v)| v.into_owned())
}

/// Reads the beginning of a body and puts it back in front of the rest.
async fn peek(body: Body) -> Result<(Bytes, Body), Problem> {
    let mut stream = body.into_data_stream();
    let mut head = Vec::new();
    while head.len() < MULTIPART_PEEK {
        match stream.next().await {
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            Some(Err(_)) => {
                return Err(Problem::malformed(say!(
                    "body-ends-early",
                    "the body ends early; send it again"
                )));
            }
            None => break,
        }
    }
    let head = Bytes::from(head);
    let first = futures::stream::iter([Ok(head.clone())]);
    Ok((head, Body::from_stream(first.chain(stream))))
}

/// The value of the first part of a multipart body, if that part is the token field.
fn multipart_token(head: &[u8], content_type: &str) -> Option<String> {
    let boundary = content_type.split(';').find_map(|parameter| {
        let (key, value) = parameter.trim().split_once('=')?;
        key.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    })?;
    let head = String::from_utf8_lossy(head);
    let part = head.strip_prefix("--")?.strip_prefix(boundary)?.strip_prefix("\r\n")?;
    let (part_headers, rest) = part.split_once("\r\n\r\n")?;
    let is_token = part_headers.lines().any(|line| {
        line.to_ascii_lowercase().starts_with("content-disposition:")
            && line.contains(&format!("name=\"{FIELD}\""))
    });
    let (value, _) = rest.split_once(&format!("\r\n--{boundary}"))?;
    is_token.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const SECRET: &str = "c2VjcmV0";

    #[test]
    fn masks_differ_and_all_unmask() {
        let (one, two) = (masked(SECRET).unwrap(), masked(SECRET).unwrap());
        assert_ne!(one, two);
        assert!(is_valid(SECRET, &one) && is_valid(SECRET, &two));
        for wrong in ["", "x", SECRET, &one[2..], &masked("c2VjcmV1").unwrap()] {
            assert!(!is_valid(SECRET, wrong), "{wrong}");
        }
    }

    #[test]
    fn the_browsers_word_decides() {
        let settings = WebSettings {
            public_url: Some("https://plaza.example".parse().unwrap()),
            behind_proxy: false,
        };
        type Headers = &'static [(&'static str, &'static str)];
        let cases: &[(Headers, bool, bool)] = &[
            (&[("sec-fetch-site", "same-origin")], true, true),
            (&[("sec-fetch-site", "same-site")], false, false),
            (&[("sec-fetch-site", "cross-site")], false, false),
            (&[("sec-fetch-site", "none")], false, false),
            (&[("origin", "https://plaza.example")], true, true),
            (&[("origin", "http://plaza.example")], false, false),
            (&[("origin", "https://plaza.example.evil.test")], false, false),
            (&[("origin", "null")], false, false),
            (&[("referer", "https://plaza.example/mentions?q=a")], true, true),
            (&[("referer", "https://evil.test/https://plaza.example")], false, false),
            (&[], false, true),
        ];
        for (given, strict, lax) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("plaza.example"));
            for (name, value) in *given {
                headers.insert(*name, HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(check_origin(&settings, &headers, true).is_ok(), *strict, "{given:?}");
            assert_eq!(check_origin(&settings, &headers, false).is_ok(), *lax, "{given:?}");
        }
    }

    #[tokio::test]
    async fn tokens_are_found_in_forms_and_bodies_stay_whole() {
        let token = masked(SECRET).unwrap();
        let multipart = format!(
            "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--B\r\n\
             Content-Disposition: form-data; name=\"file\"\r\n\r\n{}\r\n--B--\r\n",
            "x".repeat(20_000)
        );
        let late = multipart.replace("name=\"csrf\"", "name=\"other\"");
        let cases = [
            ("application/x-www-form-urlencoded", format!("a=1&csrf={token}"), true),
            ("application/x-www-form-urlencoded", "a=1".to_owned(), false),
            ("application/x-www-form-urlencoded", format!("csrf={token}x"), false),
            ("multipart/form-data; boundary=B", multipart, true),
            ("multipart/form-data; boundary=B", late, false),
            ("application/json", format!("{{\"csrf\":\"{token}\"}}"), false),
            ("text/plain", format!("csrf={token}"), false),
        ];
        for (content_type, body, valid) in cases {
            let request = Request::builder()
                .header("content-type", content_type)
                .body(Body::from(body.clone()))
                .unwrap();
            let checked = check_token(SECRET, request, 1 << 20).await;
            assert_eq!(checked.is_ok(), valid, "{content_type}");
            if let Ok(request) = checked {
                let after = to_bytes(request.into_body(), 1 << 20).await.unwrap();
                assert_eq!(after, body);
            }
        }
    }
}
