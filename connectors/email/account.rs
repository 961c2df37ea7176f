//! A mailbox, the way out, and our connections to both.

use plaza_core::{ConnectorError, Millis};

use super::config::{Config, Security, Server};
use crate::fetch::{Connection, SourceFetcher};

/// A mailbox and the way out.
pub(super) struct Account {
    pub(super) http: SourceFetcher,
    pub(super) config: Config,
}

impl Account {
    pub(super) fn now(&self) -> Millis {
        self.http.clock().now()
    }

    /// A connection to `server`, already under TLS where the server expects that from the first
    /// byte.
    pub(super) async fn dial(&self, server: &Server) -> Result<Connection, ConnectorError> {
        let connection = self.http.dial(&server.host, server.port).await?;
        match server.security {
            Security::Tls => connection.start_tls(&self.config.trust).await,
            Security::StartTls => Ok(connection),
            Security::None => connection.must_be_local(),
        }
    }

    /// Whether this is our own address.
    pub(super) fn is_ours(&self, address: &str) -> bool {
        address.trim().eq_ignore_ascii_case(self.config.address.as_ref())
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("folder", &self.config.folder).finish_non_exhaustive()
    }
}
