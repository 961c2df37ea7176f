//! Where Plaza listens.

pub(super) mod actions;
pub(super) mod detail;
pub(super) mod form;
pub(super) mod mention_new;
pub(super) mod past;
pub(super) mod row;

use askama::Template;

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
}

/// `GET /sources`
pub(crate) async fn list(board: Board) -> Answer {
    let mut rows = Vec::new();
    for source in board.engine.store().listen().sources().await? {
        rows.push(SourceRow::load(&board, &source).await?);
    }
    let screen = SourcesScreen { page: board.page, rows };
    show(&screen, &screen.page)
}
