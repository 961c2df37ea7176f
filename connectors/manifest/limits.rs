//! Observes limits, the platform's and ours, over all requests of one account.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use plaza_core::{ConnectorError, Millis, Quota, say};

use super::model::{Allowance, Limits};

/// A wait up to this long is waited for in place; a longer one is returned to the caller.
const SHORT_MS: Millis = 5_000;
/// Maximum number of accounts that are remembered; beyond it, those that need not wait are
/// forgotten.
const MAX_ACCOUNTS: usize = 4_096;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    /// Publishing a reply.
    Reply,
    /// Taking a reply back. Platforms that count replies do not count this.
    Retract,
}

/// Recent requests by account, shared by all connectors of one manifest.
#[derive(Debug, Default)]
pub(super) struct Meters(Mutex<HashMap<String, Meter>>);

#[derive(Debug, Default)]
struct Meter {
    /// Nothing before this time, milliseconds UTC.
    blocked_until: Millis,
    /// No reply before this time.
    replies_blocked_until: Millis,
    requests: VecDeque<Millis>,
    replies: VecDeque<Millis>,
    /// What the platform said last about its limit.
    quota: Option<Quota>,
}

impl Meters {
    /// Waits for a turn of `account` at `place`.
    ///
    /// # Errors
    /// RateLimited when the turn is further away than a short wait.
    pub(super) async fn turn(
        &self,
        account: &str,
        place: &str,
        limits: &Limits,
        purpose: Purpose,
        now: Millis,
    ) -> Result<(), ConnectorError> {
        let until = self.book(account, limits, purpose, now);
        match until - now {
            ..=0 => Ok(()),
            wait @ 1..=SHORT_MS => {
                tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
                self.note(account, limits, purpose, until);
                Ok(())
            }
            _ => Err(used_up(until, place)),
        }
    }

    /// Whether the account may send requests at all; checked before anything is prepared.
    ///
    /// # Errors
    /// RateLimited while the account is blocked for longer than a short wait.
    pub(super) fn open(
        &self,
        account: &str,
        place: &str,
        now: Millis,
    ) -> Result<(), ConnectorError> {
        let meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match meters.get(account).map(|meter| meter.blocked_until) {
            Some(until) if until - now > SHORT_MS => Err(used_up(until, place)),
            _ => Ok(()),
        }
    }

    /// Blocks an account until that time.
    pub(super) fn block(&self, account: &str, until: Millis) {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let meter = meters.entry(account.to_owned()).or_default();
        meter.blocked_until = meter.blocked_until.max(until);
    }

    /// Blocks an account's replies until that time; reading may continue.
    pub(super) fn block_replies(&self, account: &str, until: Millis) {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let meter = meters.entry(account.to_owned()).or_default();
        meter.replies_blocked_until = meter.replies_blocked_until.max(until);
    }

    /// Remembers what the platform said about its limit.
    pub(super) fn set_quota(&self, account: &str, quota: Quota) {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meters.entry(account.to_owned()).or_default().quota = Some(quota);
    }

    /// What the platform said last about its limit.
    pub(super) fn quota(&self, account: &str) -> Option<Quota> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(account)?.quota
    }

    /// When the account's turn is. Where that is now, the turn is taken.
    fn book(&self, account: &str, limits: &Limits, purpose: Purpose, now: Millis) -> Millis {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if meters.len() >= MAX_ACCOUNTS && !meters.contains_key(account) {
            meters.retain(|_, meter| {
                meter.blocked_until.max(meter.replies_blocked_until) > now
                    || !meter.requests.is_empty()
            });
        }
        let meter = meters.entry(account.to_owned()).or_default();
        let mut until = meter.blocked_until;
        until = until.max(free_at(&mut meter.requests, &limits.requests, now));
        if purpose == Purpose::Reply {
            until = until.max(meter.replies_blocked_until);
            until = until.max(free_at(&mut meter.replies, &limits.replies, now));
        }
        if until <= now {
            take(meter, limits, purpose, now);
        }
        until
    }

    fn note(&self, account: &str, limits: &Limits, purpose: Purpose, at: Millis) {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        take(meters.entry(account.to_owned()).or_default(), limits, purpose, at);
    }
}

fn used_up(until: Millis, place: &str) -> ConnectorError {
    let reason = say!("limit-used-up", "the limit of requests to {place} is used up", place);
    ConnectorError::RateLimited { until, reason }
}

fn take(meter: &mut Meter, limits: &Limits, purpose: Purpose, at: Millis) {
    if !limits.requests.is_empty() {
        meter.requests.push_back(at);
    }
    if purpose == Purpose::Reply && !limits.replies.is_empty() {
        meter.replies.push_back(at);
    }
}

/// When all quotas allow one more, given the times of earlier ones.
fn free_at(times: &mut VecDeque<Millis>, quotas: &[Allowance], now: Millis) -> Millis {
    let longest = quotas.iter().map(|quota| quota.per_ms).max().unwrap_or(0);
    while times.front().is_some_and(|time| *time <= now - longest) {
        times.pop_front();
    }
    quotas
        .iter()
        .filter_map(|quota| {
            let nth = times.len().checked_sub(quota.most)?;
            Some(times[nth] + quota.per_ms)
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_window_holds_more_than_its_quota() {
        let limits = Limits {
            requests: vec![
                Allowance { most: 2, per_ms: 60_000 },
                Allowance { most: 3, per_ms: 3_600_000 },
            ],
            replies: vec![Allowance { most: 1, per_ms: 600_000 }],
            ..Limits::default()
        };
        let meters = Meters::default();
        let ask = async |purpose, now| meters.turn("a", "x.example", &limits, purpose, now).await;
        assert_eq!(ask(Purpose::Read, 0).await, Ok(()));
        assert_eq!(ask(Purpose::Reply, 10_000).await, Ok(()));
        let waits = async |purpose, now| match ask(purpose, now).await.unwrap_err() {
            ConnectorError::RateLimited { until, reason } => (until, reason.to_string()),
            other => panic!("{other}"),
        };
        let reason = "the limit of requests to x.example is used up".to_owned();
        assert_eq!(waits(Purpose::Read, 20_000).await, (60_000, reason.clone()));
        assert_eq!(waits(Purpose::Reply, 100_000).await, (610_000, reason.clone()));
        assert_eq!(ask(Purpose::Read, 100_000).await, Ok(()));
        assert_eq!(waits(Purpose::Retract, 200_000).await, (3_600_000, reason));
        // A limit on replies does not count retractions.
        let replies = vec![Allowance { most: 1, per_ms: 600_000 }];
        let limits = Limits { replies, ..Limits::default() };
        let ask = async |purpose| meters.turn("c", "x", &limits, purpose, 0).await;
        assert_eq!(ask(Purpose::Reply).await, Ok(()));
        assert_eq!(ask(Purpose::Retract).await, Ok(()));
        assert!(ask(Purpose::Reply).await.is_err());
        meters.block_replies("d", 50_000);
        let ask = async |purpose, now| meters.turn("d", "x", &limits, purpose, now).await;
        assert_eq!(ask(Purpose::Read, 1_000).await, Ok(()));
        assert!(ask(Purpose::Reply, 1_000).await.is_err());
        assert_eq!(ask(Purpose::Reply, 50_000).await, Ok(()));
        meters.block("b", 50_000);
        assert!(meters.turn("b", "x", &limits, Purpose::Read, 1_000).await.is_err());
        assert_eq!(meters.turn("b", "x", &limits, Purpose::Read, 50_000).await, Ok(()));
    }
}
