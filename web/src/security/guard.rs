//! The guard in front of every route: who asks, may they, and does the request come from us.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plaza_core::say;
use tracing::Instrument;

use super::{Access, Identity, RouteInfo, cookie, csrf, held};
use crate::edge::{Full, Group, Meter, Share, metered};
use crate::state::{ClientAddress, WebSettings};
use crate::{AppState, Problem};

/// Where nobody is asked who they are: what watches the process must hear of it without the
/// database.
pub(super) const UNASKED: [&str; 2] = ["/healthz", "/readyz"];

/// What the guard of one route knows.
#[derive(Clone)]
pub(crate) struct GuardContext {
    pub(crate) state: AppState,
    pub(crate) route: Arc<RouteInfo>,
}

/// Lets the request pass with its [`Identity`] and [`ClientAddress`], or answers with a problem.
/// The identity goes with the response too, for the page that shows a problem.
pub(crate) async fn guard(
    State(context): State<GuardContext>,
    mut request: Request,
    next: Next,
) -> Response {
    let unasked = UNASKED.contains(&context.route.path.as_str());
    let identity = match identify(&context.state, request.headers(), unasked).await {
        Ok(identity) => identity,
        Err(problem) => return problem.into_response(),
    };
    if let Some(kept) = held::keep(&context, &identity, &mut request).await {
        let mut response = Problem::unauthenticated().into_response();
        response.extensions_mut().insert(kept);
        return response;
    }
    let mut response = match admit(&context, &identity, request).await {
        Ok((request, passage)) => run(&context, request, passage, next).await,
        Err(problem) => problem.into_response(),
    };
    response.extensions_mut().insert(identity);
    response
}

/// What a request holds while it is worked on.
struct Passage {
    /// A place among the requests of its address.
    _place: Option<Share<Group>>,
    /// Its body's memory, and why the body was not read to its end.
    meter: Option<Meter>,
}

impl Passage {
    /// The answer of the handler, unless it could not read what was sent.
    fn settle(self, answer: Response) -> Response {
        let refusal = self.meter.and_then(|meter| meter.refusal());
        refusal.map_or(answer, IntoResponse::into_response)
    }
}

/// Runs the handler within the route's time. A write runs as a task of its own, so that it is
/// finished and audited even when the caller goes away in the middle; the server waits for it.
async fn run(context: &GuardContext, request: Request, passage: Passage, next: Next) -> Response {
    let limit = context.route.time_limit;
    let is_safe = request.method().is_safe();
    let work = async move { passage.settle(next.run(request).await) };
    if is_safe {
        let answer = tokio::time::timeout(limit, work).await;
        let given_up = |_| {
            let detail = say!(
                "too-long-given-up",
                "this takes longer than {seconds} s and was given up; ask for less",
                seconds = limit.as_secs()
            );
            Problem::unavailable(detail).into_response()
        };
        return answer.unwrap_or_else(given_up);
    }
    let work = work.instrument(tracing::Span::current());
    match tokio::time::timeout(limit, context.state.writes().spawn(work)).await {
        Ok(Ok(response)) => response,
        Ok(Err(ended)) => match ended.try_into_panic() {
            Ok(cause) => std::panic::resume_unwind(cause),
            Err(_) => {
                Problem::unavailable(say!("plaza-stops", "Plaza is shutting down; try again"))
                    .into_response()
            }
        },
        Err(_) => Problem::unavailable(say!(
            "too-long-goes-on",
            "this takes longer than {seconds} s and goes on; look later what became of it",
            seconds = limit.as_secs()
        ))
        .into_response(),
    }
}

async fn admit(
    context: &GuardContext,
    identity: &Identity,
    mut request: Request,
) -> Result<(Request, Passage), Problem> {
    let GuardContext { state, route } = context;
    check_announced_length(request.headers(), route.body_limit)?;
    match (route.access, identity.role()) {
        (Access::Public, _) | (Access::SignedIn, Some(_)) => {}
        (Access::Needs(permission), Some(role)) if role.may(permission) => {}
        (Access::Needs(permission), Some(_)) => return Err(Problem::forbidden(permission)),
        (_, None) => return Err(Problem::unauthenticated()),
    }
    let address = client_address(&state.settings(), &request);
    let mut passage = Passage { _place: place(state, address)?, meter: None };
    if !request.method().is_safe() {
        let (metered, meter) = meter(context, request);
        request = check_source(state, identity, metered, route.body_limit)
            .await
            .map_err(|problem| meter.refusal().unwrap_or(problem))?;
        passage.meter = Some(meter);
    }
    request.extensions_mut().insert(address);
    request.extensions_mut().insert(identity.clone());
    Ok((request, passage))
}

/// Behind a proxy, a place among the requests of an address. Without one, the connections of an
/// address are counted already.
fn place(state: &AppState, address: ClientAddress) -> Result<Option<Share<Group>>, Problem> {
    if !state.settings().behind_proxy {
        return Ok(None);
    }
    let place = state.edge().requests.take(Group::of(address.0));
    place.map(Some).map_err(|full| match full {
        Full::ForOne => Problem::too_many_at_once(say!(
            "requests-of-one",
            "too many requests of your address are being worked on; wait for their answers"
        )),
        Full::ForAll => {
            Problem::unavailable(say!("requests-of-all", "too many requests are being worked on"))
        }
    })
}

/// Bounds the body of a request in size, time and memory.
fn meter(context: &GuardContext, request: Request) -> (Request, Meter) {
    let GuardContext { state, route } = context;
    let is_public = route.access == Access::Public;
    let memory = route.keeps_body.then(|| state.edge().bodies.of(is_public));
    let (parts, body) = request.into_parts();
    let (body, meter) = metered(body, route.body_limit, memory);
    (Request::from_parts(parts, body), meter)
}

fn check_announced_length(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    match announced {
        Some(length) if usize::try_from(length).map_or(true, |length| length > limit) => {
            Err(Problem::too_large(limit))
        }
        _ => Ok(()),
    }
}

/// Who asks where no route matched, so that no guard has looked: whoever that cannot be told of is
/// nobody.
pub(crate) async fn recognise(state: &AppState, headers: &HeaderMap) -> Identity {
    identify(state, headers, false).await.unwrap_or(Identity::Anonymous)
}

/// A bearer token wins over a cookie; a wrong one is refused even where nobody needs to sign in.
async fn identify(
    state: &AppState,
    headers: &HeaderMap,
    unasked: bool,
) -> Result<Identity, Problem> {
    if unasked {
        return Ok(Identity::Anonymous);
    }
    let auth = state.engine().access();
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let secret = authorization.to_str().ok().and_then(bearer);
        let Some(secret) = secret else { return Err(Problem::unauthenticated()) };
        if let Some(actor) = auth.token(secret).await? {
            return Ok(Identity::Token(Arc::new(actor)));
        }
        let why = auth.token_refusal(secret).await?;
        return Err(why.map_or_else(Problem::unauthenticated, Problem::token_refused));
    }
    let Some(token) = cookie::session_token(&state.settings(), headers) else {
        return Ok(Identity::Anonymous);
    };
    let session = auth.session(token).await?;
    Ok(session.map_or(Identity::Anonymous, |session| Identity::Member(Arc::new(session))))
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, secret) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// Sign-in forms have no session to protect yet, but another site must not fill them in either.
async fn check_source(
    state: &AppState,
    identity: &Identity,
    request: Request,
    body_limit: usize,
) -> Result<Request, Problem> {
    match identity {
        Identity::Token(_) => Ok(request),
        Identity::Anonymous => {
            csrf::check_origin(&state.settings(), request.headers(), false).map(|()| request)
        }
        Identity::Member(session) => {
            csrf::check_origin(&state.settings(), request.headers(), true)?;
            csrf::check_token(&session.csrf, request, body_limit).await
        }
    }
}

fn client_address(settings: &WebSettings, request: &Request) -> ClientAddress {
    let forwarded = settings.behind_proxy.then(|| forwarded_for(request.headers())).flatten();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    forwarded.or(peer).map_or(ClientAddress::UNKNOWN, |ip| ClientAddress(ip.to_canonical()))
}

/// The last entry is the one that our own proxy wrote; those before it are the client's word.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_proxys_own_entry_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1"));
        headers.append("x-forwarded-for", HeaderValue::from_static("8.8.8.8, 203.0.113.7"));
        assert_eq!(forwarded_for(&headers), "203.0.113.7".parse().ok());
    }

    #[test]
    fn bearer_is_the_only_scheme() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer abc"), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
    }
}
