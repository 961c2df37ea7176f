//! Several processes on one data folder, a database that goes away, and coming to an end.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use plaza_tests::http::Client;
use plaza_tests::pg_proxy::{Line, PgProxy};
use plaza_tests::postgres;
use plaza_tests::server::{Plaza, free_port};
use serde_json::Value;

use super::support::{Summary, count, record, wait_for_count};

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The limit that Plaza keeps by itself, and what a busy machine may add. Work that does not look
/// for the sign to stop takes longer than both.
const STOP: Duration = Duration::from_secs(10 + 10);

/// A `plaza` process beside the server.
struct Beside(Child);

impl Beside {
    fn start(plaza: &Plaza, arguments: &[&str]) -> Result<Self> {
        let mut command = plaza.plaza();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(Self(command.spawn().context("plaza")?))
    }

    fn signal(&self, name: &str) -> Result<()> {
        let pid = self.0.id().to_string();
        ensure!(Command::new("kill").args([name, &pid]).status()?.success(), "kill {name} {pid}");
        Ok(())
    }

    /// Waits for its end.
    async fn ended(&mut self, limit: Duration) -> Result<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("it still runs after {limit:?}")
    }

    /// What it printed; it must have ended.
    fn output(mut self) -> Result<Output> {
        use std::io::Read;
        let status = self.0.wait()?;
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        self.0.stdout.take().context("no output")?.read_to_end(&mut stdout)?;
        self.0.stderr.take().context("no output")?.read_to_end(&mut stderr)?;
        Ok(Output { status, stdout, stderr })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A file that an import reads while the test still writes it.
struct Pipe {
    path: PathBuf,
    written: u64,
}

impl Pipe {
    fn make(plaza: &Plaza) -> Result<Self> {
        let path = plaza.scratch("talk.jsonl");
        ensure!(Command::new("mkfifo").arg(&path).status()?.success(), "mkfifo");
        Ok(Self { path, written: 0 })
    }

    fn path(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Opens it, once somebody reads.
    async fn open(&self) -> Result<BufWriter<File>> {
        let path = self.path.clone();
        let opening =
            tokio::task::spawn_blocking(move || OpenOptions::new().write(true).open(path));
        let opened = tokio::time::timeout(PATIENCE, opening).await.context("nobody reads")???;
        Ok(BufWriter::new(opened))
    }

    async fn write(&mut self, file: BufWriter<File>, count: u64) -> Result<BufWriter<File>> {
        let first = self.written;
        self.written += count;
        tokio::task::spawn_blocking(move || {
            let mut file = file;
            for id in first..first + count {
                writeln!(file, "{}", record(&id.to_string(), &format!("La batería {id}")))?;
            }
            file.flush()?;
            Ok(file)
        })
        .await?
    }
}

async fn until(what: &str, done: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if done().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("waited in vain until {what}")
}

async fn readiness(client: &Client) -> Result<(u16, Value)> {
    let answer = client.get("/readyz").await?;
    Ok((answer.status, serde_json::from_str(&answer.text())?))
}

fn printed(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_started_while_an_import_runs_finds_what_it_brings() -> Result<()> {
    let mut plaza = Plaza::new()?;
    let mut pipe = Pipe::make(&plaza)?;
    let mut import = Beside::start(&plaza, &["import", &pipe.path(), "--source", "talk"])?;
    let file = pipe.open().await?;
    // The import runs, and writes the index.
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    let file = pipe.write(file, 2_500).await?;
    // The first chunk is found while the import goes on, which commits every ten seconds.
    until("the first chunk is found", async || Ok(count(&api, "bateria").await? == 2_000)).await?;
    let doctor = printed(&plaza.command(["doctor"])?);
    let pid = plaza.pid()?;
    ensure!(doctor.contains("plaza serve is running on http://127.0.0.1:"), "{doctor}");
    ensure!(doctor.contains(&format!("process {pid}, since")), "{doctor}");
    ensure!(doctor.contains("nothing is wrong"), "{doctor}");
    drop(pipe.write(file, 500).await?);
    ensure!(import.ended(PATIENCE).await?.success(), "{:?}", import.output());
    wait_for_count(&api, "bateria", 3_000).await?;
    // The server has the index now, and goes on with it.
    api.post("/api/v1/mentions", &record("later", "Otra batería")).await?;
    wait_for_count(&api, "bateria", 3_001).await?;
    let (status, ready) = readiness(&api).await?;
    ensure!(status == 200 && ready["problems"] == serde_json::json!([]), "{ready}");

    // And the other way round: a command beside the server waits until it has indexed.
    let file = plaza.scratch("more.jsonl");
    std::fs::write(&file, record("more", "Más batería").to_string())?;
    let file = file.to_string_lossy().into_owned();
    let more = plaza.command(["import", &file, "--source", "talk"])?;
    ensure!(Summary::of(&more)?.new == 1, "{more:?}");
    let found = plaza.command(["search", "bateria", "--limit", "1"])?;
    ensure!(printed(&found).contains("of 3002"), "{found:?}");
    let refused = printed(&plaza.command(["reindex"])?);
    ensure!(refused.contains("another process writes this index"), "{refused}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_goes_on_when_the_first_is_killed() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let address = format!("127.0.0.1:{}", free_port()?);
    let mut second = Beside::start(&plaza, &["serve", "--listen", &address])?;
    let token = plaza.token_client("admin")?;
    let api = token.at(&format!("http://{address}/"))?;
    until("the second server answers", async || {
        Ok(api.get("/readyz").await.is_ok_and(|answer| answer.status == 200))
    })
    .await?;
    api.post("/api/v1/mentions", &record("1", "La batería")).await?;
    wait_for_count(&api, "bateria", 1).await?;
    let doctor = printed(&plaza.command(["doctor"])?);
    ensure!(doctor.matches("plaza serve is running").count() == 2, "{doctor}");
    plaza.kill();
    api.post("/api/v1/mentions", &record("2", "La batería")).await?;
    wait_for_count(&api, "bateria", 2).await?;
    let doctor = printed(&plaza.command(["doctor"])?);
    ensure!(doctor.matches("plaza serve is running").count() == 1, "{doctor}");
    second.signal("-TERM")?;
    ensure!(second.ended(STOP).await?.success(), "{:?}", second.output());
    let doctor = printed(&plaza.command(["doctor"])?);
    ensure!(doctor.contains("no process is running on this data folder"), "{doctor}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_obeys_signals_and_says_what_it_has_done() -> Result<()> {
    for signal in ["-TERM", "-INT"] {
        let plaza = Plaza::new()?;
        let mut pipe = Pipe::make(&plaza)?;
        let mut import = Beside::start(&plaza, &["import", &pipe.path(), "--source", "talk"])?;
        let file = pipe.open().await?;
        let file = pipe.write(file, 2_500).await?;
        until_stored(&plaza, 2_000).await?;
        // Its reader waits for a file that does not go on.
        import.signal(signal)?;
        let status = import.ended(STOP).await?;
        let output = import.output()?;
        ensure!(status.code() == Some(1), "{signal}: {status}: {output:?}");
        ensure!(Summary::of(&output)?.new == 2_000, "{output:?}");
        ensure!(printed(&output).contains("import it again to go on"), "{output:?}");
        drop(file);
        let found = plaza.command(["search", "bateria", "--limit", "1"])?;
        ensure!(printed(&found).contains("of 2000"), "{found:?}");
    }
    Ok(())
}

/// Waits until the database of a folder holds so many mentions.
async fn until_stored(plaza: &Plaza, wanted: u64) -> Result<()> {
    let database = plaza.data().join("plaza.db");
    let sql = "select value from counter where name = 'live'";
    until("mentions are stored", async || {
        let asked = Command::new("sqlite3").arg(&database).arg(sql).output()?;
        Ok(String::from_utf8_lossy(&asked.stdout).trim() == wanted.to_string())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_waits_for_postgresql_stops_at_once_and_tells_no_password() -> Result<()> {
    let plaza = Plaza::new()?;
    let folder = plaza.scratch("nobody-listens");
    std::fs::create_dir(&folder)?;
    // It waits for a PostgreSQL that never comes, with a listener that takes and says nothing.
    let listener = std::os::unix::net::UnixListener::bind(folder.join(".s.PGSQL.5432"))?;
    let url = format!("postgres:///plaza?user=me&password=hunter2&host={}", folder.display());
    let address = format!("127.0.0.1:{}", free_port()?);
    let arguments = ["serve", "--database-url", &url, "--listen", &address];
    for signals in [1, 2] {
        let mut server = Beside::start(&plaza, &arguments)?;
        // Once it has connected, it hears signals.
        let taking = listener.try_clone()?;
        let taken = tokio::task::spawn_blocking(move || taking.accept());
        let _held = tokio::time::timeout(PATIENCE, taken).await.context("nobody came")???;
        for _ in 0..signals {
            server.signal("-TERM")?;
        }
        server.ended(STOP).await?;
        let said = printed(&server.output()?);
        ensure!(said.contains("Plaza is stopping"), "{said}");
        ensure!(!said.contains("hunter2"), "{said}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_outlives_its_postgresql() -> Result<()> {
    let database = postgres::new_database()?;
    let proxy = PgProxy::start(&database, Line::Closed)?;
    let address = format!("127.0.0.1:{}", free_port()?);
    let house = Plaza::new()?.database(&proxy.address(&database)?);
    let mut server = Beside::start(&house, &["serve", "--listen", &address])?;
    let client = Client::new(&format!("http://{address}/"))?;
    // Started without it: the server waits, and goes on when it comes.
    tokio::time::sleep(Duration::from_secs(1)).await;
    ensure!(server.0.try_wait()?.is_none(), "it gave up");
    proxy.set(Line::Open);
    let ready = async || Ok(client.get("/readyz").await.is_ok_and(|answer| answer.status == 200));
    until("it is ready", ready).await?;
    let api = house.token_client("admin")?.at(&format!("http://{address}/"))?;
    api.post("/api/v1/mentions", &record("1", "La batería")).await?;
    wait_for_count(&api, "bateria", 1).await?;

    for line in [Line::Silent, Line::Closed] {
        proxy.set(line);
        let asked = Instant::now();
        let answer = api.get("/api/v1/home").await?;
        let took = asked.elapsed();
        ensure!(answer.status == 503, "{line:?}: {} {}", answer.status, answer.text());
        ensure!(answer.text().contains("/problems/store-away"), "{line:?}: {}", answer.text());
        ensure!(answer.header("retry-after").is_some(), "{line:?}: {:?}", answer.headers);
        let page = api.get("/mentions").await?;
        ensure!(page.status == 503, "{line:?}: {}", page.status);
        ensure!(page.text().contains("The database does not answer"), "{}", page.text());
        // Three seconds, and what a busy machine adds; without a bound of its own it would be a minute.
        ensure!(took < Duration::from_secs(20), "{line:?}: {took:?}");
        ensure!(api.get("/healthz").await?.status == 200, "{line:?}");
        let (status, unready) = readiness(&client).await?;
        ensure!(status == 503 && unready["revision"].is_null(), "{line:?}: {unready}");
        ensure!(unready["problems"][0]["code"] == "store_unavailable", "{line:?}: {unready}");
        proxy.set(Line::Open);
        until("it is ready again", ready).await?;
    }
    // Whatever follows the store has recovered too.
    api.post("/api/v1/mentions", &record("2", "La batería")).await?;
    wait_for_count(&api, "bateria", 2).await?;
    until("no loop fails any more", async || {
        Ok(readiness(&client).await?.1["failing"] == serde_json::json!([]))
    })
    .await?;

    proxy.set(Line::Silent);
    server.signal("-TERM")?;
    server.ended(STOP).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_looks_for_themes_ends_in_time_and_goes_on_later() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    let file = plaza.scratch("talk.jsonl");
    plaza_tests::generator::write_jsonl(&file, 5, 1_500)?;
    import_all(&plaza, &file)?;
    api.post("/api/v1/themes/rebuild", &serde_json::json!({})).await?;
    let (took, _) = plaza.terminate(STOP)?;
    ensure!(took < STOP, "{took:?}");
    plaza.restart().await?;
    until("themes are found", async || {
        let themes = api.fetch("/api/v1/themes").await?;
        Ok(!super::support::items(&themes).is_empty())
    })
    .await
}

fn import_all(plaza: &Plaza, file: &Path) -> Result<()> {
    let file = file.to_string_lossy().into_owned();
    let output = plaza.command(["import", &file, "--source", "talk"])?;
    ensure!(output.status.success(), "{output:?}");
    Ok(())
}
