//! Where the network ends and Plaza begins: how many connections, requests, bodies and event
//! streams there may be at once, and how long a client may take.
//!
//! Whoever holds something back (half a request, a body that trickles, an answer that is not read)
//! gives way to those who do not: see [`connections`].

mod bodies;
mod connections;
mod group;
mod limits;
mod listener;
mod progress;
mod shares;
mod socket;

use std::sync::Arc;

use plaza_core::{TokenId, UserId};

use crate::metrics::MetricsText;
use bodies::BodyMemory;
use connections::Connections;
use shares::Shares;

pub use limits::EdgeLimits;

pub(crate) use bodies::{Meter, metered};
pub(crate) use group::Group;
pub(crate) use listener::run;
pub(crate) use shares::{Full, Share};

/// Who holds event streams open: a person, a program, or somebody without a name.
pub(crate) type Reader = (Option<UserId>, Option<TokenId>);

/// What all requests of a server share.
#[derive(Debug)]
pub(crate) struct Edge {
    /// The sockets.
    pub(crate) connections: Arc<Connections>,
    /// Requests being worked on, by the client's address; in all there are as many as connections.
    pub(crate) requests: Shares<Group>,
    /// Event streams, by who reads them.
    pub(crate) streams: Shares<Reader>,
    /// Bodies being read.
    pub(crate) bodies: BodyMemory,
}

impl Edge {
    pub(crate) fn new(limits: &EdgeLimits) -> Self {
        Self {
            connections: Arc::new(Connections::new(limits)),
            requests: Shares::new(usize::MAX, limits.requests_per_address),
            streams: Shares::new(limits.streams, limits.streams_per_reader),
            bodies: BodyMemory::new(limits),
        }
    }

    /// Writes its figures in Prometheus' text format.
    pub(crate) fn write(&self, out: &mut MetricsText) {
        out.gauge("plaza_http_connections", "Open connections.", self.connections.count());
        out.gauge("plaza_http_streams", "Open event streams.", self.streams.count());
        let help = "Connections that were ended by Plaza, by reason.";
        out.family("plaza_http_connections_cut_total", "counter", help);
        for (reason, count) in self.connections.cuts() {
            let label = format!("{{reason=\"{reason}\"}}");
            out.sample("plaza_http_connections_cut_total", &label, count);
        }
    }
}
