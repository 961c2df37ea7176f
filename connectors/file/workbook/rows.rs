//! Rows of a sheet. A thread of its own reads them and sends them one at a time.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use calamine::Reader;
use plaza_core::import::{Reason, Trouble};

use super::book::Book;
use super::cells::{shown, shown_whole};
use crate::file::header::MAX_COLUMNS;
use crate::file::row::{Bad, Row, Rows};
use crate::file::unreadable;
use crate::guarded::guarded;

/// Rows that are read ahead.
const ROWS_AHEAD: usize = 64;

/// A row, or why the rest cannot be read.
type Sent = Result<Row, String>;

/// The rows of a sheet.
pub(super) struct SheetRows {
    rows: Receiver<Sent>,
    last: u64,
}

impl SheetRows {
    /// Starts to read the sheet from its beginning.
    pub(super) fn start(book: &Arc<Mutex<Book>>, sheet: &str) -> Result<Self, Trouble> {
        let (sender, rows) = sync_channel(ROWS_AHEAD);
        let (book, sheet) = (Arc::clone(book), sheet.to_owned());
        std::thread::Builder::new()
            .name("import-xlsx".to_owned())
            .spawn(move || send_rows(&book, &sheet, &sender))
            .map_err(unreadable)?;
        Ok(Self { rows, last: 0 })
    }
}

impl Rows for SheetRows {
    fn next(&mut self, row: &mut Row) -> Option<Result<(), Bad>> {
        // The reading thread closes the channel at the end of the sheet.
        Some(match self.rows.recv().ok()? {
            Ok(next) => {
                self.last = next.line;
                *row = next;
                Ok(())
            }
            Err(why) => {
                let why = format!("{why}; the rest of the file was not read");
                let (line, raw) = (self.last + 1, String::new());
                Err(Bad { line, reason: Reason::Other, why, raw, part: None })
            }
        })
    }
}

/// Reads the sheet and sends its rows; stops early when the receiver is gone.
fn send_rows(book: &Mutex<Book>, sheet: &str, sender: &SyncSender<Sent>) {
    let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
    let read = guarded(|| read_rows(&mut book, sheet, &mut |row| sender.send(Ok(row)).is_ok()));
    if let Err(error) = read.and_then(|read| read) {
        // Where the receiver is gone, nobody needs the error.
        let _ = sender.send(Err(error));
    }
}

/// Reads rows until `send` is false.
pub(super) fn read_rows(
    book: &mut Book,
    sheet: &str,
    send: &mut dyn FnMut(Row) -> bool,
) -> Result<(), String> {
    let mut rows = Assembled::new(send);
    match book {
        Book::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                if !rows.add(cell.get_position(), &shown(cell.get_value()))? {
                    return Ok(());
                }
            }
        }
        Book::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                if !rows.add(cell.get_position(), &shown(cell.get_value()))? {
                    return Ok(());
                }
            }
        }
        Book::Xls(book) => {
            let range = book.worksheet_range(sheet).map_err(|e| e.to_string())?;
            rows.add_range(&range)?;
        }
        Book::Ods(book) => {
            let range = book.worksheet_range(sheet).map_err(|e| e.to_string())?;
            rows.add_range(&range)?;
        }
    }
    rows.flush();
    Ok(())
}

/// Cells on their way into rows.
struct Assembled<'a> {
    row: Row,
    send: &'a mut dyn FnMut(Row) -> bool,
}

impl<'a> Assembled<'a> {
    fn new(send: &'a mut dyn FnMut(Row) -> bool) -> Self {
        Self { row: Row::default(), send }
    }

    fn add_range(&mut self, range: &calamine::Range<calamine::Data>) -> Result<(), String> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = (u32::try_from(row), u32::try_from(column));
            let (Ok(row), Ok(column)) = place else { break };
            if !self.add((top + row, left + column), &shown_whole(value))? {
                break;
            }
        }
        Ok(())
    }

    /// Adds a cell; false when nobody wants more.
    fn add(&mut self, (row, column): (u32, u32), value: &str) -> Result<bool, String> {
        // Formats without a value reach to the end of the sheet.
        if value.is_empty() {
            return Ok(true);
        }
        let (line, column) = (u64::from(row) + 1, column as usize);
        if column >= MAX_COLUMNS {
            return Err(format!("row {line} has more than {MAX_COLUMNS} columns"));
        }
        if line != self.row.line {
            if !self.flush() {
                return Ok(false);
            }
            self.row.clear(line);
        }
        while self.row.len() < column {
            self.row.end_cell();
        }
        // A damaged sheet may go back; a cell for which there is no room is left out.
        if self.row.len() == column {
            self.row.add(value);
        }
        Ok(true)
    }

    /// Sends the row unless it is empty; false when nobody wants more.
    fn flush(&mut self) -> bool {
        let row = std::mem::take(&mut self.row);
        row.len() == 0 || (self.send)(row)
    }
}
