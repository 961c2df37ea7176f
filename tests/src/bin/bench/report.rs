//! The report's text.

use std::fmt::Write;

use anyhow::Result;
use plaza_tests::process::Usage;

use crate::latency::Latency;
use crate::yardstick::Yardstick;
use crate::{Figures, machine};

/// All figures as Markdown.
pub(crate) fn write(figures: &Figures) -> Result<String> {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `cargo xtask bench`, which builds Plaza for release, invents the records \
         (`tests/src/generator`, the same ones every time), and measures the binary from outside. \
         Nothing here is estimated; run it to get your machine's figures.\n\n",
    );
    for line in machine::describe()? {
        writeln!(text, "- {line}")?;
    }
    writeln!(
        text,
        "- {} records, {} of JSONL, about 200 characters of text each, six languages\n",
        thousands(figures.records),
        megabytes(figures.file_bytes)
    )?;
    throughput(&mut text, figures)?;
    server(&mut text, figures)?;
    searches(&mut text, &figures.latencies)?;
    if let Some(yardstick) = &figures.yardstick {
        compare(&mut text, figures, yardstick)?;
    }
    Ok(text)
}

fn throughput(text: &mut String, figures: &Figures) -> Result<()> {
    text.push_str(
        "## Import\n\n| what | records a second | wall | CPU | peak memory |\n|---|--:|--:|--:|--:|\n",
    );
    let rows = [
        ("import: stored, analysed and indexed", figures.records, &figures.import),
        ("the same file again: nothing changes", figures.records, &figures.again),
        ("`plaza reindex`: the index from the store", figures.records, &figures.reindex),
        ("`plaza analyse`: the models alone", figures.analysed, &figures.analyse),
    ];
    for (what, records, usage) in rows {
        writeln!(
            text,
            "| {what} | {} | {:.1} s | {:.1} s | {} |",
            thousands(per_second(records, usage)),
            usage.wall.as_secs_f64(),
            usage.cpu_seconds,
            megabytes(usage.peak_bytes)
        )?;
    }
    writeln!(
        text,
        "\nOn disk afterwards: {} of database, {} of index.\n",
        megabytes(figures.database_bytes),
        megabytes(figures.index_bytes)
    )?;
    Ok(())
}

fn server(text: &mut String, figures: &Figures) -> Result<()> {
    let median = figures.starts.get(figures.starts.len() / 2).copied().unwrap_or_default();
    let slowest = figures.starts.last().copied().unwrap_or_default();
    text.push_str("## The server on that data\n\n| what | measured |\n|---|--:|\n");
    writeln!(text, "| start until it answers, median | {} ms |", median.as_millis())?;
    writeln!(
        text,
        "| start until it answers, slowest of {} | {} ms |",
        figures.starts.len(),
        slowest.as_millis()
    )?;
    for (when, usage) in [
        ("idle, 10 s after the start", &figures.idle),
        ("after the searches below", &figures.loaded),
    ] {
        writeln!(
            text,
            "| memory {when}: its own, and with mapped files | {}, {} |",
            megabytes(usage.anonymous_bytes),
            megabytes(usage.resident_bytes)
        )?;
    }
    text.push('\n');
    Ok(())
}

fn searches(text: &mut String, latencies: &[Latency]) -> Result<()> {
    text.push_str(
        "## Searches over HTTP\n\nOne after the other, each query another one, in milliseconds.\n\n\
         | kind | p50 | p95 | p99 | for example |\n|---|--:|--:|--:|---|\n",
    );
    for latency in latencies {
        writeln!(
            text,
            "| {} | {:.1} | {:.1} | {:.1} | `{}` |",
            latency.kind,
            latency.percentile(0.50),
            latency.percentile(0.95),
            latency.percentile(0.99),
            latency.example
        )?;
    }
    text.push('\n');
    Ok(())
}

fn compare(text: &mut String, figures: &Figures, yardstick: &Yardstick) -> Result<()> {
    let told = &yardstick.figures;
    let number = |group: &str, key: &str| told[group][key].as_f64().unwrap_or(f64::NAN);
    let wall = told["wall"].as_f64().unwrap_or(f64::NAN);
    writeln!(
        text,
        "## Beside SQLite's FTS5\n\nThe same file, in the same run, into a table and an FTS5 index (SQLite {}, \
         through Python): words are stored and indexed, and nothing else is done; no language, sentiment, \
         intents, near-duplicates, threads or history. Its searches run inside one process, without HTTP.\n",
        told["version"].as_str().unwrap_or("of unknown version")
    )?;
    #[expect(clippy::cast_precision_loss, reason = "a count of records")]
    let rate = figures.records as f64 / wall;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive rate")]
    let shown = thousands(rate as u64);
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let ratio = per_second(figures.records, &figures.import) as f64 / rate;
    writeln!(text, "| what | FTS5 | Plaza |\n|---|--:|--:|")?;
    writeln!(
        text,
        "| import, records a second | {shown} | {} ({ratio:.2} times) |",
        thousands(per_second(figures.records, &figures.import))
    )?;
    writeln!(
        text,
        "| peak memory | {} | {} |",
        megabytes(yardstick.usage.peak_bytes),
        megabytes(figures.import.peak_bytes)
    )?;
    let of = |kind: &str, share: f64| {
        let found = figures.latencies.iter().find(|latency| latency.kind == kind);
        found.map_or(f64::NAN, |latency| latency.percentile(share))
    };
    writeln!(
        text,
        "| newest 20 and how many there are, p50 / p95 ms | {:.1} / {:.1} | {:.1} / {:.1} |",
        number("newest_and_total", "p50"),
        number("newest_and_total", "p95"),
        of("one word", 0.50),
        of("one word", 0.95)
    )?;
    writeln!(
        text,
        "| counts by language (Plaza: five facets), p50 / p95 ms | {:.1} / {:.1} | {:.1} / {:.1} |",
        number("one_facet", "p50"),
        number("one_facet", "p95"),
        of("one word with five facets", 0.50),
        of("one word with five facets", 0.95)
    )?;
    Ok(())
}

fn per_second(records: u64, usage: &Usage) -> u64 {
    let milliseconds = u64::try_from(usage.wall.as_millis()).unwrap_or(u64::MAX).max(1);
    records * 1_000 / milliseconds
}

/// `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", thousands(bytes.div_ceil(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(megabytes(1_500_000_000), "1,500 MB");
    }
}
