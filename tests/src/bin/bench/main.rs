//! Measures the release build on invented records and writes `docs/BENCHMARKS.md`.
//!
//! Run it with `cargo xtask bench`. The server, the generator's file and the yardstick share one
//! machine and one run, so that their figures may be compared with each other.

mod latency;
mod machine;
mod report;
mod yardstick;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Parser;
use plaza_tests::generator::{Generator, write_jsonl};
use plaza_tests::process::{Usage, measure, usage};
use plaza_tests::server::{Plaza, repository, succeeded};

use latency::Latency;
use yardstick::Yardstick;

/// The series of records; another seed gives another, equally likely one.
const SEED: u64 = 2_026;
/// Restarts whose median is the start-up time.
const STARTS: usize = 5;
/// Texts that the models read on their own.
const ANALYSED: u64 = 100_000;

/// Measures the release build.
#[derive(Parser)]
struct Arguments {
    /// How many records to import.
    #[arg(long, default_value_t = 1_000_000)]
    records: u64,
    /// Where the report goes.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Everything that was measured.
struct Figures {
    records: u64,
    file_bytes: u64,
    import: Usage,
    again: Usage,
    reindex: Usage,
    analyse: Usage,
    analysed: u64,
    starts: Vec<Duration>,
    idle: Usage,
    loaded: Usage,
    database_bytes: u64,
    index_bytes: u64,
    latencies: Vec<Latency>,
    yardstick: Option<Yardstick>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let figures = run(arguments.records).await?;
    let text = report::write(&figures)?;
    let file = arguments.output.unwrap_or_else(|| repository().join("docs/BENCHMARKS.md"));
    fs::write(&file, &text)?;
    say(&text);
    say(&format!("written to {}", file.display()));
    Ok(())
}

async fn run(records: u64) -> Result<Figures> {
    let mut plaza = Plaza::start().await?;
    let board = plaza.set_up().await?;
    let api = plaza.token_client("viewer")?;
    plaza.terminate(Duration::from_secs(10))?;

    let file = plaza.scratch("talk.jsonl");
    say(&format!("writing {records} records"));
    let file_bytes = write_jsonl(&file, SEED, records)?;
    say("importing them");
    let import = command(&plaza, &["import", &file.to_string_lossy(), "--source", "talk"])?;
    say("importing them again");
    let again = command(&plaza, &["import", &file.to_string_lossy(), "--source", "talk"])?;

    say("starting and searching");
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(plaza.restart().await?);
    }
    starts.sort_unstable();
    tokio::time::sleep(Duration::from_secs(10)).await;
    let idle = usage(plaza.pid()?)?;
    ensure!(latency::total(&api).await? == records, "not every record is found");
    let latencies = latency::measure(&api, &board).await?;
    let loaded = usage(plaza.pid()?)?;
    plaza.terminate(Duration::from_secs(10))?;
    let (database_bytes, index_bytes) = sizes(&plaza.data())?;

    say("rebuilding the index");
    let reindex = command(&plaza, &["reindex"])?;
    say("analysing texts");
    let analysed = ANALYSED.min(records);
    let analyse = analyse(&plaza, analysed)?;
    say("the same with SQLite's FTS5");
    let yardstick = yardstick::measure(&file, &plaza.scratch("fts5.db"))?;
    Ok(Figures {
        records,
        file_bytes,
        import,
        again,
        reindex,
        analyse,
        analysed,
        starts,
        idle,
        loaded,
        database_bytes,
        index_bytes,
        latencies,
        yardstick,
    })
}

/// Runs a `plaza` command that must succeed.
fn command(plaza: &Plaza, arguments: &[&str]) -> Result<Usage> {
    let (usage, status, printed) = measure(plaza.plaza().args(arguments))?;
    ensure!(status.success(), "{arguments:?} ended with {status}: {printed}");
    Ok(usage)
}

fn analyse(plaza: &Plaza, texts: u64) -> Result<Usage> {
    let file = plaza.scratch("texts.jsonl");
    let mut lines = String::new();
    for record in Generator::new(SEED).take(usize::try_from(texts)?) {
        lines.push_str(&serde_json::json!({ "id": record.id, "text": record.text }).to_string());
        lines.push('\n');
    }
    fs::write(&file, lines)?;
    let mut one = plaza.plaza();
    one.args(["analyse", "--json"]).arg(&file);
    let warm = one.output()?;
    succeeded(&warm)?;
    command(plaza, &["analyse", "--json", &file.to_string_lossy()])
}

/// Bytes of the database's files, and of everything else in the data folder.
fn sizes(folder: &Path) -> Result<(u64, u64)> {
    let (mut database, mut rest) = (0, 0);
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_string_lossy().contains(".db") {
                database += entry.metadata()?.len();
            } else {
                rest += entry.metadata()?.len();
            }
        }
    }
    Ok((database, rest))
}

#[expect(clippy::print_stdout, reason = "a command's progress")]
fn say(line: &str) {
    println!("{line}");
}
