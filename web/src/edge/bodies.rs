//! Bodies of requests: how large, how slow, and how many bytes of all of them in memory at once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures::{StreamExt, stream};
use plaza_core::say;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::EdgeLimits;
use crate::Problem;

/// How long a client may keep its body back at the beginning, and after having sent much.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_PATIENCE: Duration = Duration::from_secs(20);
/// Bytes for which a client gets another second.
const BYTES_A_SECOND: f64 = 1_024.0;
/// How long a body waits for memory that other bodies use.
const MEMORY_TIME: Duration = Duration::from_secs(5);

/// Memory for all bodies together, in bytes.
#[derive(Debug)]
pub(crate) struct BodyMemory {
    signed_in: Arc<Semaphore>,
    public: Arc<Semaphore>,
}

impl BodyMemory {
    pub(super) fn new(limits: &EdgeLimits) -> Self {
        let bytes = |bytes: usize| Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS)));
        Self { signed_in: bytes(limits.body_memory), public: bytes(limits.public_body_memory) }
    }

    /// The memory for requests on a route that is open to everybody, or not.
    pub(crate) fn of(&self, is_public: bool) -> Arc<Semaphore> {
        Arc::clone(if is_public { &self.public } else { &self.signed_in })
    }
}

/// What is known of a body that is being read; its memory is free when this is dropped.
#[derive(Debug, Clone)]
pub(crate) struct Meter(Arc<Metered>);

#[derive(Debug)]
struct Metered {
    limit: usize,
    /// Where the bytes come from that are kept; `None` for a body that is not.
    memory: Option<Arc<Semaphore>>,
    held: Mutex<Option<OwnedSemaphorePermit>>,
    refusal: OnceLock<Problem>,
}

impl Meter {
    /// Why the body was not read to its end; `None` where it was.
    pub(crate) fn refusal(&self) -> Option<Problem> {
        self.0.refusal.get().cloned()
    }

    fn refuse(&self, problem: Problem) -> Problem {
        self.0.refusal.get_or_init(|| problem).clone()
    }

    /// Waits for memory for so many more bytes.
    async fn hold(&self, bytes: usize) -> Result<(), Problem> {
        let Some(memory) = &self.0.memory else { return Ok(()) };
        let bytes = u32::try_from(bytes).map_err(|_| Problem::too_large(self.0.limit))?;
        let waiting = Arc::clone(memory).acquire_many_owned(bytes);
        // It is never closed, so either way there was no room in time.
        let Ok(Ok(permit)) = timeout(MEMORY_TIME, waiting).await else { return Err(no_memory()) };
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *held {
            Some(held) => held.merge(permit),
            None => *held = Some(permit),
        }
        Ok(())
    }
}

/// A body that ends with an error when it is larger than `limit` bytes, comes too slowly, or finds
/// no place in `memory` (`None` for a body that is not kept); the meter then says why.
pub(crate) fn metered(body: Body, limit: usize, memory: Option<Arc<Semaphore>>) -> (Body, Meter) {
    let held = Mutex::default();
    let meter = Meter(Arc::new(Metered { limit, memory, held, refusal: OnceLock::new() }));
    let reading = Reading {
        body: body.into_data_stream(),
        patience: PATIENCE,
        read: 0,
        meter: meter.clone(),
    };
    let pieces = stream::try_unfold(reading, async |mut reading| {
        let piece: Option<Bytes> = reading.piece().await?;
        Ok::<_, axum::Error>(piece.map(|piece| (piece, reading)))
    });
    (Body::from_stream(pieces), meter)
}

struct Reading {
    body: BodyDataStream,
    /// How much longer the client may keep the next piece back.
    patience: Duration,
    /// Bytes so far.
    read: usize,
    meter: Meter,
}

impl Reading {
    async fn piece(&mut self) -> Result<Option<Bytes>, axum::Error> {
        let asked = Instant::now();
        let piece = match timeout(self.patience, self.body.next()).await {
            Ok(Some(piece)) => piece?,
            Ok(None) => return Ok(None),
            Err(_) => return Err(self.refuse(Problem::too_slow())),
        };
        let earned = Duration::from_secs_f64(size(piece.len()) / BYTES_A_SECOND);
        self.patience = (self.patience.saturating_sub(asked.elapsed()) + earned).min(MOST_PATIENCE);
        self.read = self.read.saturating_add(piece.len());
        if self.read > self.meter.0.limit {
            return Err(self.refuse(Problem::too_large(self.meter.0.limit)));
        }
        if let Err(problem) = self.meter.hold(piece.len()).await {
            return Err(self.refuse(problem));
        }
        Ok(Some(piece))
    }

    fn refuse(&self, problem: Problem) -> axum::Error {
        axum::Error::new(std::io::Error::other(self.meter.refuse(problem).detail))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a pace need not be exact")]
fn size(bytes: usize) -> f64 {
    bytes as f64
}

fn no_memory() -> Problem {
    Problem::unavailable(say!(
        "bodies-full",
        "Plaza reads as much from others as it can now; send it again in some seconds"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    fn memory(bytes: usize) -> BodyMemory {
        BodyMemory::new(&EdgeLimits { body_memory: bytes, ..EdgeLimits::default() })
    }

    fn endless(piece: &'static [u8], pause: Duration) -> Body {
        Body::from_stream(stream::unfold((), move |()| async move {
            tokio::time::sleep(pause).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(piece)), ()))
        }))
    }

    #[tokio::test]
    async fn a_body_is_read_to_its_limit_and_no_further() {
        let memory = memory(1_000);
        let (body, meter) = metered(Body::from("x".repeat(100)), 100, Some(memory.of(false)));
        assert_eq!(to_bytes(body, usize::MAX).await.unwrap().len(), 100);
        assert!(meter.refusal().is_none());
        assert_eq!(memory.signed_in.available_permits(), 900, "until the request is over");
        drop(meter);
        assert_eq!(memory.signed_in.available_permits(), 1_000);
        let body = endless(b"xxxxxxxxxx", Duration::ZERO);
        let (body, meter) = metered(body, 100, Some(memory.of(false)));
        assert!(to_bytes(body, usize::MAX).await.is_err());
        assert_eq!(meter.refusal().unwrap().status, 413);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up() {
        let started = Instant::now();
        let (body, meter) = metered(endless(b"x", Duration::from_secs(1)), 1 << 20, None);
        assert!(to_bytes(body, usize::MAX).await.is_err());
        assert_eq!(meter.refusal().unwrap().status, 408);
        assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
        // One that comes in good time goes on for as long as it takes.
        let quick = vec![b'x'; 2_048].leak();
        let slow_but_fair = endless(quick, Duration::from_secs(1));
        let (body, meter) = metered(slow_but_fair, 204_800, None);
        assert!(to_bytes(body, usize::MAX).await.is_err());
        assert_eq!(meter.refusal().unwrap().status, 413);
    }

    #[tokio::test(start_paused = true)]
    async fn bodies_wait_for_memory_and_are_turned_away_when_there_is_none() {
        let memory = memory(100);
        let of = || Some(memory.of(false));
        let (first, held) = metered(Body::from("x".repeat(80)), 100, of());
        to_bytes(first, usize::MAX).await.unwrap();
        let (second, refused) = metered(Body::from("x".repeat(80)), 100, of());
        assert!(to_bytes(second, usize::MAX).await.is_err());
        let problem = refused.refusal().unwrap();
        assert_eq!((problem.status, problem.retry_after_s.is_some()), (503, true));
        let (third, waits) = metered(Body::from("x".repeat(80)), 100, of());
        let reading = tokio::spawn(to_bytes(third, usize::MAX));
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(held);
        assert_eq!(reading.await.unwrap().unwrap().len(), 80);
        assert!(waits.refusal().is_none());
    }

    #[tokio::test]
    async fn strangers_have_memory_of_their_own() {
        let memory = memory(100);
        let (all, _held) = metered(Body::from("x".repeat(100)), 100, Some(memory.of(false)));
        to_bytes(all, usize::MAX).await.unwrap();
        let (other, _) = metered(Body::from("x".repeat(100)), 100, Some(memory.of(true)));
        assert!(to_bytes(other, usize::MAX).await.is_ok());
    }
}
