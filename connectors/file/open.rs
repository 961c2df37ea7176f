//! A file, opened: how it is read, and its records.

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;

use plaza_core::import::{
    Column, Decided, Format, Found, Layout, Mapping, Note, Question, Sheet, Trouble, Use,
    Visibility, Why,
};

use super::dating;
use super::header::{self, Header};
use super::ids::OwnIds;
use super::json::{Json, Records as _};
use super::letters::Letters;
use super::line;
use super::notes::Notes;
use super::plan::Plan;
use super::profile::{self, Profile};
use super::records::{Reading, TableRecords};
use super::row::{Row, Rows};
use super::sniff;
use super::survey::{Decisions, Survey};
use super::text::{self, TextTable};
use super::values::Calendar;
use super::workbook::Workbook;
use crate::file::unreadable;

/// Rows that are looked at to find the header and what the columns hold.
const SAMPLE_ROWS: usize = 500;

/// The records of a file, good and bad, in order.
pub(super) type Records = Box<dyn Iterator<Item = line::Found> + Send>;

/// A file, opened.
pub(super) struct Opened {
    pub(super) decided: Decided,
    pub(super) sheets: Vec<Sheet>,
    pub(super) columns: Vec<Column>,
    pub(super) questions: Vec<Question>,
    pub(super) notes: Notes,
    pub(super) records: Records,
    /// Whether records can have words; `Err` names the columns.
    pub(super) has_text: Result<(), Vec<String>>,
}

/// Opens a file that people know as `name`.
pub(super) fn open(mut file: File, name: &str, layout: &Layout) -> Result<Opened, Trouble> {
    if file.stream_position().is_err() {
        if layout.format.or_else(|| Format::of_path(Path::new(name))) == Some(Format::Jsonl) {
            return open_pipe(file, layout);
        }
        file = kept(file).map_err(unreadable)?;
    }
    let format = sniff::format(&mut file, name, layout.format)?;
    match format.value {
        Format::Jsonl => open_json(file, name, layout, format),
        Format::Csv => {
            let table = Table::Text(TextTable::open(file, layout)?);
            open_table(table, layout, format)
        }
        Format::Xlsx => {
            let workbook = Workbook::open(file, layout.sheet.as_deref(), &layout.mapping)?;
            open_table(Table::Workbook(workbook), layout, format)
        }
    }
}

/// Where the rows of a table come from.
enum Table {
    Text(TextTable),
    Workbook(Workbook),
}

impl Table {
    fn rows(&mut self, width: Option<usize>) -> Result<Box<dyn Rows>, Trouble> {
        match self {
            Self::Text(text) => text.rows(width),
            Self::Workbook(workbook) => workbook.rows(),
        }
    }

    fn calendar(&self) -> Calendar {
        match self {
            Self::Text(_) => Calendar::From1900,
            Self::Workbook(workbook) => workbook.calendar,
        }
    }

    fn sample(&mut self) -> Result<Vec<Row>, Trouble> {
        let mut rows = self.rows(None)?;
        let mut sample = Vec::new();
        let mut row = Row::default();
        while sample.len() < SAMPLE_ROWS {
            match rows.next(&mut row) {
                None => break,
                Some(Ok(())) if row.is_blank() => {}
                Some(Ok(())) => sample.push(row.clone()),
                Some(Err(_)) => {}
            }
        }
        Ok(sample)
    }

    /// Notes on how the table was found.
    fn note(&self, header: &Header, notes: &Notes) {
        match self {
            Self::Workbook(book) => {
                let is_hidden = book.visibility != Visibility::Visible;
                if (book.sheets.len() > 1 || is_hidden) && book.sheet.why != Why::Said {
                    notes.decide(Note::Sheet { name: book.sheet.value.clone(), is_hidden });
                }
            }
            Self::Text(text) => {
                let (letters, separator) = (&text.letters, &text.separator);
                if letters.why != Why::Said && letters.value.name() != "utf-8" {
                    notes.decide(Note::Encoding(letters.value.name()));
                }
                if let Some(c) = separator.value.filter(|c| *c != ',' && separator.why != Why::Said)
                {
                    notes.decide(Note::Separator(c));
                }
            }
        }
        match &header.line {
            None => notes.decide(Note::NoHeader),
            Some(line) if line.why == Why::FirstTable => notes.decide(Note::HeaderRow(line.value)),
            Some(_) => {}
        }
    }
}

fn open_table(mut table: Table, layout: &Layout, format: Found<Format>) -> Result<Opened, Trouble> {
    let sample = table.sample()?;
    let header = header::find(&sample, layout.header_row)?;
    let below: Vec<Row> = sample.into_iter().filter(|row| row.line > header.above).collect();
    let profiles = profile::of(&below, header.names.len());
    let plan = Plan::new(&header.names, &profiles, &layout.mapping)?;
    let width = Some(header.names.len());
    let mut survey = Survey::new(&plan);
    if survey.is_needed() {
        let mut rows = table.rows(width)?;
        let mut row = Row::default();
        while let Some(next) = rows.next(&mut row) {
            if next.is_ok() && row.line > header.above {
                survey.add(&row);
            }
        }
    }
    let language = language(&plan, &below);
    let decisions = survey.decide(&plan, layout, language, table.calendar())?;
    let notes = Notes::default();
    table.note(&header, &notes);
    let rows = table.rows(width)?;
    let mut decided = decided(format, &decisions);
    decided.header_row.clone_from(&header.line);
    let sheets = match table {
        Table::Text(text) => {
            decided.encoding = Some(Found::new(text.letters.value.name(), text.letters.why));
            decided.separator = text.separator.value.map(|c| Found::new(c, text.separator.why));
            Vec::new()
        }
        Table::Workbook(book) => {
            decided.sheet = Some(book.sheet);
            book.sheets
        }
    };
    let (opened, reading) =
        assemble(decided, sheets, plan, &profiles, decisions, notes, &layout.mapping);
    Ok(Opened { records: Box::new(TableRecords::new(rows, reading, header.above)), ..opened })
}

fn open_json(
    mut file: File,
    name: &str,
    layout: &Layout,
    format: Found<Format>,
) -> Result<Opened, Trouble> {
    let letters = json_letters(&mut file, layout.encoding.as_deref())?;
    let mut json = Json::open(file, letters.value, name)?;
    let (names, rows) = json.sample()?;
    let is_straight = json.is_straight(layout)?;
    let profiles = profile::of(&rows, names.len());
    let said = if rows.is_empty() { &Mapping::default() } else { &layout.mapping };
    let plan = Plan::new(&names, &profiles, said)?;
    let mut survey = Survey::new(&plan);
    if !is_straight && survey.is_needed() {
        json.each_row(&names, &mut |row| survey.add(row))?;
    }
    let language = language(&plan, &rows);
    let decisions = survey.decide(&plan, layout, language, Calendar::From1900)?;
    let notes = Notes::default();
    if letters.value.name() != "utf-8" && letters.why != Why::Said {
        notes.decide(Note::Encoding(letters.value.name()));
    }
    let mut decided = decided(format, &decisions);
    decided.encoding = Some(Found::new(letters.value.name(), letters.why));
    let makes_ids =
        plan.column(plaza_core::import::Field::Id).is_none() || decisions.spoilt.is_some();
    let (opened, reading) =
        assemble(decided, Vec::new(), plan, &profiles, decisions, notes, &layout.mapping);
    let straight = is_straight.then(|| layout.mapping.clone());
    let records = json.records(reading, straight, makes_ids && !is_straight)?;
    // Records with ids are import records, of which some may lack their text.
    let is_known = rows.is_empty() || !makes_ids;
    let has_text = if is_known { Ok(()) } else { opened.has_text };
    Ok(Opened { records: Box::new(records), has_text, ..opened })
}

/// Import records that come through a pipe are taken in as they come: it may stay open for ever.
fn open_pipe(file: File, layout: &Layout) -> Result<Opened, Trouble> {
    let letters = match layout.encoding.as_deref() {
        Some(said) => Letters::named(said).unwrap_or(Letters::Utf8),
        None => Letters::Utf8,
    };
    let mut json = Json::of_pipe(file, letters);
    let plan = Plan::new(&[], &[], &Mapping::default())?;
    let decisions = Survey::new(&plan).decide(&plan, layout, None, Calendar::From1900)?;
    let decided = decided(Found::new(Format::Jsonl, Why::Usual), &decisions);
    let notes = Notes::default();
    let (opened, reading) =
        assemble(decided, Vec::new(), plan, &[], decisions, notes, &layout.mapping);
    let records = json.records(reading, Some(layout.mapping.clone()), false)?;
    Ok(Opened { records: Box::new(records), has_text: Ok(()), ..opened })
}

/// What comes through a pipe, on the disk until it has been read: tables are looked at as a whole.
fn kept(mut pipe: File) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut pipe, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// JSON is UTF-8 by definition; UTF-16 shows itself, and anything else must be said.
fn json_letters(file: &mut File, said: Option<&str>) -> Result<Found<Letters>, Trouble> {
    match said {
        Some(_) => text::letters(file, said),
        None => Letters::of_unicode(file).map_err(unreadable),
    }
}

fn language(plan: &Plan, rows: &[Row]) -> Option<&'static str> {
    let text = plan.column(plaza_core::import::Field::Text);
    let names = plan.columns.iter().map(|column| column.name.as_str());
    let texts = rows.iter().take(200).filter_map(|row| text.map(|at| row.cell(at)));
    dating::language(names.chain(texts))
}

fn decided(format: Found<Format>, decisions: &Decisions) -> Decided {
    let scale = match &decisions.rating {
        super::rating::Reading::On(scale) => Some(scale.clone()),
        _ => None,
    };
    Decided {
        format,
        sheet: None,
        header_row: None,
        separator: None,
        encoding: None,
        dates: decisions.dates.order.clone(),
        scale,
    }
}

/// Everything but the records, and how those are read.
fn assemble(
    mut decided: Decided,
    sheets: Vec<Sheet>,
    plan: Plan,
    profiles: &[Profile],
    decisions: Decisions,
    notes: Notes,
    mapping: &Mapping,
) -> (Opened, Reading) {
    let Decisions { dates, rating, spoilt, mut questions, notes: found } = decisions;
    let has_text = if plan.has_text() { Ok(()) } else { Err(plan.names()) };
    if has_text.is_err() {
        questions.push(Question::Text { candidates: plan.prose.clone() });
    }
    if plan.column(plaza_core::import::Field::Rating).is_none() {
        decided.scale = None;
    }
    found.into_iter().for_each(|note| notes.decide(note));
    note_columns(&plan, profiles, mapping, &notes);
    let columns = shown(&plan, profiles);
    let reading = Reading {
        plan,
        dates,
        rating,
        ids_are_spoilt: spoilt.is_some(),
        own_ids: OwnIds::default(),
        notes: notes.clone(),
    };
    let records: Records = Box::new(std::iter::empty());
    (Opened { decided, sheets, columns, questions, notes, records, has_text }, reading)
}

fn note_columns(plan: &Plan, profiles: &[Profile], mapping: &Mapping, notes: &Notes) {
    let mut unused = Vec::new();
    for (column, profile) in plan.columns.iter().zip(profiles) {
        match &column.field {
            Some(field) if !matches!(field.why, Why::Said | Why::FieldName) => {
                notes.decide(Note::Taken { column: column.name.clone(), field: field.value });
            }
            Some(_) => {}
            None if column.is_ignored || mapping.said(&column.name) == Some(Use::Kept) => {}
            None if profile.samples.is_empty() => {}
            None => unused.push(column.name.clone()),
        }
    }
    if !unused.is_empty() {
        notes.decide(Note::Unused(unused));
    }
}

fn shown(plan: &Plan, profiles: &[Profile]) -> Vec<Column> {
    let columns = plan.columns.iter().zip(profiles).zip(1..);
    columns
        .map(|((column, profile), position)| Column {
            position,
            name: column.name.clone(),
            samples: profile.samples.clone(),
            field: column.field.clone(),
            is_ignored: column.is_ignored,
        })
        .collect()
}
