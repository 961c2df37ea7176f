//! A row of a table, wherever it comes from.

use plaza_core::import::Reason;

/// The cells of a row. One is used again and again, so that no cell needs memory of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// The line or row on which it begins, counted from 1.
    pub(super) line: u64,
    text: String,
    ends: Vec<usize>,
    /// Letters that had to be guessed.
    pub(super) guessed: u64,
}

/// A row that cannot be used.
#[derive(Debug, Clone)]
pub(super) struct Bad {
    pub(super) line: u64,
    pub(super) reason: Reason,
    /// The same in words.
    pub(super) why: String,
    pub(super) raw: String,
    /// Which record of its line it is, where a line has several.
    pub(super) part: Option<u64>,
}

/// The rows of a table, from its first on.
pub(super) trait Rows: Send {
    /// Reads the next row into `row`; `None` at the end.
    fn next(&mut self, row: &mut Row) -> Option<Result<(), Bad>>;
}

impl Row {
    pub(super) fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
        self.guessed = 0;
    }

    /// Adds to the cell that is under way.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the cell that is under way.
    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Adds a whole cell.
    pub(super) fn add(&mut self, text: &str) {
        self.push(text);
        self.end_cell();
    }

    /// How many cells it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether all cells are blank.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// A cell; one that is missing at the end is empty.
    pub(super) fn cell(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(&0);
        &self.text[*start..*end]
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// How many cells hold something.
    pub(super) fn filled(&self) -> usize {
        self.cells().filter(|cell| !cell.trim().is_empty()).count()
    }
}
