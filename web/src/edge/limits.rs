//! How much there may be of everything at once.

/// Open files that are left to the database, the index and requests to places outside.
const RESERVED_FILES: u64 = 256;
/// Most connections, however many files may be open.
const MOST_CONNECTIONS: usize = 4_096;
/// Bytes of bodies in memory, of requests by people and programs that are signed in. One import
/// through the API may take half of it.
const BODY_MEMORY: usize = 64 << 20;
/// The same for requests by anybody, so that strangers cannot crowd out those who are signed in.
const PUBLIC_BODY_MEMORY: usize = 16 << 20;

/// How much there may be of everything at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeLimits {
    /// Open connections.
    pub connections: usize,
    /// Open connections of one address (IPv4) or network of one customer (IPv6, /64).
    pub connections_per_address: usize,
    /// Requests of one address that are being worked on; this stands in for
    /// `connections_per_address` behind a proxy, whose connections are not those of one client.
    pub requests_per_address: usize,
    /// Open event streams.
    pub streams: usize,
    /// Open event streams of one person or token.
    pub streams_per_reader: usize,
    /// Bytes of bodies in memory, of those who are signed in.
    pub body_memory: usize,
    /// Bytes of bodies in memory, on routes that are open to everybody.
    pub public_body_memory: usize,
}

impl EdgeLimits {
    /// What a process can hold that may have this many files open.
    #[must_use]
    pub fn for_open_files(files: u64) -> Self {
        let left = files.saturating_sub(RESERVED_FILES).max(files / 2);
        let connections = usize::try_from(left).unwrap_or(usize::MAX).clamp(8, MOST_CONNECTIONS);
        let per_address = (connections / 4).max(8);
        Self {
            connections,
            connections_per_address: per_address,
            requests_per_address: per_address,
            streams: connections / 2,
            streams_per_reader: 32.min(connections / 4),
            body_memory: BODY_MEMORY,
            public_body_memory: PUBLIC_BODY_MEMORY,
        }
    }
}

impl Default for EdgeLimits {
    /// For the 1,024 files that are usual where nobody asked for more.
    fn default() -> Self {
        Self::for_open_files(1_024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_left_to_everything_else() {
        let connections = |files| EdgeLimits::for_open_files(files).connections;
        assert_eq!(connections(0), 8);
        assert_eq!(connections(256), 128);
        assert_eq!(connections(1_024), 768);
        assert_eq!(connections(1_048_576), MOST_CONNECTIONS);
        assert_eq!(connections(u64::MAX), MOST_CONNECTIONS);
    }

    #[test]
    fn nobody_has_more_than_a_quarter() {
        let limits = EdgeLimits::default();
        assert_eq!((limits.connections_per_address, limits.requests_per_address), (192, 192));
        assert_eq!((limits.streams, limits.streams_per_reader), (384, 32));
    }
}
