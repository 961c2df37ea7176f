//! Excel workbooks: the first sheet, row by row.
//!
//! A workbook is a zip archive of XML. Before anything is read, every part is unpacked once to
//! measure its size without keeping it, so that an archive that grows without end is refused. Then
//! a thread of its own reads the rows and sends them one at a time.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use plaza_core::import::{Mapping, Trouble};

use super::columns::{Columns, MAX_COLUMNS};
use super::line::{Record, rejected};

/// Rows that are read ahead.
const ROWS_AHEAD: usize = 64;
/// Largest sheet, in bytes of XML; it is streamed.
const MAX_SHEET_BYTES: u64 = 2_000_000_000;
/// Largest of all other parts, in bytes of XML; some are held in memory.
const MAX_PART_BYTES: u64 = 200_000_000;
/// A sheet that is compressed by more than this factor is a bomb: real ones are compressed by 10 to
/// 50.
const MAX_SHEET_RATIO: u64 = 200;
/// The same for all other parts; texts, each of which occurs once, are compressed by 3 to 10.
const MAX_PART_RATIO: u64 = 30;
/// Parts up to this many bytes may be compressed by any factor.
const SMALL_PART_BYTES: u64 = 10_000_000;
/// Maximum number of parts of an archive.
const MAX_PARTS: usize = 2_000;

/// A row's number, counted from 1, and its cells.
type Row = Result<(u32, Vec<String>), String>;

/// The records of a workbook.
pub(super) struct Rows {
    rows: Receiver<Row>,
    columns: Columns,
    name: String,
}

impl Rows {
    pub(super) fn open(mut file: File, name: &str, mapping: &Mapping) -> Result<Self, Trouble> {
        measure(&mut file).map_err(Trouble::Unreadable)?;
        file.rewind().map_err(|error| Trouble::Unreadable(error.to_string()))?;
        let workbook = Xlsx::new(BufReader::new(file))
            .map_err(|error| Trouble::Unreadable(explain(&error)))?;
        let (sender, rows) = sync_channel(ROWS_AHEAD);
        std::thread::Builder::new()
            .name("import-xlsx".to_owned())
            .spawn(move || send_rows(workbook, &sender))
            .map_err(|error| Trouble::Unreadable(error.to_string()))?;
        let header = match rows.recv() {
            Ok(row) => row.map_err(Trouble::Unreadable)?.1,
            Err(_) => return Err(Trouble::Empty),
        };
        let columns = Columns::new(header, mapping)?;
        Ok(Self { rows, columns, name: name.to_owned() })
    }
}

impl Iterator for Rows {
    type Item = Record;

    fn next(&mut self) -> Option<Self::Item> {
        // The reading thread closes the channel at the end of the sheet.
        let row = self.rows.recv().ok()?;
        Some(match row {
            Ok((number, cells)) => {
                let origin = format!("{}:{number}", self.name);
                self.columns.record(&cells, &origin).map(|mention| (u64::from(number), mention))
            }
            Err(why) => {
                let why = format!("{why}; the rest of the file was not read");
                Err(rejected(self.name.clone(), why, ""))
            }
        })
    }
}

/// Unpacks every part without keeping it, and refuses those that are too large.
fn measure(file: &mut File) -> Result<(), String> {
    let damaged = |error: zip::result::ZipError| format!("it is not an XLSX workbook: {error}");
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(format!("it has more than {MAX_PARTS} parts"));
    }
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let packed = part.compressed_size().max(1);
        let (most, ratio) = if name.contains("worksheets/") {
            (MAX_SHEET_BYTES, MAX_SHEET_RATIO)
        } else {
            (MAX_PART_BYTES, MAX_PART_RATIO)
        };
        let largest = most.min(packed.saturating_mul(ratio).max(SMALL_PART_BYTES));
        let size = io::copy(&mut part.take(largest + 1), &mut io::sink())
            .map_err(|error| format!("its part {name} is damaged: {error}"))?;
        if size > largest {
            return Err(format!("its part {name} unpacks to more than {largest} bytes"));
        }
    }
    Ok(())
}

/// Reads the first sheet and sends its rows; stops early when the receiver is gone.
fn send_rows(mut workbook: Xlsx<BufReader<File>>, sender: &SyncSender<Row>) {
    if let Err(error) = read_rows(&mut workbook, sender) {
        // Where the receiver is gone, nobody needs the error.
        let _ = sender.send(Err(error));
    }
}

fn read_rows(workbook: &mut Xlsx<BufReader<File>>, sender: &SyncSender<Row>) -> Result<(), String> {
    let Some(sheet) = workbook.sheet_names().first().cloned() else {
        return Err("the workbook has no sheet".to_owned());
    };
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|error| explain(&error))?;
    let mut row = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(|error| explain(&error))? {
        let (number, column) = cell.get_position();
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(format!("row {} has more than {MAX_COLUMNS} columns", number + 1));
        }
        if number + 1 != row.0 && !flush(&mut row, sender) {
            return Ok(());
        }
        row.0 = number + 1;
        if row.1.len() <= column {
            row.1.resize(column + 1, String::new());
        }
        row.1[column] = show(cell.get_value());
    }
    flush(&mut row, sender);
    Ok(())
}

/// Sends the row unless it is empty; false when the receiver is gone.
fn flush(row: &mut (u32, Vec<String>), sender: &SyncSender<Row>) -> bool {
    let cells = std::mem::take(&mut row.1);
    if cells.iter().all(String::is_empty) {
        return true;
    }
    sender.send(Ok((row.0, cells))).is_ok()
}

/// A cell as the text that a CSV file would have.
fn show(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(date) => show_date(date),
        // `#N/A` and the like: the author's formula failed, there is nothing to import.
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn show_date(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn explain(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "it is protected by a password; save it without one".to_owned(),
        other => format!("it cannot be read as an XLSX workbook: {other}"),
    }
}
