//! `plaza import`.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use plaza_connectors::file::{self, Notes};
use plaza_core::import::{Layout, Note};
use plaza_engine::listen::{ImportOrder, IngestReport};
use plaza_engine::{Actor, Engine, EngineError};
use plaza_store::listen::ImportWay;

use crate::layout::LayoutArguments;
use crate::output::{self, Progress};

pub(super) async fn run(
    engine: &Engine,
    path: &Path,
    source: Option<&str>,
    layout: &LayoutArguments,
) -> anyhow::Result<bool> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.context("the path names no file")?;
    let source = source.map_or_else(|| name.clone(), str::to_owned);
    let layout = layout.read()?;
    let said =
        if layout == Layout::default() { String::new() } else { serde_json::to_string(&layout)? };
    let records = file::read_records(path, &layout)?;
    let notes = records.notes();
    let progress = Progress::start();
    let so_far = Mutex::new(IngestReport::default());
    let show = |report: IngestReport| {
        *so_far.lock().unwrap_or_else(PoisonError::into_inner) = report;
        progress.show(summary(&report));
    };
    let actor = Actor::system();
    let via = ImportWay::Command;
    let order = ImportOrder { source: &source, origin: &name, via, layout: &said };
    let begun = engine.listen().begin_import(&actor, &order).await?;
    let imported = engine.listen().run_import(&actor, &begun, records, &show).await;
    if let Err(EngineError::Stopped(_)) = imported {
        progress.finish();
        output::line(&summary(&so_far.lock().unwrap_or_else(PoisonError::into_inner)));
        output::note("stopped before the end of the file; import it again to go on");
        return Ok(false);
    }
    let report = imported?;
    progress.show("indexing".to_owned());
    engine.find().index_caught_up().await?;
    progress.finish();
    tell(&report, &notes, &source);
    let lacks_ratings = notes.list().iter().any(|note| matches!(note, Note::UnknownScale { .. }));
    Ok(report.quarantined == 0 && !lacks_ratings)
}

/// What was done, how the file was read, and how to read it otherwise.
fn tell(report: &IngestReport, notes: &Notes, source: &str) {
    output::line(&summary(report));
    for note in notes.list() {
        output::note(&note.to_string());
    }
    if report.quarantined > 0 {
        output::note(&format!(
            "{} could not be taken in; see why with: plaza source quarantine '{source}'",
            report.quarantined
        ));
    }
}

/// The counts as one line.
pub(super) fn summary(report: &IngestReport) -> String {
    let IngestReport { read, new, edited, unchanged, deleted, quarantined } = report;
    let counts = format!(
        "read={read} new={new} edited={edited} unchanged={unchanged} quarantined={quarantined}"
    );
    if *deleted == 0 { counts } else { format!("{counts} deleted={deleted}") }
}
