//! One request: built by typed calls, sent with redirects, retries and waits.

use std::fmt;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_core::{ConnectorError, Millis, say};
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION,
};
use reqwest::{Method, Response};
use serde::Serialize;
use url::{Url, form_urlencoded};

use super::clients::Clients;
use super::failure::Failure;
use super::fetcher::SourceFetcher;
use super::resolver::Rule;
use super::response::Fetched;
use super::travel::only_harmless;
use super::{body, failure, rate_limit, route};
use crate::config::technical;

/// Maximum number of redirects followed.
const MAX_REDIRECTS: usize = 3;
/// Wait after a 429 that does not say how long.
pub(super) const DEFAULT_WAIT: Millis = 60_000;

/// A request being built. [`Request::send`] reports problems with its parts.
pub struct Request {
    source: SourceFetcher,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    repeatable: bool,
    changes: bool,
    hands_back_waits: bool,
    as_sent: bool,
    timeout: Duration,
    max_body: usize,
    problem: Option<ConnectorError>,
}

impl SourceFetcher {
    /// Begins a GET request; it may be repeated.
    #[must_use]
    pub fn get(&self, url: Url) -> Request {
        self.request(Method::GET, url)
    }

    /// Begins a POST request; it is sent once unless [`Request::idempotent`] says otherwise.
    #[must_use]
    pub fn post(&self, url: Url) -> Request {
        self.request(Method::POST, url)
    }

    /// Begins a PUT request; it may be repeated.
    #[must_use]
    pub fn put(&self, url: Url) -> Request {
        self.request(Method::PUT, url)
    }

    /// Begins a DELETE request; it may be repeated.
    #[must_use]
    pub fn delete(&self, url: Url) -> Request {
        self.request(Method::DELETE, url)
    }

    /// Begins a request.
    #[must_use]
    pub fn request(&self, method: Method, url: Url) -> Request {
        Request::new(self.clone(), method, url)
    }
}

impl Request {
    fn new(source: SourceFetcher, method: Method, url: Url) -> Self {
        let settings = &source.shared.settings;
        Self {
            timeout: settings.total_timeout,
            max_body: settings.max_body,
            repeatable: method.is_idempotent(),
            changes: !method.is_safe(),
            hands_back_waits: false,
            as_sent: false,
            headers: HeaderMap::new(),
            body: None,
            problem: None,
            source,
            method,
            url,
        }
    }

    /// Sets a header. Its value is never logged, and it does not travel to another origin.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.headers.insert(name, value);
            }
            Err(_) => {
                self.problem = Some(ConnectorError::Malformed(say!(
                    "header-value",
                    "the value for the header {name} contains line breaks or other control characters",
                    name = name.as_str()
                )));
            }
        }
        self
    }

    /// Asks for an answer only if it differs from the version with this `ETag` and `Last-Modified`;
    /// 304 says that it does not.
    #[must_use]
    pub fn unless_changed(mut self, etag: Option<&str>, modified: Option<&str>) -> Self {
        if let Some(etag) = etag {
            self = self.header(IF_NONE_MATCH, etag);
        }
        if let Some(modified) = modified {
            self = self.header(IF_MODIFIED_SINCE, modified);
        }
        self
    }

    /// Adds a query parameter, encoded.
    #[must_use]
    pub fn query(mut self, key: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(key, value);
        self
    }

    /// Authenticates with a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Authenticates with user name and password.
    #[must_use]
    pub fn basic(self, user: &str, password: &str) -> Self {
        self.header(
            AUTHORIZATION,
            &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))),
        )
    }

    /// Sends `value` as JSON.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) => self.body("application/json", json),
            Err(error) => {
                Self { problem: Some(ConnectorError::Malformed(technical(error))), ..self }
            }
        }
    }

    /// Sends `fields` as a form.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body("application/x-www-form-urlencoded", form.into_bytes())
    }

    /// Sends `body` as it is.
    #[must_use]
    pub fn body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body);
        self
    }

    /// Says whether sending this request twice has the same effect as sending it once, which
    /// decides about retries. By default GET, PUT and DELETE do, POST and PATCH do not.
    #[must_use]
    pub fn idempotent(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Says that this request changes nothing, although its method does not say so: a query by POST,
    /// or one for an access token. Otherwise its failures are [`ConnectorError::MayBeDone`] from the
    /// moment that something of it may have arrived.
    #[must_use]
    pub fn only_reads(mut self) -> Self {
        self.changes = false;
        self
    }

    /// Returns answers that say "wait" or "server error" like any other, for callers that read the
    /// platform's own words about it; nothing is retried then.
    #[must_use]
    pub fn hand_back_waits(mut self) -> Self {
        self.hands_back_waits = true;
        self
    }

    /// Returns the body as it was sent, for readers that look at the bytes where the headers say
    /// something false about their compression; see [`Fetched::unpacked`]. Only what that
    /// understands is asked for.
    #[must_use]
    pub(crate) fn still_packed(mut self) -> Self {
        self.as_sent = true;
        self.header(ACCEPT_ENCODING, "gzip, deflate")
    }

    /// Longest time on the wire, redirects and retries included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Largest body in bytes, after decompression.
    #[must_use]
    pub fn max_body(mut self, max_body: usize) -> Self {
        self.max_body = max_body;
        self
    }

    /// Sends the request; success and 304 are answers, everything else is an error.
    ///
    /// # Errors
    /// [`ConnectorError`], named after what to do next; see [`Fetched::check`].
    pub async fn send(self) -> Result<Fetched, ConnectorError> {
        self.send_raw().await?.check()
    }

    /// Sends the request and returns every answer that is neither "wait" nor a server error, for
    /// callers that read the platform's own words in the body of a 4xx. Where the request changes
    /// something and is refused, the rest of an answer that breaks off is left out: its status is
    /// all that matters.
    ///
    /// # Errors
    /// [`ConnectorError`], named after what to do next.
    pub async fn send_raw(mut self) -> Result<Fetched, ConnectorError> {
        self.check()?;
        let retries = if self.repeatable { self.source.shared.settings.retries } else { 0 };
        let mut on_the_wire = self.timeout;
        let mut attempt = 0;
        // Whether a try before may have made the change.
        let mut may_be_done = false;
        let named = |error: ConnectorError, may_be_done: bool| {
            if may_be_done { error.may_be_done() } else { error }
        };
        loop {
            let may_repeat = attempt < retries;
            let pause = match self.attempt(&mut on_the_wire).await {
                Ok(fetched) => match self.verdict(&fetched) {
                    Verdict::Answer if may_be_done && fetched.status >= 400 => {
                        return fetched.check().map_err(ConnectorError::may_be_done);
                    }
                    Verdict::Answer => return Ok(fetched),
                    Verdict::Wait(until) => self
                        .short_wait(&fetched, until, may_repeat)
                        .map_err(|error| named(error, may_be_done))?,
                    Verdict::Failing if !may_repeat => {
                        return fetched.check().map_err(|error| named(error, self.changes));
                    }
                    Verdict::Failing => {
                        may_be_done |= self.changes;
                        self.backoff(attempt)
                    }
                },
                Err(failure) => {
                    may_be_done |= self.changes && failure.reached;
                    if !failure.passing || !may_repeat {
                        return Err(named(failure.error, may_be_done));
                    }
                    self.backoff(attempt)
                }
            };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    /// What is wrong with the request as it was built.
    fn check(&mut self) -> Result<(), ConnectorError> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let origin = self.url.origin().ascii_serialization();
        match &self.source.only {
            Some(only) if !only.contains(&origin) => Err(route::not_for(&origin)),
            _ => Ok(()),
        }
    }

    /// What is sent first.
    fn load(&self) -> Load<'_> {
        Load { url: self.url.clone(), headers: self.headers.clone(), body: self.body.as_deref() }
    }

    /// Sends once and follows redirects.
    async fn attempt(&self, on_the_wire: &mut Duration) -> Result<Fetched, Failure> {
        let mut load = self.load();
        for _ in 0..=MAX_REDIRECTS {
            let fetched = self.hop(&load, on_the_wire).await?;
            let Some(target) = self.redirect_target(&fetched)? else { return Ok(fetched) };
            if target.origin() != load.url.origin() {
                // Once dropped they stay dropped, even if a later hop leads back.
                load.headers = only_harmless(&load.headers);
                load.body = None;
            }
            load.url = target;
        }
        let host = route::host_of(&self.url);
        Err(Failure::permanent(say!(
            "place-redirects",
            "{host} redirects more than {max} times",
            host,
            max = MAX_REDIRECTS
        )))
    }

    async fn hop(&self, load: &Load<'_>, on_the_wire: &mut Duration) -> Result<Fetched, Failure> {
        let url = &load.url;
        let rule = route::check(url, &self.source.allowed).map_err(Failure::before)?;
        let host = route::host_of(url);
        let shared = &self.source.shared;
        let _turn = shared
            .gates
            .enter(host.clone(), self.source.min_delay)
            .await
            .map_err(Failure::before)?;
        let started = Instant::now();
        let exchange = self.exchange(load, rule, &host);
        let result = tokio::time::timeout(*on_the_wire, exchange).await;
        *on_the_wire = on_the_wire.saturating_sub(started.elapsed());
        result.unwrap_or_else(|_| Err(Failure::too_slow(&host)))
    }

    /// Sends once and returns the answer as soon as its headers have arrived. Redirects are not
    /// followed: no connection that stays open needs them.
    pub(super) async fn open(mut self) -> Result<Response, ConnectorError> {
        self.check()?;
        let rule = route::check(&self.url, self.source.allowed.as_ref())?;
        let host = route::host_of(&self.url);
        let shared = &self.source.shared;
        // The turn ends with the headers, so that an open connection does not block other requests.
        let _turn = shared.gates.enter(host.clone(), self.source.min_delay).await?;
        let load = self.load();
        let dialed = self.dial(shared.open_clients(), &load, (rule, &host));
        match tokio::time::timeout(self.timeout, dialed).await {
            Ok(answer) => answer.map_err(|failure| failure.error),
            Err(_) => Err(Failure::too_slow(&host).error),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn now(&self) -> Millis {
        self.source.clock().now()
    }

    async fn dial(
        &self,
        clients: &Result<Clients, String>,
        load: &Load<'_>,
        (rule, host): (Rule, &str),
    ) -> Result<Response, Failure> {
        let clients = clients.as_ref().map_err(|why| {
            Failure::permanent(say!(
                "no-tls-here",
                "no TLS on this machine: {technical}; install its root certificates",
                technical = why.clone()
            ))
        })?;
        let client = match rule {
            Rule::Public => &clients.public,
            Rule::NoMetadata => &clients.allowed,
        };
        let request = client.request(self.method.clone(), load.url.clone());
        let mut request = request.headers(load.headers.clone());
        if let Some(body) = load.body {
            request = request.body(body.to_vec());
        }
        let response = request.send().await.map_err(|error| failure::of_request(&error, host))?;
        body::check_headers(&response, host)?;
        Ok(response)
    }

    async fn exchange(&self, load: &Load<'_>, rule: Rule, host: &str) -> Result<Fetched, Failure> {
        let shared = &self.source.shared;
        let clients = if self.as_sent { shared.as_sent() } else { &shared.clients };
        let mut response = self.dial(clients, load, (rule, host)).await?;
        let status = response.status();
        // Nothing in a redirect but its target is of use.
        let body = if response.headers().contains_key(LOCATION) && status.is_redirection() {
            Vec::new()
        } else {
            match body::read(&mut response, host, self.max_body).await {
                Err(_) if self.changes && status.is_client_error() => Vec::new(),
                read => read?,
            }
        };
        Ok(Fetched {
            status: status.as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
            final_url: load.url.clone(),
        })
    }

    /// Where a redirect leads. Requests that change something are never sent elsewhere.
    fn redirect_target(&self, fetched: &Fetched) -> Result<Option<Url>, Failure> {
        let follows = matches!(fetched.status, 301 | 302 | 303 | 307 | 308)
            && matches!(self.method, Method::GET | Method::HEAD);
        let Some(location) = fetched.headers.get(LOCATION).filter(|_| follows) else {
            return Ok(None);
        };
        let host = route::host_of(&fetched.final_url);
        let text = std::str::from_utf8(location.as_bytes())
            .map_err(|_| Failure::permanent(failure::redirects_badly(&host)))?;
        let mut target = fetched.final_url.join(text).map_err(|error| {
            Failure::permanent(failure::redirects_badly(&host).then(technical(error)))
        })?;
        target.set_fragment(None);
        Ok(Some(target))
    }

    fn verdict(&self, fetched: &Fetched) -> Verdict {
        if self.hands_back_waits {
            return Verdict::Answer;
        }
        if self.changes && fetched.leaves_open() {
            return Verdict::Failing;
        }
        let now = self.source.clock().now();
        let until = || rate_limit::wait_until(&fetched.headers, now);
        match fetched.status {
            429 => Verdict::Wait(until().unwrap_or(now + DEFAULT_WAIT)),
            403 if rate_limit::is_exhausted(&fetched.headers) => {
                Verdict::Wait(until().unwrap_or(now + DEFAULT_WAIT))
            }
            503 => until().map_or(Verdict::Failing, Verdict::Wait),
            408 | 425 | 500 | 502 | 504 | 520..=524 => Verdict::Failing,
            _ => Verdict::Answer,
        }
    }

    /// The pause where a "wait" is short enough to sit out, otherwise the error for the caller.
    fn short_wait(
        &self,
        fetched: &Fetched,
        until: Millis,
        may_repeat: bool,
    ) -> Result<Duration, ConnectorError> {
        let millis = u64::try_from(until - self.source.clock().now()).unwrap_or(0);
        let wait = Duration::from_millis(millis);
        if may_repeat && wait <= self.source.shared.settings.max_wait {
            return Ok(wait);
        }
        Err(ConnectorError::RateLimited { until, reason: fetched.refusal() })
    }

    /// Doubles with each attempt. Up to half is added at random, so that sources that failed
    /// together do not come back together.
    fn backoff(&self, attempt: u32) -> Duration {
        let base = self.source.shared.settings.backoff * 2_u32.saturating_pow(attempt.min(6));
        // Without randomness the pause is merely not varied.
        let share = getrandom::u32().map_or(0.0, |n| f64::from(n) / f64::from(u32::MAX));
        base + base.mul_f64(share / 2.0)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &route::host_of(&self.url))
            .finish_non_exhaustive()
    }
}

/// What one hop sends: everything of the request, until a redirect leads to another origin.
struct Load<'a> {
    url: Url,
    headers: HeaderMap,
    body: Option<&'a [u8]>,
}

/// What an answer's status means for sending the same request again.
enum Verdict {
    /// For the caller to read.
    Answer,
    /// Not before then.
    Wait(Millis),
    /// The server has a problem.
    Failing,
}
