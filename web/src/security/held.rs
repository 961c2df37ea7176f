//! A form that comes when the session has ended is not lost: its fields are sealed for the person
//! whose session it was, wait in the page of the sign-in, and are sent again when that person says so.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header;

use super::guard::GuardContext;
use super::{Access, Identity, cookie, csrf};

/// Name of the field in which a sealed form waits.
pub(crate) const KEPT_FORM: &str = "held";
/// Largest form that is kept, in bytes.
const KEPT_BYTES: usize = 64 * 1024;

/// Forms that hold secrets, begin or end a session, or change who may come in: those are filled in
/// again.
const NOT_KEPT: [&str; 8] = [
    "/sign-in",
    "/sign-out",
    "/setup",
    "/reset",
    "/profile/password",
    "/users",
    "/tokens",
    "/sources",
];
/// What a field's name says that is nobody's to keep.
const SECRET_NAMES: [&str; 4] = ["password", "secret", "token", "key"];

/// A form that waits, sealed. An extension of the answer that leads to the sign-in.
#[derive(Debug, Clone)]
pub(crate) struct HeldForm(pub(crate) String);

/// Keeps the form that nobody may send any more; `None` leaves the request as it came.
pub(super) async fn keep(
    context: &GuardContext,
    identity: &Identity,
    request: &mut Request,
) -> Option<HeldForm> {
    let is_nobody = matches!(identity, Identity::Anonymous);
    let (state, route) = (&context.state, &context.route);
    if !is_nobody || route.access == Access::Public || request.method().is_safe() {
        return None;
    }
    let path = request.uri().path().to_owned();
    if !is_form(request) || NOT_KEPT.iter().any(|prefix| path.starts_with(prefix)) {
        return None;
    }
    let settings = state.settings();
    // Another site must not fill a form in that is sent in the person's name later.
    csrf::check_origin(&settings, request.headers(), true).ok()?;
    let headers = request.headers().clone();
    let limit = KEPT_BYTES.min(route.body_limit);
    let body = std::mem::replace(request.body_mut(), Body::empty());
    let bytes = to_bytes(body, limit).await.ok()?;
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&bytes)
        .into_owned()
        .filter(|(k, _)| k != csrf::FIELD)
        .collect();
    if fields.iter().any(|(name, _)| is_secret(name)) {
        return None;
    }
    let session = cookie::session_token(&settings, &headers);
    let device = cookie::device(&settings, &headers);
    let held = state.engine().hold_form(&path, fields, session, device).await;
    held.ok()?.map(HeldForm)
}

/// A form of a page, without files.
fn is_form(request: &Request) -> bool {
    let value = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_encoded = value(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    is_encoded && value(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_hold_secrets_are_known_by_their_names() {
        for name in ["password", "v.app_password", "secret.token", "api_key"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["text", "version", "then", "label"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
