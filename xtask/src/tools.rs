//! What the tests need besides Rust: Debian packages, real servers to talk to, `cargo deny`.

use std::env;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::run::{run, say, succeeds};
use crate::{apt, cargo, peers};

/// A throw-away PostgreSQL cluster, a browser and its driver.
const PACKAGES: [&str; 3] = ["postgresql", "chromium", "chromium-driver"];

/// Where the advisory database comes from.
const ADVISORIES_HOST: &str = "github.com:443";

/// The folder that keeps installed peers and tools between runs: `$PLAZA_TEST_CACHE`, or
/// `~/.cache/plaza-tests`.
///
/// # Errors
/// Neither `PLAZA_TEST_CACHE` nor `HOME` is set.
pub(crate) fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("PLAZA_TEST_CACHE") {
        return Ok(folder.into());
    }
    let home = env::var_os("HOME").context("set PLAZA_TEST_CACHE: there is no HOME")?;
    Ok(PathBuf::from(home).join(".cache/plaza-tests"))
}

/// Installs whatever is missing.
///
/// # Errors
/// Something could not be installed; the message says what to run by hand.
pub(crate) fn install() -> Result<()> {
    apt::ensure(&PACKAGES)?;
    peers::install().context("the servers that the tests talk to")?;
    cargo_deny().map(|_| ())
}

/// The path of `cargo-deny`, installed into the cache where it is missing.
fn cargo_deny() -> Result<PathBuf> {
    if succeeds(Command::new("cargo-deny").arg("--version")) {
        return Ok("cargo-deny".into());
    }
    let root = cache()?.join("cargo");
    let program = root.join("bin/cargo-deny");
    if succeeds(Command::new(&program).arg("--version")) {
        return Ok(program);
    }
    say("installing cargo-deny, once");
    run(cargo::cargo()
        .args(["install", "--locked", "--quiet", "cargo-deny", "--root"])
        .arg(&root)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))?;
    Ok(program)
}

/// Checks the dependencies' licences, sources and bans; their advisories too where the advisory
/// database can be reached.
///
/// # Errors
/// `deny.toml` forbids something that the dependency tree holds.
pub(crate) fn check_dependencies() -> Result<()> {
    let program = cargo_deny()?;
    let check = |what: &[&str]| {
        run(Command::new(&program)
            .current_dir(cargo::root())
            .args([
                "--locked",
                "--workspace",
                "--log-level",
                "error",
                "check",
                "--hide-inclusion-graph",
            ])
            .args(what))
    };
    check(&["bans", "licenses", "sources"])?;
    if is_reachable(ADVISORIES_HOST) {
        return check(&["advisories"]);
    }
    say(&format!("advisories not checked: {ADVISORIES_HOST} cannot be reached from here"));
    Ok(())
}

fn is_reachable(host: &str) -> bool {
    host.to_socket_addrs().is_ok_and(|mut addresses| {
        addresses.any(|to| TcpStream::connect_timeout(&to, Duration::from_secs(5)).is_ok())
    })
}
