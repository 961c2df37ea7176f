//! Workbooks: XLSX, XLSB, XLS and ODS.

mod book;
mod cells;
mod measure;
mod rows;

use std::fs::File;
use std::io::{Read, Seek};
use std::sync::{Arc, Mutex, PoisonError};

use plaza_core::import::{Field, Found, Mapping, Sheet, Trouble, Visibility, Why};

use super::header;
use super::plan::Plan;
use super::profile;
use super::row::{Row, Rows};
use super::values::Calendar;
use crate::file::unreadable;
use crate::guarded::guarded;
use book::Book;

/// Rows of each sheet that are looked at.
const ROWS: usize = 200;
/// The name of the part that encrypted workbooks have, as their table of contents writes it.
const ENCRYPTED: &str = "EncryptedPackage";

/// A workbook, and which of its sheets is read.
pub(super) struct Workbook {
    book: Arc<Mutex<Book>>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) sheet: Found<String>,
    pub(super) visibility: Visibility,
    pub(super) calendar: Calendar,
}

/// How much a sheet looks like a table of what people say: the larger, the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Looks {
    has_named_text: bool,
    has_text: bool,
    is_visible: bool,
    knows_fields: bool,
    rows: u64,
}

impl Workbook {
    pub(super) fn open(
        mut file: File,
        said: Option<&str>,
        mapping: &Mapping,
    ) -> Result<Self, Trouble> {
        if is_encrypted(&mut file) {
            return Err(Trouble::Password);
        }
        let opened = guarded(|| Book::open(file)).map_err(unreadable)?;
        let mut book = opened?;
        let calendar = book.calendar();
        let mut sheets = Vec::new();
        let mut looks = Vec::new();
        for (name, visibility) in book.sheets() {
            let rows = first_rows(&mut book, &name)?;
            looks.push(Looks::of(&rows, visibility, mapping));
            sheets.push(Sheet { name, visibility, rows: rows.len() as u64 });
        }
        let (at, why) = choose(&sheets, &looks, said)?;
        let sheet = Found::new(sheets[at].name.clone(), why);
        let visibility = sheets[at].visibility;
        Ok(Self { book: Arc::new(Mutex::new(book)), sheets, sheet, visibility, calendar })
    }

    /// The rows of the sheet from the first on.
    pub(super) fn rows(&self) -> Result<Box<dyn Rows>, Trouble> {
        // A thread that still reads ends when its receiver is gone.
        drop(self.book.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Box::new(rows::SheetRows::start(&self.book, &self.sheet.value)?))
    }
}

/// Whether it is a workbook with a password, which only looks like one of Excel 97.
fn is_encrypted(file: &mut File) -> bool {
    let mut head = Vec::new();
    let read = file.rewind().and_then(|()| file.by_ref().take(64 * 1024).read_to_end(&mut head));
    let wide: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    read.is_ok()
        && head.starts_with(b"\xd0\xcf\x11\xe0")
        && head.windows(wide.len()).any(|w| w == wide)
}

fn first_rows(book: &mut Book, sheet: &str) -> Result<Vec<Row>, Trouble> {
    let mut rows = Vec::new();
    let mut take = |row: Row| {
        rows.push(row);
        rows.len() < ROWS
    };
    // A sheet that cannot be read is none that can be chosen; it says so when it is named.
    let _ = guarded(|| rows::read_rows(book, sheet, &mut take)).map_err(unreadable)?;
    Ok(rows)
}

impl Looks {
    fn of(rows: &[Row], visibility: Visibility, mapping: &Mapping) -> Self {
        let is_visible = visibility == Visibility::Visible;
        let found = header::find(rows, None).ok().and_then(|header| {
            let below: Vec<Row> =
                rows.iter().filter(|row| row.line > header.above).cloned().collect();
            let profiles = profile::of(&below, header.names.len());
            let plan = Plan::new(&header.names, &profiles, mapping)
                .or_else(|_| Plan::new(&header.names, &profiles, &Mapping::default()));
            Some((plan.ok()?, header.line.is_some(), below.len() as u64))
        });
        let Some((plan, is_named, rows)) = found.filter(|(_, _, rows)| *rows > 0) else {
            return Self { is_visible, ..Self::default() };
        };
        let fields = [Field::Id, Field::CreatedAt, Field::Rating, Field::AuthorName];
        let knows_fields = fields.iter().any(|field| plan.column(*field).is_some());
        let has_text = plan.has_text();
        Self { has_named_text: is_named && has_text, has_text, is_visible, knows_fields, rows }
    }
}

/// The sheet that is read, and why.
fn choose(sheets: &[Sheet], looks: &[Looks], said: Option<&str>) -> Result<(usize, Why), Trouble> {
    let names = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(said) = said {
        let by_name = sheets.iter().position(|sheet| sheet.name == said).or_else(|| {
            let said = plaza_core::text::fold(said);
            sheets.iter().position(|sheet| plaza_core::text::fold(sheet.name.trim()) == said)
        });
        let by_number =
            || said.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < sheets.len());
        let at = by_name.or_else(by_number);
        let no_sheet = || Trouble::NoSheet { sheet: said.to_owned(), sheets: names() };
        return at.map(|at| (at, Why::Said)).ok_or_else(no_sheet);
    }
    if sheets.iter().all(|sheet| sheet.rows == 0) {
        return Err(Trouble::Empty);
    }
    if sheets.len() == 1 {
        return Ok((0, Why::Only));
    }
    // The first of those that look best.
    let best = (0..looks.len()).rev().max_by_key(|at| looks[*at]);
    best.map(|at| (at, Why::FirstTable)).ok_or_else(|| Trouble::NoTable(names()))
}
