//! Stands between Plaza and PostgreSQL, and takes the database away without stopping it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The socket's name where nobody chose a port.
const SOCKET: &str = ".s.PGSQL.5432";

/// What the proxy does with connections, those that are open included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Everything passes.
    Open,
    /// Connections are closed, and new ones at once: the server has stopped.
    Closed,
    /// Connections stay open and nothing passes: the network has gone.
    Silent,
}

/// The proxy; it ends when it is dropped.
#[derive(Debug)]
pub struct PgProxy {
    folder: TempDir,
    line: watch::Sender<Line>,
    accepting: JoinHandle<()>,
}

impl Drop for PgProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl PgProxy {
    /// Listens in a folder of its own, and passes on to the server whose socket lies in the folder
    /// that `database` (of [`crate::postgres::new_database`]) names.
    ///
    /// # Errors
    /// The address names no folder, or no socket can be made.
    pub fn start(database: &str, line: Line) -> Result<Self> {
        let server = host_of(database)?.join(SOCKET);
        let folder = tempfile::Builder::new().prefix("plaza-pg").tempdir()?;
        let listener = UnixListener::bind(folder.path().join(SOCKET))?;
        let (line, state) = watch::channel(line);
        let accepting = tokio::spawn(accept(listener, server, state));
        Ok(Self { folder, line, accepting })
    }

    /// The same database, through this proxy.
    ///
    /// # Errors
    /// The address names no folder.
    pub fn address(&self, database: &str) -> Result<String> {
        let host = host_of(database)?;
        let through = self.folder.path().display().to_string();
        Ok(database.replace(&host.display().to_string(), &through))
    }

    /// Takes the database away, or gives it back.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }
}

fn host_of(database: &str) -> Result<PathBuf> {
    let host = database.split("host=").nth(1).context("no host in the database's address")?;
    Ok(PathBuf::from(host))
}

async fn accept(listener: UnixListener, server: PathBuf, line: watch::Receiver<Line>) {
    while let Ok((client, _)) = listener.accept().await {
        // A connection that breaks is what this proxy is for.
        tokio::spawn(pass(client, server.clone(), line.clone()));
    }
}

async fn pass(mut client: UnixStream, server: PathBuf, mut line: watch::Receiver<Line>) {
    let Ok(mut server) = UnixStream::connect(server).await else { return };
    loop {
        let now = *line.borrow_and_update();
        match now {
            Line::Closed => return,
            Line::Silent => {
                // What was under way is lost: neither side can use the connection any more.
                drop(line.changed().await);
                return;
            }
            Line::Open => tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut client, &mut server) => return,
                changed = line.changed() => if changed.is_err() { return },
            },
        }
    }
}
