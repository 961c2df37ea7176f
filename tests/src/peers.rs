//! Real servers that tests talk to: where they are installed, and how their processes end.
//!
//! `cargo xtask test` installs them once (`xtask/src/peers.rs`) into a cache folder outside the
//! repository: `$PLAZA_TEST_CACHE`, or `~/.cache/plaza-tests`. A test that needs one starts its own,
//! on a free port of 127.0.0.1, with data that is thrown away. A peer never outlives the test
//! process, however that one ends.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// How long a peer may take until it answers; a loaded machine needs a multiple of the usual 3 s.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Pause between two looks at a peer that is starting.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The folder that holds the installed peers.
///
/// # Errors
/// Neither `$PLAZA_TEST_CACHE` nor `$HOME` is set.
pub fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("PLAZA_TEST_CACHE") {
        return Ok(PathBuf::from(folder));
    }
    let home = std::env::var_os("HOME").context("set PLAZA_TEST_CACHE or HOME")?;
    Ok(Path::new(&home).join(".cache/plaza-tests"))
}

/// The path of something that the installation left in the cache folder.
///
/// # Errors
/// It is not there; the message says what installs it.
pub(crate) fn installed(relative: &str) -> Result<PathBuf> {
    let path = cache_folder()?.join(relative);
    ensure!(path.exists(), "{} is missing; `cargo xtask test` installs it", path.display());
    Ok(path)
}

/// A TCP port of 127.0.0.1 that nothing listens on.
///
/// # Errors
/// The system has none left.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A folder for one peer's data, removed when it is dropped. What a killed test process left behind
/// is removed by the next one.
#[derive(Debug)]
pub(crate) struct RunFolder(PathBuf);

impl RunFolder {
    pub(crate) fn create(name: &str) -> Result<Self> {
        Self::create_in(&cache_folder()?.join("run"), name)
    }

    /// The same below `runs`, for peers that another user must be able to reach.
    pub(crate) fn create_in(runs: &Path, name: &str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(runs)?;
        remove_stale(runs);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = runs.join(format!("{}-{number}-{name}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // A folder that cannot be removed now is removed by the next run.
        fs::remove_dir_all(&self.0).ok();
    }
}

fn remove_stale(runs: &Path) {
    for entry in fs::read_dir(runs).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_string_lossy().split('-').next().and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid.to_string()).exists()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// A process of a peer, killed when it is dropped.
///
/// The kernel kills it too when the thread that started it ends, so that thread is one of its own
/// that waits for the end: a test process that is itself killed leaves no orphan.
#[derive(Debug)]
pub(crate) struct PeerProcess {
    name: String,
    log: PathBuf,
    exited: Arc<AtomicBool>,
    stop: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl PeerProcess {
    /// Starts `program` with what `configure` adds; both its outputs go to the file `log`.
    pub(crate) fn spawn(
        program: &Path,
        log: PathBuf,
        configure: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let name = program.display().to_string();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        configure(&mut command);
        let output = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);

        let exited = Arc::new(AtomicBool::new(false));
        let (stop, stopped) = mpsc::channel::<()>();
        let (started, outcome) = mpsc::channel();
        let keeper_exited = Arc::clone(&exited);
        let keeper = thread::spawn(move || {
            let mut child = match command.spawn() {
                Ok(child) => child,
                Err(error) => {
                    started.send(Err(error)).ok();
                    return;
                }
            };
            started.send(Ok(())).ok();
            while matches!(stopped.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout)) {
                if !matches!(child.try_wait(), Ok(None)) {
                    keeper_exited.store(true, Ordering::SeqCst);
                    return;
                }
            }
            child.kill().ok();
            child.wait().ok();
        });
        outcome.recv()?.with_context(|| format!("cannot start {name} through setpriv"))?;
        Ok(Self { name, log, exited, stop: Some(stop), keeper: Some(keeper) })
    }

    /// Waits until `is_ready` says yes.
    ///
    /// # Errors
    /// The process ended, or took too long; the message ends with what it logged last.
    pub(crate) async fn wait_until(&self, mut is_ready: impl AsyncFnMut() -> bool) -> Result<()> {
        let started = Instant::now();
        while !is_ready().await {
            if self.exited.load(Ordering::SeqCst) {
                bail!("{} ended at once: {}", self.name, self.last_words());
            }
            if started.elapsed() > READY_WITHIN {
                bail!("{} is not ready after {READY_WITHIN:?}: {}", self.name, self.last_words());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let tail = &log[log.len().saturating_sub(2_000)..];
        String::from_utf8_lossy(tail).into_owned()
    }
}

impl Drop for PeerProcess {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(keeper) = self.keeper.take() {
            keeper.join().ok();
        }
    }
}

/// An HTTP client for tests: short-lived connections, so that it serves several runtimes, and a
/// limit of 30 s a request.
pub(crate) fn client() -> Result<reqwest::Client> {
    // Refused when another test of this process was first.
    rustls::crypto::ring::default_provider().install_default().ok();
    Ok(reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()?)
}

/// The body of a successful answer as JSON.
pub(crate) async fn json(request: reqwest::RequestBuilder) -> Result<serde_json::Value> {
    let response = request.send().await?;
    let (status, url) = (response.status(), response.url().clone());
    let body: serde_json::Value =
        response.json().await.with_context(|| format!("{status} {url}"))?;
    ensure!(status.is_success(), "{status} {url}: {body}");
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spawn_shell(folder: &RunFolder, script: &str) -> PeerProcess {
        let configure = |command: &mut Command| {
            command.arg("-c").arg(script).current_dir(folder.path());
        };
        PeerProcess::spawn(Path::new("sh"), folder.path().join("log"), configure).unwrap()
    }

    #[tokio::test]
    async fn a_dropped_peer_leaves_neither_process_nor_files() {
        let folder = RunFolder::create("shell").unwrap();
        let path = folder.path().to_owned();
        let process = spawn_shell(&folder, "echo $$ > pid.new; mv pid.new pid; exec sleep 600");
        let file = path.join("pid");
        process.wait_until(async || file.exists()).await.unwrap();
        let pid = fs::read_to_string(&file).unwrap();
        let entry = Path::new("/proc").join(pid.trim());
        assert!(entry.exists());
        drop(process);
        assert!(!entry.exists());
        drop(folder);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_peer_that_ends_at_once_is_told_with_its_last_words() {
        let folder = RunFolder::create("shell").unwrap();
        let process = spawn_shell(&folder, "echo the port is taken >&2; exit 3");
        let error = process.wait_until(async || false).await.unwrap_err().to_string();
        assert!(error.contains("the port is taken"), "{error}");
    }

    #[test]
    fn what_a_killed_run_left_behind_is_removed() {
        let folder = RunFolder::create("alive").unwrap();
        let runs = folder.path().parent().unwrap();
        // No process has this number: it is above the kernel's limit.
        let stale = runs.join("4194305-0-dead");
        fs::create_dir(&stale).unwrap();
        remove_stale(runs);
        assert!(!stale.exists());
        assert!(folder.path().exists());
    }
}
