//! A throw-away PostgreSQL for tests: one cluster per test process, one database per test.
//!
//! A shell keeps the cluster and waits for the end of its standard input. However this process
//! ends, that pipe closes, and the shell stops the server and removes its files.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail, ensure};

/// The superuser of the cluster.
const USER: &str = "plaza";

/// Makes and starts a cluster that listens on a socket in its own folder; prints the folder when
/// it answers. `$1` is the folder of PostgreSQL's programs.
const KEEPER: &str = r#"
set -eu
trap '' INT TERM HUP
cd /tmp
home=$(mktemp -d /tmp/plaza-postgres.XXXXXX)
clean() { rm -rf "$home"; }
trap clean EXIT
"$1/initdb" --pgdata="$home/data" --username=plaza --auth=trust --no-sync \
    --encoding=UTF8 --locale=C >"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
"$1/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 \
    -c shared_buffers=32MB >>"$home/log" 2>&1 &
server=$!
tries=0
until "$1/pg_isready" --quiet --host="$home"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server"; then cat "$home/log" >&2; exit 1; fi
    sleep 0.1
done
echo "$home"
read -r _ || true
kill -QUIT "$server" || true
wait "$server" || true
"#;

struct Cluster {
    programs: PathBuf,
    /// Folder of the socket.
    home: PathBuf,
    /// Holds the pipe whose end stops the cluster.
    _keeper: Child,
}

/// Makes an empty database and returns its address; the first call starts the cluster.
///
/// # Errors
/// PostgreSQL is not installed (the message says what to install), or does not start.
pub fn new_database() -> Result<String> {
    static CLUSTER: OnceLock<Result<Cluster>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let cluster = match CLUSTER.get_or_init(start) {
        Ok(cluster) => cluster,
        Err(error) => bail!("no PostgreSQL to test with: {error:#}"),
    };
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.programs.join("createdb"))
        .args(["--username", USER, "--host"])
        .arg(&cluster.home)
        .arg(&name)
        .output()
        .context("createdb")?;
    ensure!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
    Ok(format!("postgres:///{name}?user={USER}&host={}", cluster.home.display()))
}

/// Asks a database and returns what `psql` prints: a line for each row, `|` between the columns.
///
/// # Errors
/// The database refuses.
pub fn query(database: &str, sql: &str) -> Result<String> {
    let asked = Command::new(programs()?.join("psql"))
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, database])
        .output()
        .context("psql")?;
    ensure!(asked.status.success(), "psql: {}", String::from_utf8_lossy(&asked.stderr));
    Ok(String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}

fn start() -> Result<Cluster> {
    let programs = programs()?;
    let mut keeper = keeper(&programs)?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // A signal for the tests' process group must not take the keeper before it has cleaned up.
        .process_group(0)
        .spawn()
        .context("the shell that keeps PostgreSQL")?;
    let output = keeper.stdout.take().context("the keeper has no output")?;
    let mut home = String::new();
    BufReader::new(output).read_line(&mut home)?;
    let home = home.trim();
    ensure!(!home.is_empty(), "PostgreSQL did not start; its log is above");
    Ok(Cluster { programs, home: PathBuf::from(home), _keeper: keeper })
}

/// PostgreSQL refuses to run as root, so root hands over to the user that the package made.
fn keeper(programs: &Path) -> Result<Command> {
    let id = Command::new("id").arg("-u").output().context("id -u")?;
    let mut command = if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", KEEPER, "keeper"]).arg(programs);
    Ok(command)
}

/// The newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql");
    let newest = versions
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/initdb").exists().then_some((version, path.join("bin")))
        })
        .max();
    newest.map(|(_, programs)| programs).context(
        "PostgreSQL is not installed (looked in /usr/lib/postgresql); \
         on Debian: apt-get install -y postgresql",
    )
}
