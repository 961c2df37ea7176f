//! What a connection waits for: rules over moments, without sockets.

use std::time::{Duration, Instant};

/// From the first byte of a request (from connecting, for the first) to the end of its headers.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A connection that is kept open between two requests. Longer than proxies keep theirs, which
/// would otherwise send a request into a connection that ends.
const IDLE_TIME: Duration = Duration::from_secs(75);
/// An answer of which the client takes nothing.
const UNREAD_TIME: Duration = Duration::from_secs(30);
/// The pace, in bytes a second, that every honest client keeps. Who is slower gives way first when
/// all places are taken.
const HONEST_PACE: f64 = 16_384.0;
/// So far behind that pace a client may be, and so long may one that has just come take to ask,
/// before others who hold a place for nothing give way after it and no longer before it.
const HONEST_LAG: Duration = Duration::from_secs(1);

/// Why a connection ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The head of a request did not come.
    Head,
    /// Nothing was asked for a long time.
    Idle,
    /// The client does not read its answer.
    Unread,
    /// Others needed the place.
    GaveWay,
    /// The server stops.
    Stopping,
}

impl Cut {
    pub(super) const ALL: [Self; 5] =
        [Self::Head, Self::Idle, Self::Unread, Self::GaveWay, Self::Stopping];

    /// Its name in the metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Idle => "idle",
            Self::Unread => "unread",
            Self::GaveWay => "gave_way",
            Self::Stopping => "stopping",
        }
    }
}

/// How little a connection does with its place; the last one gives way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Idleness {
    /// It has just come, or is but little slower than honest clients are.
    Hardly,
    /// It is slow to send its request or to read its answer.
    Slow,
    /// It asks nothing.
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A request is being awaited, or half of its head is there.
    Head,
    /// Kept open after an answer.
    Idle,
    /// A request is being worked on or answered.
    Request,
}

/// How far a connection has come.
#[derive(Debug)]
pub(super) struct Progress {
    stage: Stage,
    since: Instant,
    /// Since when the client takes nothing of its answer.
    unread: Option<Instant>,
    /// Since when more of a body is awaited.
    awaited: Option<Instant>,
    /// Waited for the client in this request, what ended before now.
    waited: Duration,
    /// Bytes that went either way in this request.
    bytes: u64,
}

impl Progress {
    /// A new connection.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            stage: Stage::Head,
            since: now,
            unread: None,
            awaited: None,
            waited: Duration::ZERO,
            bytes: 0,
        }
    }

    /// Bytes came in.
    pub(super) fn heard(&mut self, now: Instant) {
        if self.stage == Stage::Idle {
            (self.stage, self.since) = (Stage::Head, now);
        }
    }

    /// The head of a request is whole.
    pub(super) fn asked(&mut self, now: Instant) {
        *self = Self { stage: Stage::Request, ..Self::new(now) };
    }

    /// The answer is written, or will be.
    pub(super) fn answered(&mut self, now: Instant) {
        let unread = self.unread;
        *self = Self { stage: Stage::Idle, unread, ..Self::new(now) };
    }

    /// More of the body is awaited.
    pub(super) fn awaits(&mut self, now: Instant) {
        self.awaited.get_or_insert(now);
    }

    /// Some of the body came.
    pub(super) fn received(&mut self, bytes: usize, now: Instant) {
        let waited = self.awaited.take();
        self.moved(waited, bytes, now);
    }

    /// The client takes no more of the answer for now.
    pub(super) fn stuck(&mut self, now: Instant) {
        self.unread.get_or_insert(now);
    }

    /// The client took some of the answer.
    pub(super) fn sent(&mut self, bytes: usize, now: Instant) {
        let waited = self.unread.take();
        self.moved(waited, bytes, now);
    }

    fn moved(&mut self, since: Option<Instant>, bytes: usize, now: Instant) {
        self.waited += since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Whether no request is being worked on.
    pub(super) fn is_waiting(&self) -> bool {
        self.stage != Stage::Request && self.unread.is_none()
    }

    /// Why the connection ends now; `None` while it is in time.
    pub(super) fn overdue(&self, now: Instant) -> Option<Cut> {
        if let Some(since) = self.unread {
            return (now.saturating_duration_since(since) > UNREAD_TIME).then_some(Cut::Unread);
        }
        let age = now.saturating_duration_since(self.since);
        match self.stage {
            Stage::Head if age > HEAD_TIME => Some(Cut::Head),
            Stage::Idle if age > IDLE_TIME => Some(Cut::Idle),
            _ => None,
        }
    }

    /// How readily the connection gives way to a new one: those that ask nothing first, the oldest
    /// of them before all others, then those that hold an honest client's pace least. One that has
    /// just come gives way after them: in a flood of slow requests it would be the only one that
    /// asks nothing yet. `None` for those that wait for Plaza.
    pub(super) fn gives_way(&self, now: Instant) -> Option<(Idleness, Duration)> {
        if self.is_waiting() {
            let age = now.saturating_duration_since(self.since);
            let is_new = self.stage == Stage::Head && age <= HONEST_LAG;
            return Some((if is_new { Idleness::Hardly } else { Idleness::Silent }, age));
        }
        let waits = self.unread.or(self.awaited)?;
        let waited = self.waited + now.saturating_duration_since(waits);
        #[expect(clippy::cast_precision_loss, reason = "a pace need not be exact")]
        let fair = Duration::from_secs_f64(self.bytes as f64 / HONEST_PACE);
        let lag = waited.saturating_sub(fair);
        let idleness = if lag > HONEST_LAG { Idleness::Slow } else { Idleness::Hardly };
        (!lag.is_zero()).then_some((idleness, lag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: f64) -> Instant {
        start + Duration::from_secs_f64(seconds)
    }

    #[test]
    fn half_a_head_and_idleness_end() {
        let start = Instant::now();
        let mut progress = Progress::new(start);
        assert_eq!(progress.overdue(after(start, 9.0)), None);
        progress.heard(after(start, 9.0));
        assert_eq!(progress.overdue(after(start, 10.5)), Some(Cut::Head), "a drop helps nobody");
        progress.asked(after(start, 10.0));
        assert_eq!(progress.overdue(after(start, 1e6)), None, "that is Plaza's own time");
        progress.answered(after(start, 20.0));
        assert_eq!(progress.overdue(after(start, 94.0)), None);
        assert_eq!(progress.overdue(after(start, 96.0)), Some(Cut::Idle));
        progress.heard(after(start, 90.0));
        assert_eq!(progress.overdue(after(start, 99.0)), None);
        assert_eq!(progress.overdue(after(start, 101.0)), Some(Cut::Head));
    }

    #[test]
    fn an_answer_that_nobody_reads_ends_whether_whole_or_not() {
        let start = Instant::now();
        let mut progress = Progress::new(start);
        progress.asked(start);
        progress.stuck(after(start, 1.0));
        progress.stuck(after(start, 20.0));
        assert_eq!(progress.overdue(after(start, 30.0)), None);
        assert_eq!(progress.overdue(after(start, 32.0)), Some(Cut::Unread));
        progress.answered(after(start, 2.0));
        assert_eq!(progress.overdue(after(start, 32.0)), Some(Cut::Unread));
        progress.sent(4_096, after(start, 32.0));
        assert_eq!(progress.overdue(after(start, 33.0)), None);
    }

    #[test]
    fn who_asks_nothing_gives_way_first_and_who_is_worked_for_never() {
        let start = Instant::now();
        let now = after(start, 5.0);
        let idle = Progress::new(start);
        let fresh = Progress::new(now);
        let mut worked_for = Progress::new(start);
        worked_for.asked(start);
        let mut trickling = Progress::new(start);
        trickling.asked(start);
        for second in 0..5 {
            trickling.awaits(after(start, f64::from(second)));
            trickling.received(1, after(start, f64::from(second) + 0.99));
        }
        trickling.awaits(after(start, 4.99));
        let mut honest = Progress::new(start);
        honest.asked(start);
        honest.awaits(start);
        honest.received(400_000, after(start, 4.0));
        honest.awaits(after(start, 4.0));
        assert!(idle.gives_way(now) > trickling.gives_way(now));
        assert!(trickling.gives_way(now) > fresh.gives_way(now), "it has had no time to ask");
        assert!(fresh.gives_way(now).is_some());
        let mut just_late = Progress::new(start);
        just_late.asked(after(start, 4.5));
        just_late.awaits(after(start, 4.5));
        assert!(just_late.gives_way(now) > fresh.gives_way(now), "who came later is spared");
        assert_eq!(worked_for.gives_way(now), None);
        assert_eq!(honest.gives_way(now), None);
    }
}
