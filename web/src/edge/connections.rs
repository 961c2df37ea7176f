//! The open connections, and who gives way when there are too many.
//!
//! A new connection is always answered where another one holds its place for nothing: the one that
//! has asked nothing for longest ends first, then the one that is slowest to send its request or to
//! read its answer. Only when all are being worked for is a new one turned away.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::EdgeLimits;
use super::group::Group;
use super::progress::{Cut, Progress};

/// Sockets that may still be closing while new ones are taken.
const CLOSING: usize = 32;
/// Longest wait for one of them.
const CLOSING_TIME: Duration = Duration::from_millis(100);

/// The open connections of a server.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    most_per_group: usize,
    open: Mutex<Open>,
    sockets: AtomicUsize,
    closed: Notify,
    cuts: [AtomicU64; Cut::ALL.len()],
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    all: HashMap<u64, Arc<Connection>>,
    by_group: HashMap<Group, usize>,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    /// `None` where many clients come from one address.
    group: Option<Group>,
    progress: Mutex<Progress>,
    cut: CancellationToken,
}

/// The place of a connection, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Ticket {
    id: u64,
    connection: Arc<Connection>,
    of: Arc<Connections>,
}

impl Connections {
    pub(super) fn new(limits: &EdgeLimits) -> Self {
        Self {
            most: limits.connections,
            most_per_group: limits.connections_per_address,
            open: Mutex::default(),
            sockets: AtomicUsize::new(0),
            closed: Notify::new(),
            cuts: Default::default(),
        }
    }

    /// Waits until sockets that were cut are closed, if they are many: they hold open files.
    pub(super) async fn settled(&self) {
        while self.sockets.load(Ordering::Relaxed) >= self.most + CLOSING {
            // Either way it is looked again; the time is for a notice that came too early.
            drop(tokio::time::timeout(CLOSING_TIME, self.closed.notified()).await);
        }
    }

    /// A place for a new connection; `None` where nobody gives way. `address` is `None` where many
    /// clients come from one.
    pub(super) fn admit(self: &Arc<Self>, address: Option<IpAddr>) -> Option<Ticket> {
        let group = address.map(Group::of);
        let mut open = lock(&self.open);
        let own = group.and_then(|group| open.by_group.get(&group)).copied().unwrap_or_default();
        if own >= self.most_per_group {
            self.make_way(&mut open, group)?;
        }
        if open.all.len() >= self.most {
            self.make_way(&mut open, None)?;
        }
        open.last += 1;
        let id = open.last;
        let progress = Mutex::new(Progress::new(Instant::now()));
        let connection = Arc::new(Connection { group, progress, cut: CancellationToken::new() });
        open.add(id, &connection);
        self.sockets.fetch_add(1, Ordering::Relaxed);
        Some(Ticket { id, connection, of: Arc::clone(self) })
    }

    /// Ends the connection that gives way first, of `group` where one is named; true when there was
    /// one.
    fn make_way(&self, open: &mut Open, group: Option<Group>) -> Option<()> {
        let now = Instant::now();
        let candidates = open.all.iter().filter(|(_, one)| group.is_none() || one.group == group);
        let (_, id) = candidates
            .filter_map(|(id, one)| Some((one.progress().gives_way(now)?, *id)))
            .max_by(|(one, a), (other, b)| one.cmp(other).then(b.cmp(a)))?;
        self.end(open, id, Cut::GaveWay);
        Some(())
    }

    /// Ends one connection to have a file to spare.
    pub(super) fn spare_one(&self) -> bool {
        self.make_way(&mut lock(&self.open), None).is_some()
    }

    /// Ends the connections whose client took too long.
    pub(super) fn cut_overdue(&self) {
        let now = Instant::now();
        self.end_where(|progress| progress.overdue(now));
    }

    /// Ends the connections on which nothing is asked: the server stops.
    pub(super) fn cut_waiting(&self) {
        self.end_where(|progress| progress.is_waiting().then_some(Cut::Stopping));
    }

    fn end_where(&self, why: impl Fn(&Progress) -> Option<Cut>) {
        let mut open = lock(&self.open);
        let found: Vec<(u64, Cut)> =
            open.all.iter().filter_map(|(id, one)| Some((*id, why(&one.progress())?))).collect();
        for (id, cut) in found {
            self.end(&mut open, id, cut);
        }
    }

    fn end(&self, open: &mut Open, id: u64, why: Cut) {
        if let Some(connection) = open.remove(id) {
            connection.cut.cancel();
            self.cuts[why as usize].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Open connections.
    pub(super) fn count(&self) -> usize {
        lock(&self.open).all.len()
    }

    /// How many were ended, by reason.
    pub(super) fn cuts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Cut::ALL
            .into_iter()
            .map(|cut| (cut.name(), self.cuts[cut as usize].load(Ordering::Relaxed)))
    }
}

impl Open {
    fn add(&mut self, id: u64, connection: &Arc<Connection>) {
        self.all.insert(id, Arc::clone(connection));
        if let Some(group) = connection.group {
            *self.by_group.entry(group).or_default() += 1;
        }
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Connection>> {
        let connection = self.all.remove(&id)?;
        if let Some(group) = connection.group
            && let Some(own) = self.by_group.get_mut(&group)
        {
            *own -= 1;
            if *own == 0 {
                self.by_group.remove(&group);
            }
        }
        Some(connection)
    }
}

impl Connection {
    /// How far it has come; held only for as long as it takes to look or to note something down.
    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    /// Resolves when the connection has to end.
    pub(super) async fn cut(&self) {
        self.cut.cancelled().await;
    }
}

impl Ticket {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Whoever was cut is not on the list any more.
        lock(&self.of.open).remove(self.id);
        self.of.sockets.fetch_sub(1, Ordering::Relaxed);
        self.of.closed.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize, per_address: usize) -> Arc<Connections> {
        let limits = EdgeLimits {
            connections: most,
            connections_per_address: per_address,
            ..EdgeLimits::default()
        };
        Arc::new(Connections::new(&limits))
    }

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn the_oldest_that_asks_nothing_gives_way() {
        let connections = connections(2, 2);
        let first = connections.admit(address(1)).unwrap();
        let second = connections.admit(address(2)).unwrap();
        let third = connections.admit(address(3)).unwrap();
        assert!(first.connection().cut.is_cancelled());
        assert!(!second.connection().cut.is_cancelled() && !third.connection().cut.is_cancelled());
        assert_eq!(connections.count(), 2);
        assert_eq!(connections.cuts().find(|(why, _)| *why == "gave_way"), Some(("gave_way", 1)));
        drop((first, second, third));
        assert_eq!((connections.count(), connections.sockets.load(Ordering::Relaxed)), (0, 0));
        assert!(lock(&connections.open).by_group.is_empty());
    }

    #[test]
    fn an_address_with_too_many_gives_way_to_itself() {
        let connections = connections(10, 2);
        let other = connections.admit(address(9)).unwrap();
        let first = connections.admit(address(1)).unwrap();
        let _second = connections.admit(address(1)).unwrap();
        let _third = connections.admit(address(1)).unwrap();
        assert!(first.connection().cut.is_cancelled() && !other.connection().cut.is_cancelled());
        // Behind a proxy all come from one address.
        let proxied: Vec<_> = (0..5).filter_map(|_| connections.admit(None)).collect();
        assert_eq!(proxied.len(), 5);
        assert!(proxied.iter().all(|ticket| !ticket.connection().cut.is_cancelled()));
    }

    #[test]
    fn those_that_are_worked_for_do_not_give_way() {
        let connections = connections(1, 1);
        let first = connections.admit(address(1)).unwrap();
        first.connection().progress().asked(Instant::now());
        assert!(connections.admit(address(2)).is_none());
        assert!(!connections.spare_one());
        connections.cut_waiting();
        assert!(!first.connection().cut.is_cancelled());
        first.connection().progress().answered(Instant::now());
        connections.cut_waiting();
        assert!(first.connection().cut.is_cancelled());
    }
}
