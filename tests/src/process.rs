//! What a running process costs, read from `/proc`.

use std::fs;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Between two looks at a running process.
const PACE: Duration = Duration::from_millis(20);
/// The kernel's clock ticks a second, the same on every Linux that Rust supports.
const TICKS: f64 = 100.0;

/// What a process has used.
#[derive(Debug, Default, Clone, Copy)]
pub struct Usage {
    /// From its start until now, or until its end.
    pub wall: Duration,
    /// Of all its threads, user and system together, in seconds.
    pub cpu_seconds: f64,
    /// Greatest resident memory so far, in bytes; files mapped into memory included.
    pub peak_bytes: u64,
    /// Resident memory now, in bytes; files mapped into memory included.
    pub resident_bytes: u64,
    /// Resident memory now that no file backs, in bytes.
    pub anonymous_bytes: u64,
}

/// What the process has used until now.
///
/// # Errors
/// There is no such process.
pub fn usage(pid: u32) -> Result<Usage> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("an odd /proc/PID/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    Ok(Usage {
        wall: Duration::ZERO,
        cpu_seconds: ticks.sum::<f64>() / TICKS,
        peak_bytes: kilobytes(&status, "VmHWM:") * 1024,
        resident_bytes: kilobytes(&status, "VmRSS:") * 1024,
        anonymous_bytes: kilobytes(&status, "RssAnon:") * 1024,
    })
}

fn kilobytes(status: &str, name: &str) -> u64 {
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Runs a program to its end and returns what it used and printed on standard output.
///
/// # Errors
/// It cannot be started.
pub fn measure(command: &mut Command) -> Result<(Usage, ExitStatus, String)> {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut output = child.stdout.take().context("no output to read")?;
    let reader = std::thread::spawn(move || std::io::read_to_string(&mut output));
    let mut last = Usage::default();
    let status = loop {
        // A process that has just ended has no memory to tell of: the look before counts.
        if let Ok(now) = usage(child.id())
            && now.peak_bytes > 0
        {
            last = now;
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(PACE);
    };
    last.wall = begun.elapsed();
    let printed = reader.join().map_err(|_| anyhow::anyhow!("the reader stopped"))??;
    Ok((last, status, printed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_program_costs_time_and_memory() {
        let script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done";
        let (usage, status, printed) = measure(Command::new("sh").args(["-c", script])).unwrap();
        assert!(status.success());
        assert_eq!(printed, "done\n");
        assert!(usage.wall > Duration::from_millis(20), "{usage:?}");
        assert!(usage.cpu_seconds > 0.0 && usage.peak_bytes > 500_000, "{usage:?}");
    }
}
