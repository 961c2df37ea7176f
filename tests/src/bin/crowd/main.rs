//! Measures the release build with many sources at once and prints the figures.
//!
//! `cargo run --release -p plaza-tests --bin crowd -- --sources 200 --seconds 60`

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use plaza_tests::crowd::{Crowd, plaza_with_forum, wait_until_all_had_a_turn};
use plaza_tests::process::usage;

/// Measures the release build with many sources at once.
#[derive(Parser)]
struct Arguments {
    /// How many sources, spread over ten hosts of this machine.
    #[arg(long, default_value_t = 200)]
    sources: usize,
    /// Items of each feed.
    #[arg(long, default_value_t = 50)]
    items: usize,
    /// How long to watch after everybody had a turn.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut delays = [Duration::from_millis(20); 10];
    delays[0] = Duration::from_millis(1_500);
    let crowd = Crowd::start(&delays, arguments.items).await?;
    let (plaza, api) = plaza_with_forum().await?;
    let begun = Instant::now();
    crowd.add_sources(&api, arguments.sources).await?;
    wait_until_all_had_a_turn(&api, arguments.sources).await?;
    say(&format!(
        "{} sources: all had a turn in {:.1} s",
        arguments.sources,
        begun.elapsed().as_secs_f64()
    ));
    tokio::time::sleep(Duration::from_secs(arguments.seconds)).await;
    let used = usage(plaza.pid()?)?;
    say(&format!(
        "memory: {} MB at most, {} MB now, of which {} MB its own; {:.1} s of processor time in {:.0} s",
        used.peak_bytes / 1_000_000,
        used.resident_bytes / 1_000_000,
        used.anonymous_bytes / 1_000_000,
        used.cpu_seconds,
        begun.elapsed().as_secs_f64()
    ));
    for host in crowd.report() {
        say(&format!(
            "{}: {} requests, {} at once and {} in ten seconds at most",
            host.host, host.requests, host.most_at_once, host.most_in_window
        ));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command's result")]
fn say(line: &str) {
    println!("{line}");
}
