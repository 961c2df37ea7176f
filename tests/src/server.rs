//! The real `plaza` binary: started, killed, restarted and called as a command.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use url::Url;

use crate::http::Client;

/// How long a server may take until it answers, on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The administrator that [`Plaza::set_up`] creates.
pub const ADMIN_EMAIL: &str = "ana@plaza.example";
/// Her password.
pub const ADMIN_PASSWORD: &str = "correcto caballo pila grapa";

/// The binary under test: `$PLAZA_BIN`, or the release build in the target folder.
#[must_use]
pub fn binary() -> PathBuf {
    std::env::var_os("PLAZA_BIN").map_or_else(
        || {
            let target = std::env::var_os("CARGO_TARGET_DIR")
                .map_or_else(|| repository().join("target"), PathBuf::from);
            target.join("release/plaza")
        },
        PathBuf::from,
    )
}

/// The repository's folder.
#[must_use]
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A port of 127.0.0.1 that nobody listened on a moment ago.
///
/// # Errors
/// The machine has no free port.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A `plaza` process, or the data folder of one that has ended.
#[derive(Debug)]
pub struct Plaza {
    folder: TempDir,
    port: u16,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    open_files: Option<u32>,
    child: Option<Child>,
    output: Arc<Mutex<Vec<String>>>,
}

impl Plaza {
    /// A data folder that no server has seen yet.
    ///
    /// # Errors
    /// No folder or no port can be had.
    pub fn new() -> Result<Self> {
        Ok(Self {
            folder: tempfile::Builder::new().prefix("plaza-test").tempdir()?,
            port: free_port()?,
            arguments: Vec::new(),
            environment: Vec::new(),
            open_files: None,
            child: None,
            output: Arc::default(),
        })
    }

    /// Starts a server on an empty data folder and waits until it answers.
    ///
    /// # Errors
    /// It does not answer in time; the message carries what it printed.
    pub async fn start() -> Result<Self> {
        let mut plaza = Self::new()?;
        plaza.restart().await?;
        Ok(plaza)
    }

    /// Stores everything in this database instead of SQLite.
    #[must_use]
    pub fn database(self, url: &str) -> Self {
        self.variable("PLAZA_DATABASE_URL", url)
    }

    /// Sets an environment variable for the server and for commands.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets the server and commands have no more files open than this.
    #[must_use]
    pub fn open_files(mut self, most: u32) -> Self {
        self.open_files = Some(most);
        self
    }

    /// Adds a command-line argument to `plaza serve`.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for files beside the data folder, gone with the test.
    #[must_use]
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// The address of a page.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Starts the server again on the same folder and port, and waits until it answers.
    ///
    /// # Errors
    /// It does not answer in time; the message carries what it printed.
    pub async fn restart(&mut self) -> Result<Duration> {
        self.kill();
        self.output = Arc::default();
        let started = Instant::now();
        let listen = format!("127.0.0.1:{}", self.port);
        let mut child = self
            .plaza()
            .arg("serve")
            .args(["--listen", &listen])
            .args(&self.arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", binary().display()))?;
        self.keep_output(child.stdout.take());
        self.keep_output(child.stderr.take());
        self.child = Some(child);
        self.wait_until_ready(started).await?;
        Ok(started.elapsed())
    }

    async fn wait_until_ready(&mut self, started: Instant) -> Result<()> {
        let client = Client::new(&self.url("/"))?;
        while started.elapsed() < START_LIMIT {
            if let Some(child) = &mut self.child
                && let Some(status) = child.try_wait()?
            {
                bail!("plaza ended with {status} while starting:\n{}", self.printed());
            }
            if client.get("/readyz").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("plaza did not answer within {START_LIMIT:?}:\n{}", self.printed())
    }

    fn keep_output(&self, stream: Option<impl Read + Send + 'static>) {
        let Some(stream) = stream else { return };
        let output = Arc::clone(&self.output);
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                output.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
    }

    /// What the server has printed since its last start, standard error included.
    #[must_use]
    pub fn printed(&self) -> String {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// The one-time link that creates the administrator.
    ///
    /// # Errors
    /// The server has not printed one.
    pub async fn setup_link(&self) -> Result<String> {
        for _ in 0..100 {
            if let Some(link) = find_setup_link(&self.printed()) {
                return Ok(link);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("no setup link in what plaza printed:\n{}", self.printed())
    }

    /// Creates the administrator through the printed link, and returns a client signed in as her.
    ///
    /// # Errors
    /// The link or its form does not work.
    pub async fn set_up(&self) -> Result<Client> {
        let client = Client::new(&self.url("/"))?;
        let page = client.get(&self.setup_link().await?).await?;
        let form = page
            .form_with("password")?
            .fill("email", ADMIN_EMAIL)?
            .fill("name", "Ana")?
            .fill_all(&["password", "password_again"], ADMIN_PASSWORD);
        let home = client.submit(&form).await?;
        ensure!(home.status == 200, "creating the administrator: {} {}", home.status, home.text());
        Ok(client)
    }

    /// A client that carries an API token of this role.
    ///
    /// # Errors
    /// `plaza token create` fails.
    pub fn token_client(&self, role: &str) -> Result<Client> {
        let output = self.command(["token", "create", &format!("test-{role}"), "--role", role])?;
        let printed = succeeded(&output)?;
        let secret = printed
            .split_whitespace()
            .max_by_key(|word| word.len())
            .context("`plaza token create` printed nothing")?;
        Ok(Client::new(&self.url("/"))?.with_token(secret))
    }

    /// Runs a `plaza` command on this data folder, to its end.
    ///
    /// # Errors
    /// The binary cannot be started.
    pub fn command<I, S>(&self, arguments: I) -> Result<Output>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.plaza().args(arguments).output().context("cannot run plaza")
    }

    /// A `plaza` command on this data folder, ready for its arguments.
    #[must_use]
    pub fn plaza(&self) -> Command {
        let mut command = match self.open_files {
            None => Command::new(binary()),
            Some(most) => {
                let mut shell = Command::new("sh");
                let script = format!("ulimit -n {most}; exec \"$0\" \"$@\"");
                shell.arg("-c").arg(script).arg(binary());
                shell
            }
        };
        command
            .current_dir(self.folder.path())
            .env("PLAZA_DATA", self.data())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    /// The server's process id.
    ///
    /// # Errors
    /// It does not run.
    pub fn pid(&self) -> Result<u32> {
        Ok(self.child.as_ref().context("plaza does not run")?.id())
    }

    /// Ends the server as a power cut would, and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // An error means that it has ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks the server to end and waits for it.
    ///
    /// # Errors
    /// It still runs after `limit`.
    pub fn terminate(&mut self, limit: Duration) -> Result<(Duration, ExitStatus)> {
        let pid = self.pid()?;
        let mut child = self.child.take().context("plaza does not run")?;
        let asked = Instant::now();
        Command::new("kill").args(["-TERM", &pid.to_string()]).status()?;
        while asked.elapsed() < limit {
            if let Some(status) = child.try_wait()? {
                return Ok((asked.elapsed(), status));
            }
            thread::sleep(Duration::from_millis(5));
        }
        child.kill()?;
        child.wait()?;
        bail!("plaza still ran {limit:?} after SIGTERM")
    }

    /// Whether the server's process is alive.
    pub fn is_alive(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }
}

impl Drop for Plaza {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a command printed on standard output.
///
/// # Errors
/// It failed; the message carries what it said.
pub fn succeeded(output: &Output) -> Result<String> {
    ensure!(
        output.status.success(),
        "plaza ended with {}:\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn find_setup_link(printed: &str) -> Option<String> {
    printed
        .split_whitespace()
        .filter_map(|word| Url::parse(word).ok())
        .find(|url| url.scheme() == "http" && url.path().contains("setup"))
        .map(Into::into)
}
