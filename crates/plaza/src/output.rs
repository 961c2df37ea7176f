//! What commands print: results on standard output, everything else on standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// Prints a line of the result. A reader that went away ends nothing: the work is done.
pub(crate) fn line(text: &str) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// Prints an object of the result as one line of JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    line(&serde_json::to_string(value)?);
    Ok(())
}

/// Tells the person who runs the command something that is not the result.
pub(crate) fn note(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Tells what went wrong, with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("plaza: {error:#}"));
}

/// A progress bar on a terminal, a plain line every few seconds otherwise.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    last: std::sync::Mutex<std::time::Instant>,
}

impl Progress {
    pub(crate) fn start() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, last: std::sync::Mutex::new(std::time::Instant::now()) }
    }

    pub(crate) fn show(&self, text: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(text);
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.elapsed() >= Duration::from_secs(5) {
            *last = std::time::Instant::now();
            note(&text);
        }
    }

    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
