//! What all simulators share: the world that they show, and the access to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::DATE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use plaza_connectors::fetch::Fetcher;
use plaza_core::{Clock, ConnectorFactory, FixedClock, Millis};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use tokio::net::TcpListener;

use crate::harness::factory_of;
use crate::people::{Gone, Person, Tells};
use crate::spoil::Spoiled;

/// The time at which every test begins: 2026-02-02T02:40:00Z.
pub(crate) const NOW: Millis = 1_770_000_000_000;
/// The one secret of every simulator; it must never be seen outside a request.
pub(crate) const TOKEN: &str = "tok-3f9a-SECRET-77";
/// The user to whom that secret belongs.
pub(crate) const US: &str = "plaza";

/// A platform: how it shows the world, and how it refuses.
pub(crate) trait Platform: 'static {
    /// The connector's kind.
    const KIND: &'static str;
    /// What the connector and the platform can do together.
    const CAN: Can;
    /// Whether our client can look up single messages, its own and others'; true for most
    /// platforms.
    const LOOKS_UP: bool = true;
    /// What it tells of who wrote something.
    const TELLS: Tells;
    /// What becomes of what closed accounts wrote.
    const GONE: Gone;

    /// The connector under test; the one of Plaza's manifest by default.
    fn factory(fetcher: Fetcher) -> Box<dyn ConnectorFactory> {
        factory_of(Self::KIND, &fetcher)
    }

    /// The source's settings for the server at `base`; secrets are [`TOKEN`].
    fn settings(base: &str) -> Vec<(&'static str, String)>;

    /// The API. Handlers take `State<Arc<World>>`.
    fn routes() -> Router<Arc<World>>;

    /// Whether a request carries [`TOKEN`] in the platform's way.
    fn is_ours(request: &Parts) -> bool;

    /// The platform's error body, which must contain `message`.
    fn refuse(refusal: Refusal, message: &str) -> Response;

    /// How the platform says that `left` requests are left until `reset_s` seconds from now; empty
    /// where it does not say.
    fn limit_headers(_left: u32, _reset_s: i64) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Whether the limit in [`Platform::limit_headers`] is a number of requests.
    fn counts_requests() -> bool {
        true
    }

    /// Whether the platform shows what is older than a year.
    fn shows_everything() -> bool {
        true
    }

    /// The secret that must never be seen; another one where it cannot be [`TOKEN`], as with keys.
    fn secret() -> &'static str {
        TOKEN
    }

    /// A record's external id.
    fn external_id(record: &Record) -> String {
        record.n.to_string()
    }
}

/// The capabilities that the suite may expect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Can {
    /// The platform shows answers to posts, and the connector collects them.
    pub(crate) threads: bool,
    /// An edited text is noticed.
    pub(crate) edits: bool,
    /// A deleted message becomes a tombstone.
    pub(crate) deletes: bool,
    /// Plaza answers there.
    pub(crate) replies: bool,
    /// The connector deletes replies there.
    pub(crate) retracts: bool,
    /// The place cannot be read without credentials, or refuses wrong ones.
    pub(crate) tokens: bool,
}

impl Can {
    /// All capabilities.
    pub(crate) const EVERYTHING: Self = Self {
        threads: true,
        edits: true,
        deletes: true,
        replies: true,
        retracts: true,
        tokens: true,
    };
}

/// Reasons to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The credentials are not valid.
    Unauthorized,
    /// Too many requests; come again after so many seconds.
    TooFast(i64),
    /// There is no such thing.
    NotFound,
}

/// Marks the answer to a POST that changed nothing, as GraphQL's queries are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnlyRead;

/// One message, or one thread on platforms that have threads.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Counts up from 1.
    pub(crate) n: u64,
    /// The message that it answers.
    pub(crate) parent: Option<u64>,
    /// Whoever wrote it, by the account's key.
    pub(crate) author: String,
    /// The account as it is shown now.
    pub(crate) who: Person,
    pub(crate) text: String,
    pub(crate) created: Millis,
    pub(crate) changed: Millis,
    pub(crate) deleted: bool,
    /// Shown in a form that cannot be read.
    pub(crate) broken: bool,
    /// The idempotency key that it was sent with.
    pub(crate) key: Option<String>,
}

/// Everything that was said, and how the server behaves.
pub(crate) struct World {
    pub(crate) clock: Arc<FixedClock>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    records: Vec<Record>,
    /// Accounts that were changed, by their keys.
    people: BTreeMap<String, Person>,
    log: Vec<String>,
    is_revoked: bool,
    /// Refuse requests until then.
    too_fast_until: Millis,
    refused: usize,
    /// The next answer says that it is the last one for this many seconds.
    last_one: Option<i64>,
    /// The next write succeeds, but its answer is lost.
    loses_answer: bool,
    /// What happens to the answer of the next write that succeeds.
    spoils: Option<Spoiled>,
    /// What we said and moderators have not let through: its number, parent and text.
    queue: Vec<(u64, u64, String)>,
    /// Everything before this was confirmed by the client and is not returned again.
    confirmed: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { clock: Arc::new(FixedClock::at(NOW)), inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Somebody says something now.
    pub(crate) fn say(&self, parent: Option<u64>, author: &str, text: &str) -> Record {
        self.say_at(parent, author, text, self.now(), None)
    }

    /// We say something, with an idempotency key on platforms that have them.
    pub(crate) fn say_as_us(&self, parent: u64, text: &str, key: Option<&str>) -> Record {
        let known = key.and_then(|key| {
            self.lock().records.iter().find(|r| r.key.as_deref() == Some(key)).cloned()
        });
        known.unwrap_or_else(|| self.say_at(Some(parent), US, text, self.now(), key))
    }

    fn say_at(
        &self,
        parent: Option<u64>,
        author: &str,
        text: &str,
        at: Millis,
        key: Option<&str>,
    ) -> Record {
        let mut inner = self.lock();
        let record = Record {
            n: inner.records.len() as u64 + 1,
            parent,
            author: author.to_owned(),
            who: inner.people.get(author).cloned().unwrap_or_else(|| Person::of(author)),
            text: text.to_owned(),
            created: at,
            changed: at,
            deleted: false,
            broken: false,
            key: key.map(str::to_owned),
        };
        inner.records.push(record.clone());
        record
    }

    /// `count` posts in the hours before now, each with another text.
    pub(crate) fn history(&self, count: i64) -> Vec<Record> {
        let step = 60_000;
        (0..count)
            .map(|i| {
                let at = self.now() - step * (count - i);
                self.say_at(None, "ana", &format!("Message number {i}"), at, None)
            })
            .collect()
    }

    /// A record that was not deleted.
    pub(crate) fn get(&self, n: u64) -> Option<Record> {
        self.lock().records.iter().find(|r| r.n == n && !r.deleted).cloned()
    }

    /// All records that were not deleted, oldest first.
    pub(crate) fn all(&self) -> Vec<Record> {
        self.lock().records.iter().filter(|r| !r.deleted).cloned().collect()
    }

    /// All records, including deleted ones, oldest first.
    pub(crate) fn everything(&self) -> Vec<Record> {
        self.lock().records.clone()
    }

    /// The direct answers to `n`.
    pub(crate) fn answers(&self, n: u64) -> Vec<Record> {
        self.all().into_iter().filter(|r| r.parent == Some(n)).collect()
    }

    /// All descendants of `n`, oldest first.
    pub(crate) fn below(&self, n: u64) -> Vec<Record> {
        let mut known = vec![n];
        let all = self.all();
        all.into_iter()
            .filter(|r| {
                let is_below = r.parent.is_some_and(|parent| known.contains(&parent));
                if is_below {
                    known.push(r.n);
                }
                is_below
            })
            .collect()
    }

    /// The record that begins the thread of `n`.
    pub(crate) fn root(&self, n: u64) -> Option<Record> {
        let mut record = self.get(n)?;
        while let Some(parent) = record.parent {
            record = self.get(parent)?;
        }
        Some(record)
    }

    /// The record that begins the thread of `n`, deleted or not.
    pub(crate) fn opening(&self, n: u64) -> Option<Record> {
        let everything = self.everything();
        let named = |n: u64| everything.iter().find(|record| record.n == n);
        let mut record = named(n)?;
        while let Some(parent) = record.parent {
            record = named(parent)?;
        }
        Some(record.clone())
    }

    /// Whether the whole thread of `n` was deleted, on platforms where that takes everything along:
    /// its first message says so.
    pub(crate) fn is_thread_deleted(&self, n: u64) -> bool {
        self.opening(n).is_some_and(|root| root.deleted && root.text.contains("(whole thread)"))
    }

    fn change(&self, n: u64, change: impl FnOnce(&mut Record)) {
        let now = self.now();
        let mut inner = self.lock();
        let record = inner.records.iter_mut().find(|r| r.n == n).unwrap();
        record.changed = now;
        change(record);
    }

    /// Changes an account, and with it how everything that it wrote is shown.
    pub(crate) fn person(&self, key: &str, change: impl FnOnce(&mut Person)) {
        let mut inner = self.lock();
        let mut person = inner.people.get(key).cloned().unwrap_or_else(|| Person::of(key));
        change(&mut person);
        for record in inner.records.iter_mut().filter(|record| record.author == key) {
            record.who.clone_from(&person);
        }
        inner.people.insert(key.to_owned(), person);
    }

    pub(crate) fn edit(&self, n: u64, text: &str) {
        self.change(n, |record| record.text = text.to_owned());
    }

    pub(crate) fn delete(&self, n: u64) {
        self.change(n, |record| record.deleted = true);
    }

    pub(crate) fn break_it(&self, n: u64) {
        self.change(n, |record| record.broken = true);
    }

    /// Our credentials are not valid any more.
    pub(crate) fn revoke(&self) {
        self.lock().is_revoked = true;
    }

    /// All requests are too fast for this many seconds.
    pub(crate) fn is_too_fast_for(&self, seconds: i64) {
        let until = self.now() + seconds * 1000;
        self.lock().too_fast_until = until;
    }

    /// The next answer is the last one for this many seconds.
    pub(crate) fn says_last_one_for(&self, seconds: i64) {
        self.lock().last_one = Some(seconds);
    }

    /// The next write succeeds, but its answer is lost.
    pub(crate) fn loses_next_answer(&self) {
        self.lock().loses_answer = true;
    }

    /// The next write succeeds, but its answer is spoiled.
    pub(crate) fn spoils_next_answer(&self, spoiled: Spoiled) {
        self.lock().spoils = Some(spoiled);
    }

    /// We say something that moderators must let through; gives its number in their queue.
    pub(crate) fn enqueue(&self, parent: u64, text: &str) -> u64 {
        let mut inner = self.lock();
        let number = 700 + inner.queue.len() as u64;
        inner.queue.push((number, parent, text.to_owned()));
        number
    }

    /// What waits for moderators.
    pub(crate) fn queue(&self) -> Vec<(u64, u64, String)> {
        self.lock().queue.clone()
    }

    /// Moderators let the oldest of what waits through, or do not; `None` where nothing waits.
    pub(crate) fn decide(&self, lets_through: bool) -> Option<Record> {
        let mut inner = self.lock();
        let (_, parent, text) = (!inner.queue.is_empty()).then(|| inner.queue.remove(0))?;
        drop(inner);
        lets_through.then(|| self.say_as_us(parent, &text, None))
    }

    /// Whoever wrote it takes something out of the queue; whether it was there.
    pub(crate) fn withdraw(&self, number: u64) -> bool {
        let mut inner = self.lock();
        let before = inner.queue.len();
        inner.queue.retain(|(waiting, _, _)| *waiting != number);
        inner.queue.len() < before
    }

    /// Notes that the client has confirmed everything before `position`; returns what is confirmed
    /// now.
    pub(crate) fn confirm(&self, position: u64) -> u64 {
        let mut inner = self.lock();
        inner.confirmed = inner.confirmed.max(position);
        inner.confirmed
    }

    /// How many requests were refused for coming too fast.
    pub(crate) fn refused(&self) -> usize {
        self.lock().refused
    }

    /// Method and address of every request.
    pub(crate) fn log(&self) -> Vec<String> {
        self.lock().log.clone()
    }
}

/// A running simulator.
#[derive(Clone)]
pub(crate) struct Simulator {
    pub(crate) world: Arc<World>,
    pub(crate) address: String,
}

impl Simulator {
    pub(crate) async fn start<P: Platform>() -> Self {
        Self::showing::<P>(Arc::new(World::new())).await
    }

    /// A server that shows this world.
    pub(crate) async fn showing<P: Platform>(world: Arc<World>) -> Self {
        let router = P::routes()
            .fallback(|| async { P::refuse(Refusal::NotFound, "no such route") })
            .layer(from_fn_with_state(Arc::clone(&world), door::<P>))
            .with_state(Arc::clone(&world));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { world, address }
    }
}

/// Stands in front of every route: logs, refuses, and loses answers.
async fn door<P: Platform>(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let is_write = parts.method != "GET";
    let refusal = {
        let mut inner = world.lock();
        inner.log.push(format!("{} {}", parts.method, parts.uri));
        let wait = inner.too_fast_until - world.clock.now();
        if wait > 0 {
            inner.refused += 1;
            Some(P::refuse(Refusal::TooFast(wait / 1000), "slow down"))
        } else if P::CAN.tokens && (inner.is_revoked || !P::is_ours(&parts)) {
            // Some servers repeat in errors what they were sent.
            let message = format!("the credential {} is not valid", P::secret());
            Some(P::refuse(Refusal::Unauthorized, &message))
        } else {
            None
        }
    };
    let mut response = match refusal {
        Some(response) => response,
        None => next.run(Request::from_parts(parts, body)).await,
    };
    let is_write = is_write && response.extensions().get::<OnlyRead>().is_none();
    let (left, loses, spoiled) = {
        let mut inner = world.lock();
        let loses = is_write && std::mem::take(&mut inner.loses_answer);
        let is_done = is_write && response.status().is_success();
        let spoiled = if is_done { inner.spoils.take() } else { None };
        (inner.last_one.take(), loses, spoiled)
    };
    if loses {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    let date = OffsetDateTime::from_unix_timestamp(world.now() / 1000).unwrap();
    let date = date.format(&Rfc2822).unwrap();
    response.headers_mut().insert(DATE, HeaderValue::from_str(&date).unwrap());
    let message = left.map_or_else(Vec::new, |reset| P::limit_headers(0, reset));
    for (name, value) in message {
        let value = HeaderValue::from_str(&value).unwrap();
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    match spoiled {
        Some(spoiled) => spoiled.spoil(response).await,
        None => response,
    }
}
