//! On what was measured.

use std::fs;
use std::process::Command;

use anyhow::Result;
use plaza_tests::server::{binary, repository};
use time::OffsetDateTime;

/// The machine, the day, and the versions that matter, as lines of a list.
pub(crate) fn describe() -> Result<Vec<String>> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown processor", |(_, name)| name);
    let cores = std::thread::available_parallelism()?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let gigabytes = memory
        .split_whitespace()
        .nth(1)
        .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1_048_576);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(vec![
        format!("{cores} cores of {model}, {gigabytes} GiB of memory, Linux {}", kernel.trim()),
        format!("{}; {}", first_line("rustc", &["--version"]), plaza()),
        versions(&["tantivy", "sqlx", "libsqlite3-sys", "axum", "tokio", "mimalloc"])?,
        format!("measured on {}", OffsetDateTime::now_utc().date()),
    ])
}

fn plaza() -> String {
    first_line(&binary().to_string_lossy(), &["--version"])
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.unwrap_or_default().lines().next().unwrap_or("version unknown").to_owned()
}

/// The versions that the lock file names.
fn versions(crates: &[&str]) -> Result<String> {
    let lock = fs::read_to_string(repository().join("Cargo.lock"))?;
    let named = crates.iter().filter_map(|name| {
        let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
        let (version, _) = rest.split_once('"')?;
        Some(format!("{name} {version}"))
    });
    Ok(named.collect::<Vec<_>>().join(", "))
}
