//! Where Plaza listens.

pub(super) mod actions;
pub(super) mod delete;
pub(super) mod deletion;
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
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::listen::channels;
use row::{SourceRow, TROUBLE};

/// Days of the small bars and of the coverage table.
const COVERAGE_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "listen/sources.html")]
struct SourcesScreen {
    page: Page,
    /// What was looked for.
    q: String,
    /// Whether there is any source.
    is_empty: bool,
    /// How they fare, in a sentence.
    summary: String,
    /// Those in trouble first, then by what is said there.
    groups: Vec<(String, Vec<SourceRow>)>,
    /// Sources whose mentions stay although nothing is collected.
    archived: Vec<SourceRow>,
}

/// `GET /sources?q=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let (q, wanted) = (fields.get("q").to_owned(), plaza_core::text::fold(fields.get("q")));
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
    let summary = summary(&board.page, &rows);
    let is_empty = rows.is_empty() && archived.is_empty();
    rows.retain(|row| row.fits(&wanted));
    archived.retain(|row| row.fits(&wanted));
    let groups = grouped(&board.page, rows);
    let screen = SourcesScreen { page: board.page, q, is_empty, summary, groups, archived };
    show(&screen, &screen.page)
}

fn summary(page: &Page, rows: &[SourceRow]) -> String {
    let troubled = rows.iter().filter(|row| row.group == TROUBLE).count();
    let all = page.count("sources-count", rows.len());
    match troubled {
        0 => all,
        _ => format!("{all} {}", page.count("sources-troubled", troubled)),
    }
}

fn grouped(page: &Page, mut rows: Vec<SourceRow>) -> Vec<(String, Vec<SourceRow>)> {
    let mut groups = Vec::new();
    for group in [TROUBLE].into_iter().chain(channels::GROUPS) {
        let those: Vec<SourceRow> = rows.extract_if(.., |row| row.group == group).collect();
        if !those.is_empty() {
            groups.push((page.label("group", group), those));
        }
    }
    groups
}
