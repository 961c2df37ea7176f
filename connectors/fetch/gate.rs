//! Politeness: how often one host is asked, and by how many requests at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use plaza_core::{ConnectorError, say};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Maximum number of hosts that are remembered; beyond it, those that nobody waits for are
/// forgotten.
const MAX_HOSTS: usize = 4_096;

/// One gate per host.
pub(super) struct Gates {
    hosts: Mutex<HashMap<String, Arc<Gate>>>,
    per_host: usize,
}

struct Gate {
    slots: Arc<Semaphore>,
    /// When the next request may begin.
    next: Mutex<Instant>,
}

impl Gates {
    pub(super) fn new(per_host: usize) -> Self {
        Self { hosts: Mutex::default(), per_host: per_host.max(1) }
    }

    /// Waits for a turn at `host`; the turn ends when the permit is dropped.
    pub(super) async fn enter(
        &self,
        host: String,
        delay: Duration,
    ) -> Result<OwnedSemaphorePermit, ConnectorError> {
        let gate = self.gate(host);
        let permit = Arc::clone(&gate.slots)
            .acquire_owned()
            .await
            .map_err(|_| ConnectorError::Transient(say!("shutting-down", "shutting down")))?;
        let start = {
            let mut next = gate.next.lock().unwrap_or_else(PoisonError::into_inner);
            let start = (*next).max(Instant::now());
            *next = start + delay;
            start
        };
        tokio::time::sleep_until(start).await;
        Ok(permit)
    }

    fn gate(&self, host: String) -> Arc<Gate> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS && !hosts.contains_key(&host) {
            let now = Instant::now();
            hosts.retain(|_, gate| {
                let next = *gate.next.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::strong_count(gate) > 1 || next > now
            });
        }
        let gate = hosts.entry(host).or_insert_with(|| {
            Arc::new(Gate {
                slots: Arc::new(Semaphore::new(self.per_host)),
                next: Mutex::new(Instant::now()),
            })
        });
        Arc::clone(gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_are_spaced_and_others_do_not_wait() {
        let gates = Gates::new(2);
        let begin = Instant::now();
        let delay = Duration::from_secs(1);
        for _ in 0..3 {
            drop(gates.enter("a".to_owned(), delay).await.unwrap());
        }
        assert_eq!(begin.elapsed().as_secs(), 2);
        drop(gates.enter("b".to_owned(), delay).await.unwrap());
        assert_eq!(begin.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_allowed_number_at_a_time() {
        let gates = Gates::new(2);
        let first = gates.enter("a".to_owned(), Duration::ZERO).await.unwrap();
        let _second = gates.enter("a".to_owned(), Duration::ZERO).await.unwrap();
        let third = gates.enter("a".to_owned(), Duration::ZERO);
        let waited = tokio::time::timeout(Duration::from_secs(5), third).await;
        assert!(waited.is_err());
        drop(first);
        drop(gates.enter("a".to_owned(), Duration::ZERO).await.unwrap());
    }

    #[tokio::test]
    async fn the_table_is_bounded() {
        let gates = Gates::new(1);
        for n in 0..MAX_HOSTS * 2 {
            drop(gates.enter(format!("host{n}"), Duration::ZERO).await.unwrap());
        }
        assert!(gates.hosts.lock().unwrap().len() <= MAX_HOSTS);
    }
}
