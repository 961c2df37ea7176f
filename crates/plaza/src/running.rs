//! What a running process says of itself to `plaza doctor`: it answers on a socket in the data
//! folder, which only the folder's owner can reach. Whoever connects gets one JSON object.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use plaza_core::to_rfc3339;
use plaza_engine::{Engine, Status, random_hex};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use crate::home;

/// The folder of the sockets, in the data folder: several processes may share it.
const FOLDER: &str = "run";
/// How long a process may take for its answer, or a doctor for reading it.
const LIMIT: Duration = Duration::from_secs(5);
/// Pause after a connection could not be accepted.
const PAUSE: Duration = Duration::from_secs(1);
/// Longest path of a socket that every system takes, in bytes.
const LONGEST_PATH: usize = 100;

/// What a process says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Said {
    /// Its process id.
    pub(crate) pid: u32,
    /// What it was started as: `serve` or `work`.
    pub(crate) command: String,
    /// Where it listens, if it does.
    pub(crate) address: Option<String>,
    /// When it was started.
    pub(crate) since: String,
    /// What is wrong with it.
    pub(crate) problems: Vec<String>,
    /// What is worth knowing besides.
    pub(crate) notes: Vec<String>,
}

impl Said {
    /// With what the engine says now.
    fn now(&self, status: &Status) -> Self {
        let mut said = self.clone();
        for problem in &status.problems {
            let words = problem.code.in_words();
            said.problems.push(match problem.part {
                Some(part) => format!("{words} ({part})"),
                None => words.to_owned(),
            });
        }
        for one in &status.loops {
            if let Some(why) = &one.why {
                let times = one.failures;
                said.problems.push(format!("{} failed {times} times in a row: {why}", one.name));
            }
        }
        if let Some(progress) = status.index
            && let Some(since) = progress.behind_since
        {
            let (changes, since) = (progress.behind(), to_rfc3339(since));
            said.notes.push(format!("{changes} changes cannot be found yet, since {since}"));
        }
        said
    }
}

/// Answers doctors until it is dropped.
pub(crate) struct Answering {
    path: PathBuf,
    task: JoinHandle<()>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.task.abort();
        // One that stays is known by the next doctor as nobody's.
        drop(std::fs::remove_file(&self.path));
    }
}

/// Answers doctors from now on. Where no socket can be made, nobody is told, and the log says so.
pub(crate) fn answer(
    engine: &Engine,
    data: &Path,
    command: &str,
    address: Option<String>,
) -> Option<Answering> {
    let said = Said {
        pid: std::process::id(),
        command: command.to_owned(),
        address,
        since: to_rfc3339(engine.now()),
        problems: Vec::new(),
        notes: Vec::new(),
    };
    match bind(data) {
        Ok((listener, path)) => {
            let task = tokio::spawn(accept(listener, engine.clone(), Arc::new(said)));
            Some(Answering { path, task })
        }
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "plaza doctor cannot ask this process");
            None
        }
    }
}

fn bind(data: &Path) -> anyhow::Result<(UnixListener, PathBuf)> {
    let folder = data.join(FOLDER);
    home::make_data_folder(&folder)?;
    let name = format!("{}-{}.sock", std::process::id(), random_hex(4)?);
    let path = folder.join(&name);
    let reach = Reach::to(&folder, &name)?;
    let listener = UnixListener::bind(reach.path()).with_context(|| path.display().to_string())?;
    Ok((listener, path))
}

async fn accept(listener: UnixListener, engine: Engine, said: Arc<Said>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (engine, said) = (engine.clone(), Arc::clone(&said));
                // A doctor that went away needs no answer.
                tokio::spawn(async move {
                    drop(tokio::time::timeout(LIMIT, tell(stream, &engine, &said)).await);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a doctor was not heard");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn tell(mut stream: UnixStream, engine: &Engine, said: &Said) -> anyhow::Result<()> {
    let now = said.now(&engine.status().await);
    stream.write_all(&serde_json::to_vec(&now)?).await?;
    Ok(stream.shutdown().await?)
}

/// What the processes on a data folder say; for one that runs and does not answer, why.
pub(crate) async fn ask(data: &Path) -> Vec<anyhow::Result<Said>> {
    let folder = data.join(FOLDER);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut answers = Vec::new();
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        match ask_one(&folder, &name).await {
            Ok(said) => answers.push(Ok(said)),
            Err(error) if is_nobodys(&error) => {
                // Left behind by a process that was killed.
                drop(std::fs::remove_file(entry.path()));
            }
            Err(error) => answers.push(Err(error.context(format!("the process of {name}")))),
        }
    }
    answers
}

async fn ask_one(folder: &Path, name: &str) -> anyhow::Result<Said> {
    let reach = Reach::to(folder, name)?;
    let asking = async {
        let mut stream = UnixStream::connect(reach.path()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<Vec<u8>, io::Error>(answer)
    };
    let answer = tokio::time::timeout(LIMIT, asking).await;
    let answer = answer.context("it runs and does not answer")??;
    serde_json::from_slice(&answer).context("its answer cannot be read; is it of another version?")
}

fn is_nobodys(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(kind, Some(io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound))
}

/// A way to a socket whose path may be longer than sockets' paths may be.
struct Reach {
    path: PathBuf,
    /// Held open while the path leads through it.
    _folder: Option<std::fs::File>,
}

impl Reach {
    fn to(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let path = folder.join(name);
        if path.as_os_str().len() <= LONGEST_PATH {
            return Ok(Self { path, _folder: None });
        }
        Self::through_open_folder(folder, name)
    }

    #[cfg(target_os = "linux")]
    fn through_open_folder(folder: &Path, name: &str) -> anyhow::Result<Self> {
        use std::os::fd::AsRawFd;
        let opened = std::fs::File::open(folder)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/{name}", opened.as_raw_fd()));
        Ok(Self { path, _folder: Some(opened) })
    }

    #[cfg(not(target_os = "linux"))]
    fn through_open_folder(folder: &Path, _: &str) -> anyhow::Result<Self> {
        anyhow::bail!("the path {} is too long for a socket", folder.display())
    }

    fn path(&self) -> &Path {
        &self.path
    }
}
