//! Where Plaza listens.

pub(super) mod actions;
pub(super) mod delete;
pub(super) mod detail;
pub(super) mod form;
pub(super) mod import;
pub(super) mod mend;
pub(super) mod mention_new;
pub(super) mod past;
pub(super) mod row;

use std::collections::HashMap;

use askama::Template;
use plaza_core::SourceId;

use crate::frame::board::{Answer, Board, show};
use crate::frame::page::Page;
use row::SourceRow;

/// Days of the small bars and of the coverage table.
const COVERAGE_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "listen/sources.html")]
struct SourcesScreen {
    page: Page,
    rows: Vec<SourceRow>,
    /// Sources whose mentions stay although nothing is collected.
    archived: Vec<SourceRow>,
}

/// `GET /sources`
pub(crate) async fn list(board: Board) -> Answer {
    let store = board.engine.store();
    let quarantined: HashMap<SourceId, i64> =
        store.listen().quarantine_counts().await?.into_iter().collect();
    let (mut rows, mut archived) = (Vec::new(), Vec::new());
    for source in store.listen().named_sources().await? {
        let coverage = store.listen().coverage(source.id, COVERAGE_DAYS).await?;
        let count = quarantined.get(&source.id).copied().unwrap_or_default();
        let row = SourceRow::new(&board, &source, &coverage, count);
        if source.archived_at.is_some() { archived.push(row) } else { rows.push(row) }
    }
    let screen = SourcesScreen { page: board.page, rows, archived };
    show(&screen, &screen.page)
}
