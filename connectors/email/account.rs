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

    /// Whether this is an address of ours.
    pub(super) fn is_ours(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
        // `support+ticket@` arrives at `support@`.
        let local = local.split('+').next().unwrap_or(local);
        let is = |ours: &str| ours == format!("{local}@{domain}") || ours == format!("@{domain}");
        is(&self.config.address.to_string().to_lowercase())
            || self.config.others.iter().any(|o| is(o))
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("folder", &self.config.folder).finish_non_exhaustive()
    }
}
